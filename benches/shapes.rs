//! Shapes at which one part of a solve costs most, each beside reading its services once.
//!
//! ```text
//! shapes/hub/*           one department that serves all external customers
//! shapes/pairs/*         components of two departments that serve each other
//! shapes/self-loops/*    departments that serve themselves
//! shapes/dense/*         departments that all serve each other
//! shapes/limit-*/*       reading every service once, and no more
//! shapes/gradient-hub/*  the derivatives of the hub's customers
//! shapes/first-hub/*     the first change of a live organisation, of the hub
//! shapes/stopped/*       the dense shape with all services of a department stopped
//! ```

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::{Columns, Live, Network, Objective, Rule, Scenario, SolveOptions, Status, Workspace};
use support::bench::limit::Limit;
use support::bench::size::is_quick;

/// Services between parties numbered departments first.
struct Shape {
    name: &'static str,
    departments: usize,
    customers: usize,
    services: Vec<(u32, u32)>,
    dependence: f64,
}

impl Shape {
    fn compile(&self) -> Network {
        let provider: Vec<u32> = self.services.iter().map(|service| service.0).collect();
        let consumer: Vec<u32> = self.services.iter().map(|service| service.1).collect();
        let dependence = vec![self.dependence; provider.len()];
        let capability = vec![0.95; self.departments];
        let columns = Columns::new(self.departments, self.customers)
            .expect("few enough")
            .capability(&capability)
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence)
            .department_rule(Rule::INDEPENDENT);
        Network::from_columns(&columns).expect("shapes are valid")
    }
}

fn shapes(parties: u32) -> Vec<Shape> {
    let count = parties as usize;
    let dense = 400;
    let all = move || (0..dense).flat_map(move |one| (0..dense).map(move |two| (one, two)));
    vec![
        Shape {
            name: "hub",
            departments: 1,
            customers: count,
            services: (1..=parties).map(|customer| (0, customer)).collect(),
            dependence: 0.5,
        },
        Shape {
            name: "pairs",
            departments: count,
            customers: 0,
            services: (0..parties / 2 * 2).map(|one| (one, one ^ 1)).collect(),
            dependence: 0.5,
        },
        Shape {
            name: "self-loops",
            departments: count,
            customers: 0,
            services: (0..parties).map(|one| (one, one)).collect(),
            dependence: 0.3,
        },
        Shape {
            name: "dense",
            departments: dense as usize,
            customers: 1,
            services: all().filter(|(one, two)| one != two).chain([(0, dense)]).collect(),
            dependence: 0.9 / f64::from(dense - 1),
        },
    ]
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("shapes");
    group.sample_size(10);
    let parties: u32 = if is_quick() { 1_000 } else { 100_000 };
    let options = SolveOptions::default();
    let mut workspace = Workspace::new();
    for shape in shapes(parties) {
        let network = shape.compile();
        let mut run = |name: &str, scenario: &Scenario| {
            let solved = network.solve(scenario).expect("the scenario is sound");
            assert_eq!(solved.status(), Status::Converged);
            group.throughput(Throughput::Elements(shape.services.len() as u64));
            group.bench_function(BenchmarkId::new(name, parties), |bench| {
                bench.iter(|| {
                    let solved = network.solve_with(black_box(scenario), &options, &mut workspace);
                    workspace.recycle(solved.expect("the scenario is sound"));
                });
            });
        };
        run(shape.name, &Scenario::new("as stated"));
        if shape.name == "dense" {
            run("stopped", &network.lose_department("d7").expect("a department"));
        }
        let limit = Limit::new(&network);
        let id = BenchmarkId::new(format!("limit-{}", shape.name), parties);
        group.bench_function(id, |bench| bench.iter(|| black_box(&limit).run()));
        if shape.name == "hub" {
            let customers = Objective::customers(&network).expect("there are customers");
            let today = network.baseline();
            let gradient = || black_box(&today).sensitivity(&customers).expect("its own network");
            assert!(gradient().capability("d0").expect("a department") > 0.4);
            let id = BenchmarkId::new("gradient-hub", parties);
            group.bench_function(id, |bench| bench.iter_with_large_drop(gradient));

            let change = |live: &mut Live| {
                let changes = live.set_capability("d0", black_box(0.5)).expect("a department");
                changes.len()
            };
            assert_eq!(change(&mut Live::new(&network)), 1 + shape.customers);
            let id = BenchmarkId::new("first-hub", parties);
            group.bench_function(id, |bench| {
                bench.iter_batched_ref(|| Live::new(&network), change, BatchSize::PerIteration);
            });
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
