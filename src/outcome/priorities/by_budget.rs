//! The best set at every budget at which it changes.

use super::action_set::ActionSet;
use super::choice::ChoiceStatus;
use super::evaluate::Evaluator;
use super::goal::{Goal, Ranked, TIE};
use super::options::ChoiceOptions;
use super::search::{goal_of, search, status};

/// The most budgets at which a set is sought.
pub(super) const MOST_STEPS: usize = 200;
/// By how much a budget is below one that is just enough.
const JUST_BELOW: f64 = 1e-9;

/// The steps up to the budget, given the set that is best there, in order of budget.
pub(super) fn steps(
    evaluator: &mut Evaluator<'_>,
    all: Option<&[ActionSet]>,
    options: &ChoiceOptions,
) -> Vec<(Ranked, ChoiceStatus)> {
    let problem = evaluator.problem;
    let budget = problem.budget();
    let mut steps: Vec<(Ranked, ChoiceStatus)> = Vec::new();
    // From the top downwards: the set chosen is best down to what it costs.
    while steps.len() < MOST_STEPS {
        // Regret is against the best that this budget affords.
        let (goal, is_known) = goal_of(evaluator, 0, all, options);
        let searched = search(evaluator, &goal, all, options);
        let Some(best) = searched.best.clone() else { break };
        let certain =
            if is_known { status(&searched, best.value) } else { ChoiceStatus::BestFound };
        let cost = best.cost;
        steps.push((best, certain));
        if cost <= 0.0 || evaluator.is_over() {
            break;
        }
        problem.set_budget(cost * (1.0 - JUST_BELOW));
    }
    problem.set_budget(budget);
    steps.reverse();
    steps
}

/// The cheapest set that is better than the one chosen, of any cost, from sets that were all tried:
/// there the choice changes.
pub(super) fn next_step(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    all: &[ActionSet],
    chosen: &Ranked,
) -> Option<Ranked> {
    let mut next: Option<Ranked> = None;
    for set in all
        .iter()
        .filter(|set| !evaluator.problem.is_affordable(evaluator.problem.cost(set)))
        .cloned()
        .collect::<Vec<_>>()
    {
        let ranked = goal.rank(evaluator, &set);
        if ranked.value <= chosen.value + TIE {
            continue;
        }
        let is_next = next.as_ref().is_none_or(|next| {
            ranked.cost < next.cost || (ranked.cost <= next.cost && ranked.beats(next))
        });
        if is_next {
            next = Some(ranked);
        }
    }
    next
}
