//! Scenarios that each change one department, ten or a hundred, in lanes and one by one.
//!
//! ```text
//! batch/lanes/*      side by side, keeping mean, worst and below of every scenario
//! batch/lanes-10/*   the same, each changing ten departments
//! batch/lanes-100/*  the same, each changing a hundred
//! batch/mean/*       side by side, keeping the mean alone
//! batch/single/*     full solves that reuse their memory; nothing is aggregated
//! ```
//!
//! Elements are services times scenarios. The timing includes what a batch begins with, its
//! baseline among it: with few scenarios that is a good part.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::{Batch, BatchOutcome, Network, Rule, Scenario, SolveOptions, Workspace};
use support::bench::agreement::assert_sides_agree;
use support::bench::generate::Organisation;
use support::bench::on_knockon;
use support::bench::size::{Size, sizes};

const OBJECTIVE: f64 = 0.9;

/// Scenarios in each of which so many departments lose a part of their capability; they lie far
/// apart.
fn scenarios(organisation: &Organisation, count: usize, changed: usize) -> Vec<Scenario> {
    let scenario = |index: usize| {
        (index * changed..(index + 1) * changed).fold(
            Scenario::new(format!("s{index}")),
            |scenario, change| {
                let department = change * 7_919 % organisation.department_count;
                let capability = organisation.capability[department] * 0.5;
                scenario.capability(format!("d{department}"), capability)
            },
        )
    };
    (0..count).map(scenario).collect()
}

fn scenario_count(size: &Size) -> usize {
    if size.department_count > 10_000 { 160 } else { 400 }
}

/// Asserts that outcomes are those of single solves.
fn assert_same(network: &Network, scenarios: &[Scenario]) {
    let batch = Batch::of(network).mean().worst().below(OBJECTIVE).expect("a quality");
    for (scenario, outcome) in scenarios.iter().zip(batch.solve(scenarios)) {
        let outcome = outcome.expect("a valid scenario");
        let single = network.solve(scenario).expect("a valid scenario");
        let mean = single.mean_customer_quality().expect("there are customers").get();
        assert!((outcome.mean().expect("asked for").get() - mean).abs() <= 1e-12);
        let customers = || single.qualities().skip(network.department_count());
        let worst = customers().fold(1.0, f64::min);
        assert!(outcome.worst().expect("asked for").quality.get().total_cmp(&worst).is_eq());
        let below = customers().filter(|&quality| quality < OBJECTIVE).count();
        assert_eq!(outcome.below().expect("asked for").customers, below);
        assert_eq!(outcome.iterations(), single.iterations());
    }
}

fn batch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("batch");
    group.sample_size(10);
    let options = SolveOptions::default();
    let mut workspace = Workspace::new();
    for size in sizes() {
        let generated = size.generate();
        assert_sides_agree(&generated);
        let network = on_knockon::compile(&generated, Rule::INDEPENDENT);
        let of = |changed| scenarios(&generated, scenario_count(size), changed);
        let (scenarios, of_ten, of_hundred) = (of(1), of(10), of(100));
        for scenarios in [&scenarios, &of_ten, &of_hundred] {
            assert_same(&network, &scenarios[..16]);
        }
        let work = network.service_count() * scenarios.len();
        group.throughput(Throughput::Elements(u64::try_from(work).expect("fewer than 2^64")));

        let lanes = Batch::of(&network).mean().worst().below(OBJECTIVE).expect("a quality");
        let mean = Batch::of(&network).mean();
        let batches = [
            ("lanes", &lanes, &scenarios),
            ("lanes-10", &lanes, &of_ten),
            ("lanes-100", &lanes, &of_hundred),
            ("mean", &mean, &scenarios),
        ];
        for (name, batch, scenarios) in batches {
            group.bench_function(BenchmarkId::new(name, size.name), |bench| {
                bench.iter(|| {
                    let outcomes = batch.solve(black_box(scenarios));
                    let mean = |outcome: BatchOutcome| outcome.mean().map_or(0.0, f64::from);
                    outcomes.map(|outcome| outcome.map_or(0.0, mean)).sum::<f64>()
                });
            });
        }
        group.bench_function(BenchmarkId::new("single", size.name), |bench| {
            bench.iter(|| {
                for scenario in black_box(&scenarios) {
                    let solved = network.solve_with(scenario, &options, &mut workspace);
                    workspace.recycle(solved.expect("a valid scenario"));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, batch);
criterion_main!(benches);
