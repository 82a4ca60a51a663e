//! Memory of the stages of one row, reused from row to row.

use super::factored::Factors;
use super::plain::{InputInterval, RowSum, SmallChanges};
use crate::explain::stage::{GaussLegendre, StageSegment};

/// Inputs of the stage at hand, before and after, and what its secants are.
#[derive(Debug, Default)]
pub(super) struct JacobianScratch {
    pub(super) gauss: GaussLegendre,
    /// Own capability, then what is felt of each need.
    pub(super) inputs: EndValues,
    pub(super) weights: Vec<f64>,
    /// The mean of both states.
    pub(super) dependence: Vec<f64>,
    /// Before and after.
    pub(super) dependence_ends: Vec<(f64, f64)>,
    pub(super) combined: Vec<f64>,
    /// The combined quality, then the caps.
    pub(super) caps: EndValues,
    pub(super) cap_shares: Vec<f64>,
    pub(super) received: EndValues,
    pub(super) of_received: Vec<f64>,
    /// Of the flat rows at hand.
    pub(super) moving: Vec<InputInterval>,
    pub(super) small_changes: SmallChanges,
    pub(super) carried: Vec<RowSum>,
    pub(super) factors: Factors,
}

/// Values before and after.
#[derive(Debug, Default)]
pub(super) struct EndValues {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl EndValues {
    pub(super) fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
    }

    pub(super) fn push(&mut self, (before, after): (f64, f64)) {
        self.before.push(before);
        self.after.push(after);
    }

    /// Replaces every value by what is missing of 1.
    pub(super) fn complement(&mut self) {
        for value in self.before.iter_mut().chain(&mut self.after) {
            *value = 1.0 - *value;
        }
    }

    pub(super) fn segment(&self) -> StageSegment<'_> {
        StageSegment { before: &self.before, after: &self.after }
    }
}
