//! The full solve, component by component.

use std::ops::Range;

use super::acceleration::Anderson;
use super::aggregate::with_fold;
use super::circle::{Circle, Steps};
use super::equation::{Scratch, Setting};
use super::flat::{self, Departments};
use crate::network::{Aggregator, Block, Certificate, Cycle, Layout, Overrides};

/// A component has converged once the largest step of a sweep is at most this; of two sweeps in a
/// row where it is not certified.
const SETTLED: f64 = 1e-14;
/// A certified component has converged, too, once its error is proved to be at most this.
const PROVED: f64 = 1e-12;
/// A certified component that has not settled after so many sweeps is accelerated.
const PLAIN_SWEEPS: u32 = 10;

/// Two states of a component nearer than this are one: iterations from both sides stop short of it.
pub(crate) const MEETING: f64 = 1e-9;

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
}

impl Solution {
    /// A state of which no component was iterated yet.
    pub(super) fn new(quality: Vec<f64>) -> Self {
        let iterations = u32::from(!quality.is_empty());
        Self { quality, iterations, residual: 0.0, converged: true, proved_error: 0.0 }
    }

    /// Takes in how one component's iteration ended.
    pub(super) fn take(&mut self, outcome: Outcome) {
        self.iterations = self.iterations.max(outcome.sweeps);
        self.residual = self.residual.max(outcome.residual);
        self.converged &= outcome.settled;
        self.proved_error = self.proved_error.max(outcome.proved_error);
    }
}

/// How the iteration of one component ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outcome {
    sweeps: u32,
    /// The largest step of the last sweep.
    residual: f64,
    settled: bool,
    /// The proved error of the component's own solution; 0 if it is not certified.
    proved_error: f64,
}

/// Memory that solves reuse.
#[derive(Debug, Default, Clone)]
pub(super) struct Memory {
    /// For the qualities of the next solution.
    pub(super) spare: Vec<f64>,
    /// What is missing at each department, `1 − q`.
    pub(super) missing: Vec<f64>,
    scratch: Scratch,
    circle: Circle,
    segments: Vec<Segment>,
    anderson: Anderson,
}

/// Part of a run within a cyclic component: parties of one form, or of a form each.
#[derive(Debug, Clone)]
struct Segment {
    shared: Option<Aggregator>,
    parties: Range<usize>,
}

pub(super) struct Solver<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) max_sweeps: u32,
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
        for block in &layout.blocks {
            match block.cycle {
                None => self.evaluate(block, &mut solution.quality),
                Some(cycle) => {
                    let quality = &mut solution.quality;
                    let outcome = self.iterate(block, cycle as usize, start, quality);
                    solution.take(outcome);
                }
            }
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
                    flat::customers::<F>(layout, own_weight, parties, missing, quality);
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

    /// Sweeps a cyclic component until it settles.
    ///
    /// Every sweep takes parties in order and uses each new value at once (Gauss-Seidel), which
    /// keeps the iteration monotone and never needs more sweeps than a simultaneous update.
    pub(super) fn iterate(
        &mut self,
        block: &Block,
        cycle: usize,
        start: Start<'_>,
        quality: &mut [f64],
    ) -> Outcome {
        let layout = self.setting.layout;
        let cycle = &layout.cycles[cycle];
        self.begin(cycle, start, quality);
        self.pack(block, cycle);

        let mut sweeps = 0;
        let mut settled = false;
        let mut was_calm = cycle.certificate.is_some();
        let mut steps = Steps::default();
        while !settled && sweeps < self.max_sweeps {
            steps = self.sweep(cycle, quality);
            sweeps += 1;
            let error = proved_error(cycle.certificate, steps);
            // Where slopes have no bound, a step of next to nothing may begin a long way.
            let calm = steps.largest <= SETTLED;
            settled = error <= PROVED || steps.largest == 0.0 || (calm && was_calm);
            was_calm = calm || cycle.certificate.is_some();
            if !settled && cycle.certificate.is_some() && sweeps >= PLAIN_SWEEPS {
                let first = sweeps == PLAIN_SWEEPS;
                self.accelerate(cycle, first, steps, quality);
            }
        }
        if let Start::Below { upper } = start
            && meet(&upper[cycle.parties()], &quality[cycle.parties()])
            && same_inputs(layout, cycle.parties(), upper, quality)
        {
            self.set(cycle, &upper[cycle.parties()], quality);
        }
        let (residual, proved_error) = match cycle.certificate {
            _ if sweeps == 0 => (1.0, f64::INFINITY),
            Some(_) => (steps.largest, proved_error(cycle.certificate, steps)),
            None => (steps.largest, 0.0),
        };
        Outcome { sweeps, residual, settled, proved_error }
    }

    /// Puts a certified component where the next sweep will show most.
    fn accelerate(&mut self, cycle: &Cycle, first: bool, steps: Steps, quality: &mut [f64]) {
        let Memory { anderson, missing, .. } = &mut *self.memory;
        let state = &mut quality[cycle.parties()];
        if first {
            anderson.begin(state);
            return;
        }
        anderson.next(state, steps.largest_relative);
        for (missing, quality) in missing[cycle.parties()].iter_mut().zip(state) {
            *missing = 1.0 - *quality;
        }
    }

    /// Puts a component where it begins.
    fn begin(&mut self, cycle: &Cycle, start: Start<'_>, quality: &mut [f64]) {
        match (start, cycle.certificate) {
            (Start::Below { .. }, None) => self.fill(cycle, 0.0, quality),
            (Start::At { state }, None) => self.set(cycle, &state[cycle.parties()], quality),
            (Start::Above, _) | (_, Some(_)) => self.fill(cycle, 1.0, quality),
        }
    }

    fn fill(&mut self, cycle: &Cycle, value: f64, quality: &mut [f64]) {
        quality[cycle.parties()].fill(value);
        self.memory.missing[cycle.parties()].fill(1.0 - value);
    }

    fn set(&mut self, cycle: &Cycle, state: &[f64], quality: &mut [f64]) {
        quality[cycle.parties()].copy_from_slice(state);
        for (missing, state) in self.memory.missing[cycle.parties()].iter_mut().zip(state) {
            *missing = 1.0 - state;
        }
    }

    /// Packs the flat departments of a component.
    fn pack(&mut self, block: &Block, cycle: &Cycle) {
        let Self { setting, memory, .. } = self;
        let Memory { circle, segments, missing, .. } = &mut **memory;
        segments.clear();
        circle.clear();
        for_segments(setting, block, 0, |shared, parties| {
            segments.push(Segment { shared, parties: parties.clone() });
            with_fold!(
                shared,
                |F, own_weight| circle.pack::<F>(setting, own_weight, parties, cycle, missing),
                else circle.skip(parties.len())
            );
        });
    }

    fn sweep(&mut self, cycle: &Cycle, quality: &mut [f64]) -> Steps {
        let Self { setting, memory, .. } = self;
        let Memory { circle, segments, missing, scratch, .. } = &mut **memory;
        let inverse_gaps = setting.layout.inverse_gaps_of(cycle);
        let first = cycle.parties().start;
        let mut steps = Steps::default();
        for Segment { shared, parties } in segments {
            with_fold!(
                *shared,
                |F, _own_weight| {
                    let mut state = Departments {
                        quality: &mut quality[cycle.parties()],
                        missing: &mut missing[cycle.parties()],
                    };
                    let places = parties.start - first..parties.end - first;
                    circle.sweep::<F>(places, &mut state, &mut steps);
                },
                else for party in parties.clone() {
                    let after = setting.evaluate(party, quality, scratch);
                    let inverse_gap = inverse_gaps.get(party - first).copied().unwrap_or_default();
                    steps.take((after - quality[party]).abs(), inverse_gap);
                    Departments { quality, missing }.set(party, after);
                }
            );
        }
        steps
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

fn meet(upper: &[f64], lower: &[f64]) -> bool {
    upper.iter().zip(lower).all(|(upper, lower)| (upper - lower).abs() <= MEETING)
}

/// Whether everything a component receives from outside is the same in both states.
fn same_inputs(layout: &Layout, component: Range<usize>, upper: &[f64], lower: &[f64]) -> bool {
    let entries = layout.row(component.start).start..layout.row(component.end - 1).end;
    let mut providers = layout.provider[entries].iter().map(|&provider| provider as usize);
    providers.all(|provider| {
        component.contains(&provider) || upper[provider].to_bits() == lower[provider].to_bits()
    })
}

/// Bounds the error of a component's own solution; infinite without a certificate.
fn proved_error(certificate: Option<Certificate>, steps: Steps) -> f64 {
    certificate.map_or(f64::INFINITY, |proof| proof.error_bound(steps.largest_relative))
}

/// The parties of a range whose services a scenario changes.
fn touched(overrides: &Overrides, parties: Range<usize>) -> impl Iterator<Item = usize> {
    let touched = &overrides.touched;
    let first = touched.partition_point(|&party| (party as usize) < parties.start);
    touched[first..].iter().map(|&p| p as usize).take_while(move |&party| party < parties.end)
}
