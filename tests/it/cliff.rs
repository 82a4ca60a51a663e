//! How many agents away the cliff is, against a scan over agents.

use knockon::demand::{Cliff, StaffingError};
use knockon::explain::Objective;
use knockon::{
    Department, ExternalCustomer, Network, Organisation, Scenario, Service, ServiceLevel, Staffing,
};

use crate::check::{assert_near, solve};
use crate::tolerance;

/// A help desk of 18 who take an hour, for ten requests an hour.
fn desk(staffing: Staffing, retries: f64) -> Network {
    Organisation::builder("Help desk")
        .department(Department::new("it").staffing(staffing))
        .department(Department::new("canteen"))
        .customer(ExternalCustomer::new("users"))
        .service(
            Service::new("help", "it", "users")
                .dependence(1.0)
                .demand_per_hour(10.0)
                .retries(retries),
        )
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn impatient() -> Staffing {
    Staffing::new(18.0, 60.0).patience_minutes(120.0).service_level(ServiceLevel::Served)
}

fn patient() -> Staffing {
    Staffing::new(18.0, 60.0).target_wait_minutes(15.0)
}

fn cliff(network: &Network, scenario: &Scenario) -> Option<Cliff> {
    let users = Objective::customers(network).unwrap();
    network.cliff("it", scenario, &users).unwrap()
}

fn users_of(network: &Network, scenario: &Scenario, agents: f64) -> f64 {
    let scenario = scenario.clone().without("it").agents("it", agents);
    solve(network, &scenario).quality("users").unwrap().get()
}

/// The step of a scan.
const STEP: f64 = 1.0 / 16.0;

/// Where a scan downwards from so many agents first falls by a lot within a step: above it and
/// below.
fn scanned(network: &Network, scenario: &Scenario, agents: f64) -> Option<(f64, f64)> {
    let mut at = agents;
    let mut here = users_of(network, scenario, at);
    while at >= STEP {
        let below = users_of(network, scenario, at - STEP);
        if here - below > 0.3 {
            return Some((at - STEP, at));
        }
        (at, here) = (at - STEP, below);
    }
    None
}

#[test]
fn the_cliff_is_where_a_scan_falls_off_it() {
    for retries in [0.8, 1.5, 3.0] {
        let network = desk(patient(), retries);
        let scenario = Scenario::default();
        let found = cliff(&network, &scenario).unwrap();
        let (below, above) = scanned(&network, &scenario, 18.0).unwrap();
        assert!(below <= found.agents && found.agents <= above, "{found:?} {below} {above}");
        assert_near(found.margin, 18.0 - found.agents, 0.0, "margin");
        let (just_above, just_below) = (found.agents, found.agents - 1.0 / 524_288.0);
        let at = |agents| users_of(&network, &scenario, agents);
        assert_near(found.above, at(just_above), tolerance::LOOSE, "above");
        assert!(at(just_below) <= found.below && found.above - found.below > 0.3, "{found:?}");
    }
}

#[test]
fn the_cliff_of_a_scenario_starts_from_its_agents() {
    let network = desk(patient(), 1.5);
    let busy = Scenario::new("busy").agents("it", 26.0).demand_per_hour("help", 14.0);
    let found = cliff(&network, &busy).unwrap();
    let (below, above) = scanned(&network, &busy, 26.0).unwrap();
    assert!(below <= found.agents && found.agents <= above, "{found:?}");
    assert_near(found.margin, 26.0 - found.agents, 0.0, "margin");
    // Past the cliff already, there is none below.
    assert_eq!(cliff(&network, &Scenario::new("few").agents("it", 12.0)), None);
}

#[test]
fn a_slope_is_no_cliff() {
    let network = desk(impatient(), 0.5);
    assert_eq!(cliff(&network, &Scenario::default()), None);
    assert_eq!(scanned(&network, &Scenario::default(), 18.0), None);
}

#[test]
fn only_departments_with_staff_have_cliffs() {
    let network = desk(patient(), 1.5);
    let users = Objective::customers(&network).unwrap();
    let set = Scenario::new("set").capability("it", 0.9);
    for (id, scenario) in
        [("canteen", Scenario::default()), ("users", Scenario::default()), ("?", set.clone())]
    {
        let refused = network.cliff(id, &scenario, &users);
        assert_eq!(refused, Err(StaffingError::NoStaff { id: id.to_owned() }));
    }
    let refused = network.cliff("it", &set, &users);
    assert_eq!(refused, Err(StaffingError::CapabilitySet { id: "it".to_owned() }));
}

#[test]
fn what_weighs_nothing_has_no_cliff() {
    let network = desk(patient(), 1.5);
    let nothing = Objective::weighted(&network, "nothing", [("users", 0.0)]).unwrap();
    assert_eq!(network.cliff("it", &Scenario::default(), &nothing), Ok(None));
}

/// Two desks that lean on IT, which gets worse by and by: the one short of people tips first.
#[test]
fn the_uppermost_of_two_cliffs_is_found() {
    let desk = |id: &str, agents: f64| {
        Department::new(id).staffing(Staffing::new(agents, 60.0).target_wait_minutes(15.0))
    };
    let mut builder = Organisation::builder("Two desks")
        .department(Department::new("it").staffing(impatient()))
        .customer(ExternalCustomer::new("outside").population(0.0))
        .service(Service::between("it", "outside").dependence(0.0).demand_per_hour(10.0));
    for (id, users, agents) in [("short", "many", 16.0), ("ample", "others", 20.0)] {
        let calls = Service::new(format!("{id}-calls"), id, users).dependence(1.0);
        builder = builder
            .department(desk(id, agents))
            .customer(ExternalCustomer::new(users))
            .service(Service::between("it", id).dependence(1.0))
            .service(calls.demand_per_hour(10.0).retries(1.5));
    }
    let network = builder.build().unwrap().compile().unwrap();
    let everyone = Objective::customers(&network).unwrap();
    let value =
        |agents: f64| everyone.value(&solve(&network, &Scenario::new("").agents("it", agents)));
    let numbers = (0..=18 * 16).rev().map(|number| STEP * f64::from(number));
    let values: Vec<_> = numbers.map(|agents| (agents, value(agents))).collect();
    let falls: Vec<_> = values.windows(2).filter(|pair| pair[0].1 - pair[1].1 > 0.1).collect();
    assert_eq!(falls.len(), 2, "{falls:?}");
    let found = network.cliff("it", &Scenario::default(), &everyone).unwrap().unwrap();
    assert!(falls[0][1].0 <= found.agents && found.agents <= falls[0][0].0, "{found:?} {falls:?}");
}
