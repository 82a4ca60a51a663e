//! Staff and requests that nobody would state on purpose: extreme numbers and sizes. Nothing panics,
//! nothing is NaN, and nothing takes long.

use knockon::explain::Objective;
use knockon::{
    Assessment, Department, Effort, ExternalCustomer, Network, Organisation, Scenario, Service,
    ServiceLevel, SolveOptions, Staffing, Workspace,
};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_close, check};
use crate::support::tolerance;

/// Numbers at every edge that validation lets through.
const AGENTS: [f64; 7] = [0.0, 1e-9, 1e-3, 0.5, 1.0, 250.0, 1e9];
const MINUTES: [f64; 6] = [1e-9, 1e-3, 1.0, 60.0, 1e6, 1e9];
const RATES: [f64; 9] = [0.0, 1e-12, 1e-11, 1e-9, 0.5, 1.0, 50.0, 1e6, 1e9];
const SHARES: [f64; 6] = [0.0, 5e-324, 1e-9, 0.5, 1.0 - f64::EPSILON / 2.0, 1.0];

fn pick(rng: &mut ChaCha8Rng, values: &[f64]) -> f64 {
    *values.choose(rng).unwrap()
}

fn department(rng: &mut ChaCha8Rng, index: usize) -> Department {
    let mut department = Department::new(format!("d{index}"));
    if rng.random_bool(0.8) {
        let mut staffing = Staffing::new(pick(rng, &AGENTS), pick(rng, &MINUTES));
        if rng.random_bool(0.5) {
            staffing = staffing.patience_minutes(pick(rng, &MINUTES));
        }
        if staffing.patience_minutes.is_some() && rng.random_bool(0.5) {
            staffing = staffing.service_level(ServiceLevel::Served);
        } else {
            staffing = staffing.target_wait_minutes(pick(rng, &RATES));
        }
        department = department.staffing(staffing);
    }
    if rng.random_bool(0.5) {
        department = department.skill(pick(rng, &SHARES)).effort(
            Effort::default()
                .floor(pick(rng, &SHARES))
                .reaction(pick(rng, &RATES))
                .reference(pick(rng, &SHARES)),
        );
    }
    department
}

/// An organisation of edge values; `None` where its requests never end, which is refused.
fn network(rng: &mut ChaCha8Rng) -> Option<Network> {
    let departments = rng.random_range(1..=4);
    let mut builder = Organisation::builder("hostile").customer(ExternalCustomer::new("x"));
    for index in 0..departments {
        builder = builder.department(department(rng, index));
    }
    for index in 0..rng.random_range(1..=8) {
        let provider = format!("d{}", rng.random_range(0..departments));
        let consumer = rng.random_range(0..=departments);
        let is_customers = consumer == departments;
        let consumer = if is_customers { "x".to_owned() } else { format!("d{consumer}") };
        let rate = pick(rng, if is_customers { &RATES } else { &RATES[..5] });
        let mut service =
            Service::new(format!("s{index}"), provider, consumer).dependence(pick(rng, &SHARES));
        if rate > 0.0 {
            service = service.retries(pick(rng, &RATES));
        }
        builder = builder.service(if is_customers {
            service.demand_per_hour(rate)
        } else {
            service.requests_per_job(rate)
        });
    }
    builder.build().unwrap().compile().ok()
}

fn assert_sound(solved: &Assessment, what: &str) {
    for workload in solved.workloads() {
        assert!(workload.arrivals_per_hour >= 0.0, "{what}: {workload:?}");
        if let Some(line) = workload.line {
            let shares = [line.probability_of_wait, line.abandonment];
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{what}: {line:?}");
            let within = line.within_target.unwrap_or(1.0);
            assert!((0.0..=1.0).contains(&within) && (0.0..=1.0).contains(&line.utilisation));
            assert!(line.mean_wait_minutes >= 0.0 && line.mean_queue_length >= 0.0, "{line:?}");
        }
    }
}

#[test]
fn staff_and_requests_at_every_edge() {
    let options = SolveOptions::default().max_sweeps(500).max_rounds(50).lower_state(true);
    let (mut solved_all, mut endless) = (0, 0);
    for seed in 0..400 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let Some(network) = network(&mut rng) else { continue };
        let scenario = Scenario::new("x").capability("d0", pick(&mut rng, &SHARES));
        for scenario in [Scenario::default(), scenario] {
            let solved = network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
            let what = format!("seed {seed}");
            assert_sound(&solved, &what);
            for party in solved.parties() {
                let (quality, lower) = (party.quality().get(), party.lower().unwrap().get());
                assert!((0.0..=1.0).contains(&quality) && (0.0..=1.0).contains(&lower), "{what}");
            }
            endless += solved.workloads().filter(|w| w.arrivals_per_hour.is_infinite()).count();
            let objective = Objective::party(&network, "x").unwrap();
            let sensitivity = solved.sensitivity(&objective).unwrap();
            for line in sensitivity.people() {
                assert!(
                    line.skill >= 0.0 && line.agents.is_none_or(|agents| agents >= 0.0),
                    "{what}"
                );
            }
            let impact = solved.compared_with(&network.baseline()).unwrap();
            let contributions = impact.explain().contributions(&objective).unwrap();
            assert!(contributions.change.is_finite(), "{what}");
            assert!(contributions.contributions.iter().all(|c| c.change.is_finite()), "{what}");
            solved_all += 1;
        }
    }
    assert!(solved_all > 400 && endless > 20, "{solved_all} {endless}");
}

/// A circuit of departments that make so many requests per job to the next, the last to the first.
fn ring(requests: &[f64]) -> Organisation {
    let count = requests.len();
    let id = |index: usize| format!("d{}", index % count);
    let services = requests.iter().enumerate().map(|(index, &requests)| {
        Service::between(id(index + 1), id(index)).dependence(0.1).requests_per_job(requests)
    });
    Organisation::builder("ring")
        .departments((0..count).map(|index| Department::new(id(index))))
        .customer(ExternalCustomer::new("x"))
        .services(services)
        .service(Service::between("d0", "x").dependence(1.0).demand_per_hour(1.0))
        .build()
        .unwrap()
}

/// Nearly all comes back to where it began, after as many departments as it takes to be no longer
/// factored: twenty jobs an hour for each.
#[test]
fn a_large_circuit_is_followed_lap_by_lap() {
    let mut requests = vec![1.0; 301];
    requests[7] = 0.95;
    let solved = check(ring(&requests).compile().unwrap().baseline());
    for (id, expected) in [("d0", 20.0), ("d7", 20.0), ("d8", 19.0), ("d300", 19.0)] {
        let arrivals = solved.workload(id).unwrap().arrivals_per_hour;
        assert_close(arrivals, expected, tolerance::TRAFFIC, id);
    }
}

/// A job leads to a thousand millions of others, and a thousandth of one of its own kind.
#[test]
fn what_fans_out_and_comes_back_as_little_ends() {
    let solved = check(ring(&[1e3, 1e3, 1e3, 1e-12]).compile().unwrap().baseline());
    let arrivals = solved.workload("d3").unwrap().arrivals_per_hour;
    assert_close(arrivals, 1e9 / (1.0 - 1e-3), tolerance::TRAFFIC, "the last");
    // The same in a circuit that is iterated: 1e151 on the way, and hardly anything in the end.
    let mut requests = vec![10.0; 302];
    requests[151..].fill(0.05);
    assert!(ring(&requests).compile().is_ok());
    requests[151..].fill(0.11);
    assert!(ring(&requests).compile().is_err());
}

/// Requests round a circuit too large to factor, next to the edge where they never end.
#[test]
fn a_circuit_of_a_thousand_departments() {
    for (requests, is_accepted) in [(0.5, true), (0.99, true), (1.0, false), (3.0, false)] {
        let count = 1_000;
        let id = |index: usize| format!("d{}", index % count);
        let services = (0..count).map(|index| {
            Service::between(id(index + 1), id(index)).dependence(0.1).requests_per_job(requests)
        });
        let organisation = Organisation::builder("circuit")
            .departments((0..count).map(|index| Department::new(id(index))))
            .customer(ExternalCustomer::new("x"))
            .services(services)
            .service(Service::between("d0", "x").dependence(1.0).demand_per_hour(1.0))
            .build()
            .unwrap();
        let network = organisation.compile();
        assert_eq!(network.is_ok(), is_accepted, "{requests}");
        let Ok(network) = network else { continue };
        let solved = check(network.baseline());
        // λ₀ = 1 + λ₀ R^1000, and then less by R from one to the next.
        let arrivals = |id: &str| solved.workload(id).unwrap().arrivals_per_hour;
        assert!((arrivals("d0") - 1.0).abs() < 1e-4, "{}", arrivals("d0"));
        assert!((arrivals("d1") - requests * arrivals("d0")).abs() < 1e-12);
    }
}
