//! Threads change nothing but the time.

use knockon::{Batch, BatchOutcome, Columns, Network, Rule, Scenario};
use rayon::ThreadPoolBuilder;

use crate::check;

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
    Network::from_columns(&Columns {
        customer_rule,
        capability: &capability,
        provider: &provider,
        consumer: &consumer,
        dependence: &dependence,
        ..Columns::new(100, customers as usize)
    })
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
