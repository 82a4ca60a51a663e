//! When jumps are felt over a lag.

use std::collections::BTreeSet;

/// Instants at which a jump is felt, and how many more steps may be cut for them.
pub(super) struct BreakingPoints {
    /// Multiples of the step, where a step ends in any case.
    regular: BTreeSet<i64>,
    /// The earliest of the others, no more than steps may be cut for.
    between: BTreeSet<i64>,
    cuts: usize,
    /// The earliest of those at the end or after it, no more than `most_later`: for a part that
    /// follows.
    later: BTreeSet<i64>,
    most_later: usize,
    step: i64,
    /// Multiples of the step count from here.
    origin: i64,
    end: i64,
    /// Jumps that are felt within a step.
    blurred: u64,
}

impl BreakingPoints {
    pub(super) fn new(step: i64, end: i64, cuts: usize) -> Self {
        Self {
            regular: BTreeSet::new(),
            between: BTreeSet::new(),
            cuts,
            later: BTreeSet::new(),
            most_later: cuts,
            step,
            origin: 0,
            end,
            blurred: 0,
        }
    }

    /// Goes on with a part of a timeline whose steps count from where it begins.
    pub(super) fn begin_part(&mut self, origin: i64, part: Self) {
        let pending: Vec<i64> = self.pending().collect();
        *self = Self { origin, blurred: self.blurred, ..part };
        for at in pending {
            self.insert(at);
        }
    }

    /// The instants at which jumps are still to be felt, in no order.
    pub(super) fn pending(&self) -> impl Iterator<Item = i64> + '_ {
        self.regular.iter().chain(&self.between).chain(&self.later).copied()
    }

    pub(super) fn blurred(&self) -> u64 {
        self.blurred
    }

    /// Notes that a jump is felt at an instant.
    ///
    /// # Complexity
    ///
    /// Time logarithmic in the instants noted; no more than cuts, and step ends within a lag, are.
    pub(super) fn insert(&mut self, at: i64) {
        if at >= self.end {
            self.later.insert(at);
            if self.later.len() > self.most_later {
                self.later.pop_last();
            }
            return;
        }
        if (at - self.origin) % self.step == 0 {
            self.regular.insert(at);
            return;
        }
        if self.between.len() >= self.cuts {
            let is_late = self.between.last().is_none_or(|&last| at >= last);
            if is_late && !self.between.contains(&at) {
                self.blurred += 1;
            }
            if is_late {
                return;
            }
        }
        if self.between.insert(at) && self.between.len() > self.cuts {
            self.between.pop_last();
            self.blurred += 1;
        }
    }

    /// Whether a jump is felt at an instant; it is forgotten then.
    pub(super) fn remove(&mut self, at: i64) -> bool {
        // Both are looked at, as a step may end anywhere.
        let was_cut = self.between.remove(&at);
        self.cuts -= usize::from(was_cut);
        self.regular.remove(&at) | was_cut
    }

    /// The first instant before another at which a jump is felt, for which a step is cut; or that
    /// other instant.
    pub(super) fn first_before(&self, end: i64) -> i64 {
        self.between.first().map_or(end, |&at| at.min(end))
    }
}

#[cfg(test)]
mod tests {
    use crate::time::timeline::breaking_points::*;

    #[test]
    fn the_earliest_are_kept_and_step_ends_cost_nothing() {
        let mut breaking_points = BreakingPoints::new(10, 100, 2);
        for at in [35, 20, 15, 25, 100, 15, 12, 20, 35] {
            breaking_points.insert(at);
        }
        // 35 and 25 make room for 15 and 12, and 35 comes too late again.
        assert_eq!(breaking_points.blurred(), 3);
        assert_eq!(breaking_points.first_before(10), 10);
        assert_eq!(breaking_points.first_before(20), 12);
        assert!(
            breaking_points.remove(12)
                && !breaking_points.remove(12)
                && !breaking_points.remove(13)
        );
        assert_eq!(breaking_points.first_before(20), 15);
        assert!(breaking_points.remove(15));
        assert_eq!(breaking_points.first_before(20), 20);
        breaking_points.insert(27);
        assert_eq!((breaking_points.first_before(30), breaking_points.blurred()), (30, 4));
        assert!(
            breaking_points.remove(20)
                && !breaking_points.remove(20)
                && !breaking_points.remove(100)
        );
    }
}
