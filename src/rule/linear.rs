//! Rules under which all services of a row carry what they do by one secant: sums of losses
//! and means.

use super::secant::{ClosedForm, PartSums, RowSum, SecantScratch, StateRow};
use super::{Accumulate, Mean, PlainRule};

/// The secants of one row.
pub(crate) struct RowSecant {
    pub(crate) of_felt: f64,
    pub(crate) of_own: f64,
}

/// A rule under which what is felt of every service has one secant.
pub(crate) trait LinearRule: Copy {
    fn secant(self, row: &StateRow<'_>) -> RowSecant;
}

impl<E: LinearRule> ClosedForm for E {
    fn shares(
        self,
        row: &StateRow<'_>,
        _: &mut SecantScratch,
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
}

impl PlainRule {
    /// The slope in what is felt of each of so many needs, where it is the same in all states that
    /// lose not everything.
    pub(crate) fn linear_slope(self, need_count: usize) -> Option<f64> {
        match self {
            Self::Additive => Some(1.0),
            Self::Mean { own_weight } => {
                let weight = Mean { own_weight }.weight(need_count);
                // Nothing is felt where nothing has a weight.
                Some(if weight > 0.0 { 1.0 / weight } else { 0.0 })
            }
            Self::Product | Self::Weakest => None,
        }
    }
}
