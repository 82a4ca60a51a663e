//! Rules: how own capability and needs combine into one quality.
//!
//! ```text
//! A(x; v, p) = ( 1 − Σ vᵢ (1 − xᵢᵖ) )₊ ^(1/p)     p = 0: Π xᵢ^vᵢ     p = −∞: min over vᵢ > 0
//! ```
//!
//! A need enters by the loss felt, `ℓ = α (1 − u) = 1 − x`: small losses keep their digits that
//! way.
//!
//! One file holds all that is known of one rule:
//!
//! | formula | who asks |
//! | --- | --- |
//! | the value | solves, batches, live runs |
//! | the value, rounded outwards | proofs |
//! | a bound on the slope | certificates of cycles |
//! | secants between two states, slopes at one | explanations |
//!
//! A [`PlainRule`] takes one need at a time, without power or logarithm: [`with_rule`] runs generic
//! code for each. Other orders are evaluated through logarithms, with a form of their own for each
//! weighting. The stages before the rule, [`transfer`] and [`substitution`], and the one after it,
//! [`criticality`], have files of the same kind.
//!
//! # References
//!
//! B. Schweizer and A. Sklar, *Associative functions and statistical triangle inequalities*, Publ.
//! Math. Debrecen 8 (1961) 169-186; K. Arrow, H. Chenery, B. Minhas and R. Solow, *Capital-labor
//! substitution and economic efficiency*, Rev. Econ. Stat. 43 (1961) 225-250. Here both weightings
//! share one formula and the sum is cut at 0 inside the power.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index by places within columns of one length"
)]

mod accumulate;
mod additive;
pub(crate) mod criticality;
pub(crate) mod directed;
mod fdna;
mod felt_needs;
mod formulas;
mod inverse;
mod linear;
mod mean;
mod power;
mod product;
pub(crate) mod secant;
pub(crate) mod slope_bound;
pub(crate) mod substitution;
pub(crate) mod transfer;
mod weakest;

use crate::organisation::{Aggregation, Rule, Weighting};

pub(crate) use accumulate::Accumulate;
pub(crate) use additive::Additive;
pub(crate) use felt_needs::FeltNeeds;
use formulas::Formulas;
pub(crate) use linear::LinearRule;
pub(crate) use mean::Mean;
#[cfg(feature = "evidence")]
pub(crate) use power::weight_slope;
pub(crate) use product::{
    InputInterval, LEAST_PRODUCT, Product, SmallChanges, divide_all, feel_all,
};
pub(crate) use weakest::{Weakest, deciding_input};

/// How own capability and needs combine: a rule with everything resolved that does not depend on
/// values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Aggregator {
    Plain(PlainRule),
    /// Full weighting of any order up to 1.
    Full {
        order: f64,
    },
    /// Share weighting of any order.
    Share {
        order: f64,
        own_weight: f64,
    },
    /// Functional dependency network analysis.
    Fdna,
}

/// A rule that takes one need at a time, without power or logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PlainRule {
    /// Full weighting of order 0, every weight 1: a product.
    Product,
    /// Full weighting of order 1, every weight 1: losses add.
    Additive,
    /// Full weighting of order −∞: the minimum over weights above 0.
    Weakest,
    /// Share weighting of order 1.
    Mean {
        /// The own weight before scaling.
        own_weight: f64,
    },
}

/// Runs a block with `$rule` the kernel of a plain rule: a value of a type of its own, so that
/// generic code is compiled for each.
macro_rules! with_rule {
    ($plain:expr, |$rule:ident| $block:expr) => {
        match $plain {
            $crate::rule::PlainRule::Product => {
                let $rule = $crate::rule::Product;
                $block
            }
            $crate::rule::PlainRule::Additive => {
                let $rule = $crate::rule::Additive;
                $block
            }
            $crate::rule::PlainRule::Weakest => {
                let $rule = $crate::rule::Weakest;
                $block
            }
            $crate::rule::PlainRule::Mean { own_weight } => {
                let $rule = $crate::rule::Mean { own_weight };
                $block
            }
        }
    };
}
pub(crate) use with_rule;

impl Aggregator {
    /// What tells aggregators apart, bit by bit.
    pub(crate) fn key(&self) -> [u64; 3] {
        match *self {
            Self::Plain(PlainRule::Product) => [0, 0, 0],
            Self::Plain(PlainRule::Additive) => [1, 0, 0],
            Self::Plain(PlainRule::Weakest) => [2, 0, 0],
            Self::Plain(PlainRule::Mean { own_weight }) => [3, own_weight.to_bits(), 0],
            Self::Full { order } => [4, order.to_bits(), 0],
            Self::Share { order, own_weight } => [5, order.to_bits(), own_weight.to_bits()],
            Self::Fdna => [6, 0, 0],
        }
    }

    /// Resolves a rule for a party whose needs all have weight 1, or not.
    #[expect(clippy::float_cmp, reason = "named orders are stated exactly")]
    pub(crate) fn new(rule: Rule, is_department: bool, unit_weights: bool) -> Self {
        match rule {
            Rule::Fdna => Self::Fdna,
            Rule::Aggregation(Aggregation { order, weighting: Weighting::Full }) => {
                if order == f64::NEG_INFINITY {
                    Self::Plain(PlainRule::Weakest)
                } else if order == 0.0 && unit_weights {
                    Self::Plain(PlainRule::Product)
                } else if order == 1.0 && unit_weights {
                    Self::Plain(PlainRule::Additive)
                } else {
                    Self::Full { order }
                }
            }
            Rule::Aggregation(Aggregation {
                order,
                weighting: Weighting::Share { own_weight },
            }) => {
                let own_weight = own_weight.unwrap_or(if is_department { 1.0 } else { 0.0 });
                if order == 1.0 {
                    Self::Plain(PlainRule::Mean { own_weight })
                } else {
                    Self::Share { order, own_weight }
                }
            }
        }
    }

    /// The plain rule, if it is one.
    pub(crate) fn plain(self) -> Option<PlainRule> {
        match self {
            Self::Plain(rule) => Some(rule),
            Self::Full { .. } | Self::Share { .. } | Self::Fdna => None,
        }
    }

    /// Combines own capability and felt needs.
    pub(crate) fn combine(self, own: f64, needs: FeltNeeds<'_>) -> f64 {
        let combined = match self {
            Self::Plain(rule) => with_rule!(rule, |rule| rule.combine(own, needs)),
            Self::Full { order } => power::full(order, own, needs),
            Self::Share { order, own_weight } => power::share(order, own, own_weight, needs),
            Self::Fdna => fdna::combine(own, needs),
        };
        debug_assert!((0.0..=1.0).contains(&combined), "{self:?} combines to {combined}");
        combined
    }
}
