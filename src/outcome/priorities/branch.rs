//! Branch and bound: the best set, or how much better one could be at most.
//!
//! Nodes are opened by bound, the highest first. A node takes some actions and leaves some open; it
//! is split on the open action that is worth most, into those sets that take it, with all that it
//! needs, and those that do not, nor any that needs it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::action_set::ActionSet;
use super::bound::{NodeBound, NodeBounds};
use super::evaluate::Evaluator;
use super::exchange::reduced;
use super::goal::{Goal, Ranked, TIE};
use super::options::ChoiceOptions;
use crate::quality::Assessment;

/// What a search ended with.
#[derive(Debug, Clone)]
pub(super) struct Searched {
    /// `None` where no set met reaches what has to be reached.
    pub(super) best: Option<Ranked>,
    /// No feasible set has a larger value.
    pub(super) bound: f64,
}

#[derive(Debug)]
struct Node {
    taken: ActionSet,
    open: ActionSet,
    bound: NodeBound,
    /// Of two nodes of one bound the older comes first.
    number: u64,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.most.total_cmp(&other.bound.most).then(other.number.cmp(&self.number))
    }
}

struct Search<'a, 'e> {
    evaluator: &'e mut Evaluator<'a>,
    goal: &'e Goal,
    bounds: NodeBounds<'a>,
    best: Option<Ranked>,
    heap: BinaryHeap<Node>,
    made: u64,
    /// What each action is worth as far as its loss from everything tells.
    missed: Vec<f64>,
}

/// Searches from a set that is known, for actions of which none worsens anything.
pub(super) fn branch_and_bound(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    incumbent: Option<Ranked>,
    today: f64,
    options: &ChoiceOptions,
) -> Searched {
    let problem = evaluator.problem;
    let bounds = NodeBounds::new(problem);
    let mut search = Search {
        evaluator,
        goal,
        bounds,
        best: incumbent,
        heap: BinaryHeap::new(),
        made: 0,
        missed: Vec::new(),
    };
    search.find_missed();
    let (taken, open) = (problem.none(), ActionSet::all(problem.count()));
    let lower = search.states(&taken);
    search.add(taken, &open, &lower);
    search.recycle(lower);
    let mut opened = 0;
    while let Some(node) = search.heap.peek() {
        let best = search.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.value);
        let most = node.bound.most;
        let left = most - best;
        let is_enough = left <= TIE || left <= options.gap * (best - today);
        if is_enough || opened >= options.max_nodes || search.evaluator.is_over() {
            let bound = if left <= TIE { best } else { most };
            return Searched { best: search.best, bound };
        }
        opened += 1;
        if let Some(node) = search.heap.pop() {
            search.split(node);
        }
    }
    let bound = search.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.value);
    Searched { best: search.best, bound }
}

impl Search<'_, '_> {
    /// Finds what the value with everything loses without each action.
    fn find_missed(&mut self) {
        let problem = self.evaluator.problem;
        let all = ActionSet::all(problem.count());
        let without = |action: usize| {
            let mut set = all.clone();
            set.remove(action);
            set
        };
        let sets: Vec<_> = (0..problem.count()).map(without).collect();
        self.evaluator.evaluate(&sets);
        let with_all = self.goal.value(self.evaluator, &all);
        self.missed =
            sets.iter().map(|set| with_all - self.goal.value(self.evaluator, set)).collect();
    }

    /// Solves for a set in every scenario.
    fn states(&mut self, set: &ActionSet) -> Vec<Assessment> {
        let scenarios = 0..self.evaluator.problem.scenarios.len();
        let solved: Vec<_> =
            scenarios.map(|scenario| self.evaluator.solve(scenario, set)).collect();
        self.evaluator.keep(set, &solved);
        solved
    }

    fn recycle(&mut self, solved: Vec<Assessment>) {
        for solved in solved {
            self.evaluator.recycle(solved);
        }
    }

    /// Takes a feasible set into account.
    fn try_set(&mut self, set: &ActionSet) {
        if !self.goal.is_allowed(self.evaluator, set) {
            return;
        }
        let ranked = self.goal.rank(self.evaluator, set);
        if self.best.as_ref().is_none_or(|best| ranked.beats(best)) {
            let ranked = reduced(self.evaluator, self.goal, ranked);
            if self.best.as_ref().is_none_or(|best| ranked.beats(best)) {
                self.best = Some(ranked);
            }
        }
    }

    /// What can still be taken beside a set: what is affordable, with all that it needs, and excluded
    /// by nothing taken.
    fn still_open(&self, taken: &ActionSet, open: &ActionSet) -> ActionSet {
        let problem = self.evaluator.problem;
        let allowed = taken.clone().union(open);
        let can = |&action: &usize| {
            problem.needed[action].is_within(&allowed) && problem.added(taken, action).is_some()
        };
        open.iter().filter(can).fold(problem.none(), ActionSet::with)
    }

    /// Adds a node unless nothing in it can be better; `lower` are the states with what is taken.
    fn add(&mut self, taken: ActionSet, open: &ActionSet, lower: &[Assessment]) {
        self.try_set(&taken);
        let open = self.still_open(&taken, open);
        if open.is_empty() {
            return;
        }
        let all = taken.clone().union(&open);
        let was_known = self.evaluator.is_known(&all);
        let upper = if was_known { Vec::new() } else { self.states(&all) };
        if !self.goal.is_allowed(self.evaluator, &all) {
            return; // nor is anything in between
        }
        if self.evaluator.problem.is_feasible(&all) {
            self.try_set(&all);
            return; // nothing in between is better
        }
        if self.goal.value(self.evaluator, &all) <= self.enough() {
            return;
        }
        let upper = if was_known { self.states(&all) } else { upper };
        let bound = self.bounds.bound(self.evaluator, self.goal, &taken, &open, lower, &upper);
        self.recycle(upper);
        if bound.most > self.enough() {
            self.made += 1;
            self.heap.push(Node { taken, open, bound, number: self.made });
        }
    }

    /// Only a larger value is better than what is known.
    fn enough(&self) -> f64 {
        self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.value + TIE)
    }

    fn split(&mut self, node: Node) {
        let problem = self.evaluator.problem;
        let Node { taken, open, bound, .. } = node;
        let worth = bound.worth.as_ref().unwrap_or(&self.missed);
        let Some(action) = open
            .iter()
            .reduce(|most, action| if worth[action] > worth[most] { action } else { most })
        else {
            return;
        };
        let lower = self.states(&taken);
        self.add(taken.clone(), &open.clone().without(&problem.needed_by[action]), &lower);
        self.recycle(lower);
        let with = taken.union(&problem.needed[action]);
        let open = open.without(&problem.needed[action]);
        let lower = self.states(&with);
        self.add(with, &open, &lower);
        self.recycle(lower);
    }
}
