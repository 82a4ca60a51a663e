//! Timelines under draws, against a timeline of each draw by itself.

use std::ops::ControlFlow;

use chrono::TimeDelta;
use knockon::time::{Timeline, TimelineError, TimelinePlan};
use knockon::uncertainty::{Draws, DrawsError, Fixed, Uniform};
use knockon::{
    Department, ExternalCustomer, Network, OnProgress, Organisation, Scenario, Service,
    SolveOptions, Status,
};

use crate::support::check::assert_same_bits;

/// IT serves people through HR, three days late, who follow slowly.
fn network() -> Network {
    Organisation::builder("Chain")
        .department(Department::new("it"))
        .department(Department::new("hr"))
        .customer(ExternalCustomer::new("people").recovers_within(TimeDelta::days(2)))
        .customer(ExternalCustomer::new("others"))
        .service(Service::new("it-hr", "it", "hr").dependence(0.5).lag(TimeDelta::days(3)))
        .service(Service::new("hr-people", "hr", "people").dependence(0.8))
        .service(Service::new("it-others", "it", "others").dependence(0.3))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn plan() -> TimelinePlan {
    let down = Scenario::new("IT at 0.2").capability("it", 0.2);
    TimelinePlan::lasting(TimeDelta::days(20))
        .step(TimeDelta::hours(7))
        .during(TimeDelta::days(2)..TimeDelta::days(9), down)
}

fn draws(count: usize) -> Draws {
    Draws::new(count)
        .seed(3)
        .dependence("it-hr", Uniform::new(0.2, 0.8).unwrap())
        .capability("it", Uniform::new(0.8, 1.0).unwrap())
        .percentiles([0.0, 40.0, 100.0])
}

/// The smallest value that so many per cent are not above.
fn ranked(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let above = |value: &&f64| {
        let not_above = values.iter().filter(|other| other <= value).count();
        not_above * 100 >= percent * values.len()
    };
    *values.iter().find(above).unwrap()
}

#[test]
fn bands_are_percentiles_of_single_timelines() {
    let timeline = network().timeline(&plan()).unwrap();
    let draws = draws(25);
    let bands = timeline.bands(&draws).unwrap();
    let single: Vec<Timeline> = draws
        .scenarios(&Scenario::default())
        .map(|numbers| network().timeline(&plan().starting_under(numbers)).unwrap())
        .collect();
    assert_eq!((bands.asked, bands.draws, bands.status), (25, 25, Status::Converged));
    let inputs: Vec<String> = bands.inputs.iter().map(ToString::to_string).collect();
    assert_eq!(inputs, ["dependence of `it-hr`", "capability of `it`"]);
    for (customer, id) in bands.customers.iter().zip(["people", "others"]) {
        assert_eq!(customer.customer, id);
        // All have the same steps, so that nothing lies between instants.
        let of_draws: Vec<Vec<f64>> =
            single.iter().map(|it| it.series(id).unwrap().qualities().collect()).collect();
        for (percentile, percent) in customer.percentiles.iter().zip([0, 40, 100]) {
            let at = |at: usize| ranked(of_draws.iter().map(|draw| draw[at]).collect(), percent);
            let expected: Vec<f64> = (0..timeline.instants().len()).map(at).collect();
            assert_same_bits(&percentile.qualities, &expected, id);
        }
        let disruptions: Vec<_> = single.iter().map(|it| it.disruption(id).unwrap()).collect();
        let deepest = disruptions.iter().map(|it| it.deepest.get()).collect();
        assert_same_bits(&[customer.deepest.percentiles[1].value], &[ranked(deepest, 40)], id);
        let lost = disruptions.iter().map(|it| it.loss_quality_days).sum::<f64>() / 25.0;
        assert!((customer.loss_quality_days.mean - lost).abs() < 1e-12);
    }
    // Those served at once fall at once: an instant that comes twice has both sides of the jump.
    let instants: Vec<TimeDelta> = timeline.instants().collect();
    let falls = instants.windows(2).position(|pair| pair[0] == pair[1]).unwrap();
    let others = &bands.customers[1].percentiles[2].qualities;
    assert!(others[falls] > 0.9 && others[falls + 1] < 0.8, "{others:?}");
}

/// What steps another draw takes does not matter.
#[test]
fn draws_with_steps_of_their_own_are_seen_at_these_instants() {
    let plan = TimelinePlan::lasting(TimeDelta::days(20)).tolerance(1e-5).during(
        TimeDelta::days(2)..TimeDelta::days(9),
        Scenario::new("IT at 0.2").capability("it", 0.2),
    );
    let timeline = network().timeline(&plan).unwrap();
    let known = Draws::new(2).dependence("hr-people", Fixed(0.3)).percentiles([50.0]);
    let bands = timeline.bands(&known).unwrap();
    let other = Scenario::default().dependence("hr-people", 0.3);
    let other = network().timeline(&plan.starting_under(other)).unwrap();
    let found = &bands.customers[0].percentiles[0].qualities;
    let (others, mut compared) = (other.series("people").unwrap(), 0);
    let instants: Vec<TimeDelta> = timeline.instants().collect();
    for (pair, quality) in instants.windows(2).zip(found) {
        // Of an instant that comes twice, the second is the one that `at` gives.
        if pair[0] < pair[1] {
            assert!((others.at(pair[0]) - quality).abs() < 1e-4, "{}", pair[0]);
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn what_cannot_be_drawn_over_time_is_refused() {
    let timeline = network().timeline(&plan()).unwrap();
    let refused = |draws: &Draws| timeline.bands(draws).unwrap_err().to_string();
    assert_eq!(timeline.bands(&Draws::new(5)), Err(TimelineError::Draws(DrawsError::NoInput)));
    assert_eq!(refused(&draws(1)), "1 draws are outside 2..=4294967294");
    assert_eq!(refused(&draws(5).percentiles([101.0])), "percentile `101` is outside 0..=100");
    assert_eq!(
        refused(&draws(5).under(Scenario::default())),
        "draws over time are under no scenario: the plan says what happens"
    );
    let message = refused(&draws(1_000).max_values(1_000));
    assert!(message.starts_with("qualities over time over these draws keep "), "{message}");
    let unknown = draws(5).dependence("it-rh", Fixed(0.5));
    assert!(refused(&unknown).contains("`it-rh` is not a service"), "{}", refused(&unknown));
    let going_on = plan().starting_from(timeline.end());
    let on = timeline.network().timeline(&going_on).unwrap();
    assert!(matches!(on.bands(&draws(5)), Err(TimelineError::Invalid(_))));
}

#[test]
fn a_run_that_is_broken_off_says_how_many_draws_it_has() {
    // It is asked after some thousand timelines.
    let stopping = OnProgress::new(|_| ControlFlow::Break(()));
    let solve = SolveOptions::default().on_progress(stopping);
    let timeline = network().timeline(&plan().solve(solve)).unwrap();
    let bands = timeline.bands(&draws(10_000)).unwrap();
    assert_eq!((bands.asked, bands.status), (10_000, Status::Stopped));
    assert!((1..10_000).contains(&bands.draws), "{}", bands.draws);
    // Those that are counted are the first.
    let first = network().timeline(&plan()).unwrap().bands(&draws(bands.draws)).unwrap();
    assert_eq!(first.customers, bands.customers);
}
