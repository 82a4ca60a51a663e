//! The tipping margin of a department, against a scan over agents.

use chrono::TimeDelta;
use knockon::demand::{StaffingError, TippingMargin};
use knockon::explain::Objective;
use knockon::time::TimelinePlan;
use knockon::{
    Batch, Department, ExternalCustomer, Network, Organisation, Scenario, Service, ServiceLevel,
    SolveOptions, Staffing, Status, Workspace,
};

use crate::support::check::{assert_near, solve};
use crate::support::tolerance;

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

fn tipping_margin(network: &Network, scenario: &Scenario) -> Option<TippingMargin> {
    let users = Objective::customers(network).unwrap();
    network.tipping_margin("it", scenario, &users).unwrap()
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
fn tipping_margin_ends_where_a_scan_falls() {
    for retries in [0.8, 1.5, 3.0] {
        let network = desk(patient(), retries);
        let scenario = Scenario::default();
        let found = tipping_margin(&network, &scenario).unwrap();
        let (below, above) = scanned(&network, &scenario, 18.0).unwrap();
        assert!(below <= found.agents && found.agents <= above, "{found:?} {below} {above}");
        assert_near(found.margin, 18.0 - found.agents, 0.0, "margin");
        let (just_above, just_below) = (found.agents, found.agents - 18.0 / 524_288.0);
        let users = Objective::customers(&network).unwrap();
        let options = SolveOptions::default().max_rounds(100_000);
        let at = |agents| {
            let scenario = scenario.clone().agents("it", agents);
            let solved = network.solve_with(&scenario, &options, &mut Workspace::new());
            users.value(&solved.unwrap()).unwrap()
        };
        assert_near(found.above, at(just_above), tolerance::LOOSE, "above");
        assert!(at(just_below) <= found.below && found.above - found.below > 0.3, "{found:?}");
    }
}

#[test]
fn tipping_margin_starts_from_the_scenarios_agents() {
    let network = desk(patient(), 1.5);
    let busy = Scenario::new("busy").agents("it", 26.0).demand_per_hour("help", 14.0);
    let found = tipping_margin(&network, &busy).unwrap();
    let (below, above) = scanned(&network, &busy, 26.0).unwrap();
    assert!(below <= found.agents && found.agents <= above, "{found:?}");
    assert_near(found.margin, 26.0 - found.agents, 0.0, "margin");
    // Past the tipping point already, there is none below.
    assert_eq!(tipping_margin(&network, &Scenario::new("few").agents("it", 12.0)), None);
}

#[test]
fn a_slope_has_no_tipping_margin() {
    let network = desk(impatient(), 0.5);
    assert_eq!(tipping_margin(&network, &Scenario::default()), None);
    assert_eq!(scanned(&network, &Scenario::default(), 18.0), None);
}

#[test]
fn only_departments_with_staff_have_tipping_margins() {
    let network = desk(patient(), 1.5);
    let users = Objective::customers(&network).unwrap();
    let set = Scenario::new("set").capability("it", 0.9);
    for (id, scenario) in
        [("canteen", Scenario::default()), ("users", Scenario::default()), ("?", set.clone())]
    {
        let refused = network.tipping_margin(id, &scenario, &users);
        assert_eq!(refused, Err(StaffingError::NoStaff { id: id.to_owned() }));
    }
    let refused = network.tipping_margin("it", &set, &users);
    assert_eq!(refused, Err(StaffingError::CapabilitySet { id: "it".to_owned() }));
}

#[test]
fn what_weighs_nothing_has_no_tipping_margin() {
    let network = desk(patient(), 1.5);
    let nothing = Objective::weighted(&network, "nothing", [("users", 0.0)]).unwrap();
    assert_eq!(network.tipping_margin("it", &Scenario::default(), &nothing), Ok(None));
}

/// Two desks that lean on IT, which gets worse by and by: the one short of people tips first.
#[test]
fn the_uppermost_of_two_jumps_is_found() {
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
    let value = |agents: f64| {
        everyone.value(&solve(&network, &Scenario::new("").agents("it", agents))).unwrap()
    };
    let numbers = (0..=18 * 16).rev().map(|number| STEP * f64::from(number));
    let values: Vec<_> = numbers.map(|agents| (agents, value(agents))).collect();
    let falls: Vec<_> = values.windows(2).filter(|pair| pair[0].1 - pair[1].1 > 0.1).collect();
    assert_eq!(falls.len(), 2, "{falls:?}");
    let found = network.tipping_margin("it", &Scenario::default(), &everyone).unwrap().unwrap();
    assert!(falls[0][1].0 <= found.agents && found.agents <= falls[0][0].0, "{found:?} {falls:?}");
}

#[test]
fn a_steep_slope_of_a_fraction_of_an_agent_is_no_jump() {
    // The same desk, as a sixty-four-millionth of its people who take as much less time: what was
    // within a millionth of an agent is within much of the team.
    const SMALL: f64 = 1.0 / 67_108_864.0;
    let team = |scale: f64| {
        let staffing = Staffing::new(18.0 * scale, 60.0 * scale)
            .patience_minutes(120.0)
            .service_level(ServiceLevel::Served);
        desk(staffing, 0.0)
    };
    for scale in [1.0, SMALL] {
        let network = team(scale);
        let users = Objective::customers(&network).unwrap();
        assert_eq!(
            network.tipping_margin("it", &Scenario::default(), &users).unwrap(),
            None,
            "{scale}"
        );
    }
}

#[test]
fn rounds_are_limited_where_options_say_so() {
    let network = desk(patient(), 1.5);
    let users = Objective::customers(&network).unwrap();
    let one = SolveOptions::default().max_rounds(1);
    let tipping_margin =
        network.tipping_margin_with("it", &Scenario::default(), &users, &one).unwrap();
    assert!(
        tipping_margin.is_none_or(|tipping_margin| tipping_margin.status == Status::NotConverged),
        "{tipping_margin:?}"
    );
    assert_ne!(tipping_margin, network.tipping_margin("it", &Scenario::default(), &users).unwrap());
    let gains = network.next_agent_with(&Scenario::default(), &users, &one).unwrap();
    assert!(gains.iter().all(|gain| gain.status == Status::NotConverged), "{gains:?}");
    let gains = network.next_agent(&Scenario::default(), &users).unwrap();
    assert!(gains.iter().all(|gain| gain.status == Status::Converged), "{gains:?}");

    let batch = |rounds| Batch::of(&network).max_rounds(rounds);
    let status = |batch: Batch| {
        let mut outcomes = batch.solve([Scenario::default()]);
        outcomes.next().unwrap().unwrap().status()
    };
    assert_eq!(status(batch(1)), Status::NotConverged);
    assert_eq!(status(batch(10_000)), Status::Converged);

    let plan = TimelinePlan::lasting(TimeDelta::days(1));
    assert_eq!(network.timeline(&plan).unwrap().status(), Status::Converged);
    assert_eq!(network.timeline(&plan.solve(one)).unwrap().status(), Status::NotConverged);
}

/// Certified circles begin anew in every round, however many sweeps were taken before.
#[test]
#[cfg(feature = "json")]
fn the_tipping_margin_of_the_sample_converges() {
    let network = knockon::io::sample_with_people().compile().unwrap();
    let users = Objective::customers(&network).unwrap();
    let tipping_margin =
        network.tipping_margin("it", &Scenario::default(), &users).unwrap().unwrap();
    assert_eq!(tipping_margin.status, Status::Converged, "{tipping_margin:?}");
    let at = |sweeps| {
        let options = SolveOptions::default().max_rounds(100_000).max_sweeps(sweeps);
        let scenario = Scenario::new("").agents("it", tipping_margin.agents);
        let solved = network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
        users.value(&solved).unwrap()
    };
    assert_near(at(100_000), at(100_000_000), tolerance::LOOSE, "sweeps");
}
