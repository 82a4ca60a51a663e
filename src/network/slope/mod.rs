//! Upper bounds on the slopes of every rule: how much a loss may grow on one step.
//!
//! A bound holds for every state in 0..=1, every capability and every condition up to 1, so that
//! whatever follows from it at compile time holds under every scenario. Each is attained somewhere
//! unless its comment says otherwise. Infinite means that there is no bound.

use super::Aggregator;
use crate::organisation::{Substitution, Transfer};

/// Bounds the slope of a transfer over all of 0..=1, and so that of `q ↦ h(c·q)` at every
/// condition.
pub(super) fn transfer(transfer: &Transfer) -> f64 {
    transfer_below(transfer, 1.0)
}

/// Bounds the slope of a transfer over qualities of at most `reach`.
pub(crate) fn transfer_below(transfer: &Transfer, reach: f64) -> f64 {
    match transfer {
        _ if reach <= 0.0 => 0.0,
        Transfer::Identity => 1.0,
        Transfer::Ramp { from, to } if reach > *from => 1.0 / (to - from),
        Transfer::Ramp { .. } => 0.0,
        Transfer::Power { exponent } if *exponent >= 1.0 => exponent * reach.powf(exponent - 1.0),
        Transfer::Hill { n, threshold } if *n >= 1.0 => hill(*n, *threshold, reach),
        // Vertical at 0.
        Transfer::Power { .. } | Transfer::Hill { .. } => f64::INFINITY,
        Transfer::Table { points } => points
            .iter()
            .zip(points.iter().skip(1))
            .take_while(|((q0, _), _)| *q0 < reach)
            .map(|((q0, felt0), (q1, felt1))| (felt1 - felt0) / (q1 - q0))
            .fold(0.0, f64::max),
    }
}

/// The steepest slope of a Hill transfer of `n ≥ 1` over qualities of at most `reach`.
///
/// With `r = (x / threshold)ⁿ` the slope is `n (1 + K) r / (x (1 + r)²)`, largest where
/// `r = (n − 1) / (n + 1)`, which lies below the threshold.
fn hill(n: f64, threshold: f64, reach: f64) -> f64 {
    let scale = 1.0 + threshold.powf(n);
    if n <= 1.0 {
        return scale / threshold;
    }
    let r = (n - 1.0) / (n + 1.0);
    let steepest = threshold * r.powf(1.0 / n);
    if reach >= steepest {
        return n * scale * r / (steepest * (1.0 + r) * (1.0 + r));
    }
    let r = (reach / threshold).powf(n);
    n * scale * r / (reach * (1.0 + r) * (1.0 + r))
}

/// Bounds how much each service's received quality moves the need met.
pub(crate) fn substitution(substitution: Option<Substitution>, weight: f64) -> f64 {
    match substitution {
        // (1 − y)^{w−1} grows beyond every bound as y nears 1, which conditions up to 1 allow.
        Some(Substitution::Independent) if weight > 0.0 && weight < 1.0 => f64::INFINITY,
        Some(Substitution::Independent) => weight,
        Some(Substitution::Pooled { required }) => weight / required,
        None
        | Some(
            Substitution::BestOf
            | Substitution::KthBest { .. }
            | Substitution::IndependentAtLeast { .. },
        ) => 1.0,
    }
}

/// How the gaps of several inputs make the gap of what they are combined to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    Sum,
    Largest,
}

impl Join {
    pub(crate) fn join(self, one: f64, two: f64) -> f64 {
        match self {
            Self::Sum => one + two,
            Self::Largest => one.max(two),
        }
    }

    /// How the services of a need join.
    pub(crate) fn of_substitution(substitution: Option<Substitution>) -> Self {
        match substitution {
            Some(Substitution::BestOf | Substitution::KthBest { .. }) => Self::Largest,
            _ => Self::Sum,
        }
    }

    /// How the needs of a party join.
    pub(crate) fn of_aggregator(aggregator: Aggregator) -> Self {
        match aggregator {
            Aggregator::Weakest => Self::Largest,
            Aggregator::Share { order, .. } if order.is_infinite() => Self::Largest,
            _ => Self::Sum,
        }
    }
}

/// A need as its bound sees it: weight and dependence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NeedShape {
    pub(crate) weight: f64,
    pub(crate) dependence: f64,
}

/// What all needs of a party have in common, for the bounds of its aggregator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartyShape {
    aggregator: Aggregator,
    need_count: f64,
    /// Own weight and need weights.
    pub(crate) total_weight: f64,
    /// `Σ wₒ mₒᵖ` over all needs, with `m = 1 − α` the least a need can be felt as; only for share
    /// weighting of order above 1.
    least_power_sum: f64,
}

impl PartyShape {
    pub(crate) fn new(aggregator: Aggregator, needs: impl Iterator<Item = NeedShape>) -> Self {
        let (own, order) = match aggregator {
            Aggregator::Mean { own } => (own, 1.0),
            Aggregator::Share { order, own } => (own, order),
            _ => (0.0, 1.0),
        };
        let mut shape =
            Self { aggregator, need_count: 0.0, total_weight: own, least_power_sum: 0.0 };
        if matches!(aggregator, Aggregator::Product | Aggregator::Additive | Aggregator::Weakest) {
            return shape; // bounds that no other need enters
        }
        // Powers cost more than all the rest, and most rules need none.
        let needs_powers = matches!(aggregator, Aggregator::Share { order, .. } if order > 1.0);
        for NeedShape { weight, dependence } in needs {
            shape.need_count += 1.0;
            shape.total_weight += weight;
            if needs_powers {
                shape.least_power_sum += weight * (1.0 - dependence).powf(order);
            }
        }
        shape
    }

    /// Bounds the slope of the combined quality in the need met: the aggregator's own bound times
    /// the dependence.
    pub(crate) fn slope(&self, need: NeedShape) -> f64 {
        let NeedShape { weight, dependence } = need;
        if dependence <= 0.0 || weight <= 0.0 {
            return 0.0;
        }
        let least = 1.0 - dependence;
        let combined = self.factor(weight).unwrap_or_else(|| match self.aggregator {
            Aggregator::Share { order, .. } if order > 1.0 => {
                self.share_above_one(weight / self.total_weight, order, least)
            }
            Aggregator::Share { order, .. } => full(weight / self.total_weight, order, least),
            Aggregator::Full { order } => full(weight, order, least),
            _ => f64::INFINITY,
        });
        combined * dependence
    }

    /// The aggregator's own bound at a need of a weight above 0, where that is the same at every
    /// dependence.
    pub(super) fn factor(&self, weight: f64) -> Option<f64> {
        match self.aggregator {
            Aggregator::Product | Aggregator::Additive | Aggregator::Weakest => Some(1.0),
            Aggregator::Mean { .. } => Some(weight / self.total_weight),
            Aggregator::Fdna => Some(1.0 / self.need_count),
            Aggregator::Full { .. } | Aggregator::Share { .. } => None,
        }
    }

    /// `v / (v + Σ_others w mₒᵖ)^{(p−1)/p}`. Own capability may fall to 0, so it does not count
    /// among the others.
    fn share_above_one(&self, weight: f64, order: f64, least: f64) -> f64 {
        if order == f64::INFINITY {
            return 1.0;
        }
        let all = self.least_power_sum / self.total_weight;
        let others = (all - weight * least.powf(order)).max(0.0);
        (weight / (weight + others).powf((order - 1.0) / order)).min(1.0)
    }
}

/// Orders nearer to 0 than this are 0 to within the last place of an aggregate or a bound.
pub(crate) const NO_ORDER: f64 = 1e-100;

/// Bounds `∂A/∂x = v (A/x)^{1−p}` for one input that is never below `least`, `p ≤ 1`.
#[expect(clippy::float_cmp, reason = "order 1 is a limit of the general form")]
fn full(weight: f64, order: f64, least: f64) -> f64 {
    if order == f64::NEG_INFINITY {
        1.0
    } else if weight >= 1.0 || order == 1.0 {
        weight
    } else if order.abs() < NO_ORDER {
        weight * least.powf(weight - 1.0)
    } else {
        // v (v + (1 − v) / mᵖ)^{(1−p)/p}, through logarithms: next to order 0 the base
        // nears 1 and its exponent grows without bound.
        let base = ((1.0 - weight) * (-order * least.ln()).exp_m1()).ln_1p();
        weight * ((1.0 - order) / order * base).exp()
    }
}

#[cfg(test)]
mod tests;
