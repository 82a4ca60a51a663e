//! The full solve, component by component.

use std::ops::Range;

use super::aggregate::with_fold;
use super::equation::{Scratch, Setting};
use super::flat::{self, Departments};
use super::iteration::Iteration;
use super::load::Load;
use super::parallel::over_customers;
use super::settling::Outcome;
use crate::network::{Aggregator, Block, Overrides};

/// Where cyclic components begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start<'a> {
    /// At 1: the greatest fixpoint.
    Above,
    /// At 0, unless certified: the least fixpoint. A component that meets its upper state, for the
    /// same inputs, takes it over, so that what is left between the two is not magnified further
    /// downstream.
    Below { upper: &'a [f64] },
    /// At a state to go on from, unless certified.
    At { state: &'a [f64] },
}

/// One state and how it was reached.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    /// By dense number.
    pub(super) quality: Vec<f64>,
    /// The most sweeps any component took; 1 for an evaluation, 0 for nothing at all.
    pub(super) iterations: u32,
    /// The largest step of any component's last sweep.
    pub(super) residual: f64,
    pub(super) converged: bool,
    /// The largest proved error of any certified component's own solution.
    pub(super) proved_error: f64,
    /// What departments have to do, where that is stated.
    pub(super) load: Option<Load>,
}

impl Solution {
    /// A state of which no component was iterated yet.
    pub(super) fn new(quality: Vec<f64>) -> Self {
        let iterations = u32::from(!quality.is_empty());
        Self { quality, iterations, residual: 0.0, converged: true, proved_error: 0.0, load: None }
    }

    /// Takes how one component came out.
    pub(super) fn take(&mut self, outcome: &Outcome) {
        self.iterations = self.iterations.max(outcome.sweeps);
        self.residual = self.residual.max(outcome.residual);
        self.converged &= outcome.settled;
        self.proved_error = self.proved_error.max(outcome.proved_error);
    }
}

/// Memory that solves reuse.
#[derive(Debug, Default, Clone)]
pub(super) struct Memory {
    /// For the qualities of the next solution.
    pub(super) spare: Vec<f64>,
    /// What is missing at each department, `1 − q`.
    pub(super) missing: Vec<f64>,
    pub(super) scratch: Scratch,
    pub(super) iteration: Iteration,
}

pub(super) struct Solver<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) max_sweeps: u32,
    /// Whether components are swept until hardly anything moves.
    pub(super) is_thorough: bool,
    pub(super) memory: &'a mut Memory,
}

impl Solver<'_> {
    pub(super) fn solve(&mut self, start: Start<'_>) -> Solution {
        let layout = self.setting.layout;
        let mut quality = std::mem::take(&mut self.memory.spare);
        // Every entry is written before it is read.
        quality.resize(layout.party_count(), 0.0);
        self.memory.missing.resize(layout.department_count, 0.0);
        let mut solution = Solution::new(quality);
        let mut blocks = &*layout.blocks;
        while let [block, rest @ ..] = blocks {
            if block.cycle.is_none() {
                self.evaluate(block, &mut solution.quality);
                blocks = rest;
                continue;
            }
            let (together, rest) = blocks.split_at(self.count_together(blocks));
            for outcome in self.iterate(together, start, &mut solution.quality) {
                solution.take(outcome);
            }
            blocks = rest;
        }
        solution
    }

    /// Evaluates the parties of a block once, in order, each from the newest values.
    fn evaluate(&mut self, block: &Block, quality: &mut [f64]) {
        let setting = self.setting;
        for_segments(&setting, block, 0, |shared, parties| {
            self.evaluate_segment(shared, parties, quality);
        });
    }

    /// Evaluates consecutive parties of one form, or of a form each, once and in order.
    pub(super) fn evaluate_segment(
        &mut self,
        shared: Option<Aggregator>,
        parties: Range<usize>,
        quality: &mut [f64],
    ) {
        let Self { setting, memory, .. } = self;
        with_fold!(
            shared,
            |F, own_weight| {
                let (layout, missing) = (setting.layout, &mut *memory.missing);
                if parties.start >= layout.department_count {
                    let quality = &mut quality[parties.clone()];
                    over_customers(parties, quality, |parties, quality| {
                        flat::customers::<F>(layout, own_weight, parties, missing, quality);
                    });
                } else {
                    let mut state = Departments { quality, missing };
                    let capability = setting.capability;
                    flat::departments::<F>(layout, capability, own_weight, parties, &mut state);
                }
            },
            else for party in parties {
                let after = setting.evaluate(party, quality, &mut memory.scratch);
                quality[party] = after;
                if let Some(missing) = memory.missing.get_mut(party) {
                    *missing = 1.0 - after;
                }
            }
        );
    }
}

/// Cuts the runs of a block, from a party on, at the parties whose services a scenario changes.
pub(super) fn for_segments(
    setting: &Setting<'_>,
    block: &Block,
    from: usize,
    mut segment: impl FnMut(Option<Aggregator>, Range<usize>),
) {
    for run in &setting.layout.runs[block.runs()] {
        let mut next = run.parties().start.max(from);
        for party in touched(setting.overrides, next..run.parties().end) {
            if next < party {
                segment(run.shared, next..party);
            }
            segment(None, party..party + 1);
            next = party + 1;
        }
        if next < run.parties().end {
            segment(run.shared, next..run.parties().end);
        }
    }
}

/// The parties of a range whose services a scenario changes.
fn touched(overrides: &Overrides, parties: Range<usize>) -> impl Iterator<Item = usize> {
    let touched = &overrides.touched;
    let first = touched.partition_point(|&party| (party as usize) < parties.start);
    touched[first..].iter().map(|&p| p as usize).take_while(move |&party| party < parties.end)
}
