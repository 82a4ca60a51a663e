//! What people read when they ask for something that is not there; files and statements have
//! tests of their own.

use std::fmt::Display;

use insta::assert_snapshot;
use knockon::explain::ContingencyOptions;
use knockon::explain::{Objective, Ranges, ShapleyOptions};
use knockon::queue::{Queue, erlang_b, erlang_c};
use knockon::{
    Aggregation, Columns, Department, ExternalCustomer, Network, Organisation, Rule, Scenario,
    Service, SolveOptions, Weighting, Workspace,
};

fn organisation() -> Organisation {
    Organisation::builder("Two")
        .department(Department::new("division"))
        .department(Department::new("it").part_of("division"))
        .customer(ExternalCustomer::new("clients").population(0.0))
        .service(Service::new("s", "it", "clients").dependence(0.5))
        .build()
        .unwrap()
}

fn network() -> Network {
    organisation().compile().unwrap()
}

/// The message of what must be an error.
fn message<T, E: Display>(result: Result<T, E>) -> String {
    match result {
        Ok(_) => panic!("this was not refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_scenario_that_does_not_fit() {
    let scenario = Scenario::new("wrong")
        .capability("itt", 0.5)
        .capability("clients", 0.5)
        .capability("division", 0.5)
        .capability("it", 1.5)
        .capability("it", 0.5)
        .condition("t", f64::NAN)
        .stop_service("s")
        .stop_service("s");
    assert_snapshot!(message(network().solve(&scenario)), @r#"
    capability["itt"]: `itt` is not a department
    capability["clients"]: `clients` is an external customer; only departments have a capability
    capability["division"]: department `division` provides and receives no services; set its parts instead: `it`
    capability["it"]: capability `1.5` of `it` is outside 0..=1
    capability["it"]: the capability of `it` is set twice
    condition["t"]: condition `NaN` of `t` is outside 0..=1
    condition["t"]: `t` is not a service
    stop_services["s"]: service `s` is set or stopped twice
    "#);
}

#[test]
fn columns_that_do_not_fit() {
    let refused = |columns: &Columns<'_>| message(Network::from_columns(columns));
    let one = Columns::new(1, 1).unwrap().provider(&[0]).consumer(&[1]).dependence(&[0.5]);
    let steep = Rule::full(2.0);
    let weighting = Weighting::Share { own_weight: Some(-1.0) };
    let negative = Rule::Aggregation(Aggregation::new(1.0, weighting));
    let messages = [
        refused(&one.consumer(&[])),
        refused(&one.capability(&[1.0, 1.0])),
        refused(&one.provider(&[1])),
        refused(&one.consumer(&[2])),
        refused(&one.dependence(&[f64::NAN])),
        refused(&one.population(&[-1.0])),
        refused(&one.department_rule(steep)),
        refused(&one.customer_rule(negative)),
        message(Columns::new(usize::MAX, 1)),
    ];
    assert_snapshot!(messages.join("\n"), @r"
    column `consumer` has 0 entries, where 1 are needed
    column `capability` has 2 entries, where 1 are needed
    `provider[0]` is party 1, where one below 1 is needed
    `consumer[0]` is party 2, where one below 2 is needed
    `dependence[0]` is `NaN`, outside 0..=1
    `population[0]` is `-1`, outside 0 or 1e-100..=1e100
    order `2` of the rule of departments is no number of 0, up to -1e-100 or from 1e-100 on, at most 1 under full weighting
    own weight `-1` of the rule of customers is outside 0 or 1e-100..=1e100
    18446744073709551615 parties are more than 268435456
    ");
}

#[test]
fn questions_about_what_is_not_there() {
    let network = network();
    let chains = |id| message(network.chains().from(id));
    let weighted =
        |parties: [(&str, f64); 2]| message(Objective::weighted(&network, "two", parties));
    let other = organisation().compile().unwrap().baseline();
    let impact = network.baseline().compared_with(&other).unwrap();
    let it = Objective::party(&network, "it").unwrap();
    let reversed = Ranges::new().capability("it", 0.7..=0.4);
    let messages = [
        chains("itt"),
        chains("clients"),
        message(network.chains().from_service("t")),
        message(network.chains().to("nobody")),
        message(Objective::party(&network, "nobody")),
        message(Objective::customers(&network)),
        weighted([("it", 1.0), ("it", 1.0)]),
        weighted([("it", 1.0), ("clients", -1.0)]),
        message(impact.shapley(&it, &ShapleyOptions::default())),
        message(network.contingency(&ContingencyOptions::default())),
        message(network.range(&reversed)),
    ];
    assert_snapshot!(messages.join("\n"), @r"
    `itt` is not a department
    `clients` is an external customer, where a department is needed
    `t` is not a service
    `nobody` is not a department or an external customer
    `nobody` is not a department or an external customer
    the populations of the external customers sum to 0
    `it` is given twice
    weight `-1` of `clients` is outside 0 or 1e-100..=1e100
    the two assessments are of different networks, where two of one network are needed
    the populations of the external customers sum to 0
    the capability of `it` ranges from `0.7` to `0.4`, where the lower end comes first
    ");
}

#[test]
fn a_solve_that_did_not_settle_for_those_who_insist() {
    let organisation = Organisation::builder("Circle")
        .department(Department::new("a").capability(0.5))
        .department(Department::new("b"))
        .service(Service::new("ab", "a", "b").dependence(0.5))
        .service(Service::new("ba", "b", "a").dependence(0.5))
        .build()
        .unwrap();
    let options = SolveOptions::default().max_sweeps(2);
    let network = organisation.compile().unwrap();
    let solved = network.solve_with(&Scenario::new(""), &options, &mut Workspace::new()).unwrap();
    assert_snapshot!(message(solved.converged()), @"not converged after 2 sweeps: the last one still moved by 2.5e-1");
}

#[test]
fn queues_that_cannot_be() {
    let queue = Queue::new(1.0, 1.0, 2.0).unwrap();
    let patient = queue.patience(1.0).unwrap();
    let busiest = Queue::new(1e50, 1e-50, 1.0).unwrap();
    let messages = [
        message(Queue::new(-1.0, 1.0, 2.0)),
        message(Queue::new(1.0, 0.0, 2.0)),
        message(Queue::new(1.0, f64::INFINITY, 2.0)),
        message(Queue::new(1.0, 1.0, f64::NAN)),
        message(queue.patience(0.0)),
        message(queue.variability(1.0, -0.5)),
        message(queue.variability(0.5, 1.0).unwrap().patience(1.0)),
        message(patient.variability(1.0, 0.25)),
        message(queue.within(f64::NAN)),
        message(queue.exceeds(-1.0)),
        message(queue.wait_percentile(1.5)),
        message(queue.target_for(1.0)),
        message(queue.agents_for(0.0, 1.0)),
        message(busiest.agents_for(0.5, 1.0)),
        message(erlang_b(f64::NAN, 1.0)),
        message(erlang_b(1.0, -1.0)),
        message(erlang_c(1.0, 0.0)),
    ];
    assert_snapshot!(messages.join("\n"), @r"
    arrival rate `-1` is outside 0..=1e50
    service rate `0` is outside 1e-50..=1e50
    service rate `inf` is outside 1e-50..=1e50
    number of agents `NaN` is outside 1e-50..=1e50
    mean patience `0` is outside 1e-50..=1e50
    squared coefficient of variation `-0.5` is outside 0..=1e50
    with a mean patience, squared coefficients of variation must be 1, not `0.5` of arrivals and `1` of handling
    with a mean patience, squared coefficients of variation must be 1, not `1` of arrivals and `0.25` of handling
    wait `NaN` is outside 0..=inf
    wait `-1` is outside 0..=inf
    share `1.5` is outside 0..=1
    share `1` to be reached is not above 0 and below 1
    share `0` to be reached is not above 0 and below 1
    a share of `0.5` is not reached by any number of agents up to 1e50
    offered load `NaN` is outside 0..=1e100
    number of agents `-1` is outside 0..=1e50
    number of agents `0` is outside 1e-50..=1e50
    ");
}
