//! What an explanation costs beside the solve it explains.
//!
//! ```text
//! explain/solve/*           one full solve, its memory handed back
//! explain/contributions/*   secants and one upstream pass, from an impact at hand
//! explain/sensitivity/*     slopes and one upstream pass, from an assessment at hand
//! explain/worst/*           the ten worst losses of departments
//! explain/chains/*          the hundred largest chain shares, from an explanation at hand
//! ```
//!
//! The objective is the mean of all customers; ten departments fall to 0.5.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use knockon::explain::{ContingencyOptions, Objective, Split};
use knockon::{Rule, Scenario, SolveOptions, Workspace};
use support::bench::agreement::assert_sides_agree;
use support::bench::on_knockon;
use support::bench::size::sizes;

/// The rules of departments, with the suffix of bench names.
const RULES: [(Rule, &str); 4] = [
    (Rule::INDEPENDENT, ""),
    (Rule::ADDITIVE, "-additive"),
    (Rule::WEAKEST, "-weakest"),
    (Rule::MEAN, "-mean"),
];

fn explain(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("explain");
    group.sample_size(10);
    let options = SolveOptions::default();
    let mut workspace = Workspace::new();
    for size in sizes() {
        let generated = size.generate();
        assert_sides_agree(&generated);
        for (rule, suffix) in RULES {
            let network = on_knockon::compile(&generated, rule);
            let objective = Objective::customers(&network).expect("there are customers");
            let today = network.baseline();
            let step = size.department_count / 10;
            let shocked = (0..10).fold(Scenario::new("ten fall"), |scenario, place| {
                scenario.capability(format!("d{}", place * step), 0.5)
            });
            let after = network.solve(&shocked).expect("the scenario is sound");
            let impact = after.compared_with(&today).unwrap();

            let contributions = impact.explain().contributions(&objective).unwrap();
            let sum: f64 = contributions.contributions.iter().map(|share| share.change).sum();
            assert!((sum - contributions.change).abs() <= 1e-9, "{contributions:?}");
            assert_eq!(contributions.split, Split::Exact);

            let id = |what: &str| BenchmarkId::new(format!("{what}{suffix}"), size.name);
            group.bench_function(id("solve"), |bench| {
                bench.iter(|| {
                    let solved = network.solve_with(black_box(&shocked), &options, &mut workspace);
                    workspace.recycle(solved.expect("the scenario is sound"));
                });
            });
            group.bench_function(id("contributions"), |bench| {
                bench.iter_with_large_drop(|| impact.explain().contributions(&objective).unwrap());
            });
            let explanation = impact.explain();
            assert!(explanation.chains(&objective).unwrap().take(100).count() == 100);
            group.bench_function(id("chains"), |bench| {
                bench.iter_with_large_drop(|| {
                    explanation.chains(&objective).unwrap().take(100).collect::<Vec<_>>()
                });
            });
            let worst = ContingencyOptions::default().objective(objective.clone()).worst(10);
            if rule != Rule::WEAKEST && size.department_count <= 10_000 {
                assert_eq!(network.contingency(&worst).unwrap().losses().len(), 10);
                group.bench_function(id("worst"), |bench| {
                    bench.iter_with_large_drop(|| network.contingency(&worst).unwrap());
                });
            }
            group.bench_function(id("sensitivity"), |bench| {
                bench.iter_with_large_drop(|| black_box(&after).sensitivity(&objective).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, explain);
criterion_main!(benches);
