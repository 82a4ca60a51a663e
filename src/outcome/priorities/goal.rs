//! One number for a set: its values in all scenarios, made one; and which of two sets is better.

use super::action_set::ActionSet;
use super::evaluate::Evaluator;
use super::options::Robustness;
use super::problem::ActionProblem;

/// Values nearer than this are equal: what solves leave of a cycle decides nothing.
pub(super) const TIE: f64 = 1e-12;

/// What is to be large, and what has to be large enough.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    /// The number of the criterion.
    pub(super) criterion: usize,
    pub(super) combined: Combined,
    /// What another goal must reach at least.
    pub(super) floor: Option<Box<(Goal, f64)>>,
}

/// How the values of scenarios become one. All are monotone in every value.
#[derive(Debug, Clone)]
pub(super) enum Combined {
    Mean,
    Worst,
    /// Minus the largest regret, given what is best in each scenario.
    Regret(Vec<f64>),
    /// The value of one scenario.
    Only(usize),
}

impl Goal {
    pub(super) fn new(criterion: usize, combined: Combined) -> Self {
        Self { criterion, combined, floor: None }
    }

    /// The combination that needs nothing to be found before.
    pub(super) fn simple(criterion: usize, robustness: Robustness) -> Self {
        Self::new(
            criterion,
            match robustness {
                Robustness::WorstCase => Combined::Worst,
                Robustness::Mean | Robustness::Regret => Combined::Mean,
            },
        )
    }

    pub(super) fn with_floor(mut self, of: Self, at_least: f64) -> Self {
        self.floor = Some(Box::new((of, at_least)));
        self
    }

    /// Makes one value of those of all scenarios.
    pub(super) fn combine(&self, problem: &ActionProblem, values: &[f64]) -> f64 {
        match &self.combined {
            Combined::Mean => {
                let weighted = problem.scenarios.iter().zip(values);
                0.0 + weighted.map(|(scenario, value)| scenario.weight * value).sum::<f64>()
            }
            Combined::Worst => values.iter().copied().fold(f64::INFINITY, f64::min),
            Combined::Regret(best) => {
                let regrets = best.iter().zip(values).map(|(best, value)| best - value);
                -regrets.fold(f64::NEG_INFINITY, f64::max)
            }
            Combined::Only(scenario) => values.get(*scenario).copied().unwrap_or_default(),
        }
    }

    /// The value of a set.
    pub(super) fn value(&self, evaluator: &mut Evaluator<'_>, set: &ActionSet) -> f64 {
        let values = evaluator.values(set, self.criterion);
        self.combine(evaluator.problem, &values)
    }

    /// Whether a set reaches what has to be reached.
    pub(super) fn is_allowed(&self, evaluator: &mut Evaluator<'_>, set: &ActionSet) -> bool {
        match self.floor.as_deref() {
            Some((of, at_least)) => of.value(evaluator, set) >= *at_least,
            None => true,
        }
    }

    pub(super) fn rank(&self, evaluator: &mut Evaluator<'_>, set: &ActionSet) -> Ranked {
        let value = self.value(evaluator, set);
        Ranked { set: set.clone(), value, cost: evaluator.problem.cost(set) }
    }
}

/// A set with its value and its cost.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    pub(super) set: ActionSet,
    pub(super) value: f64,
    pub(super) cost: f64,
}

impl Ranked {
    /// Whether it comes before another: by value, by cost where values tie, by what is stated first
    /// where costs are equal as well.
    pub(super) fn beats(&self, other: &Self) -> bool {
        if (self.value - other.value).abs() > TIE {
            return self.value > other.value;
        }
        match self.cost.total_cmp(&other.cost) {
            std::cmp::Ordering::Equal => self.set.is_before(&other.set),
            order => order.is_lt(),
        }
    }
}

/// The best of some sets: among those within a tie of the largest value the one that comes first.
pub(super) fn best_of(ranked: impl Iterator<Item = Ranked> + Clone) -> Option<Ranked> {
    let most = ranked.clone().map(|one| one.value).fold(f64::NEG_INFINITY, f64::max);
    ranked.filter(|one| one.value >= most - TIE).reduce(|best, one| {
        let level = |of: &Ranked| Ranked { value: most, ..of.clone() };
        if level(&one).beats(&level(&best)) { one } else { best }
    })
}
