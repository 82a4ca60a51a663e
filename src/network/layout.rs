//! Everything a network holds, in the order in which it is evaluated.
//!
//! What never changes is the [`Structure`], one for all variants of a network. Beside it stand the
//! numbers that a scenario may replace for a whole solve, and what was proved with them: a scenario
//! that sets dependences is solved on a [`Layout`] of its own (see [`variant`](super::variant)).

use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use super::transpose::Transpose;
use super::variant::Variant;
use super::{
    Certificate, CompiledNeed, Demand, DeptIx, EdgeDetail, EdgeIx, FeedbackVertex, IndexRange,
    NeedIx, PartyIx, PartyNames, RowKind, StatedPartyIx, StatedServiceIx, Workforce,
};
use crate::organisation::Substitution;
use crate::rule::Aggregator;

/// What all variants of a network share. Dense party numbers follow the order of evaluation; stated
/// numbers count departments first, then customers, as stated.
#[derive(Clone)]
pub(crate) struct Structure {
    pub(super) names: PartyNames,
    pub(super) department_count: usize,
    /// Stated capability of each department, by dense number.
    pub(super) capability: Vec<f64>,
    /// The stated number of each party, by dense number.
    pub(super) stated_of: Vec<StatedPartyIx>,
    /// The dense number of each party, by stated number.
    pub(super) dense_of: Vec<PartyIx>,
    /// Where each party's row starts; one more than there are parties.
    pub(super) row_start: Vec<u32>,
    /// Of each row entry the providing department, by dense number.
    pub(super) provider: Vec<u32>,
    /// Of each row entry the stated number of its service.
    pub(super) service: Vec<StatedServiceIx>,
    /// Of each department in a cycle the row entry from which on its services come from inside; of
    /// others the end of their row. Empty without cycles.
    pub(super) inner_start: Vec<u32>,
    /// Of each party its row kind, an index into `row_kinds`.
    pub(super) row_kind: Vec<u32>,
    pub(super) row_kinds: Vec<RowKind>,
    /// What the row entries of parties with a detailed row have beyond plain ones.
    pub(super) row_details: Vec<EdgeDetail>,
    pub(super) runs: Vec<Run>,
    pub(super) blocks: Vec<Block>,
    /// The row entries of services that do not run unless a scenario starts them, ascending.
    pub(super) standing_by: Vec<EdgeIx>,
    /// Of each level with several departments in no cycle these departments, in order.
    pub(super) wide_levels: Vec<Range<u32>>,
    /// How many services a sweep of all cycles evaluates; one of which at least `k` must work counts
    /// `k`.
    pub(super) evaluations_per_sweep: u64,
    /// Requests and staff, where any are stated.
    pub(super) demand: Option<Demand>,
    /// The most held at once while this was made.
    pub(super) peak_bytes: usize,
    /// The row entry of each service, by stated number; made when first asked for.
    pub(super) edges_of_services: OnceLock<Vec<EdgeIx>>,
    /// Services by provider; made when first asked for.
    pub(super) downstream: OnceLock<Transpose>,
}

/// A structure with numbers. Every field of the structure reads as one of the layout.
#[derive(Clone)]
pub(crate) struct Layout {
    pub(super) structure: Arc<Structure>,
    /// Of each row entry the dependence of the need it meets.
    pub(super) dependence: Vec<f64>,
    /// Needs of parties with a detailed row.
    pub(super) needs: Vec<CompiledNeed>,
    pub(super) cycles: Vec<Cycle>,
    /// The inverse gap of each party of a certified cycle; see [`Cycle::first_gap`].
    pub(super) inverse_gaps: Vec<f64>,
    /// The departments of each cycle that feed back; see [`Cycle::first_feedback`].
    pub(super) feedback: Vec<FeedbackVertex>,
    /// How much an error of at most 1 in every cycle's own solution may grow on its way to any
    /// party; infinite where no bound holds.
    pub(super) amplification: f64,
    /// What sets it apart from what is stated; `None` of what is.
    pub(super) variant: Option<Variant>,
}

impl Deref for Layout {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
}

/// Consecutive parties evaluated by one kernel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// The form all parties share; `None` where each has a detailed form of its own.
    pub(crate) shared: Option<Aggregator>,
    pub(crate) start: PartyIx,
    pub(crate) end: PartyIx,
}

impl Run {
    pub(crate) fn parties(&self) -> IndexRange<PartyIx> {
        IndexRange::new(self.start, self.end)
    }
}

/// Runs that are evaluated once, or iterated together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) first_run: u32,
    pub(crate) last_run: u32,
    /// The cycle the runs make up, an index into `cycles`; `None` for departments in no cycle.
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
    pub(crate) start: PartyIx,
    pub(crate) end: PartyIx,
    /// Proof that the component has one solution for any inputs, where there is one.
    pub(crate) certificate: Option<Certificate>,
    /// Where the component's inverse gaps start, if certified.
    pub(crate) first_gap: u32,
    /// Where the component's departments that feed back start, and where they end.
    pub(crate) first_feedback: u32,
    pub(crate) last_feedback: u32,
}

impl Cycle {
    pub(crate) fn parties(&self) -> IndexRange<PartyIx> {
        IndexRange::new(self.start, self.end)
    }

    /// Whether a single department of it feeds back.
    pub(crate) fn has_one_feedback(&self) -> bool {
        self.last_feedback - self.first_feedback == 1
    }
}

impl Layout {
    /// The structure, to be changed; a copy of its own where another layout shares it.
    pub(super) fn structure_mut(&mut self) -> &mut Structure {
        Arc::make_mut(&mut self.structure)
    }

    pub(crate) fn names(&self) -> &PartyNames {
        &self.names
    }

    pub(crate) fn department_count(&self) -> usize {
        self.department_count
    }

    pub(crate) fn party_count(&self) -> usize {
        self.stated_of.len()
    }

    /// How many row entries there are: one for every service.
    pub(crate) fn edge_count(&self) -> usize {
        self.provider.len()
    }

    pub(crate) fn parties(&self) -> IndexRange<PartyIx> {
        IndexRange::first(self.party_count())
    }

    pub(crate) fn departments(&self) -> IndexRange<DeptIx> {
        IndexRange::first(self.department_count)
    }

    pub(crate) fn customers(&self) -> IndexRange<PartyIx> {
        IndexRange::new(self.first_customer(), PartyIx::new(self.party_count()))
    }

    /// Where external customers begin; the end of all parties where there are none.
    pub(crate) fn first_customer(&self) -> PartyIx {
        PartyIx::new(self.department_count)
    }

    pub(crate) fn edges(&self) -> IndexRange<EdgeIx> {
        IndexRange::first(self.edge_count())
    }

    pub(crate) fn is_department(&self, party: PartyIx) -> bool {
        party < self.first_customer()
    }

    /// A party as a department; `None` for an external customer.
    pub(crate) fn department(&self, party: PartyIx) -> Option<DeptIx> {
        self.is_department(party).then(|| DeptIx::from_raw(party.raw()))
    }

    /// The place of an external customer among all of them, in the order of evaluation.
    pub(crate) fn customer_place(&self, party: PartyIx) -> Option<usize> {
        party.index().checked_sub(self.department_count)
    }

    pub(crate) fn provider(&self, entry: EdgeIx) -> DeptIx {
        DeptIx::from_raw(self.provider[entry])
    }

    pub(crate) fn dependence(&self, entry: EdgeIx) -> f64 {
        self.dependence[entry]
    }

    /// The row of a party.
    pub(crate) fn row(&self, party: impl Into<PartyIx>) -> IndexRange<EdgeIx> {
        let party = party.into().index();
        let [start, end] = [party, party + 1].map(|place| EdgeIx::from_raw(self.row_start[place]));
        IndexRange::new(start, end)
    }

    /// The rows of consecutive parties.
    pub(crate) fn rows(&self, parties: &IndexRange<PartyIx>) -> IndexRange<EdgeIx> {
        let [start, end] =
            [parties.start, parties.end].map(|party| EdgeIx::from_raw(self.row_start[party]));
        IndexRange::new(start, end)
    }

    /// Where the services from inside its cycle begin in the row of a department in one; the end of
    /// the row of any other.
    pub(crate) fn inner_start(&self, party: impl Into<PartyIx>) -> EdgeIx {
        EdgeIx::from_raw(self.inner_start[party.into()])
    }

    /// Where each row starts, and where the last one ends: for kernels.
    pub(crate) fn row_starts(&self) -> &[u32] {
        &self.row_start
    }

    /// Stated capabilities by department.
    pub(crate) fn capabilities(&self) -> &[f64] {
        &self.capability
    }

    /// Providers by row entry, as plain numbers of departments: for kernels.
    pub(crate) fn providers(&self) -> &[u32] {
        &self.provider
    }

    /// Dependences by row entry.
    pub(crate) fn dependences(&self) -> &[f64] {
        &self.dependence
    }

    /// The needs of a detailed row.
    pub(crate) fn needs(&self, needs: &IndexRange<NeedIx>) -> &[CompiledNeed] {
        &self.needs[needs.indices()]
    }

    /// The details of row entries from the first of a row on.
    pub(crate) fn details_from(&self, first: u32) -> &[EdgeDetail] {
        &self.row_details[first as usize..]
    }

    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks of departments.
    pub(crate) fn department_blocks(&self) -> &[Block] {
        &self.blocks[..self.first_customer_block()]
    }

    /// The blocks of external customers.
    pub(crate) fn customer_blocks(&self) -> &[Block] {
        &self.blocks[self.first_customer_block()..]
    }

    fn first_customer_block(&self) -> usize {
        self.blocks.partition_point(|block| {
            let first = self.runs.get(block.first_run as usize);
            first.is_none_or(|run| self.is_department(run.start))
        })
    }

    pub(crate) fn cycles(&self) -> &[Cycle] {
        &self.cycles
    }

    /// The row entries of services that do not run unless a scenario starts them, ascending.
    pub(crate) fn standing_by(&self) -> &[EdgeIx] {
        &self.standing_by
    }

    /// Requests and staff, where any are stated.
    pub(crate) fn demand(&self) -> Option<&Demand> {
        self.demand.as_ref()
    }

    /// The workforce of a department; `None` where its capability is stated, and of a customer.
    pub(crate) fn workforce_of(&self, party: impl Into<PartyIx>) -> Option<&Workforce> {
        self.demand()?.workforce_of(self.department(party.into())?)
    }

    pub(crate) fn evaluations_per_sweep(&self) -> u64 {
        self.evaluations_per_sweep
    }

    pub(crate) fn amplification(&self) -> f64 {
        self.amplification
    }

    /// The parties of consecutive blocks.
    pub(crate) fn parties_of(&self, blocks: &[Block]) -> IndexRange<PartyIx> {
        let runs = blocks.first().map_or(0, |block| block.runs().start)
            ..blocks.last().map_or(0, |block| block.runs().end);
        match &self.runs[runs] {
            [first, .., last] => IndexRange::new(first.start, last.end),
            [run] => run.parties(),
            [] => IndexRange::first(0),
        }
    }

    /// The parts of consecutive departments that lie in a wide level each: those of one part do not
    /// depend on each other.
    pub(crate) fn wide_parts(
        &self,
        departments: &Range<usize>,
    ) -> impl Iterator<Item = Range<usize>> {
        let Range { start, end } = *departments;
        // One department is a part by itself.
        let levels = if end - start > 1 { &*self.wide_levels } else { &[] };
        let first = levels.partition_point(|level| level.end as usize <= start);
        let levels = levels[first..].iter();
        let levels = levels.map(|level| level.start as usize..level.end as usize);
        let levels = levels.take_while(move |level| level.start < end);
        levels.map(move |level| level.start.max(start)..level.end.min(end))
    }

    /// What an external customer reports with everything right; 1 for a department.
    pub(crate) fn ceiling(&self, party: PartyIx) -> f64 {
        match self.row_kind_of(party) {
            RowKind::Plain(_) => 1.0,
            RowKind::Detailed { ceiling, .. } => *ceiling,
        }
    }

    pub(crate) fn row_kind_of(&self, party: impl Into<PartyIx>) -> &RowKind {
        &self.row_kinds[self.row_kind[party.into()] as usize]
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
    pub(crate) fn evaluations(&self, parties: IndexRange<PartyIx>) -> usize {
        let more_of_need = |need: &CompiledNeed| match need.substitution {
            Some(Substitution::IndependentAtLeast { k }) => need.rows.len() * (k as usize - 1),
            _ => 0,
        };
        let more = |party: PartyIx| match self.row_kind_of(party) {
            RowKind::Plain(_) => 0,
            RowKind::Detailed { needs, .. } => self.needs(needs).iter().map(more_of_need).sum(),
        };
        self.rows(&parties).len() + parties.map(more).sum::<usize>()
    }

    /// What a row entry has beyond provider and dependence; `None` for one of a plain row.
    pub(crate) fn row_detail(&self, entry: EdgeIx) -> Option<&EdgeDetail> {
        if self.row_details.is_empty() {
            return None;
        }
        self.detail_of(self.consumer(entry), entry)
    }

    /// Whether the service of a row entry does not run unless a scenario starts it.
    pub(crate) fn stands_by(&self, entry: EdgeIx) -> bool {
        self.standing_by.binary_search(&entry).is_ok()
    }

    /// What a row entry of a party has beyond provider and dependence; `None` for a plain party.
    pub(crate) fn detail_of(&self, party: PartyIx, entry: EdgeIx) -> Option<&EdgeDetail> {
        match self.row_kind_of(party) {
            RowKind::Plain(_) => None,
            RowKind::Detailed { first_row_detail, .. } => {
                let place = entry - self.row(party).start;
                Some(&self.row_details[*first_row_detail as usize + place])
            }
        }
    }

    /// The party whose row holds an entry; found sooner once services by provider are made.
    pub(crate) fn consumer(&self, entry: EdgeIx) -> PartyIx {
        self.downstream.get().map_or_else(
            || PartyIx::new(self.row_start.partition_point(|&start| start <= entry.raw()) - 1),
            |lists| lists.consumer(self, entry),
        )
    }
}
