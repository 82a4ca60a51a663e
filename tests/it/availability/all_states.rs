//! Every answer on random organisations, against all states.

use knockon::availability::{
    AvailabilityMethod, AvailabilityOptions, BoundedValue, SubjectAvailability,
};
use knockon::organisation::{CommonCause, Failure};
use knockon::{
    Criticality, Department, ExternalCustomer, Need, Organisation, Rule, Service, Substitution,
    Transfer,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::oracle::{self, Answer, events};

/// Of sums of 4,096 states.
const TOLERANCE: f64 = 1e-11;

/// A small organisation with every kind of event, at most 12 of them.
#[expect(clippy::too_many_lines, reason = "one statement after the other")]
fn organisation(seed: u64) -> Organisation {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count: usize = rng.random_range(2..7);
    let id = |index: usize| format!("d{index}");
    let rules = [Rule::INDEPENDENT, Rule::WEAKEST, Rule::ADDITIVE, Rule::INDEPENDENT, Rule::MEAN];
    let is_sharp = rng.random_bool(0.4);
    let mut events_left: usize = 12;
    let mut failure = |rng: &mut ChaCha8Rng| {
        if events_left == 0 || rng.random_bool(0.25) {
            return None;
        }
        events_left -= 1;
        let p = if rng.random_bool(0.1) {
            rng.random_range(0.5..0.9)
        } else {
            rng.random_range(0.001..0.3)
        };
        let p = if rng.random_bool(0.4) { 0.1 } else { p };
        let left = if !is_sharp && rng.random_bool(0.3) { 0.4 } else { 0.0 };
        Some(match rng.random_range(0..3) {
            0 => Failure::available(1.0 - p).when_down(left),
            1 => Failure::unavailable(p).when_down(left),
            _ => Failure::times(100.0 * (1.0 - p), 100.0 * p).when_down(left),
        })
    };
    let mut builder = Organisation::builder(format!("random {seed}"));
    for index in 0..count {
        let mut department =
            Department::new(id(index)).rule(rules[rng.random_range(0..rules.len())]);
        if !is_sharp && rng.random_bool(0.2) {
            department = department.capability(0.9);
        }
        if let Some(failure) = failure(&mut rng) {
            department = department.fails(failure);
        }
        builder = builder.department(department);
    }
    let dependence = |rng: &mut ChaCha8Rng| {
        if is_sharp || rng.random_bool(0.5) { 1.0 } else { rng.random_range(0.2..1.0) }
    };
    for consumer in 0..count {
        for _ in 0..rng.random_range(0..3) {
            let provider = rng.random_range(0..count);
            if provider == consumer || (provider < consumer && rng.random_bool(0.7)) {
                continue;
            }
            let name = format!("s{consumer}-{provider}-{}", rng.random_range(0..1_000_000));
            let mut service =
                Service::new(name, id(provider), id(consumer)).dependence(dependence(&mut rng));
            if rng.random_bool(0.2) {
                service =
                    service.transfer(Transfer::Table { points: vec![(0.0, 0.1), (1.0, 1.0)] });
            }
            if rng.random_bool(0.2)
                && let Some(failure) = failure(&mut rng)
            {
                service = service.fails(failure);
            }
            builder = builder.service(service);
        }
    }
    let substitutions = [
        Substitution::BestOf,
        Substitution::Independent,
        Substitution::KthBest { k: 2 },
        Substitution::IndependentAtLeast { k: 2 },
        Substitution::KthBestShare { at_least_share: 0.5 },
        Substitution::Pooled { required: 2.0 },
    ];
    let members = rng.random_range(2..=count.max(2));
    let mut need = Need::new("x", "either")
        .dependence(dependence(&mut rng))
        .substitution(substitutions[rng.random_range(0..substitutions.len())]);
    if rng.random_bool(0.2) {
        need = need.criticality(Criticality::floor(0.2));
    }
    builder =
        builder.customer(ExternalCustomer::new("x").rule(rules[rng.random_range(0..4)])).need(need);
    for member in 0..members {
        let mut service =
            Service::new(format!("x{member}"), id(member % count), "x").for_need("either");
        if rng.random_bool(0.3)
            && let Some(failure) = failure(&mut rng)
        {
            service = service.fails(failure);
        }
        builder = builder.service(service);
    }
    builder = builder.service(
        Service::new("own", id(rng.random_range(0..count)), "x").dependence(dependence(&mut rng)),
    );
    for cause in 0..rng.random_range(0..3) {
        if events_left == 0 {
            break;
        }
        events_left -= 1;
        let mut stated = CommonCause::new(format!("cause {cause}"), rng.random_range(0.001..0.2));
        let mut named: Vec<usize> =
            (0..rng.random_range(1..4)).map(|_| rng.random_range(0..count)).collect();
        named.sort_unstable();
        named.dedup();
        for department in named {
            stated = stated.department(id(department));
        }
        if rng.random_bool(0.3) {
            stated = stated.service("own");
        }
        builder = builder.common_cause(stated);
    }
    builder.build().unwrap()
}

fn near(one: f64, two: f64, what: &str, seed: u64) {
    assert!((one - two).abs() <= TOLERANCE * two.abs().max(1.0), "{what} {one} {two}, seed {seed}");
}

fn holds(bounds: BoundedValue, exact: f64, what: &str, seed: u64) {
    let BoundedValue { lower, upper, .. } = bounds;
    let slack = TOLERANCE * exact.abs().max(1.0);
    assert!(
        lower <= exact + slack && exact <= upper + slack,
        "{what} {lower}..{upper} {exact}, seed {seed}"
    );
}

/// Compares every number with what all states say; `exact` where bounds have no width.
fn check(found: &SubjectAvailability, answer: &Answer, names: &[String], exact: bool, seed: u64) {
    let compare = |bounds: BoundedValue, value: f64, what: &str| {
        holds(bounds, value, what, seed);
        if exact {
            near(bounds.value, value, what, seed);
        }
    };
    compare(found.expected_quality, answer.expected, "expected");
    compare(found.unavailability, answer.unavailability, "unavailability");
    compare(found.chance, 1.0 - answer.unavailability, "chance");
    let position = |id: &str| names.iter().position(|name| name == id).unwrap();
    for importance in &found.importance {
        let id = importance.event.id();
        let of = &answer.importance[position(id)];
        compare(importance.birnbaum, of.with - of.without, "birnbaum");
        if answer.unavailability > 1e-9 {
            let u = answer.unavailability;
            let p = importance.probability;
            compare(importance.criticality, p * (of.with - of.without) / u, "criticality");
            compare(importance.fussell_vesely, of.in_cut / u, "Fussell-Vesely");
            compare(importance.probability_given_failure, of.failed_with / u, "given failure");
            compare(importance.risk_achievement_worth, of.with / u, "achievement");
            match importance.risk_reduction_worth {
                Some(worth) if of.without > 1e-12 => compare(worth, u / of.without, "reduction"),
                Some(_) => {}
                None => near(of.without, 0.0, "reduction", seed),
            }
        }
    }
    let mut cuts: Vec<Vec<usize>> = found
        .cut_sets
        .iter()
        .map(|cut| {
            let mut cut: Vec<_> = cut.events.iter().map(|event| position(event.id())).collect();
            cut.sort_unstable();
            cut
        })
        .collect();
    cuts.sort();
    let order = found.cut_set_order;
    let small: Vec<_> = answer.cut_sets.iter().filter(|cut| cut.len() <= order).cloned().collect();
    assert_eq!(cuts, small, "seed {seed}");
    if found.cut_sets_complete {
        assert_eq!(small, answer.cut_sets, "seed {seed}");
    }
}

#[test]
fn every_answer_equals_that_of_all_states() {
    let (mut exact, mut bounded, mut lumped, mut diagrams) = (0, 0, 0, 0);
    for seed in 0..300 {
        let organisation = organisation(seed);
        let names: Vec<String> = events(&organisation).into_iter().map(|it| it.name).collect();
        let network = organisation.compile().unwrap();
        let threshold = [0.95, 0.5, 0.8, 0.3][usize::try_from(seed % 4).unwrap()];
        let up = network.baseline().quality("x").unwrap().get();
        let threshold = threshold * up;
        if threshold <= 0.0 {
            continue;
        }
        let answer = oracle::answer(&organisation, &network, "x", threshold);
        let options = AvailabilityOptions::default().party("x").threshold(threshold).order(6);
        let found = network.availability(&options.clone().max_nodes(0)).unwrap();
        let of_x = found.party("x").unwrap();
        assert_eq!(of_x.method, AvailabilityMethod::Exact);
        exact += 1;
        lumped += usize::from(of_x.variables < of_x.events);
        check(of_x, &answer, &names, true, seed);
        let by_diagram = network.availability(&options).unwrap();
        let of_x = by_diagram.party("x").unwrap();
        diagrams += usize::from(of_x.nodes.is_some());
        check(of_x, &answer, &names, true, seed);
        // With few states the bounds hold, and shrink with more.
        let mut width = f64::INFINITY;
        for max_states in [1, 2, 5, 20, 100] {
            let few = options.clone().max_nodes(0).max_states(max_states).order(2).sample_pairs(0);
            let found = network.availability(&few).unwrap();
            let of_x = found.party("x").unwrap();
            bounded += usize::from(of_x.method == AvailabilityMethod::Bounded);
            check(of_x, &answer, &names, false, seed);
            assert!(of_x.unavailability.width() <= width + 1e-15);
            width = of_x.unavailability.width();
        }
    }
    assert!(exact > 200 && bounded > 100 && lumped > 100, "{exact} {bounded} {lumped}");
    assert!(diagrams > 30 || cfg!(not(feature = "availability")), "{diagrams}");
}
