//! Greedy choice: always what gains most next, by cost or plainly. Quick, and as bad as can be where
//! only several actions together help.

use super::action_set::ActionSet;
use super::evaluate::Evaluator;
use super::goal::Goal;

/// What a greedy choice prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GreedyOrder {
    /// The largest gain per cost.
    PerCost,
    /// The largest gain.
    Plain,
}

/// Adds actions, with all that they need, until none is affordable any more.
pub(super) fn greedy(evaluator: &mut Evaluator<'_>, goal: &Goal, order: GreedyOrder) -> ActionSet {
    extend(evaluator, goal, order, evaluator.problem.none())
}

/// Goes on from a set.
pub(super) fn extend(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    order: GreedyOrder,
    from: ActionSet,
) -> ActionSet {
    let problem = evaluator.problem;
    let mut set = from;
    loop {
        let mut candidates: Vec<ActionSet> = Vec::new();
        for action in (0..problem.count()).filter(|&action| !set.has(action)) {
            candidates.extend(problem.added(&set, action));
        }
        if candidates.is_empty() || evaluator.is_over() {
            return set;
        }
        evaluator.evaluate(&candidates);
        let (value, cost) = (goal.value(evaluator, &set), problem.cost(&set));
        let mut best: Option<(f64, ActionSet)> = None;
        for candidate in candidates {
            let gain = goal.value(evaluator, &candidate) - value;
            let merit = match order {
                GreedyOrder::Plain => gain,
                GreedyOrder::PerCost => {
                    let more = problem.cost(&candidate) - cost;
                    if more > 0.0 || gain <= 0.0 {
                        gain / more.max(f64::MIN_POSITIVE)
                    } else {
                        f64::INFINITY
                    }
                }
            };
            if best.as_ref().is_none_or(|&(most, _)| merit > most + super::goal::TIE) {
                best = Some((merit, candidate));
            }
        }
        // Where actions may worsen something, nothing is added that does.
        match best {
            Some((merit, candidate)) if merit >= -super::goal::TIE => set = candidate,
            _ => return set,
        }
    }
}

/// Takes actions in a given order, each with all that it needs, as long as they are affordable.
pub(super) fn in_order(evaluator: &Evaluator<'_>, actions: &[usize]) -> ActionSet {
    let problem = evaluator.problem;
    actions.iter().fold(problem.none(), |set, &action| {
        let more = problem.added(&set, action);
        more.unwrap_or(set)
    })
}
