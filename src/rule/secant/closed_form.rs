//! Rules whose secants have a closed form: what each input of a plain row carries.

use super::{EndValues, GaussLegendre, PartSums, StateRow};
use crate::rule::InputInterval;

/// What the inputs of a row carry.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct RowSum {
    /// The secant of own capability.
    pub(crate) of_own: f64,
    /// What all services carry.
    pub(crate) received: PartSums,
}

/// Memory of closed forms, reused from row to row.
#[derive(Debug, Default)]
pub(crate) struct SecantScratch {
    pub(crate) gauss: GaussLegendre,
    /// Own capability, then what is felt of each service.
    pub(crate) inputs: EndValues,
    pub(crate) combined: Vec<f64>,
    pub(crate) moving: Vec<InputInterval>,
}

/// A rule with a closed form.
pub(crate) trait ClosedForm: Copy {
    /// Fills in, for each service, the secant of what is felt of it along the segment, scaled
    /// given the service's dependence.
    fn shares(
        self,
        row: &StateRow<'_>,
        scratch: &mut SecantScratch,
        scale: impl Fn(f64, f64) -> f64,
        to: &mut [f64],
    ) -> RowSum;

    /// Fills in the slopes at the later state likewise, and returns that in own capability.
    fn slopes(self, row: &StateRow<'_>, scale: impl Fn(f64, f64) -> f64, to: &mut [f64]) -> f64;
}

/// What a row of any inputs carries: `split` makes secants, first that of own capability, of
/// the inputs at hand.
pub(crate) fn general(
    row: &StateRow<'_>,
    scratch: &mut SecantScratch,
    scale: impl Fn(f64, f64) -> f64,
    to: &mut [f64],
    split: impl FnOnce(&mut SecantScratch),
) -> RowSum {
    scratch.inputs.clear();
    scratch.inputs.push(row.own);
    for felt in row.felt() {
        scratch.inputs.push(felt);
    }
    split(scratch);
    let mut received = PartSums::default();
    let secants = &scratch.combined[1..];
    for ((to, of_felt), (provider, dependence)) in to.iter_mut().zip(secants).zip(row.services()) {
        *to = scale(*of_felt, dependence);
        received.take(of_felt * row.change(provider, dependence));
    }
    RowSum { of_own: scratch.combined[0], received }
}
