//! Segments by exposure against the customers they are made of.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use knockon::exposure::{Exposure, ExposureError};
use knockon::organisation::PartyRef;
use knockon::time::TimelinePlan;
use knockon::{
    Assessment, Columns, Department, ExternalCustomer, Need, Network, Objective, Organisation,
    Rule, Scenario, Service, SolveOptions, Substitution, Transfer,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::assert_near;
use crate::support::tolerance::{ROUNDED, SEGMENT, SEGMENT_SHARES, SUMMED};

const SEGMENTS: [&str; 3] = ["north", "south", "east"];

/// Departments in a cycle, and customers of every kind that is linear, each in one of three segments.
fn organisation(seed: u64, customers: usize) -> Organisation {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = 6;
    let mut builder = Organisation::builder("Regions");
    for index in 0..count {
        builder = builder.department(Department::new(format!("d{index}")).capability(0.98));
    }
    for index in 0..count {
        let (provider, consumer) = (format!("d{index}"), format!("d{}", (index + 1) % count));
        let service = Service::new(format!("in-{index}"), provider, consumer);
        builder = builder.service(service.dependence(0.3));
    }
    for index in 0..customers {
        let id = format!("c{index}");
        let rule = [Rule::MEAN, Rule::Fdna, Rule::ADDITIVE, Rule::share_with_own_weight(1.0, 0.5)]
            [rng.random_range(0..4)];
        let needs = rng.random_range(0..4_u32);
        let customer = ExternalCustomer::person(&id)
            .rule(rule)
            .population(10_f64.powf(rng.random_range(-2.0..6.0)))
            .ceiling(rng.random_range(0.5..=1.0))
            .label("segment", SEGMENTS[rng.random_range(0..3)]);
        builder = builder.customer(customer);
        let weight = if matches!(rule, Rule::Fdna) { 1.0 } else { rng.random_range(0.1..=1.0) };
        for need in 0..needs {
            let dependence = rng.random_range(0.0..=1.0) / f64::from(needs);
            let service = |part: &str, rng: &mut ChaCha8Rng| {
                let provider = format!("d{}", rng.random_range(0..count));
                Service::new(format!("{id}-{need}{part}"), provider, &id)
            };
            let transfer = [
                Transfer::Identity,
                Transfer::Power { exponent: 1.0 },
                Transfer::Ramp { from: 0.0, to: 1.0 },
                Transfer::Table { points: vec![(0.0, 0.2), (0.5, 0.6), (1.0, 1.0)] },
            ][rng.random_range(0..4)]
            .clone();
            if rng.random_bool(0.3) {
                let pool = Need::new(&id, format!("pool{need}"))
                    .dependence(dependence)
                    .weight(weight)
                    .substitution(Substitution::Pooled { required: 2.3 });
                builder = builder.need(pool);
                for part in ["a", "b"] {
                    let of_pool = service(part, &mut rng).for_need(format!("pool{need}"));
                    builder = builder.service(of_pool.weight(1.2).condition(0.9));
                }
            } else {
                let condition = rng.random_range(0.5..=1.0);
                let mut own = service("", &mut rng).dependence(dependence).transfer(transfer);
                own = own.condition(condition).weight(weight);
                builder = builder.service(own);
            }
        }
    }
    builder.build().unwrap()
}

/// Whether a customer is part of a segment.
fn is_of(customer: &PartyRef<'_>, segment: &str) -> bool {
    customer.labels().get("segment").is_some_and(|stated| stated == segment)
}

/// How many a customer stands for.
fn heads(customer: &PartyRef<'_>) -> f64 {
    customer.population().unwrap().get()
}

fn segment_of(organisation: &Organisation) -> impl Fn(&str) -> Option<String> {
    |id| Some(organisation.party(id)?.labels().get("segment")?.to_owned())
}

/// A sum with the rounding errors of every step carried along, written out a second time.
fn exact(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for term in terms {
        let next = sum + term;
        let part = next - sum;
        lost += (sum - (next - part)) + (term - part);
        sum = next;
    }
    sum + lost
}

/// The mean quality of the customers of a segment.
fn mean(organisation: &Organisation, state: &Assessment, segment: &str) -> f64 {
    let of = || organisation.customers().filter(|customer| is_of(customer, segment));
    let population = |id: &str| heads(&organisation.party(id).unwrap());
    let quality = |id: &str| state.quality(id).unwrap().get();
    let ids = || of().map(|customer| customer.id().to_string());
    let total = exact(ids().map(|id| population(&id)));
    exact(ids().map(|id| population(&id) * quality(&id))) / total
}

fn trouble(seed: u64) -> Scenario {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let quality = |rng: &mut ChaCha8Rng| rng.random_range(0.0..=1.0);
    Scenario::new(format!("trouble {seed}"))
        .capability("d0", quality(&mut rng))
        .capability("d3", quality(&mut rng))
        .condition("in-4", quality(&mut rng))
}

#[test]
fn segment_equals_mean_of_its_customers() {
    for seed in 0..20 {
        let organisation = organisation(seed, 200);
        let network = organisation.compile().unwrap();
        let exposure = Exposure::of_network(&network, segment_of(&organisation)).unwrap();
        assert_eq!(exposure.segments().len(), 3);
        let customers = organisation.customers().map(|it| it.id().to_string());
        let customers: BTreeSet<_> = customers.collect();
        let services = organisation.services();
        let served = services.filter(|it| customers.contains(it.consumer().id().as_str()));
        let expected: BTreeSet<_> = served.map(|it| it.provider().id().to_string()).collect();
        let counted = exposure.departments();
        assert_eq!(counted.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), expected);
        assert_eq!(counted.len(), expected.len());
        for scenario in [Scenario::default(), trouble(seed).dependence("in-1", 0.9)] {
            let state = network.solve(&scenario).unwrap();
            for line in exposure.qualities(&state).unwrap() {
                let expected = mean(&organisation, &state, line.segment);
                assert_near(line.quality.get(), expected, SEGMENT, line.segment);
                let objective = exposure.objective(line.segment).unwrap();
                assert_near(objective.value(&state).unwrap(), expected, SEGMENT, line.segment);
            }
            let everyone = exposure.everyone().unwrap().value(&state).unwrap();
            let expected = state.mean_customer_quality().unwrap().get();
            assert_near(everyone, expected, SUMMED, "everyone");
        }
    }
}

/// A hundred and fifty thousand customers of one segment, all of one department: plain sums lose more
/// than is allowed.
#[test]
fn long_sums_keep_their_digits() {
    let customers = 150_000_u32;
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let consumer: Vec<u32> = (1..=customers).collect();
    let provider = vec![0; consumer.len()];
    let dependence: Vec<f64> = consumer.iter().map(|_| rng.random_range(0.0..=1.0)).collect();
    let columns = Columns::new(1, consumer.len()).unwrap();
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    let network = Network::from_columns(&columns).unwrap();
    let exposure = Exposure::of_network(&network, |_| Some("all")).unwrap();
    let state = network.solve(&Scenario::new("one").capability("d0", 0.1)).unwrap();
    let found = exposure.qualities(&state).unwrap().next().unwrap().quality.get();
    let of_each =
        (0..customers).map(|customer| state.quality(format!("c{customer}")).unwrap().get());
    let expected = exact(of_each) / f64::from(customers);
    assert_near(found, expected, ROUNDED, "all");
    let plain: f64 = dependence.iter().map(|dependence| dependence / f64::from(customers)).sum();
    let off = 0.9 * plain - (1.0 - expected);
    assert!(off.abs() > ROUNDED, "plain sums would do: {off:e}");
}

#[test]
fn scenarios_side_by_side_equal_single_solves() {
    let organisation = organisation(3, 60);
    let network = organisation.compile().unwrap();
    let exposure = Exposure::of_network(&network, segment_of(&organisation)).unwrap();
    let mut scenarios: Vec<_> = (0..40).map(trouble).collect();
    scenarios[7] = Scenario::new("no such").capability("nobody", 0.5);
    let service = organisation.services().find(|it| it.consumer().id().as_str().starts_with('c'));
    let into_customer = service.unwrap().id().to_string();
    scenarios[9] = Scenario::new("customer").condition(&into_customer, 0.5);
    let options = SolveOptions::default();
    let outcomes: Vec<_> = exposure.solve_many(&scenarios, &options).collect();
    assert_eq!(outcomes.len(), 40);
    for (place, (outcome, scenario)) in outcomes.iter().zip(&scenarios).enumerate() {
        let Ok(outcome) = outcome else {
            assert!([7, 9].contains(&place));
            continue;
        };
        let state = network.solve(scenario).unwrap();
        assert_eq!(outcome.scenario(), scenario.name());
        let alone = exposure.qualities(&state).unwrap();
        for ((segment, quality), alone) in outcome.qualities().zip(alone) {
            assert_eq!((segment, quality), (alone.segment, alone.quality));
            assert_eq!(outcome.quality(segment), Some(quality));
        }
    }
}

#[test]
fn shares_of_a_segment_equal_those_of_its_customers() {
    for seed in 0..10 {
        let organisation = organisation(seed, 100);
        let network = organisation.compile().unwrap();
        let exposure = Exposure::of_network(&network, segment_of(&organisation)).unwrap();
        let after = network.solve(&trouble(seed)).unwrap();
        let explanation = after.compared_with(&network.baseline()).unwrap().explain();
        for segment in exposure.segments() {
            let of_segment =
                organisation.customers().filter(|customer| is_of(customer, segment.name()));
            let total = segment.population().get();
            let weights =
                of_segment.map(|customer| (customer.id().to_string(), heads(&customer) / total));
            let by_customers = Objective::weighted(&network, "customers", weights).unwrap();
            let by_customers = explanation.contributions(&by_customers).unwrap();
            let objective = exposure.objective(segment.name()).unwrap();
            let by_exposure = explanation.contributions(&objective).unwrap();
            assert!(by_exposure.adds_up());
            assert_near(by_exposure.change, by_customers.change, SUMMED, "change");
            for share in &by_customers.contributions {
                let same = by_exposure.contributions.iter().find(|it| it.source == share.source);
                assert_near(same.unwrap().change, share.change, SEGMENT_SHARES, share.source.id());
            }
        }
    }
}

#[test]
fn timeline_of_a_segment_equals_that_of_its_customers() {
    let organisation = organisation(5, 60);
    let network = organisation.compile().unwrap();
    let exposure = Exposure::of_network(&network, segment_of(&organisation)).unwrap();
    let plan = TimelinePlan::lasting(TimeDelta::hours(12))
        .step(TimeDelta::minutes(30))
        .time_constants("d2", TimeDelta::hours(2), TimeDelta::hours(4))
        .during(TimeDelta::hours(1)..TimeDelta::hours(5), trouble(5));
    let timeline = network.timeline(&plan).unwrap();
    for segment in exposure.segments() {
        let of_segment: Vec<_> = organisation
            .customers()
            .filter(|customer| is_of(customer, segment.name()))
            .map(|customer| (customer.id().to_string(), heads(&customer)))
            .collect();
        let total = segment.population().get();
        let series = timeline.segment(&exposure, segment.name()).unwrap();
        assert_eq!(series.len(), timeline.instants().len());
        for (row, (at, quality)) in series.enumerate() {
            let of = |id: &str| timeline.series(id).unwrap().qualities().nth(row).unwrap();
            let expected =
                of_segment.iter().map(|(id, weight)| weight / total * of(id)).sum::<f64>();
            assert_near(quality, expected, SUMMED, &at.to_string());
        }
    }
}

#[test]
fn exposure_moves_to_a_network_of_departments_alone() {
    let organisation = organisation(11, 80);
    let network = organisation.compile().unwrap();
    let exposure = Exposure::of_network(&network, segment_of(&organisation)).unwrap();
    let mut departments = organisation.to_builder();
    for customer in organisation.customers() {
        departments = departments.without_party(customer.id().as_str());
    }
    let departments = departments.build().unwrap().compile().unwrap();
    let moved = exposure.on(&departments).unwrap();
    assert!(moved.departments().iter().eq(&exposure.departments()));
    let (here, there) = (trouble(11), trouble(11));
    let (here, there) = (network.solve(&here).unwrap(), departments.solve(&there).unwrap());
    let pairs = exposure.qualities(&here).unwrap().zip(moved.qualities(&there).unwrap());
    for (here, there) in pairs {
        assert_eq!((here.segment, here.population), (there.segment, there.population));
        assert_near(there.quality.get(), here.quality.get(), SEGMENT, here.segment);
    }
    // A network that lacks a department that counts is refused, and says which.
    let lacking = Organisation::builder("One").department(Department::new("d1"));
    let error = exposure.on(&lacking.build().unwrap().compile().unwrap()).unwrap_err();
    assert!(matches!(error, ExposureError::Unknown(_)), "{error}");
}
