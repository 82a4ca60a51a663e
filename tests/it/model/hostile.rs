//! What nobody would state on purpose: extreme numbers, odd names and sizes that would hang a
//! careless algorithm. Nothing panics, nothing is NaN, and nothing takes long.

use knockon::explain::{AumannShapleyOptions, Objective, SensitivityStatus, ShapleyOptions};
use knockon::{
    Aggregation, Assessment, Columns, Criticality, Network, Rule, Scenario, SolveOptions,
    Substitution, Transfer, Uniqueness, Weighting, Workspace,
};
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_near, check, solve, solve_both};
use crate::support::statement::{Needed, Statement, Supply};
use crate::support::tolerance;

/// Numbers at every edge that validation lets through.
const EDGES: [f64; 11] =
    [0.0, 5e-324, 1e-310, 1e-300, 1e-17, 1e-9, 0.3, 0.5, 1.0 - 1e-9, 1.0 - f64::EPSILON / 2.0, 1.0];
const WEIGHTS: [f64; 7] = [0.0, 1e-100, 1e-17, 1.0, 3.0, 1e15, 1e100];
/// Weights that may be exponents, and slopes of criticalities.
const EXPONENT_WEIGHTS: &[f64] = WEIGHTS.split_at(6).0;
const EXPONENTS: [f64; 8] = [1e-9, 1e-5, 0.1, 1.0, 2.0, 700.0, 1e6, 1e9];
const THRESHOLDS: [f64; 5] = [1e-6, 1e-3, 0.5, 1.0 - f64::EPSILON / 2.0, 1.0];
/// What a ramp and the steps of a table are at least wide.
const LEAST_WIDTH: f64 = 1e-15;
const ORDERS: [f64; 16] = [
    f64::NEG_INFINITY,
    f64::MIN,
    -1e17,
    -3.0,
    -1.0,
    -1e-17,
    -1e-100,
    0.0,
    1e-100,
    1e-17,
    0.5,
    1.0,
    1.5,
    1e17,
    f64::MAX,
    f64::INFINITY,
];

fn pick<R: Rng>(rng: &mut R, values: &[f64]) -> f64 {
    *values.choose(rng).unwrap()
}

fn rule<R: Rng>(rng: &mut R) -> Rule {
    match rng.random_range(0..8) {
        0 => Rule::Fdna,
        1 => Rule::WEAKEST,
        2 => Rule::ADDITIVE,
        3 => Rule::INDEPENDENT,
        4 | 5 => Rule::Aggregation(Aggregation::new(pick(rng, &ORDERS[..12]), Weighting::Full)),
        _ => Rule::Aggregation(Aggregation::new(
            pick(rng, &ORDERS),
            Weighting::Share { own_weight: Some(pick(rng, &WEIGHTS[1..])) },
        )),
    }
}

fn transfer<R: Rng>(rng: &mut R) -> Transfer {
    match rng.random_range(0..6) {
        0 => {
            let (mut from, mut to) = (pick(rng, &EDGES), pick(rng, &EDGES));
            if from > to {
                (from, to) = (to, from);
            }
            let is_wide = to - from >= LEAST_WIDTH;
            if is_wide { Transfer::Ramp { from, to } } else { Transfer::Identity }
        }
        1 => Transfer::Power { exponent: pick(rng, &EXPONENTS) },
        2 => Transfer::Hill { n: pick(rng, &EXPONENTS), threshold: pick(rng, &THRESHOLDS) },
        3 => {
            let mut points: Vec<(f64, f64)> = EDGES
                .into_iter()
                .filter(|_| rng.random_bool(0.5))
                .map(|quality| (quality, 0.0))
                .filter(|(quality, _)| 1.0 - quality >= LEAST_WIDTH)
                .collect();
            points.dedup_by(|(next, _), (kept, _)| *next - *kept < LEAST_WIDTH);
            let mut felt: Vec<f64> = points.iter().map(|_| pick(rng, &EDGES)).collect();
            felt.sort_by(f64::total_cmp);
            points.iter_mut().zip(felt).for_each(|(point, felt)| point.1 = felt);
            points.push((1.0, 1.0));
            if points.len() < 2 { Transfer::Identity } else { Transfer::Table { points } }
        }
        _ => Transfer::Identity,
    }
}

fn substitution<R: Rng>(rng: &mut R, services: u32) -> Substitution {
    let k = rng.random_range(1..=services);
    match rng.random_range(0..5) {
        0 => Substitution::BestOf,
        1 => Substitution::KthBest { k },
        2 => Substitution::Independent,
        3 => Substitution::IndependentAtLeast { k },
        _ => Substitution::Pooled { required: 1.0 },
    }
}

/// An organisation of edge values, cyclic as often as not.
fn statement(seed: u64) -> Statement {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut statement = Statement::default();
    let departments = rng.random_range(1..=5);
    for index in 0..departments {
        let capability = if rng.random_bool(0.4) { 1.0 } else { pick(&mut rng, &EDGES) };
        statement.department(format!("d\0\n\"'{index}\u{1F41D}"), capability, rule(&mut rng));
    }
    for index in 0..rng.random_range(0..=2) {
        statement.customer(format!("c,;\\<{index}>"), rule(&mut rng));
    }
    let mut next = 0;
    for consumer in 0..statement.parties.len() {
        let weights = match statement.parties[consumer].rule {
            Rule::Aggregation(Aggregation { weighting: Weighting::Share { .. }, .. }) => &WEIGHTS,
            Rule::Aggregation(_) => EXPONENT_WEIGHTS,
            _ => &[1.0],
        };
        for need in 0..rng.random_range(0..=3) {
            let count = rng.random_range(1..=3_u32);
            let mut substitution = substitution(&mut rng, count);
            let mut services = Vec::new();
            for _ in 0..count {
                next += 1;
                services.push(Supply {
                    weight: match substitution {
                        Substitution::Independent => pick(&mut rng, EXPONENT_WEIGHTS),
                        Substitution::Pooled { .. } => pick(&mut rng, &WEIGHTS),
                        _ => 1.0,
                    },
                    condition: if rng.random_bool(0.5) { 1.0 } else { pick(&mut rng, &EDGES) },
                    transfer: transfer(&mut rng),
                    ..Supply::plain(format!("s{next}"), rng.random_range(0..departments))
                });
            }
            if let Substitution::Pooled { required } = &mut substitution {
                services[0].weight = services[0].weight.max(1.0);
                let total: f64 = services.iter().map(|service| service.weight).sum();
                let largest = services.iter().map(|service| service.weight).fold(0.0, f64::max);
                *required = (total * pick(&mut rng, &EDGES)).max(largest / 1e15);
            }
            statement.needs.push(Needed {
                consumer,
                name: Some(format!("need {need}")),
                dependence: pick(&mut rng, &EDGES),
                weight: pick(&mut rng, weights),
                substitution: Some(substitution),
                criticality: rng.random_bool(0.2).then(|| {
                    Criticality::floor(pick(&mut rng, &EDGES))
                        .slope(pick(&mut rng, EXPONENT_WEIGHTS))
                }),
                services,
            });
        }
    }
    statement
}

fn scenario<R: Rng>(rng: &mut R, statement: &Statement) -> Scenario {
    let mut scenario = Scenario::new("hostile");
    for party in &statement.parties {
        if !party.is_customer && rng.random_bool(0.4) {
            scenario = scenario.capability(&*party.id, pick(rng, &EDGES));
        }
    }
    for service in statement.needs.iter().flat_map(|need| &need.services) {
        match rng.random_range(0..8) {
            0 => scenario = scenario.condition(&*service.id, pick(rng, &EDGES)),
            1 => scenario = scenario.stop_service(&*service.id),
            _ => {}
        }
    }
    scenario
}

/// Asks everything there is to ask about a change.
fn interrogate(before: &Assessment, after: &Assessment, what: &str) {
    let impact = after.compared_with(before).unwrap();
    let network = after.network();
    let explanation = impact.explain();
    let solve = SolveOptions::default().max_sweeps(200);
    for party in after.parties() {
        let objective = Objective::party(network, party.id().as_str()).unwrap();
        let contributions = explanation.contributions(&objective).unwrap();
        for share in &contributions.contributions {
            assert!(share.change.is_finite(), "{what}: {contributions:?}");
        }
        for chain in explanation.chains(&objective).unwrap().take(20) {
            assert!(chain.change.is_finite(), "{what}: {chain:?}");
        }
        for state in [before, after] {
            let sensitivity = state.sensitivity(&objective).unwrap();
            let departments = sensitivity.departments();
            let services = sensitivity.services();
            let is_infinite = sensitivity.status() == SensitivityStatus::Infinite;
            assert_eq!(departments.is_empty(), is_infinite);
            assert!(
                departments.iter().all(|line| line.derivative >= 0.0),
                "{what}: {departments:?}"
            );
            let sound = |value: f64| !value.is_nan();
            assert!(
                services.iter().all(|line| line.condition >= 0.0 && sound(line.dependence)),
                "{what}: {services:?}"
            );
        }
        let mut options = ShapleyOptions::default().max_exact(3).pairs(2);
        options.solve = solve.clone();
        let split = impact.shapley(&objective, &options).unwrap();
        assert!(split.shares.iter().all(|share| share.change.is_finite()), "{what}: {split:?}");
        let options = AumannShapleyOptions::default().max_panels(2).solve(solve.clone());
        if let Ok(split) = impact.aumann_shapley(&objective, &options) {
            assert!(split.shares.iter().all(|share| share.change.is_finite()), "{what}: {split:?}");
        }
    }
}

#[test]
fn extreme_numbers_stay_numbers() {
    for seed in 0..600 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let statement = statement(seed);
        let network = statement.organisation().compile().unwrap();
        let options = SolveOptions::default().max_sweeps(2_000).lower_state(true);
        let solve = |scenario: &Scenario| {
            let solved = network.solve_with(scenario, &options, &mut Workspace::new()).unwrap();
            assert!(solved.qualities().all(|quality| (0.0..=1.0).contains(&quality)));
            solved
        };
        let (before, after) =
            (solve(&scenario(&mut rng, &statement)), solve(&scenario(&mut rng, &statement)));
        interrogate(&before, &after, &format!("seed {seed}"));
    }
}

/// Departments that all change at once, and one customer who has them all in one need.
fn crowd(count: usize, substitution: Substitution, weight: f64) -> (Statement, [Scenario; 2]) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut statement = Statement::default();
    let mut scenarios = [Scenario::new("before"), Scenario::new("after")];
    let mut services = Vec::with_capacity(count);
    for index in 0..count {
        let id = format!("d{index}");
        for scenario in &mut scenarios {
            let capability = rng.random_range(0.2..=0.9);
            *scenario = std::mem::take(scenario).capability(&*id, capability);
        }
        let provider = statement.department(id, 1.0, Rule::INDEPENDENT);
        services.push(Supply { weight, ..Supply::plain(format!("s{index}"), provider) });
    }
    let consumer = statement.customer("crowd", Rule::MEAN);
    statement.needs.push(Needed {
        consumer,
        name: Some("all".to_owned()),
        dependence: 1.0,
        weight: 1.0,
        substitution: Some(substitution),
        criticality: None,
        services,
    });
    (statement, scenarios)
}

/// The services of one need are many; what they do to it is told without trying every pair.
#[test]
fn large_needs_are_explained_in_no_time() {
    for (count, substitution, weight) in [
        (20_000, Substitution::BestOf, 1.0),
        (20_000, Substitution::KthBest { k: 10_000 }, 1.0),
        (20_000, Substitution::Independent, 1.0),
        (2_000, Substitution::Independent, 0.001),
        (300, Substitution::IndependentAtLeast { k: 150 }, 1.0),
        (20_000, Substitution::Pooled { required: 15_000.0 }, 1.0),
    ] {
        let (statement, scenarios) = crowd(count, substitution, weight);
        let network = statement.organisation().compile().unwrap();
        let [before, after] = scenarios.each_ref().map(|scenario| solve(&network, scenario));
        let explanation = after.compared_with(&before).unwrap().explain();
        let objective = Objective::party(&network, "crowd").unwrap();
        let contributions = explanation.contributions(&objective).unwrap();
        let sum: f64 = contributions.contributions.iter().map(|share| share.change).sum();
        let what = format!("{substitution:?} of {count}");
        assert_near(sum, contributions.change, tolerance::CONTRIBUTIONS, &what);
    }
}

/// A median that changes hands many times: shares against a fine sum along the way.
#[test]
fn a_restless_median_is_split_by_the_time_each_holds_it() {
    const STEPS: u32 = 20_000;
    let (statement, scenarios) = crowd(101, Substitution::KthBest { k: 51 }, 1.0);
    let network = statement.organisation().compile().unwrap();
    let [before, after] = scenarios.each_ref().map(|scenario| solve(&network, scenario));
    let value =
        |state: &Assessment, index: usize| state.quality(format!("d{index}")).unwrap().get();
    let ends: Vec<(f64, f64)> =
        (0..101).map(|index| (value(&before, index), value(&after, index))).collect();
    let mut held = vec![0_u32; ends.len()];
    for step in 0..STEPS {
        let t = (f64::from(step) + 0.5) / f64::from(STEPS);
        let at = |index: &usize| ends[*index].0 + t * (ends[*index].1 - ends[*index].0);
        let mut order: Vec<usize> = (0..ends.len()).collect();
        order.sort_by(|one, two| at(two).total_cmp(&at(one)));
        held[order[50]] += 1;
    }
    assert!(held.iter().filter(|&&steps| steps > 0).count() > 20, "{held:?}");
    let explanation = after.compared_with(&before).unwrap().explain();
    let contributions =
        explanation.contributions(&Objective::party(&network, "crowd").unwrap()).unwrap();
    for share in &contributions.contributions {
        let index: usize = share.source.id()[1..].parse().unwrap();
        let expected = f64::from(held[index]) / f64::from(STEPS) * (ends[index].1 - ends[index].0);
        assert_near(share.change, expected, 20.0 / f64::from(STEPS), share.source.id());
    }
}

/// `A = (1 + v₁ (x₁ᵖ − 1) + v₂ (x₂ᵖ − 1))^{1/p}` with x₁ = 1 does not depend on v₁.
#[test]
fn a_large_weight_of_what_is_well_takes_nothing_from_the_rest() {
    for weight in [1.0, 1e8, 1e15] {
        let order = -1.0;
        let rule = Rule::Aggregation(Aggregation::new(order, Weighting::Full));
        let mut statement = Statement::default();
        let well = statement.department("well", 1.0, Rule::INDEPENDENT);
        let ill = statement.department("ill", 0.1, Rule::INDEPENDENT);
        let both = statement.department("both", 1.0, rule);
        statement.serve(well, both, 1.0).weight = weight;
        statement.serve(ill, both, 1.0);
        let solved = solve(&statement.organisation().compile().unwrap(), &Scenario::default());
        let quality = solved.quality("both").unwrap().get();
        assert_near(quality, 0.1, tolerance::CLOSED_FORM, &format!("weight {weight}"));
    }
}

/// `(v xᵖ)^{1/p}` where what dominates has little of the weight: a hair's breadth below it.
#[test]
fn a_high_order_sees_an_input_of_little_weight() {
    let (order, weight) = (1_000.0, 1e-20);
    let rule =
        Rule::Aggregation(Aggregation::new(order, Weighting::Share { own_weight: Some(0.0) }));
    let mut statement = Statement::default();
    let well = statement.department("well", 1.0, Rule::INDEPENDENT);
    let ill = statement.department("ill", 0.1, Rule::INDEPENDENT);
    let both = statement.department("both", 1.0, rule);
    statement.serve(well, both, 1.0).weight = weight;
    statement.serve(ill, both, 1.0);
    let solved = solve(&statement.organisation().compile().unwrap(), &Scenario::default());
    let quality = solved.quality("both").unwrap().get();
    assert_near(quality, weight.powf(1.0 / order), tolerance::CLOSED_FORM, "a mean of high order");
}

/// A small order is nearly the independent rule: what has two states under that has two here.
#[test]
fn orders_next_to_0_certify_no_more_than_order_0() {
    for order in [0.0, 1e-17, -1e-17, 1e-100, -1e-100, 1e-9, -1e-9] {
        let rule =
            Rule::Aggregation(Aggregation::new(order, Weighting::Share { own_weight: Some(1.0) }));
        let mut statement = Statement::default();
        let [one, two] = ["one", "two"].map(|id| statement.department(id, 1.0, rule));
        statement.serve(one, two, 1.0);
        statement.serve(two, one, 1.0);
        let network = statement.organisation().compile().unwrap();
        assert!(!network.is_certified(), "order {order:e}");
        let options = SolveOptions::default().lower_state(true);
        let solved = network.solve_with(&Scenario::default(), &options, &mut Workspace::new());
        // Below order 0 nothing at all is a state, too; above it is not, however near.
        let solved = check(solved.unwrap());
        assert!(order > 0.0 || solved.uniqueness() == Uniqueness::Multiple, "order {order:e}");
    }
}

#[test]
fn a_slope_without_bound_is_a_status() {
    let mut statement = Statement::default();
    let first = statement.department("first", 5e-324, Rule::INDEPENDENT);
    let second = statement.department("second", 0.5, Rule::INDEPENDENT);
    let customer = statement.customer("customer", Rule::MEAN);
    let transfer = Transfer::Power { exponent: 1e-9 };
    statement.service(Supply { transfer, ..Supply::plain("edge", first) }, second, 1.0);
    statement.serve(second, customer, 1.0);
    let network = statement.organisation().compile().unwrap();
    let objective = Objective::party(&network, "customer").unwrap();
    let sensitivity = network.baseline().sensitivity(&objective).unwrap();
    assert_eq!(sensitivity.status(), SensitivityStatus::Infinite);
    assert!(sensitivity.departments().is_empty() && sensitivity.services().is_empty());
    let after = solve(&network, &Scenario::new("second falls").capability("second", 0.25));
    let contributions = after
        .compared_with(&network.baseline())
        .unwrap()
        .explain()
        .contributions(&objective)
        .unwrap();
    let fall = -0.25 * 5e-324_f64.powf(1e-9);
    assert_near(contributions.contributions[0].change, fall, tolerance::CLOSED_FORM, "the fall");
}

/// An objective of very many parties is made in one pass.
#[test]
fn an_objective_may_name_everybody() {
    let count = 50_000;
    let network = Network::from_columns(&Columns::new(count, 0).unwrap()).unwrap();
    let ids: Vec<String> = (0..count).map(|index| format!("d{index}")).collect();
    let everybody = ids.iter().map(|id| (id.as_str(), 2e-5));
    let objective = Objective::weighted(&network, "everybody", everybody).unwrap();
    assert_near(
        objective.value(&network.baseline()).unwrap(),
        1.0,
        tolerance::CLOSE,
        "all are well",
    );
    let twice = ids.iter().chain(&ids[..1]).map(|id| (id.as_str(), 1.0));
    assert!(Objective::weighted(&network, "twice", twice).is_err());
}

#[test]
fn numbers_have_one_spelling() {
    let network = Network::from_columns(&Columns::new(2, 1).unwrap()).unwrap();
    for id in
        ["d01", "d-1", "d+1", "d", "d2", "d99999999999999999999", "D1", "d1 ", "c1", "c99999999999"]
    {
        assert!(network.solve(&Scenario::new("misspelt").capability(id, 0.5)).is_err(), "{id}");
    }
    assert!(network.solve(&Scenario::new("spelt").capability("d1", 0.5)).is_ok());
    let nobody = Network::from_columns(&Columns::new(0, 0).unwrap()).unwrap().baseline();
    assert_eq!(nobody.qualities().len(), 0);
}

#[test]
fn a_step_of_next_to_nothing_is_not_taken_for_the_end() {
    // q = 1 − α (1 − q^0.01) with α next to 1: from 0 the first step is 1e-15, and the second to 0.7.
    let mut statement = Statement::default();
    let alone = statement.department("alone", 1.0, Rule::INDEPENDENT);
    let transfer = Transfer::Power { exponent: 0.01 };
    let supply = Supply { transfer, ..Supply::plain("self", alone) };
    statement.service(supply, alone, 1.0 - 1e-15);
    let solved = solve_both(&statement.organisation().compile().unwrap(), &Scenario::new("today"));
    assert_eq!(solved.uniqueness(), Uniqueness::Computed);
}
