//! Timelines whose steps are as short as a tolerance asks for.

use chrono::TimeDelta;
#[cfg(feature = "json")]
use knockon::io::sample_with_people;
use knockon::time::{Ending, Method, SteadyState, Timeline, TimelinePlan};
use knockon::{
    Department, ExternalCustomer, Network, Organisation, Scenario, Service, Staffing, Transfer,
};

use crate::support::tolerance;
use crate::time::backlog::staffed;

const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::days(1);

/// Six of ten people of IT are away from day 1 to day 8.
#[cfg(feature = "json")]
fn ill(days: i32) -> TimelinePlan {
    let few = Scenario::new("few").agents("it", 4.0);
    TimelinePlan::lasting(DAY * days).during(DAY..DAY * 8, few)
}

/// The largest difference of any party, just after the instants of the second timeline.
fn difference(organisation: &Organisation, one: &Timeline, two: &Timeline) -> f64 {
    let mut largest = 0.0_f64;
    for party in organisation.parties() {
        let id = party.id().as_str();
        let [one, two] = [one, two].map(|timeline| timeline.series(id).unwrap());
        for (at, _) in two.points() {
            let after = at + TimeDelta::nanoseconds(1);
            largest = largest.max((one.at(after) - two.at(after)).abs());
        }
    }
    largest
}

#[test]
#[cfg(feature = "json")]
fn a_year_in_usual_steps_is_what_short_steps_make_of_its_worst_days() {
    let organisation = sample_with_people();
    let network = organisation.compile().unwrap();
    let exact = network.timeline(&ill(18).step(TimeDelta::minutes(10))).unwrap();
    let usual = network.timeline(&ill(365)).unwrap();
    let off = difference(&organisation, &usual, &exact);
    assert!(off <= tolerance::USUAL_STEPS, "{off}");
    assert!(usual.error_estimate().unwrap() <= 0.001);
    assert!(usual.steps() < 5_000, "{}", usual.steps());

    // The longest of these steps, all of them as long: a third is lost between them.
    let fixed = network.timeline(&ill(18).step(HOUR * 12)).unwrap();
    assert!(difference(&organisation, &fixed, &exact) > 0.3);
    assert!(fixed.error_estimate().unwrap() > 0.2);
}

#[test]
fn random_lines_take_steps_as_short_as_they_ask_for() {
    let (mut tried, mut off_at_first) = (0, 0.0_f64);
    for seed in 0..10 {
        let organisation = staffed(seed);
        let network = organisation.compile().unwrap();
        let busy = Scenario::new("busy").demand_per_hour("to-d0", 12.0).agents("d0", 3.0);
        let down = Scenario::new("down").capability("d1", 0.2);
        let plan = TimelinePlan::lasting(DAY * 4)
            .during(HOUR * 5..HOUR * 14, busy)
            .during(HOUR * 30..HOUR * 40, down);
        // Where nobody is there whom the first scenario might set.
        let Ok(exact) = network.timeline(&plan.clone().step(TimeDelta::minutes(5))) else {
            continue;
        };
        let plan = plan.step(HOUR * 6);
        let usual = network.timeline(&plan.clone().tolerance(0.001)).unwrap();
        let off = difference(&organisation, &usual, &exact);
        assert!(off <= tolerance::USUAL_STEPS, "seed {seed}: {off}");
        assert!(usual.error_estimate().unwrap() <= 0.001 && usual.steps() < 1_000, "{usual:?}");
        let long = network.timeline(&plan).unwrap();
        off_at_first = off_at_first.max(difference(&organisation, &long, &exact));
        tried += 1;
    }
    assert!(tried >= 5 && off_at_first > 0.1, "{tried} {off_at_first}");
}

#[test]
#[cfg(feature = "json")]
fn a_tolerance_divides_the_error_with_it() {
    let organisation = sample_with_people();
    let network = organisation.compile().unwrap();
    let timeline =
        |tolerance| network.timeline(&ill(12).step(HOUR * 12).tolerance(tolerance)).unwrap();
    let exact = timeline(5e-5);
    let off =
        [0.02, 0.002].map(|tolerance| difference(&organisation, &timeline(tolerance), &exact));
    assert!(off[1] <= tolerance::USUAL_STEPS && off[0] > 4.0 * off[1], "{off:?}");
}

/// Forty an hour for ten people who take a quarter of an hour each, but for half an hour of seventy.
fn desk() -> (Network, TimelinePlan) {
    let staffing = Staffing::new(12.0, 15.0).target_wait_minutes(10.0);
    let network = Organisation::builder("desk")
        .department(Department::new("desk").staffing(staffing))
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(40.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let busy = Scenario::new("busy").demand_per_hour("calls", 70.0);
    let plan = TimelinePlan::lasting(DAY * 4).during(DAY..DAY + HOUR * 3, busy);
    (network, plan)
}

#[test]
fn with_people_the_error_estimate_falls_to_a_quarter_once_steps_are_short_and_not_before() {
    let (network, plan) = desk();
    let estimate = |step: TimeDelta| {
        let timeline = network.timeline(&plan.clone().step(step)).unwrap();
        timeline.error_estimate().unwrap()
    };
    let [day, half] = [DAY, HOUR * 12].map(estimate);
    assert!(half > 0.7 * day, "{day} {half}");
    let [two, one] = [TimeDelta::minutes(2), TimeDelta::minutes(1)].map(estimate);
    assert!((3.0..5.0).contains(&(two / one)), "{two} {one}");
}

#[test]
fn steps_are_all_as_long_as_stated_where_nobody_asks_for_shorter_ones() {
    let (network, plan) = desk();
    let steps = |plan: &TimelinePlan| network.timeline(plan).unwrap().steps();
    let hours = plan.clone().step(HOUR);
    assert_eq!(steps(&hours), 96);
    assert_eq!(steps(&hours.clone().tolerance(f64::INFINITY)), 96);
    assert!(steps(&hours.clone().tolerance(0.001)) > 96);
    let first_order = plan.method(Method::ExponentialEuler);
    assert_eq!(steps(&first_order), steps(&first_order.clone().tolerance(0.001)));
}

#[test]
fn steps_are_no_more_than_there_is_room_for_and_what_is_off_then_is_said() {
    let (network, plan) = desk();
    let plan = plan.step(HOUR * 12).tolerance(1e-9);
    let free = network.timeline(&plan.clone().tolerance(0.001)).unwrap();
    assert!(free.error_estimate().unwrap() <= 0.001 && free.steps() > 40, "{free:?}");
    for plan in [plan.clone().max_steps(40), plan.clone().max_values(400), plan] {
        let few = network.timeline(&plan).unwrap();
        assert!(few.error_estimate().unwrap() > 1e-9, "{few:?}");
        assert!(few.steps() <= 100 * 108, "{few:?}");
    }
}

#[test]
fn a_state_that_tips_is_followed_to_the_instant_at_which_it_does() {
    // Each is as good as the other, felt through a steep threshold: falling steadily, they tip.
    let hill = Transfer::Hill { n: 8.0, threshold: 0.5 };
    let network = Organisation::builder("pair")
        .department(Department::new("a").degrades_within(DAY))
        .department(Department::new("b"))
        .department(Department::new("c"))
        .service(Service::new("a-b", "a", "b").dependence(0.6))
        .service(Service::new("b-c", "b", "c").dependence(1.0).transfer(hill.clone()))
        .service(Service::new("c-b", "c", "b").dependence(1.0).transfer(hill))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let lost = Scenario::new("lost").capability("a", 0.0);
    let plan = TimelinePlan::lasting(DAY * 20).step(HOUR * 12).from(DAY, lost);
    let timeline = network.timeline(&plan.clone().tolerance(0.001)).unwrap();
    let exact = network.timeline(&plan.step(TimeDelta::minutes(5))).unwrap();
    let half = |timeline: &Timeline| {
        let points: Vec<_> = timeline.series("c").unwrap().points().collect();
        points.into_iter().find(|(_, quality)| *quality < 0.2).unwrap().0
    };
    assert!((half(&timeline) - half(&exact)).abs() <= TimeDelta::minutes(10), "{timeline:?}");
    assert!(timeline.error_estimate().unwrap() <= 0.001);
    assert!(timeline.steps() < 2_000, "{timeline:?}");
}

#[test]
fn people_who_are_looked_for_at_the_end_are_on_its_way() {
    let staffing = Staffing::new(4.0, 60.0).target_wait_minutes(30.0);
    let network = Organisation::builder("desk")
        .department(Department::new("hr"))
        .department(Department::new("desk").staffing(staffing))
        .service(Service::new("hiring", "hr", "desk").dependence(0.1).lag(DAY * 30))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let ending = |days| {
        let plan = TimelinePlan::lasting(DAY * days).hire("hiring", 1.0, DAY);
        network.timeline(&plan).unwrap().ending()
    };
    assert!(
        matches!(ending(20), Ending::OnItsWay { to: SteadyState::Best, .. }),
        "{:?}",
        ending(20)
    );
    assert_eq!(ending(90), Ending::Reached(SteadyState::Best));
}
