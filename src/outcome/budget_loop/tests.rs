//! The rule of thumb against certified values and against customers who are simulated.

use super::ending::{CoursePoint, LoopEnding};
use super::rule_of_thumb::elasticity_limit;
use crate::outcome::customers::dynamics::CustomerDynamics;
use crate::outcome::customers::parameters::CustomerParameters;

/// `loop-2` and `loop-3`, to fifty digits; and one where reputation brings nobody: (1 + ln 4)/ln 4.
#[test]
fn limits_are_as_certified() {
    for ([ratio, elasticity, bad_news, loss], expected) in [
        ([4.0, 0.4, 2.0, 0.3], 1.281_543_493_379_722_8),
        ([6.0, 0.6, 3.0, 0.5], 1.122_196_821_137_760_9),
        ([4.0, 0.0, 1.0, 0.0], 1.721_347_520_444_481_7),
        // Money that follows customers one to one.
        ([2.0, 0.4, 2.0, 1.0], 1.0),
    ] {
        let limit = elasticity_limit(ratio, elasticity, bad_news, loss);
        assert!((limit - expected).abs() < 1e-12 * expected, "{limit} instead of {expected}");
    }
}

/// How far customers, one in a thousand fewer than today, are from today after so many years, where
/// quality is agents per customer and agents follow revenue, week by week.
fn distance(elasticity_of_budget: f64, [ratio, elasticity, bad_news, loss]: [f64; 4]) -> f64 {
    const YEARS: u32 = 300;
    const WEEKS: u32 = 52;
    let parameters = CustomerParameters {
        population: 1000.0,
        revenue_per_year: 1.0,
        margin: 1.0,
        spending_loss: loss,
        retention: 0.5,
        departure_ratio: ratio,
        won_per_year: None,
        curvature: 0.0,
        gain: 0.0,
        loss: 0.0,
        expectation_years: None,
        bad_news,
        elasticity,
        memory_years: 0.0,
        referrals_per_year: 0.0,
        market: None,
    };
    let dynamics = CustomerDynamics::new("group", parameters, 1.0).unwrap();
    let mut state = dynamics.start();
    state.customers *= 0.999;
    let week = 1.0 / f64::from(WEEKS);
    // A loss of customers alone makes for more agents a head: quality is what they make of it.
    let (mut agents, mut quality) = (0.998, 0.999);
    for _ in 0..YEARS * WEEKS {
        let before = state.revenue;
        dynamics.step(&mut state, [quality; 2], week, 0.0);
        let revenue = (state.revenue - before) / week / 1000.0;
        agents = f64::powf(revenue, elasticity_of_budget);
        quality = (agents / (state.customers / 1000.0)).clamp(0.0, 1.0);
    }
    assert!(agents.is_finite());
    1.0 - state.customers / 1000.0
}

#[test]
fn a_simulated_loop_runs_away_above_the_limit_and_not_below() {
    for group in [[4.0, 0.4, 2.0, 0.3], [6.0, 0.6, 3.0, 0.5]] {
        let [ratio, elasticity, bad_news, loss] = group;
        let limit = elasticity_limit(ratio, elasticity, bad_news, loss);
        let (below, above) = (distance(limit - 0.02, group), distance(limit + 0.02, group));
        assert!(below < 0.001 && above > 0.01, "{group:?}: {below} and {above}");
    }
}

fn point(years: f64, revenue_share: f64, has_collapsed: bool) -> CoursePoint {
    CoursePoint { years, revenue_share, has_collapsed }
}

#[test]
fn endings_are_told_from_the_last_two_years() {
    let trajectory = |of: fn(f64) -> f64| -> Vec<CoursePoint> {
        (0..=40_u32).map(f64::from).map(|it| point(0.25 * it, of(0.25 * it), false)).collect()
    };
    assert_eq!(LoopEnding::of(&trajectory(|_| 0.7)), LoopEnding::Steady);
    // Falls at first, and has settled for two years.
    assert_eq!(LoopEnding::of(&trajectory(|years| 1.0 - 0.1 * years.min(7.0))), LoopEnding::Steady);
    let LoopEnding::Growing { per_year } =
        LoopEnding::of(&trajectory(|years| 1.02_f64.powf(years)))
    else {
        panic!("it grows");
    };
    assert!((per_year - 0.02).abs() < 1e-12);
    let LoopEnding::Declining { per_year } =
        LoopEnding::of(&trajectory(|years| 0.9_f64.powf(years)))
    else {
        panic!("it falls");
    };
    assert!((per_year - 0.1).abs() < 1e-12);
}

#[test]
fn a_collapse_is_one_that_stays() {
    let trajectory = |from: f64, to: f64| -> Vec<CoursePoint> {
        let years = (0..=40_u32).map(|it| 0.25 * f64::from(it));
        years.map(|it| point(it, 0.5, (from..to).contains(&it))).collect()
    };
    assert_eq!(LoopEnding::of(&trajectory(3.0, 11.0)), LoopEnding::Collapsed);
    assert_eq!(LoopEnding::of(&trajectory(3.0, 9.0)), LoopEnding::Steady);
    assert_eq!(LoopEnding::of(&trajectory(9.5, 11.0)), LoopEnding::Steady);
    assert_eq!(LoopEnding::of(&[point(0.0, 1.0, false)]), LoopEnding::Steady);
    assert_eq!(LoopEnding::of(&[]), LoopEnding::Steady);
}
