//! Batches against single solves: every outcome, to the bit wherever nothing is summed.

use knockon::quality::BatchError;
use knockon::{
    Batch, BatchOutcome, Columns, Department, ExternalCustomer, Network, Organisation, Rule,
    Scenario, Service, SolveOptions, Status, Workspace,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_near, assert_same_bits, check};
use crate::support::random::{self, Temper};
use crate::support::statement::{Shock, Statement};
use crate::support::tolerance;

/// Below this some customers of most organisations lie.
const THRESHOLD: f64 = 0.8;

/// What was compared, so that a family that never shows what it is for fails its test.
#[derive(Debug, Default)]
struct Tally {
    outcomes: u32,
    below: usize,
    not_converged: u32,
    broken_down: u32,
    iterated: u32,
}

impl Tally {
    /// Solves scenarios both ways and compares everything.
    fn compare(&mut self, network: &Network, scenarios: &[Scenario], options: &SolveOptions) {
        let mut batch = Batch::of(network).max_sweeps(options.max_sweeps);
        let aggregates = batch.clone().mean().worst().below(THRESHOLD).unwrap();
        let ids: Vec<_> = network.baseline().parties().map(|party| party.id()).collect();
        for id in ids.iter().rev() {
            batch = batch.party(id.as_str()).unwrap();
        }
        let mean_only = Batch::of(network).max_sweeps(options.max_sweeps).mean();
        let worst_only = Batch::of(network).max_sweeps(options.max_sweeps).worst();
        let below_only = Batch::of(network).max_sweeps(options.max_sweeps).below(THRESHOLD);
        let mut streams = [batch, aggregates, mean_only, worst_only, below_only.unwrap()]
            .map(|batch| batch.solve(scenarios).map(Result::unwrap));
        let mut workspace = Workspace::new();
        for scenario in scenarios {
            let [parties, aggregates, mean_only, worst_only, below_only] =
                streams.each_mut().map(|stream| stream.next().expect("an outcome per scenario"));
            let single = check(network.solve_with(scenario, options, &mut workspace).unwrap());
            let mut expected: Vec<_> = single.qualities().collect();
            expected.reverse();
            let actual: Vec<_> = parties.qualities().map(|(_, quality)| quality.get()).collect();
            assert_same_bits(&actual, &expected, scenario.name());
            for outcome in [&parties, &aggregates, &mean_only, &worst_only, &below_only] {
                assert_eq!(outcome.scenario(), scenario.name());
                assert_eq!(outcome.status(), single.status());
                assert_eq!(outcome.iterations(), single.iterations());
                assert_same_bits(&[outcome.residual()], &[single.residual()], "residuals");
            }
            self.compare_aggregates(&aggregates, &single);
            let mean = single.mean_customer_quality();
            assert_eq!(mean_only.mean().is_some(), mean.is_some());
            if let (Some(actual), Some(expected)) = (mean_only.mean(), mean) {
                assert_near(actual.get(), expected.get(), tolerance::SUMMED, "mean alone");
            }
            assert_eq!(worst_only.worst(), aggregates.worst());
            assert_eq!(
                below_only.below().unwrap().customers,
                aggregates.below().unwrap().customers
            );
            self.outcomes += 1;
            self.not_converged += u32::from(single.status() == Status::NotConverged);
            self.iterated += u32::from(single.iterations() > 1);
            self.broken_down += u32::from(expected.iter().any(|&quality| quality < 1e-6));
        }
        assert!(streams.iter_mut().all(|stream| stream.next().is_none()));
    }

    fn compare_aggregates(&mut self, outcome: &BatchOutcome, single: &knockon::Assessment) {
        let customers = || single.parties().filter(|party| !party.is_department());
        let below = outcome.below().unwrap();
        assert_near(below.threshold.get(), THRESHOLD, 0.0, "threshold");
        let missed = || customers().filter(|customer| customer.quality().get() < THRESHOLD);
        assert_eq!(below.customers, missed().count());
        let population: f64 = missed().map(|customer| customer.population().get()).sum();
        let total: f64 = customers().map(|customer| customer.population().get()).sum();
        let allowed = tolerance::SUMMED * total;
        assert_near(below.population, population, allowed, "population below");
        self.below += below.customers;
        assert_eq!(outcome.mean().is_some(), single.mean_customer_quality().is_some());
        if let (Some(mean), Some(expected)) = (outcome.mean(), single.mean_customer_quality()) {
            assert_near(mean.get(), expected.get(), tolerance::SUMMED, "mean");
        }
        let mut worst = None;
        for customer in customers() {
            if worst.as_ref().is_none_or(|(_, least)| customer.quality() < *least) {
                worst = Some((customer.id(), customer.quality()));
            }
        }
        let actual = outcome.worst().map(|worst| (worst.customer.clone(), worst.quality));
        assert_eq!(actual, worst);
    }
}

/// Scenarios of many kinds: of a few things, of most, and of none.
fn scenarios(seed: u64, statement: &Statement, count: u64) -> Vec<Scenario> {
    let scenario = |index| {
        let probability = [0.05, 0.3, 0.0, 0.15, 0.9][usize::try_from(index % 5).unwrap()];
        let shock = random::shock(seed * 1_000 + index, statement, probability);
        statement.scenario(&shock)
    };
    (0..count).map(scenario).collect()
}

fn compare_random(seeds: std::ops::Range<u64>, size: usize, temper: Temper, count: u64) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let statement = random::statement(seed, size, temper);
        let network = statement.organisation().compile().unwrap();
        let options = SolveOptions::default().max_sweeps(2_000);
        tally.compare(&network, &scenarios(seed, &statement, count), &options);
    }
    tally
}

#[test]
fn calm_organisations_are_solved_alike() {
    let tally = compare_random(0..150, 8, Temper::Calm, 11);
    assert!(tally.iterated > 300 && tally.below > 1000, "{tally:?}");
}

#[test]
fn fierce_organisations_are_solved_alike() {
    let tally = compare_random(0..150, 8, Temper::Fierce, 11);
    assert!(tally.iterated > 300 && tally.broken_down > 200, "{tally:?}");
}

#[test]
fn larger_organisations_are_solved_alike() {
    let tally = compare_random(0..12, 60, Temper::Calm, 19);
    assert!(tally.iterated > 100, "{tally:?}");
}

#[test]
fn running_out_of_sweeps_is_noticed_in_its_own_lane() {
    let mut tally = Tally::default();
    for sweeps in [0, 1, 2, 5] {
        for seed in 0..20 {
            let statement = random::statement(seed, 8, Temper::Fierce);
            let network = statement.organisation().compile().unwrap();
            let options = SolveOptions::default().max_sweeps(sweeps);
            tally.compare(&network, &scenarios(seed, &statement, 9), &options);
        }
    }
    assert!(tally.not_converged > 100 && tally.not_converged < tally.outcomes, "{tally:?}");
}

/// Half of the lanes tip, the other half stay at their greatest fixpoint.
#[test]
fn lanes_tip_on_their_own() {
    let mut tally = Tally::default();
    for seed in 0..40 {
        let statement = random::hill_ring(seed);
        let network = statement.organisation().compile().unwrap();
        let scenarios = (0..16_u32).map(|index| {
            let capability = if index % 2 == 0 { 0.99 } else { 0.4 };
            statement.scenario(&Shock { capabilities: vec![(0, capability)], ..Shock::default() })
        });
        tally.compare(&network, &scenarios.collect::<Vec<_>>(), &SolveOptions::default());
    }
    for seed in 0..40 {
        let statement = random::full_ring(seed);
        let network = statement.organisation().compile().unwrap();
        let scenarios = scenarios(seed, &statement, 8);
        tally.compare(&network, &scenarios, &SolveOptions::default().max_sweeps(500));
    }
    assert!(tally.broken_down > 300 && tally.broken_down < tally.outcomes - 300, "{tally:?}");
}

/// A baseline that takes long to settle says nothing of scenarios that settle at once.
#[test]
fn lanes_settle_long_before_the_baseline() {
    let mut statement = Statement::default();
    for index in 0..4 {
        statement.department(format!("dept-{index}"), 0.99, Rule::INDEPENDENT);
    }
    let customer = statement.customer("cust-0", Rule::MEAN);
    for index in 0..4 {
        statement.serve(index, (index + 1) % 4, 0.97);
        // All feed back: one by itself would be found in a few sweeps.
        statement.serve(index, index, 0.02);
    }
    statement.serve(2, customer, 0.5);
    let network = statement.organisation().compile().unwrap();
    let baseline = network.baseline().iterations();
    let scenario = |capability| {
        statement.scenario(&Shock { capabilities: vec![(3, capability)], ..Shock::default() })
    };
    let mut tally = Tally::default();
    let mut least = baseline;
    for capabilities in [[0.0, 0.0, 0.0], [1.0, 0.0, 0.9], [0.4, 1.0, 0.98]] {
        let scenarios = capabilities.map(scenario);
        tally.compare(&network, &scenarios, &SolveOptions::default());
        let sweeps = |scenario| network.solve(scenario).unwrap().iterations();
        least = least.min(scenarios.iter().map(sweeps).min().unwrap());
    }
    assert!(least + 4 < baseline, "{least} and {baseline} sweeps");
}

/// Plain organisations of every rule: long rows, populations of all sizes, customers by the
/// hundred.
fn plain(seed: u64, rule: Rule, customer_rule: Rule) -> Network {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (departments, customers) = (40, 300);
    let (mut provider, mut consumer, mut dependence) = (Vec::new(), Vec::new(), Vec::new());
    for party in 0..departments + customers {
        let count = if party < departments { random.random_range(0..4) } else { party % 9 };
        for _ in 0..count {
            // One in twenty services to departments runs backwards.
            let is_back = party < 2 || random.random_bool(0.05);
            let limit = if party >= departments || is_back { departments } else { party };
            provider.push(random.random_range(0..u32::try_from(limit).unwrap()));
            consumer.push(u32::try_from(party).unwrap());
            dependence
                .push(random.random_range(0.0..0.9) / f64::from(u32::try_from(count).unwrap()));
        }
    }
    let population: Vec<f64> = (0..customers).map(|_| random.random_range(0.0..1e6)).collect();
    let columns = Columns::new(departments, customers)
        .unwrap()
        .department_rule(rule)
        .customer_rule(customer_rule)
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence)
        .population(if seed.is_multiple_of(2) { &population } else { &[] });
    Network::from_columns(&columns).unwrap()
}

#[test]
fn plain_organisations_of_every_rule_are_solved_alike() {
    let rules = [
        Rule::INDEPENDENT,
        Rule::ADDITIVE,
        Rule::WEAKEST,
        Rule::MEAN,
        Rule::Fdna,
        Rule::full(-2.0),
    ];
    let mut tally = Tally::default();
    for (seed, rule) in (0..).zip(rules) {
        for (index, customer_rule) in (0..).zip(rules) {
            let seed = 10 * seed + index;
            let network = plain(seed, rule, customer_rule);
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let scenarios: Vec<_> = (0..12)
                .map(|index| {
                    let mut scenario = Scenario::new(format!("{index}"));
                    for third in 0..3 {
                        // Departments of lower numbers reach more customers.
                        let department = 3 * random.random_range(0..8) + third;
                        let capability = random.random_range(0.0..1.0);
                        scenario = scenario.capability(format!("d{department}"), capability);
                    }
                    if index % 3 == 0 {
                        let service = random.random_range(0..network.service_count());
                        scenario = scenario.condition(format!("s{service}"), 0.3);
                        let next = (service + 1) % network.service_count();
                        scenario = scenario.stop_service(format!("s{next}"));
                    }
                    scenario
                })
                .collect();
            tally.compare(&network, &scenarios, &SolveOptions::default());
        }
    }
    assert!(tally.below > 1000, "{tally:?}");
}

fn workshop() -> Network {
    Organisation::builder("Workshop")
        .department(Department::new("lathe"))
        .customer(ExternalCustomer::new("first").population(0.0))
        .customer(ExternalCustomer::new("second").population(0.0))
        .service(Service::new("one", "lathe", "first").dependence(0.5))
        .service(Service::new("two", "lathe", "second").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn an_invalid_scenario_stops_no_other() {
    let network = workshop();
    let scenario = |index: u32| {
        let department = if index % 3 == 1 { "lathes" } else { "lathe" };
        Scenario::new(format!("{index}")).capability(department, f64::from(index) / 20.0)
    };
    let batch = Batch::of(&network).party("first").unwrap();
    for count in [0, 1, 2, 7, 8, 9, 16, 21] {
        let outcomes = batch.solve((0..count).map(scenario));
        assert_eq!(outcomes.len(), usize::try_from(count).unwrap());
        for (index, outcome) in (0..count).zip(outcomes.collect::<Vec<_>>()) {
            if index % 3 == 1 {
                let alone = network.solve(&scenario(index)).unwrap_err();
                assert_eq!(outcome.unwrap_err(), alone);
            } else {
                let outcome = outcome.unwrap();
                assert_eq!(outcome.scenario(), index.to_string());
                let expected = 0.5 + 0.5 * f64::from(index) / 20.0;
                let quality = outcome.quality("first").unwrap().get();
                assert_near(quality, expected, tolerance::CLOSED_FORM, "quality");
            }
        }
    }
}

#[test]
fn more_scenarios_than_are_taken_at_once_keep_their_order() {
    let network = workshop();
    let capability = |number: u32| f64::from(number * 37 % 101) / 101.0;
    let scenario =
        |number: u32| Scenario::new(number.to_string()).capability("lathe", capability(number));
    let batch = Batch::of(&network).party("lathe").unwrap();
    let outcomes = batch.solve((0..2_500).map(scenario));
    for (number, outcome) in (0..).zip(outcomes) {
        let outcome = outcome.unwrap();
        assert_eq!(outcome.scenario(), number.to_string());
        let quality = outcome.quality("lathe").unwrap().get();
        assert_eq!(quality.to_bits(), capability(number).to_bits(), "{number}");
    }
}

#[test]
fn scenarios_are_pulled_as_outcomes_are_asked_for() {
    let network = workshop();
    let mut pulled = 0_u32;
    let endless = std::iter::from_fn(|| {
        pulled += 1;
        Some(Scenario::default())
    });
    let outcomes = Batch::of(&network).solve(endless).take(20);
    assert!(outcomes.map(Result::unwrap).all(|outcome| outcome.status() == Status::Converged));
    assert!((20..=16 + 128).contains(&pulled), "{pulled} pulled");
}

#[test]
fn of_nobody_nothing_is_said() {
    let nobody = Organisation::builder("").build().unwrap().compile().unwrap();
    let alone = Organisation::builder("").department(Department::new("a")).build().unwrap();
    for network in [nobody, alone.compile().unwrap()] {
        let batch = Batch::of(&network).mean().worst().below(0.5).unwrap();
        let outcome = batch.solve([Scenario::new("none")]).next().unwrap().unwrap();
        assert_eq!(outcome.mean(), None);
        assert_eq!(outcome.worst(), None);
        assert_eq!(outcome.below().unwrap().customers, 0);
        assert_eq!(outcome.iterations(), network.baseline().iterations());
    }
    // Nobody counts, but somebody is served.
    let batch = Batch::of(&workshop()).mean().worst().below(0.9).unwrap();
    let down = Scenario::new("down").capability("lathe", 0.0);
    let outcome = batch.solve([down]).next().unwrap().unwrap();
    assert_eq!(outcome.mean(), None);
    assert_eq!(outcome.worst().unwrap().customer, "first");
    let below = outcome.below().unwrap();
    assert_eq!((below.customers, below.population.to_bits()), (2, 0));
}

/// Of customers nobody asks for losses: those who are below whatever happens are counted once for all
/// lanes, and one at the threshold is not below it.
#[test]
fn those_who_are_below_whatever_happens_count_in_every_lane() {
    let mut builder = Organisation::builder("Many")
        .department(Department::new("weak").capability(0.3))
        .department(Department::new("strong"));
    for index in 0..60_u32 {
        let provider = if index < 40 { "weak" } else { "strong" };
        let id = format!("c{index}");
        let customer = ExternalCustomer::new(&*id).population(f64::from(index + 1));
        builder =
            builder.customer(customer).service(Service::between(provider, &*id).dependence(1.0));
    }
    let network = builder.build().unwrap().compile().unwrap();
    let at = |quality: f64| Scenario::new("strong").capability("strong", quality);
    for batch in [Batch::of(&network), Batch::of(&network).mean()] {
        let outcomes = batch.below(0.5).unwrap().solve([at(0.5), at(0.2)]);
        let counted: Vec<_> = outcomes
            .map(|outcome| outcome.unwrap().below().unwrap())
            .map(|below| (below.customers, below.population))
            .collect();
        assert_eq!(counted, [(40, 820.0), (60, 1_830.0)]);
    }
}

#[test]
fn what_is_not_asked_for_is_not_there() {
    let network = workshop();
    let outcome = Batch::of(&network).solve([Scenario::default()]).next().unwrap().unwrap();
    assert_eq!((outcome.mean(), outcome.worst(), outcome.below()), (None, None, None));
    assert_eq!(outcome.quality("first"), None);
    assert_eq!(outcome.qualities().len(), 0);
    assert!(outcome.converged().is_ok());
}

#[test]
fn a_batch_refuses_what_makes_no_sense() {
    let batch = Batch::of(&workshop());
    let unknown = batch.clone().party("nobody").unwrap_err();
    assert_eq!(unknown.to_string(), "`nobody` is not a department or an external customer");
    let twice = batch.clone().party("first").unwrap().party("first").unwrap_err();
    assert_eq!(twice, BatchError::Duplicate { id: "first".to_owned() });
    for threshold in [-0.1, 1.1, f64::NAN] {
        let refused = batch.clone().below(threshold).unwrap_err();
        assert_eq!(refused.to_string(), format!("threshold `{threshold}` is outside 0..=1"));
    }
}
