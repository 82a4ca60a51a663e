//! How far lanes moved in a sweep, and which of them move no more.

use super::lanes::{LANES, Lanes, Mask, lanes_of};
use crate::quality::engine::convergence::StepNorms;

/// The steps of one sweep, in each lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct LaneStepNorms {
    largest: Lanes,
    /// Over the gap of the department, where the component is certified.
    relative: Lanes,
    excess: Lanes,
    smallest: Lanes,
}

impl LaneStepNorms {
    pub(super) const NONE: Self = Self {
        largest: Lanes::splat(StepNorms::NONE.largest),
        relative: Lanes::splat(StepNorms::NONE.largest_relative),
        excess: Lanes::splat(StepNorms::NONE.excess),
        smallest: Lanes::splat(StepNorms::NONE.smallest),
    };

    #[inline]
    pub(super) fn take(&mut self, before: &Lanes, after: &Lanes, inverse_gap: f64) {
        for lane in 0..LANES {
            let mut steps = self.of(lane);
            steps.take(before.0[lane], after.0[lane], inverse_gap);
            self.largest.0[lane] = steps.largest;
            self.relative.0[lane] = steps.largest_relative;
            self.excess.0[lane] = steps.excess;
            self.smallest.0[lane] = steps.smallest;
        }
    }

    #[inline]
    pub(super) fn of(&self, lane: usize) -> StepNorms {
        StepNorms {
            largest: self.largest.0[lane],
            largest_relative: self.relative.0[lane],
            excess: self.excess.0[lane],
            smallest: self.smallest.0[lane],
        }
    }
}

/// Which lanes keep their value: every bit of theirs is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frozen([u64; LANES]);

impl Frozen {
    pub(super) fn new(lanes: Mask) -> Self {
        let mut frozen = [0; LANES];
        lanes_of(lanes).for_each(|lane| frozen[lane] = u64::MAX);
        Self(frozen)
    }

    #[inline]
    pub(super) fn keep(&self, before: &Lanes, after: &mut Lanes) {
        for lane in 0..LANES {
            let kept = before.0[lane].to_bits() & self.0[lane];
            after.0[lane] = f64::from_bits(kept | after.0[lane].to_bits() & !self.0[lane]);
        }
    }
}
