//! The combining stage: own capability and felt needs into one quality.

use super::{GaussLegendre, StageSegment};
use crate::rule::{Aggregator, FeltNeeds, Formulas, fdna, power, with_rule};

/// ∂combined/∂dependence over ∂combined/∂felt: the felt quality is `1 − α (1 − u)`, and under
/// functional dependency network analysis own capability takes what the dependence leaves.
pub(crate) fn dependence_slope(aggregator: Aggregator, met: f64, own: f64) -> f64 {
    match aggregator {
        Aggregator::Fdna => fdna::dependence_slope(met, own),
        _ => met - 1.0,
    }
}

/// Secants from own capability and what is felt of each need to the combined quality.
pub(crate) fn combine(
    aggregator: Aggregator,
    inputs: StageSegment<'_>,
    need_weights: &[f64],
    dependence: &[f64],
    gauss: &mut GaussLegendre,
    secants: &mut Vec<f64>,
) {
    match aggregator {
        Aggregator::Plain(rule) => {
            with_rule!(rule, |rule| rule.secants(inputs, need_weights, gauss, secants));
        }
        Aggregator::Full { order } => power::full_secants(order, inputs, need_weights, secants),
        Aggregator::Share { order, own_weight } => {
            power::share_secants(order, own_weight, inputs, need_weights, secants);
        }
        Aggregator::Fdna => fdna::secants(need_weights, dependence, secants),
    }
}

/// The weights of own capability and of needs.
pub(in crate::rule) fn with_own(own: f64, need_weights: &[f64]) -> Vec<f64> {
    std::iter::once(own).chain(need_weights.iter().copied()).collect()
}

/// The combined quality of own capability and felt needs.
pub(crate) fn evaluate(
    aggregator: Aggregator,
    inputs: &[f64],
    need_weights: &[f64],
    dependence: &[f64],
) -> f64 {
    let loss: Vec<f64> = inputs.iter().skip(1).map(|x| 1.0 - x).collect();
    let needs = FeltNeeds { loss: &loss, dependence, weight: need_weights };
    aggregator.combine(inputs[0], needs)
}
