//! Components of one or two departments that feed back through one of them.
//!
//! What a sweep leads that department to is a function of one number, so that the
//! [secant](crate::numerics::secant) finds it in a few sweeps: in three where all rules are straight
//! lines on the way. So little is not worth packing anything; departments are evaluated where their
//! rows lie. Whatever else comes up, such as a department near 0, is left to the
//! [general iteration](super::scc), which begins anew and takes the same steps.

use super::collapse;
use super::convergence::{Convergence, SccOutcome, StepNorms};
use super::rows::take;
use super::segments::touched;
use super::solver::Solver;
use super::start::StartState;
use super::state_slice::StateSlice;
use crate::network::{Block, Cycle, FeedbackVertex, IndexRange};
use crate::numerics::secant::Secant;
use crate::rule::{Accumulate, Aggregator, with_rule};

/// A component of more departments is left: swept beside others, it takes less.
const LARGEST: usize = 2;
/// A component that takes so many sweeps is left: the secant hardly helps it.
const MOST_SWEEPS: u32 = 12;

impl Solver<'_> {
    /// Solves what it can of components of one level, which make up a run, notes how they came out,
    /// and which are left.
    pub(super) fn solve_through_one(
        &mut self,
        blocks: &[Block],
        start: StartState<'_>,
        slice: &mut StateSlice<'_>,
    ) {
        self.tools.iteration.left.clear();
        self.tools.iteration.outcomes.clear();
        for (place, block) in blocks.iter().enumerate() {
            let outcome = self.solve_one(block, start, slice);
            if outcome.is_none() {
                self.tools.iteration.left.push(place);
            }
            self.tools.iteration.outcomes.push(outcome.unwrap_or(SccOutcome::NONE));
        }
    }

    /// Solves one component; `None` where it is left.
    fn solve_one(
        &mut self,
        block: &Block,
        start: StartState<'_>,
        slice: &mut StateSlice<'_>,
    ) -> Option<SccOutcome> {
        let layout = self.context.layout;
        let cycle = &layout.cycles()[block.cycle? as usize];
        let parties = cycle.parties();
        if cycle.certificate.is_none() || parties.len() > LARGEST {
            return None;
        }
        let [back] = layout.feedback_of(cycle) else { return None };
        let [run] = &layout.runs()[block.runs()] else { return None };
        let rule = run.shared.and_then(Aggregator::plain)?;
        if touched(self.context.overrides, &parties).next().is_some() {
            return None;
        }
        let part = &mut slice.part(parties.clone());
        match start {
            StartState::At { state, is_above: true } => {
                parties.for_each(|party| part.set(party, state[party]));
            }
            _ => part.fill(1.0),
        }
        let outcome = with_rule!(rule, |rule| self.settle(rule, cycle, *back, part));
        if let (Some(_), StartState::Below { upper }) = (outcome, start) {
            self.join(cycle, upper, slice);
        }
        outcome
    }

    /// Sweeps a component until it settles; `None` where it is left to the general iteration.
    fn settle<R: Accumulate>(
        &mut self,
        rule: R,
        cycle: &Cycle,
        back: FeedbackVertex,
        slice: &mut StateSlice<'_>,
    ) -> Option<SccOutcome> {
        let services = self.context.layout.rows(&slice.parties).len();
        let taken = self.taken_from_outside(rule, slice);
        let mut convergence = Convergence::new(cycle, &self.stop);
        let mut secant = Secant::NEW;
        while convergence.goes_on() {
            let before = slice.quality_of(back.department);
            self.sweep_in_place(rule, &taken, slice, |_, _| ());
            let after = slice.quality_of(back.department);
            convergence.swept(steps_of(back, before, after));
            if !self.stop.evaluated(services) {
                convergence.stop();
            }
            if convergence.sweeps >= MOST_SWEEPS {
                return None;
            }
            if convergence.goes_on() {
                slice.set(back.department, secant.next(before, after));
            }
        }
        if slice.quality.iter().any(|&quality| collapse::is_near(quality)) {
            return None;
        }
        if convergence.is_unclosed() {
            let before = slice.quality_of(back.department);
            let mut everybody = StepNorms::NONE;
            self.sweep_in_place(rule, &taken, slice, |before, after| {
                everybody.take(before, after, 0.0);
            });
            convergence.close(steps_of(back, before, slice.quality_of(back.department)), everybody);
        }
        Some(convergence.outcome())
    }

    /// What the rules of departments take from their own capability and from outside, by place.
    fn taken_from_outside<R: Accumulate>(&self, rule: R, slice: &StateSlice<'_>) -> [f64; LARGEST] {
        let layout = self.context.layout;
        let mut taken = [0.0; LARGEST];
        for (party, taken) in slice.parties.clone().zip(&mut taken) {
            let own = rule.start(self.context.capability[party]);
            let outside = IndexRange::new(layout.row(party).start, layout.inner_start(party));
            [*taken] = take(rule, [own], layout, outside.indices(), slice.before.missing);
        }
        taken
    }

    /// Evaluates departments in order, each from the newest values, and tells what each was and is.
    #[inline]
    fn sweep_in_place<R: Accumulate>(
        &self,
        rule: R,
        taken: &[f64; LARGEST],
        slice: &mut StateSlice<'_>,
        mut moved: impl FnMut(f64, f64),
    ) {
        let layout = self.context.layout;
        let parties = slice.parties.clone();
        for ((place, party), &taken) in parties.clone().enumerate().zip(taken) {
            let row = layout.row(party);
            let weight = rule.weight(row.len());
            let inside = IndexRange::new(layout.inner_start(party), row.end);
            let services =
                layout.providers()[inside.clone()].iter().zip(&layout.dependences()[inside]);
            let taken = services.fold(taken, |taken, (&provider, dependence)| {
                let provider = provider - parties.start.raw();
                rule.add(taken, dependence * slice.missing[provider as usize])
            });
            let after = rule.finish(taken, weight);
            moved(slice.quality[place], after);
            slice.quality[place] = after;
            slice.missing[place] = 1.0 - after;
        }
    }
}

fn steps_of(back: FeedbackVertex, before: f64, after: f64) -> StepNorms {
    let mut steps = StepNorms::NONE;
    steps.take(before, after, back.inverse_gap);
    steps
}
