//! Substitutions: how well several services together meet one need.

use super::directed::{RoundingDirection, UNITS, count};
use super::product::{fractional_product, product};
use super::secant::{self, EndValues, GaussLegendre, StageSegment, selection, times};
use crate::organisation::Substitution;

/// Evaluates how well a need is met by what is received on its services.
///
/// `received` is scratch: its order may change. `weights` are those of the services within the
/// need. A need without services is unmet.
pub(crate) fn met(
    substitution: Option<Substitution>,
    received: &mut [f64],
    weights: impl Iterator<Item = f64>,
) -> f64 {
    if received.is_empty() {
        return 0.0;
    }
    let met = match substitution {
        None => received[0],
        Some(Substitution::BestOf) => received.iter().copied().fold(0.0, f64::max),
        Some(Substitution::KthBest { k }) => {
            let rank = k as usize - 1;
            let (_, kth, _) = received.select_nth_unstable_by(rank, |one, two| two.total_cmp(one));
            *kth
        }
        Some(Substitution::Independent) => independent(received, weights),
        Some(Substitution::IndependentAtLeast { k }) => at_least(received, k as usize),
        Some(Substitution::Pooled { required }) => {
            let pooled: f64 = received.iter().zip(weights).map(|(y, weight)| weight * y).sum();
            (pooled / required).min(1.0)
        }
        Some(
            of_share @ (Substitution::KthBestShare { .. }
            | Substitution::IndependentAtLeastShare { .. }),
        ) => met(Some(of_share.counting(received.len())), received, weights),
    };
    debug_assert!((0.0..=1.0).contains(&met), "{substitution:?} is met to {met}");
    met
}

/// `1 − Π (1 − y)^w`.
#[expect(clippy::float_cmp, reason = "a weight of exactly 1 needs no power")]
fn independent(received: &[f64], weights: impl Iterator<Item = f64>) -> f64 {
    let missing = received.iter().zip(weights).fold(1.0, |missing, (y, weight)| {
        missing * if weight == 1.0 { 1.0 - y } else { (1.0 - y).powf(weight) }
    });
    1.0 - missing
}

/// The probability that at least `k` of independent services work.
///
/// Counts successes one service at a time; only counts below `k` are kept, so time is `O(n k)` and
/// the counts overwrite nothing that is still needed.
fn at_least(received: &[f64], k: usize) -> f64 {
    let mut exactly = vec![0.0; k];
    exactly[0] = 1.0;
    let mut reached = 0.0;
    for &y in received {
        reached += exactly[k - 1] * y;
        for count in (1..k).rev() {
            exactly[count] = exactly[count] * (1.0 - y) + exactly[count - 1] * y;
        }
        exactly[0] *= 1.0 - y;
    }
    reached.clamp(0.0, 1.0)
}

/// Evaluates how well a need is met, rounded outwards; `received` is scratch, and not empty.
pub(crate) fn met_directed(
    substitution: Option<Substitution>,
    received: &mut [f64],
    weights: impl Iterator<Item = f64>,
    direction: RoundingDirection,
) -> f64 {
    let units = UNITS * count(received.len() + 1);
    match substitution {
        None => received[0],
        Some(Substitution::BestOf) => received.iter().copied().fold(0.0, f64::max),
        Some(Substitution::KthBest { k }) => {
            received.sort_unstable_by(|one, two| two.total_cmp(one));
            received[k as usize - 1]
        }
        Some(Substitution::Independent) => {
            let logarithms = received.iter().zip(weights).filter(|&(_, weight)| weight > 0.0);
            let sum: f64 = logarithms.map(|(y, weight)| weight * (-y).ln_1p()).sum();
            direction.nudged(-sum.exp_m1(), units)
        }
        Some(Substitution::IndependentAtLeast { k }) => {
            direction.nudged(at_least_whole(received, k as usize), units)
        }
        Some(Substitution::Pooled { required }) => {
            let pooled: f64 = received.iter().zip(weights).map(|(y, weight)| weight * y).sum();
            direction.nudged(pooled / required, units)
        }
        Some(
            of_share @ (Substitution::KthBestShare { .. }
            | Substitution::IndependentAtLeastShare { .. }),
        ) => {
            let counted = of_share.counting(received.len());
            met_directed(Some(counted), received, weights, direction)
        }
    }
}

/// The chance that at least `k` of independent services work, as a sum of chances that none is
/// below 0: of every count, kept whole.
fn at_least_whole(received: &[f64], k: usize) -> f64 {
    let mut exactly = vec![0.0; received.len() + 1];
    exactly[0] = 1.0;
    for (seen, &y) in received.iter().enumerate() {
        for count in (0..=seen).rev() {
            exactly[count + 1] += exactly[count] * y;
            exactly[count] *= 1.0 - y;
        }
    }
    exactly[k..].iter().rev().sum()
}

/// Bounds how much each service's received quality moves the need met.
pub(crate) fn slope_bound(substitution: Option<Substitution>, weight: f64) -> f64 {
    match substitution {
        // (1 − y)^{w−1} grows beyond every bound as y nears 1, which conditions up to 1 allow.
        Some(Substitution::Independent) if weight > 0.0 && weight < 1.0 => f64::INFINITY,
        Some(Substitution::Independent) => weight,
        Some(Substitution::Pooled { required }) => weight / required,
        None
        | Some(
            Substitution::BestOf
            | Substitution::KthBest { .. }
            | Substitution::KthBestShare { .. }
            | Substitution::IndependentAtLeast { .. }
            | Substitution::IndependentAtLeastShare { .. },
        ) => 1.0,
    }
}

/// Secants from what is received on each service, which this may overwrite, to how well the
/// need is met.
pub(crate) fn secants(
    substitution: Option<Substitution>,
    weights: impl ExactSizeIterator<Item = f64> + Clone,
    received: &mut EndValues,
    gauss: &mut GaussLegendre,
    secants: &mut Vec<f64>,
) {
    secants.clear();
    match substitution {
        _ if weights.len() == 0 => {}
        None => secants.push(1.0),
        Some(Substitution::BestOf) => selection(received.segment(), 0, secants),
        Some(Substitution::KthBest { k }) => {
            selection(received.segment(), k as usize - 1, secants);
        }
        Some(Substitution::IndependentAtLeast { k }) => {
            secant::at_least(received.segment(), k as usize, gauss, secants);
        }
        Some(Substitution::Pooled { required }) => {
            let of_pooled = of_pooled(received.segment(), &weights, required);
            secants.extend(weights.map(|weight| times(weight, of_pooled)));
        }
        Some(
            of_share @ (Substitution::KthBestShare { .. }
            | Substitution::IndependentAtLeastShare { .. }),
        ) => {
            let counted = of_share.counting(weights.len());
            self::secants(Some(counted), weights, received, gauss, secants);
        }
        Some(Substitution::Independent) => {
            received.complement();
            if weights.clone().all(|weight| weight.to_bits() == 1.0_f64.to_bits()) {
                product(received.segment(), gauss, secants);
            } else {
                let weights: Vec<f64> = weights.collect();
                *secants = fractional_product(received.segment(), &weights);
            }
        }
    }
}

/// The slopes downwards from one state, from what [`secants`] left of it: of an independent source of
/// a weight below 1 that gives all there is, it is infinite where the others do not.
pub(crate) fn slopes_down(
    substitution: Option<Substitution>,
    weights: &(impl Iterator<Item = f64> + Clone),
    received: &EndValues,
    slopes: &mut [f64],
) {
    if substitution != Some(Substitution::Independent) {
        return;
    }
    let missing = received.segment().before;
    let is_full = |(missing, weight): (&f64, f64)| *missing == 0.0 && weight > 0.0;
    let full = || missing.iter().zip(weights.clone()).map(is_full);
    if full().filter(|is_full| *is_full).count() != 1 {
        return;
    }
    for ((slope, is_full), weight) in slopes.iter_mut().zip(full()).zip(weights.clone()) {
        if is_full && weight < 1.0 {
            *slope = f64::INFINITY;
        }
    }
}

/// The secant of what is pooled: the secant is taken over the pool, since over a small enough
/// `required` that is beyond all numbers. At nothing pooled there is no slope downwards.
fn of_pooled(
    received: StageSegment<'_>,
    weights: &(impl Iterator<Item = f64> + Clone),
    required: f64,
) -> f64 {
    let pooled = |received: &[f64]| -> f64 {
        received.iter().zip(weights.clone()).map(|(y, weight)| weight * y).sum()
    };
    let (before, after) = (pooled(received.before), pooled(received.after));
    let met = |pooled: f64| (pooled / required).min(1.0);
    if before.to_bits() != after.to_bits() {
        (met(after) - met(before)) / (after - before)
    } else if before > 0.0 && before <= required {
        1.0 / required
    } else {
        0.0
    }
}
