//! Lines of requests over time.

use chrono::TimeDelta;
use knockon::time::{Ending, Timeline, TimelinePlan};
use knockon::{Department, ExternalCustomer, Network, Organisation, Scenario, Service, Staffing};

const HOUR: TimeDelta = TimeDelta::hours(1);

/// `coupled-load-quality-base` of `tests/data/timeline.json`: three departments that ask each
/// other, everybody who is badly served tries again.
fn coupled(it_agents: f64) -> Network {
    let staff = |agents: f64, rate: f64, target: f64| {
        Staffing::new(agents, 60.0 / rate).target_wait_minutes(60.0 * target)
    };
    let asks = |id, from, to, dependence, requests| {
        Service::new(id, from, to).dependence(dependence).requests_per_job(requests).retries(0.6)
    };
    let demand = |id, from, requests| {
        Service::new(id, from, "clients").dependence(0.0).demand_per_hour(requests)
    };
    Organisation::builder("coupled")
        .department(Department::new("it").staffing(staff(it_agents, 1.0, 0.5)))
        .department(Department::new("hr").staffing(staff(8.0, 0.5, 1.0)))
        .department(Department::new("ops").staffing(staff(9.0, 1.0, 0.5)))
        .customer(ExternalCustomer::new("clients"))
        .service(asks("it-hr", "it", "hr", 0.6, 0.3))
        .service(asks("it-ops", "it", "ops", 0.5, 0.5))
        .service(asks("hr-ops", "hr", "ops", 0.4, 0.2))
        .service(demand("it-clients", "it", 2.0))
        .service(demand("hr-clients", "hr", 1.0))
        .service(demand("ops-clients", "ops", 6.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn pulse(network: &Network, more: f64, hours: i32, days: i32) -> Timeline {
    let busy = Scenario::new("busy").demand_per_hour("it-clients", 2.0 + more);
    let plan = TimelinePlan::lasting(HOUR * 24 * days)
        .step(TimeDelta::minutes(15))
        .during(HOUR * 24..HOUR * (24 + hours), busy);
    network.timeline(&plan).unwrap()
}

#[test]
fn explore() {
    let network = coupled(7.8);
    let base = network.baseline();
    println!("{:?}", base.workload("it"));
    for (more, hours) in [(1.5, 6), (4.0, 24), (4.0, 6), (1.5, 24)] {
        let timeline = pulse(&network, more, hours, 30);
        println!("{more} {hours}: {:?} collapse {} err {:?} steps {}", timeline.ending(), timeline.lasting_collapse(), timeline.error_estimate(), timeline.steps());
        let points: Vec<_> = timeline.line("it").unwrap().points().collect();
        for p in points.iter().step_by(points.len() / 12) {
            println!("  {} L {:.3} lam {:.4} wait {:.1} q {:.4}", p.at.num_hours(), p.backlog, p.arrivals_per_hour, p.mean_wait_minutes, timeline.series("it").unwrap().at(p.at));
        }
        println!("{:?}", timeline.requests("it"));
    }
}
