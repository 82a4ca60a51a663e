//! What it takes from a statement to a network that can be solved, beside petgraph's share of it.
//!
//! ```text
//! compile/columns/*        Network::from_columns: numbered parties, no names
//! compile/organisation/*   Organisation::builder() ... build() ... compile(): ids, and every check
//! compile/petgraph/*       Graph::add_edge for every service, then strongly connected components
//! ```

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::{Department, ExternalCustomer, Network, Organisation, Rule, Service};
use support::bench::agreement::{assert_agree, assert_sides_agree};
use support::bench::generate::Organisation as Generated;
use support::bench::on_knockon;
use support::bench::on_petgraph::{Combine, OnPetgraph};
use support::bench::size::sizes;

/// States the organisation by name and compiles it.
fn organisation(generated: &Generated) -> Network {
    let name = |party: u32| format!("party-{party}");
    let parties = generated.department_count + generated.customer_count;
    let mut names = (0..u32::try_from(parties).expect("as many as generated")).map(name);
    let departments: Vec<Department> = generated
        .capability
        .iter()
        .zip(names.by_ref())
        .map(|(&capability, name)| Department::new(name).capability(capability))
        .collect();
    let services = generated.provider.iter().zip(&generated.consumer).zip(&generated.dependence);
    Organisation::builder("bench")
        .departments(departments)
        .customers(names.map(ExternalCustomer::new))
        .services(services.map(|((&provider, &consumer), &dependence)| {
            Service::between(name(provider), name(consumer)).dependence(dependence)
        }))
        .build()
        .expect("generated organisations are valid")
        .compile()
        .expect("generated organisations compile")
}

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    for size in sizes() {
        let generated = size.generate();
        let services = u64::try_from(generated.provider.len()).expect("fewer than 2^64 services");
        group.throughput(Throughput::Elements(services));

        assert_sides_agree(&generated);

        group.bench_with_input(BenchmarkId::new("columns", size.name), &generated, |bench, it| {
            bench.iter_with_large_drop(|| on_knockon::compile(black_box(it), Rule::INDEPENDENT));
        });
        group.bench_with_input(BenchmarkId::new("petgraph", size.name), &generated, |bench, it| {
            bench.iter_with_large_drop(|| OnPetgraph::compile(black_box(it)));
        });
        // Names of 3 million services say nothing new about 100k, for a gigabyte of them.
        if size.department_count > 10_000 {
            continue;
        }
        let theirs = OnPetgraph::compile(&generated).solve(Combine::Independent);
        assert_agree(&organisation(&generated).baseline(), &theirs);
        let id = BenchmarkId::new("organisation", size.name);
        group.bench_with_input(id, &generated, |bench, it| {
            bench.iter_with_large_drop(|| organisation(black_box(it)));
        });
    }
    group.finish();
}

criterion_group!(benches, compile);
criterion_main!(benches);
