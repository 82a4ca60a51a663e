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
//! runs make blocks, and a block is either a stretch without cycles, evaluated once, or one cyclic
//! component, iterated.

#![expect(
    clippy::indexing_slicing,
    reason = "dense indices are made here, in range by construction"
)]

pub(crate) mod certificate;
mod columns;
mod compile;
mod feedback_vertices;
mod inner;
mod lags;
mod memory;
mod multiplying;
mod names;
mod numbering;
mod overrides;
mod petgraph;
mod radix_partition;
mod request_cycles;
mod requests;
mod resolve_scenario;
mod row_kind;
mod scc;
mod schedule;
mod transpose;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::organisation::Substitution;
use crate::rule::Aggregator;

pub use columns::{Columns, ColumnsError};
pub use compile::{CompileError, CompileOptions};
pub use memory::Memory;

pub(crate) use certificate::Certificate;
pub(crate) use feedback_vertices::FeedbackVertex;
pub(crate) use lags::{DelayedLayout, DelayedProvider};
pub(crate) use names::PartyNames;
pub(crate) use overrides::{ConditionOverride, LoadOverrides, Overrides, Replaced, replaced};
pub(crate) use requests::{
    Demand, MINUTES_PER_HOUR, RequestFlow, Station, TrafficStage, Workforce,
};
pub(crate) use row_kind::{CompiledNeed, EdgeDetail, RowKind};
pub(crate) use schedule::{EvaluationStage, in_order};

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

/// Everything a network holds. Dense party numbers follow the order of evaluation; stated numbers
/// count departments first, then customers, as stated.
#[derive(Clone)]
pub(crate) struct Layout {
    pub(crate) names: PartyNames,
    pub(crate) department_count: usize,
    /// Stated capability of each department, by dense number.
    pub(crate) capability: Vec<f64>,
    /// The stated number of each party, by dense number.
    pub(crate) stated_of: Vec<u32>,
    /// The dense number of each party, by stated number.
    pub(crate) dense_of: Vec<u32>,
    /// Where each party's row starts; one more than there are parties.
    pub(crate) row_start: Vec<u32>,
    /// Of each row entry the providing department, by dense number.
    pub(crate) provider: Vec<u32>,
    /// Of each row entry the dependence of the need it meets.
    pub(crate) dependence: Vec<f64>,
    /// Of each row entry the stated number of its service.
    pub(crate) service: Vec<u32>,
    /// Of each department in a cycle the row entry from which on its services come from inside; of
    /// others the end of their row. Empty without cycles.
    pub(crate) inner_start: Vec<u32>,
    /// Of each party its row kind, an index into `row_kinds`.
    pub(crate) row_kind: Vec<u32>,
    pub(crate) row_kinds: Vec<RowKind>,
    /// Needs of parties of a detailed row kind.
    pub(crate) needs: Vec<CompiledNeed>,
    /// What the row entries of parties of a detailed row kind have beyond plain ones.
    pub(crate) row_details: Vec<EdgeDetail>,
    pub(crate) runs: Vec<Run>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) cycles: Vec<Cycle>,
    /// The inverse gap of each party of a certified cycle; see [`Cycle::first_gap`].
    pub(crate) inverse_gaps: Vec<f64>,
    /// The departments of each cycle that feed back; see [`Cycle::first_feedback`].
    pub(crate) feedback: Vec<FeedbackVertex>,
    /// How much an error of at most 1 in every cycle's own solution may grow on its way to any
    /// party; infinite where no bound holds.
    pub(crate) amplification: f64,
    /// How many services a sweep of all cycles evaluates; one of which at least `k` must work
    /// counts `k`.
    pub(crate) evaluations_per_sweep: u64,
    /// Requests and staff, where any are stated.
    pub(crate) demand: Option<Demand>,
    /// The most held at once while this was made.
    pub(crate) peak_bytes: usize,
    /// The row entry of each service, by stated number; made when first asked for.
    rows_of_services: OnceLock<Vec<u32>>,
    /// Services by provider; made when first asked for.
    downstream: OnceLock<transpose::Transpose>,
}

/// Consecutive parties evaluated by one kernel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// The row kind all parties share; `None` where each has a detailed one of its own.
    pub(crate) shared: Option<Aggregator>,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Run {
    pub(crate) fn parties(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Runs that are evaluated once, or iterated together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) first_run: u32,
    pub(crate) last_run: u32,
    /// The cycle the runs make up, an index into `cycles`; `None` for a stretch without cycles.
    pub(crate) cycle: Option<u32>,
    /// The level in the condensation of the first of its parties, and of the last; that of
    /// customers is above all others. Parties of one level do not depend on each other, unless
    /// they lie in one component.
    pub(crate) first_level: u32,
    pub(crate) last_level: u32,
}

impl Block {
    pub(crate) fn runs(&self) -> Range<usize> {
        self.first_run as usize..self.last_run as usize
    }

    /// The one level of all its parties, if they are of one.
    pub(crate) fn level(&self) -> Option<u32> {
        (self.first_level == self.last_level).then_some(self.first_level)
    }
}

/// A cyclic component: departments that reach each other, or one that serves itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cycle {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Proof that the component has one solution for any inputs, where there is one.
    pub(crate) certificate: Option<Certificate>,
    /// Where the component's inverse gaps start, if certified.
    pub(crate) first_gap: u32,
    /// Where the component's departments that feed back start, and where they end.
    pub(crate) first_feedback: u32,
    pub(crate) last_feedback: u32,
}

impl Cycle {
    pub(crate) fn parties(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Network {
    pub(crate) fn from_layout(layout: Layout) -> Self {
        Self { layout: Arc::new(layout) }
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Whether two handles mean the same compiled network.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.layout, &other.layout)
    }

    /// Returns the organisation's name; empty for a network made from columns.
    pub fn name(&self) -> &str {
        self.layout.names.organisation_name()
    }

    /// Returns how many departments there are.
    pub fn department_count(&self) -> usize {
        self.layout.department_count
    }

    /// Returns how many external customers there are.
    pub fn customer_count(&self) -> usize {
        self.layout.party_count() - self.layout.department_count
    }

    /// Returns how many services there are.
    pub fn service_count(&self) -> usize {
        self.layout.provider.len()
    }

    /// Returns the sizes of the cyclic components, in the order of evaluation.
    pub fn cycle_sizes(&self) -> impl ExactSizeIterator<Item = usize> {
        self.layout.cycles.iter().map(|cycle| cycle.parties().len())
    }

    /// Returns provider and dependence, 0..=1, of every service in the order in which a solve reads
    /// them.
    ///
    /// Providers are numbers below the count of departments, in the order of evaluation, not as
    /// stated. For those who compare a solve with what reading its services costs.
    pub fn services_in_order(&self) -> impl ExactSizeIterator<Item = (u32, f64)> {
        let Layout { provider, dependence, .. } = self.layout();
        provider.iter().copied().zip(dependence.iter().copied())
    }

    /// Whether every scenario has exactly one consistent state, by the gap map's proof.
    ///
    /// Networks without cycles always have, unless people work the harder the better they are
    /// served, or customers try again the more the worse they are: such loops are never certified.
    pub fn is_certified(&self) -> bool {
        let layout = self.layout();
        layout.cycles.iter().all(|cycle| cycle.certificate.is_some())
            && !layout.demand.as_ref().is_some_and(Demand::feeds_back)
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("name", &self.name())
            .field("departments", &self.department_count())
            .field("customers", &self.customer_count())
            .field("services", &self.service_count())
            .field("cycles", &self.layout.cycles.len())
            .finish()
    }
}

impl Layout {
    pub(crate) fn party_count(&self) -> usize {
        self.stated_of.len()
    }

    /// The parties of consecutive blocks.
    pub(crate) fn parties_of(&self, blocks: &[Block]) -> Range<usize> {
        let runs = blocks.first().map_or(0, |block| block.runs().start)
            ..blocks.last().map_or(0, |block| block.runs().end);
        match &self.runs[runs] {
            [first, .., last] => first.parties().start..last.parties().end,
            [run] => run.parties(),
            [] => 0..0,
        }
    }

    /// The row of a party.
    pub(crate) fn row(&self, party: usize) -> Range<usize> {
        self.row_start[party] as usize..self.row_start[party + 1] as usize
    }

    pub(crate) fn row_kind_of(&self, party: usize) -> &RowKind {
        &self.row_kinds[self.row_kind[party] as usize]
    }

    /// The row entry of a service, by stated number.
    pub(crate) fn row_of_service(&self, service: usize) -> u32 {
        self.rows_of_services.get_or_init(|| {
            let mut rows = vec![0; self.service.len()];
            for (row, &service) in self.service.iter().enumerate() {
                rows[service as usize] = crate::numerics::csr::ix(row);
            }
            rows
        })[service]
    }

    /// The inverse gaps of a component's departments; none where it is not certified.
    pub(crate) fn inverse_gaps_of(&self, cycle: &Cycle) -> &[f64] {
        let first = cycle.first_gap as usize;
        match cycle.certificate {
            Some(_) => &self.inverse_gaps[first..first + cycle.parties().len()],
            None => &[],
        }
    }

    /// The departments of a component through which a sweep depends on what was before, in order.
    pub(crate) fn feedback_of(&self, cycle: &Cycle) -> &[FeedbackVertex] {
        &self.feedback[cycle.first_feedback as usize..cycle.last_feedback as usize]
    }

    /// How many services an evaluation of consecutive parties takes; one of which at least `k` must
    /// work counts `k`.
    pub(crate) fn evaluations(&self, parties: Range<usize>) -> usize {
        let more_of_need = |need: &CompiledNeed| match need.substitution {
            Some(Substitution::IndependentAtLeast { k }) => need.rows().len() * (k as usize - 1),
            _ => 0,
        };
        let more = |party: usize| match self.row_kind_of(party) {
            RowKind::Plain(_) => 0,
            RowKind::Detailed { needs, .. } => {
                let needs = &self.needs[needs.start as usize..needs.end as usize];
                needs.iter().map(more_of_need).sum()
            }
        };
        self.services_into(parties.clone()) + parties.map(more).sum::<usize>()
    }

    /// How many services consecutive parties receive.
    pub(crate) fn services_into(&self, parties: Range<usize>) -> usize {
        (self.row_start[parties.end] - self.row_start[parties.start]) as usize
    }

    /// What a row entry has beyond provider and dependence; `None` for one of a plain row.
    pub(crate) fn row_detail(&self, entry: usize) -> Option<&EdgeDetail> {
        if self.row_details.is_empty() {
            return None;
        }
        self.detail_of(self.consumer_of_row(crate::numerics::csr::ix(entry)), entry)
    }

    /// What a row entry of a party has beyond provider and dependence; `None` for a plain party.
    pub(crate) fn detail_of(&self, party: usize, entry: usize) -> Option<&EdgeDetail> {
        match self.row_kind_of(party) {
            RowKind::Plain(_) => None,
            RowKind::Detailed { first_row_detail, .. } => {
                Some(&self.row_details[*first_row_detail as usize + entry - self.row(party).start])
            }
        }
    }

    /// The party whose row holds an entry; found sooner once services by provider are made.
    pub(crate) fn consumer_of_row(&self, row: u32) -> usize {
        match self.downstream.get() {
            Some(lists) => lists.consumer(self, row),
            None => self.row_start.partition_point(|&start| start <= row) - 1,
        }
    }
}
