//! Plans that cannot be followed and what is said of them; plans at the edge of what can.

use chrono::TimeDelta;
use insta::assert_snapshot;
use knockon::time::{Ending, SteadyState, TimelineError, TimelinePlan};
use knockon::{Department, ExternalCustomer, Network, Organisation, Scenario, Service, Staffing};

use crate::support::check::assert_near;
use crate::support::tolerance;

const HOUR: TimeDelta = TimeDelta::hours(1);
const NOTHING: TimeDelta = TimeDelta::zero();

/// Human resources hire for a desk, which serves clients.
fn network() -> Network {
    let staffing = Staffing::new(5.0, 60.0).target_wait_minutes(30.0);
    Organisation::builder("desk")
        .department(Department::new("hr"))
        .department(Department::new("desk").staffing(staffing))
        .customer(ExternalCustomer::new("clients"))
        .service(Service::new("hiring", "hr", "desk").dependence(0.2).lag(HOUR * 24))
        .service(Service::new("calls", "desk", "clients").dependence(1.0).demand_per_hour(3.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn day() -> TimelinePlan {
    TimelinePlan::lasting(HOUR * 24)
}

fn refused(plan: &TimelinePlan) -> String {
    match network().timeline(plan) {
        Ok(timeline) => panic!("this was not refused: {timeline:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn lengths_that_are_none() {
    let messages = [
        refused(&TimelinePlan::lasting(NOTHING)),
        refused(&TimelinePlan::lasting(-HOUR)),
        refused(&TimelinePlan::lasting(TimeDelta::days(36_525) + HOUR)),
        refused(&TimelinePlan::lasting(TimeDelta::MAX).step(TimeDelta::MIN)),
        refused(&day().step(NOTHING)),
        refused(&day().step(TimeDelta::nanoseconds(-1))),
        refused(&day().tolerance(0.0)),
        refused(&day().tolerance(f64::NAN)),
    ];
    assert_snapshot!("plan_lengths", messages.join("\n"));
}

#[test]
fn everything_wrong_with_a_plan_is_said_at_once() {
    let wrong = Scenario::new("wrong").capability("itt", 0.5).condition("calls", f64::NAN);
    let plan = day()
        .starting_under(Scenario::new("").agents("hr", 3.0).capability("desk", -0.5))
        .starting_at("nobody", 0.5)
        .starting_at("clients", f64::NAN)
        .starting_at("desk", 1.5)
        .starting_at("desk", 0.5)
        .during(HOUR..HOUR * 2, wrong)
        .during(HOUR * 3..HOUR * 3, Scenario::new("empty"))
        .during(HOUR * 5..HOUR * 4, Scenario::new("backwards"))
        .during(-HOUR..HOUR, Scenario::new("before the start"))
        .from(HOUR * 24, Scenario::new("after the end"))
        .hire("hiring", 0.0, NOTHING)
        .hire("hiring", f64::NAN, NOTHING)
        .hire("hiring", 1e10, HOUR * 25)
        .hire("calls", 1.0, -HOUR)
        .hire("sourcing", 1.0, NOTHING)
        .time_constants("desk", -HOUR, TimeDelta::MAX)
        .time_constants("desk", HOUR, HOUR)
        .time_constants("nobody", HOUR, HOUR)
        .felt_below(f64::NAN)
        .keep(["desk", "everybody"]);
    assert_snapshot!("plan_problems", refused(&plan));
    assert!(refused(&day().felt_below(1.1)).contains("1.1"));
}

#[test]
fn windows_that_set_one_thing_at_the_same_time() {
    let set = |value: f64| {
        Scenario::new(format!("all at {value}"))
            .capability("hr", value)
            .condition("hiring", value)
            .agents("desk", value)
            .skill("desk", value)
            .demand_per_hour("calls", value)
    };
    let plan = day()
        .during(HOUR * 8..HOUR * 10, set(0.5))
        .during(HOUR..HOUR * 9, set(0.25))
        .from(HOUR * 12, Scenario::new("").capability("hr", 0.1))
        .during(HOUR * 20..HOUR * 21, Scenario::new("stopped").capability("hr", 0.0))
        .during(HOUR * 20..HOUR * 30, Scenario::new("").stop_service("hiring"));
    assert_snapshot!("plan_overlaps", refused(&plan));
    // Windows that meet do not overlap, and what they do not both set may.
    let half = || Scenario::new("half").capability("hr", 0.5);
    let plan = day()
        .during(HOUR..HOUR * 2, half())
        .during(HOUR * 2..HOUR * 3, half())
        .during(HOUR..HOUR * 3, Scenario::new("").condition("hiring", 0.5));
    assert!(network().timeline(&plan).is_ok());
}

#[test]
fn more_steps_or_numbers_than_allowed() {
    let second = TimeDelta::seconds(1);
    let million = TimelinePlan::lasting(second * 1_000_001).step(second).keep_none();
    let eleven = TimelinePlan::lasting(HOUR * 11).step(HOUR).max_steps(10);
    // Ten steps would do, but for what happens between their ends.
    let between = TimelinePlan::lasting(HOUR * 10)
        .step(HOUR)
        .max_steps(10)
        .during(HOUR / 2..HOUR * 3, Scenario::new("").capability("hr", 0.5));
    let numbers = day().step(second).max_values(100_000);
    // Series need less than that, but human resources are remembered for a day.
    let memory = day()
        .step(second)
        .keep_none()
        .max_values(90_000)
        .time_constants("hr", HOUR, HOUR)
        .from(HOUR, Scenario::new("half").capability("hr", 0.5));
    let finest = TimelinePlan::lasting(TimeDelta::days(36_525)).step(TimeDelta::nanoseconds(1));
    let messages = [million, eleven, between, numbers, memory, finest].map(|plan| refused(&plan));
    assert_snapshot!("plan_limits", messages.join("\n"));
    let ten = TimelinePlan::lasting(HOUR * 10).step(HOUR).max_steps(10);
    assert_eq!(network().timeline(&ten).unwrap().steps(), 10);
    let none = network().timeline(&TimelinePlan::lasting(HOUR).max_steps(0));
    assert!(matches!(none, Err(TimelineError::TooManySteps { limit: 0, .. })));
}

#[test]
fn the_shortest_and_the_longest_that_can_be_followed() {
    let network = network();
    let instant = TimeDelta::nanoseconds(1);
    let shock = || Scenario::new("half").capability("hr", 0.5);
    let shortest = TimelinePlan::lasting(instant).during(NOTHING..instant, shock());
    let timeline = network.timeline(&shortest).unwrap();
    assert_eq!((timeline.steps(), timeline.span()), (1, instant));
    let century = TimelinePlan::lasting(TimeDelta::days(36_525))
        .time_constants("hr", TimeDelta::days(36_525), instant)
        .from(NOTHING, shock());
    let timeline = network.timeline(&century).unwrap();
    // 1/2 + e⁻¹ / 2 is left after one time constant.
    let quality = timeline.quality("hr").unwrap().get();
    assert_near(quality, 0.5 + 0.5 * f64::exp(-1.0), tolerance::CLOSE, "after a century");
    // A step is no longer than all of it.
    let timeline = network.timeline(&day().step(HOUR * 100)).unwrap();
    assert_eq!(timeline.instants().map(|at| at.num_hours()).collect::<Vec<_>>(), [0, 24]);
    assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
}

#[test]
fn jumps_that_go_round_in_ever_finer_lags_take_no_more_steps_than_twice_the_regular_ones() {
    let circle = |from: &str, to: &str, nanoseconds: i64| {
        let service = Service::between(from, to).named(nanoseconds.to_string());
        service.dependence(0.45).lag(TimeDelta::seconds(nanoseconds))
    };
    let network = Organisation::builder("echoes")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .service(circle("a", "b", 7))
        .service(circle("a", "b", 11))
        .service(circle("b", "a", 13))
        .service(circle("b", "a", 17))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let plan = TimelinePlan::lasting(HOUR * 100)
        .step(TimeDelta::minutes(1))
        .from(HOUR, Scenario::new("half").capability("a", 0.5));
    let timeline = network.timeline(&plan).unwrap();
    assert!((6_001..=12_001).contains(&timeline.steps()), "{}", timeline.steps());
    let few = plan.clone().step(HOUR).method(knockon::time::Method::ExponentialEuler);
    let few = network.timeline(&few).unwrap();
    assert!(few.steps() <= 201, "{}", few.steps());
    assert!(few.blurred_jumps() > 0);
    let settled = network.solve(&Scenario::new("half").capability("a", 0.5)).unwrap();
    for timeline in [timeline, few] {
        for party in settled.parties() {
            let reached = timeline.quality(party.id().as_str()).unwrap().get();
            assert_near(reached, party.quality().get(), tolerance::AT_REST, "settled");
        }
    }
}
