//! A solved state.

use super::convergence::SccOutcome;
use crate::quality::equilibrium::DepartmentLoads;

/// One state and how it was reached.
#[derive(Debug, Clone)]
pub(in crate::quality) struct Solution {
    /// By dense number.
    pub(in crate::quality) quality: Vec<f64>,
    /// Of all components; one sweep for an evaluation, none for nothing at all.
    pub(in crate::quality) outcome: SccOutcome,
    /// What departments have to do, where that is stated.
    pub(in crate::quality) load: Option<DepartmentLoads>,
    /// Whether rounds were extrapolated: that no better state was passed by is then not shown.
    pub(in crate::quality) is_extrapolated: bool,
}

impl Solution {
    /// A state of which no component was iterated yet.
    pub(in crate::quality) fn new(quality: Vec<f64>) -> Self {
        let sweeps = u32::from(!quality.is_empty());
        let outcome = SccOutcome { sweeps, ..SccOutcome::NONE };
        Self { quality, outcome, load: None, is_extrapolated: false }
    }
}
