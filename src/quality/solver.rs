//! The full solve, component by component.

use std::ops::Range;

use super::aggregate::with_fold;
use super::circle::{Circle, Steps};
use super::equation::{Scratch, Setting};
use super::flat::{self, Departments};
use crate::network::{Aggregator, Block, Certificate, Cycle, Layout, Overrides};

/// A component has converged once the largest step of a sweep is at most this; of two sweeps in a
/// row where it is not certified.
pub(super) const SETTLED: f64 = 1e-14;
/// A certified component has converged, too, once its error is proved to be at most this.
pub(super) const PROVED: f64 = 1e-12;

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

/// Memory that solves reuse.
#[derive(Debug, Default, Clone)]
pub(super) struct Memory {
    /// For the qualities of the next solution.
    pub(super) spare: Vec<f64>,
    /// What is missing at each department, `1 − q`.
    missing: Vec<f64>,
    scratch: Scratch,
    circle: Circle,
    segments: Vec<Segment>,
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
        let mut solution = Solution {
            quality,
            iterations: u32::from(layout.party_count() > 0),
            residual: 0.0,
            converged: true,
            proved_error: 0.0,
        };
        for block in &layout.blocks {
            match block.cycle {
                None => self.evaluate(block, &mut solution.quality),
                Some(cycle) => self.iterate(block, cycle as usize, start, &mut solution),
            }
        }
        solution
    }

    /// Evaluates the parties of a block once, in order, each from the newest values.
    fn evaluate(&mut self, block: &Block, quality: &mut [f64]) {
        let Self { setting, memory, .. } = self;
        for_segments(setting, block, |shared, parties| {
            with_fold!(
                shared,
                |F, own_weight| {
                    let (layout, missing) = (setting.layout, &mut *memory.missing);
                    if parties.start >= layout.department_count {
                        let quality = &mut quality[parties.clone()];
                        flat::customers::<F>(layout, own_weight, parties, missing, quality);
                    } else {
                        let mut state = Departments { quality, missing };
                        flat::departments::<F>(
                            layout,
                            setting.capability,
                            own_weight,
                            parties,
                            &mut state,
                        );
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
        });
    }

    /// Sweeps a cyclic component until it settles.
    ///
    /// Every sweep takes parties in order and uses each new value at once (Gauss-Seidel), which
    /// keeps the iteration monotone and never needs more sweeps than a simultaneous update.
    fn iterate(&mut self, block: &Block, cycle: usize, start: Start<'_>, solution: &mut Solution) {
        let layout = self.setting.layout;
        let cycle = &layout.cycles[cycle];
        self.begin(cycle, start, &mut solution.quality);
        self.pack(block, cycle);

        let mut sweeps = 0;
        let mut settled = false;
        let mut was_calm = cycle.certificate.is_some();
        let mut steps = Steps::default();
        while !settled && sweeps < self.max_sweeps {
            steps = self.sweep(cycle, &mut solution.quality);
            sweeps += 1;
            let error = proved_error(cycle.certificate, steps);
            // Where slopes have no bound, a step of next to nothing may begin a long way.
            let calm = steps.largest <= SETTLED;
            settled = error <= PROVED || steps.largest == 0.0 || (calm && was_calm);
            was_calm = calm || cycle.certificate.is_some();
        }
        if let Start::Below { upper } = start
            && meet(&upper[cycle.parties()], &solution.quality[cycle.parties()])
            && same_inputs(layout, cycle.parties(), upper, &solution.quality)
        {
            self.set(cycle, &upper[cycle.parties()], &mut solution.quality);
        }
        solution.iterations = solution.iterations.max(sweeps);
        solution.residual = solution.residual.max(steps.largest);
        solution.converged &= settled;
        if sweeps == 0 {
            solution.residual = 1.0;
            solution.proved_error = f64::INFINITY;
        } else if cycle.certificate.is_some() {
            let error = proved_error(cycle.certificate, steps);
            solution.proved_error = solution.proved_error.max(error);
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
        for_segments(setting, block, |shared, parties| {
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

/// Cuts the runs of a block at the parties whose services a scenario changes.
fn for_segments(
    setting: &Setting<'_>,
    block: &Block,
    mut segment: impl FnMut(Option<Aggregator>, Range<usize>),
) {
    for run in &setting.layout.runs[block.runs()] {
        let mut next = run.parties().start;
        for party in touched(setting.overrides, run.parties()) {
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
pub(super) fn proved_error(certificate: Option<Certificate>, steps: Steps) -> f64 {
    certificate.map_or(f64::INFINITY, |proof| proof.error_bound(steps.largest_relative))
}

/// The parties of a range whose services a scenario changes.
fn touched(overrides: &Overrides, parties: Range<usize>) -> impl Iterator<Item = usize> {
    let touched = &overrides.touched;
    let first = touched.partition_point(|&party| (party as usize) < parties.start);
    touched[first..].iter().map(|&p| p as usize).take_while(move |&party| party < parties.end)
}
