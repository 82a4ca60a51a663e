//! The sets of which none is better by both of two criteria.
//!
//! The first criterion is made as large as can be, the second as large as that leaves; then again
//! with the second at more than it was, until no set is left (the ε-constraint method).
//!
//! # References
//!
//! Y. Haimes, L. Lasdon and D. Wismer, *On a bicriterion formulation of the problems of integrated
//! system identification and system optimization*, IEEE Trans. Syst. Man Cybern. 1 (1971) 296-297.

use super::action_set::ActionSet;
use super::choice::ChoiceStatus;
use super::evaluate::Evaluator;
use super::goal::{Goal, Ranked, TIE};
use super::options::ChoiceOptions;
use super::search::{search, status};

/// By how much the second criterion must be better at the next point.
const STEP: f64 = 1e-9;
/// The most points that are sought.
const MOST_POINTS: usize = super::by_budget::MOST_STEPS;

/// The frontier from the best by the first criterion to the best by the second, with the values of
/// both and how certain each point is.
pub(super) fn frontier(
    evaluator: &mut Evaluator<'_>,
    [first, second]: [&Goal; 2],
    all: Option<&[ActionSet]>,
    options: &ChoiceOptions,
) -> Vec<(Ranked, f64, ChoiceStatus)> {
    let mut points: Vec<(Ranked, f64, ChoiceStatus)> = Vec::new();
    while points.len() < MOST_POINTS && !evaluator.is_over() {
        let mut goal = first.clone();
        if let Some((_, before, _)) = points.last() {
            goal = goal.with_floor(second.clone(), before + STEP);
        }
        let of_first = search(evaluator, &goal, all, options);
        let Some(best) = &of_first.best else { break };
        let certain = status(&of_first, best.value);
        let tie = second.clone().with_floor(first.clone(), best.value - TIE);
        let of_second = search(evaluator, &tie, all, options);
        let Some(best) = &of_second.best else { break };
        // Proved by both criteria, or by neither.
        let is_proved = status(&of_second, best.value) == ChoiceStatus::Optimal;
        let certain = if is_proved { certain } else { ChoiceStatus::BestFound };
        let value = first.value(evaluator, &best.set);
        points.push((Ranked { value, ..best.clone() }, best.value, certain));
    }
    points
}
