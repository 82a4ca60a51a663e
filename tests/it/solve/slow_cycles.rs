//! Circles that lose little: accelerated where certified, right everywhere.

use knockon::{
    Columns, Department, Network, Organisation, Quality, Rule, Scenario, Service, SolveOptions,
    Status, Workspace,
};

use crate::support::check;
use crate::support::tolerance;

/// Departments as columns.
struct Circles {
    capability: Vec<f64>,
    provider: Vec<u32>,
    consumer: Vec<u32>,
    dependence: Vec<f64>,
}

impl Circles {
    /// Two-department circles, each of which passes on `kept` of what it misses.
    fn pairs(kept: &[f64], capability: f64) -> Self {
        let mut circles = Self {
            capability: vec![capability; 2 * kept.len()],
            provider: Vec::new(),
            consumer: Vec::new(),
            dependence: Vec::new(),
        };
        for (first, &kept) in (0..).step_by(2).zip(kept) {
            circles.serve(first, first + 1, kept);
            circles.serve(first + 1, first, kept);
        }
        circles
    }

    fn serve(&mut self, provider: u32, consumer: u32, dependence: f64) {
        self.provider.push(provider);
        self.consumer.push(consumer);
        self.dependence.push(dependence);
    }

    fn compile(&self, rule: Rule) -> Network {
        Network::from_columns(
            &Columns::new(self.capability.len(), 0)
                .unwrap()
                .department_rule(rule)
                .capability(&self.capability)
                .provider(&self.provider)
                .consumer(&self.consumer)
                .dependence(&self.dependence),
        )
        .unwrap()
    }
}

/// In a pair of additive departments each misses `r = (1 - s) + α r`.
#[test]
fn a_slow_circle_settles_in_a_few_sweeps() {
    for (kept, missing) in [(0.9, 1e-2), (0.999, 1e-4), (0.999_99, 1e-6)] {
        let network = Circles::pairs(&[kept], 1.0 - missing).compile(Rule::ADDITIVE);
        let solved = check::solve(&network, &Scenario::new("as stated"));
        assert_eq!(solved.status(), Status::Converged);
        let expected = 1.0 - missing / (1.0 - kept);
        let error = (solved.quality("d0").unwrap().get() - expected).abs();
        let rounding = f64::EPSILON / (1.0 - kept);
        assert!(error <= tolerance::SOLVED + rounding, "{kept}: {error:e}");
        // Left to itself, a circle loses 1 - kept² per sweep.
        let plain = 1e-10_f64.ln() / (2.0 * kept.ln());
        assert!(f64::from(solved.iterations()) < 25.0, "{} of {plain}", solved.iterations());
    }
}

/// Circles of any length and departments that all serve each other, of one level, each settled in its
/// own way: in all of them everybody misses `r = (1 - s) + α r`.
#[test]
fn components_of_one_level_settle_side_by_side() {
    let (capability, kept) = (0.9, 0.6);
    let mut components = Circles::pairs(&[], capability);
    for size in [1, 2, 3, 9, 2, 40, 1, 70, 4, 1, 3, 2] {
        for is_circle in [true, false] {
            let first = u32::try_from(components.capability.len()).unwrap();
            components.capability.extend(vec![capability; size as usize]);
            let others = if is_circle { 1..=1 } else { 1..=(size - 1).max(1) };
            let dependence = kept / f64::from(*others.end());
            for one in 0..size {
                for other in others.clone() {
                    components.serve(first + one, first + (one + other) % size, dependence);
                }
            }
        }
    }
    let network = components.compile(Rule::ADDITIVE);
    assert!(network.is_certified());
    let solved = check::solve(&network, &Scenario::new("as stated"));
    assert_eq!(solved.status(), Status::Converged);
    let expected = 1.0 - (1.0 - capability) / (1.0 - kept);
    assert!(solved.qualities().all(|quality| (quality - expected).abs() <= tolerance::SOLVED));
    // A department that is worse off moves those of its own component alone.
    let worse = check::solve(&network, &Scenario::new("worse").capability("d3", 0.5));
    let moved = worse.qualities().zip(solved.qualities()).filter(|(worse, before)| worse < before);
    assert_eq!(moved.count(), 2, "d2 and d3 are the first circle of two");
}

/// Six circles, each with a pace of its own, chained into one component: six slow directions at
/// once, more than are looked back on.
#[test]
fn many_paces_settle_together() {
    let kept = [0.99, 0.985, 0.98, 0.975, 0.97, 0.96];
    let mut circles = Circles::pairs(&kept, 0.999_9);
    for first in (0..10).step_by(2) {
        circles.serve(first, first + 2, 0.005);
    }
    circles.serve(10, 0, 0.005);
    for rule in [Rule::ADDITIVE, Rule::INDEPENDENT] {
        let network = circles.compile(rule);
        assert!(network.is_certified());
        let solved = check::solve(&network, &Scenario::new("as stated"));
        assert!(solved.error_bound().unwrap() <= 1e-11, "{:?}", solved.error_bound());
        // 0.99² per sweep takes over a thousand to come from 1e-2 to 1e-12.
        assert!(solved.iterations() < 200, "{} sweeps", solved.iterations());
    }
}

/// Where slopes change on the way, a jump may go wrong and is taken back.
#[test]
fn kinks_do_not_lead_astray() {
    let mut circles = Circles::pairs(&[0.999; 4], 0.999);
    for first in (0..6).step_by(2) {
        circles.serve(first, first + 2, 0.000_5);
    }
    circles.serve(6, 0, 0.000_5);
    circles.capability[0] = 0.2;
    let network = circles.compile(Rule::WEAKEST);
    let solved = check::solve(&network, &Scenario::new("as stated"));
    assert_eq!(solved.status(), Status::Converged);
    assert!((solved.quality("d0").unwrap().get() - 0.2).abs() <= tolerance::SOLVED);
    let felt = 1.0 - 0.999 * 0.8;
    assert!((solved.quality("d1").unwrap().get() - felt).abs() <= tolerance::SOLVED);

    let network = circles.compile(Rule::ADDITIVE);
    let solved = check::solve(&network, &Scenario::new("all but one idle").capability("d3", 0.01));
    assert_eq!(solved.status(), Status::Converged);
}

/// An uncertified circle keeps to its sweeps: a jump could land in a lower state.
#[test]
fn an_uncertified_circle_is_never_accelerated() {
    let network = Circles::pairs(&[1.0], 1.0).compile(Rule::INDEPENDENT);
    assert!(!network.is_certified());
    let healthy = check::solve_both(&network, &Scenario::new("as stated"));
    assert_eq!(healthy.quality("d0").unwrap().get().to_bits(), 1.0_f64.to_bits());
    assert_eq!(healthy.lower("d0").unwrap().get().to_bits(), 0.0_f64.to_bits());
    let falling = Scenario::new("a little less").capability("d0", 0.9999);
    // A thousandth of a tenth less each lap never ends: what is on its way to 0 is proved to be 0.
    let fallen = check::solve(&network, &falling);
    assert_eq!(fallen.quality("d0").unwrap().get().to_bits(), 0.0_f64.to_bits());
    assert!(fallen.iterations() < 200, "{} sweeps", fallen.iterations());
    // Losses that add up fall by 0.0001 a lap, and end; a jump would have been quicker.
    let network = Circles::pairs(&[1.0], 1.0).compile(Rule::ADDITIVE);
    let fallen = check::solve(&network, &falling);
    assert_eq!(fallen.quality("d0").unwrap().get().to_bits(), 0.0_f64.to_bits());
    assert!(fallen.iterations() > 9_000, "{} sweeps", fallen.iterations());
}

/// One department of a certified cycle delivers nothing, another next to nothing. However few sweeps
/// are allowed, what is at 0 is not put there again for ever.
#[test]
fn early_ends_come() {
    let network = Organisation::builder("a star")
        .department(Department::new("hub"))
        .department(Department::new("leaf").capability(0.9))
        .department(Department::new("faint").capability(1e-10))
        .department(Department::new("gone").capability(0.0))
        .service(Service::new("hub-leaf", "hub", "leaf").dependence(0.5))
        .service(Service::new("leaf-hub", "leaf", "hub").dependence(0.5))
        .service(Service::new("hub-faint", "hub", "faint").dependence(0.3))
        .service(Service::new("faint-hub", "faint", "hub").dependence(0.3))
        .service(Service::new("hub-gone", "hub", "gone").dependence(0.3))
        .service(Service::new("gone-hub", "gone", "hub").dependence(0.3))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    assert!(network.is_certified());
    let settled = check::check(network.baseline());
    for sweeps in 1..=settled.iterations() {
        let options = SolveOptions::default().max_sweeps(sweeps);
        let early =
            network.solve_with(&Scenario::default(), &options, &mut Workspace::new()).unwrap();
        assert!(early.iterations() <= sweeps, "{} of {sweeps}", early.iterations());
        assert_eq!(early.quality("gone"), Some(Quality::NONE));
    }
}
