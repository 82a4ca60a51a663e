//! One cyclic component, iterated in every lane.
//!
//! Lanes sweep together and settle one by one, each by the rule of a single solve; a lane that has
//! settled stays where it is while others go on. So every lane ends exactly where a single solve
//! does.

use super::lanes::{ALL, LANES, Lanes, Mask, lanes_of, lanes_where};
use super::packed_scc::LanePackedScc;
use super::pass::Pass;
use super::steps::LaneStepNorms;
use crate::network::{Block, Cycle, FeedbackVertex, IndexRange, PartyIx};
use crate::numerics::anderson::Anderson;
use crate::numerics::secant::Secant;
use crate::quality::engine::collapse;
use crate::quality::engine::collapse::CollapseScope;
use crate::quality::engine::convergence::{Convergence, SLOW_SWEEPS, SccOutcome};

/// A component on its way in every lane.
#[derive(Debug, Clone, Default)]
pub(super) struct LaneScc {
    packed: LanePackedScc,
    /// What departments that feed back were before a sweep.
    before: Vec<Lanes>,
    /// What everybody was before the closing sweep.
    last: Vec<Lanes>,
    /// One lane of them.
    state: Vec<f64>,
    /// Of the lanes that are accelerated together.
    anderson: Vec<Anderson>,
}

/// How many qualities are accelerated together, at most, unless one lane has more.
const ACCELERATED_TOGETHER: usize = 1 << 16;

impl Pass<'_> {
    /// The lanes in which anything that a component receives from outside, or that a scenario sets
    /// in it, may differ from the baseline.
    pub(super) fn moved_into(&self, cycle: &Cycle) -> Mask {
        let layout = self.layout;
        let parties = cycle.parties();
        let changed = self.group.within(&parties).iter();
        let mut moved = changed.fold(0, |moved, changed| moved | changed.lanes);
        for department in parties.clone() {
            let row = layout.row(department);
            let inner_start = layout.inner_start(department);
            moved |= self
                .state
                .moved_among(&layout.providers()[IndexRange::new(row.start, inner_start)]);
            if inner_start == row.start {
                // A detailed row is in no such order.
                let outside = layout.providers()[row].iter();
                let outside =
                    outside.filter(|&&provider| !parties.contains(&PartyIx::from_raw(provider)));
                moved |= outside.fold(0, |m, &provider| m | self.state.moved[provider as usize]);
            }
        }
        moved
    }
}

impl LaneScc {
    /// Sweeps a component until every lane has settled, and returns how each did.
    ///
    /// `baseline` is how the component settled there, for lanes that cannot differ.
    pub(super) fn iterate(
        &mut self,
        pass: &mut Pass<'_>,
        block: &Block,
        moved: Mask,
        baseline: SccOutcome,
    ) -> [SccOutcome; LANES] {
        let mut outcomes = [baseline; LANES];
        let Some(cycle) = block.cycle.map(|cycle| &pass.layout.cycles()[cycle as usize]) else {
            return outcomes;
        };
        self.packed.fill(pass, block, cycle);
        // Where some lane costs evaluations of its own, those that cannot differ stay out.
        let swept = if self.packed.has_by_hand() { moved } else { ALL };
        let mut open = swept;
        begin(pass, cycle, open);

        let mut convergence = [Convergence::new(cycle, pass.stop); LANES];
        while open != 0 {
            let mut moving = open;
            while moving != 0 {
                self.sweep_on(pass, cycle, moving, &mut convergence);
                if cycle.certificate.is_some() && cycle.has_one_feedback() {
                    self.follow_secant(pass, cycle, moving, &mut convergence);
                } else if cycle.certificate.is_some() {
                    self.accelerate(pass, cycle, moving, &mut convergence);
                }
                moving =
                    collapse_lanes(pass, cycle, moving, CollapseScope::NearZero, &mut convergence);
            }
            self.close(pass, cycle, open, &mut convergence);
            open = lanes_where(open, |lane| convergence[lane].is_unclosed());
        }
        lanes_of(swept).for_each(|lane| outcomes[lane] = convergence[lane].outcome());
        for department in cycle.parties() {
            let differs =
                pass.state.quality[department].differ_from(pass.state.baseline(department));
            pass.state.moved[department] = if differs { moved } else { 0 };
        }
        outcomes
    }

    /// Sweeps lanes until each has settled, or is to be accelerated.
    fn sweep_on(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        lanes: Mask,
        convergence: &mut [Convergence; LANES],
    ) {
        loop {
            let open = lanes_where(lanes, |lane| convergence[lane].is_plain());
            if open == 0 {
                return;
            }
            self.sweep_and_take(pass, cycle, open, convergence);
            if cycle.certificate.is_none() {
                let slow = lanes_where(open, |lane| convergence[lane].sweeps == SLOW_SWEEPS);
                collapse_lanes(pass, cycle, slow, CollapseScope::Everybody, convergence);
            }
        }
    }

    /// Sweeps lanes once, and lets each take its steps.
    fn sweep_and_take(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        open: Mask,
        convergence: &mut [Convergence; LANES],
    ) {
        let steps = self.sweep(pass, cycle, open);
        let goes_on = pass.stop.evaluated(pass.layout.rows(&cycle.parties()).len());
        for lane in lanes_of(open) {
            convergence[lane].swept(steps.of(lane));
            if !goes_on {
                convergence[lane].stop();
            }
        }
    }

    /// Sweeps lanes once, and returns the steps of departments that feed back.
    fn sweep(&mut self, pass: &mut Pass<'_>, cycle: &Cycle, open: Mask) -> LaneStepNorms {
        let feedback = pass.layout.feedback_of(cycle);
        self.before.clear();
        let before = |back: &FeedbackVertex| pass.state.quality[back.department];
        self.before.extend(feedback.iter().map(before));
        self.packed.sweep(pass, cycle, open);
        let mut steps = LaneStepNorms::NONE;
        for (back, before) in feedback.iter().zip(&self.before) {
            let after = &pass.state.quality[back.department];
            steps.take(before, after, back.inverse_gap);
        }
        steps
    }

    /// Sweeps lanes once more, and takes everybody's steps.
    fn close(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        lanes: Mask,
        convergence: &mut [Convergence; LANES],
    ) {
        let closing = lanes_where(lanes, |lane| convergence[lane].is_unclosed());
        if closing == 0 {
            return;
        }
        let mut last = std::mem::take(&mut self.last);
        last.clear();
        last.extend_from_slice(&pass.state.quality[cycle.parties()]);
        let steps = self.sweep(pass, cycle, closing);
        let mut everybody = LaneStepNorms::NONE;
        for (before, after) in last.iter().zip(&pass.state.quality[cycle.parties()]) {
            everybody.take(before, after, 0.0);
        }
        for lane in lanes_of(closing) {
            convergence[lane].close(steps.of(lane), everybody.of(lane));
        }
        self.last = last;
    }

    /// Goes on with lanes of a certified component that have not settled, accelerated as a single
    /// solve is: together while the memory that takes is small, else a few at a time.
    fn accelerate(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        lanes: Mask,
        convergence: &mut [Convergence; LANES],
    ) {
        let mut anderson = std::mem::take(&mut self.anderson);
        let size = pass.layout.feedback_of(cycle).len();
        let lanes: Vec<usize> =
            lanes_of(lanes).filter(|&lane| convergence[lane].goes_on()).collect();
        for lanes in lanes.chunks((ACCELERATED_TOGETHER / size).max(1)) {
            let mut open = lanes.iter().fold(0, |open, lane| open | 1 << lane);
            anderson.resize_with(anderson.len().max(lanes.len()), Anderson::default);
            for (lane, anderson) in lanes.iter().zip(&mut anderson) {
                read(pass, cycle, *lane, &mut self.state);
                anderson.begin(&self.state);
            }
            while open != 0 {
                self.sweep_and_take(pass, cycle, open, convergence);
                open = lanes_where(open, |lane| convergence[lane].goes_on());
                for (&lane, anderson) in lanes.iter().zip(&mut anderson) {
                    if open >> lane & 1 == 1 {
                        read(pass, cycle, lane, &mut self.state);
                        anderson.next(&mut self.state, convergence[lane].steps.largest_relative);
                        write(pass, cycle, lane, &self.state);
                    }
                }
            }
        }
        self.anderson = anderson;
    }

    /// The same where one department feeds back.
    fn follow_secant(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        lanes: Mask,
        convergence: &mut [Convergence; LANES],
    ) {
        let [back] = pass.layout.feedback_of(cycle) else { return };
        let mut secant = [Secant::NEW; LANES];
        let mut open = lanes_where(lanes, |lane| convergence[lane].goes_on());
        while open != 0 {
            let before = pass.state.quality[back.department];
            self.sweep_and_take(pass, cycle, open, convergence);
            open = lanes_where(open, |lane| convergence[lane].goes_on());
            let mut next = pass.state.quality[back.department];
            for lane in lanes_of(open) {
                next.0[lane] = secant[lane].next(before.0[lane], next.0[lane]);
            }
            pass.state.put(back.department.into(), next);
        }
    }
}

/// Reads one lane of the departments that feed back.
fn read(pass: &Pass<'_>, cycle: &Cycle, lane: usize, state: &mut Vec<f64>) {
    let feedback = pass.layout.feedback_of(cycle).iter();
    state.clear();
    state.extend(feedback.map(|back| pass.state.quality[back.department].0[lane]));
}

/// Writes one lane of the departments that feed back.
fn write(pass: &mut Pass<'_>, cycle: &Cycle, lane: usize, state: &[f64]) {
    for (back, quality) in pass.layout.feedback_of(cycle).iter().zip(state) {
        pass.state.quality[back.department].0[lane] = *quality;
        pass.state.missing[back.department].0[lane] = 1.0 - quality;
    }
}

/// Sets to 0, in each of some lanes, what is proved to be 0, as a single solve does; returns the
/// lanes in which anything was not so before.
fn collapse_lanes(
    pass: &mut Pass<'_>,
    cycle: &Cycle,
    lanes: Mask,
    reach: CollapseScope,
    convergence: &mut [Convergence; LANES],
) -> Mask {
    lanes_where(lanes, |lane| {
        let Pass { layout, group, state, by_hand, .. } = &mut *pass;
        let parties = cycle.parties();
        let mut qualities = state.quality[parties.clone()].iter().map(|quality| quality.0[lane]);
        if reach == CollapseScope::NearZero && !qualities.any(collapse::is_near) {
            return false;
        }
        let error = convergence[lane].outcome().proved_error;
        let quality = |party: PartyIx| {
            if parties.contains(&party) {
                state.quality[party].0[lane]
            } else {
                state.quality_in(lane, party)
            }
        };
        let at_zero = by_hand.with_equation(layout, group, lane, &parties, |context, scratch| {
            collapse::proved(context, &parties, reach, &quality, error, scratch)
        });
        for &department in &at_zero {
            state.quality[department].0[lane] = 0.0;
            state.missing[department].0[lane] = 1.0;
        }
        if !at_zero.is_empty() {
            convergence[lane].reopen();
        }
        !at_zero.is_empty()
    })
}

/// Puts a component where it begins: open lanes at 1, the others at the baseline.
fn begin(pass: &mut Pass<'_>, cycle: &Cycle, open: Mask) {
    let state = &mut *pass.state;
    for department in cycle.parties() {
        let mut quality = Lanes::splat(1.0);
        let baseline = state.baseline(department);
        lanes_of(ALL & !open).for_each(|lane| quality.0[lane] = baseline);
        state.put(department, quality);
    }
}
