//! Cyclic components, iterated until they settle.
//!
//! Every sweep takes parties in order and uses each new value at once (Gauss-Seidel), which keeps
//! the iteration monotone and never needs more sweeps than a simultaneous update.
//!
//! Inside a component every value waits for the one before. Small components of one level do not
//! wait for each other, so they are swept by turns, and the processor works on several at a time.

use std::ops::Range;

use super::acceleration::Anderson;
use super::aggregate::with_fold;
use super::circle::{Circle, Steps};
use super::flat::Departments;
use super::settling::{Outcome, PLAIN_SWEEPS, Settling};
use super::solver::{Memory, Solver, Start, for_segments};
use crate::network::{Aggregator, Block, Cycle, Layout};

/// How many components are swept by turns, at most.
const BY_TURNS: usize = 16;
/// A component larger than this keeps the processor busy by itself.
const LARGEST_BY_TURNS: usize = 64;

/// Two states of a component nearer than this are one: iterations from both sides stop short of it.
pub(crate) const MEETING: f64 = 1e-9;

/// The memory of iterations.
#[derive(Debug, Default, Clone)]
pub(super) struct Iteration {
    circle: Circle,
    segments: Vec<Segment>,
    components: Vec<Component>,
    anderson: Anderson,
    outcomes: Vec<Outcome>,
}

/// Part of a run within a component: parties of one form, or of a form each.
#[derive(Debug, Clone)]
struct Segment {
    shared: Option<Aggregator>,
    parties: Range<usize>,
}

/// A component on its way.
#[derive(Debug, Clone)]
struct Component {
    cycle: Cycle,
    segments: Range<usize>,
    settling: Settling,
}

impl Solver<'_> {
    /// How many of the blocks that follow, the first a component, are swept by turns: certified
    /// components of one level, none of them large.
    pub(super) fn count_together(&self, blocks: &[Block]) -> usize {
        let layout = self.setting.layout;
        let small = blocks.iter().map_while(|block| {
            let cycle = &layout.cycles[block.cycle? as usize];
            (cycle.certificate.is_some() && cycle.parties().len() <= LARGEST_BY_TURNS)
                .then_some(cycle.level)
        });
        let mut levels = small.take(BY_TURNS);
        match levels.next() {
            Some(first) => 1 + levels.take_while(|&level| level == first).count(),
            None => 1,
        }
    }

    /// Sweeps components of one level until each settles, and returns how they came out.
    pub(super) fn iterate(
        &mut self,
        blocks: &[Block],
        start: Start<'_>,
        quality: &mut [f64],
    ) -> &[Outcome] {
        let all = self.begin(blocks, start, quality);
        let mut components = std::mem::take(&mut self.memory.iteration.components);
        for _ in 0..PLAIN_SWEEPS.min(self.max_sweeps) {
            let mut is_open = false;
            for component in components.iter_mut().filter(|component| !component.settling.settled) {
                component.settling.swept(self.sweep(component, &all, quality));
                is_open |= !component.settling.settled;
            }
            if !is_open {
                break;
            }
        }
        for component in components.iter_mut().filter(|component| !component.settling.settled) {
            self.iterate_on(component, &all, quality);
        }
        if let Start::Below { upper } = start {
            for component in &components {
                self.join(&component.cycle, upper, quality);
            }
        }
        let Iteration { outcomes, components: kept, .. } = &mut self.memory.iteration;
        outcomes.clear();
        outcomes.extend(components.iter().map(|component| component.settling.outcome()));
        *kept = components;
        outcomes
    }

    /// Goes on with a component that has not settled, accelerated if it is certified.
    fn iterate_on(&mut self, component: &mut Component, all: &Range<usize>, quality: &mut [f64]) {
        let parties = component.cycle.parties();
        let is_certified = component.cycle.certificate.is_some();
        self.memory.iteration.anderson.begin(&quality[parties.clone()]);
        while !component.settling.settled && component.settling.sweeps < self.max_sweeps {
            component.settling.swept(self.sweep(component, all, quality));
            if is_certified && !component.settling.settled {
                let Memory { iteration, missing, .. } = &mut *self.memory;
                let state = &mut quality[parties.clone()];
                iteration.anderson.next(state, component.settling.steps.largest_relative);
                for (missing, quality) in missing[parties.clone()].iter_mut().zip(state) {
                    *missing = 1.0 - *quality;
                }
            }
        }
    }

    /// Puts components where they begin, packs their flat departments, and returns the parties of
    /// all.
    fn begin(&mut self, blocks: &[Block], start: Start<'_>, quality: &mut [f64]) -> Range<usize> {
        let layout = self.setting.layout;
        let Iteration { circle, components, segments, .. } = &mut self.memory.iteration;
        circle.clear();
        components.clear();
        segments.clear();
        let mut all = 0..0;
        for block in blocks {
            let Some(cycle) = block.cycle.map(|cycle| layout.cycles[cycle as usize]) else {
                continue;
            };
            let first = if all.is_empty() { cycle.parties().start } else { all.start };
            all = first..cycle.parties().end;
            match (start, cycle.certificate) {
                (Start::Below { .. }, None) => self.set(&cycle, |_| 0.0, quality),
                (Start::At { state }, None) => self.set(&cycle, |party| state[party], quality),
                (Start::Above, _) | (_, Some(_)) => self.set(&cycle, |_| 1.0, quality),
            }
            let segments = self.pack(block, &cycle, all.start);
            self.memory.iteration.components.push(Component {
                cycle,
                segments,
                settling: Settling::new(cycle.certificate).thorough(self.is_thorough),
            });
        }
        all
    }

    /// Sets the state of a component.
    fn set(&mut self, cycle: &Cycle, state: impl Fn(usize) -> f64, quality: &mut [f64]) {
        let mut departments = Departments { quality, missing: &mut self.memory.missing };
        for party in cycle.parties() {
            departments.set(party, state(party));
        }
    }

    /// Packs the flat departments of a component; returns its segments.
    fn pack(&mut self, block: &Block, cycle: &Cycle, first: usize) -> Range<usize> {
        let Self { setting, memory, .. } = self;
        let Memory { iteration: Iteration { circle, segments, .. }, missing, .. } = &mut **memory;
        let before = segments.len();
        for_segments(setting, block, 0, |shared, parties| {
            segments.push(Segment { shared, parties: parties.clone() });
            with_fold!(
                shared,
                |F, own_weight| circle.pack::<F>(setting, own_weight, parties, (cycle, first), missing),
                else circle.skip(parties.len())
            );
        });
        before..segments.len()
    }

    fn sweep(&mut self, component: &Component, all: &Range<usize>, quality: &mut [f64]) -> Steps {
        let Self { setting, memory, .. } = self;
        let Memory { iteration: Iteration { circle, segments, .. }, missing, scratch, .. } =
            &mut **memory;
        let mut steps = Steps::default();
        for Segment { shared, parties } in &segments[component.segments.clone()] {
            with_fold!(
                *shared,
                |F, _own_weight| {
                    let mut state = Departments {
                        quality: &mut quality[all.clone()],
                        missing: &mut missing[all.clone()],
                    };
                    let places = parties.start - all.start..parties.end - all.start;
                    steps.join(circle.sweep::<F>(places, &mut state));
                },
                else {
                    let inverse_gaps = setting.layout.inverse_gaps_of(&component.cycle);
                    let first = component.cycle.parties().start;
                    for party in parties.clone() {
                        let after = setting.evaluate(party, quality, scratch);
                        let gap = inverse_gaps.get(party - first).copied();
                        steps.take((after - quality[party]).abs(), gap.unwrap_or_default());
                        Departments { quality, missing }.set(party, after);
                    }
                }
            );
        }
        steps
    }

    /// Lets a component that was solved from below take over its upper state, if the two meet.
    fn join(&mut self, cycle: &Cycle, upper: &[f64], quality: &mut [f64]) {
        if meet(&upper[cycle.parties()], &quality[cycle.parties()])
            && same_inputs(self.setting.layout, cycle.parties(), upper, quality)
        {
            self.set(cycle, |party| upper[party], quality);
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
