//! A loop of two states: where a shock ends that it may not come back from.

use chrono::TimeDelta;
use knockon::time::{Ending, SteadyState, TimelinePlan};
use knockon::{Department, ExternalCustomer, Network, Organisation, Scenario, Service, Uniqueness};

use crate::support::check::assert_near;
use crate::support::tolerance;

const HOUR: TimeDelta = TimeDelta::hours(1);

/// Two that lean on each other through a steep step: as good as new, or down.
fn bistable(lag: TimeDelta, constant: TimeDelta) -> Network {
    let steep = knockon::Transfer::Hill { n: 8.0, threshold: 0.5 };
    let department = |id| Department::new(id).degrades_within(constant).recovers_within(constant);
    let service =
        |id, from, to| Service::new(id, from, to).dependence(1.0).transfer(steep.clone()).lag(lag);
    Organisation::builder("two")
        .department(department("a"))
        .department(department("b"))
        .customer(ExternalCustomer::new("c"))
        .service(service("ab", "a", "b"))
        .service(service("ba", "b", "a"))
        .service(Service::new("ac", "a", "c").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn a_loop_of_two_states_stays_low_after_a_long_pulse_and_recovers_after_a_short_one() {
    let network = bistable(HOUR, HOUR * 2);
    let plan = |hours: i32| {
        let low = Scenario::new("low").capability("a", 0.1);
        TimelinePlan::lasting(HOUR * 100)
            .step(TimeDelta::minutes(15))
            .during(HOUR..HOUR * (1 + hours), low)
    };
    let pulse = |hours: i32| network.timeline(&plan(hours)).unwrap();
    let short = pulse(1);
    assert_eq!(short.ending(), Ending::Reached(SteadyState::Best));
    assert!(!short.lasting_collapse() && short.disruption("c").unwrap().recovered.is_some());
    let long = pulse(12);
    assert_eq!(long.ending(), Ending::Reached(SteadyState::Lower));
    assert!(long.lasting_collapse() && long.disruption("c").unwrap().recovered.is_none());
    assert_eq!(long.settled().uniqueness(), Uniqueness::Multiple);
    let lower = long.settled().lower("c").unwrap().get();
    assert_near(long.quality("c").unwrap().get(), lower, tolerance::CLOSE, "lower state");
    // While anything else is in force than in the beginning, not everything is over.
    let damaged = plan(12).from(HOUR * 50, Scenario::new("damaged").condition("ac", 0.9));
    let damaged = network.timeline(&damaged).unwrap();
    assert_eq!(damaged.ending(), Ending::Reached(SteadyState::Lower));
    assert!(!damaged.lasting_collapse());
    // Where it starts low there is nothing to fall from.
    let low = TimelinePlan::lasting(HOUR * 100).starting_at("a", 0.0).starting_at("b", 0.0);
    let low = network.timeline(&low).unwrap();
    assert_eq!(low.ending(), Ending::Reached(SteadyState::Lower));
    assert!(!low.lasting_collapse());
}

#[test]
fn a_loop_of_two_states_with_lags_and_no_time_constants_goes_back_and_forth_for_ever() {
    let network = bistable(HOUR * 3, TimeDelta::zero());
    let low = Scenario::new("low").capability("a", 0.1);
    let plan = TimelinePlan::lasting(HOUR * 100).step(HOUR).during(HOUR..HOUR * 4, low);
    let timeline = network.timeline(&plan).unwrap();
    let Ending::NoSteadyState { amplitude } = timeline.ending() else {
        panic!("{:?}", timeline.ending());
    };
    assert!(amplitude > 0.9, "{amplitude}");
    assert!(!timeline.lasting_collapse());
}
