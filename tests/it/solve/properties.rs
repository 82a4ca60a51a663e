//! Laws that hold for every organisation.

use knockon::{Rule, Scenario, SolveOptions, Uniqueness, Workspace};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::support::check::{
    assert_same_bits, baseline, check, lowers, qualities, solve, solve_both,
};
use crate::support::oracle;
use crate::support::random::{self, Temper};
use crate::support::statement::{Shock, Statement};
use crate::support::tolerance;

/// A seed and a size, which shrinks to the smallest organisation that fails.
fn seeds() -> impl Strategy<Value = (u64, usize)> {
    (any::<u64>(), 1_usize..10)
}

fn tempered(seed: u64, size: usize) -> Statement {
    let temper = if seed.is_multiple_of(2) { Temper::Calm } else { Temper::Fierce };
    random::statement(seed, size, temper)
}

/// The states an assessment of a statement's scenario shows.
fn state_after(statement: &Statement, scenario: &Scenario) -> Vec<f64> {
    let network = statement.organisation().compile().unwrap();
    qualities(&solve(&network, scenario), statement)
}

/// How far two solves of one statement may lie apart that evaluate it in another order; `None`
/// where the oracle cannot tell.
fn allowed(statement: &Statement) -> Option<Vec<f64>> {
    let greatest = oracle::greatest(statement);
    greatest.converged.then(|| greatest.allowance(statement))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150,
        rng_seed: RngSeed::Fixed(1736),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_of_statement_changes_nothing((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let Some(allowed) = allowed(&statement) else { return Ok(()) };
        let stated = qualities(&baseline(&statement.organisation()), &statement);
        let mut parts = statement.parts();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        parts.departments.shuffle(&mut rng);
        parts.customers.shuffle(&mut rng);
        parts.services.shuffle(&mut rng);
        parts.needs.shuffle(&mut rng);
        let shuffled = qualities(&baseline(&parts.organisation()), &statement);
        prop_assert!(oracle::agree(&stated, &shuffled, &allowed), "{stated:?}\n{shuffled:?}");
    }

    #[test]
    fn other_names_change_nothing((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let mut renamed = statement.clone();
        for party in &mut renamed.parties {
            party.id = party.id.chars().rev().chain(" ü".chars()).collect();
        }
        for need in &mut renamed.needs {
            need.name = need.name.take().map(|name| format!("z{name}"));
            for service in &mut need.services {
                service.id.insert(0, '>');
            }
        }
        let stated = qualities(&baseline(&statement.organisation()), &statement);
        let other = qualities(&baseline(&renamed.organisation()), &renamed);
        assert_same_bits(&stated, &other, "other names");
    }

    #[test]
    fn quality_rises_with_every_capability_and_condition((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let low = random::shock(seed, &statement, 0.5);
        let mut high = low.clone();
        high.stops.clear();
        for (_, value) in &mut high.capabilities {
            *value = 1.0 - 0.5 * (1.0 - *value);
        }
        for (_, value) in &mut high.conditions {
            *value = 1.0 - 0.5 * (1.0 - *value);
        }
        let Some(allowed) = allowed(&statement.after(&low)) else { return Ok(()) };
        // A service that runs again is at least as good as one that is stopped.
        let worse = state_after(&statement, &statement.scenario(&low));
        let better = state_after(&statement, &statement.scenario(&high));
        for ((worse, better), allowed) in worse.iter().zip(&better).zip(&allowed) {
            prop_assert!(*worse <= better + allowed, "{worse} > {better}");
        }
    }

    #[test]
    fn a_scenario_of_stated_values_is_the_baseline((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let mut shock = Shock::default();
        for (index, party) in statement.parties.iter().enumerate().filter(|(_, p)| !p.is_customer) {
            shock.capabilities.push((index, party.capability));
        }
        for (need, needed) in statement.needs.iter().enumerate() {
            for (service, supply) in needed.services.iter().enumerate() {
                shock.conditions.push(((need, service), supply.condition));
            }
        }
        let stated = qualities(&baseline(&statement.organisation()), &statement);
        let restated = state_after(&statement, &statement.scenario(&shock));
        assert_same_bits(&stated, &restated, "stated values");
    }

    #[test]
    fn a_scenario_is_the_organisation_rebuilt_with_its_values((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let shock = Shock { stops: Vec::new(), ..random::shock(seed, &statement, 0.4) };
        let rebuilt = statement.after(&shock);
        let Some(allowed) = allowed(&rebuilt) else { return Ok(()) };
        let scenario = state_after(&statement, &statement.scenario(&shock));
        let built = qualities(&baseline(&rebuilt.organisation()), &rebuilt);
        prop_assert!(oracle::agree(&scenario, &built, &allowed), "{scenario:?}\n{built:?}");
    }

    #[test]
    fn a_stopped_service_is_one_of_condition_0((seed, size) in seeds()) {
        // Every transfer but a table that starts above 0 maps 0 to 0.
        let mut statement = tempered(seed, size);
        let services = statement.needs.iter_mut().flat_map(|need| &mut need.services);
        for transfer in services.map(|supply| &mut supply.transfer) {
            if let knockon::Transfer::Table { points } = transfer {
                points[0].1 = 0.0;
            }
        }
        let stopped = random::shock(seed, &statement, 0.4);
        let mut zeroed = stopped.clone();
        zeroed.conditions.extend(zeroed.stops.drain(..).map(|service| (service, 0.0)));
        let stopped = state_after(&statement, &statement.scenario(&stopped));
        let zeroed = state_after(&statement, &statement.scenario(&zeroed));
        assert_same_bits(&stopped, &zeroed, "stopped and condition 0");
    }

    #[test]
    fn a_workspace_carries_nothing_over((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let other = tempered(seed.wrapping_add(1), size + 3);
        let network = statement.organisation().compile().unwrap();
        let other_network = other.organisation().compile().unwrap();
        let options = SolveOptions::default().lower_state(true);
        let mut workspace = Workspace::default();
        for round in 0..4 {
            let shock = random::shock(seed.wrapping_add(round), &statement, 0.3);
            let scenario = statement.scenario(&shock);
            let reused = check(network.solve_with(&scenario, &options, &mut workspace).unwrap());
            let fresh = solve_both(&network, &scenario);
            assert_same_bits(
                &qualities(&reused, &statement), &qualities(&fresh, &statement), "reused");
            assert_same_bits(&lowers(&reused, &statement), &lowers(&fresh, &statement), "reused");
            let empty = Scenario::new("between");
            let _ = check(other_network.solve_with(&empty, &options, &mut workspace).unwrap());
        }
    }

    #[test]
    fn solving_again_gives_the_same((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let scenario = statement.scenario(&random::shock(seed, &statement, 0.3));
        let [one, two] = [(), ()].map(|()| state_after(&statement, &scenario));
        assert_same_bits(&one, &two, "solved twice");
    }

    #[test]
    fn the_lower_state_leaves_the_upper_alone((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let network = statement.organisation().compile().unwrap();
        let scenario = statement.scenario(&random::shock(seed, &statement, 0.3));
        let (one, both) = (solve(&network, &scenario), solve_both(&network, &scenario));
        assert_same_bits(
            &qualities(&one, &statement), &qualities(&both, &statement), "with lower state");
        prop_assert!(one.lower(&statement.parties[0].id).is_none());
        let certified = [&one, &both].map(|a| a.uniqueness() == Uniqueness::Certified);
        prop_assert_eq!(certified[0], certified[1]);
        if !certified[0] {
            prop_assert_eq!(one.uniqueness(), Uniqueness::NotChecked);
        }
    }

    #[test]
    fn fewer_sweeps_leave_a_state_above_the_answer((seed, size) in seeds()) {
        let statement = tempered(seed, size);
        let network = statement.organisation().compile().unwrap();
        let shock = random::shock(seed, &statement, 0.3);
        let scenario = statement.scenario(&shock);
        let Some(allowed) = allowed(&statement.after(&shock)) else { return Ok(()) };
        let answer = qualities(&solve(&network, &scenario), &statement);
        let options = SolveOptions::default().max_sweeps(2);
        let early = check(network.solve_with(&scenario, &options, &mut Workspace::new()).unwrap());
        let early = qualities(&early, &statement);
        for ((early, answer), allowed) in early.iter().zip(&answer).zip(&allowed) {
            prop_assert!(early + allowed >= *answer, "{early} below {answer}");
        }
    }

    #[test]
    fn quality_falls_with_the_order(seed in any::<u64>(), orders in (-12.0..1.0, -12.0..1.0)) {
        let (low, high) = (f64::min(orders.0, orders.1), f64::max(orders.0, orders.1));
        let chain = [f64::NEG_INFINITY, low, high, 1.0].map(|order: f64| {
            let statement = random::plain(seed, 7, Rule::full(order));
            qualities(&baseline(&statement.organisation()), &statement)
        });
        for pair in chain.windows(2) {
            for (higher, lower) in pair[0].iter().zip(&pair[1]) {
                prop_assert!(*lower <= higher + tolerance::VERIFY, "{lower} > {higher}");
            }
        }
    }
}
