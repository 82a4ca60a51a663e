//! Long calls that are broken off return what they have, and say so.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use knockon::explain::ContingencyOptions;
use knockon::explain::{AumannShapleyOptions, ShapleyOptions};
use knockon::network::{CompileError, CompileOptions};
use knockon::time::{Event, ReplayOptions, TimelinePlan};
use knockon::{
    Department, ExternalCustomer, Network, Objective, OnProgress, Organisation, Scenario, Service,
    SolveOptions, Status,
};

/// Says stop when it is first asked.
fn at_once() -> OnProgress {
    OnProgress::new(|_| ControlFlow::Break(()))
}

/// One that has said so: whatever is given it does as little as it can.
fn stopped() -> SolveOptions {
    let on_progress = at_once();
    let options = SolveOptions::default().max_sweeps(u32::MAX).on_progress(on_progress.clone());
    let slow = Scenario::new("slow").capability("d0", 1.0 - 1e-9);
    let network = line(2).build().unwrap().compile().unwrap();
    let _ = network.solve_with(&slow, &options, &mut knockon::Workspace::new()).unwrap();
    assert!(on_progress.is_stopped());
    SolveOptions::default().on_progress(on_progress)
}

/// Departments in a line, all but the last two of which serve the next; those pass on to each other
/// whatever they miss.
fn line(count: usize) -> knockon::OrganisationBuilder {
    let id = |index: usize| format!("d{index}");
    let served = |index: usize| {
        let to = if index + 1 == count { index - 1 } else { index + 1 };
        Service::new(format!("s{index}"), id(index), id(to)).dependence(1.0)
    };
    Organisation::builder("line")
        .default_department_rule(knockon::Rule::ADDITIVE)
        .departments((0..count).map(|index| Department::new(id(index))))
        .customer(ExternalCustomer::new("c"))
        .services((0..count).map(served))
        .service(Service::new("c", id(count - 1), "c").dependence(0.5))
}

fn network() -> Network {
    line(6).build().unwrap().compile().unwrap()
}

#[test]
fn contingency_counts_what_was_left_out() {
    let options = ContingencyOptions::default().solve(stopped());
    let contingency = network().contingency(&options).unwrap();
    assert_eq!(contingency.status(), Status::Stopped);
    assert_eq!((contingency.losses().len(), contingency.left_out()), (0, 6));
}

#[test]
fn attributions_split_nothing() {
    let network = network();
    let scenario = (0..4).fold(Scenario::new("tired"), |scenario, index| {
        scenario.capability(format!("d{index}"), 0.9)
    });
    let impact = network.solve(&scenario).unwrap().compared_with(&network.baseline()).unwrap();
    let customer = Objective::party(&network, "c").unwrap();
    let change = impact.of("c").unwrap().change();
    for max_exact in [0, 16] {
        let options = ShapleyOptions::default().max_exact(max_exact).solve(stopped());
        let split = impact.shapley(&customer, &options).unwrap();
        assert_eq!(split.status, Status::Stopped);
        assert!((split.change - change).abs() < 1e-12);
        assert!((split.residual - change).abs() < 1e-12, "{split:?}");
    }
    let options = AumannShapleyOptions::default().solve(stopped());
    let split = impact.aumann_shapley(&customer, &options).unwrap();
    assert_eq!(split.status, Status::Stopped);
}

#[test]
fn timeline_ends_where_it_was_left() {
    let lasting = TimeDelta::days(100);
    let step = TimeDelta::days(1);
    let plan = TimelinePlan::lasting(lasting).step(step).solve(stopped());
    let timeline = network().timeline(&plan).unwrap();
    assert_eq!(timeline.status(), Status::Stopped);
    assert_eq!(timeline.span(), step);
}

#[test]
fn replay_ends_with_the_last_event_taken() {
    let begin: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
    let hours = |count| begin + TimeDelta::hours(count);
    let events = [1, 2, 3].map(|count| Event::party(hours(count), "d0", 0.5));
    let options = ReplayOptions::default().solve(stopped());
    let replayed = network().replay(&events, begin..hours(9), &options).unwrap();
    assert_eq!(replayed.status(), Status::Stopped);
    assert_eq!(replayed.to(), hours(1));
}

#[test]
fn compiling_is_refused() {
    let on_progress = at_once();
    let options = CompileOptions::default().on_progress(on_progress);
    // A cycle of so many services that it is asked about.
    let count = 30_000;
    let id = |index: usize| format!("d{}", index % count);
    let services = (0..count).flat_map(|index| {
        [1, 2].map(|to| Service::between(id(index), id(index + to)).dependence(0.5))
    });
    let organisation = Organisation::builder("large")
        .departments((0..count).map(|index| Department::new(id(index))))
        .services(services)
        .build()
        .unwrap();
    let refused = organisation.compile_with(&options).unwrap_err();
    assert_eq!(refused, CompileError::Stopped);
    assert_eq!(refused.to_string(), "compiling was broken off");
}
