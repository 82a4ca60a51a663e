//! The combining stage: own capability and felt needs into one quality.

use crate::explain::stage::{
    GaussLegendre, Power, StageSegment, clamp, fractional_product, power, product, selection,
};
use crate::network::Aggregator;
use crate::quality::kernel::{self, FeltNeeds};

/// ∂combined/∂dependence over ∂combined/∂felt: the felt quality is `1 − α (1 − u)`, and under
/// functional dependency network analysis own capability takes what the dependence leaves.
pub(super) fn dependence_slope(aggregator: Aggregator, met: f64, own: f64) -> f64 {
    match aggregator {
        Aggregator::Fdna => met - own,
        _ => met - 1.0,
    }
}

/// Multipliers from own capability and what is felt of each need to the combined quality.
pub(super) fn combine(
    aggregator: Aggregator,
    inputs: StageSegment<'_>,
    need_weights: &[f64],
    dependence: &[f64],
    gauss: &mut GaussLegendre,
    secants: &mut Vec<f64>,
) {
    let count = inputs.before.len();
    let weights = |own: f64| -> Vec<f64> {
        std::iter::once(own).chain(need_weights.iter().copied()).collect()
    };
    match aggregator {
        Aggregator::Product => product(inputs, gauss, secants),
        Aggregator::Additive => sum(inputs, &weights(1.0), secants),
        Aggregator::Weakest => extreme(inputs, &weights(1.0), count - 1, secants),
        Aggregator::Mean { own } => *secants = shares(weights(own)),
        Aggregator::Full { order } => {
            let weights = weights(1.0);
            if order.to_bits() == 1.0_f64.to_bits() {
                sum(inputs, &weights, secants);
            } else {
                *secants = general(aggregator, order, inputs, &weights, need_weights);
            }
        }
        Aggregator::Share { order, own } => {
            let weights = weights(own);
            if order.is_infinite() {
                let rank = if order > 0.0 { 0 } else { count - 1 };
                extreme(inputs, &weights, rank, secants);
            } else {
                *secants = general(aggregator, order, inputs, &shares(weights), need_weights);
            }
        }
        Aggregator::Fdna => {
            let needs: f64 = need_weights.iter().map(|_| 1.0).sum();
            let own: f64 = dependence.iter().map(|dependence| 1.0 - dependence).sum();
            secants.clear();
            secants.push(if needs > 0.0 { own / needs } else { 1.0 });
            secants.extend(need_weights.iter().map(|_| 1.0 / needs));
        }
    }
}

/// Weights scaled to sum to 1; own capability has it all where nothing has a weight.
fn shares(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    if total > 0.0 {
        for weight in &mut weights {
            *weight /= total;
        }
    } else {
        weights.fill(0.0);
        weights[0] = 1.0;
    }
    weights
}

/// `(1 − Σ v (1 − x))₊`.
fn sum(inputs: StageSegment<'_>, weights: &[f64], secants: &mut Vec<f64>) {
    let left = |inputs: &[f64]| {
        1.0 - inputs.iter().zip(weights).map(|(x, weight)| weight * (1.0 - x)).sum::<f64>()
    };
    let kept = clamp(left(inputs.before), left(inputs.after), 0.0, 1.0);
    secants.clear();
    secants.extend(weights.iter().map(|weight| kept * weight));
}

/// The input of a rank among those that have a weight.
fn extreme(inputs: StageSegment<'_>, weights: &[f64], rank: usize, secants: &mut Vec<f64>) {
    let counted: Vec<usize> = (0..weights.len()).filter(|&input| weights[input] > 0.0).collect();
    let pick = |ends: &[f64]| counted.iter().map(|&input| ends[input]).collect::<Vec<_>>();
    let (before, after) = (pick(inputs.before), pick(inputs.after));
    let segment = StageSegment { before: &before, after: &after };
    let mut shares = Vec::new();
    if counted.is_empty() {
        secants.clear();
        secants.resize(weights.len(), 0.0);
        secants[0] = 1.0;
        return;
    }
    selection(segment, rank.min(counted.len() - 1), &mut shares);
    secants.clear();
    secants.resize(weights.len(), 0.0);
    for (&input, share) in counted.iter().zip(shares) {
        secants[input] = share;
    }
}

/// An aggregation of a general finite order.
fn general(
    aggregator: Aggregator,
    order: f64,
    inputs: StageSegment<'_>,
    weights: &[f64],
    need_weights: &[f64],
) -> Vec<f64> {
    if order == 0.0 {
        return fractional_product(inputs, weights);
    }
    let value = |inputs: &[f64]| evaluate(aggregator, inputs, need_weights, need_weights);
    power(inputs, &Power { order, weights, value: &value })
}

/// The combined quality of own capability and felt needs.
pub(super) fn evaluate(
    aggregator: Aggregator,
    inputs: &[f64],
    need_weights: &[f64],
    dependence: &[f64],
) -> f64 {
    let loss: Vec<f64> = inputs.iter().skip(1).map(|x| 1.0 - x).collect();
    let needs = FeltNeeds { loss: &loss, dependence, weight: need_weights };
    kernel::combine(aggregator, inputs[0], needs)
}
