//! Draws of uncertain numbers at 2,000 departments and 68,000 services, on one thread.
//!
//! ```text
//! draws/dependences     100 dependences of departments drawn, all customers kept
//! draws/capabilities    100 capabilities drawn, all customers kept
//! draws/loop            the same dependences, a resolved scenario solved for each draw; nothing kept
//! draws/every           every dependence of every department drawn
//! ```
//!
//! Elements are draws.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use knockon::uncertainty::{Draws, Uniform};
use knockon::{Network, Rule, Scenario, SolveOptions, Workspace};
use support::bench::generate::{self, Organisation};
use support::bench::on_knockon;
use support::bench::size::is_quick;

const DEPARTMENTS: usize = 2_000;
const CUSTOMERS: usize = 21_200;

/// The first services of departments, whose dependences are drawn from half to all of what they
/// are.
fn dependences(organisation: &Organisation, count: usize) -> Vec<(String, f64)> {
    let of_departments = organisation.consumer.iter().enumerate();
    let of_departments = of_departments
        .filter(|&(_, &consumer)| (consumer as usize) < organisation.department_count)
        .map(|(service, _)| (format!("s{service}"), organisation.dependence[service]));
    of_departments.take(count).collect()
}

fn drawn(count: usize, dependences: &[(String, f64)]) -> Draws {
    dependences.iter().fold(Draws::new(count).seed(1), |draws, (service, most)| {
        draws.dependence(service, Uniform::new(0.5 * most, *most).expect("a range"))
    })
}

fn run(network: &Network, draws: &Draws) -> f64 {
    let outcome = network.draws(draws).expect("a valid question");
    assert_eq!(outcome.not_converged, 0);
    assert!(outcome.is_certified);
    outcome.objective.expect("customers").quality.mean
}

/// Solves the draws of a plain user: uniform numbers of its own, one solve after the other.
fn loop_over(network: &Network, count: usize, dependences: &[(String, f64)]) -> f64 {
    use rand::{RngExt, SeedableRng};

    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let set =
        |scenario: Scenario, (service, most): &(String, f64)| scenario.dependence(service, *most);
    let mut resolved = network
        .resolve(&dependences.iter().fold(Scenario::new("draw"), set))
        .expect("a valid scenario");
    let (options, mut workspace) = (SolveOptions::default(), Workspace::new());
    let mut sum = 0.0;
    for _ in 0..count {
        let values: Vec<f64> =
            dependences.iter().map(|(_, most)| random.random_range(0.5 * most..*most)).collect();
        resolved.set_all(&values).expect("values in range");
        let solved = resolved.solve_with(&options, &mut workspace);
        sum += solved.mean_customer_quality().expect("customers").get();
        workspace.recycle(solved);
    }
    sum / f64::from(u32::try_from(count).expect("few draws"))
}

fn draws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draws");
    group.sample_size(10);
    let generated = generate::organisation(DEPARTMENTS, CUSTOMERS, 20);
    let network = on_knockon::compile(&generated, Rule::INDEPENDENT);
    assert!((67_000..69_000).contains(&network.service_count()));
    let count = if is_quick() { 64 } else { 10_000 };
    group.throughput(Throughput::Elements(count as u64));

    let hundred = dependences(&generated, 100);
    let draws = drawn(count, &hundred);
    group.bench_function("dependences", |bench| bench.iter(|| run(&network, &draws)));
    group.bench_function("loop", |bench| bench.iter(|| loop_over(&network, count, &hundred)));

    let capability = |draws: Draws, department: usize| {
        let known = Uniform::new(0.5, 1.0).expect("a range");
        draws.capability(format!("d{}", department * 7_919 % DEPARTMENTS), known)
    };
    let draws = (0..100).fold(Draws::new(count).seed(1), capability);
    group.bench_function("capabilities", |bench| bench.iter(|| run(&network, &draws)));

    let count = count / 10;
    group.throughput(Throughput::Elements(count as u64));
    let draws = drawn(count, &dependences(&generated, usize::MAX));
    group.bench_function("every", |bench| bench.iter(|| run(&network, &draws)));
    group.finish();
}

criterion_group!(benches, draws);
criterion_main!(benches);
