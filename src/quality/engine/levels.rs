//! The full solve, component by component.

use std::ops::Range;

use super::convergence::{SccOutcome, StoppingRule};
use super::equation::EquationContext;
use super::rows;
use super::scc::count_together;
use super::segments::for_segments;
use super::solution::Solution;
use super::solver::{Solver, SolverMemory, Tools};
use super::start::StartState;
use super::state_slice::StateSlice;
use super::threads::{in_pool, on_two_threads, over_customers, split_point};
use crate::network::{Block, IndexRange, PartyIx};
use crate::rule::{PlainRule, with_rule};

impl Solver<'_> {
    /// Solves for every party.
    pub(in crate::quality) fn solve(
        context: EquationContext<'_>,
        stop: StoppingRule,
        start: StartState<'_>,
        memory: &mut SolverMemory,
    ) -> Solution {
        in_pool(context.layout, || {
            let mut solution = Self::solve_by_level(context, stop.clone(), start, memory);
            Self::customers(context, stop, &mut solution.quality, memory);
            solution
        })
    }

    /// Solves for every department. What the solution holds of external customers is of no meaning.
    pub(in crate::quality) fn solve_departments(
        context: EquationContext<'_>,
        stop: StoppingRule,
        start: StartState<'_>,
        memory: &mut SolverMemory,
    ) -> Solution {
        in_pool(context.layout, || Self::solve_by_level(context, stop, start, memory))
    }

    /// Evaluates every external customer from departments that are solved.
    pub(in crate::quality) fn evaluate_customers(
        context: EquationContext<'_>,
        stop: StoppingRule,
        quality: &mut [f64],
        memory: &mut SolverMemory,
    ) {
        in_pool(context.layout, || {
            let departments = &quality[..context.layout.department_count()];
            memory.missing.clear();
            memory.missing.extend(departments.iter().map(|quality| 1.0 - quality));
            Self::customers(context, stop, quality, memory);
        });
    }

    fn customers(
        context: EquationContext<'_>,
        stop: StoppingRule,
        quality: &mut [f64],
        memory: &mut SolverMemory,
    ) {
        let SolverMemory { missing, tools, .. } = memory;
        let mut solver = Solver { context, stop, tools };
        for block in context.layout.customer_blocks() {
            solver.evaluate_block(block, quality, missing);
        }
    }

    fn solve_by_level(
        context: EquationContext<'_>,
        stop: StoppingRule,
        start: StartState<'_>,
        memory: &mut SolverMemory,
    ) -> Solution {
        let layout = context.layout;
        let SolverMemory { spare, missing, tools } = memory;
        let mut quality = std::mem::take(spare);
        // Every entry is written before it is read.
        quality.resize(layout.party_count(), 0.0);
        missing.resize(layout.department_count(), 0.0);
        let mut solution = Solution::new(quality);
        let mut solver = Solver { context, stop, tools };
        let of_one_level = |one: &Block, two: &Block| one.level() == two.level();
        for blocks in layout.department_blocks().chunk_by(of_one_level) {
            if let [block] = blocks
                && block.cycle.is_none()
            {
                solver.evaluate_block(block, &mut solution.quality, missing);
                continue;
            }
            let slice = StateSlice::of(&mut solution.quality, missing, layout.parties_of(blocks));
            solution.outcome.merge(&solver.solve_level(blocks, start, slice));
        }
        solution
    }

    /// Solves for blocks of one level, which make up a run.
    fn solve_level(
        &mut self,
        mut blocks: &[Block],
        start: StartState<'_>,
        mut slice: StateSlice<'_>,
    ) -> SccOutcome {
        let context = self.context;
        let layout = context.layout;
        if let Some(split_point) = split_point(layout, blocks) {
            let (blocks, blocks_after) = blocks.split_at(split_point);
            let (slice, slice_after) = slice.split_at(layout.parties_of(blocks).end);
            let stop = self.stop.clone();
            let (mut outcome, outcome_after) = on_two_threads(
                || self.solve_level(blocks, start, slice),
                || {
                    let tools = &mut Tools::default();
                    let mut solver = Solver { context, stop, tools };
                    solver.solve_level(blocks_after, start, slice_after)
                },
            );
            outcome.merge(&outcome_after);
            return outcome;
        }
        let mut outcome = SccOutcome::NONE;
        while let [block, rest @ ..] = blocks {
            if block.cycle.is_none() {
                for_segments(&context, block, PartyIx::new(0), |shared, parties| {
                    self.evaluate_level(shared, slice.part(parties));
                });
                blocks = rest;
                continue;
            }
            let (together, rest) = blocks.split_at(1 + count_together(layout, block, rest));
            let mut slice = slice.part(layout.parties_of(together));
            for component in self.iterate(together, start, &mut slice) {
                outcome.merge(component);
            }
            blocks = rest;
        }
        outcome
    }

    /// Evaluates the parties of a block without cycles once, in order.
    pub(in crate::quality) fn evaluate_block(
        &mut self,
        block: &Block,
        quality: &mut [f64],
        missing: &mut [f64],
    ) {
        let context = self.context;
        self.stop.evaluated(context.layout.rows(&context.layout.parties_of(&[*block])).len());
        for_segments(&context, block, PartyIx::new(0), |shared, parties| {
            self.evaluate(shared, parties, quality, missing);
        });
    }

    /// Evaluates consecutive parties of no cycle, of one row kind, or of one each, once and in
    /// order.
    pub(in crate::quality) fn evaluate(
        &mut self,
        shared: Option<PlainRule>,
        parties: IndexRange<PartyIx>,
        quality: &mut [f64],
        missing: &mut [f64],
    ) {
        let layout = self.context.layout;
        if layout.is_department(parties.start) {
            self.evaluate_departments(shared, parties.indices(), quality, missing);
            return;
        }
        let first = layout.first_customer();
        let (departments, customers) = quality.split_at_mut(first.index());
        let places = parties.start - first..parties.end - first;
        let customers = &mut customers[places];
        let Some(rule) = shared else {
            for (party, quality) in parties.zip(customers) {
                *quality = self.context.evaluate(party, departments, &mut self.tools.scratch);
            }
            return;
        };
        with_rule!(rule, |rule| {
            over_customers(parties, customers, |parties, quality| {
                rows::customers(layout, rule, &parties, missing, quality);
            });
        });
    }

    /// Evaluates consecutive departments of no cycle: at once where a level holds many, one by one
    /// between.
    fn evaluate_departments(
        &mut self,
        shared: Option<PlainRule>,
        departments: Range<usize>,
        quality: &mut [f64],
        missing: &mut [f64],
    ) {
        let mut next = departments.start;
        let end = departments.end..departments.end;
        for wide in self.context.layout.wide_parts(&departments).chain([end]) {
            for one in next..wide.start {
                self.evaluate_level(
                    shared,
                    StateSlice::of(quality, missing, (one..one + 1).into()),
                );
            }
            next = wide.end;
            self.evaluate_level(shared, StateSlice::of(quality, missing, wide.into()));
        }
    }

    /// Evaluates departments of one level that lie in no cycle.
    fn evaluate_level(&mut self, shared: Option<PlainRule>, mut slice: StateSlice<'_>) {
        let Self { context, tools, .. } = self;
        if let Some(rule) = shared {
            with_rule!(rule, |rule| rows::departments(context, rule, &mut slice));
            return;
        }
        for party in slice.parties.clone() {
            let quality = |provider| slice.quality_of(provider);
            let after = context.evaluate_from(party, &quality, &mut tools.scratch);
            slice.set(party, after);
        }
    }
}
