//! Troubles of random organisations, read back: with everything read, with noise, with some unread.

use knockon::explain::Objective;
use knockon::{Assessment, Network, Proof, Scenario};
use support::choices::Choices;
use support::generate;

use crate::support::tolerance;

/// A random organisation in trouble: what is set besides, and what everybody then delivers.
struct Troubled {
    network: Network,
    others: Scenario,
    truth: Assessment,
    /// By id: whether its capability was set, and by how much that changes what it delivers given
    /// what it receives.
    departments: Vec<(String, bool)>,
}

impl Troubled {
    fn random(seed: u64) -> Option<Self> {
        let mut choices = Choices::seeded(seed);
        let statement = generate::statement(&mut choices);
        let change = generate::change(&mut choices, &statement);
        let network = statement.organisation().ok()?.compile().ok()?;
        let scenario = change.scenario(&statement);
        let truth = network.solve(&scenario).ok()?;
        truth.converged().ok()?;
        let mut others = scenario.clone();
        for (department, _) in scenario.capabilities() {
            others = others.without(department);
        }
        let departments = statement.parties.iter().filter(|party| !party.is_customer);
        let departments = departments
            .map(|party| {
                let is_set = scenario.capabilities().any(|(of, _)| of == party.id);
                (party.id.clone(), is_set)
            })
            .collect();
        Some(Self { network, others, truth, departments })
    }

    fn quality(&self, party: &str) -> f64 {
        self.truth.quality(party).unwrap().get()
    }

    /// The readings of everybody that is kept.
    fn read(&self, mut reading: impl FnMut(&str, f64) -> Option<f64>) -> Scenario {
        let read = |scenario: Scenario, (id, _): &(String, bool)| {
            // A division provides and receives nothing, and is not to be set.
            match reading(id, self.quality(id)) {
                Some(reading) => scenario.observed(id, reading),
                None => scenario,
            }
        };
        self.departments.iter().fold(self.others.clone(), read)
    }
}

#[test]
fn troubles_of_random_organisations_are_found() {
    let (mut seen, mut troubled, mut found, mut cycles, mut pinned) = (0, 0, 0, 0, 0);
    for seed in 0..600 {
        let Some(case) = Troubled::random(seed) else { continue };
        let Ok(inference) = case.network.infer(&case.read(|_, quality| Some(quality))) else {
            continue;
        };
        seen += 1;
        let state = inference.assessment();
        for party in state.parties() {
            let (read, truth) = (party.quality().get(), case.quality(party.id().as_str()));
            assert!((read - truth).abs() <= tolerance::LOOSE, "seed {seed}, {}", party.id());
        }
        assert!(state.verify() <= 1e-9, "seed {seed}");
        assert!(!matches!(state.proof(), Proof::Unproved { residual } if residual > 1e-9));
        for (id, is_set) in &case.departments {
            let reading = inference.reading(id).unwrap();
            assert!(
                *is_set || reading.own_part().abs() <= 1e-9,
                "seed {seed}: {id} has no trouble, and {}",
                reading.own_part()
            );
        }
        for read in inference.readings() {
            let explained = inference.explained().quality(read.id()).unwrap().get();
            assert!((explained - read.quality().get()).abs() <= 1e-9, "seed {seed}, {}", read.id());
            pinned += usize::from(read.is_pinned());
        }
        let again = case.network.solve(inference.scenario()).unwrap();
        for (one, two) in again.qualities().zip(inference.explained().qualities()) {
            assert!((one - two).abs() <= 1e-9, "seed {seed}: the scenario is what was solved");
        }
        cycles += inference.self_sustaining().len();
        let Ok(everyone) = Objective::customers(&case.network) else { continue };
        let causes = inference.root_causes(&everyone).unwrap();
        let split = causes.explanation.contributions(&everyone).unwrap();
        assert!(split.adds_up(), "seed {seed}: {split:?}");
        for read in inference.readings() {
            let is_named = causes.causes.iter().any(|cause| cause.department == *read.id());
            assert_eq!(is_named, read.own_part() < -0.01, "seed {seed}, {}", read.id());
            troubled += usize::from(read.own_part() < -0.01);
        }
        found += causes.causes.len();
    }
    assert!(seen > 350 && troubled > 150, "{seen} organisations, {troubled} troubles");
    assert_eq!(troubled, found);
    println!("{seen} organisations, {troubled} troubles, {cycles} cycles, {pinned} pinned");
}

#[test]
fn noise_of_a_thousandth_names_few_others() {
    let (mut departments, mut wrong, mut troubled, mut missed) = (0, 0, 0, 0);
    for seed in 0..300 {
        let Some(case) = Troubled::random(seed) else { continue };
        let mut noise = Choices::seeded(seed ^ 0x5eed);
        let scenario =
            case.read(|_, quality| Some((quality * noise.between(0.999, 1.001)).min(1.0)));
        let exact = case.network.infer(&case.read(|_, quality| Some(quality)));
        let (Ok(inference), Ok(exact)) = (case.network.infer(&scenario), exact) else { continue };
        let Ok(everyone) = Objective::customers(&case.network) else { continue };
        let causes = inference.root_causes(&everyone).unwrap();
        let split = causes.explanation.contributions(&everyone).unwrap();
        assert!(split.adds_up(), "seed {seed}: {split:?}");
        for (party, reading) in scenario.readings() {
            let delivered = inference.assessment().quality(party).unwrap().get();
            assert_eq!(delivered.to_bits(), reading.to_bits());
            let own_part = exact.reading(party).unwrap().own_part();
            let is_named = causes.causes.iter().any(|cause| cause.department == party);
            departments += 1;
            troubled += usize::from(own_part < -0.02);
            missed += usize::from(own_part < -0.02 && !is_named);
            wrong += usize::from(own_part > -1e-9 && is_named);
        }
    }
    println!("{departments} departments, {wrong} wrong, {troubled} troubled, {missed} missed");
    assert!(departments > 500 && troubled > 70);
    // Behind a step that is steep enough, a thousandth is a trouble.
    assert!(wrong * 100 <= departments, "{wrong} of {departments} named without a trouble");
    assert!(missed * 50 <= troubled, "{missed} of {troubled} troubles missed");
}

#[test]
fn unread_departments_follow_from_the_others() {
    let mut seen = 0;
    for seed in 0..200 {
        let Some(case) = Troubled::random(seed) else { continue };
        // Those in trouble were read, and some others.
        let mut choices = Choices::seeded(seed ^ 0xabc);
        let troubled: Vec<&str> = (case.departments.iter())
            .filter(|(_, is_set)| *is_set)
            .map(|(id, _)| id.as_str())
            .collect();
        let scenario = case
            .read(|id, quality| (troubled.contains(&id) || choices.chance(0.3)).then_some(quality));
        let Ok(inference) = case.network.infer(&scenario) else { continue };
        seen += 1;
        // At or above: without its readings, a cycle may settle higher.
        for party in inference.assessment().parties() {
            let truth = case.quality(party.id().as_str());
            assert!(party.quality().get() >= truth - 1e-9, "seed {seed}, {}", party.id());
            assert!(
                !case.network.is_certified() || (party.quality().get() - truth).abs() <= 1e-9,
                "seed {seed}, {}",
                party.id()
            );
        }
    }
    assert!(seen > 100, "{seen}");
}
