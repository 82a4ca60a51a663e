//! One search, by whichever method fits.

use super::action_set::ActionSet;
use super::branch::{Searched, branch_and_bound};
use super::choice::{ChoiceStatus, SearchMethod};
use super::enumerate::{best, evaluate_all};
use super::evaluate::Evaluator;
use super::exchange::exchange;
use super::goal::{Combined, Goal, Ranked, TIE, best_of};
use super::greedy::{GreedyOrder, greedy};
use super::options::{ChoiceOptions, Robustness};

/// Finds the best set for a goal; `all` are the consistent sets where every one is to be tried.
pub(super) fn search(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    all: Option<&[ActionSet]>,
    options: &ChoiceOptions,
) -> Searched {
    if let Some(all) = all {
        let problem = evaluator.problem;
        let affordable: Vec<ActionSet> =
            all.iter().filter(|set| problem.is_affordable(problem.cost(set))).cloned().collect();
        let went_through = evaluate_all(evaluator, &affordable);
        let known: Vec<ActionSet> =
            if went_through { affordable } else { tried(evaluator, &affordable) };
        let best = best(evaluator, goal, &known);
        let most = best.as_ref().map_or(f64::NEG_INFINITY, |best| best.value);
        return Searched { best, bound: if went_through { most } else { f64::INFINITY } };
    }
    let today = goal.value(evaluator, &evaluator.problem.none());
    let incumbent = heuristic(evaluator, goal);
    if !evaluator.problem.mixed.is_empty() {
        return Searched { best: incumbent, bound: f64::INFINITY };
    }
    branch_and_bound(evaluator, goal, incumbent, today, options)
}

/// The goal of a criterion; for regret the best in each scenario is found before, and it is said
/// whether each of these is proved.
pub(super) fn goal_of(
    evaluator: &mut Evaluator<'_>,
    criterion: usize,
    all: Option<&[ActionSet]>,
    options: &ChoiceOptions,
) -> (Goal, bool) {
    if options.robustness != Robustness::Regret {
        return (Goal::simple(criterion, options.robustness), true);
    }
    let (mut best, mut is_known) = (Vec::new(), true);
    for scenario in 0..evaluator.problem.scenarios.len() {
        let goal = Goal::new(criterion, Combined::Only(scenario));
        let searched = search(evaluator, &goal, all, options);
        let value = searched.best.as_ref().map_or(0.0, |best| best.value);
        is_known &= status(&searched, value) == ChoiceStatus::Optimal;
        best.push(value);
    }
    (Goal::new(criterion, Combined::Regret(best)), is_known)
}

/// The best that greedy choices and exchange find, or that was tried for another goal.
fn heuristic(evaluator: &mut Evaluator<'_>, goal: &Goal) -> Option<Ranked> {
    let mut found = Vec::new();
    for order in [GreedyOrder::PerCost, GreedyOrder::Plain] {
        let set = greedy(evaluator, goal, order);
        found.push(exchange(evaluator, goal, &set));
    }
    if goal.floor.is_some() {
        let known: Vec<ActionSet> = evaluator.known().cloned().collect();
        for set in known {
            if evaluator.problem.is_feasible(&set) {
                found.push(goal.rank(evaluator, &set));
            }
        }
        found.retain(|ranked| goal.is_allowed(evaluator, &ranked.set));
    }
    best_of(found.iter().cloned())
}

/// Those of some sets whose values are known.
fn tried(evaluator: &Evaluator<'_>, sets: &[ActionSet]) -> Vec<ActionSet> {
    sets.iter().filter(|set| evaluator.is_known(set)).cloned().collect()
}

/// How certain a search is, given its value.
pub(super) fn status(searched: &Searched, value: f64) -> ChoiceStatus {
    let gap = searched.bound - value;
    if !gap.is_finite() {
        ChoiceStatus::BestFound
    } else if gap <= TIE {
        ChoiceStatus::Optimal
    } else {
        ChoiceStatus::Within { gap }
    }
}

/// How sets are searched.
pub(super) fn method(evaluator: &Evaluator<'_>, all: Option<&[ActionSet]>) -> SearchMethod {
    if all.is_some() {
        SearchMethod::Enumeration
    } else if evaluator.problem.mixed.is_empty() {
        SearchMethod::BranchAndBound
    } else {
        SearchMethod::Exchange
    }
}
