//! The weighted mean `1 − Σ v ℓ / Σ v`; own capability alone where nothing has a weight.

use super::directed::{DirectedNeed, RoundingDirection, UNITS, count};
use super::linear::{LinearRule, RowSecant};
use super::secant::{GaussLegendre, StageSegment, StateRow, with_own};
use super::slope_bound::Join;
use super::{Accumulate, FeltNeeds, Formulas};

/// The mean of all inputs; own capability has a weight of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mean {
    pub(crate) own_weight: f64,
}

impl Accumulate for Mean {
    #[inline]
    fn start(self, own: f64) -> f64 {
        self.own_weight * (1.0 - own)
    }

    #[inline]
    fn add(self, taken: f64, loss: f64) -> f64 {
        taken + loss
    }

    #[inline]
    fn finish(self, taken: f64, weight: f64) -> f64 {
        (1.0 - taken / weight).max(0.0)
    }

    #[inline]
    fn finish_all(self, taken: &mut [f64], weight: f64) {
        let mantissa = weight.to_bits() << (u64::BITS - f64::MANTISSA_DIGITS + 1);
        if mantissa == 0 {
            // The inverse of a power of two is exact, and saves a division each.
            let inverse = weight.recip();
            for taken in taken {
                *taken = (1.0 - *taken * inverse).max(0.0);
            }
        } else {
            for taken in taken {
                *taken = (1.0 - *taken / weight).max(0.0);
            }
        }
    }

    #[inline]
    fn own_weight(self) -> f64 {
        self.own_weight
    }

    #[inline]
    fn alone(self, own: f64) -> f64 {
        self.finish_any(own, self.start(own), self.own_weight)
    }

    #[inline]
    fn combine(self, own: f64, needs: FeltNeeds<'_>) -> f64 {
        let (mut taken, mut of_needs) = (self.start(own), 0.0);
        for (loss, weight) in needs.weighted() {
            taken += weight * loss;
            of_needs += weight;
        }
        self.finish_any(own, taken, self.own_weight + of_needs)
    }
}

impl Mean {
    /// Finishes where the weight of all may be 0.
    #[inline]
    fn finish_any(self, own: f64, taken: f64, weight: f64) -> f64 {
        if weight > 0.0 { self.finish(taken, weight) } else { own }
    }
}

impl Formulas for Mean {
    fn join(self) -> Join {
        Join::Sum
    }

    fn slope_bound(self, weight: f64, total_weight: f64) -> f64 {
        weight / total_weight
    }

    fn directed(self, own: f64, needs: &[DirectedNeed], direction: RoundingDirection) -> f64 {
        let units = UNITS * count(needs.len() + 1);
        let weighted = needs.iter().map(|need| need.weight * need.quality(direction));
        let total = self.own_weight + needs.iter().map(|need| need.weight).sum::<f64>();
        let sum = self.own_weight * own + weighted.sum::<f64>();
        if total > 0.0 { direction.nudged(sum / total, 2.0 * units) } else { own }
    }

    fn secants(
        self,
        _: StageSegment<'_>,
        need_weights: &[f64],
        _: &mut GaussLegendre,
        secants: &mut Vec<f64>,
    ) {
        *secants = shares(with_own(self.own_weight, need_weights));
    }
}

impl LinearRule for Mean {
    #[inline]
    fn secant(self, row: &StateRow<'_>) -> RowSecant {
        let total = self.weight(row.providers.len());
        let of_own = if total > 0.0 { self.own_weight / total } else { 1.0 };
        RowSecant { of_felt: 1.0 / total, of_own }
    }
}

/// Weights scaled to sum to 1; own capability has it all where nothing has a weight.
pub(super) fn shares(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    if total > 0.0 {
        for weight in &mut weights {
            *weight /= total;
        }
    } else {
        weights.fill(0.0);
        weights[0] = 1.0;
    }
    weights
}
