//! The full solve of a compiled network, beside the same iteration over petgraph's edges.
//!
//! ```text
//! solve/knockon/*            solve/petgraph/*            losses compound in departments
//! solve/knockon-additive/*   solve/petgraph-additive/*   losses add in departments
//! solve/knockon-weakest/*    solve/petgraph-weakest/*    the worst input decides
//! solve/knockon-share/*      solve/petgraph-share/*      departments, too, feel a mean
//! solve/limit/*              reading every service once, and no more
//! solve/*/acyclic-*          the same of an organisation without cycles
//! ```
//!
//! Customers feel the mean of their needs in all of them. Both sides are compiled before, start
//! cyclic components from 1, and agree to 1e-12. Memory of results is handed back, so that no
//! solve waits for new pages.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::{Rule, Scenario, SolveOptions, Workspace};
use support::bench::agreement::{RULES, assert_sides_agree};
use support::bench::limit::Limit;
use support::bench::on_knockon;
use support::bench::on_petgraph::OnPetgraph;
use support::bench::size::sizes;

fn solve(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solve");
    group.sample_size(10);
    let nothing = Scenario::new("as stated");
    let options = SolveOptions::default();
    let mut workspace = Workspace::new();
    for size in sizes() {
        let acyclic = (format!("acyclic-{}", size.name), size.generate_acyclic());
        for (name, generated) in [(size.name.to_owned(), size.generate()), acyclic] {
            let services = u64::try_from(generated.provider.len()).expect("fewer than 2^64");
            group.throughput(Throughput::Elements(services));
            assert_sides_agree(&generated);

            let limit = Limit::new(&on_knockon::compile(&generated, Rule::INDEPENDENT));
            group.bench_function(BenchmarkId::new("limit", &name), |bench| {
                bench.iter(|| black_box(&limit).run());
            });
            let on_petgraph = OnPetgraph::compile(&generated);
            for (rule, combine, suffix) in RULES {
                let network = on_knockon::compile(&generated, rule);
                let id = BenchmarkId::new(format!("knockon{suffix}"), &name);
                group.bench_with_input(id, &network, |bench, network| {
                    bench.iter(|| {
                        let solved =
                            network.solve_with(black_box(&nothing), &options, &mut workspace);
                        workspace.recycle(solved.expect("nothing is changed"));
                    });
                });
                let id = BenchmarkId::new(format!("petgraph{suffix}"), &name);
                group.bench_with_input(id, &on_petgraph, |bench, on_petgraph| {
                    bench.iter_with_large_drop(|| on_petgraph.solve(black_box(combine)));
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, solve);
criterion_main!(benches);
