//! The full solve of a compiled network, beside the same iteration over petgraph's edges.
//!
//! ```text
//! solve/knockon/*            solve/petgraph/*            losses compound in departments
//! solve/knockon-additive/*   solve/petgraph-additive/*   losses add in departments
//! ```
//!
//! Customers feel the mean of their needs in all four. Both sides start from 1 and stop by the
//! same step; they are compiled before, and agree.

mod common;

use std::hint::black_box;

use common::agreement::assert_agree;
use common::generate::Organisation as Generated;
use common::on_petgraph::{Combine, OnPetgraph};
use common::size::sizes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::{Columns, Network, Rule, Scenario};

/// The rule of departments on both sides, with the suffix of bench names.
const RULES: [(Rule, Combine, &str); 2] = [
    (Rule::INDEPENDENT, Combine::Independent, ""),
    (Rule::ADDITIVE, Combine::Additive, "-additive"),
];

fn compiled(generated: &Generated, department_rule: Rule) -> Network {
    let columns = Columns {
        department_rule,
        customer_rule: Rule::MEAN,
        capability: &generated.capability,
        provider: &generated.provider,
        consumer: &generated.consumer,
        dependence: &generated.dependence,
        ..Columns::new(generated.department_count, generated.customer_count)
    };
    Network::from_columns(&columns).expect("generated organisations are valid")
}

fn solve(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solve");
    group.sample_size(10);
    let nothing = Scenario::new("as stated");
    for size in sizes() {
        let generated = size.generate();
        let services = u64::try_from(generated.provider.len()).expect("fewer than 2^64 services");
        group.throughput(Throughput::Elements(services));
        let on_petgraph = OnPetgraph::compile(&generated);
        for (rule, combine, suffix) in RULES {
            let network = compiled(&generated, rule);
            let ours = network.solve(&nothing).expect("the scenario names nothing");
            assert!(ours.verify() <= 1e-12);
            let ours: Vec<f64> = ours.qualities().collect();
            assert_agree(&ours, &on_petgraph.solve(combine));

            let id = BenchmarkId::new(format!("knockon{suffix}"), size.name);
            group.bench_with_input(id, &network, |bench, network| {
                bench.iter_with_large_drop(|| network.solve(black_box(&nothing)));
            });
            let id = BenchmarkId::new(format!("petgraph{suffix}"), size.name);
            group.bench_with_input(id, &on_petgraph, |bench, on_petgraph| {
                bench.iter_with_large_drop(|| on_petgraph.solve(black_box(combine)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, solve);
criterion_main!(benches);
