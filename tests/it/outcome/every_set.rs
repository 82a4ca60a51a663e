//! Every set of random actions on random organisations, tried one by one, against the search.

use knockon::outcome::{Action, Actions, Choice, ChoiceOptions, ChoiceStatus, Criterion};
use knockon::{Network, Rule, Scenario};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::oracle;
use crate::support::random::{self, Temper};
use crate::support::statement::{Shock, Statement};
use crate::support::tolerance::LOOSE;

/// What solves of cycles leave of a value, twice.
const SOLVED: f64 = 1e-10;

/// An action as plain data.
#[derive(Debug, Clone)]
struct RandomAction {
    cost: f64,
    capability: Option<(usize, f64)>,
    condition: Option<((usize, usize), f64)>,
    dependence: Option<(usize, f64)>,
}

/// What may be chosen, as plain data.
#[derive(Debug, Clone)]
struct RandomChoice {
    statement: Statement,
    actions: Vec<RandomAction>,
    exclusive: Vec<Vec<usize>>,
    requires: Vec<(usize, usize)>,
    budget: f64,
}

fn random_choice(seed: u64, count: usize) -> Option<RandomChoice> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut statement = random::statement(seed, 9, Temper::Calm);
    let is_department = |of: &usize| !statement.parties[*of].is_customer;
    let departments: Vec<usize> = (0..statement.parties.len()).filter(is_department).collect();
    if departments.len() == statement.parties.len() {
        return None;
    }
    for &department in &departments {
        statement.parties[department].capability *= rng.random_range(0.3..=1.0);
    }
    let mut actions = Vec::new();
    while actions.len() < count {
        let department = departments[rng.random_range(0..departments.len())];
        let mut action = RandomAction {
            cost: f64::from(rng.random_range(0..=12_u32)) / 4.0,
            capability: None,
            condition: None,
            dependence: None,
        };
        let of = rng.random_range(0..6);
        if statement.needs.is_empty() || of < 3 {
            let now = statement.parties[department].capability;
            action.capability = Some((department, now + (1.0 - now) * rng.random::<f64>()));
        }
        if !statement.needs.is_empty() && (of == 3 || of == 5) {
            let need = rng.random_range(0..statement.needs.len());
            let services = statement.needs[need].services.len();
            if services > 0 {
                let service = rng.random_range(0..services);
                let now = statement.needs[need].services[service].condition;
                let better = now + (1.0 - now) * rng.random::<f64>();
                action.condition = Some(((need, service), better));
            }
        }
        if !statement.needs.is_empty() && of >= 4 {
            let need = rng.random_range(0..statement.needs.len());
            let consumer = statement.needs[need].consumer;
            if statement.parties[consumer].rule != Rule::Fdna {
                let lower = statement.needs[need].dependence * rng.random::<f64>();
                action.dependence = Some((need, lower));
            }
        }
        let RandomAction { capability, condition, dependence, .. } = &action;
        if capability.is_some() || condition.is_some() || dependence.is_some() {
            actions.push(action);
        }
    }
    let mut exclusive = Vec::new();
    if rng.random_bool(0.6) {
        exclusive.push(vec![0, 1, rng.random_range(2..count)]);
    }
    let mut requires = Vec::new();
    if rng.random_bool(0.6) {
        requires.push((count - 1, rng.random_range(0..count - 1)));
    }
    let total: f64 = actions.iter().map(|action| action.cost).sum();
    let budget = total * rng.random_range(0.2..=0.7);
    Some(RandomChoice { statement, actions, exclusive, requires, budget })
}

impl RandomChoice {
    fn actions(&self) -> Actions {
        let mut builder = Actions::builder();
        for (number, action) in self.actions.iter().enumerate() {
            let mut stated = Action::new(format!("a{number}")).cost(action.cost);
            if let Some((department, value)) = action.capability {
                stated = stated.capability(&self.statement.parties[department].id, value);
            }
            if let Some(((need, service), value)) = action.condition {
                let service = &self.statement.needs[need].services[service];
                stated = stated.condition(&service.id, value);
            }
            if let Some((need, value)) = action.dependence {
                stated = stated.dependence(self.statement.name_of(need), value);
            }
            builder = builder.action(stated);
        }
        for group in &self.exclusive {
            builder = builder.exclusive(group.iter().map(|number| format!("a{number}")));
        }
        for (action, needed) in &self.requires {
            builder = builder.requires(format!("a{action}"), [format!("a{needed}")]);
        }
        builder.build().unwrap()
    }

    fn is_feasible(&self, set: u32) -> bool {
        let has = |action: usize| set >> action & 1 == 1;
        let cost: f64 =
            (0..self.actions.len()).filter(|&it| has(it)).map(|it| self.actions[it].cost).sum();
        let count = |group: &Vec<usize>| {
            let mut members = group.clone();
            members.sort_unstable();
            members.dedup();
            members.into_iter().filter(|&it| has(it)).count()
        };
        cost <= self.budget
            && self.exclusive.iter().all(|group| count(group) <= 1)
            && self.requires.iter().all(|&(action, needed)| !has(action) || has(needed))
    }

    /// What a set changes: of two values of one thing the better.
    fn shock(&self, set: u32) -> Shock {
        let mut shock = Shock::default();
        let taken = self.actions.iter().enumerate().filter(|(it, _)| set >> it & 1 == 1);
        for (_, action) in taken {
            better(&mut shock.capabilities, action.capability, f64::max);
            better(&mut shock.conditions, action.condition, f64::max);
            better(&mut shock.dependences, action.dependence, f64::min);
        }
        shock
    }
}

fn better<K: PartialEq>(
    list: &mut Vec<(K, f64)>,
    new: Option<(K, f64)>,
    best: fn(f64, f64) -> f64,
) {
    let Some((key, value)) = new else { return };
    match list.iter_mut().find(|(of, _)| *of == key) {
        Some((_, kept)) => *kept = best(*kept, value),
        None => list.push((key, value)),
    }
}

/// The mean, or the worst, over customers, who all have a population of 1.
fn value(qualities: &[f64], criterion: &Criterion) -> f64 {
    match criterion {
        Criterion::WorstServed => qualities.iter().copied().fold(1.0, f64::min),
        _ => qualities.iter().sum::<f64>() / f64::from(u32::try_from(qualities.len()).unwrap()),
    }
}

fn searched(
    network: &Network,
    options: &ChoiceOptions,
    best: f64,
    allowed: f64,
    seed: u64,
) -> Choice {
    let choice = network.choose(options).unwrap();
    assert_eq!(choice.status, ChoiceStatus::Optimal, "seed {seed}");
    assert!((choice.value - best).abs() <= allowed, "seed {seed}: {} for {best}", choice.value);
    choice
}

fn check(seed: u64, count: usize, criterion: &Criterion) -> bool {
    let Some(random) = random_choice(seed, count) else { return false };
    let network = random.statement.organisation().compile().unwrap();
    let customers: Vec<usize> = (0..random.statement.parties.len())
        .filter(|&party| random.statement.parties[party].is_customer)
        .collect();
    let (mut best, mut allowed) = (f64::NEG_INFINITY, 0.0);
    for set in (0..1_u32 << count).filter(|&set| random.is_feasible(set)) {
        let after = random.statement.after(&random.shock(set));
        let solved = oracle::greatest(&after);
        let qualities: Vec<f64> = customers.iter().map(|&it| solved.quality[it]).collect();
        let value = value(&qualities, criterion);
        if value > best {
            best = value;
            allowed = solved.allowance(&after).into_iter().fold(SOLVED, f64::max);
        }
    }
    if allowed > LOOSE {
        return false; // a steep rule magnifies what is left of an iteration
    }
    let options =
        ChoiceOptions::within(random.budget, random.actions()).criterion(criterion.clone());
    let enumerated = searched(&network, &options, best, allowed, seed);
    let by_bound = searched(&network, &options.clone().max_enumerated(0), best, allowed, seed);
    assert!((enumerated.value - by_bound.value).abs() <= 2e-12, "seed {seed}");
    // No bound is below the truth, wherever the search stops.
    for nodes in 0..4 {
        let short = options.clone().max_enumerated(0).max_nodes(nodes);
        let bound = network.choose(&short).unwrap().bound.unwrap();
        assert!(bound >= best - allowed, "seed {seed}: bound {bound} below {best}");
    }
    true
}

#[test]
fn search_finds_the_best_mean_of_every_set() {
    let checked = (0..120).filter(|&seed| check(seed, 7, &Criterion::Customers)).count();
    assert!(checked > 80);
}

#[test]
fn search_finds_the_best_worst_served_of_every_set() {
    let checked = (500..600).filter(|&seed| check(seed, 7, &Criterion::WorstServed)).count();
    assert!(checked > 62);
}

/// With scenarios, every set solved by the library: the search alone is at stake.
fn check_scenarios(seed: u64, count: usize) -> bool {
    let Some(random) = random_choice(seed, count) else { return false };
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xf00d);
    let network = random.statement.organisation().compile().unwrap();
    let weights = [0.5, 0.3, 0.2];
    let shocks: Vec<Shock> = (0..3)
        .map(|it| random::shock(rng.random(), &random.statement, 0.1 * f64::from(it)))
        .collect();
    let total = |set: u32| -> f64 {
        let of = |shock: &Shock| {
            // What a scenario names overrides what actions set.
            let mut both = random.shock(set);
            both.stops.clone_from(&shock.stops);
            both.conditions.retain(|(of, _)| !shock.stops.contains(of));
            for &(of, value) in &shock.capabilities {
                both.capabilities.retain(|&(other, _)| other != of);
                both.capabilities.push((of, value));
            }
            for &(of, value) in &shock.conditions {
                both.conditions.retain(|&(other, _)| other != of);
                both.conditions.push((of, value));
            }
            let solved = network.solve(&random.statement.scenario(&both)).unwrap();
            solved.mean_customer_quality().unwrap().get()
        };
        shocks.iter().zip(weights).map(|(shock, weight)| weight * of(shock)).sum()
    };
    let feasible = (0..1_u32 << count).filter(|&set| random.is_feasible(set));
    let best = feasible.map(total).fold(f64::NEG_INFINITY, f64::max);
    let scenarios = shocks.iter().zip(weights);
    let options = scenarios.fold(
        ChoiceOptions::within(random.budget, random.actions()),
        |options, (shock, weight)| options.scenario(random.statement.scenario(shock), weight),
    );
    let _ = searched(&network, &options, best, SOLVED, seed);
    let by_bound = searched(&network, &options.max_enumerated(0), best, SOLVED, seed);
    // What is realised is what was judged.
    let realised: f64 = by_bound
        .realised()
        .iter()
        .zip(weights)
        .map(|(scenario, weight)| {
            let solved = network.solve(scenario).unwrap();
            weight * solved.mean_customer_quality().unwrap().get()
        })
        .sum();
    assert!((realised - best).abs() <= SOLVED, "seed {seed}");
    true
}

#[test]
fn search_finds_the_best_under_three_scenarios() {
    let checked = (200..280).filter(|&seed| check_scenarios(seed, 8)).count();
    assert!(checked > 53);
}

#[test]
fn search_finds_the_best_of_twelve_actions() {
    let checked = (300..306).filter(|&seed| check_scenarios(seed, 12)).count();
    assert!(checked > 2);
}

#[test]
fn a_search_takes_few_solves() {
    let mut solves = Vec::new();
    for random in (600..660).filter_map(|seed| random_choice(seed, 14)) {
        let network = random.statement.organisation().compile().unwrap();
        let options = ChoiceOptions::within(random.budget, random.actions());
        let choice = network.choose(&options.max_enumerated(0)).unwrap();
        assert_eq!(choice.status, ChoiceStatus::Optimal);
        solves.push(choice.solves);
    }
    let mean = solves.iter().sum::<u64>() / solves.len() as u64;
    assert!(solves.len() > 40 && mean <= 300, "{mean} solves in the mean, of {solves:?}");
}

#[cfg(feature = "parallel")]
#[test]
fn any_number_of_threads_chooses_the_same() {
    for random in (700..710).filter_map(|seed| random_choice(seed, 9)) {
        let network = random.statement.organisation().compile().unwrap();
        for most in [0, 20] {
            let options = ChoiceOptions::within(random.budget, random.actions());
            let options = options.max_enumerated(most).frontier(Criterion::WorstServed);
            let chosen = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| network.choose(&options).unwrap())
            };
            let alone = chosen(1);
            for threads in [2, 5] {
                assert_eq!(chosen(threads), alone, "{most}");
            }
        }
    }
}

#[test]
fn search_is_the_same_again() {
    let random = (0..).find_map(|seed| random_choice(seed, 8)).unwrap();
    let network = random.statement.organisation().compile().unwrap();
    let options = || {
        ChoiceOptions::within(random.budget, random.actions()).scenario(Scenario::new("one"), 1.0)
    };
    assert_eq!(network.choose(&options()).unwrap(), network.choose(&options()).unwrap());
}
