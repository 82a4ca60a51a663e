//! The kind of a party's row: the compiled form of its equation.

use super::{EdgeIx, IndexRange, NeedIx};
use crate::organisation::{Criticality, Substitution, Transfer};
use crate::rule::Aggregator;

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
        needs: IndexRange<NeedIx>,
        /// Where the details of the party's row entries start in the layout's.
        first_row_detail: u32,
        /// What an external customer reports with everything right; 1 for a department.
        ceiling: f64,
    },
}

impl RowKind {
    /// A kind of one party, whose ranges are filled in with its row.
    pub(super) fn detailed(aggregator: Aggregator, ceiling: f64) -> Self {
        Self::Detailed { aggregator, needs: IndexRange::first(0), first_row_detail: 0, ceiling }
    }

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
    pub(crate) rows: IndexRange<EdgeIx>,
}

impl CompiledNeed {
    /// The need that one service is by itself.
    pub(super) fn of_service(
        entry: EdgeIx,
        dependence: f64,
        weight: f64,
        criticality: Option<Criticality>,
    ) -> Self {
        let rows = IndexRange::new(entry, entry + 1);
        Self { dependence, weight, substitution: None, criticality, rows }
    }

    pub(crate) fn rows(&self) -> IndexRange<EdgeIx> {
        self.rows.clone()
    }
}

/// What a row entry of a party of a detailed row kind has beyond provider and dependence.
#[derive(Debug, Clone)]
pub(crate) struct EdgeDetail {
    pub(crate) condition: f64,
    /// Whether it runs unless a scenario starts it.
    pub(crate) running: bool,
    /// The weight within its need.
    pub(crate) weight: f64,
    pub(crate) transfer: Transfer,
}

/// Whether a service runs, and how well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ServiceState {
    /// At this condition.
    Running(f64),
    /// Nothing is received.
    Stopped,
}

impl EdgeDetail {
    /// That of a plain service.
    pub(crate) const PLAIN: Self =
        Self { condition: 1.0, running: true, weight: 1.0, transfer: Transfer::Identity };

    /// What is stated of a service; a plain one runs, at full condition.
    pub(crate) fn state_of(detail: Option<&Self>) -> ServiceState {
        match detail {
            None => ServiceState::Running(1.0),
            Some(detail) if detail.running => ServiceState::Running(detail.condition),
            Some(_) => ServiceState::Stopped,
        }
    }
}

impl ServiceState {
    /// The condition of a service that runs.
    pub(crate) fn condition(self) -> Option<f64> {
        match self {
            Self::Running(condition) => Some(condition),
            Self::Stopped => None,
        }
    }
}
