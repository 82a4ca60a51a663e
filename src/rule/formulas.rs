//! What a plain rule says beside its value.

use super::directed::{DirectedNeed, RoundingDirection};
use super::secant::{GaussLegendre, StageSegment};
use super::slope_bound::Join;

/// The formulas of a plain rule for needs of any weight.
pub(super) trait Formulas: Copy {
    /// How the gaps of several needs make the gap of the combined quality.
    fn join(self) -> Join;

    /// Bounds the slope in what is felt of a need, given its weight and that of own capability and
    /// all needs together; only means look at them.
    fn slope_bound(self, weight: f64, total_weight: f64) -> f64;

    /// Combines own capability and needs, rounded outwards.
    fn directed(self, own: f64, needs: &[DirectedNeed], direction: RoundingDirection) -> f64;

    /// Fills in the secants of own capability and of what is felt of each need.
    fn secants(
        self,
        inputs: StageSegment<'_>,
        need_weights: &[f64],
        gauss: &mut GaussLegendre,
        secants: &mut Vec<f64>,
    );
}
