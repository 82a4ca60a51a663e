//! Transfers: the quality felt on a service for the quality provided.

use crate::organisation::Transfer;

/// Evaluates `h(x)` for `x` in 0..=1.
pub(crate) fn felt(transfer: &Transfer, x: f64) -> f64 {
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
