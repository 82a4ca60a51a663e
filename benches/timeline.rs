//! Timelines: everybody followed step by step, beside full solves of the same organisation.
//!
//! ```text
//! timeline/10k-steps/1k       10,000 steps of an hour, lags of whole and odd hours
//! timeline/365-days/*         a year in steps of a day
//! timeline/tolerance/*        30 days in steps as short as a thousandth allows
//! timeline/at-once/*          the same organisation without lags and time constants
//! timeline/solve/*            one full solve, the baseline of a step
//! ```
//!
//! Elements are steps, those among them that are cut for a jump that is felt after a lag. A third of the departments is hit, at one time or another, so that nothing
//! rests; seven services in ten have a lag of up to four days, and eight departments in ten take up to
//! ten days to get worse or better.

use std::hint::black_box;

use chrono::TimeDelta;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use knockon::time::{Ending, TimelinePlan};
use knockon::{
    Department, ExternalCustomer, Network, Organisation as Stated, Rule, Scenario, Service,
    Workspace,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use support::bench::agreement::assert_sides_agree;
use support::bench::generate::Organisation;
use support::bench::size::{Size, is_quick, sizes};

/// Seed of lags, time constants and shocks.
const SEED: u64 = 41;
const HOUR: TimeDelta = TimeDelta::hours(1);

/// Whether parties and services take time.
#[derive(Clone, Copy, PartialEq)]
enum Pace {
    Slow,
    AtOnce,
}

/// States a generated organisation, as lags need names.
fn network(generated: &Organisation, pace: Pace) -> Network {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut time = |share: u32, hours: i64| {
        let taken = random.random_ratio(share, 10);
        let minutes = random.random_range(1..=60 * hours);
        if taken && pace == Pace::Slow { TimeDelta::minutes(minutes) } else { TimeDelta::zero() }
    };
    let count = generated.department_count;
    let id = |party: u32| {
        let party = party as usize;
        party.checked_sub(count).map_or_else(|| format!("d{party}"), |it| format!("c{it}"))
    };
    let mut builder = Stated::builder("bench")
        .default_department_rule(Rule::INDEPENDENT)
        .default_customer_rule(Rule::MEAN);
    for (department, &capability) in generated.capability.iter().enumerate() {
        let [down, up] = [time(8, 48), time(8, 240)];
        builder = builder.department(
            Department::new(format!("d{department}"))
                .capability(capability)
                .degrades_within(down)
                .recovers_within(up),
        );
    }
    for customer in 0..generated.customer_count {
        builder = builder.customer(ExternalCustomer::new(format!("c{customer}")));
    }
    let services = generated.provider.iter().zip(&generated.consumer).zip(&generated.dependence);
    for (index, ((&provider, &consumer), &dependence)) in services.enumerate() {
        let service = Service::new(format!("s{index}"), id(provider), id(consumer));
        builder = builder.service(service.dependence(dependence).lag(time(7, 96)));
    }
    builder.build().expect("generated organisations are valid").compile().expect("no requests")
}

/// A third of the departments is hit, in ten waves that follow each other to the end.
fn plan(department_count: usize, step: TimeDelta, steps: i32) -> TimelinePlan {
    const WAVES: i32 = 10;
    let span = step * steps;
    let mut random = ChaCha8Rng::seed_from_u64(SEED + 1);
    let mut plan = TimelinePlan::lasting(span).step(step).keep_none();
    for wave in 0..WAVES {
        let mut shock = Scenario::new("wave");
        for department in 0..department_count {
            if random.random_ratio(1, 30) {
                shock = shock.capability(format!("d{department}"), random.random_range(0.2..0.7));
            }
        }
        plan = plan.during(span / WAVES * wave..span / WAVES * (wave + 1), shock);
    }
    plan
}

fn lost(network: &Network, plan: &TimelinePlan) -> f64 {
    network.timeline(plan).expect("the plan is sound").population_loss_quality_days()
}

/// Asserts that a shock that lasts leads to the state of a full solve.
fn assert_settles(network: &Network) {
    let shock = Scenario::new("half").capability("d0", 0.5).capability("d1", 0.5);
    let plan = TimelinePlan::lasting(TimeDelta::days(1_000))
        .step(TimeDelta::days(4))
        .keep_none()
        .from(TimeDelta::zero(), shock.clone());
    let timeline = network.timeline(&plan).expect("the plan is sound");
    let settled = network.solve(&shock).expect("the names are known");
    for party in settled.parties() {
        let reached = timeline.quality(party.id().as_str()).expect("a party").get();
        assert!((reached - party.quality().get()).abs() < 1e-9, "{} of {}", reached, party.id());
    }
    assert!(matches!(timeline.ending(), Ending::Reached(_)), "{timeline:?}");
}

fn bench_size(criterion: &mut Criterion, size: Size) {
    let generated = size.generate();
    assert_sides_agree(&generated);
    let slow = network(&generated, Pace::Slow);
    let at_once = network(&generated, Pace::AtOnce);
    assert_settles(&slow);
    assert_settles(&at_once);

    let few = |steps: i32| if is_quick() { steps / 100 } else { steps };
    let hourly = ("10k-steps", &slow, HOUR, few(10_000));
    let daily = |name, network| (name, network, TimeDelta::days(1), few(365));
    let mut runs = vec![daily("365-days", &slow), daily("at-once", &at_once)];
    if size.department_count == 1_000 {
        runs.push(hourly);
    }
    let mut group = criterion.benchmark_group("timeline");
    group.sample_size(10);
    for (name, network, step, steps) in runs {
        let plan = plan(size.department_count, step, steps);
        let timeline = network.timeline(&plan).expect("the plan is sound");
        group.throughput(Throughput::Elements(timeline.steps()));
        group.bench_function(BenchmarkId::new(name, size.name), |bench| {
            bench.iter(|| lost(network, black_box(&plan)));
        });
    }
    if size.department_count == 1_000 {
        let days = if is_quick() { 1 } else { 30 };
        let shock = Scenario::new("half").capability("d0", 0.5).capability("d1", 0.5);
        let plan = TimelinePlan::lasting(TimeDelta::days(days)).keep_none();
        let plan = plan.from(TimeDelta::hours(7), shock);
        let timeline = slow.timeline(&plan).expect("the plan is sound");
        group.throughput(Throughput::Elements(timeline.steps()));
        group.bench_function(BenchmarkId::new("tolerance", size.name), |bench| {
            bench.iter(|| lost(&slow, black_box(&plan)));
        });
    }
    group.throughput(Throughput::Elements(1));
    let mut workspace = Workspace::new();
    let scenario = Scenario::new("half").capability("d0", 0.5);
    group.bench_function(BenchmarkId::new("solve", size.name), |bench| {
        bench.iter(|| {
            let options = knockon::SolveOptions::default();
            let solved = slow.solve_with(black_box(&scenario), &options, &mut workspace);
            let solved = solved.expect("the name is known");
            let mean = solved.mean_customer_quality();
            workspace.recycle(solved);
            mean
        });
    });
    group.finish();
}

fn bench(criterion: &mut Criterion) {
    for &size in sizes().iter().take(2) {
        bench_size(criterion, size);
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
