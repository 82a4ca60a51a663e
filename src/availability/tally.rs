//! Sums over states, and the bounds they give.

use super::bounded_value::BoundedValue;
use super::variable::Variable;
use crate::numerics::compensated::CompensatedSum;

/// What the states looked at so far add up to.
///
/// Unavailability is summed by itself, not as what chance lacks to 1: it keeps its digits however
/// small it is.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    mass: CompensatedSum,
    failed: CompensatedSum,
    expected: CompensatedSum,
    pub(super) variables: Vec<VariableSums>,
    is_complete: bool,
}

/// Of one variable, each state by the share of its members that hold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct VariableSums {
    /// A member holds, and the subject has too little.
    failed_with: CompensatedSum,
    /// It does not hold, and the subject has too little: summed by itself, for it may be next to
    /// nothing of all that fails.
    failed_without: CompensatedSum,
    with: CompensatedSum,
    /// A minimal cut holds that a member is of.
    in_cut: CompensatedSum,
    /// A member holds, the subject has too little, and whether such a cut holds is not known.
    in_unknown_cut: CompensatedSum,
}

/// Which variables are in a minimal cut that holds in a state.
pub(super) struct InCuts<'a> {
    /// Of the variables of the state, in their order.
    pub(super) known: &'a [bool],
    /// Whether others may be in cuts that are not known.
    pub(super) others_may: bool,
}

/// What is known of a variable's member, given that the chance of each is `p`.
#[derive(Debug, Clone, Copy)]
pub(super) struct MemberBounds {
    /// The chance that it holds and the subject has too little.
    pub(super) failed_with: BoundedValue,
    /// The unavailability where it holds.
    pub(super) unavailability_with: BoundedValue,
    /// The unavailability where it does not.
    pub(super) unavailability_without: BoundedValue,
    /// The chance that a minimal cut holds that it is of.
    pub(super) in_cut: BoundedValue,
}

impl Tally {
    pub(super) fn new(variables: &[Variable]) -> Self {
        let zero = CompensatedSum::default();
        let variables = vec![VariableSums::default(); variables.len()];
        Self { mass: zero, failed: zero, expected: zero, variables, is_complete: false }
    }

    /// Adds a state.
    #[expect(clippy::cast_precision_loss, reason = "counts of members are small")]
    pub(super) fn add(
        &mut self,
        of: &[Variable],
        counts: &[(usize, usize)],
        chance: f64,
        (quality, fails): (f64, bool),
        in_cuts: &InCuts<'_>,
    ) {
        self.mass.add(chance);
        self.expected.add(chance * quality);
        if fails {
            self.failed.add(chance);
        }
        let share = |variable: usize, count: usize| count as f64 / of[variable].most() as f64;
        for &(variable, count) in counts {
            self.variables[variable].with.add(chance * share(variable, count));
        }
        if !fails {
            return;
        }
        let mut held = counts.iter().zip(0..).peekable();
        for (variable, sums) in self.variables.iter_mut().enumerate() {
            let Some((&(_, count), place)) = held.next_if(|((it, _), _)| *it == variable) else {
                sums.failed_without.add(chance);
                continue;
            };
            let share = share(variable, count);
            let (with, without) = (chance * share, chance * (1.0 - share));
            sums.failed_with.add(with);
            sums.failed_without.add(without);
            let place: usize = place;
            if in_cuts.known.get(place) == Some(&true) {
                sums.in_cut.add(with);
            } else if in_cuts.others_may {
                sums.in_unknown_cut.add(with);
            }
        }
    }

    /// Says that no state is left.
    pub(super) fn complete(&mut self) {
        self.is_complete = true;
    }

    /// The chance of the states that were not looked at.
    pub(super) fn rest(&self) -> f64 {
        if self.is_complete { 0.0 } else { (1.0 - self.mass.value()).max(0.0) }
    }

    pub(super) fn unavailability(&self) -> BoundedValue {
        let failed = self.failed.value();
        BoundedValue::within(failed, failed + self.rest()).clamped(0.0, 1.0)
    }

    /// The mean quality, given that of the best state and that of the worst.
    pub(super) fn expected(&self, best: f64, worst: f64) -> BoundedValue {
        let (sum, rest) = (self.expected.value(), self.rest());
        BoundedValue::within(sum + rest * worst, sum + rest * best).clamped(0.0, best)
    }

    /// What is known of a member of a variable.
    pub(super) fn member(&self, variable: usize, probability: f64) -> MemberBounds {
        let sums = &self.variables[variable];
        let left = |all: f64, seen: f64| {
            if self.is_complete { 0.0 } else { (all - seen).clamp(0.0, self.rest()) }
        };
        let with = sums.with.value();
        let rest_with = left(probability, with);
        let rest_without = left(1.0 - probability, self.mass.value() - with);
        let between =
            |sum: CompensatedSum, rest: f64| BoundedValue::within(sum.value(), sum.value() + rest);
        let failed_with = between(sums.failed_with, rest_with);
        let failed_without = between(sums.failed_without, rest_without);
        let given = |it: BoundedValue, chance: f64| {
            BoundedValue::within(it.lower / chance, it.upper / chance).clamped(0.0, 1.0)
        };
        MemberBounds {
            failed_with,
            unavailability_with: given(failed_with, probability),
            unavailability_without: given(failed_without, 1.0 - probability),
            in_cut: between(sums.in_cut, sums.in_unknown_cut.value() + rest_with),
        }
    }
}
