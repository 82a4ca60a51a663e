//! One cyclic component, iterated in every lane.
//!
//! Lanes sweep together and settle one by one, each by the rule of a single solve; a lane that has
//! settled stays where it is while others go on. So every lane ends exactly where a single solve
//! does.

use super::engine::Pass;
use super::lanes::{ALL, LANES, Lanes, Mask, lanes_of};
use super::packed::Packed;
use super::steps::LaneSteps;
use crate::network::{Block, Cycle, Feedback};
use crate::quality::acceleration::Anderson;
use crate::quality::settling::{Outcome, PLAIN_SWEEPS, Settling, Stop};

/// A component on its way in every lane.
#[derive(Debug, Clone, Default)]
pub(super) struct Ring {
    packed: Packed,
    /// What departments that feed back were before a sweep.
    before: Vec<Lanes>,
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
        let changed = self.group.within(parties.clone()).iter();
        let mut moved = changed.fold(0, |moved, changed| moved | changed.lanes);
        for department in parties.clone() {
            let row = layout.row(department);
            let inner_start = layout.inner_start[department] as usize;
            moved |= self.state.moved_among(&layout.provider[row.start..inner_start]);
            if inner_start == row.start {
                // A detailed row is in no such order.
                let outside = layout.provider[row].iter();
                let outside = outside.filter(|&&provider| !parties.contains(&(provider as usize)));
                moved |= outside.fold(0, |m, &provider| m | self.state.moved[provider as usize]);
            }
        }
        moved
    }
}

impl Ring {
    /// Sweeps a component until every lane has settled, and returns how each did.
    ///
    /// `baseline` is how the component settled there, for lanes that cannot differ.
    pub(super) fn iterate(
        &mut self,
        pass: &mut Pass<'_>,
        block: &Block,
        moved: Mask,
        max_sweeps: u32,
        baseline: Outcome,
    ) -> [Outcome; LANES] {
        let mut outcomes = [baseline; LANES];
        let Some(cycle) = block.cycle.map(|cycle| &pass.layout.cycles[cycle as usize]) else {
            return outcomes;
        };
        self.packed.fill(pass, block, cycle);
        // Where some lane costs evaluations of its own, those that cannot differ stay out.
        let swept = if self.packed.has_by_hand() { moved } else { ALL };
        let mut open = swept;
        begin(pass, cycle, open);

        let mut settling = [Settling::new(cycle.certificate, Stop::proved(max_sweeps)); LANES];
        let plain = if cycle.certificate.is_some() { PLAIN_SWEEPS } else { u32::MAX };
        for sweeps in 1..=max_sweeps.min(plain) {
            open = self.sweep_open(pass, cycle, open, sweeps == max_sweeps, &mut settling);
            if open == 0 {
                break;
            }
        }
        if cycle.certificate.is_some() {
            self.accelerate(pass, cycle, open, &mut settling, max_sweeps);
        }
        lanes_of(swept).for_each(|lane| outcomes[lane] = settling[lane].outcome());
        for department in cycle.parties() {
            let differs =
                pass.state.quality[department].differ_from(pass.state.baseline(department));
            pass.state.moved[department] = if differs { moved } else { 0 };
        }
        outcomes
    }

    /// Sweeps lanes that have not settled, and returns which still have not.
    fn sweep_open(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        mut open: Mask,
        is_last: bool,
        settling: &mut [Settling; LANES],
    ) -> Mask {
        let parties = cycle.parties();
        let last = if is_last { pass.state.quality[parties.clone()].to_vec() } else { Vec::new() };
        let feedback = pass.layout.feedback_of(cycle);
        self.before.clear();
        let before = |back: &Feedback| pass.state.quality[back.department as usize];
        self.before.extend(feedback.iter().map(before));
        self.packed.sweep(pass, cycle, open);
        let mut steps = LaneSteps::NONE;
        for (back, before) in feedback.iter().zip(&self.before) {
            let after = &pass.state.quality[back.department as usize];
            steps.take(before, after, back.inverse_gap);
        }
        for lane in lanes_of(open) {
            settling[lane].swept(steps.of(lane));
            open &= !(Mask::from(settling[lane].settled) << lane);
        }
        if is_last {
            let of_lane = |state: &[Lanes], lane: usize| {
                state.iter().map(|of| of.0[lane]).collect::<Vec<_>>()
            };
            for lane in lanes_of(open) {
                let after = of_lane(&pass.state.quality[parties.clone()], lane);
                settling[lane].ran_out(&of_lane(&last, lane), &after);
            }
        }
        open
    }

    /// Goes on with lanes of a certified component that have not settled, accelerated as a single
    /// solve is: together while the memory that takes is small, else a few at a time.
    fn accelerate(
        &mut self,
        pass: &mut Pass<'_>,
        cycle: &Cycle,
        open: Mask,
        settling: &mut [Settling; LANES],
        max_sweeps: u32,
    ) {
        let mut anderson = std::mem::take(&mut self.anderson);
        let size = pass.layout.feedback_of(cycle).len();
        let lanes: Vec<usize> = lanes_of(open).collect();
        for lanes in lanes.chunks((ACCELERATED_TOGETHER / size).max(1)) {
            let mut open = lanes.iter().fold(0, |open, lane| open | 1 << lane);
            anderson.resize_with(anderson.len().max(lanes.len()), Anderson::default);
            for (lane, anderson) in lanes.iter().zip(&mut anderson) {
                read(pass, cycle, *lane, &mut self.state);
                anderson.begin(&self.state);
            }
            for sweeps in PLAIN_SWEEPS + 1..=max_sweeps {
                let is_last = sweeps == max_sweeps;
                open = self.sweep_open(pass, cycle, open, is_last, settling);
                if open == 0 || is_last {
                    break;
                }
                for (&lane, anderson) in lanes.iter().zip(&mut anderson) {
                    if open >> lane & 1 == 1 {
                        read(pass, cycle, lane, &mut self.state);
                        anderson.next(&mut self.state, settling[lane].steps.largest_relative);
                        write(pass, cycle, lane, &self.state);
                    }
                }
            }
        }
        self.anderson = anderson;
    }
}

/// Reads one lane of the departments that feed back.
fn read(pass: &Pass<'_>, cycle: &Cycle, lane: usize, state: &mut Vec<f64>) {
    let feedback = pass.layout.feedback_of(cycle).iter();
    state.clear();
    state.extend(feedback.map(|back| pass.state.quality[back.department as usize].0[lane]));
}

/// Writes one lane of the departments that feed back.
fn write(pass: &mut Pass<'_>, cycle: &Cycle, lane: usize, state: &[f64]) {
    for (back, quality) in pass.layout.feedback_of(cycle).iter().zip(state) {
        pass.state.quality[back.department as usize].0[lane] = *quality;
        pass.state.missing[back.department as usize].0[lane] = 1.0 - quality;
    }
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
