//! The crisis reserve of people who get more than they can do.

use chrono::TimeDelta;
use knockon::organisation::{Reserve, Strain};
use knockon::time::{Timeline, TimelinePlan};
use knockon::{
    Department, Effort, ExternalCustomer, Network, Organisation, Scenario, Service, Staffing,
};

use crate::support::check::{assert_close, assert_near};

const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::days(1);

/// Nine thousand a day can be done, by a thousand people; human resources make them content or not.
fn desk(department: Department) -> Network {
    let staffing = Staffing::new(1_000.0, 60.0 * 24.0 / 9.0).target_wait_minutes(60.0);
    Organisation::builder("desk")
        .department(Department::new("hr"))
        .department(department.staffing(staffing))
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("care", "hr", "desk").dependence(1.0))
        .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(300.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

/// Twelve thousand a day arrive from the first day on, and people are content to a degree.
fn overloaded(network: &Network, content: f64, days: i32) -> Timeline {
    let busy = Scenario::new("busy").demand_per_hour("calls", 500.0).condition("care", content);
    let plan = TimelinePlan::lasting(DAY * days).step(HOUR).from(TimeDelta::zero(), busy);
    network.timeline(&plan).unwrap()
}

fn backlog(timeline: &Timeline) -> f64 {
    timeline.line("desk").unwrap().points().last().unwrap().backlog
}

/// What people do not get through because the line may be short for a moment: one request of as many
/// as wait, as in a line whose load is `1 − 1 / (1 + waiting)`.
fn idle_from_the_first_day_on(timeline: &Timeline, content: f64) -> f64 {
    let waiting = timeline.line("desk").unwrap().points().map(|point| {
        let days = point.at.as_seconds_f64() / DAY.as_seconds_f64();
        (days, point.backlog - 1_000.0)
    });
    let points: Vec<(f64, f64)> = waiting.filter(|(days, _)| *days >= 1.0).collect();
    let pace = |days: f64| 9_000.0 * (1.0 + 0.2 * content * (-days / 10.0).exp());
    let idle = |(days, waiting): (f64, f64)| pace(days) / (1.0 + waiting);
    let step =
        |pair: &[(f64, f64)]| 0.5 * (idle(pair[0]) + idle(pair[1])) * (pair[1].0 - pair[0].0);
    points.windows(2).map(step).sum()
}

/// `reserve-1` and `reserve-2`, a thousand times as large, so that a line is long beside what it
/// holds at rest.
#[test]
fn an_overloaded_line_grows_by_what_the_reserve_leaves() {
    let reserve = Reserve::share(0.2).tires_days(10.0);
    let network = desk(Department::new("desk").reserve(reserve));
    let none = desk(Department::new("desk"));
    for (content, expected) in [(0.9, 8_625.796_687_344_66), (0.0, 15_000.0)] {
        let timelines = [&network, &none].map(|it| overloaded(it, content, 5));
        assert_close(timelines[0].reserve_left("desk").unwrap(), (-0.5_f64).exp(), 1e-12, "left");
        // What the reserve gets through, beside the same line without it; from the end of the first
        // day on, when everybody is busy.
        let got_through = |days| {
            let [with, without] =
                [&network, &none].map(|it| backlog(&overloaded(it, content, days)));
            without - with
        };
        let tired = |days: f64| 1.0 - (-days / 10.0).exp();
        let share = (tired(5.0) - tired(1.0)) / tired(5.0);
        let [idle, idle_without] =
            timelines.each_ref().map(|it| idle_from_the_first_day_on(it, content));
        let found = got_through(5) - got_through(1);
        let expected = share * (15_000.0 - expected) - (idle - idle_without);
        assert_near(found, expected, 1.0, "got through by the reserve");
    }
    let grown = [1, 5].map(|days| backlog(&overloaded(&none, 0.9, days)));
    assert_close(grown[1] - grown[0], 12_000.0, 2e-3, "four days of three thousand");
}

#[test]
fn without_overload_the_reserve_changes_nothing() {
    let [with, without] =
        [desk(Department::new("desk").reserve(Reserve::share(0.5))), desk(Department::new("desk"))];
    let busy = Scenario::new("busy").demand_per_hour("calls", 370.0);
    let plan = TimelinePlan::lasting(DAY * 9).during(DAY..DAY * 3, busy);
    let [one, two] = [with, without].map(|network| network.timeline(&plan).unwrap());
    let [one_line, two_line] =
        [&one, &two].map(|it| it.line("desk").unwrap().points().collect::<Vec<_>>());
    assert_eq!(one_line, two_line);
    assert_near(one.reserve_left("desk").unwrap(), 1.0, 0.0, "left");
    assert_near(two.reserve_left("desk").unwrap(), 1.0, 0.0, "left");
}

#[test]
fn people_rest_once_the_overload_is_over() {
    let reserve = Reserve::share(0.2).tires_days(10.0).rests_days(20.0);
    let network = desk(Department::new("desk").reserve(reserve));
    let busy = Scenario::new("busy").demand_per_hour("calls", 500.0);
    let plan = TimelinePlan::lasting(DAY * 25).step(HOUR).during(TimeDelta::zero()..DAY * 5, busy);
    let timeline = network.timeline(&plan).unwrap();
    let left = 1.0 - (1.0 - (-0.5_f64).exp()) * (-1.0_f64).exp();
    assert_close(timeline.reserve_left("desk").unwrap(), left, 1e-12, "left");

    // The same in two parts.
    let plan = |days| TimelinePlan::lasting(DAY * days).step(HOUR);
    let busy = Scenario::new("busy").demand_per_hour("calls", 500.0);
    let first = network.timeline(&plan(3).during(TimeDelta::zero()..DAY * 5, busy)).unwrap();
    let second = network.timeline(&plan(22).starting_from(first.end())).unwrap();
    assert_eq!(second.reserve_left("desk"), timeline.reserve_left("desk"));
    assert_eq!(second.quality("callers"), timeline.quality("callers"));
}

#[test]
fn satisfaction_is_what_people_receive_less_strain() {
    let strained = Department::new("desk").strain(Strain::share(0.4).from(0.5));
    let network = desk(strained.effort(Effort::default()));
    // At rest 300 of 375 an hour: busy 0.8 of the time, 0.6 of the way from a half.
    let plan = TimelinePlan::lasting(DAY * 4).step(HOUR);
    let rest = network.timeline(&plan).unwrap();
    let content = 1.0 - 0.4 * 0.6;
    assert_close(rest.mean_satisfaction("desk").unwrap(), content, 1e-12, "at rest");
    // Half of the time overloaded, and served at 0.7.
    let busy = Scenario::new("busy").demand_per_hour("calls", 500.0).condition("care", 0.7);
    let half = network.timeline(&plan.during(DAY * 2..DAY * 4, busy)).unwrap();
    let expected = 0.5 * (content + 0.7 * 0.6);
    assert_close(half.mean_satisfaction("desk").unwrap(), expected, 5e-3, "half of the time");
    assert_eq!((half.mean_satisfaction("callers"), half.mean_satisfaction("nobody")), (None, None));
}

#[test]
fn means_of_services_that_are_watched() {
    let network = desk(Department::new("desk"));
    let half = Scenario::new("half").capability("hr", 0.5);
    let plan = TimelinePlan::lasting(DAY * 4).step(HOUR).from(DAY * 3, half).watch(["care"]);
    let timeline = network.timeline(&plan).unwrap();
    assert_close(timeline.mean_received("care").unwrap(), 0.875, 1e-12, "three days of four");
    assert_eq!((timeline.mean_received("calls"), timeline.mean_received("none")), (None, None));
    let refused = |id: &str| {
        let plan = TimelinePlan::lasting(DAY).watch([id]);
        network.timeline(&plan).unwrap_err().to_string()
    };
    assert_eq!(refused("none"), "watch[\"none\"]: `none` is not a service");
    assert_eq!(
        refused("calls"),
        "watch[\"calls\"]: service `calls` is to an external customer, where one to a department \
         is needed"
    );
}
