//! Transfers: the quality felt on a service for the quality provided.

use super::directed::{RoundingDirection, UNITS};
use crate::organisation::Transfer;

/// Evaluates `h(x)` for `x` in 0..=1.
#[inline]
pub(crate) fn felt(transfer: &Transfer, x: f64) -> f64 {
    if matches!(transfer, Transfer::Identity) { x } else { shaped(transfer, x) }
}

/// Evaluates `h(x)` where it has a shape of its own.
fn shaped(transfer: &Transfer, x: f64) -> f64 {
    let felt = match transfer {
        Transfer::Identity => x,
        Transfer::Ramp { from, to } => ((x - from) / (to - from)).clamp(0.0, 1.0),
        Transfer::Power { exponent } => x.powf(*exponent),
        // xⁿ (1 + K) / (xⁿ + K), divided through by xⁿ: 0 at 0 and exactly 1 at 1 for every n.
        Transfer::Hill { n, threshold } => {
            let felt = (1.0 + threshold.powf(*n)) / (1.0 + (threshold / x).powf(*n));
            felt.min(1.0)
        }
        Transfer::Table { points } => table(points, x),
    };
    debug_assert!((0.0..=1.0).contains(&felt), "{x} is felt as {felt} through {transfer:?}");
    felt
}

/// Interpolates linearly; constant left of the first point.
fn table(points: &[(f64, f64)], x: f64) -> f64 {
    let right = points.partition_point(|&(quality, _)| quality <= x);
    match (right.checked_sub(1).map(|left| points[left]), points.get(right)) {
        (Some((q0, felt0)), Some(&(q1, felt1))) => {
            let share = (x - q0) / (q1 - q0);
            (felt0 + (felt1 - felt0) * share).min(felt1)
        }
        (Some((_, felt)), None) | (None, Some(&(_, felt))) => felt,
        (None, None) => x,
    }
}

/// Evaluates `h(x)`, rounded outwards.
pub(crate) fn felt_directed(transfer: &Transfer, x: f64, direction: RoundingDirection) -> f64 {
    match transfer {
        Transfer::Identity => x,
        // A quotient to the n-th power has n times its error.
        hill @ Transfer::Hill { n, .. } => direction.nudged(felt(hill, x), UNITS + 2.0 * n),
        transfer => direction.nudged(felt(transfer, x), UNITS),
    }
}

/// The slope of `h` at `x` towards lower quality; 0 at `x = 0` where it would be infinite.
pub(crate) fn slope_below(transfer: &Transfer, x: f64) -> f64 {
    match transfer {
        Transfer::Identity => 1.0,
        Transfer::Ramp { from, to } if x > *from && x <= *to => 1.0 / (to - from),
        Transfer::Power { exponent } if x > 0.0 => exponent * x.powf(exponent - 1.0),
        Transfer::Hill { n, threshold } if x > 0.0 => {
            // n (1 + K) r / (x (1 + r)²) with r = (x / threshold)ⁿ, in 1/r, which cannot overflow
            // where r does.
            let inverse = (threshold / x).powf(*n);
            let scale = n * (1.0 + threshold.powf(*n)) / x;
            let step = inverse / (1.0 + inverse) / (1.0 + inverse);
            // No infinite scale times a step of 0, and none of an infinite `inverse`.
            if step > 0.0 { scale * step } else { 0.0 }
        }
        Transfer::Ramp { .. } | Transfer::Power { .. } | Transfer::Hill { .. } => 0.0,
        Transfer::Table { points } => {
            let right = points.partition_point(|&(quality, _)| quality < x);
            match (right.checked_sub(1).map(|left| points[left]), points.get(right)) {
                (Some((q0, felt0)), Some(&(q1, felt1))) => (felt1 - felt0) / (q1 - q0),
                _ => 0.0,
            }
        }
    }
}

/// Bounds the slope of a transfer over all of 0..=1, and so that of `q ↦ h(c·q)` at every
/// condition.
pub(crate) fn slope_bound(transfer: &Transfer) -> f64 {
    slope_bound_below(transfer, 1.0)
}

/// Bounds the slope of a transfer over qualities of at most `reach`.
pub(crate) fn slope_bound_below(transfer: &Transfer, reach: f64) -> f64 {
    match transfer {
        _ if reach <= 0.0 => 0.0,
        Transfer::Identity => 1.0,
        Transfer::Ramp { from, to } if reach > *from => 1.0 / (to - from),
        Transfer::Ramp { .. } => 0.0,
        Transfer::Power { exponent } if *exponent >= 1.0 => exponent * reach.powf(exponent - 1.0),
        Transfer::Hill { n, threshold } if *n >= 1.0 => hill_slope_bound(*n, *threshold, reach),
        // Vertical at 0.
        Transfer::Power { .. } | Transfer::Hill { .. } => f64::INFINITY,
        Transfer::Table { points } => points
            .iter()
            .zip(points.iter().skip(1))
            .take_while(|((q0, _), _)| *q0 < reach)
            .map(|((q0, felt0), (q1, felt1))| (felt1 - felt0) / (q1 - q0))
            .fold(0.0, f64::max),
    }
}

/// The steepest slope of a Hill transfer of `n ≥ 1` over qualities of at most `reach`.
///
/// With `r = (x / threshold)ⁿ` the slope is `n (1 + K) r / (x (1 + r)²)`, largest where
/// `r = (n − 1) / (n + 1)`, which lies below the threshold.
fn hill_slope_bound(n: f64, threshold: f64, reach: f64) -> f64 {
    let scale = 1.0 + threshold.powf(n);
    if n <= 1.0 {
        return scale / threshold;
    }
    let r = (n - 1.0) / (n + 1.0);
    let steepest = threshold * r.powf(1.0 / n);
    if reach >= steepest {
        return n * scale * r / (steepest * (1.0 + r) * (1.0 + r));
    }
    let r = (reach / threshold).powf(n);
    n * scale * r / (reach * (1.0 + r) * (1.0 + r))
}
