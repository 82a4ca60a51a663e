//! Why a set is chosen: what each action does alone, last and on average, who gains, through which
//! chains, and what would have been chosen instead.

use super::action_set::ActionSet;
use super::choice::{ChosenAction, CustomerGain, RankedSet, RejectedAction, ScenarioGain};
use super::evaluate::Evaluator;
use super::goal::{Goal, Ranked, TIE};
use super::options::ChoiceOptions;
use crate::explain::{ChainShare, ShapleyOptions, ShapleyValues, shapley_values};
use crate::network::PartyIx;
use crate::quality::Objective;

/// How many services the coalitions of one choice evaluate at most.
const MOST_EVALUATIONS: u64 = 20_000_000;
/// Up to how many actions every coalition is evaluated.
const MOST_EXACT: usize = 16;
/// How many customers and chains are named.
const MOST_CUSTOMERS: usize = 20;
const MOST_CHAINS: usize = 5;

pub(super) fn ranked_set(options: &ChoiceOptions, ranked: &Ranked) -> RankedSet {
    RankedSet { actions: ids(options, &ranked.set), cost: ranked.cost, value: ranked.value }
}

fn ids(options: &ChoiceOptions, set: &ActionSet) -> Vec<String> {
    set.iter().map(|action| options.actions.actions[action].id().to_owned()).collect()
}

/// What an action gains alone, with all that it needs.
fn alone(evaluator: &mut Evaluator<'_>, goal: &Goal, action: usize, today: f64) -> f64 {
    let set = evaluator.problem.needed[action].clone();
    goal.value(evaluator, &set) - today
}

/// Every action chosen.
pub(super) fn chosen(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    best: &Ranked,
    today: f64,
    options: &ChoiceOptions,
) -> Vec<ChosenAction> {
    let problem = evaluator.problem;
    let players: Vec<usize> = best.set.iter().collect();
    let shares = shares(evaluator, goal, &players);
    let mut chosen = Vec::with_capacity(players.len());
    for (place, &action) in players.iter().enumerate() {
        let stated = &options.actions.actions[action];
        let without = problem.taken_out(&best.set, action);
        chosen.push(ChosenAction {
            action: stated.id().to_owned(),
            name: stated.name().to_owned(),
            cost: problem.costs[action],
            alone: alone(evaluator, goal, action, today),
            last: best.value - goal.value(evaluator, &without),
            share: shares.values[place],
            share_standard_error: shares.standard_errors[place],
        });
    }
    chosen
}

/// Shapley shares of what actions gain together; one whose needs are not met is idle.
fn shares(evaluator: &mut Evaluator<'_>, goal: &Goal, players: &[usize]) -> ShapleyValues {
    let problem = evaluator.problem;
    let effective = |present: &[bool]| {
        let there = players.iter().zip(present).filter(|(_, present)| **present);
        let there = there.fold(problem.none(), |set, (&action, _)| set.with(action));
        let useful = there.iter().filter(|&action| problem.needed[action].is_within(&there));
        useful.fold(problem.none(), ActionSet::with)
    };
    let services = (problem.network.service_count() as u64 + 1) * problem.scenarios.len() as u64;
    let affordable = MOST_EVALUATIONS / services;
    let count = players.len();
    let is_exact = count <= MOST_EXACT && 1_u64 << count <= affordable.max(1 << 10);
    if is_exact {
        // Side by side, rather than one by one as the game is played.
        let coalition = |bits: usize| {
            let present: Vec<bool> = (0..count).map(|player| bits >> player & 1 == 1).collect();
            effective(&present)
        };
        let coalitions: Vec<_> = (0..1_usize << count).map(coalition).collect();
        evaluator.evaluate(&coalitions);
    }
    let pairs = affordable / (2 * count.max(1) as u64);
    let shapley = ShapleyOptions::default()
        .max_exact(if is_exact { MOST_EXACT } else { 0 })
        .pairs(u32::try_from(pairs.clamp(10, 500)).unwrap_or(500));
    shapley_values(count, |present| goal.value(evaluator, &effective(present)), &shapley)
}

/// Every action that is not chosen; `all` are the consistent sets, where each was tried.
pub(super) fn rejected(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    best: &Ranked,
    today: f64,
    all: Option<&[ActionSet]>,
    options: &ChoiceOptions,
) -> Vec<RejectedAction> {
    let problem = evaluator.problem;
    let budget = problem.budget();
    let mut least: Vec<Option<f64>> = vec![None; problem.count()];
    for set in all.unwrap_or_default() {
        if goal.value(evaluator, set) > best.value + TIE {
            let cost = problem.cost(set);
            for action in set.iter().filter(|&action| !best.set.has(action)) {
                let others = cost - problem.costs[action];
                least[action] = Some(least[action].map_or(others, |least| least.min(others)));
            }
        }
    }
    let mut rejected = Vec::new();
    for action in (0..problem.count()).filter(|&action| !best.set.has(action)) {
        let stated = &options.actions.actions[action];
        rejected.push(RejectedAction {
            action: stated.id().to_owned(),
            cost: problem.costs[action],
            alone: alone(evaluator, goal, action, today),
            chosen_up_to_cost: least[action]
                .map(|others| budget - others)
                .filter(|most| *most >= 0.0 && most.is_finite()),
        });
    }
    rejected
}

/// The best sets but one, of those that are feasible and known.
pub(super) fn runners_up(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    best: &Ranked,
    count: usize,
) -> Vec<Ranked> {
    let problem = evaluator.problem;
    let others = evaluator.known().filter(|set| **set != best.set && problem.is_feasible(set));
    let sets: Vec<ActionSet> = others.cloned().collect();
    let mut ranked: Vec<Ranked> = sets.iter().map(|set| goal.rank(evaluator, set)).collect();
    // By value first, so that the order is one; then those that tie by what comes first.
    ranked.sort_by(|one, two| {
        let by_value = two.value.total_cmp(&one.value);
        by_value.then(one.cost.total_cmp(&two.cost)).then_with(|| one.set.order(&two.set))
    });
    let kept = ranked.len().min(count.saturating_add(MOST_TIED));
    ranked.truncate(kept);
    for place in 1..ranked.len() {
        let mut place = place;
        while place > 0 && ranked[place].beats(&ranked[place - 1]) {
            ranked.swap(place, place - 1);
            place -= 1;
        }
    }
    ranked.truncate(count);
    ranked
}

/// How many sets beyond those that are listed may tie with the last of them.
const MOST_TIED: usize = 1_000;

/// Who gains, through which chains, and what each scenario is worth by itself.
pub(super) struct Gains {
    pub(super) customers: Vec<CustomerGain>,
    pub(super) chains: Vec<ChainShare>,
    pub(super) scenarios: Vec<ScenarioGain>,
}

/// Solves with nothing done and with the set chosen, and compares.
pub(super) fn gains(
    evaluator: &mut Evaluator<'_>,
    goal: &Goal,
    best: &Ranked,
    regret: Option<&[f64]>,
) -> Gains {
    let problem = evaluator.problem;
    let layout = problem.network.layout();
    let customers: Vec<PartyIx> = layout.customers().collect();
    let mut qualities = vec![(0.0, 0.0); customers.len()];
    let mut scenarios = Vec::new();
    let heaviest = heaviest(&problem.scenarios.iter().map(|it| it.weight).collect::<Vec<_>>());
    let mut chains = Vec::new();
    for (scenario, base) in problem.scenarios.iter().enumerate() {
        let before = evaluator.solve(scenario, &problem.none());
        let after = evaluator.solve(scenario, &best.set);
        for (quality, &customer) in qualities.iter_mut().zip(&customers) {
            quality.0 += base.weight * before.quality_of(customer);
            quality.1 += base.weight * after.quality_of(customer);
        }
        let judged = &evaluator.judged[goal.criterion];
        scenarios.push(ScenarioGain {
            scenario: base.name.to_string(),
            weight: base.weight,
            today: judged.of(&before),
            value: judged.of(&after),
            best: regret.and_then(|best| best.get(scenario).copied()),
        });
        if scenario == heaviest && !best.set.is_empty() {
            chains = strongest_chains(&before, &after);
        }
    }
    let gain = |&(place, _): &(usize, &PartyIx)| {
        let (before, after) = qualities[place];
        layout.population(customers[place]) * (after - before)
    };
    let mut order: Vec<(usize, &PartyIx)> = customers.iter().enumerate().collect();
    order.sort_by(|one, two| gain(two).total_cmp(&gain(one)));
    let customers = order
        .into_iter()
        .take(MOST_CUSTOMERS)
        .map(|(place, &customer)| CustomerGain {
            customer: layout.party_id(customer),
            population: layout.population(customer),
            today: qualities[place].0,
            quality: qualities[place].1,
        })
        .collect();
    Gains { customers, chains, scenarios }
}

/// The scenario of the largest weight, the first of several.
fn heaviest(weights: &[f64]) -> usize {
    let mut heaviest = 0;
    for (scenario, weight) in weights.iter().enumerate() {
        if *weight > weights[heaviest] {
            heaviest = scenario;
        }
    }
    heaviest
}

/// The chains through which all customers gain most.
fn strongest_chains(
    before: &crate::quality::Assessment,
    after: &crate::quality::Assessment,
) -> Vec<ChainShare> {
    let Ok(objective) = Objective::customers(after.network()) else { return Vec::new() };
    let Ok(impact) = after.compared_with(before) else { return Vec::new() };
    let chains = impact.explain().chains(&objective);
    chains.map(|chains| chains.take(MOST_CHAINS).collect()).unwrap_or_default()
}
