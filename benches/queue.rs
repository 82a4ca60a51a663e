//! One evaluation of a queue, beside what one would write by hand for whole agents.
//!
//! ```text
//! queue/erlang-c/*          share within a target, without patience
//! queue/erlang-a/*          share within a target, with patience
//! queue/*-slopes/*          the same with its three derivatives
//! queue/*-fractional/*      the same of half an agent more
//! queue/erlang-c-by-hand/*  the recurrence of Erlang's loss formula, an agent a step
//! queue/erlang-a-by-hand/*  who leaves, alone, as a sum over the number in the system
//! ```
//!
//! Loads are short of what agents handle by 0.7 of their square root, so that a third of requests
//! wait; patience is two handling times, the target a fifth of one.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use knockon::queue::Queue;

const PATIENCE: f64 = 2.0;
const TARGET: f64 = 0.2;

/// Erlang C by the recurrence `1 / B(k) = 1 + k / a · 1 / B(k − 1)`.
fn erlang_c_by_hand(load: f64, agents: f64) -> f64 {
    let (mut inverse, mut k) = (1.0, 1.0);
    while k <= agents {
        inverse = 1.0 + inverse * (k / load);
        k += 1.0;
    }
    let wait = 1.0 / (1.0 + (inverse - 1.0) * (1.0 - load / agents));
    1.0 - wait * (-(agents - load) * TARGET).exp()
}

/// The share that leaves, from the stationary distribution of the number in the system.
fn erlang_a_by_hand(load: f64, agents: f64) -> f64 {
    // Relative to the probability of all agents busy and nobody waiting.
    let (mut sum, mut waiting) = (0.0, 0.0);
    let (mut probability, mut present) = (1.0, agents);
    while probability > 1e-17 * sum && present >= 0.0 {
        sum += probability;
        probability *= present / load;
        present -= 1.0;
    }
    (probability, present) = (1.0, agents);
    while probability > 1e-17 * sum {
        present += 1.0;
        probability *= load / (agents + (present - agents) / PATIENCE);
        sum += probability;
        waiting += probability * (present - agents);
    }
    waiting / sum / PATIENCE / load
}

fn queue(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("queue");
    for (agents, name) in [(10.0, "10"), (10_000.0, "10k")] {
        let load = agents - 0.7 * f64::sqrt(agents);
        let queue = |agents: f64| Queue::new(load, 1.0, agents).expect("numbers are in range");
        let erlang_c = queue(agents);
        let erlang_a = erlang_c.patience(PATIENCE).expect("so is patience");
        let within = |queue: Queue| queue.within(black_box(TARGET)).expect("so is the target");
        let slopes = |queue: Queue| queue.service_level(black_box(TARGET)).expect("as before");

        assert!((within(erlang_c) - erlang_c_by_hand(load, agents)).abs() <= 1e-12);
        let left = erlang_a.performance().abandonment;
        assert!((left - erlang_a_by_hand(load, agents)).abs() <= 1e-12);

        let half_more = queue(agents + 0.5);
        for (model, queue, half_more) in [
            ("erlang-c", erlang_c, half_more),
            ("erlang-a", erlang_a, half_more.patience(PATIENCE).expect("as before")),
        ] {
            assert!(within(queue) < within(half_more), "half an agent helps");
            group.bench_function(BenchmarkId::new(model, name), |bench| {
                bench.iter(|| within(black_box(queue)));
            });
            group.bench_function(BenchmarkId::new(format!("{model}-fractional"), name), |bench| {
                bench.iter(|| within(black_box(half_more)));
            });
            group.bench_function(BenchmarkId::new(format!("{model}-slopes"), name), |bench| {
                bench.iter(|| slopes(black_box(queue)));
            });
        }
        group.bench_function(BenchmarkId::new("erlang-c-by-hand", name), |bench| {
            bench.iter(|| erlang_c_by_hand(black_box(load), agents));
        });
        group.bench_function(BenchmarkId::new("erlang-a-by-hand", name), |bench| {
            bench.iter(|| erlang_a_by_hand(black_box(load), agents));
        });
    }
    group.finish();
}

criterion_group!(benches, queue);
criterion_main!(benches);
