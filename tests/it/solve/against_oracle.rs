//! The solver against the oracle, on random organisations of every kind.

use knockon::{
    Assessment, Network, Rule, Scenario, SolveOptions, Status, Substitution, Uniqueness, Workspace,
};

use crate::support::check::{lowers, qualities, solve_both};
use crate::support::oracle;
use crate::support::random::{self, Temper};
use crate::support::statement::{Needed, Shock, Statement, Supply};
use crate::support::tolerance;

/// What was compared, so that a family that never shows what it is for fails its test.
#[derive(Debug, Default)]
struct Tally {
    compared: u32,
    undecided: u32,
    certified: u32,
    bounded: u32,
    computed: u32,
    multiple: u32,
    cyclic: u32,
    /// Qualities compared, in both states.
    values: u32,
    /// Those of them behind a rule so steep that the comparison says little.
    loose: u32,
    largest_deviation: f64,
}

impl Tally {
    /// Asserts that few comparisons were loose, and that the others came out close.
    fn is_telling(&self) {
        assert!(self.loose * 20 < self.values, "{self:?}");
        assert!(self.undecided * 8 <= self.compared, "{self:?}");
        assert!(self.largest_deviation <= tolerance::CLOSE, "{self:?}");
    }

    /// Compares the baseline of a statement and its state after a shock.
    fn compare_both(&mut self, statement: &Statement, shock: &Shock, what: &str) {
        let network = statement.organisation().compile().unwrap();
        self.cyclic += u32::from(network.cycle_sizes().len() > 0);
        self.compare(&network, &Scenario::new("as stated"), statement, &format!("{what}, stated"));
        let after = statement.after(shock);
        self.compare(&network, &statement.scenario(shock), &after, &format!("{what}, after"));
    }

    fn compare(&mut self, network: &Network, scenario: &Scenario, stated: &Statement, what: &str) {
        let (greatest, least) = (oracle::greatest(stated), oracle::least(stated));
        if !(greatest.converged && least.converged) {
            self.undecided += 1;
            return;
        }
        self.compared += 1;
        let solved = solve_both(network, scenario);
        assert_eq!(solved.status(), Status::Converged, "{what}");
        let (upper, lower) = (qualities(&solved, stated), lowers(&solved, stated));
        for (name, actual, expected) in [("greatest", &upper, &greatest), ("least", &lower, &least)]
        {
            let mut allowed = expected.allowance(stated);
            if name == "least" && solved.uniqueness() == Uniqueness::Computed {
                // States that are called one are shown as one.
                let gap = oracle::distance(&greatest.quality, &least.quality);
                for allowed in &mut allowed {
                    *allowed += gap;
                }
            }
            for (party, allowed) in allowed.into_iter().enumerate() {
                let deviation = (actual[party] - expected.quality[party]).abs();
                assert!(
                    deviation <= allowed,
                    "{what}, {name} of {}: {deviation:e} apart, {allowed:e} allowed",
                    stated.parties[party].id,
                );
                self.values += 1;
                if allowed > tolerance::LOOSE {
                    self.loose += 1;
                } else {
                    self.largest_deviation = self.largest_deviation.max(deviation);
                }
            }
        }
        let gap = oracle::distance(&greatest.quality, &least.quality);
        let of_oracle = tolerance::of_oracle(greatest.sweeps.max(least.sweeps));
        let within = |error: f64| {
            let allowed = oracle::spread(stated, &greatest.quality, error);
            oracle::agree(&greatest.quality, &least.quality, &allowed)
        };
        match solved.uniqueness() {
            Uniqueness::Certified => {
                self.certified += 1;
                let error = oracle::distance(&upper, &greatest.quality);
                assert!(within(of_oracle), "{what}: certified with two states {gap:e} apart");
                if let Some(bound) = solved.error_bound() {
                    self.bounded += 1;
                    assert!(error <= bound + of_oracle, "{what}: error {error:e} above {bound:e}");
                }
            }
            Uniqueness::Computed => {
                self.computed += 1;
                assert!(within(tolerance::APART), "{what}: {gap:e} apart, called one");
            }
            Uniqueness::Multiple => {
                self.multiple += 1;
                assert!(gap > tolerance::APART / 2.0, "{what}: two states, only {gap:e} apart");
            }
            other => panic!("{what}: {other:?} with the lower state asked for"),
        }
    }
}

#[test]
fn calm_organisations_match_the_oracle() {
    let mut tally = Tally::default();
    // The last two have a cycle of almost one state behind one of two.
    for seed in (0..600).chain([5_493, 13_232]) {
        let statement = random::statement(seed, 8, Temper::Calm);
        let shock = random::shock(seed, &statement, 0.3);
        tally.compare_both(&statement, &shock, &format!("calm {seed}"));
    }
    assert!(tally.compared > 1100 && tally.certified > 500 && tally.cyclic > 300, "{tally:?}");
    assert!(tally.computed > 50, "{tally:?}");
    tally.is_telling();
}

#[test]
fn fierce_organisations_match_the_oracle() {
    let mut tally = Tally::default();
    for seed in 0..600 {
        let statement = random::statement(seed, 8, Temper::Fierce);
        let shock = random::shock(seed, &statement, 0.2);
        tally.compare_both(&statement, &shock, &format!("fierce {seed}"));
    }
    assert!(tally.compared > 1100 && tally.cyclic > 300, "{tally:?}");
    assert!(tally.computed > 50 && tally.multiple > 20, "{tally:?}");
    tally.is_telling();
}

#[test]
fn larger_organisations_match_the_oracle() {
    let mut tally = Tally::default();
    for seed in 0..40 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let statement = random::statement(seed, 60, temper);
        let shock = random::shock(seed, &statement, 0.05);
        tally.compare_both(&statement, &shock, &format!("larger {seed}"));
    }
    assert!(tally.compared > 70, "{tally:?}");
    tally.is_telling();
}

#[test]
fn rings_behind_a_soft_step_have_two_states_until_they_tip() {
    let mut tally = Tally::default();
    let mut tipped = 0;
    for seed in 0..100 {
        let statement = random::hill_ring(seed);
        let capability = if seed % 2 == 0 { 0.99 } else { 0.4 };
        let shock = Shock { capabilities: vec![(0, capability)], ..Shock::default() };
        tally.compare_both(&statement, &shock, &format!("hill ring {seed}"));
        let after = oracle::greatest(&statement.after(&shock));
        tipped += u32::from(after.quality[0] < tolerance::APART);
    }
    assert!(tally.multiple > 100 && tipped > 30, "{tipped} tipped, {tally:?}");
    tally.is_telling();
}

#[test]
fn rings_of_full_dependence_have_two_states() {
    let mut tally = Tally::default();
    for seed in 0..100 {
        let statement = random::full_ring(seed);
        let shock = Shock { capabilities: vec![(0, 0.5)], ..Shock::default() };
        tally.compare_both(&statement, &shock, &format!("full ring {seed}"));
    }
    assert!(tally.multiple >= 100 && tally.certified == 0, "{tally:?}");
    tally.is_telling();
}

/// Several services of one department add up: each of these loops would be certified if the steepest
/// of its services alone counted.
#[test]
fn parallel_services_of_a_provider_count_together() {
    let needed = |substitution| Needed {
        consumer: 0,
        name: Some("support".to_owned()),
        dependence: 0.95,
        weight: 1.0,
        substitution: Some(substitution),
        criticality: None,
        services: ["one", "two"].map(|id| Supply::plain(id, 0)).to_vec(),
    };
    let mut parallel = Statement::default();
    let me = parallel.department("me", 0.9, Rule::ADDITIVE);
    let mut either = parallel.clone();
    either.needs.push(needed(Substitution::Independent));
    let mut one_of_two = parallel.clone();
    one_of_two.needs.push(needed(Substitution::IndependentAtLeast { k: 1 }));
    let mut pooled = parallel.clone();
    pooled.needs.push(needed(Substitution::Pooled { required: 1.5 }));
    parallel.parties[me].capability = 1.0;
    parallel.serve(me, me, 0.9);
    parallel.serve(me, me, 0.9);
    let mut tally = Tally::default();
    for statement in [either, one_of_two, pooled, parallel] {
        tally.compare_both(&statement, &Shock::default(), "parallel services");
    }
    assert_eq!(tally.multiple, 8, "{tally:?}");
}

#[test]
fn plain_organisations_of_any_order_are_certified() {
    let mut tally = Tally::default();
    let orders = [f64::NEG_INFINITY, -8.0, -1.0, 0.0, 0.5, 1.0];
    for (seed, order) in (0..120).zip(orders.into_iter().cycle()) {
        let statement = random::plain(seed, 10, Rule::full(order));
        let shock = random::shock(seed, &statement, 0.3);
        tally.compare_both(&statement, &shock, &format!("plain {seed}, order {order}"));
    }
    assert_eq!(tally.certified, 240, "{tally:?}");
    tally.is_telling();
}

/// Memory handed back serves the next solve, of any network, and changes nothing about it.
#[test]
fn recycled_memory_leaves_no_trace() {
    let mut workspace = Workspace::new();
    for seed in 0..60 {
        let size = 2 + usize::try_from(seed).unwrap() * 5 % 11;
        let statement = match seed % 2 {
            0 => random::full_ring(seed),
            _ => random::plain(seed, size, Rule::INDEPENDENT),
        };
        let network = statement.organisation().compile().unwrap();
        let options = SolveOptions::default().max_sweeps(500);
        let solve = |workspace: &mut Workspace| {
            network.solve_with(&Scenario::new("as stated"), &options, workspace).unwrap()
        };
        let fresh = solve(&mut Workspace::new());
        let reused = solve(&mut workspace);
        assert_eq!(reused.iterations(), fresh.iterations(), "seed {seed}");
        let bits = |solved: &Assessment| solved.qualities().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(&reused), bits(&fresh), "seed {seed}");
        // One that is still held elsewhere keeps its state.
        let held = reused.clone();
        workspace.recycle(reused);
        workspace.recycle(solve(&mut workspace.clone()));
        assert_eq!(bits(&held), bits(&fresh), "seed {seed}");
        workspace.recycle(held);
    }
}
