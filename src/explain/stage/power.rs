//! Aggregations of general order.

use super::StageSegment;
use super::product::{finite, integrate_or_slope};

/// The weighted aggregation whose slopes are asked for.
pub(in crate::explain) struct Power<'a> {
    /// Finite.
    pub(in crate::explain) order: f64,
    /// Of every input; they sum to 1 under share weighting.
    pub(in crate::explain) weights: &'a [f64],
    /// Evaluates the aggregation at inputs.
    pub(in crate::explain) value: &'a dyn Fn(&[f64]) -> f64,
}

/// The secants of `A(x; v, p)`, whose slope is `∂A/∂xᵢ = vᵢ (A/xᵢ)^{1−p}`.
pub(in crate::explain) fn power(segment: StageSegment<'_>, power: &Power<'_>) -> Vec<f64> {
    integrate_or_slope(segment, |inputs, slopes| {
        let combined = (power.value)(inputs);
        for ((slope, x), weight) in slopes.iter_mut().zip(inputs).zip(power.weights) {
            *slope = if *weight > 0.0 && combined > 0.0 {
                let exponent = (1.0 - power.order) * (combined.ln() - x.ln());
                finite((weight.ln() + exponent).exp())
            } else {
                0.0
            };
        }
    })
}
