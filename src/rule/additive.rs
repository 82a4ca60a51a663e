//! Losses add: `(1 − (1 − s) − Σ ℓ)₊`.

use super::directed::{DirectedNeed, RoundingDirection};
use super::linear::{LinearRule, RowSecant};
use super::secant::{GaussLegendre, StageSegment, StateRow, clamp, with_own};
use super::slope_bound::Join;
use super::{Accumulate, Formulas, power};

/// Losses add.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Additive;

impl Accumulate for Additive {
    #[inline]
    fn start(self, own: f64) -> f64 {
        1.0 - own
    }

    #[inline]
    fn add(self, taken: f64, loss: f64) -> f64 {
        taken + loss
    }

    #[inline]
    fn finish(self, taken: f64, _: f64) -> f64 {
        (1.0 - taken).max(0.0)
    }
}

impl Formulas for Additive {
    fn join(self) -> Join {
        Join::Sum
    }

    fn slope_bound(self, _weight: f64, _total_weight: f64) -> f64 {
        1.0
    }

    fn directed(self, own: f64, needs: &[DirectedNeed], direction: RoundingDirection) -> f64 {
        power::full_directed(1.0, own, needs, direction)
    }

    fn secants(
        self,
        inputs: StageSegment<'_>,
        need_weights: &[f64],
        _: &mut GaussLegendre,
        secants: &mut Vec<f64>,
    ) {
        sum(inputs, &with_own(1.0, need_weights), secants);
    }
}

impl LinearRule for Additive {
    /// 1 where quality is above 0 on both sides, so that nothing is cut off.
    #[inline]
    fn secant(self, row: &StateRow<'_>) -> RowSecant {
        let kept = if row.delivered.0 > 0.0 && row.delivered.1 > 0.0 {
            1.0
        } else {
            let left = |own: f64, quality: &[f64]| {
                let loss =
                    |(provider, dependence)| -> f64 { dependence * (1.0 - quality[provider]) };
                row.services().map(loss).fold(own, |left, loss| left - loss)
            };
            clamp(left(row.own.0, row.old), left(row.own.1, row.new), 0.0, 1.0)
        };
        RowSecant { of_felt: kept, of_own: kept }
    }
}

/// The secants of `(1 − Σ v (1 − x))₊`.
pub(super) fn sum(inputs: StageSegment<'_>, weights: &[f64], secants: &mut Vec<f64>) {
    let left = |inputs: &[f64]| {
        1.0 - inputs.iter().zip(weights).map(|(x, weight)| weight * (1.0 - x)).sum::<f64>()
    };
    let kept = clamp(left(inputs.before), left(inputs.after), 0.0, 1.0);
    secants.clear();
    secants.extend(weights.iter().map(|weight| kept * weight));
}
