//! Quality and demand together.

use knockon::{
    Assessment, Department, ExternalCustomer, Network, Organisation, Scenario, Service,
    SolveOptions, Staffing, Uniqueness, Workspace,
};

/// The three departments of `coupled-load-quality-base`.
fn coupled() -> Network {
    let staff = |agents: f64, rate: f64, target: f64| {
        Staffing::new(agents, 60.0 / rate).target_wait_minutes(60.0 * target)
    };
    Organisation::builder("coupled")
        .department(Department::new("it").staffing(staff(8.0, 1.0, 0.5)))
        .department(Department::new("hr").staffing(staff(8.0, 0.5, 1.0)))
        .department(Department::new("ops").staffing(staff(9.0, 1.0, 0.5)))
        .customer(ExternalCustomer::new("clients"))
        .service(
            Service::new("it-hr", "it", "hr").dependence(0.6).requests_per_job(0.3).retries(0.6),
        )
        .service(
            Service::new("it-ops", "it", "ops").dependence(0.5).requests_per_job(0.5).retries(0.6),
        )
        .service(
            Service::new("hr-ops", "hr", "ops").dependence(0.4).requests_per_job(0.2).retries(0.6),
        )
        .service(Service::new("it-clients", "it", "clients").dependence(0.1).demand_per_hour(2.0))
        .service(Service::new("hr-clients", "hr", "clients").dependence(0.1).demand_per_hour(1.0))
        .service(Service::new("ops-clients", "ops", "clients").dependence(0.9).demand_per_hour(6.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn q(a: &Assessment) -> Vec<f64> {
    a.qualities().take(3).collect()
}

#[test]
fn coupled_case() {
    let network = coupled();
    let options = SolveOptions::default().lower_state(true);
    let a = network.solve_with(&Scenario::new("x"), &options, &mut Workspace::new()).unwrap();
    println!("{:?} {:?} {} {} {}", q(&a), a.uniqueness(), a.iterations(), a.residual(), a.verify());
    let b = network
        .solve_with(&Scenario::new("x").agents("it", 6.0), &options, &mut Workspace::new())
        .unwrap();
    println!("{:?} {:?} {} {} {}", q(&b), b.uniqueness(), b.iterations(), b.residual(), b.verify());
    assert_eq!(a.uniqueness(), Uniqueness::Multiple);
}
