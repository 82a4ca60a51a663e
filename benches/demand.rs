//! Quality and demand together, beside the solve of quality alone.
//!
//! ```text
//! demand/solve/*         the organisation without people
//! demand/traffic/*       requests followed, and nobody whose capability depends on them
//! demand/equilibrium/*   a quarter of the departments staffed, customers who ask again, and people
//!                        who work the harder the better they are served
//! demand/fold/*          one desk so near a fold that a ten-thousandth of an agent less tips it
//! demand/tipping_margin  how many agents that desk can lose
//! demand/tipping_split   the Aumann-Shapley values of a change across the fold
//! demand/sensitivity/*   the derivatives of customers' quality in everybody's agents and skill
//! ```
//!
//! The organisations are those of the other benches, stated with names: people who are busy six
//! tenths of the time at their best, requests of half a job each at most, and demand of customers
//! on every service they receive.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use knockon::explain::AumannShapleyOptions;
use knockon::{
    Assessment, Department, Effort, ExternalCustomer, Network, Objective, Organisation, Rule,
    Scenario, Service, SolveOptions, Staffing, Status, Workspace,
};
use support::bench::agreement::assert_sides_agree;
use support::bench::generate::Organisation as Generated;
use support::bench::size::sizes;

/// What is stated of people and requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stated {
    Nothing,
    Requests,
    People,
}

/// Requests per job of a department, all told: below 1, and they end.
const REQUESTS_PER_JOB: f64 = 0.5;
/// How busy agents are when everybody is served well.
const BUSY: f64 = 0.6;
const AGENTS: f64 = 12.0;

fn compile(generated: &Generated, stated: Stated) -> Network {
    let departments = generated.department_count;
    let mut received = vec![0_u32; departments + generated.customer_count];
    for &consumer in &generated.consumer {
        received[consumer as usize] += 1;
    }
    let is_customer = |party: u32| party as usize >= departments;
    let arrivals = if stated == Stated::People { arrivals(generated) } else { Vec::new() };
    let department = |(number, &capability): (usize, &f64)| {
        let department = Department::new(format!("d{number}"));
        if arrivals.is_empty() || number % 4 != 0 || arrivals[number] <= 0.0 {
            return department.capability(capability);
        }
        let handling = 60.0 * AGENTS * BUSY / arrivals[number];
        let staffing = Staffing::new(AGENTS, handling).target_wait_minutes(handling / 2.0);
        let effort = Effort::default().floor(0.5).reaction(0.2).reference(0.9);
        department.skill(capability).staffing(staffing).effort(effort)
    };
    let ends = generated.provider.iter().zip(&generated.consumer).zip(&generated.dependence);
    let services = ends.enumerate().map(|(number, ((&provider, &consumer), &dependence))| {
        let name = |party: u32| match (party as usize).checked_sub(departments) {
            Some(customer) => format!("c{customer}"),
            None => format!("d{party}"),
        };
        let service = Service::new(format!("s{number}"), name(provider), name(consumer))
            .dependence(dependence);
        match stated {
            Stated::Nothing => service,
            _ if is_customer(consumer) => service.demand_per_hour(1.0).retries(0.5),
            _ => {
                let requests = REQUESTS_PER_JOB / f64::from(received[consumer as usize]);
                service.requests_per_job(requests).retries(0.2)
            }
        }
    });
    Organisation::builder("bench")
        .default_department_rule(Rule::INDEPENDENT)
        .default_customer_rule(Rule::MEAN)
        .departments(generated.capability.iter().enumerate().map(department))
        .customers((0..generated.customer_count).map(|c| ExternalCustomer::new(format!("c{c}"))))
        .services(services)
        .build()
        .expect("generated organisations are valid")
        .compile()
        .expect("requests end")
}

/// What arrives per hour where nobody's people are stated.
fn arrivals(generated: &Generated) -> Vec<f64> {
    let today = compile(generated, Stated::Requests).baseline();
    today.workloads().map(|workload| workload.arrivals_per_hour).collect()
}

fn assert_converged(solved: &Assessment) {
    assert_eq!(solved.status(), Status::Converged);
    assert!(solved.verify() <= 1e-12, "{}", solved.verify());
}

fn demand(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("demand");
    group.sample_size(10);
    let (nothing, options) = (Scenario::new("as stated"), SolveOptions::default());
    let mut workspace = Workspace::new();
    for size in &sizes()[..2] {
        let generated = size.generate();
        assert_sides_agree(&generated);
        for (name, stated) in [
            ("solve", Stated::Nothing),
            ("traffic", Stated::Requests),
            ("equilibrium", Stated::People),
        ] {
            let network = compile(&generated, stated);
            let solved = network.baseline();
            assert_converged(&solved);
            assert_eq!(solved.workloads().next().is_some(), stated != Stated::Nothing);
            group.bench_with_input(
                BenchmarkId::new(name, size.name),
                &network,
                |bench, network| {
                    bench.iter(|| {
                        let solved =
                            network.solve_with(black_box(&nothing), &options, &mut workspace);
                        workspace.recycle(solved.expect("nothing is changed"));
                    });
                },
            );
            if stated == Stated::People {
                let customers = Objective::customers(&network).expect("there are customers");
                let sensitivity = || black_box(&solved).sensitivity(&customers).unwrap();
                assert!(!sensitivity().people().is_empty());
                let id = BenchmarkId::new("sensitivity", size.name);
                group.bench_function(id, |bench| bench.iter_with_large_drop(sensitivity));
            }
        }
    }
    group.finish();
}

/// A help desk whose users ask again; power is another's.
fn desk() -> Network {
    let staffing = Staffing::new(18.0, 60.0).target_wait_minutes(15.0);
    let help = Service::new("help", "it", "users").dependence(1.0).demand_per_hour(10.0);
    Organisation::builder("Help desk")
        .department(Department::new("it").staffing(staffing))
        .department(Department::new("power"))
        .customer(ExternalCustomer::new("users"))
        .service(help.retries(1.5))
        .service(Service::new("current", "power", "users").dependence(0.5))
        .build()
        .expect("the desk is valid")
        .compile()
        .expect("requests end")
}

fn fold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("demand");
    group.sample_size(10);
    let network = desk();
    let users = Objective::customers(&network).expect("there are users");
    let margin = || network.tipping_margin("it", &Scenario::new(""), &users).expect("it has staff");
    let edge = margin().expect("the desk tips").agents;
    let near = Scenario::new("near").agents("it", edge + 1e-4);
    assert_converged(&network.solve(&near).expect("the names are known"));
    group.bench_function("fold", |bench| bench.iter(|| network.solve(black_box(&near))));
    group.bench_function("tipping_margin", |bench| bench.iter(margin));
    let worse = Scenario::new("worse").agents("it", 14.0).capability("power", 0.8);
    let after = network.solve(&worse).expect("the names are known");
    let impact = after.compared_with(&network.baseline()).expect("one network");
    let split = || impact.aumann_shapley(&users, &AumannShapleyOptions::default()).expect("a path");
    assert!(split().tipping_points.len() == 1 && split().residual.abs() < 1e-6, "{:?}", split());
    group.bench_function("tipping_split", |bench| bench.iter(split));
    group.finish();
}

criterion_group!(benches, demand, fold);
criterion_main!(benches);
