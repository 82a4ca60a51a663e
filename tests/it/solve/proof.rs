//! What proves an assessment, and what is not proved.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use knockon::{
    Assessment, Batch, Criticality, Department, ExternalCustomer, Live, Network, OnProgress,
    Organisation, OrganisationBuilder, Proof, Rule, Scenario, Service, SolveOptions, Status,
    Transfer, Uniqueness, Workspace,
};

fn compiled(builder: OrganisationBuilder) -> Network {
    builder.build().unwrap().compile().unwrap()
}

fn service(provider: &str, consumer: &str, dependence: f64) -> Service {
    Service::new(format!("{provider}-{consumer}"), provider, consumer).dependence(dependence)
}

fn quality(assessment: &Assessment, id: &str) -> f64 {
    assessment.quality(id).unwrap().get()
}

#[track_caller]
fn assert_proved(proof: Proof, most: f64) {
    assert!(proof.bound().is_some_and(|bound| bound <= most), "{proof:?}");
}

fn with_lower(network: &Network, scenario: &Scenario) -> Assessment {
    let options = SolveOptions::default().lower_state(true);
    network.solve_with(scenario, &options, &mut Workspace::new()).unwrap()
}

/// A batch and a live run must come out as the solve does.
fn assert_same_everywhere(network: &Network, scenario: &Scenario) {
    let solved = network.solve(scenario).unwrap();
    let of_party = |batch: Batch, id: &str| batch.party(id).unwrap();
    let parties: Vec<_> = solved.parties().map(|party| party.id()).collect();
    let batch = parties.iter().fold(Batch::of(network), |batch, id| of_party(batch, id.as_str()));
    let outcome = batch.solve([scenario]).next().unwrap().unwrap();
    let mut live = Live::new(network);
    live.change(scenario).unwrap();
    let in_batch: Vec<f64> = outcome.qualities().map(|(_, quality)| quality.get()).collect();
    assert!(solved.qualities().eq(in_batch));
    assert!(solved.qualities().eq(live.qualities()));
}

/// What a cycle that breaks down leaves is nothing, however steep a transfer makes much of it.
#[test]
fn collapsing_cycle_is_zero_behind_steep_transfer() {
    let network = compiled(
        Organisation::builder("ring")
            .department(Department::new("it").capability(0.5))
            .department(Department::new("hr"))
            .customer(ExternalCustomer::new("clients"))
            .service(service("it", "hr", 1.0))
            .service(service("hr", "it", 1.0))
            .service(service("it", "clients", 1.0).transfer(Transfer::Power { exponent: 0.1 })),
    );
    let solved = with_lower(&network, &Scenario::default());
    assert!(solved.qualities().all(|quality| quality == 0.0));
    assert_eq!(solved.uniqueness(), Uniqueness::Computed);
    assert_proved(solved.proof(), 1e-15);
    assert_proved(solved.lower_proof().unwrap(), 1e-15);
    assert_same_everywhere(&network, &Scenario::default());
    // One that loses next to nothing on the way round needs no sweep for each part in a million.
    let slow = network.solve(&Scenario::new("slow").capability("it", 1.0 - 1e-6)).unwrap();
    assert!(slow.qualities().all(|quality| quality == 0.0));
    assert!(slow.iterations() < 110, "{}", slow.iterations());
    assert_proved(slow.proof(), 1e-15);
    assert_same_everywhere(&network, &Scenario::new("slow").capability("it", 1.0 - 1e-6));
}

/// A department that feeds nobody back may move by more than those that do.
#[test]
fn steep_department_inside_cycle_is_solved_for() {
    let network = compiled(
        Organisation::builder("steep inside")
            .department(Department::new("a"))
            .department(Department::new("b").capability(0.0).rule(Rule::MEAN))
            .customer(ExternalCustomer::new("c"))
            .service(service("a", "a", 0.0).criticality(Criticality::floor(0.0).slope(0.005)))
            .service(service("a", "b", 1.0).transfer(Transfer::Power { exponent: 0.1 }))
            .service(service("b", "a", 0.0))
            .service(service("b", "c", 1.0)),
    );
    let solved = network.baseline();
    assert!(solved.qualities().all(|quality| quality == 0.0), "{solved:?}");
    assert_eq!(solved.status(), Status::Converged);
    assert_proved(solved.proof(), 1e-15);
    assert!(solved.verify() < 1e-15);
    assert_same_everywhere(&network, &Scenario::default());
}

/// A certified cycle on its way to 0 is stopped by no bound that is small beside 1 alone.
#[test]
fn certified_cycle_is_zero_behind_steep_rule() {
    let network = compiled(
        Organisation::builder("certified")
            .department(Department::new("a").capability(0.0).rule(Rule::Fdna))
            .customer(ExternalCustomer::new("c"))
            .service(service("a", "a", 0.5).condition(0.6))
            .service(service("a", "c", 1.0).transfer(Transfer::Power { exponent: 0.15 })),
    );
    let solved = network.baseline();
    assert_eq!(solved.uniqueness(), Uniqueness::Certified);
    assert!(solved.qualities().all(|quality| quality == 0.0));
    assert_proved(solved.proof(), 1e-15);
    assert_same_everywhere(&network, &Scenario::default());
}

/// Where the worst input decides all the way round, every state below is consistent, too; the
/// greatest is proved all the same, and so is the least.
#[test]
fn both_of_several_states_are_proved() {
    let network = compiled(
        Organisation::builder("weakest")
            .department(Department::new("it").rule(Rule::WEAKEST))
            .department(Department::new("hr").rule(Rule::WEAKEST))
            .customer(ExternalCustomer::new("clients"))
            .service(service("it", "hr", 1.0))
            .service(service("hr", "it", 1.0))
            .service(service("hr", "clients", 1.0)),
    );
    let solved = with_lower(&network, &Scenario::new("tired").capability("it", 0.2));
    assert_eq!(solved.uniqueness(), Uniqueness::Multiple);
    assert!((quality(&solved, "clients") - 0.2).abs() < 1e-15);
    assert_proved(solved.proof(), 1e-12);
    assert_proved(solved.lower_proof().unwrap(), 0.0);
}

/// In full health a cycle that passes on all it misses keeps every state: the greatest is exact.
#[test]
fn full_health_of_neutral_cycle_is_proved() {
    for rule in [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::WEAKEST, Rule::MEAN, Rule::Fdna] {
        let network = compiled(
            Organisation::builder("ring")
                .default_department_rule(rule)
                .department(Department::new("it"))
                .department(Department::new("hr"))
                .customer(ExternalCustomer::new("clients"))
                .service(service("it", "hr", 1.0))
                .service(service("hr", "it", 1.0))
                .service(service("hr", "clients", 0.3)),
        );
        assert_eq!(network.baseline().proof(), Proof::Proved { bound: 0.0 }, "{rule:?}");
    }
}

/// `q = s h(q)` with a steep Hill transfer has three solutions; both outer ones are bracketed here
/// by where the sign of `s h(q) − q` changes.
#[test]
fn bounds_of_two_states_hold_solutions() {
    let (n, threshold, capability) = (4.0, 0.5_f64, 0.9);
    let network = compiled(
        Organisation::builder("bistable")
            .department(Department::new("a"))
            .customer(ExternalCustomer::new("c"))
            .service(service("a", "a", 1.0).transfer(Transfer::Hill { n, threshold }))
            .service(service("a", "c", 1.0)),
    );
    let solved = with_lower(&network, &Scenario::new("tired").capability("a", capability));
    assert_eq!(solved.uniqueness(), Uniqueness::Multiple);
    let bound = solved.proof().bound().unwrap();
    assert!(bound < 1e-13, "{bound:e}");
    let k = threshold.powf(n);
    let off = |q: f64| capability * q.powf(n) * (1.0 + k) / (q.powf(n) + k) - q;
    let upper = quality(&solved, "a");
    // Rounding of this very check is some units in the last place.
    let margin = 1e-14;
    assert!(off(upper - bound - margin) > 0.0 && off(upper + bound + margin) < 0.0);
    assert_eq!(solved.lower("a").unwrap().get().to_bits(), 0.0_f64.to_bits());
    assert_proved(solved.lower_proof().unwrap(), 1e-15);
}

/// A small quality is known to within a share of itself, whatever lies downstream.
#[test]
fn small_qualities_are_proved_relative_to_their_size() {
    let network = compiled(
        Organisation::builder("small")
            .department(Department::new("a").capability(1e-20))
            .department(Department::new("b"))
            .customer(ExternalCustomer::new("c"))
            .service(service("a", "b", 0.5).transfer(Transfer::Power { exponent: 0.1 }))
            .service(service("b", "a", 0.5))
            .service(service("a", "c", 1.0).transfer(Transfer::Power { exponent: 0.1 })),
    );
    let solved = network.baseline();
    let party = solved.party("c").unwrap();
    // b = 0.5 + 0.5 a^0.1, a = 1e-20 (0.5 + 0.5 b)
    let b = 0.5 + 0.5 * quality(&solved, "a").powf(0.1);
    let exact = (1e-20 * (0.5 + 0.5 * b)).powf(0.1);
    assert!((party.quality().get() - exact).abs() < 1e-15);
    assert_proved(party.proof(), 1e-13);
}

/// Losses add up round a cycle that passes on all of them: it gets worse by the same step in each
/// sweep, for as many sweeps as it has.
fn slow() -> Network {
    compiled(
        Organisation::builder("slow")
            .default_department_rule(Rule::ADDITIVE)
            .department(Department::new("a"))
            .department(Department::new("b"))
            .customer(ExternalCustomer::new("c"))
            .service(service("a", "b", 1.0))
            .service(service("b", "a", 1.0))
            .service(service("b", "c", 1.0)),
    )
}

#[test]
fn unsettled_state_is_not_proved() {
    let scenario = Scenario::new("a little").capability("a", 1.0 - 1e-6);
    let options = SolveOptions::default().max_sweeps(1000);
    let solved = slow().solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
    assert_eq!(solved.status(), Status::NotConverged);
    let Proof::Unproved { residual } = solved.proof() else { panic!("{:?}", solved.proof()) };
    assert!((residual - 1e-6).abs() < 1e-9, "{residual:e}");
    assert_eq!(solved.proof().to_string(), "not proved: an equation is off by 1e-6");
}

#[test]
fn evaluations_limit_sweeps() {
    let scenario = Scenario::new("a little").capability("a", 1.0 - 1e-6);
    // A sweep evaluates two services.
    let options = SolveOptions::default().max_evaluations(1000);
    let solved = slow().solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
    assert_eq!((solved.status(), solved.iterations()), (Status::NotConverged, 500));
    let options = SolveOptions::default().max_evaluations(0);
    let solved = slow().solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
    assert_eq!((solved.status(), solved.iterations()), (Status::NotConverged, 1));
}

#[test]
fn runs_are_broken_off() {
    let network = slow();
    let scenario = Scenario::new("a little").capability("a", 1.0 - 1e-9);
    let asked = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&asked);
    let once = OnProgress::new(move |progress| {
        count.store(progress.evaluations, Ordering::Relaxed);
        ControlFlow::Break(())
    });
    let options = SolveOptions::default().max_sweeps(u32::MAX).on_progress(once.clone());
    let solved = network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
    assert_eq!(solved.status(), Status::Stopped);
    assert!(solved.converged().is_err());
    assert!(once.is_stopped());
    let evaluations = asked.load(Ordering::Relaxed);
    assert!((1 << 20..(1 << 20) + 10).contains(&evaluations), "{evaluations}");
    // What is broken off stays so, and does next to nothing.
    let again = network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
    assert_eq!((again.status(), again.iterations()), (Status::Stopped, 1));
    // One that is never told to stop changes nothing.
    let never = OnProgress::new(|_| ControlFlow::Continue(()));
    let options = SolveOptions::default().on_progress(never);
    let solved = network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap();
    let plain = network.solve(&scenario).unwrap();
    assert_eq!(solved.status(), Status::NotConverged);
    assert!(solved.qualities().eq(plain.qualities()));
}

#[test]
fn batches_prove_on_request() {
    let network = slow();
    let settled = Scenario::new("fine");
    let unsettled = Scenario::new("a little").capability("a", 1.0 - 1e-6);
    let options = SolveOptions::default().max_sweeps(100);
    let batch = Batch::of(&network).with_options(options);
    let kept = |batch: &Batch| {
        let outcomes = batch.solve([&settled, &unsettled]);
        outcomes.map(|outcome| outcome.unwrap().proof()).collect::<Vec<_>>()
    };
    assert_eq!(kept(&batch), [None, None]);
    let [Some(fine), Some(off)] = kept(&batch.proof())[..] else { unreachable!() };
    assert_proved(fine, 1e-12);
    assert!(matches!(off, Proof::Unproved { residual } if residual > 1e-7), "{off:?}");
}

#[test]
fn words_of_proofs() {
    assert_eq!(Proof::Proved { bound: 3e-13 }.to_string(), "proved to within 1e-9");
    assert_eq!(Proof::Proved { bound: 2.4e-8 }.to_string(), "proved to within 2e-8");
    assert_eq!(Proof::Verified.bound(), None);
    let worse = Proof::Verified.and(Proof::Unproved { residual: 0.1 });
    assert_eq!(worse.and(Proof::Proved { bound: 0.0 }), Proof::Unproved { residual: 0.1 });
}
