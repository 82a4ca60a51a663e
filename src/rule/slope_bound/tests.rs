//! Bounds against secants: none is steeper, and one is as steep.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Join, NeedShape, PartyShape};
use crate::organisation::{Substitution, Transfer};
use crate::rule::{Aggregator, PlainRule, substitution, transfer};

/// How much steeper a secant may seem: its ends are rounded.
const ROUNDED: f64 = 1e-6;
/// How much less steep the steepest secant sampled may be than a bound that is attained.
const ATTAINED: f64 = 0.02;
/// The width of a secant that stands for a slope.
const STEP: f64 = 1e-6;
/// From here on a slope changes within the width of a secant.
const STEEP: f64 = 20.0;

/// Points of 0..=1, dense at both ends.
fn grid() -> Vec<f64> {
    let fine = (0..=2_000).map(|index| f64::from(index) / 2_000.0);
    let small = (1..=400).map(|index| 10.0_f64.powf(-8.0 * f64::from(index) / 400.0));
    let mut grid: Vec<f64> = fine.chain(small).collect();
    grid.sort_by(f64::total_cmp);
    grid.dedup();
    grid
}

/// The steepest secant of neighbours on a grid.
fn steepest(grid: &[f64], function: impl Fn(f64) -> f64) -> f64 {
    let slope = |pair: &[f64]| (function(pair[1]) - function(pair[0])) / (pair[1] - pair[0]);
    grid.windows(2).filter(|pair| pair[1] - pair[0] > 1e-9).map(slope).fold(0.0, f64::max)
}

/// Fails unless a bound is an upper one that is attained.
#[track_caller]
fn assert_bounds(bound: f64, steepest: f64, what: &str) {
    assert!(steepest <= bound * (1.0 + ROUNDED) + 1e-9, "{what}: {steepest} beyond {bound}");
    assert!(
        steepest >= bound * (1.0 - ATTAINED) - 1e-9,
        "{what}: {steepest} where {bound} is said"
    );
}

/// `h(x)` as it is written.
fn felt(transfer: &Transfer, x: f64) -> f64 {
    match transfer {
        Transfer::Identity => x,
        Transfer::Ramp { from, to } => ((x - from) / (to - from)).clamp(0.0, 1.0),
        Transfer::Power { exponent } => x.powf(*exponent),
        Transfer::Hill { n, threshold } => {
            let k = threshold.powf(*n);
            x.powf(*n) * (1.0 + k) / (x.powf(*n) + k)
        }
        Transfer::Table { points } => {
            let right = points.iter().position(|(quality, _)| x <= *quality).unwrap();
            if right == 0 {
                return points[0].1;
            }
            let ((q0, felt0), (q1, felt1)) = (points[right - 1], points[right]);
            felt0 + (felt1 - felt0) * (x - q0) / (q1 - q0)
        }
    }
}

#[test]
fn transfers_are_nowhere_steeper_than_said() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let grid = grid();
    let mut transfers = vec![
        Transfer::Identity,
        Transfer::Power { exponent: 1.0 },
        Transfer::Hill { n: 1.0, threshold: 0.4 },
        Transfer::Hill { n: 1.0, threshold: 1.0 },
        Transfer::Hill { n: 3.0, threshold: 1.0 },
        Transfer::Table { points: vec![(0.25, 0.25), (1.0, 1.0)] },
    ];
    for _ in 0..60 {
        let from = rng.random_range(0.0..0.8);
        transfers.push(Transfer::Ramp { from, to: rng.random_range(from + 0.05..=1.0) });
        transfers.push(Transfer::Power { exponent: rng.random_range(1.0..=12.0) });
        transfers.push(Transfer::Hill {
            n: rng.random_range(1.0..=12.0),
            threshold: rng.random_range(0.1..=1.0),
        });
        let (middle, felt) = (rng.random_range(0.2..=0.8), rng.random_range(0.1..=0.9));
        let floor = felt * rng.random_range(0.0..=1.0);
        transfers.push(Transfer::Table { points: vec![(0.1, floor), (middle, felt), (1.0, 1.0)] });
    }
    for of in &transfers {
        // At every condition; the largest is the steepest, and attains the bound.
        let condition = rng.random_range(0.0..=1.0);
        let less = steepest(&grid, |q| felt(of, condition * q));
        assert!(
            less <= transfer::slope_bound(of) * (1.0 + ROUNDED) + 1e-9,
            "{of:?} at {condition}: {less}"
        );
        assert_bounds(
            transfer::slope_bound(of),
            steepest(&grid, |q| felt(of, q)),
            &format!("{of:?}"),
        );
    }
}

#[test]
fn a_hill_of_which_the_foot_is_reached_alone_is_as_steep_as_there() {
    for (n, threshold, reach) in [(3.0, 0.5, 0.2), (2.0, 0.9, 0.3), (5.0, 0.4, 0.25)] {
        let of = Transfer::Hill { n, threshold };
        let slope = (felt(&of, reach + STEP) - felt(&of, reach - STEP)) / (2.0 * STEP);
        let bound = transfer::slope_bound_below(&of, reach);
        assert!((bound / slope - 1.0).abs() < 1e-6, "{of:?} below {reach}: {bound} for {slope}");
    }
}

#[test]
fn transfers_that_rise_vertically_have_no_bound() {
    for of in [
        Transfer::Power { exponent: 0.9 },
        Transfer::Power { exponent: 0.2 },
        Transfer::Hill { n: 0.9, threshold: 0.5 },
        Transfer::Hill { n: 0.3, threshold: 1.0 },
    ] {
        assert!(felt(&of, 1e-300) / 1e-300 > 1e20);
        assert!(transfer::slope_bound(&of).is_infinite(), "{of:?}");
    }
}

/// How steeply several sources meet a need in the first of them, the others at given values.
fn met(of: Substitution, weights: &[f64], y: &[f64]) -> f64 {
    let weighted = || weights.iter().zip(y);
    match of {
        Substitution::BestOf => y.iter().copied().fold(0.0, f64::max),
        Substitution::KthBest { k } => {
            let mut sorted = y.to_vec();
            sorted.sort_by(|one, two| two.total_cmp(one));
            sorted[k as usize - 1]
        }
        Substitution::Independent => {
            1.0 - weighted().map(|(w, y)| (1.0 - y).powf(*w)).product::<f64>()
        }
        Substitution::IndependentAtLeast { k } => (0_u32..1 << y.len())
            .filter(|working| working.count_ones() >= k)
            .map(|working| {
                let of = |(index, y): (usize, &f64)| {
                    if working >> index & 1 == 1 { *y } else { 1.0 - y }
                };
                y.iter().enumerate().map(of).product::<f64>()
            })
            .sum(),
        Substitution::KthBestShare { .. } | Substitution::IndependentAtLeastShare { .. } => {
            unreachable!("shares are counts once compiled")
        }
        Substitution::Pooled { required } => {
            (weighted().map(|(w, y)| w * y).sum::<f64>() / required).min(1.0)
        }
    }
}

#[test]
fn substitutions_are_nowhere_steeper_than_said() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let grid: Vec<f64> = (0..=400).map(|index| f64::from(index) / 400.0).collect();
    for round in 0..200 {
        let of = match round % 5 {
            0 => Substitution::BestOf,
            1 => Substitution::KthBest { k: rng.random_range(1..=3) },
            2 => Substitution::Independent,
            3 => Substitution::IndependentAtLeast { k: rng.random_range(1..=3) },
            _ => Substitution::Pooled { required: rng.random_range(0.5..=2.0) },
        };
        let weight = match of {
            Substitution::Independent => rng.random_range(1.0..=4.0),
            Substitution::Pooled { .. } => rng.random_range(0.1..=2.0),
            _ => 1.0,
        };
        let weights = [weight, 1.0, 1.0];
        let bound = substitution::slope_bound(Some(of), weight);
        let mut largest = 0.0_f64;
        // Corners, where every bound is attained, and anything between.
        for corner in 0..8 {
            let mut at = |bit: u32| match corner >> bit & 1 {
                _ if corner >= 4 => rng.random_range(0.0..=1.0),
                0 => 0.0,
                _ => 1.0,
            };
            let others = [at(0), at(1)];
            largest =
                largest.max(steepest(&grid, |y| met(of, &weights, &[y, others[0], others[1]])));
        }
        assert_bounds(bound, largest, &format!("{of:?}, weight {weight}"));
    }
    assert_bounds(substitution::slope_bound(None, 1.0), 1.0, "one service");
    assert_bounds(substitution::slope_bound(Some(Substitution::Independent), 0.0), 0.0, "weight 0");
    assert_bounds(substitution::slope_bound(Some(Substitution::Independent), 1.0), 1.0, "weight 1");
    assert!(substitution::slope_bound(Some(Substitution::Independent), 0.5).is_infinite());
    assert!(met(Substitution::Independent, &[0.5], &[1.0]) > 1.0 - 1e-12);
}

#[test]
fn only_what_takes_one_input_joins_as_the_largest() {
    let joins = [
        (Some(Substitution::BestOf), Join::Largest),
        (Some(Substitution::KthBest { k: 2 }), Join::Largest),
        (Some(Substitution::Independent), Join::Sum),
        (Some(Substitution::IndependentAtLeast { k: 2 }), Join::Sum),
        (Some(Substitution::Pooled { required: 1.0 }), Join::Sum),
    ];
    // Both sources up by a step at once: a sum of two slopes, or one.
    for (of, join) in joins {
        let Some(substitution) = of else { continue };
        let gap = |y: f64| met(substitution, &[1.0; 2], &[y; 2]);
        let grid: Vec<f64> = (0..=100).map(|index| f64::from(index) / 100.0).collect();
        let both = steepest(&grid, gap);
        assert!(both <= join.join(1.0, 1.0) * (1.0 + ROUNDED), "{of:?}: {both}");
        assert_eq!(Join::of_substitution(of), join, "{of:?}");
    }
    assert_eq!((Join::Sum.join(0.25, 0.5), Join::Largest.join(0.25, 0.5)), (0.75, 0.5));
    let of = |order| Join::of_aggregator(Aggregator::Share { order, own_weight: 1.0 });
    assert_eq!((of(f64::INFINITY), of(f64::NEG_INFINITY)), (Join::Largest, Join::Largest));
    assert_eq!((of(3.0), of(1.0)), (Join::Sum, Join::Sum));
    assert_eq!(Join::of_aggregator(Aggregator::Plain(PlainRule::Weakest)), Join::Largest);
    for of in [
        Aggregator::Plain(PlainRule::Product),
        Aggregator::Plain(PlainRule::Additive),
        Aggregator::Fdna,
    ] {
        assert_eq!(Join::of_aggregator(of), Join::Sum);
    }
}

/// What a party delivers, as it is written: `x` are felt, `u` met.
fn combined(aggregator: Aggregator, needs: &[NeedShape], s: f64, u: &[f64]) -> f64 {
    let felt = |(need, u): (&NeedShape, &f64)| (need.weight, 1.0 - need.dependence * (1.0 - u));
    let inputs: Vec<_> = needs.iter().zip(u).map(felt).collect();
    let with = |own: f64| {
        let inputs = inputs.iter().copied().filter(|(weight, _)| *weight > 0.0);
        std::iter::once((own, s)).chain(inputs).filter(|(v, _)| *v > 0.0).collect::<Vec<_>>()
    };
    let power = |inputs: &[(f64, f64)], order: f64| {
        let lost: f64 = inputs.iter().map(|(v, x)| v * (1.0 - x.powf(order))).sum();
        (1.0 - lost).max(0.0).powf(1.0 / order)
    };
    match aggregator {
        Aggregator::Plain(PlainRule::Product) => with(1.0).iter().map(|(_, x)| x).product(),
        Aggregator::Plain(PlainRule::Additive) => power(&with(1.0), 1.0),
        Aggregator::Plain(PlainRule::Weakest) => {
            with(1.0).iter().map(|(_, x)| *x).fold(1.0, f64::min)
        }
        Aggregator::Plain(PlainRule::Mean { own_weight: own }) => mean(&with(own), 1.0),
        Aggregator::Share { order, own_weight: own } => mean(&with(own), order),
        Aggregator::Full { order: 0.0 } => with(1.0).iter().map(|(v, x)| x.powf(*v)).product(),
        Aggregator::Full { order } if order.is_infinite() => {
            with(1.0).iter().map(|(_, x)| *x).fold(1.0, f64::min)
        }
        Aggregator::Full { order } => power(&with(1.0), order),
        Aggregator::Fdna => {
            let count: f64 = needs.iter().map(|_| 1.0).sum();
            let strength =
                |(need, u): (&NeedShape, &f64)| need.dependence * u + (1.0 - need.dependence) * s;
            needs.iter().zip(u).map(strength).sum::<f64>() / count
        }
    }
}

/// The weighted mean of an order.
fn mean(inputs: &[(f64, f64)], order: f64) -> f64 {
    let total: f64 = inputs.iter().map(|(v, _)| v).sum();
    let x = || inputs.iter().map(|(_, x)| *x);
    if order == f64::INFINITY {
        return x().fold(0.0, f64::max);
    }
    if order == f64::NEG_INFINITY {
        return x().fold(1.0, f64::min);
    }
    if order == 0.0 {
        return inputs.iter().map(|(v, x)| x.powf(v / total)).product();
    }
    inputs.iter().map(|(v, x)| v / total * x.powf(order)).sum::<f64>().powf(1.0 / order)
}

fn aggregator(rng: &mut ChaCha8Rng, round: u32) -> Aggregator {
    let own = if rng.random_bool(0.3) { 0.0 } else { rng.random_range(0.1..=3.0) };
    match round % 10 {
        0 => Aggregator::Plain(PlainRule::Product),
        1 => Aggregator::Plain(PlainRule::Additive),
        2 => Aggregator::Plain(PlainRule::Weakest),
        3 => Aggregator::Plain(PlainRule::Mean { own_weight: own }),
        4 => Aggregator::Fdna,
        5 => Aggregator::Full { order: [0.0, 1.0, f64::NEG_INFINITY][rng.random_range(0..3)] },
        6 => Aggregator::Full { order: rng.random_range(-6.0..=0.95) },
        7 => Aggregator::Share {
            order: [f64::INFINITY, f64::NEG_INFINITY, 0.0][rng.random_range(0..3)],
            own_weight: own,
        },
        8 => Aggregator::Share { order: rng.random_range(-6.0..=0.95), own_weight: own },
        _ => Aggregator::Share { order: rng.random_range(1.05..=12.0), own_weight: own },
    }
}

/// Secants in the first need met: at every corner of the others, with the own capability at either
/// end or between, at both ends of the need and between.
fn steepest_of_party(of: Aggregator, needs: &[NeedShape], rng: &mut ChaCha8Rng) -> f64 {
    let others = needs.len() - 1;
    let mut largest = 0.0_f64;
    for corner in 0_u32..1 << (others + 1) {
        let bit = |index: usize| f64::from(corner >> index & 1);
        let rest: Vec<f64> = (0..others).map(bit).collect();
        let anything: Vec<f64> = rest.iter().map(|_| rng.random_range(0.0..=1.0)).collect();
        for (s, rest) in [(bit(others), rest), (rng.random_range(0.0..=1.0), anything)] {
            let at = |u: f64| {
                let u: Vec<f64> = std::iter::once(u).chain(rest.iter().copied()).collect();
                combined(of, needs, s, &u)
            };
            let between = rng.random_range(0.0..1.0 - STEP);
            for low in [0.0, 1.0 - STEP, between] {
                largest = largest.max((at(low + STEP) - at(low)) / STEP);
            }
            // Where a minimum or a maximum changes hands a secant across it would hide the slope.
            let far = (at(1.0) - at(0.0)) / 1.0;
            largest = largest.max(far);
        }
    }
    largest
}

#[test]
fn parties_are_nowhere_steeper_than_said() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for round in 0..600 {
        let of = aggregator(&mut rng, round);
        let weighs = !matches!(
            of,
            Aggregator::Plain(PlainRule::Product | PlainRule::Additive | PlainRule::Weakest)
                | Aggregator::Fdna
        );
        let count = rng.random_range(1..=3);
        let needs: Vec<NeedShape> = (0..count)
            .map(|_| NeedShape {
                weight: if weighs && rng.random_bool(0.7) {
                    rng.random_range(0.1..=2.5)
                } else {
                    1.0
                },
                dependence: if rng.random_bool(0.2) { 1.0 } else { rng.random_range(0.05..=0.95) },
            })
            .collect();
        let bound = PartyShape::new(of, needs.iter().copied()).slope(needs[0]);
        let steepest = steepest_of_party(of, &needs, &mut rng);
        let what = format!("{of:?} of {needs:?}");
        if bound.is_finite() {
            assert!(steepest <= bound * (1.0 + 1e-4) + 1e-6, "{what}: {steepest} beyond {bound}");
        } else {
            assert!(needs[0].dependence >= 1.0, "{what} has a bound");
        }
        if is_attained(of) && bound < STEEP {
            assert!(steepest >= bound * (1.0 - ATTAINED), "{what}: {steepest} of {bound}");
        }
    }
}

/// Whether corners attain the bound: where one input decides, another may have to lie in between.
fn is_attained(of: Aggregator) -> bool {
    let order = match of {
        Aggregator::Share { order, .. } | Aggregator::Full { order } => order,
        Aggregator::Plain(PlainRule::Weakest) => f64::NEG_INFINITY,
        _ => 1.0,
    };
    // Slopes that rise steeply at an end are less steep over a step of any width.
    order.is_finite() && order > -3.0
}

#[test]
fn needs_that_do_not_count_have_no_slope() {
    let with = |weight, dependence| NeedShape { weight, dependence };
    for of in [
        Aggregator::Plain(PlainRule::Weakest),
        Aggregator::Full { order: -1.0 },
        Aggregator::Share { order: 2.0, own_weight: 1.0 },
    ] {
        let shape = PartyShape::new(of, [with(1.0, 0.5)].into_iter());
        assert!(shape.slope(with(0.0, 0.5)) <= 0.0, "{of:?}");
        assert!(shape.slope(with(1.0, 0.0)) <= 0.0, "{of:?}");
    }
}

#[test]
fn the_factor_is_the_slope_at_every_dependence() {
    const WITH_FACTOR: [Aggregator; 5] = [
        Aggregator::Plain(PlainRule::Product),
        Aggregator::Plain(PlainRule::Additive),
        Aggregator::Plain(PlainRule::Weakest),
        Aggregator::Plain(PlainRule::Mean { own_weight: 0.5 }),
        Aggregator::Fdna,
    ];
    let needs = [0.2, 0.7, 1.0].map(|dependence| NeedShape { weight: 1.0, dependence });
    for aggregator in WITH_FACTOR {
        let shape = PartyShape::new(aggregator, needs.into_iter());
        let factor = shape.factor(1.0).unwrap();
        for need in needs {
            let (slope, product) = (shape.slope(need), factor * need.dependence);
            assert!((slope - product).abs() <= 1e-15 * slope, "{aggregator:?}: {slope}, {product}");
        }
    }
    for aggregator in
        [Aggregator::Full { order: 0.5 }, Aggregator::Share { order: -1.0, own_weight: 1.0 }]
    {
        assert_eq!(PartyShape::new(aggregator, needs.into_iter()).factor(1.0), None);
    }
}
