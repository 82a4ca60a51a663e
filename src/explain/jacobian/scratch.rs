//! Memory of the stages of one row, reused from row to row.

use super::factored::Factors;
use super::plain::{Carried, Moving, Slights};
use crate::explain::stage::{GaussLegendre, Segment};

/// Inputs of the stage at hand, before and after, and what its multipliers are.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) gauss: GaussLegendre,
    /// Own capability, then what is felt of each need.
    pub(super) inputs: Ends,
    pub(super) weights: Vec<f64>,
    pub(super) dependence: Vec<f64>,
    pub(super) combined: Vec<f64>,
    /// The combined quality, then the caps.
    pub(super) caps: Ends,
    pub(super) cap_shares: Vec<f64>,
    pub(super) received: Ends,
    pub(super) of_received: Vec<f64>,
    /// Of the flat rows at hand.
    pub(super) moving: Vec<Moving>,
    pub(super) slights: Slights,
    pub(super) carried: Vec<Carried>,
    pub(super) factors: Factors,
}

/// Values before and after.
#[derive(Debug, Default)]
pub(super) struct Ends {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl Ends {
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

    pub(super) fn segment(&self) -> Segment<'_> {
        Segment { before: &self.before, after: &self.after }
    }
}
