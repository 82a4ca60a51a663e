//! Quality and demand together.

use knockon::explain::{Attribution, AumannShapleyOptions, Objective, Sensitivity, ShapleyOptions};
use knockon::{
    Assessment, Department, Effort, ExternalCustomer, Network, Organisation, Scenario, Service,
    SolveOptions, Staffing, Uniqueness, Workspace,
};

/// The three departments of `coupled-load-quality-base`.
fn coupled(effort: Option<Effort>) -> Network {
    network_org(effort).build().unwrap().compile().unwrap()
}

fn network_org(effort: Option<Effort>) -> knockon::OrganisationBuilder {
    let staff = |agents: f64, rate: f64, target: f64| {
        Staffing::new(agents, 60.0 / rate).target_wait_minutes(60.0 * target)
    };
    let dept = |id: &str| match effort {
        Some(e) => Department::new(id).effort(e),
        None => Department::new(id),
    };
    Organisation::builder("coupled")
        .department(dept("it").staffing(staff(9.0, 1.0, 0.5)).skill(0.97))
        .department(dept("hr").staffing(staff(8.0, 0.5, 1.0)))
        .department(dept("ops").staffing(staff(9.0, 1.0, 0.5)))
        .customer(ExternalCustomer::new("clients"))
        .service(
            Service::new("it-hr", "it", "hr")
                .dependence(0.6)
                .requests_per_job(0.3)
                .retries(0.6)
                .condition(0.95),
        )
        .service(
            Service::new("it-ops", "it", "ops").dependence(0.5).requests_per_job(0.5).retries(0.6),
        )
        .service(
            Service::new("hr-ops", "hr", "ops").dependence(0.4).requests_per_job(0.2).retries(0.6),
        )
        .service(Service::new("it-clients", "it", "clients").dependence(0.1).demand_per_hour(2.0))
        .service(
            Service::new("hr-clients", "hr", "clients")
                .dependence(0.1)
                .demand_per_hour(1.0)
                .retries(0.3),
        )
        .service(Service::new("ops-clients", "ops", "clients").dependence(0.9).demand_per_hour(6.0))
}

#[test]
fn derivs() {
    for effort in [None, Some(Effort { floor: 0.3, reaction: 0.4, reference: 1.0 })] {
        let network = coupled(effort);
        let clients = Objective::customers(&network).unwrap();
        let base = network.baseline();
        println!("verify {} {} {}", base.verify(), base.iterations(), base.residual());
        let s = Sensitivity::of(&base, &clients);
        println!("{:?}", s.status());
        let h = 1e-5;
        let value = |sc: Scenario| clients.value(&network.solve(&sc).unwrap());
        for (id, n) in [("it", 9.0), ("hr", 8.0), ("ops", 9.0)] {
            let d = (value(Scenario::new("").agents(id, n + h))
                - value(Scenario::new("").agents(id, n - h)))
                / (2.0 * h);
            println!("agents {id}: {:?} {d}", s.agents(id));
            let sk = if id == "it" { 0.97 } else { 1.0 };
            let d = (value(Scenario::new("").skill(id, sk))
                - value(Scenario::new("").skill(id, sk - h)))
                / h;
            println!("skill {id}: {:?} {d}", s.skill(id));
        }
        for (id, n) in [("it-clients", 2.0), ("hr-clients", 1.0), ("ops-clients", 6.0)] {
            let d = (value(Scenario::new("").demand_per_hour(id, n + h))
                - value(Scenario::new("").demand_per_hour(id, n - h)))
                / (2.0 * h);
            println!("demand {id}: {:?} {d}", s.demand_per_hour(id));
        }
        for (id, c) in [("it-hr", 0.95), ("it-ops", 1.0), ("hr-ops", 1.0), ("hr-clients", 1.0)] {
            let d = (value(Scenario::new("").condition(id, c))
                - value(Scenario::new("").condition(id, c - h)))
                / h;
            println!("condition {id}: {:?} {d}", s.condition(id));
        }
        for (id, a) in [("it-hr", 0.6), ("it-ops", 0.5), ("hr-ops", 0.4)] {
            let org = |a: f64| {
                let mut b = network_org(effort);
                b = b.without_service(id);
                let svc = match id {
                    "it-hr" => Service::new(id, "it", "hr")
                        .requests_per_job(0.3)
                        .retries(0.6)
                        .condition(0.95),
                    "it-ops" => Service::new(id, "it", "ops").requests_per_job(0.5).retries(0.6),
                    _ => Service::new(id, "hr", "ops").requests_per_job(0.2).retries(0.6),
                };
                let n = b.service(svc.dependence(a)).build().unwrap().compile().unwrap();
                Objective::customers(&n).unwrap().value(&n.baseline())
            };
            println!(
                "dependence {id}: {:?} {}",
                s.dependence(id),
                (org(a + h) - org(a - h)) / (2.0 * h)
            );
        }
        for sc in [
            Scenario::new("fewer").agents("it", 7.5),
            Scenario::new("falls")
                .agents("it", 7.8)
                .skill("hr", 0.9)
                .demand_per_hour("ops-clients", 6.5)
                .condition("hr-ops", 0.9),
            Scenario::new("mixed")
                .agents("it", 10.0)
                .skill("hr", 0.9)
                .demand_per_hour("ops-clients", 6.5),
            Scenario::new("pin").capability("it", 0.5).agents("hr", 9.0),
            Scenario::new("collapse").agents("it", 5.0),
            Scenario::new("collapse2").agents("it", 6.0).demand_per_hour("ops-clients", 7.0),
        ] {
            let after = network.solve(&sc).unwrap();
            let impact = after.impact_on(&base);
            let e = impact.explain();
            let c = e.contributions(&clients);
            println!(
                "{} {:?} change {} sum {} verify {}",
                sc.name(),
                c.split,
                c.change,
                c.contributions.iter().map(|c| c.change).sum::<f64>(),
                after.verify()
            );
            for x in &c.contributions {
                println!("    {:?} {}", x.source, x.change);
            }
            let sh = Attribution::shapley(&impact, &clients, &ShapleyOptions::default()).unwrap();
            for x in &sh.shares {
                println!("    shapley {:?} {}", x.source, x.change);
            }
            let sh =
                Attribution::aumann_shapley(&impact, &clients, &AumannShapleyOptions::default())
                    .unwrap();
            for x in &sh.shares {
                println!("    as {:?} {:e}", x.source, x.change);
            }
            println!("    as residual {:e} {}", sh.residual, sh.evaluations);
            let chains: Vec<_> = e.chains(&clients).take(3).collect();
            for x in &chains {
                println!("    chain {} {:?} {} {}", x.chain, x.source, x.change, x.share);
            }
        }
    }
}
