//! Timelines against certified values.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use knockon::time::{Ending, Method, SteadyState, Timeline, TimelinePlan};
use knockon::{Department, ExternalCustomer, Network, Organisation, Rule, Scenario, Service};

use crate::check::assert_near;
use crate::reference::{Case, cases, entries, list, number, numbers, text};
use crate::tolerance;

const TIMELINES: &str = include_str!("../data/timeline.json");
const ORGANISATIONS: &str = include_str!("../data/organisations.json");

fn case(id: &str) -> Case {
    cases(TIMELINES, id, 1).remove(0)
}

/// The time constant of which a step covers the share `k` of a distance.
fn constant(step: TimeDelta, k: f64) -> TimeDelta {
    let step = step.num_nanoseconds().unwrap() as f64;
    TimeDelta::nanoseconds((step / -(-k).ln_1p()).round() as i64)
}

fn at(timeline: &Timeline, party: &str, instant: TimeDelta) -> f64 {
    timeline.series(party).unwrap().at(instant)
}

#[test]
fn seven_departments_and_customers_in_twelve_steps_of_shock() {
    let case = case("org7-dynamic-shock12");
    let base = cases(ORGANISATIONS, "org7-p0", 2).remove(0);
    let step = TimeDelta::hours(1);
    let nodes: Vec<String> = list(&base.inputs["nodes"]).iter().map(text).collect();
    let lags = numbers(&case.inputs["lag_of_node_inputs"]);
    let lag = |consumer: &str| {
        let place = nodes.iter().position(|node| node == consumer).unwrap();
        TimeDelta::hours(lags[place] as i64)
    };
    let mut builder = Organisation::builder("seven").default_customer_rule(Rule::INDEPENDENT);
    for node in &nodes {
        builder = if node.starts_with("CUST") {
            builder.customer(ExternalCustomer::new(node))
        } else {
            builder.department(Department::new(node))
        };
    }
    for (consumer, services) in entries(&base.inputs["edges_provider_strength"]) {
        for service in list(services) {
            let service = Service::between(text(&service[0]), consumer)
                .dependence(number(&service[1]))
                .lag(lag(consumer));
            builder = builder.service(service);
        }
    }
    let network = builder.build().unwrap().compile().unwrap();
    let mut shock = Scenario::new("shock");
    for (id, capability) in entries(&base.inputs["self_effectiveness"]) {
        if !id.starts_with("CUST") {
            shock = shock.capability(id, number(capability));
        }
    }
    let mut plan = TimelinePlan::lasting(step * 60)
        .step(step)
        .during(TimeDelta::zero()..step * 12, shock)
        .method(Method::ExponentialEuler);
    let (down, up) = (numbers(&case.inputs["k_down"]), numbers(&case.inputs["k_up"]));
    for (node, (&down, &up)) in nodes.iter().zip(down.iter().zip(&up)) {
        plan = plan.time_constants(node, constant(step, down), constant(step, up));
    }
    let timeline = network.timeline(&plan).unwrap();
    assert_eq!(timeline.instants().len(), 61);
    for (name, state) in entries(&case.outputs).filter(|(name, _)| name.starts_with('t')) {
        let t: i32 = name[1..].parse().unwrap();
        for (node, quality) in entries(state) {
            let what = format!("{node} at {name}");
            assert_near(at(&timeline, node, step * t), number(quality), case.tolerance, &what);
        }
    }
    let lost: f64 = timeline.series("CUST_A").unwrap().qualities().map(|q| 1.0 - q).sum();
    assert_near(lost, number(&case.outputs["customer_loss_area"]), case.tolerance, "loss of CUST_A");
}
