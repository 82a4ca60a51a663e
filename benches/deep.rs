//! A million departments in one line, and in one ring, on a stack of 2 MiB.
//!
//! ```text
//! deep/compile/chain   deep/solve/chain   no cycle at all
//! deep/compile/ring    deep/solve/ring    one cyclic component
//! ```
//!
//! Whatever recurses along a chain overflows here. In test mode the lines are 100,000 long.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group};
use knockon::{Columns, Network, Scenario, Status};

const STACK: usize = 2 << 20;

/// Departments in a line, the last of which serves one customer; in a ring it serves the first,
/// too.
fn line(length: u32, closed: bool) -> Network {
    let mut provider: Vec<u32> = (0..length).collect();
    let mut consumer: Vec<u32> = (1..=length).collect();
    if closed {
        provider.push(length - 1);
        consumer.push(0);
    }
    let dependence = vec![0.999_999; provider.len()];
    let departments = usize::try_from(length).expect("a length fits");
    Network::from_columns(
        &Columns::new(departments, 1)
            .unwrap()
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence),
    )
    .expect("the columns are sound")
}

fn deep(criterion: &mut Criterion) {
    let measures = std::env::args().any(|argument| argument == "--bench");
    let only_runs = !measures || std::env::args().any(|argument| argument == "--test");
    let length = if only_runs { 100_000 } else { 1_000_000 };
    let mut group = criterion.benchmark_group("deep");
    group.sample_size(10);
    for (name, closed) in [("chain", false), ("ring", true)] {
        group.bench_function(BenchmarkId::new("compile", name), |bench| {
            bench.iter_with_large_drop(|| line(black_box(length), closed));
        });
        let network = line(length, closed);
        let scenario = Scenario::new("first at half").capability("d0", 0.5);
        let solved = network.solve(&scenario).expect("the scenario is sound");
        assert_eq!(solved.status(), Status::Converged);
        assert!(solved.verify() <= 1e-12);
        group.bench_function(BenchmarkId::new("solve", name), |bench| {
            bench.iter_with_large_drop(|| network.solve(black_box(&scenario)));
        });
    }
    group.finish();
}

criterion_group!(benches, deep);

/// Runs everything on a thread of a small stack.
fn main() {
    let measure = || {
        benches();
        Criterion::default().configure_from_args().final_summary();
    };
    let thread = std::thread::Builder::new().stack_size(STACK);
    let running = thread.spawn(measure).expect("a thread starts");
    running.join().expect("no overflow and no failed assertion");
}
