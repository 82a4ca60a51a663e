//! Cyclic components, iterated until they settle.
//!
//! Every sweep takes parties in order and uses each new value at once (Gauss-Seidel), which keeps
//! the iteration monotone and never needs more sweeps than a simultaneous update. It depends on
//! what was before through those departments alone that [feed
//! back](crate::network::FeedbackVertex): these are watched to see whether a component has settled,
//! and moved when it is accelerated.
//!
//! Inside a component every value waits for the one before. Small components of one level do not
//! wait for each other, so they are swept side by side, and the processor works on several at a
//! time. Of one or two departments, those that feed back [through one](super::through_one) are solved
//! before that.

use std::cmp::Reverse;

use super::collapse;
use super::collapse::CollapseScope;
use super::convergence::{Convergence, PLAIN_SWEEPS, SLOW_SWEEPS, SccOutcome, StepNorms};
use super::scc_memory::{SccIteration, SccSegment, SccSweep};
use super::segments::for_segments;
use super::solver::Solver;
use super::start::StartState;
use super::state_slice::StateSlice;
use crate::network::{Block, Cycle, DeptIx, IndexRange, Layout, PartyIx};
use crate::numerics::secant::Secant;
use crate::rule::{PlainRule, with_rule};

/// How many components are swept side by side, at most.
const ABREAST: usize = 16;
/// A component larger than this keeps the processor busy by itself.
const LARGEST_ABREAST: usize = 64;

/// Two states of a component nearer than this are one: iterations from both sides stop short of it.
pub(crate) const MEETING: f64 = 1e-9;

/// How many of the blocks after a component are swept with it: certified components of its level,
/// none of them large.
pub(in crate::quality) fn count_together(layout: &Layout, first: &Block, after: &[Block]) -> usize {
    let is_small = |block: &Block| {
        let cycle = block.cycle.map(|cycle| &layout.cycles()[cycle as usize]);
        cycle.is_some_and(|cycle| {
            cycle.certificate.is_some() && cycle.parties().len() <= LARGEST_ABREAST
        })
    };
    if !is_small(first) {
        return 0;
    }
    let alike = |block: &&Block| block.level() == first.level() && is_small(block);
    after.iter().take(ABREAST - 1).take_while(alike).count()
}

impl Solver<'_> {
    /// Sweeps components of one level, which make up a run, until each settles, and returns
    /// how they came out, in their order.
    pub(in crate::quality) fn iterate(
        &mut self,
        blocks: &[Block],
        start: StartState<'_>,
        slice: &mut StateSlice<'_>,
    ) -> &[SccOutcome] {
        self.solve_through_one(blocks, start, slice);
        if self.tools.iteration.left.is_empty() {
            return &self.tools.iteration.outcomes;
        }
        self.begin(blocks, start, slice);
        let mut components = std::mem::take(&mut self.tools.iteration.components);
        let shared = self.shared_by_all(&mut components);
        for _ in 0..PLAIN_SWEEPS {
            if open(&mut components).next().is_none() {
                break;
            }
            self.sweep_all(shared, &mut components, Convergence::goes_on, slice);
            for component in open(&mut components) {
                let before = self.tools.iteration.before[component.feedback.start];
                self.swept(component, slice);
                self.follow_secant(component, before, slice);
            }
        }
        while components.iter().any(|component| component.convergence.is_unclosed()) {
            for component in &mut components {
                self.iterate_on(component, start, slice);
            }
            self.close(shared, &mut components, slice);
        }
        if let StartState::Below { upper } = start {
            for component in &components {
                self.join(&component.cycle, upper, slice);
            }
        }
        components.sort_unstable_by_key(|component| component.cycle.start);
        let SccIteration { outcomes, left, components: kept, .. } = &mut self.tools.iteration;
        for (&place, component) in left.iter().zip(&components) {
            outcomes[place] = component.convergence.outcome();
        }
        *kept = components;
        outcomes
    }

    /// The rule that all departments of all components share, if components are to be swept side
    /// by side; they are put in the order for that.
    fn shared_by_all(&self, components: &mut [SccSweep]) -> Option<PlainRule> {
        let segments = &self.tools.iteration.segments;
        let shared = segments.first()?.shared.filter(|_| components.len() > 1)?;
        let alike = segments.len() == components.len()
            && segments.iter().all(|segment| segment.shared == Some(shared));
        alike.then(|| {
            components.sort_unstable_by_key(|component| Reverse(component.cycle.parties().len()));
            shared
        })
    }

    /// Puts components that are left where they begin, and packs their flat departments.
    fn begin(&mut self, blocks: &[Block], start: StartState<'_>, slice: &mut StateSlice<'_>) {
        let layout = self.context.layout;
        let SccIteration { packed, replaced, components, segments, before, left, .. } =
            &mut self.tools.iteration;
        packed.clear();
        replaced.clear();
        components.clear();
        segments.clear();
        before.clear();
        for &place in &*left {
            let block = &blocks[place];
            let Some(cycle) = block.cycle.map(|cycle| layout.cycles()[cycle as usize]) else {
                continue;
            };
            packed.skip_to(slice.places(&cycle.parties()).start);
            let mut component = slice.part(cycle.parties());
            match (start, cycle.certificate) {
                (StartState::Below { .. }, None) => component.fill(0.0),
                (StartState::At { state, .. }, None)
                | (StartState::At { state, is_above: true }, Some(_)) => {
                    cycle.parties().for_each(|party| component.set(party, state[party]));
                }
                (StartState::Above, _) | (_, Some(_)) => component.fill(1.0),
            }
            let first = before.len();
            let feedback = layout.feedback_of(&cycle).iter();
            before.extend(feedback.map(|back| component.quality_of(back.department)));
            let first_segment = segments.len();
            for_segments(&self.context, block, PartyIx::new(0), |shared, parties| {
                let mut segment = SccSegment { shared, parties: parties.clone(), replaced: None };
                if let Some(rule) = shared {
                    let (at, missing) = (slice.parties.start, slice.before.missing);
                    with_rule!(rule, |rule| for party in parties {
                        let own = [self.context.capability[party]];
                        packed.push(layout, rule, [party, at], own, missing);
                    });
                } else {
                    packed.skip_to(slice.places(&parties).end);
                    let touched = &self.context.overrides.touched;
                    if parties.len() == 1 && touched.binary_search(&parties.start).is_ok() {
                        segment.replaced = replaced.pack(&self.context, parties.start, slice);
                    }
                }
                segments.push(segment);
            });
            components.push(SccSweep {
                cycle,
                segments: first_segment..segments.len(),
                feedback: first..before.len(),
                convergence: Convergence::new(&cycle, &self.stop),
                secant: Secant::NEW,
            });
        }
    }

    /// Goes on with a component until it settles: accelerated if it is certified, and with what is
    /// proved to [deliver nothing](collapse) at 0.
    fn iterate_on(
        &mut self,
        component: &mut SccSweep,
        start: StartState<'_>,
        slice: &mut StateSlice<'_>,
    ) {
        while component.convergence.is_unclosed() {
            while component.convergence.is_plain() {
                self.sweep(component, slice);
                self.swept(component, slice);
                if component.is_slow() {
                    self.collapse(component, start, CollapseScope::Everybody, slice);
                }
            }
            self.accelerate(component, slice);
            if !self.collapse(component, start, CollapseScope::NearZero, slice) {
                return;
            }
        }
    }

    /// Goes on with a component until it settles, with the departments that feed back moved after
    /// every sweep to where the last ones point.
    fn accelerate(&mut self, component: &mut SccSweep, slice: &mut StateSlice<'_>) {
        if !component.convergence.goes_on() {
            return;
        }
        if component.cycle.has_one_feedback() {
            while component.convergence.goes_on() {
                let before = self.tools.iteration.before[component.feedback.start];
                self.sweep(component, slice);
                self.swept(component, slice);
                self.follow_secant(component, before, slice);
            }
            return;
        }
        let SccIteration { anderson, before, .. } = &mut self.tools.iteration;
        anderson.begin(&before[component.feedback.clone()]);
        loop {
            self.sweep(component, slice);
            self.swept(component, slice);
            if !component.convergence.goes_on() {
                return;
            }
            let SccIteration { anderson, before, .. } = &mut self.tools.iteration;
            let state = &mut before[component.feedback.clone()];
            anderson.next(state, component.convergence.steps.largest_relative);
            let feedback = self.context.layout.feedback_of(&component.cycle);
            for (back, &quality) in feedback.iter().zip(&*state) {
                slice.set(back.department, quality);
            }
        }
    }

    /// Moves the one department that feeds back, after a sweep, to where its secant points; does
    /// nothing where there are several, or nothing is certified.
    fn follow_secant(&mut self, component: &mut SccSweep, before: f64, slice: &mut StateSlice<'_>) {
        let [back] = self.context.layout.feedback_of(&component.cycle) else { return };
        if component.cycle.certificate.is_some() && component.convergence.goes_on() {
            let next = component.secant.next(before, slice.quality_of(back.department));
            slice.set(back.department, next);
            self.tools.iteration.before[component.feedback.start] = next;
        }
    }

    /// Sets to 0 what is proved to be 0, and returns whether anything was not so before.
    fn collapse(
        &mut self,
        component: &mut SccSweep,
        start: StartState<'_>,
        reach: CollapseScope,
        slice: &mut StateSlice<'_>,
    ) -> bool {
        if !start.is_above() && component.cycle.certificate.is_none() {
            return false; // the state looked for may lie above this one
        }
        let parties = component.cycle.parties();
        let state = &slice.quality[slice.places(&parties)];
        if reach == CollapseScope::NearZero
            && !state.iter().any(|&quality| collapse::is_near(quality))
        {
            return false;
        }
        let error = component.convergence.outcome().proved_error;
        let quality = |party: PartyIx| slice.quality_of(party);
        let scratch = &mut self.tools.scratch;
        let at_zero = collapse::proved(&self.context, &parties, reach, &quality, error, scratch);
        for &department in &at_zero {
            slice.set(department, 0.0);
        }
        if !at_zero.is_empty() {
            let before = &mut self.tools.iteration.before[component.feedback.clone()];
            let feedback = self.context.layout.feedback_of(&component.cycle);
            for (back, before) in feedback.iter().zip(before) {
                *before = slice.quality_of(back.department);
            }
            component.convergence.reopen();
            component.secant = Secant::NEW;
        }
        !at_zero.is_empty()
    }

    /// Sweeps components once more, and takes everybody's steps: who feeds nobody back may have
    /// moved by more than those who do.
    fn close(
        &mut self,
        shared: Option<PlainRule>,
        components: &mut [SccSweep],
        slice: &mut StateSlice<'_>,
    ) {
        let mut last = std::mem::take(&mut self.tools.iteration.last);
        last.clear();
        last.extend_from_slice(slice.quality);
        self.sweep_all(shared, components, Convergence::is_unclosed, slice);
        let unclosed =
            components.iter_mut().filter(|component| component.convergence.is_unclosed());
        for component in unclosed {
            let places = slice.places(&component.cycle.parties());
            let mut everybody = StepNorms::NONE;
            for (&before, &after) in last[places.clone()].iter().zip(&slice.quality[places]) {
                everybody.take(before, after, 0.0);
            }
            let before = &mut self.tools.iteration.before;
            let steps = component.steps(self.context.layout, before, slice);
            component.convergence.close(steps, everybody);
        }
        self.tools.iteration.last = last;
    }

    /// Sweeps components that are asked for, side by side if they share a rule.
    fn sweep_all(
        &mut self,
        shared: Option<PlainRule>,
        components: &mut [SccSweep],
        is_asked: impl Fn(&Convergence) -> bool,
        slice: &mut StateSlice<'_>,
    ) {
        let asked = || components.iter().filter(|component| is_asked(&component.convergence));
        let Some(shared) = shared else {
            asked().for_each(|component| self.sweep(component, slice));
            return;
        };
        let SccIteration { packed, abreast, .. } = &mut self.tools.iteration;
        abreast.clear();
        abreast.extend(asked().map(|component| slice.places(&component.cycle.parties())));
        with_rule!(shared, |rule| packed.sweep(rule, abreast, slice));
    }

    /// Sweeps one component.
    fn sweep(&mut self, component: &SccSweep, slice: &mut StateSlice<'_>) {
        let Self { context, tools, .. } = self;
        let SccIteration { packed, replaced, segments, .. } = &mut tools.iteration;
        for segment in &segments[component.segments.clone()] {
            let SccSegment { shared, parties, replaced: row } = segment;
            if let Some(row) = *row {
                let after = replaced.evaluate(row, slice.quality);
                slice.set(parties.start, after);
                continue;
            }
            if let Some(rule) = *shared {
                let places = slice.places(parties);
                with_rule!(rule, |rule| packed.sweep(rule, &[places], slice));
                continue;
            }
            for party in parties.clone() {
                let after = context.evaluate_from(
                    party,
                    &|provider| slice.quality_of(provider),
                    &mut tools.scratch,
                );
                slice.set(party, after);
            }
        }
    }

    /// Takes a sweep of a component, by the departments that feed back.
    fn swept(&mut self, component: &mut SccSweep, slice: &StateSlice<'_>) {
        let layout = self.context.layout;
        let steps = component.steps(layout, &mut self.tools.iteration.before, slice);
        component.convergence.swept(steps);
        if !self.stop.evaluated(layout.rows(&component.cycle.parties()).len()) {
            component.convergence.stop();
        }
    }

    /// Lets a component that was solved from below take over its upper state, if the two meet.
    pub(super) fn join(&mut self, cycle: &Cycle, upper: &[f64], slice: &mut StateSlice<'_>) {
        let parties = cycle.parties();
        let lower = &slice.part(parties.clone()).quality;
        if meet(&upper[parties.clone()], lower)
            && same_inputs(self.context.layout, &parties, upper, slice.before.quality)
        {
            for party in parties {
                slice.set(party, upper[party]);
            }
        }
    }
}

impl SccSweep {
    /// Whether it has just taken so many sweeps that it may be on its way to 0; certified ones are
    /// accelerated instead.
    fn is_slow(&self) -> bool {
        self.cycle.certificate.is_none() && self.convergence.sweeps == SLOW_SWEEPS
    }

    fn steps(&self, layout: &Layout, before: &mut [f64], slice: &StateSlice<'_>) -> StepNorms {
        let feedback = layout.feedback_of(&self.cycle);
        let first = slice.parties.start;
        let after = |department: DeptIx| slice.quality[PartyIx::from(department) - first];
        StepNorms::of_sweep(feedback, &mut before[self.feedback.clone()], after)
    }
}

/// The components that go on.
fn open(components: &mut [SccSweep]) -> impl Iterator<Item = &mut SccSweep> {
    components.iter_mut().filter(|component| component.convergence.goes_on())
}

fn meet(upper: &[f64], lower: &[f64]) -> bool {
    upper.iter().zip(lower).all(|(upper, lower)| (upper - lower).abs() <= MEETING)
}

/// Whether everything a component receives from outside is the same in both states.
fn same_inputs(
    layout: &Layout,
    component: &IndexRange<PartyIx>,
    upper: &[f64],
    lower: &[f64],
) -> bool {
    let mut providers = layout.rows(component).map(|entry| PartyIx::from(layout.provider(entry)));
    providers.all(|provider| {
        component.contains(&provider) || upper[provider].to_bits() == lower[provider].to_bits()
    })
}
