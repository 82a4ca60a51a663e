//! Laws of quality and demand together, on random organisations.

use knockon::{Scenario, Status};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_same_bits, baseline, lowers, qualities, solve_both};
use crate::support::load_oracle;
use crate::support::random::Temper;
use crate::support::random_staffed::{self, BUSY};
use crate::support::staffed::{Shift, Staffed};
use crate::support::tolerance;

/// A seed and a size, which shrinks to the smallest organisation that fails.
fn seeds() -> impl Strategy<Value = (u64, usize)> {
    (any::<u64>(), 1_usize..8)
}

fn busy(seed: u64, size: usize) -> Staffed {
    let temper = if seed.is_multiple_of(2) { Temper::Calm } else { Temper::Fierce };
    random_staffed::staffed(seed, size, temper, BUSY)
}

/// Best and worst qualities after a shift, one after the other; `None` where a solve gave up.
fn states(staffed: &Staffed, shift: &Shift) -> Option<Vec<f64>> {
    let network = staffed.organisation().compile().unwrap();
    let solved = solve_both(&network, &staffed.scenario(shift));
    let mut states = qualities(&solved, &staffed.statement);
    states.extend(lowers(&solved, &staffed.statement));
    (solved.status() == Status::Converged).then_some(states)
}

/// How far a solve may lie from the oracle's best and worst states; `None` where it cannot tell.
fn allowed(staffed: &Staffed) -> Option<f64> {
    let (best, worst) = (load_oracle::best(staffed), load_oracle::worst(staffed));
    let drift = best.drift.max(worst.drift);
    let tells = best.converged && worst.converged && drift <= tolerance::LOOSE;
    tells.then_some(tolerance::LOOSE)
}

/// Checks that nobody is worse off after one shift than after another.
fn check_better(staffed: &Staffed, worse: &Shift, better: &Shift) -> Result<(), TestCaseError> {
    let Some((low, high)) = states(staffed, worse).zip(states(staffed, better)) else {
        return Ok(());
    };
    for (low, high) in low.iter().zip(&high) {
        prop_assert!(*low <= high + tolerance::LOOSE, "{low} > {high}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 80,
        rng_seed: RngSeed::Fixed(1905),
        ..ProptestConfig::default()
    })]

    #[test]
    fn more_agents_are_never_worse((seed, size) in seeds(), more in 0.0..2.5_f64) {
        let staffed = busy(seed, size);
        let worse = random_staffed::shift(seed, &staffed, 0.3, 0.4);
        let mut better = worse.clone();
        better.agents.clear();
        for (party, people) in staffed.people.iter().enumerate() {
            let set = worse.agents.iter().find(|(set, _)| *set == party).map(|(_, agents)| *agents);
            let stated = people.and_then(|people| people.staffing).map(|staffing| staffing.agents);
            if let Some(agents) = stated.map(|stated| set.unwrap_or(stated))
                && !worse.sets_capability(party)
            {
                better.agents.push((party, agents + more));
            }
        }
        check_better(&staffed, &worse, &better)?;
    }

    #[test]
    fn higher_skill_is_never_worse((seed, size) in seeds(), more in 0.0..=1.0_f64) {
        let staffed = busy(seed, size);
        let worse = random_staffed::shift(seed, &staffed, 0.3, 0.4);
        let mut better = worse.clone();
        better.skills.clear();
        for (party, people) in staffed.people.iter().enumerate() {
            let set = worse.skills.iter().find(|(set, _)| *set == party).map(|(_, skill)| *skill);
            if let Some(skill) = people.map(|people| set.unwrap_or(people.skill))
                && !worse.sets_capability(party)
            {
                better.skills.push((party, skill + more * (1.0 - skill)));
            }
        }
        check_better(&staffed, &worse, &better)?;
    }

    #[test]
    fn more_demand_is_never_better((seed, size) in seeds(), more in 0.0..3.0_f64) {
        let staffed = busy(seed, size);
        let better = Shift { demands: Vec::new(), ..random_staffed::shift(seed, &staffed, 0.3, 0.4) };
        let mut worse = better.clone();
        for (service, requests) in staffed.services() {
            if requests.rate > 0.0
                && staffed.is_customer(staffed.statement.needs[service.0].consumer)
            {
                worse.demands.push((service, requests.rate + more));
            }
        }
        check_better(&staffed, &worse, &better)?;
    }

    #[test]
    fn the_order_of_statement_changes_nothing((seed, size) in seeds()) {
        let staffed = busy(seed, size);
        let Some(allowed) = allowed(&staffed) else { return Ok(()) };
        let state = |parts: crate::support::statement::Parts| {
            let network = parts.organisation().compile().unwrap();
            let solved = solve_both(&network, &Scenario::default());
            let mut state = qualities(&solved, &staffed.statement);
            state.extend(lowers(&solved, &staffed.statement));
            state
        };
        let mut parts = staffed.parts();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        parts.departments.shuffle(&mut rng);
        parts.customers.shuffle(&mut rng);
        parts.services.shuffle(&mut rng);
        parts.needs.shuffle(&mut rng);
        let (stated, shuffled) = (state(staffed.parts()), state(parts));
        let apart = crate::support::oracle::distance(&stated, &shuffled);
        prop_assert!(apart <= allowed, "{apart:e}: {stated:?}\n{shuffled:?}");
    }

    #[test]
    fn other_names_change_nothing((seed, size) in seeds()) {
        let staffed = busy(seed, size);
        let mut renamed = staffed.clone();
        for party in &mut renamed.statement.parties {
            party.id = party.id.chars().rev().chain(" ü".chars()).collect();
        }
        for need in &mut renamed.statement.needs {
            need.name = need.name.take().map(|name| format!("z{name}"));
            for service in &mut need.services {
                service.id.insert(0, '>');
            }
        }
        let state = |staffed: &Staffed| qualities(&baseline(&staffed.organisation()), &staffed.statement);
        assert_same_bits(&state(&staffed), &state(&renamed), "other names");
    }

    #[test]
    fn a_scenario_is_the_organisation_rebuilt_with_its_values((seed, size) in seeds()) {
        let staffed = busy(seed, size);
        let mut shift = random_staffed::shift(seed, &staffed, 0.4, 0.4);
        shift.shock.stops.clear();
        // What people make of it cannot be stated.
        shift.shock.capabilities.retain(|&(party, _)| staffed.people[party].is_none());
        // Requests that only a scenario makes come in another place of the sum.
        shift.demands.retain(|&((need, service), _)| staffed.requests[need][service].rate > 0.0);
        let network = staffed.organisation().compile().unwrap();
        let by_scenario = network.solve(&staffed.scenario(&shift)).unwrap();
        let rebuilt = baseline(&staffed.after(&shift).organisation());
        let states = [by_scenario, rebuilt].map(|solved| qualities(&solved, &staffed.statement));
        assert_same_bits(&states[0], &states[1], "rebuilt");
    }

    #[test]
    fn worse_served_people_never_serve_better((seed, size) in seeds(), reaction in 0.0..=1.0_f64) {
        let staffed = busy(seed, size);
        let mut touchy = staffed.clone();
        for people in touchy.people.iter_mut().flatten() {
            people.effort = people.effort.reaction(people.effort.reaction + reaction);
        }
        let shift = Shift::default();
        if let Some((calm, touchy)) = states(&staffed, &shift).zip(states(&touchy, &shift)) {
            for (touchy, calm) in touchy.iter().zip(&calm) {
                // Effort reacts to what is missing to the reference, and never exceeds 1.
                prop_assert!(*touchy <= calm + tolerance::LOOSE, "{touchy} > {calm}");
            }
        }
    }
}
