//! Threads change nothing but the time.

use knockon::{Assessment, Batch, BatchOutcome, Columns, Network, Rule, Scenario};
use rayon::ThreadPoolBuilder;

use crate::support::check;

/// Enough customers for several threads, each served by one to three of a hundred departments.
fn network(customer_rule: Rule) -> Network {
    let customers = 150_000;
    let (mut provider, mut consumer, mut dependence) = (Vec::new(), Vec::new(), Vec::new());
    for customer in 0..customers {
        for service in 0..=customer % 3 {
            provider.push((customer * 7 + service * 13) % 100);
            consumer.push(100 + customer);
            dependence.push(f64::from(1 + (customer + service) % 9) / 10.0);
        }
    }
    let capability: Vec<f64> = (0..100).map(|number| 1.0 - f64::from(number) / 250.0).collect();
    Network::from_columns(
        &Columns::new(100, customers as usize)
            .unwrap()
            .customer_rule(customer_rule)
            .capability(&capability)
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence),
    )
    .unwrap()
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for rule in [Rule::MEAN, Rule::INDEPENDENT] {
        let network = network(rule);
        // Touched customers cut their run in two.
        let scenario = Scenario::new("one falls, one waits").capability("d7", 0.3);
        let scenario = scenario.condition("s200001", 0.1).stop_service("s77");
        let solved = |threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| check::solve(&network, &scenario))
        };
        let alone: Vec<u64> = solved(1).qualities().map(f64::to_bits).collect();
        for threads in [2, 3, 8] {
            assert!(solved(threads).qualities().map(f64::to_bits).eq(alone.iter().copied()));
        }
    }
}

/// Three levels of rings, enough for several threads each: of every ring one department is served
/// by a ring of the level before. Every hundredth passes on all it misses, and is not certified.
fn rings() -> Network {
    const RINGS: u32 = 400;
    const SIZE: u32 = 5;
    let departments = 3 * RINGS * SIZE;
    let (mut provider, mut consumer, mut dependence) = (Vec::new(), Vec::new(), Vec::new());
    for department in 0..departments {
        let (ring, place) = (department / SIZE, department % SIZE);
        provider.push(ring * SIZE + (place + SIZE - 1) % SIZE);
        consumer.push(department);
        dependence.push(if ring % 100 == 7 { 1.0 } else { f64::from(1 + department % 9) / 10.0 });
        if let Some(before) = ring.checked_sub(RINGS).filter(|_| place == 0) {
            provider.push(before * SIZE + ring % SIZE);
            consumer.push(department);
            dependence.push(0.2);
        }
    }
    let capability: Vec<f64> =
        (0..departments).map(|number| 1.0 - f64::from(number % 17) / 100.0).collect();
    Network::from_columns(
        &Columns::new(departments as usize, 0)
            .unwrap()
            .capability(&capability)
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence),
    )
    .unwrap()
}

#[test]
fn levels_on_any_number_of_threads_come_out_alike() {
    let network = rings();
    assert_eq!(network.cycle_sizes().len(), 1200);
    assert!(!network.is_certified());
    // A department of a ring whose services change is evaluated by its own equation.
    let scenario = Scenario::new("one falls, one waits").capability("d7", 0.3);
    let scenario = scenario.condition("s2500", 0.1).stop_service("s77");
    let solved = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| check::solve_both(&network, &scenario))
    };
    let said = |solved: &Assessment| {
        let lower = solved.parties().map(|party| party.lower().unwrap().get().to_bits());
        let lower: Vec<_> = lower.collect();
        let qualities: Vec<_> = solved.qualities().map(f64::to_bits).collect();
        let bound = solved.residual().to_bits();
        (qualities, lower, bound, solved.iterations(), solved.status())
    };
    let alone = said(&solved(1));
    for threads in [2, 3, 8] {
        assert_eq!(said(&solved(threads)), alone, "{threads} threads");
    }
}

#[test]
fn a_batch_on_any_number_of_threads_gives_the_same_outcomes() {
    let network = network(Rule::MEAN);
    let scenario = |number: u32| {
        let fallen = Scenario::new(number.to_string());
        fallen.capability(format!("d{}", number % 100), f64::from(number % 7) / 10.0)
    };
    let batch = Batch::of(&network).party("c17").unwrap().mean().worst().below(0.7).unwrap();
    let solved = |threads| -> Vec<BatchOutcome> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let outcomes = || batch.solve((0..300).map(scenario)).collect::<Result<_, _>>();
        pool.install(outcomes).unwrap()
    };
    let alone = solved(1);
    assert!(alone.iter().map(BatchOutcome::scenario).eq((0..300).map(|n| n.to_string())));
    assert_eq!(solved(2), alone);
    assert_eq!(solved(4), alone);
}
