//! The kind of a party's row: the compiled form of its equation.

use std::ops::Range;

use crate::organisation::{Aggregation, Criticality, Rule, Substitution, Transfer, Weighting};

/// How own capability and needs combine: a rule with everything resolved that does not depend on
/// values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Aggregator {
    /// Full weighting of order 0, every weight 1: a product.
    Product,
    /// Full weighting of order 1, every weight 1: losses add.
    Additive,
    /// Full weighting of order −∞: the minimum over weights above 0.
    Weakest,
    /// Share weighting of order 1.
    Mean {
        /// The own weight before scaling.
        own: f64,
    },
    /// Full weighting of any order up to 1.
    Full { order: f64 },
    /// Share weighting of any order.
    Share { order: f64, own: f64 },
    /// Functional dependency network analysis.
    Fdna,
}

impl Aggregator {
    /// What tells aggregators apart, bit by bit.
    pub(crate) fn key(&self) -> [u64; 3] {
        match *self {
            Self::Product => [0, 0, 0],
            Self::Additive => [1, 0, 0],
            Self::Weakest => [2, 0, 0],
            Self::Mean { own } => [3, own.to_bits(), 0],
            Self::Full { order } => [4, order.to_bits(), 0],
            Self::Share { order, own } => [5, order.to_bits(), own.to_bits()],
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
                    Self::Weakest
                } else if order == 0.0 && unit_weights {
                    Self::Product
                } else if order == 1.0 && unit_weights {
                    Self::Additive
                } else {
                    Self::Full { order }
                }
            }
            Rule::Aggregation(Aggregation {
                order,
                weighting: Weighting::Share { own_weight },
            }) => {
                let own = own_weight.unwrap_or(if is_department { 1.0 } else { 0.0 });
                if order == 1.0 { Self::Mean { own } } else { Self::Share { order, own } }
            }
        }
    }
}

/// The equation of a party.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowKind {
    /// Every service is its own need of weight 1, felt as provided, uncapped: providers and
    /// dependences of the row say everything.
    Plain(Aggregator),
    /// Some service or need has more to it.
    Detailed {
        aggregator: Aggregator,
        /// The party's needs, indices into the layout's.
        needs: Range<u32>,
        /// Where the details of the party's row entries start in the layout's.
        first_row_detail: u32,
    },
}

impl RowKind {
    pub(crate) fn aggregator(&self) -> Aggregator {
        match *self {
            Self::Plain(aggregator) | Self::Detailed { aggregator, .. } => aggregator,
        }
    }
}

/// A need of a party with a detailed form.
#[derive(Debug, Clone)]
pub(crate) struct CompiledNeed {
    pub(crate) dependence: f64,
    pub(crate) weight: f64,
    /// How its services stand in for each other; `None` for a need of at most one service.
    pub(crate) substitution: Option<Substitution>,
    pub(crate) criticality: Option<Criticality>,
    /// The row entries of its services.
    pub(crate) rows: Range<u32>,
}

impl CompiledNeed {
    pub(crate) fn rows(&self) -> Range<usize> {
        self.rows.start as usize..self.rows.end as usize
    }
}

/// What a row entry of a party of a detailed row kind has beyond provider and dependence.
#[derive(Debug, Clone)]
pub(crate) struct EdgeDetail {
    pub(crate) condition: f64,
    /// The weight within its need.
    pub(crate) weight: f64,
    pub(crate) transfer: Transfer,
}
