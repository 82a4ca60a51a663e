//! Rules under which all services of a row carry what they do by one secant: sums of losses
//! and means.

use super::{ClosedForm, JacobianScratch, PartSums, PartyRange, RowSum, StateRow};
use crate::explain::stage::clamp;
use crate::numerics::csr::ix;

/// Losses add.
#[derive(Clone, Copy)]
pub(super) struct AdditiveSecant;

/// The mean of all inputs; own capability has a weight of its own.
#[derive(Clone, Copy)]
pub(super) struct MeanSecant {
    pub(super) own: f64,
}

/// The weights of a plain mean together.
pub(super) fn mean_weight(own_weight: f64, need_count: usize) -> f64 {
    own_weight + f64::from(ix(need_count))
}

/// The secants of one row.
struct RowSecant {
    of_felt: f64,
    of_own: f64,
}

trait LinearRule: Copy {
    fn secant(self, row: &StateRow<'_>) -> RowSecant;
}

impl LinearRule for AdditiveSecant {
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

impl LinearRule for MeanSecant {
    #[inline]
    fn secant(self, row: &StateRow<'_>) -> RowSecant {
        let total = mean_weight(self.own, row.providers.len());
        let of_own = if total > 0.0 { self.own / total } else { 1.0 };
        RowSecant { of_felt: 1.0 / total, of_own }
    }
}

impl<E: LinearRule> ClosedForm for E {
    fn shares(
        self,
        row: &StateRow<'_>,
        _: &mut JacobianScratch,
        scale: impl Fn(f64, f64) -> f64,
        to: &mut [f64],
    ) -> RowSum {
        let RowSecant { of_felt, of_own } = self.secant(row);
        let mut received = PartSums::default();
        for (to, (provider, dependence)) in to.iter_mut().zip(row.services()) {
            *to = scale(of_felt, dependence);
            received.take(of_felt * row.change(provider, dependence));
        }
        RowSum { of_own, received }
    }

    fn slopes(self, row: &StateRow<'_>, scale: impl Fn(f64, f64) -> f64, to: &mut [f64]) -> f64 {
        let RowSecant { of_felt, of_own } = self.secant(row);
        for (to, &dependence) in to.iter_mut().zip(row.dependences) {
            *to = scale(of_felt, dependence);
        }
        of_own
    }

    fn factor<'a>(self, range: &PartyRange<'a>, of_row: &mut [f64], _: &'a mut [f64]) -> &'a [f64] {
        for (of_row, party) in of_row.iter_mut().zip(range.parties.clone()) {
            *of_row = self.secant(&range.states.row(party)).of_felt;
        }
        range.dependences()
    }
}
