//! Exchange: one action for another, two for one, one for two, until nothing improves.

use super::action_set::ActionSet;
use super::evaluate::Evaluator;
use super::goal::{Goal, Ranked, TIE};
use super::greedy::{GreedyOrder, extend};

/// The most sets tried from one set.
const MOST_NEIGHBOURS: usize = 5_000;

/// Improves a set by exchange; what it ends with is no worse, and nothing in it is idle.
pub(super) fn exchange(evaluator: &mut Evaluator<'_>, goal: &Goal, from: &ActionSet) -> Ranked {
    let mut best = goal.rank(evaluator, from);
    loop {
        let better =
            small_step(evaluator, goal, &best).or_else(|| large_step(evaluator, goal, &best));
        match better {
            Some(better) if !evaluator.is_over() => {
                let refilled = extend(evaluator, goal, GreedyOrder::PerCost, better.set.clone());
                let refilled = goal.rank(evaluator, &refilled);
                best = if refilled.value > better.value + TIE { refilled } else { better };
            }
            _ => return reduced(evaluator, goal, best),
        }
    }
}

/// Takes out one action, puts in one.
fn small_step(evaluator: &mut Evaluator<'_>, goal: &Goal, from: &Ranked) -> Option<Ranked> {
    let problem = evaluator.problem;
    let mut sets = Vec::new();
    for out in from.set.iter() {
        let rest = problem.taken_out(&from.set, out);
        for action in (0..problem.count()).filter(|&action| !from.set.has(action)) {
            sets.extend(problem.added(&rest, action));
        }
    }
    best_step(evaluator, goal, from, sets)
}

/// Takes out two actions and puts in one, or takes out one and puts in two; puts in two as well
/// where nothing has to make room.
fn large_step(evaluator: &mut Evaluator<'_>, goal: &Goal, from: &Ranked) -> Option<Ranked> {
    let problem = evaluator.problem;
    let others: Vec<usize> = (0..problem.count()).filter(|&it| !from.set.has(it)).collect();
    let chosen: Vec<usize> = from.set.iter().collect();
    let mut sets = Vec::new();
    for (place, &one) in chosen.iter().enumerate() {
        let without_one = problem.taken_out(&from.set, one);
        for &two in &chosen[place + 1..] {
            let rest = problem.taken_out(&without_one, two);
            sets.extend(others.iter().filter_map(|&action| problem.added(&rest, action)));
        }
    }
    let bare = chosen.iter().map(|&one| problem.taken_out(&from.set, one));
    for rest in bare.chain([from.set.clone()]) {
        for (place, &one) in others.iter().enumerate() {
            // Two that exclude each other, or cost too much together, are left out below.
            let Some(with_one) = problem.added(&rest, one) else { continue };
            sets.extend(
                others[place + 1..].iter().filter_map(|&two| problem.added(&with_one, two)),
            );
        }
    }
    best_step(evaluator, goal, from, sets)
}

fn best_step(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    from: &Ranked,
    sets: Vec<ActionSet>,
) -> Option<Ranked> {
    if evaluator.is_over() {
        return None;
    }
    let mut sets = sets;
    sets.truncate(MOST_NEIGHBOURS);
    evaluator.evaluate(&sets);
    let mut best = None;
    for set in sets {
        if !goal.is_allowed(evaluator, &set) {
            continue;
        }
        let ranked = goal.rank(evaluator, &set);
        let beats =
            best.as_ref().map_or(ranked.value > from.value + TIE, |best| ranked.beats(best));
        if beats {
            best = Some(ranked);
        }
    }
    best
}

/// Leaves out what the value does not need, the dearest first.
pub(super) fn reduced(evaluator: &mut Evaluator<'_>, goal: &Goal, from: Ranked) -> Ranked {
    let problem = evaluator.problem;
    let mut order: Vec<usize> = from.set.iter().collect();
    order.sort_by(|&one, &two| {
        problem.costs[two].total_cmp(&problem.costs[one]).then(two.cmp(&one))
    });
    let mut best = from;
    let least = best.value - TIE;
    for out in order {
        if !best.set.has(out) {
            continue;
        }
        let fewer = problem.taken_out(&best.set, out);
        let fewer = goal.rank(evaluator, &fewer);
        if fewer.value >= least && goal.is_allowed(evaluator, &fewer.set) {
            best = fewer;
        }
    }
    best
}
