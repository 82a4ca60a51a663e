//! What no completion of a set can exceed.
//!
//! A node has taken the set `S` and may yet take any of `U`. Two bounds hold for every feasible set
//! between `S` and `S ∪ U`, of which the smaller counts:
//!
//! 1. *monotone*: the value with all of `S ∪ U`, for every action only improves;
//! 2. *adjoint*: the value with `S`, plus the most that the budget left buys of what each action of
//!    `U` is worth at most, `λ·b`, by the largest slopes between the two states
//!    ([`slope_box`](super::slope_box)).
//!
//! What an action changes at a party itself is found by evaluating that party with and without it,
//! whatever else of `U` is taken there.

use std::cell::OnceCell;

use indexmap::IndexMap;

use super::action_set::ActionSet;
use super::evaluate::{CompiledCriterion, Evaluator};
use super::goal::{Combined, Goal};
use super::knapsack::{KnapsackItem, most_gain};
use super::problem::ActionProblem;
use super::slope_box::{SlopeMemory, StateBox};
use crate::network::{Network, Overrides, PartyIx};
use crate::quality::{Assessment, EquationContext, Scratch, Status};

/// A bound, and what each open action is worth at most where that is known.
#[derive(Debug, Clone)]
pub(super) struct NodeBound {
    pub(super) most: f64,
    pub(super) worth: Option<Vec<f64>>,
}

/// A linear bound: a value to begin with, and what each action adds at most.
struct BoundLine {
    value: f64,
    worth: Vec<f64>,
}

/// Of the worst served, so many of the lowest customers are bounded one by one.
const LOWEST_CUSTOMERS: usize = 4;
/// Up to so many open actions of one party are tried in every combination.
const MOST_COMBINED: usize = 5;

/// Up to so many equations are kept for nodes to come.
const MOST_KEPT: usize = 1 << 11;

/// Bounds nodes of one choice.
#[derive(Debug)]
pub(super) struct NodeBounds<'a> {
    problem: &'a ActionProblem,
    /// By party the actions that change its equation.
    by_party: IndexMap<PartyIx, ActionSet>,
    /// A party's equation in a scenario with some of its actions taken.
    equations: IndexMap<(usize, PartyIx, ActionSet), ActedEquation>,
    memory: SlopeMemory,
    scratch: Scratch,
}

#[derive(Debug)]
struct ActedEquation {
    network: Network,
    overrides: Overrides,
    capability: Vec<f64>,
}

impl ActedEquation {
    fn new(network: &Network, overrides: Overrides) -> Self {
        let network = network.with_dependences(&overrides);
        let capability = capabilities(&network, &overrides);
        Self { network, overrides, capability }
    }

    fn context(&self) -> EquationContext<'_> {
        let Self { network, overrides, capability } = self;
        EquationContext { layout: network.layout(), capability, overrides }
    }
}

fn capabilities(network: &Network, overrides: &Overrides) -> Vec<f64> {
    let mut capability = network.layout().capabilities().to_vec();
    for (department, value) in overrides.capabilities() {
        capability[department] = value;
    }
    capability
}

impl<'a> NodeBounds<'a> {
    pub(super) fn new(problem: &'a ActionProblem) -> Self {
        let mut by_party: IndexMap<PartyIx, ActionSet> = IndexMap::new();
        for action in 0..problem.count() {
            for party in problem.parties(action) {
                by_party.entry(party).or_insert_with(|| problem.none()).insert(action);
            }
        }
        Self {
            problem,
            by_party,
            equations: IndexMap::new(),
            memory: SlopeMemory::default(),
            scratch: Scratch::default(),
        }
    }

    /// Bounds a node, given the states of every scenario with all that is taken and with all that
    /// may be; without the former by the monotone bound alone.
    pub(super) fn bound(
        &mut self,
        evaluator: &Evaluator<'_>,
        goal: &Goal,
        taken: &ActionSet,
        open: &ActionSet,
        lower: &[Assessment],
        upper: &[Assessment],
    ) -> NodeBound {
        let problem = self.problem;
        let judged = &evaluator.judged[goal.criterion];
        let upper_values: Vec<f64> = upper.iter().map(|solved| judged.of(solved)).collect();
        let monotone = goal.combine(problem, &upper_values);
        let left = problem.left(taken);
        let mut most = Vec::with_capacity(upper.len());
        let mut joint: Option<BoundLine> =
            Some(BoundLine { value: 0.0, worth: vec![0.0; problem.count()] });
        let mut shown = vec![0.0; problem.count()];
        for (scenario, (upper, upper_value)) in upper.iter().zip(&upper_values).enumerate() {
            let lines = lower
                .get(scenario)
                .and_then(|lower| self.lines(scenario, judged, taken, open, lower, upper));
            let Some(lines) = lines else {
                joint = None;
                most.push(*upper_value);
                continue;
            };
            let of_line = |line: &BoundLine| line.value + self.most_gain(&line.worth, open, left);
            let of_scenario = lines.iter().map(of_line).fold(*upper_value, f64::min);
            most.push(of_scenario);
            let weight = problem.scenarios[scenario].weight;
            if let Some(line) = lines.first() {
                for (shown, worth) in shown.iter_mut().zip(&line.worth) {
                    *shown += weight * worth;
                }
            }
            joint = match (joint, lines.as_slice()) {
                (Some(mut joint), [line]) => {
                    joint.value += weight * line.value;
                    for (joint, worth) in joint.worth.iter_mut().zip(&line.worth) {
                        *joint += weight * worth;
                    }
                    Some(joint)
                }
                _ => None,
            };
        }
        let mut bound = goal.combine(problem, &most).min(monotone);
        if let (Combined::Mean, Some(joint)) = (&goal.combined, &joint) {
            bound = bound.min(joint.value + self.most_gain(&joint.worth, open, left));
        }
        let is_known = shown.iter().any(|&worth| worth > 0.0);
        NodeBound { most: bound, worth: is_known.then_some(shown) }
    }

    /// The most that a budget buys of open actions.
    fn most_gain(&self, worth: &[f64], open: &ActionSet, budget: f64) -> f64 {
        let problem = self.problem;
        let items: Vec<_> = open
            .iter()
            .map(|action| KnapsackItem {
                cost: problem.costs[action],
                gain: worth[action],
                group: problem.group[action],
            })
            .collect();
        most_gain(&items, budget)
    }

    /// Linear bounds on a criterion's value in one scenario; its value is at most any of them.
    fn lines(
        &mut self,
        scenario: usize,
        judged: &CompiledCriterion,
        taken: &ActionSet,
        open: &ActionSet,
        lower: &Assessment,
        upper: &Assessment,
    ) -> Option<Vec<BoundLine>> {
        let layout = self.problem.network.layout();
        let converged = lower.status().max(upper.status()) == Status::Converged;
        if layout.demand().is_some() || !converged {
            return None;
        }
        let quality = lower.dense_qualities();
        let weights: Vec<(f64, Vec<(PartyIx, f64)>)> = match judged {
            CompiledCriterion::Internal(_) | CompiledCriterion::Revenue(_) => return None,
            CompiledCriterion::Customers(weights) | CompiledCriterion::Weighted(weights, ..) => {
                vec![(judged.of(lower), weights.iter().collect())]
            }
            CompiledCriterion::WorstServed => {
                let mut customers: Vec<PartyIx> = layout.customers().collect();
                customers.sort_by(|&one, &two| quality[one].total_cmp(&quality[two]));
                customers.truncate(LOWEST_CUSTOMERS);
                customers.into_iter().map(|party| (quality[party], vec![(party, 1.0)])).collect()
            }
        };
        let (lower_network, upper_network) = (lower.network(), upper.network());
        let lower_capability = capabilities(lower_network, lower.overrides());
        let upper_capability = capabilities(upper_network, upper.overrides());
        let state_box = StateBox {
            lower: EquationContext {
                layout: lower_network.layout(),
                capability: &lower_capability,
                overrides: lower.overrides(),
            },
            lower_quality: quality,
            upper: EquationContext {
                layout: upper_network.layout(),
                capability: &upper_capability,
                overrides: upper.overrides(),
            },
            upper_quality: upper.dense_qualities(),
        };
        let effects = OnceCell::new();
        let mut lines = Vec::new();
        for (value, weights) in weights {
            let adjoint = state_box.adjoint(weights.into_iter(), &mut self.memory)?;
            let effects: &Vec<(usize, PartyIx, f64)> =
                effects.get_or_init(|| self.own_effects(scenario, taken, open, quality));
            let mut worth = vec![0.0; self.problem.count()];
            for &(action, party, effect) in effects {
                worth[action] += adjoint[party] * effect;
            }
            lines.push(BoundLine { value, worth });
        }
        Some(lines)
    }

    /// What each open action changes at most at each party itself, at the qualities given.
    fn own_effects(
        &mut self,
        scenario: usize,
        taken: &ActionSet,
        open: &ActionSet,
        quality: &[f64],
    ) -> Vec<(usize, PartyIx, f64)> {
        let parties: Vec<(PartyIx, ActionSet)> =
            self.by_party.iter().map(|(&party, actions)| (party, actions.clone())).collect();
        let mut effects = Vec::new();
        for (party, actions) in parties {
            let here: Vec<usize> = actions.iter().filter(|&action| open.has(action)).collect();
            if here.is_empty() {
                continue;
            }
            let taken_here: ActionSet = actions
                .iter()
                .filter(|&action| taken.has(action))
                .fold(self.problem.none(), ActionSet::with);
            let with = |bits: usize| {
                let taken = here.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
                taken.fold(taken_here.clone(), |set, (_, &action)| set.with(action))
            };
            if here.len() > MOST_COMBINED {
                let none = self.own_quality(scenario, party, taken_here.clone(), quality);
                let all = here.iter().fold(taken_here.clone(), |set, &it| set.with(it));
                let all = self.own_quality(scenario, party, all, quality);
                effects.extend(here.iter().map(|&action| (action, party, (all - none).max(0.0))));
                continue;
            }
            let values: Vec<f64> = (0..1_usize << here.len())
                .map(|bits| self.own_quality(scenario, party, with(bits), quality))
                .collect();
            for (place, &action) in here.iter().enumerate() {
                let bit = 1_usize << place;
                let gains = (0..values.len()).filter(|bits| bits & bit == 0);
                let most = gains.map(|bits| values[bits | bit] - values[bits]).fold(0.0, f64::max);
                effects.push((action, party, most));
            }
        }
        effects
    }

    fn own_quality(
        &mut self,
        scenario: usize,
        party: PartyIx,
        taken: ActionSet,
        quality: &[f64],
    ) -> f64 {
        let problem = self.problem;
        if self.equations.len() >= MOST_KEPT {
            self.equations.clear();
        }
        let equation = self.equations.entry((scenario, party, taken)).or_insert_with_key(
            |(scenario, _, taken)| {
                ActedEquation::new(&problem.network, problem.overrides(*scenario, taken))
            },
        );
        equation.context().evaluate(party, quality, &mut self.scratch)
    }
}
