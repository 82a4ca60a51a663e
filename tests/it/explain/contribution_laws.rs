//! What holds of every explanation: contributions add up to the change, chains keep to their
//! contribution, and what was set is a source.

use knockon::explain::{
    Contribution, Contributions, Explanation, Objective, ShapleyOptions, Source, Split,
};
use knockon::{Impact, Rule, Status};

use crate::support::check::assert_near;
use crate::support::random::{self, Temper};
use crate::support::statement::{Shock, Statement};
use crate::support::tolerance;

/// A shift of a random organisation: from one scenario to another, or from the baseline.
struct Case {
    statement: Statement,
    before: Shock,
    after: Shock,
}

/// How what a case sets moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Movement {
    Falls,
    Rises,
    Mixed,
}

impl Case {
    /// Another one for every seed; fierce ones have cycles that tip.
    fn random(seed: u64) -> Self {
        let size = 2 + usize::try_from(seed % 5).unwrap();
        let kind = seed % 32;
        let mut statement = match kind {
            0 => random::full_ring(seed),
            1 => random::hill_ring(seed),
            2..=9 => random::plain(seed, size, Rule::WEAKEST),
            10..=19 => random::statement(seed, size, Temper::Calm),
            _ => random::statement(seed, size, Temper::Fierce),
        };
        if (2..=9).contains(&kind) {
            // Rings of parties that depend wholly on each other, and on others somewhat.
            for (index, need) in statement.needs.iter_mut().enumerate() {
                need.dependence = if index % 3 == 0 { 0.5 } else { 1.0 };
            }
        }
        let probability = [0.1, 0.3, 0.6][usize::try_from(seed % 3).unwrap()];
        let mut before = random::shock(seed ^ 0xb4, &statement, probability);
        let mut after = random::shock(seed, &statement, probability);
        match seed % 4 {
            0 => before = Shock::default(),
            1 => {
                before = Shock::default();
                after
                    .capabilities
                    .retain(|&(party, value)| value <= statement.parties[party].capability);
                after.conditions.retain(|&((need, service), value)| {
                    value <= statement.needs[need].services[service].condition
                });
            }
            _ => {}
        }
        Self { statement, before, after }
    }

    fn impact(&self) -> Option<Impact> {
        let network = self.statement.organisation().compile().unwrap();
        let [before, after] = [&self.before, &self.after]
            .map(|shock| network.solve(&self.statement.scenario(shock)).unwrap());
        let settled = before.status() == Status::Converged && after.status() == Status::Converged;
        settled.then(|| after.compared_with(&before).unwrap())
    }

    /// What is received on every service, and every capability, in one of two scenarios.
    fn set(&self, shock: &Shock) -> Vec<(String, f64, bool)> {
        let shocked = self.statement.after(shock);
        let parties = shocked.parties.iter().filter(|party| !party.is_customer);
        let capability = parties.map(|party| (party.id.clone(), party.capability, false));
        let services = shocked.needs.iter().flat_map(|need| &need.services);
        let conditions =
            services.map(|supply| (supply.id.clone(), supply.condition, supply.stopped));
        capability.chain(conditions).collect()
    }

    /// The ids of all that differs between the two scenarios, and how it moves.
    fn differing(&self) -> (Vec<String>, Movement) {
        let mut ids = Vec::new();
        let (mut falls, mut rises) = (true, true);
        for (before, after) in self.set(&self.before).into_iter().zip(self.set(&self.after)) {
            let worth = |(_, value, stopped): &(String, f64, bool)| {
                if *stopped { -1.0 } else { *value }
            };
            let (old, new) = (worth(&before), worth(&after));
            if old.to_bits() != new.to_bits() {
                ids.push(before.0);
                falls &= new < old;
                rises &= new > old;
            }
        }
        let movement = match (falls, rises) {
            (true, _) => Movement::Falls,
            (_, true) => Movement::Rises,
            _ => Movement::Mixed,
        };
        (ids, movement)
    }
}

/// How many changes were looked at, by how they could be split.
#[derive(Debug, Default)]
struct Count {
    exact: usize,
    offsetting: usize,
    tipped: usize,
    steep: usize,
    unexplained: usize,
    chains: usize,
    /// Sources without any effect, alone or last.
    idle: usize,
}

/// Checks every explanation of a case.
fn check_case(seed: u64, count: &mut Count) {
    let case = Case::random(seed);
    let Some(impact) = case.impact() else { return };
    let (differing, movement) = case.differing();
    let explanation = impact.explain();
    let network = impact.after().network();
    for party in impact.after().parties() {
        let what = format!("seed {seed}, {}", party.id());
        let objective = Objective::party(network, party.id().as_str()).unwrap();
        let found = explanation.contributions(&objective).unwrap();
        check_contributions(&found, &differing, &what);
        match found.split {
            Split::Exact => count.exact += 1,
            Split::Offsetting => count.offsetting += 1,
            Split::Tipped => count.tipped += 1,
            Split::Steep => count.steep += 1,
            _ => count.unexplained += 1,
        }
        if movement != Movement::Mixed {
            assert_ne!(found.split, Split::Offsetting, "{what}: {found:?}");
            count.idle += check_idle(&impact, &objective, &found, &what);
        }
        count.chains += check_chains(&explanation, &objective, &found, &what);
    }
}

/// Shares sum to the change, each source is listed once, and everything that was set is.
fn check_contributions(found: &Contributions, differing: &[String], what: &str) {
    let sum: f64 = found.contributions.iter().map(|share| share.change).sum();
    let allowed = tolerance::of_shares(found.change);
    assert_near(sum, found.change, allowed, what);
    assert!(found.adds_up(), "{what}: {found:?}");
    // What an equation leaves over has the id of its party, too.
    let is_set = |share: &&Contribution| !matches!(share.source, Source::Structure(_));
    let set = found.contributions.iter().filter(is_set);
    let listed: Vec<_> = set.map(|share| share.source.id()).collect();
    for id in differing {
        let times = listed.iter().filter(|listed| *listed == id).count();
        assert_eq!(times, 1, "{what}: {id} in {found:?}");
    }
    if found.split == Split::Exact {
        for share in &found.contributions {
            let (share, whole) = (share.change, found.change);
            assert!(share.abs() <= whole.abs() + allowed, "{what}: {found:?}");
            assert!(share * whole >= 0.0 || share.abs() <= allowed, "{what}: {found:?}");
        }
    }
}

/// No chain has more than its source, and none has a share where contributions were solved for.
fn check_chains(
    explanation: &Explanation,
    objective: &Objective,
    found: &Contributions,
    what: &str,
) -> usize {
    let mut chains = explanation.chains(objective).unwrap();
    assert_eq!(chains.unsplit().is_none(), found.split.is_followed(), "{what}: {found:?}");
    let mut listed = 0;
    for chain in chains.by_ref().take(20) {
        let of_source = |share: &&Contribution| share.source == chain.source;
        let whole = found.contributions.iter().find(of_source).unwrap_or_else(|| {
            panic!("{what}: a chain from {:?}, which is no source of {found:?}", chain.source)
        });
        let most = whole.change.abs() + tolerance::of_shares(found.change);
        assert!(chain.change.abs() <= most, "{what}: {chain:?} of {found:?}");
        listed += 1;
    }
    assert!(found.split.is_followed() || listed == 0, "{what}: {listed} chains of {found:?}");
    listed
}

/// Nobody has all of a change who brings nothing alone and is not missed.
fn check_idle(impact: &Impact, objective: &Objective, found: &Contributions, what: &str) -> usize {
    if found.change.abs() < tolerance::LOOSE || found.contributions.len() > 5 {
        return 0;
    }
    let shapley = impact.shapley(objective, &ShapleyOptions::default()).unwrap();
    let mut idle = 0;
    for share in &shapley.shares {
        if share.one_at_a_time.abs().max(share.leave_one_out.abs()) <= tolerance::SOLVED {
            idle += 1;
            let given = found.contributions.iter().find(|given| given.source == share.source);
            let given = given.map_or(0.0, |given| given.change);
            assert!(given.abs() < 0.999 * found.change.abs(), "{what}: {share:?} of {found:?}");
        }
    }
    idle
}

#[test]
fn contributions_and_chains_add_up_between_random_scenarios() {
    let mut count = Count::default();
    for seed in 0..600 {
        check_case(seed, &mut count);
    }
    assert!(count.exact > 1_000 && count.offsetting > 100, "{count:?}");
    assert!(count.tipped > 50 && count.chains > 1_000 && count.idle > 50, "{count:?}");
    assert_eq!(count.unexplained, 0, "{count:?}");
}

/// By hand, in release: `cargo test --release --test it -- --ignored many_random_scenarios`.
#[test]
#[ignore = "a hundred thousand organisations take minutes"]
fn contributions_and_chains_add_up_between_many_random_scenarios() {
    let mut count = Count::default();
    let mut failed = Vec::new();
    for seed in 1_000..121_000 {
        let checked = std::panic::catch_unwind(|| {
            let mut count = Count::default();
            check_case(seed, &mut count);
            count
        });
        match checked {
            Ok(checked) => {
                count.exact += checked.exact;
                count.offsetting += checked.offsetting;
                count.tipped += checked.tipped;
                count.steep += checked.steep;
                count.unexplained += checked.unexplained;
                count.chains += checked.chains;
                count.idle += checked.idle;
            }
            Err(_) => failed.push(seed),
        }
    }
    println!("{count:?}");
    assert!(failed.is_empty(), "{} failed: {:?}", failed.len(), &failed[..failed.len().min(20)]);
}
