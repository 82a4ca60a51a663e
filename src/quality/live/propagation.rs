//! The solved state, and how a change is followed through it.
//!
//! Parties whose equation may come out differently are *due*. The walk takes them in the order of
//! evaluation, so that each is evaluated once, from providers that are final: a department alone,
//! or the whole cyclic component it lies in, from 1 as in a full solve, which makes the result
//! independent of what came before. Only where bits changed, consumers become due.
//!
//! ```text
//! departments    · · d · · d d · [ c d c ] · · d · ·     d due, c in a component with one
//!                    └────────┴────┴────────────┴──── list of what changed
//! customers      marked from the list, or all evaluated where the list leads to many
//! ```
//!
//! Finding and marking consumers costs several times what it takes to read a service in order. As
//! soon as that has been done for a share of the services, all parties that are left are evaluated
//! by the flat passes of a full solve, into a second state beside the one before.

use std::ops::Range;
use std::slice;

pub(crate) use super::checkpoint::Checkpoint;

use super::bit_set::PartySet;
use super::changes::Log;
use super::values::Values;
use crate::network::{Block, EdgeIx, IndexRange, Layout, Overrides, PartyIx, RowKind};
use crate::numerics::csr::{MAX_INDEX, ix};
use crate::quality::engine::convergence::{SccOutcome, StoppingRule};
use crate::quality::engine::equation::EquationContext;
use crate::quality::engine::scc::count_together;
use crate::quality::engine::segments::for_segments;
use crate::quality::engine::solution::Solution;
use crate::quality::engine::solver::{Solver, SolverMemory};
use crate::quality::engine::start::StartState;
use crate::quality::engine::state_slice::StateSlice;
use crate::quality::solve_options::SolveOptions;

/// One in so many services into departments is followed by itself, at most: what has gone so far by
/// then mostly goes on to nearly everybody.
const DEPARTMENT_SHARE: usize = 50;
/// So few are followed in any case.
const FOLLOWED_IN_ANY_CASE: usize = 8;
/// One in so many services into external customers is followed by itself, at most.
const CUSTOMER_SHARE: usize = 6;
/// How many customers are compared with what they had while both are at hand.
const AT_HAND: usize = 4096;

/// What changes are followed against.
#[derive(Clone, Copy)]
pub(super) struct Propagation<'a> {
    pub(super) layout: &'a Layout,
    pub(super) values: &'a Values,
}

/// How many services are followed one by one before the rest is evaluated in one go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) departments: usize,
    pub(super) customers: usize,
}

#[derive(Debug, Clone)]
pub(super) struct LiveState {
    /// By dense number.
    pub(super) quality: Vec<f64>,
    /// The state before, where the log compares; scratch otherwise.
    pub(super) other: Vec<f64>,
    /// Of each cycle.
    pub(super) outcomes: Vec<SccOutcome>,
    /// The block of each cycle.
    blocks: Vec<Block>,
    /// Of each department the cycle it lies in, or [`ALONE`].
    cycle_of: Vec<u32>,
    due: PartySet,
    /// Departments that changed, with where their services to customers begin.
    serving: Vec<(PartyIx, u32)>,
    /// The lowest party that became due of itself.
    first: PartyIx,
    cost: Cost,
    pub(super) log: Log,
    pub(super) budget: Budget,
    /// Of the parties being evaluated.
    overrides: Overrides,
    pub(super) memory: SolverMemory,
    pub(super) stop: StoppingRule,
}

/// A department in no cycle.
const ALONE: u32 = u32::MAX;

/// Behind all parties.
const NOBODY: PartyIx = PartyIx::new(MAX_INDEX);

/// What a walk has spent.
#[derive(Debug, Default, Clone)]
struct Cost {
    /// Services into departments, read or marked.
    departments: usize,
    /// Customers due of themselves, and services into customers that are to be marked.
    customers: usize,
    /// Whether consumers were left unmarked, so that all parties that are left are due.
    gave_up: bool,
}

impl LiveState {
    /// Solves for the values given.
    pub(super) fn new(against: Propagation<'_>, options: &SolveOptions) -> Self {
        let layout = against.layout;
        let mut cycle_of = vec![ALONE; layout.department_count()];
        for (number, cycle) in layout.cycles().iter().enumerate() {
            cycle_of[cycle.parties()].fill(ix(number));
        }
        let blocks = layout.blocks().iter().filter(|block| block.cycle.is_some()).copied();
        let into_departments = first_to_customers(layout).index();
        let into_customers = layout.edge_count() - into_departments;
        let budget = Budget {
            departments: (into_departments / DEPARTMENT_SHARE).max(FOLLOWED_IN_ANY_CASE),
            customers: into_customers / CUSTOMER_SHARE,
        };
        let mut state = Self {
            quality: vec![0.0; layout.party_count()],
            other: vec![0.0; layout.party_count()],
            outcomes: vec![SccOutcome::NONE; layout.cycles().len()],
            blocks: blocks.collect(),
            cycle_of,
            due: PartySet::new(layout.party_count()),
            serving: Vec::with_capacity(layout.department_count()),
            log: Log::new(layout.party_count(), layout.department_count() + budget.customers),
            budget,
            first: NOBODY,
            cost: Cost::default(),
            overrides: Overrides::default(),
            memory: SolverMemory::default(),
            stop: StoppingRule::proved(layout, options),
        };
        state.memory.missing = vec![0.0; layout.department_count()];
        state.evaluate_from(against, PartyIx::new(0));
        // Its pages are there now, not only when the first change writes to them.
        state.other.copy_from_slice(&state.quality);
        state.log.clear();
        state
    }

    /// Solves for everybody, by what was proved anew.
    pub(super) fn restart(&mut self, against: Propagation<'_>, options: &SolveOptions) {
        self.stop = StoppingRule::proved(against.layout, options);
        self.evaluate_from(against, PartyIx::new(0));
    }

    /// Takes a whole new state in the place of the one at hand, and compares the two.
    pub(super) fn adopt(&mut self, quality: Vec<f64>) {
        self.due.clear_all();
        self.other = std::mem::replace(&mut self.quality, quality);
        self.log.begin_comparison();
        self.log.compare(0, &self.other, &self.quality);
    }

    /// The state as a full solve would have it, without its qualities.
    pub(super) fn summary(&self) -> Solution {
        let mut solution = Solution::new(Vec::new());
        solution.outcome.sweeps = u32::from(!self.quality.is_empty());
        for outcome in &self.outcomes {
            solution.outcome.merge(outcome);
        }
        solution
    }

    /// Forgets the last changes.
    pub(super) fn begin(&mut self) {
        self.log.clear();
        self.serving.clear();
        self.first = NOBODY;
        self.cost = Cost::default();
    }

    /// Makes a party due whose own values changed.
    pub(super) fn mark(&mut self, layout: &Layout, party: PartyIx) {
        self.first = self.first.min(party);
        self.due.insert(party);
        self.cost.customers += usize::from(!layout.is_department(party));
    }

    /// Follows what is due, until nothing is.
    pub(super) fn follow(&mut self, against: Propagation<'_>) {
        let layout = against.layout;
        let first = self.first;
        let mut next = first;
        while let Some(party) = self.due.first_from(next)
            && layout.is_department(party)
        {
            if self.cost.departments > self.budget.departments {
                self.evaluate_from(against, self.first_with(layout, party));
                return;
            }
            next = self.follow_department(against, party);
            if self.cost.gave_up {
                self.evaluate_from(against, next);
                return;
            }
        }
        if self.cost.customers > self.budget.customers {
            self.evaluate_from(against, layout.first_customer());
            return;
        }
        let downstream = layout.downstream();
        let mut next = first.max(layout.first_customer());
        for &(department, from) in &self.serving {
            for &entry in &downstream.provided(department)[from as usize..] {
                self.due.insert(downstream.consumer(entry));
            }
        }
        while let Some(customer) = self.due.first_from(next) {
            self.due.remove(customer);
            self.evaluate_one(against, customer);
            next = customer + 1;
        }
    }

    /// Counts what the last change took.
    pub(super) fn count_work(&self, layout: &Layout) {
        let Cost { departments, customers, .. } = self.cost;
        let cost =
            if self.log.is_compared() { layout.edge_count() } else { departments + customers };
        self.stop.evaluated(cost);
    }

    /// The first department of the cycle that one lies in; itself if in none.
    fn first_with(&self, layout: &Layout, department: PartyIx) -> PartyIx {
        let cycle = layout.cycles().get(self.cycle_of[department] as usize);
        cycle.map_or(department, |cycle| cycle.start)
    }

    /// Evaluates a department, or the cycle it lies in, and returns where to go on.
    fn follow_department(&mut self, against: Propagation<'_>, party: PartyIx) -> PartyIx {
        let layout = against.layout;
        if self.cycle_of[party] == ALONE {
            self.due.remove(party);
            self.cost.departments += layout.row(party).len();
            if self.evaluate_one(against, party) {
                self.spread(layout, party);
            }
            return party + 1;
        }
        let number = self.cycle_of[party] as usize;
        let cycle = layout.cycles()[number].parties();
        self.cost.departments += layout.rows(&cycle).len();
        self.other[cycle.clone()].copy_from_slice(&self.quality[cycle.clone()]);
        against.values.equations_of(layout, &cycle, &mut self.overrides);
        self.iterate(against, number..number + 1);
        for party in cycle.clone() {
            let before = self.other[party];
            if before.to_bits() != self.quality[party].to_bits() {
                self.log.push(party, before);
                self.spread(layout, party);
            }
        }
        // Those inside are evaluated.
        self.due.clear(&cycle);
        cycle.end
    }

    /// Makes the consumers of a department due; customers only once all departments are final.
    fn spread(&mut self, layout: &Layout, department: PartyIx) {
        let downstream = layout.downstream();
        let entries = downstream.provided(department);
        let first_to_customers = first_to_customers(layout);
        let split = match entries {
            [first, ..] if *first >= first_to_customers => 0,
            [.., last] if *last < first_to_customers => entries.len(),
            _ => entries.partition_point(|&entry| entry < first_to_customers),
        };
        self.cost.departments += split;
        self.cost.customers += entries.len() - split;
        if split > 0 && self.cost.departments > self.budget.departments {
            self.cost.gave_up = true;
            return;
        }
        for &entry in &entries[..split] {
            self.due.insert(downstream.consumer(entry));
        }
        if split < entries.len() && self.cost.customers <= self.budget.customers {
            self.serving.push((department, ix(split)));
        }
    }

    /// Evaluates a party that lies in no cycle, and returns whether it changed.
    fn evaluate_one(&mut self, against: Propagation<'_>, party: PartyIx) -> bool {
        let Propagation { layout, values } = against;
        let touched = values.touches(party);
        if touched || !self.overrides.touched.is_empty() {
            values.equations_of(layout, &IndexRange::one(party), &mut self.overrides);
        }
        let shared = match layout.row_kind_of(party) {
            RowKind::Plain(aggregator) if !touched => aggregator.plain(),
            RowKind::Plain(_) | RowKind::Detailed { .. } => None,
        };
        let before = self.quality[party];
        let context =
            EquationContext { layout, capability: &values.capability, overrides: &self.overrides };
        let SolverMemory { missing, tools, .. } = &mut self.memory;
        let mut solver = Solver { context, stop: self.stop.clone(), tools };
        solver.evaluate(shared, IndexRange::one(party), &mut self.quality, missing);
        let changed = before.to_bits() != self.quality[party].to_bits();
        if changed {
            self.log.push(party, before);
        }
        changed
    }

    /// Iterates cycles of one level; what replaces conditions inside them is filled in.
    fn iterate(&mut self, against: Propagation<'_>, cycles: Range<usize>) {
        let Propagation { layout, values } = against;
        let context =
            EquationContext { layout, capability: &values.capability, overrides: &self.overrides };
        let SolverMemory { missing, tools, .. } = &mut self.memory;
        let mut solver = Solver { context, stop: self.stop.clone(), tools };
        let blocks = &self.blocks[cycles.clone()];
        let mut slice = StateSlice::of(&mut self.quality, missing, layout.parties_of(blocks));
        let outcomes = solver.iterate(blocks, StartState::Above, &mut slice);
        self.outcomes[cycles].copy_from_slice(outcomes);
    }

    /// Evaluates every party from one on that is the first of a cycle or in none, and compares the
    /// whole state with the one before.
    fn evaluate_from(&mut self, against: Propagation<'_>, from: PartyIx) {
        let Propagation { layout, values } = against;
        self.due.clear_all();
        values.equations_of(
            layout,
            &IndexRange::new(from, layout.parties().end),
            &mut self.overrides,
        );
        // The new state grows where the other was; departments are read, customers only written.
        let departments = layout.department_count();
        self.other[..departments].copy_from_slice(&self.quality[..departments]);
        for &(party, before) in self.log.one_by_one() {
            self.quality[party] = before;
        }
        std::mem::swap(&mut self.quality, &mut self.other);
        self.log.begin_comparison();
        let mut compared = 0;
        let mut blocks = layout.blocks();
        while let [block, rest @ ..] = blocks {
            blocks = rest;
            if layout.parties_of(slice::from_ref(block)).end <= from {
                continue;
            }
            match block.cycle {
                Some(cycle) => {
                    let more = count_together(layout, block, rest);
                    self.iterate(against, cycle as usize..cycle as usize + 1 + more);
                    blocks = &rest[more..];
                }
                None => self.evaluate_block(against, block, from, &mut compared),
            }
        }
        let (before, after) = (&self.other[compared..], &self.quality[compared..]);
        self.log.compare(compared, before, after);
    }

    /// Evaluates the parties of a block without cycles from one on, comparing as it goes.
    fn evaluate_block(
        &mut self,
        against: Propagation<'_>,
        block: &Block,
        from: PartyIx,
        compared: &mut usize,
    ) {
        let Propagation { layout, values } = against;
        let Self { quality, other, log, overrides, memory, stop, .. } = self;
        let context = EquationContext { layout, capability: &values.capability, overrides };
        let SolverMemory { missing, tools, .. } = memory;
        let mut solver = Solver { context, stop: stop.clone(), tools };
        for_segments(&context, block, from, |shared, parties| {
            let mut start = parties.start;
            while start < parties.end {
                let end = parties.end.min(start + AT_HAND);
                solver.evaluate(shared, IndexRange::new(start, end), quality, missing);
                start = end;
                // Whole words of 64.
                let done = end.index() & !63;
                if done > *compared {
                    log.compare(*compared, &other[*compared..done], &quality[*compared..done]);
                    *compared = done;
                }
            }
        });
    }
}

/// The first row entry of a customer.
fn first_to_customers(layout: &Layout) -> EdgeIx {
    layout.rows(&layout.customers()).start
}
