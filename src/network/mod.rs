//! The compiled form of an organisation: dense, immutable, shared between threads.
//!
//! ```text
//! Organisation ── compile() ──> Network ── solve(&scenario) ──> Assessment
//!                                  │
//! Columns ── Network::from_columns ┘
//! ```
//!
//! # Layout
//!
//! Parties are renumbered in the order in which they are evaluated, so that a solve reads memory
//! forwards:
//!
//! 1. departments, by level of the condensation (the graph of strongly connected components), then
//!    by component, then in depth-first post-order inside it: providers come before consumers
//!    wherever that is possible at all;
//! 2. external customers, grouped by rule and number of services. Nobody depends on them, so their
//!    evaluation is one flat pass.
//!
//! The services a party receives form its row; rows are stored in the same order. A party whose
//! services are all plain (no transfer, condition, shared need, criticality or weight) needs
//! nothing but providers and dependences; in a cycle it has those from outside first. Others carry
//! a detail of their own, and only they pay for it. Consecutive parties of one row kind make a run,
//! runs make blocks, and a block is either departments in no cycle, evaluated once, or one cyclic
//! component, iterated.

#![expect(
    clippy::indexing_slicing,
    reason = "dense indices are made here, in range by construction"
)]

pub(crate) mod certificate;
mod columns;
mod compile;
mod endurance;
mod feedback_vertices;
mod handling_mix;
pub(crate) mod index;
mod lags;
mod layers;
mod layout;
mod memory;
mod multiplying;
mod names;
mod numbering;
mod overrides;
mod parameter;
#[cfg(feature = "petgraph")]
mod petgraph;
mod radix_partition;
mod request_cycles;
mod requests;
mod resolve_scenario;
mod row_kind;
mod scc;
mod schedule;
mod transpose;
mod variant;

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "petgraph")]
pub use self::petgraph::StatedParty;
pub use columns::{Columns, ColumnsError};
pub use compile::{CompileError, CompileOptions};
pub use memory::Memory;

pub(crate) use certificate::Certificate;
pub(crate) use endurance::Endurance;
pub(crate) use feedback_vertices::FeedbackVertex;
pub(crate) use index::{
    DeptIx, EdgeIx, IndexRange, NeedIx, PartyIx, StatedPartyIx, StatedServiceIx,
};
pub(crate) use lags::{DelayedLayout, DelayedProvider};
pub(crate) use layout::{Block, Cycle, Layout, Run};
pub(crate) use names::PartyNames;
pub(crate) use overrides::{Overrides, Replaced, ValuePlace, put};
pub(crate) use parameter::Parameter;
pub(crate) use requests::{
    Demand, MINUTES_PER_HOUR, RequestFlow, Station, TrafficStage, Workforce,
};
pub(crate) use resolve_scenario::InForce;
pub(crate) use row_kind::{CompiledNeed, EdgeDetail, RowKind, ServiceState};
pub(crate) use schedule::{EvaluationStage, in_order};
pub(crate) use variant::DependenceSlot;

/// A compiled organisation.
///
/// Cheap to clone and share between threads; nothing in it ever changes. Values are varied with
/// [`Scenario`](crate::Scenario)s, structure on the organisation, compiled again.
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Workshop")
///     .department(Department::new("lathe"))
///     .customer(ExternalCustomer::business("builders"))
///     .service(Service::new("parts", "lathe", "builders").dependence(0.5))
///     .build()?;
/// let network = organisation.compile()?;
/// let after = network.solve(&Scenario::new("worn tools").capability("lathe", 0.4))?;
/// assert!((after.quality("builders").unwrap().get() - 0.7).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Network {
    layout: Arc<Layout>,
}

impl Network {
    pub(crate) fn from_layout(layout: Layout) -> Self {
        Self { layout: Arc::new(layout) }
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Whether two handles mean the same compiled network, whatever dependences were set.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.layout.structure, &other.layout.structure)
    }

    /// Returns the organisation's name; empty for a network made from columns.
    pub fn name(&self) -> &str {
        self.layout.names().organisation_name()
    }

    /// Returns how many departments there are.
    pub fn department_count(&self) -> usize {
        self.layout.department_count()
    }

    /// Returns how many external customers there are.
    pub fn customer_count(&self) -> usize {
        self.layout.customers().len()
    }

    /// Returns how many services there are.
    pub fn service_count(&self) -> usize {
        self.layout.edge_count()
    }

    /// Returns the sizes of the cyclic components, in the order of evaluation.
    pub fn cycle_sizes(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        self.layout.cycles().iter().map(|cycle| cycle.parties().len())
    }

    /// Returns provider and dependence, 0..=1, of every service in the order in which a solve reads
    /// them.
    ///
    /// Providers are numbers below the count of departments, in the order of evaluation, not as
    /// stated. For those who compare a solve with what reading its services costs.
    pub fn services_in_order(
        &self,
    ) -> impl DoubleEndedIterator<Item = (u32, f64)> + ExactSizeIterator {
        let layout = self.layout();
        layout.providers().iter().copied().zip(layout.dependences().iter().copied())
    }

    /// Whether every scenario has exactly one consistent state, by the gap map's proof; but for those
    /// that set dependences, which are solved on a network of their own: ask that of the assessment.
    ///
    /// Networks without cycles always have, unless people work the harder the better they are
    /// served, or customers try again the more the worse they are: such loops are never certified.
    pub fn is_certified(&self) -> bool {
        let layout = self.layout();
        layout.cycles().iter().all(|cycle| cycle.certificate.is_some())
            && !layout.demand().is_some_and(Demand::feeds_back)
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("name", &self.name())
            .field("departments", &self.department_count())
            .field("customers", &self.customer_count())
            .field("services", &self.service_count())
            .field("cycles", &self.layout.cycles().len())
            .finish()
    }
}
