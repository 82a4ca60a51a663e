//! Timelines that use up what they may evaluate, or are told to stop.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;
use knockon::report::{TimelineDocument, text};
use knockon::time::{Ending, Timeline, TimelinePlan};
use knockon::{
    Department, ExternalCustomer, Need, OnProgress, Organisation, Scenario, Service, SolveOptions,
    Status, Substitution,
};

/// A department that depends on itself through many services of which half must work: every sweep
/// evaluates each of them some hundred times, and a fall goes on for thousands of sweeps.
fn slow() -> Organisation {
    const MANY: u32 = 200;
    let mut builder = Organisation::builder("Slow")
        .department(Department::new("a"))
        .customer(ExternalCustomer::person("c"))
        .need(
            Need::new("a", "n")
                .dependence(0.001)
                .substitution(Substitution::IndependentAtLeast { k: MANY / 2 }),
        )
        .service(Service::new("self", "a", "a").dependence(1.0))
        .service(Service::new("out", "a", "c").dependence(1.0));
    for index in 0..MANY {
        builder = builder.service(Service::new(format!("s{index}"), "a", "a").for_need("n"));
    }
    builder.build().unwrap()
}

/// A little less capable each day.
fn plan(solve: SolveOptions) -> TimelinePlan {
    let days = TimeDelta::days;
    let mut plan = TimelinePlan::lasting(days(30)).step(days(1)).solve(solve);
    for day in 1..30_u8 {
        let capability = 1.0 - 1e-6 * f64::from(day);
        let tired = Scenario::new("tired").capability("a", capability);
        plan = plan.during(days(day.into())..days(i64::from(day) + 1), tired);
    }
    plan
}

fn follow(solve: SolveOptions) -> Timeline {
    slow().compile().unwrap().timeline(&plan(solve)).unwrap()
}

#[test]
fn steps_end_where_evaluations_are_used_up() {
    let most = 20_000_000;
    let spent = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&spent);
    let count = OnProgress::new(move |progress| {
        counted.store(progress.evaluations, Ordering::Relaxed);
        ControlFlow::Continue(())
    });
    let timeline = follow(SolveOptions::default().max_evaluations(most).on_progress(count));
    assert_eq!(timeline.status(), Status::Stopped);
    assert_eq!(timeline.ending(), Ending::BrokenOff);
    assert!(!timeline.lasting_collapse());
    assert!(timeline.span() < timeline.planned_span(), "{:?}", timeline.span());
    assert_eq!(timeline.planned_span(), TimeDelta::days(30));
    assert_eq!(timeline.instants().last(), Some(timeline.span()));
    // The solve it begins with may take as much once more.
    assert!(spent.load(Ordering::Relaxed) < 3 * most, "{spent:?}");

    let document = TimelineDocument::new("Slow", &timeline);
    assert_eq!((document.status, document.planned_span_days), (Status::Stopped, 30.0));
    assert!(document.span_days < 30.0);
    let said = text::timeline(&slow(), &timeline, "tired", 5);
    assert!(said.contains("It was broken off after ") && said.contains(" of 30 days: "), "{said}");
}

#[test]
fn steps_are_broken_off_within_a_cycle() {
    let asked = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&asked);
    let stop = OnProgress::new(move |_| match counted.fetch_add(1, Ordering::Relaxed) {
        0..20 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    });
    let timeline = follow(SolveOptions::default().on_progress(stop));
    assert_eq!(timeline.status(), Status::Stopped);
    assert_eq!(timeline.ending(), Ending::BrokenOff);
    // Once it is told to stop, next to nothing more is evaluated.
    assert!(asked.load(Ordering::Relaxed) < 24, "{asked:?}");
}

#[test]
fn enough_evaluations_change_nothing() {
    let days = TimeDelta::days;
    let organisation = knockon::io::sample_with_people();
    let network = organisation.compile().unwrap();
    let half = Scenario::new("half").capability("hr", 0.5);
    let plan = TimelinePlan::lasting(days(40)).during(days(2)..days(9), half);
    let usual = network.timeline(&plan).unwrap();
    let most = SolveOptions::default().max_evaluations(1_000_000_000);
    let enough = network.timeline(&plan.clone().solve(most)).unwrap();
    assert_eq!(usual.status(), Status::Converged);
    assert_eq!((enough.status(), enough.ending()), (usual.status(), usual.ending()));
    for (one, other) in usual.disruptions().zip(enough.disruptions()) {
        assert_eq!(one, other);
    }
}
