//! How long the next step may be: shorter wherever anything moves or bends too quickly.

/// Steps as long as they may be, halved for as long as an estimate of theirs is too large, and
/// doubled again once it is small.
///
/// Where a state jumps, halving would never end; so a step is halved sixteen times at most, and
/// what moves within so short a step is a jump. Nor may steps taken between regular ends, and steps
/// given up, be more than are to spare: with none left, steps are as long as they would be
/// otherwise.
pub(super) struct Refinement {
    /// The largest estimate of a step.
    tolerance: f64,
    /// The longest step.
    step: i64,
    /// Multiples of it count from here.
    origin: i64,
    /// How many times it is halved.
    halvings: u32,
    /// How many more steps may be halved.
    spare: u64,
}

const MOST_HALVINGS: u32 = 16;
/// Estimates fall to a quarter as steps are halved: above so many tolerances a step is halved
/// twice.
const FAR_ABOVE: f64 = 8.0;
/// With a step twice as long an estimate below that share of the tolerance would be half of it.
const FAR_BELOW: f64 = 1.0 / 8.0;

impl Refinement {
    pub(super) fn new(tolerance: f64, step: i64, spare: u64) -> Self {
        Self { tolerance, step, origin: 0, halvings: 0, spare }
    }

    /// The same from an instant on, where steps were halved so many times before it.
    pub(super) fn going_on(self, origin: i64, halvings: u32) -> Self {
        Self { origin, halvings, ..self }
    }

    pub(super) fn halvings(&self) -> u32 {
        self.halvings
    }

    fn shortest(&self) -> i64 {
        (self.step >> MOST_HALVINGS).max(1)
    }

    /// Whether steps are as long as a tolerance allows.
    pub(super) fn has_tolerance(&self) -> bool {
        self.tolerance < f64::INFINITY
    }

    /// Whether a step of a length may turn out too long.
    pub(super) fn may_refuse(&self, length: i64) -> bool {
        self.tolerance < f64::INFINITY && self.spare > 0 && length > self.shortest()
    }

    /// When a step ends that would otherwise end later: at a multiple of what the longest step is
    /// halved to, unless little would be left.
    pub(super) fn end(&self, now: i64, end: i64) -> i64 {
        if self.halvings == 0 || self.spare == 0 {
            return end;
        }
        let length = (self.step >> self.halvings).max(1);
        let multiples = ((now - self.origin) / length + 1).saturating_mul(length);
        let multiple = self.origin.saturating_add(multiples);
        if multiple.saturating_add(length / 2) >= end { end } else { multiple }
    }

    /// Whether a step that may be refused is; the next one is shorter then.
    pub(super) fn refuses(&mut self, length: i64, estimate: f64) -> bool {
        if estimate <= self.tolerance {
            return false;
        }
        self.spare -= 1;
        self.halvings += if estimate > FAR_ABOVE * self.tolerance { 2 } else { 1 };
        // A step may have been shorter than it might have been.
        while self.halvings < MOST_HALVINGS && self.step >> self.halvings > length / 2 {
            self.halvings += 1;
        }
        self.halvings = self.halvings.min(MOST_HALVINGS);
        true
    }

    /// Notes a step that was taken; whether it is too short for what moved to be an error.
    pub(super) fn take(&mut self, length: i64, estimate: f64) -> bool {
        if self.halvings > 0 {
            self.spare = self.spare.saturating_sub(1);
        }
        if estimate <= FAR_BELOW * self.tolerance {
            self.halvings = self.halvings.saturating_sub(1);
        }
        self.tolerance < f64::INFINITY && length <= self.shortest()
    }
}

#[cfg(test)]
mod tests {
    use crate::time::timeline::step_control::*;

    const STEP: i64 = 1 << 20;

    #[test]
    fn steps_shrink_to_what_suits_and_grow_again() {
        let mut refinement = Refinement::new(0.01, STEP, 1_000);
        // What is only right in steps of at most a 64th, up to half of the way.
        let (mut now, mut lengths) = (0, Vec::new());
        while now < STEP {
            let end = refinement.end(now, STEP);
            let length = end - now;
            let estimate = if now < STEP / 2 && length > STEP / 64 { 0.05 } else { 0.0 };
            if refinement.may_refuse(length) && refinement.refuses(length, estimate) {
                continue;
            }
            assert!(estimate <= 0.01, "{length} at {now}");
            assert!(!refinement.take(length, estimate));
            lengths.push(length);
            now = end;
        }
        assert_eq!(now, STEP);
        assert_eq!(lengths.iter().max(), Some(&(STEP / 4)), "{lengths:?}");
    }

    #[test]
    fn a_jump_is_closed_in_on_and_no_error() {
        let mut refinement = Refinement::new(0.01, STEP, 1_000);
        let jump = STEP / 3;
        let (mut now, mut steps, mut closed_in) = (0, 0, 0);
        while now < STEP {
            let end = refinement.end(now, STEP);
            let estimate = if (now..end).contains(&jump) { 0.5 } else { 0.0 };
            if refinement.may_refuse(end - now) && refinement.refuses(end - now, estimate) {
                continue;
            }
            let is_short = refinement.take(end - now, estimate);
            if estimate > 0.01 {
                assert!(is_short);
                closed_in += 1;
            }
            (now, steps) = (end, steps + 1);
        }
        assert_eq!(closed_in, 1);
        assert!(steps < 50, "{steps}");
    }

    #[test]
    fn with_nothing_to_spare_steps_are_as_they_would_be() {
        let mut refinement = Refinement::new(0.01, STEP, 2);
        assert!(refinement.may_refuse(STEP) && refinement.refuses(STEP, 1.0));
        assert!(refinement.may_refuse(STEP / 4) && refinement.refuses(STEP / 4, 1.0));
        assert!(!refinement.may_refuse(STEP));
        assert_eq!(refinement.end(0, STEP), STEP);
        assert!(!refinement.take(STEP, 1.0), "what is left is an error");
        assert!(!Refinement::new(f64::INFINITY, STEP, 9).may_refuse(STEP));
    }
}
