//! Memory of the stages of one row, reused from row to row.

use super::factored::Factors;
use crate::rule::SmallChanges;
use crate::rule::secant::{EndValues, GaussLegendre, RowSum, SecantScratch};

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
    /// Of the plain rows at hand.
    pub(super) plain: SecantScratch,
    pub(super) small_changes: SmallChanges,
    pub(super) carried: Vec<RowSum>,
    pub(super) factors: Factors,
}
