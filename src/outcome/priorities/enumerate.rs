//! Every set there is, for few actions.

use super::action_set::ActionSet;
use super::evaluate::Evaluator;
use super::goal::{Goal, Ranked, best_of};
use super::problem::ActionProblem;

/// How many services an enumeration evaluates at most.
const MOST_EVALUATIONS: u64 = 2_000_000_000;
/// What a solve of an organisation with requests costs more than one pass over its services.
const ROUNDS_WITH_REQUESTS: u64 = 1_000;
/// The most actions of which every set is tried.
const MOST_ENUMERATED: usize = 20;
/// How many sets are evaluated at once.
const SETS_AT_ONCE: usize = 1 << 12;

/// Every consistent set, of any cost, in the order stated; `None` where these are too many.
pub(super) fn consistent_sets(problem: &ActionProblem, most: usize) -> Option<Vec<ActionSet>> {
    let count = problem.count();
    if count > most.min(MOST_ENUMERATED) {
        return None;
    }
    let layout = problem.network.layout();
    let rounds = if layout.demand().is_some() { ROUNDS_WITH_REQUESTS } else { 1 };
    let by_set = (layout.edge_count() as u64 + 1) * problem.scenarios.len() as u64 * rounds;
    if by_set.saturating_mul(1 << count) > MOST_EVALUATIONS {
        return None;
    }
    let set = |bits: u64| {
        let taken = (0..count).filter(|&action| bits >> action & 1 == 1);
        taken.fold(problem.none(), ActionSet::with)
    };
    Some((0..1_u64 << count).map(set).filter(|set| problem.is_consistent(set)).collect())
}

/// Evaluates all sets; whether the run went through.
pub(super) fn evaluate_all(evaluator: &mut Evaluator<'_>, sets: &[ActionSet]) -> bool {
    for some in sets.chunks(SETS_AT_ONCE) {
        if evaluator.is_over() {
            return false;
        }
        evaluator.evaluate(some);
    }
    !evaluator.is_stopped()
}

/// The best of some sets that were evaluated.
pub(super) fn best(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    sets: &[ActionSet],
) -> Option<Ranked> {
    let mut ranked = Vec::with_capacity(sets.len());
    for set in sets {
        if goal.is_allowed(evaluator, set) {
            ranked.push(goal.rank(evaluator, set));
        }
    }
    best_of(ranked.iter().cloned())
}
