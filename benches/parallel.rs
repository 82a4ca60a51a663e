//! The full solve and a batch on one thread and on two: the same bits, in less time where there is
//! enough to do.
//!
//! ```text
//! parallel/solve-1/*    parallel/solve-2/*    a full solve
//! parallel/100-1/*      parallel/100-2/*      100 scenarios
//! parallel/128-1/*      parallel/128-2/*      128 scenarios
//! ```

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use knockon::{Batch, BatchOutcome, Network, Rule, Scenario, SolveOptions, Workspace};
use rayon::{ThreadPool, ThreadPoolBuilder};
use support::bench::agreement::assert_sides_agree;
use support::bench::on_knockon;
use support::bench::size::sizes;

const THREADS: [usize; 2] = [1, 2];

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made")
}

/// So many departments spread over all of them, each at half in a scenario of its own.
fn batch(network: &Network, count: usize) -> Vec<BatchOutcome> {
    let step = network.department_count() / count;
    let scenarios = (0..count)
        .map(|place| Scenario::new("one falls").capability(format!("d{}", place * step), 0.5));
    let batch = Batch::of(network).mean().worst();
    batch.solve(scenarios).map(|outcome| outcome.expect("departments exist")).collect()
}

fn parallel(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parallel");
    group.sample_size(10);
    let nothing = Scenario::new("as stated");
    let options = SolveOptions::default();
    for size in sizes() {
        let generated = size.generate();
        assert_sides_agree(&generated);
        let network = on_knockon::compile(&generated, Rule::INDEPENDENT);
        let bits = |threads: usize| -> Vec<u64> {
            let solved = pool(threads).install(|| network.baseline());
            solved.qualities().map(f64::to_bits).collect()
        };
        assert_eq!(bits(1), bits(2));
        for threads in THREADS {
            let pool = pool(threads);
            let mut workspace = Workspace::new();
            let id = |what: &str| BenchmarkId::new(format!("{what}-{threads}"), size.name);
            group.bench_function(id("solve"), |bench| {
                pool.install(|| {
                    bench.iter(|| {
                        let solved =
                            network.solve_with(black_box(&nothing), &options, &mut workspace);
                        workspace.recycle(solved.expect("nothing is changed"));
                    });
                });
            });
            for count in [100, 128] {
                group.bench_function(id(&count.to_string()), |bench| {
                    pool.install(|| bench.iter(|| batch(black_box(&network), count)));
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, parallel);
criterion_main!(benches);
