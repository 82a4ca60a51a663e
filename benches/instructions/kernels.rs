//! How many instructions each kernel takes: figures that no other load on the machine disturbs.

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use knockon::explain::{Objective, Sensitivity};
use knockon::{
    Aggregation, Assessment, Batch, Live, Network, Rule, Scenario, SolveOptions, Weighting,
    Workspace,
};
use knockon_instructions::network;

const HARMONIC: Rule = Rule::Aggregation(Aggregation::new(-1.0, Weighting::Full));

#[library_benchmark(setup = network)]
#[bench::independent(Rule::INDEPENDENT)]
#[bench::additive(Rule::ADDITIVE)]
#[bench::weakest(Rule::WEAKEST)]
#[bench::share(Rule::MEAN)]
#[bench::harmonic(HARMONIC)]
fn solve(network: Network) -> Assessment {
    let scenario = Scenario::new("as stated");
    black_box(network.solve_with(&scenario, &SolveOptions::default(), &mut Workspace::new()))
        .expect("nothing is changed")
}

#[library_benchmark(setup = network)]
#[bench::independent(Rule::INDEPENDENT)]
#[bench::additive(Rule::ADDITIVE)]
fn sixteen_scenarios(network: Network) -> f64 {
    let batch = Batch::of(&network).mean();
    let scenarios = (0..16)
        .map(|number| Scenario::new("one falls").capability(format!("d{}", 60 * number), 0.5));
    let means = batch.solve(scenarios).map(|outcome| {
        let outcome = outcome.expect("departments exist");
        outcome.mean().map_or(0.0, f64::from)
    });
    black_box(means.sum())
}

fn solved(rule: Rule) -> (Assessment, Objective) {
    let network = network(rule);
    let objective = Objective::customers(&network).expect("there are customers");
    (network.baseline(), objective)
}

#[library_benchmark(setup = solved)]
#[bench::independent(Rule::INDEPENDENT)]
#[bench::additive(Rule::ADDITIVE)]
fn gradient((today, objective): (Assessment, Objective)) -> Sensitivity {
    black_box(today.sensitivity(&objective).unwrap())
}

fn live(rule: Rule) -> Live {
    let mut live = Live::new(&network(rule));
    live.set_capability("d7", 0.6).expect("it exists");
    live
}

#[library_benchmark(setup = live)]
#[bench::independent(Rule::INDEPENDENT)]
fn live_change(mut live: Live) -> usize {
    black_box(live.set_capability("d7", 0.5).expect("it exists").len())
}

library_benchmark_group!(
    name = kernels;
    benchmarks = solve, sixteen_scenarios, gradient, live_change
);

main!(library_benchmark_groups = kernels);
