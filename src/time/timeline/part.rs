//! Parts of a timeline: from one stated step end to the next, each with steps that count from where
//! it begins.

use super::breaking_points::BreakingPoints;
use super::step_control::Refinement;

/// What is followed with steps that count from its beginning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) start: i64,
    pub(super) end: i64,
    /// The longest step.
    pub(super) step: i64,
}

/// What decides how long steps are.
#[derive(Debug, Clone)]
pub(super) struct StepLimits {
    pub(super) step: i64,
    /// Infinite where steps are as they are.
    pub(super) tolerance: f64,
    /// Stated step ends, ascending, each within the span.
    pub(super) step_ends: Vec<i64>,
    pub(super) max_steps: u64,
    pub(super) max_values: u64,
}

/// How much of the limits is used, and how much a step uses.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepCost {
    /// Steps taken.
    pub(super) taken: u64,
    /// Numbers that a step end keeps.
    pub(super) kept: u64,
    /// Numbers that a step end adds to the memory of lags.
    pub(super) remembered: u64,
}

/// As many steps are halved, or taken between regular ends, for each regular one.
const MOST_HALVED: u64 = 100;
/// So many steps are cut for jumps that are felt between step ends, in any case.
const LEAST_CUTS: u64 = 100;

impl Part {
    /// How many steps it has, unless they are shortened.
    fn steps(&self) -> u64 {
        let length = self.end - self.start;
        whole(length / self.step) + whole(i64::from(length % self.step > 0))
    }

    /// Room for jumps that are felt in it.
    pub(super) fn breaking_points(&self) -> BreakingPoints {
        let cuts = usize::try_from(self.steps().max(LEAST_CUTS)).unwrap_or(usize::MAX);
        BreakingPoints::new(self.step, self.end, cuts)
    }

    /// When a step from an instant ends, unless it is shortened.
    pub(super) fn regular_end(&self, now: i64) -> i64 {
        let multiples = ((now - self.start) / self.step + 1).saturating_mul(self.step);
        self.start.saturating_add(multiples).min(self.end)
    }
}

impl StepLimits {
    /// The part that begins at an instant.
    pub(super) fn part(&self, start: i64, span: i64) -> Part {
        let next = self.step_ends.partition_point(|&at| at <= start);
        let end = self.step_ends.get(next).map_or(span, |&at| at.min(span));
        Part { start, end, step: self.step.min(end - start).max(1) }
    }

    /// How many steps there are from an instant to the end, unless they are shortened.
    pub(super) fn steps_from(&self, start: i64, span: i64) -> u64 {
        let (mut now, mut steps) = (start, 0_u64);
        while now < span {
            let part = self.part(now, span);
            steps = steps.saturating_add(part.steps());
            now = part.end;
        }
        steps
    }

    /// How steps of a part are shortened, as far as limits leave room for it.
    pub(super) fn refinement(&self, part: &Part, span: i64, cost: StepCost) -> Refinement {
        let left = self.steps_from(part.start, span);
        let values = cost.taken.saturating_add(left).saturating_add(1).saturating_mul(cost.kept);
        let width = cost.kept + cost.remembered;
        let room = self.max_values.saturating_sub(values) / width.max(1);
        let spare = MOST_HALVED
            .saturating_mul(part.steps().max(LEAST_CUTS))
            .min(self.max_steps.saturating_sub(cost.taken).saturating_sub(left.saturating_mul(2)))
            .min(room.saturating_sub(left) / 2);
        Refinement::new(self.tolerance, part.step, spare)
    }
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
