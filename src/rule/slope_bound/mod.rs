//! Upper bounds on the slopes of every rule: how much a loss may grow on one step.
//!
//! A bound holds for every state in 0..=1, every capability and every condition up to 1, so that
//! whatever follows from it at compile time holds under every scenario. Each is attained somewhere
//! unless its comment says otherwise. Infinite means that there is no bound.

use super::{Aggregator, Formulas, PlainRule, fdna, power, with_rule};
use crate::organisation::Substitution;

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
            Some(
                Substitution::BestOf
                | Substitution::KthBest { .. }
                | Substitution::KthBestShare { .. },
            ) => Self::Largest,
            _ => Self::Sum,
        }
    }

    /// How the needs of a party join.
    pub(crate) fn of_aggregator(aggregator: Aggregator) -> Self {
        match aggregator {
            Aggregator::Plain(rule) => with_rule!(rule, |rule| rule.join()),
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
            Aggregator::Plain(PlainRule::Mean { own_weight }) => (own_weight, 1.0),
            Aggregator::Share { order, own_weight } => (own_weight, order),
            _ => (0.0, 1.0),
        };
        let mut shape =
            Self { aggregator, need_count: 0.0, total_weight: own, least_power_sum: 0.0 };
        if let Aggregator::Plain(PlainRule::Product | PlainRule::Additive | PlainRule::Weakest) =
            aggregator
        {
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
        self.slope_in_felt(weight, 1.0 - dependence) * dependence
    }

    /// The aggregator's own bound at a need of a weight above 0, where that is the same at every
    /// dependence.
    pub(crate) fn factor(&self, weight: f64) -> Option<f64> {
        match self.aggregator {
            Aggregator::Plain(_) | Aggregator::Fdna => Some(self.slope_in_felt(weight, 0.0)),
            Aggregator::Full { .. } | Aggregator::Share { .. } => None,
        }
    }

    /// The aggregator's own bound at a need that is felt as no less than `least`.
    fn slope_in_felt(&self, weight: f64, least: f64) -> f64 {
        match self.aggregator {
            Aggregator::Plain(rule) => {
                with_rule!(rule, |rule| rule.slope_bound(weight, self.total_weight))
            }
            Aggregator::Full { order } => power::full_slope_bound(weight, order, least),
            Aggregator::Share { order, .. } if order > 1.0 => {
                let all = self.least_power_sum / self.total_weight;
                power::share_slope_bound(weight / self.total_weight, order, least, all)
            }
            Aggregator::Share { order, .. } => {
                power::full_slope_bound(weight / self.total_weight, order, least)
            }
            Aggregator::Fdna => fdna::slope_bound(self.need_count),
        }
    }
}

#[cfg(test)]
mod tests;
