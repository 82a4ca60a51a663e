//! Actions against a network: names resolved, so that no text is hashed while sets are tried.

use std::cell::Cell;
use std::sync::Arc;

use super::action_set::ActionSet;
use super::error::ChoiceError;
use super::lever::{ActionEffects, Lever, LeverValue, StatedEffect, effects};
use super::options::ChoiceOptions;
#[cfg(feature = "draws")]
use super::scenario_base::resolved;
use super::scenario_base::{Hold, ScenarioBase, scenario_bases};
use crate::network::{Network, Overrides, Parameter, PartyIx, ServiceState, put};
#[cfg(feature = "draws")]
use crate::organisation::Scenario;

/// The actions, costs and scenarios of one choice, by number.
#[derive(Debug)]
pub(super) struct ActionProblem {
    pub(super) network: Network,
    pub(super) costs: Vec<f64>,
    /// Lowered while smaller budgets are asked about.
    budget: Cell<f64>,
    /// What each action needs, and what that needs, with itself.
    pub(super) needed: Vec<ActionSet>,
    /// The other way round: whoever needs an action, with itself.
    pub(super) needed_by: Vec<ActionSet>,
    /// What each action excludes.
    pub(super) excluded: Vec<ActionSet>,
    /// The first exclusive group of each action.
    pub(super) group: Vec<Option<usize>>,
    /// Everything that any action changes.
    levers: Vec<Lever>,
    /// Of each action: the number of a lever, and what it does to it.
    effects: Vec<Vec<(usize, StatedEffect)>>,
    /// Actions that may make something worse.
    pub(super) mixed: ActionSet,
    pub(super) scenarios: Vec<ScenarioBase>,
}

/// How far above the budget a sum of costs may lie by rounding.
const COST_ROUNDING: f64 = 1e-12;
/// The most agents there are, and the fewest but none.
const MOST_AGENTS: f64 = 1e9;
const FEWEST_AGENTS: f64 = 1e-9;

impl ActionProblem {
    pub(super) fn new(network: &Network, options: &ChoiceOptions) -> Result<Self, ChoiceError> {
        let budget = options.budget;
        if budget.is_nan() || budget < 0.0 {
            return Err(ChoiceError::Budget { budget });
        }
        if !(0.0..=1.0).contains(&options.gap) {
            return Err(ChoiceError::Gap { gap: options.gap });
        }
        let network = network.stated();
        let actions = &options.actions;
        let count = actions.len();
        let ActionEffects { levers, effects } =
            effects(&network, &actions.actions).map_err(ChoiceError::Actions)?;
        let mut mixed = ActionSet::none(count);
        for (action, effects) in effects.iter().enumerate() {
            let worsens = |&(lever, effect): &(usize, StatedEffect)| {
                levers[lever].may_worsen(network.layout(), effect)
            };
            if effects.iter().any(worsens) {
                mixed.insert(action);
            }
        }
        let needed = closed(&actions.requires);
        let mut needed_by = vec![ActionSet::none(count); count];
        for (action, needed) in needed.iter().enumerate() {
            for needed in needed.iter() {
                needed_by[needed].insert(action);
            }
        }
        let mut excluded = vec![ActionSet::none(count); count];
        let mut group = vec![None; count];
        for (number, members) in actions.exclusive.iter().enumerate() {
            let all = members.iter().fold(ActionSet::none(count), |set, &one| set.with(one));
            for &one in members {
                group[one].get_or_insert(number);
                let others = all.clone().without(&ActionSet::none(count).with(one));
                let former = std::mem::take(&mut excluded[one]);
                excluded[one] = former.union(&others);
            }
        }
        let scenarios = scenario_bases(&network, &levers, options)?;
        let costs = actions.actions.iter().map(|action| action.cost).collect();
        Ok(Self {
            network,
            costs,
            budget: Cell::new(budget),
            needed,
            needed_by,
            excluded,
            group,
            levers,
            effects,
            mixed,
            scenarios,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.costs.len()
    }

    pub(super) fn none(&self) -> ActionSet {
        ActionSet::none(self.count())
    }

    pub(super) fn cost(&self, set: &ActionSet) -> f64 {
        0.0 + set.iter().map(|action| self.costs[action]).sum::<f64>()
    }

    pub(super) fn is_affordable(&self, cost: f64) -> bool {
        let budget = self.budget();
        cost <= budget || cost - budget <= COST_ROUNDING * budget
    }

    /// What is left of the budget beside a set, and what sums may be off by.
    pub(super) fn left(&self, taken: &ActionSet) -> f64 {
        let budget = self.budget();
        (budget + COST_ROUNDING * budget - self.cost(taken)).max(0.0)
    }

    pub(super) fn budget(&self) -> f64 {
        self.budget.get()
    }

    pub(super) fn set_budget(&self, budget: f64) {
        self.budget.set(budget);
    }

    /// Whether a set has all that its actions need, and no two that exclude each other.
    pub(super) fn is_consistent(&self, set: &ActionSet) -> bool {
        set.iter()
            .all(|action| self.needed[action].is_within(set) && !self.excluded[action].meets(set))
    }

    pub(super) fn is_feasible(&self, set: &ActionSet) -> bool {
        self.is_affordable(self.cost(set)) && self.is_consistent(set)
    }

    /// The set with an action and all that it needs, if that is feasible and another one.
    pub(super) fn added(&self, set: &ActionSet, action: usize) -> Option<ActionSet> {
        let more = set.clone().union(&self.needed[action]);
        (more != *set && self.is_feasible(&more)).then_some(more)
    }

    /// The set without an action and all that need it.
    pub(super) fn taken_out(&self, set: &ActionSet, action: usize) -> ActionSet {
        set.clone().without(&self.needed_by[action])
    }

    /// The parties whose equations an action changes; of organisations without staff.
    pub(super) fn parties(&self, action: usize) -> impl Iterator<Item = PartyIx> + '_ {
        let layout = self.network.layout();
        self.effects[action].iter().filter_map(|&(lever, _)| self.levers[lever].party(layout))
    }

    /// Pairs of actions that set one value and may be taken together, of which the better counts.
    pub(super) fn set_twice(&self) -> Vec<(usize, usize)> {
        let sets = |action: usize, lever: usize| {
            let is_set =
                |of: &(usize, StatedEffect)| of.0 == lever && matches!(of.1, StatedEffect::Set(_));
            self.effects[action].iter().any(is_set)
        };
        let mut by_lever = vec![Vec::new(); self.levers.len()];
        for action in 0..self.count() {
            for &(lever, _) in
                self.effects[action].iter().filter(|&&(lever, _)| sets(action, lever))
            {
                by_lever[lever].push(action);
            }
        }
        let mut pairs = Vec::new();
        for actions in &by_lever {
            for (place, &one) in actions.iter().enumerate() {
                let others = &actions[place + 1..];
                let free = others.iter().find(|&&other| !self.excluded[one].has(other));
                pairs.extend(free.map(|&other| (one, other)));
            }
        }
        pairs
    }

    /// Everything that holds in a scenario with a set taken. A set that is not consistent takes the
    /// best of every exclusive group, value by value, so that it bounds every consistent one in it.
    pub(super) fn overrides(&self, scenario: usize, set: &ActionSet) -> Overrides {
        let base = &self.scenarios[scenario];
        if set.is_empty() {
            return base.overrides.clone();
        }
        let mut changed: Vec<Option<LeverValue>> = vec![None; self.levers.len()];
        for action in set.iter() {
            for &(lever, effect) in &self.effects[action] {
                let value = changed[lever].get_or_insert_default();
                value.take(self.levers[lever], effect, self.group[action]);
            }
        }
        let layout = self.network.layout();
        let Overrides { mut values, mut services, .. } = base.overrides.clone();
        for ((lever, value), &hold) in self.levers.iter().zip(&changed).zip(&base.holds) {
            let Some(value) = value else { continue };
            match *lever {
                Lever::Number(of) => {
                    let (from, factor) = match hold {
                        Hold::Free { factor } => {
                            (value.set.unwrap_or_else(|| layout.stated_value(of)), factor)
                        }
                        Hold::At(at) => (at, 1.0),
                        #[cfg(feature = "draws")]
                        Hold::Drawn(at) => (value.set.map_or(at, |set| better(of, set, at)), 1.0),
                        Hold::Fixed => continue,
                    };
                    let with = value.added().map_or(from, |added| from + added) * factor;
                    let with = match of {
                        Parameter::Capability(_) | Parameter::Skill(_) => with.clamp(0.0, 1.0),
                        Parameter::Agents(_) if with < FEWEST_AGENTS => 0.0,
                        Parameter::Agents(_) => with.min(MOST_AGENTS),
                        _ => with,
                    };
                    put(&mut values, of, Some(with));
                }
                Lever::Service(entry) => {
                    let condition = match hold {
                        Hold::Fixed => continue,
                        Hold::At(at) => at,
                        #[cfg(feature = "draws")]
                        Hold::Drawn(at) => value.set.map_or(at, |set| set.max(at)),
                        Hold::Free { .. } => {
                            let stated = || layout.stated_value(Parameter::Condition(entry));
                            value.set.unwrap_or_else(stated)
                        }
                    };
                    let is_started = value.starts || base.overrides.starts(entry);
                    if is_started || !layout.stands_by(entry) {
                        let state = ServiceState::Running(condition);
                        match services.binary_search_by_key(&entry, |&(entry, _)| entry) {
                            Ok(place) => services[place].1 = state,
                            Err(place) => services.insert(place, (entry, state)),
                        }
                    }
                }
            }
        }
        Overrides::new(layout, values, services)
    }

    /// The same actions where numbers are drawn: every scenario under every draw, draw by draw.
    #[cfg(feature = "draws")]
    pub(super) fn under(
        mut self,
        draws: &crate::uncertainty::Draws,
        scenarios: &[(Scenario, f64)],
    ) -> Result<Self, ChoiceError> {
        let nothing_else = Scenario::default();
        let mut on_each: Vec<_> =
            scenarios.iter().map(|(scenario, _)| draws.scenarios(scenario)).collect();
        let mut bases = Vec::new();
        for drawn in draws.scenarios(&nothing_else) {
            let (_, by_draw) = resolved(&self.network, &self.levers, &drawn)?;
            for (base, on) in self.scenarios.iter().zip(&mut on_each) {
                let Some(both) = on.next() else { continue };
                bases.push(base.under_draw(&self.network, &self.levers, &by_draw, &both)?);
            }
        }
        self.scenarios = bases;
        Ok(self)
    }

    /// The name of a scenario.
    pub(super) fn scenario_name(&self, scenario: usize) -> Arc<str> {
        Arc::clone(&self.scenarios[scenario].name)
    }
}

/// The better of two values of a number: of a dependence the lower one.
#[cfg(feature = "draws")]
fn better(of: Parameter, one: f64, two: f64) -> f64 {
    match of {
        Parameter::Dependence(_) => one.min(two),
        _ => one.max(two),
    }
}

/// What each action needs with all that that needs, and itself; none needs itself in a cycle.
fn closed(requires: &[Vec<usize>]) -> Vec<ActionSet> {
    let count = requires.len();
    let mut closed: Vec<ActionSet> = vec![ActionSet::none(count); count];
    let mut waits: Vec<usize> = requires.iter().map(Vec::len).collect();
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (action, needed) in requires.iter().enumerate() {
        for &needed in needed {
            waiting[needed].push(action);
        }
    }
    let mut free: Vec<usize> = (0..count).filter(|&action| waits[action] == 0).collect();
    while let Some(action) = free.pop() {
        let own = ActionSet::none(count).with(action);
        closed[action] =
            requires[action].iter().fold(own, |set, &needed| set.union(&closed[needed]));
        for &other in &waiting[action] {
            waits[other] -= 1;
            if waits[other] == 0 {
                free.push(other);
            }
        }
    }
    closed
}
