//! Contributions: everything adds up, for every rule, on cycles, in both directions.

use knockon::explain::{Contribution, Contributions, ExplainOptions, Objective, Source, Split};
use knockon::{Assessment, Network, Rule, Status, Transfer};

use crate::support::check::{assert_near, solve};
use crate::support::contributions::{check_sum, explained};
use crate::support::random::{self, Temper};
use crate::support::statement::{Shock, Statement};
use crate::support::tolerance;

/// A shock of which only falls, or only rises, are kept.
fn one_signed(statement: &Statement, shock: &Shock, falls: bool) -> Shock {
    let keeps = |stated: f64, value: f64| if falls { value <= stated } else { value >= stated };
    let mut kept = shock.clone();
    kept.capabilities.retain(|&(party, value)| keeps(statement.parties[party].capability, value));
    kept.conditions.retain(|&((need, service), value)| {
        keeps(statement.needs[need].services[service].condition, value)
    });
    if !falls {
        kept.stops.clear();
    }
    kept
}

fn states(network: &Network, statement: &Statement, shock: &Shock) -> (Assessment, Assessment) {
    (network.baseline(), solve(network, &statement.scenario(shock)))
}

fn settled(states: &(Assessment, Assessment)) -> bool {
    states.0.status() == Status::Converged && states.1.status() == Status::Converged
}

#[test]
fn shares_sum_to_the_change_of_every_party_for_mixed_shocks() {
    let mut splits = [0; 5];
    for seed in 0..300 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let statement = random::statement(seed, 6, temper);
        let network = statement.organisation().compile().unwrap();
        let shock = random::shock(seed, &statement, 0.2);
        let states = states(&network, &statement, &shock);
        if !settled(&states) {
            continue;
        }
        for contributions in explained(&states.1.compared_with(&states.0).unwrap()) {
            check_sum(&contributions, &format!("seed {seed}, {}", contributions.objective));
            splits[contributions.split as usize] += 1;
        }
    }
    assert!(splits[Split::Exact as usize] > 1_000, "{splits:?}");
    assert!(splits[Split::Offsetting as usize] > 10, "{splits:?}");
}

#[test]
fn shares_of_one_signed_shocks_lie_between_nothing_and_the_change() {
    for seed in 0..400 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let statement = random::statement(seed, 7, temper);
        let network = statement.organisation().compile().unwrap();
        let shock = random::shock(seed, &statement, 0.4);
        let shock = one_signed(&statement, &shock, seed % 3 > 0);
        let states = states(&network, &statement, &shock);
        if !settled(&states) {
            continue;
        }
        for contributions in explained(&states.1.compared_with(&states.0).unwrap()) {
            let what = format!("seed {seed}, {}", contributions.objective);
            check_sum(&contributions, &what);
            // Where a solve left over more than rounding, what is left may go either way.
            let left = |source: &Source| matches!(source, Source::Structure(_));
            if contributions.contributions.iter().any(|share| left(&share.source)) {
                continue;
            }
            assert_ne!(contributions.split, Split::Offsetting, "{what}: {contributions:?}");
        }
    }
}

#[test]
fn losses_that_add_have_shares_that_are_their_own_effects() {
    for seed in 0..50 {
        let mut statement = random::plain(seed, 12, Rule::ADDITIVE);
        for need in &mut statement.needs {
            need.dependence *= 0.5;
        }
        let network = statement.organisation().compile().unwrap();
        let today = network.baseline();
        let shocked = |parties: &[usize]| {
            let capability = |&party: &usize| (party, statement.parties[party].capability * 0.97);
            let capabilities = parties.iter().map(capability).collect();
            let shock = Shock { capabilities, ..Shock::default() };
            solve(&network, &statement.scenario(&shock))
        };
        let sources: Vec<usize> =
            (0..statement.parties.len()).filter(|&p| !statement.parties[p].is_customer).collect();
        let sources = &sources[..sources.len().min(3)];
        let both = shocked(sources).compared_with(&today).unwrap();
        if both.after().qualities().any(|quality| quality <= 0.0) {
            continue;
        }
        for contributions in explained(&both) {
            check_sum(&contributions, &format!("seed {seed}"));
            for share in &contributions.contributions {
                let alone = sources.iter().find(|&&s| statement.parties[s].id == share.source.id());
                let alone = shocked(&[*alone.unwrap()]).compared_with(&today).unwrap();
                let felt = alone.of(&contributions.objective).unwrap();
                assert_near(felt.change(), share.change, tolerance::CONTRIBUTIONS, "alone");
            }
        }
    }
}

#[test]
fn a_product_of_two_is_split_at_the_mean_of_the_other() {
    let mut statement = Statement::default();
    let supplier = statement.department("supplier", 1.0, Rule::INDEPENDENT);
    let maker = statement.department("maker", 1.0, Rule::INDEPENDENT);
    statement.serve(supplier, maker, 1.0);
    let network = statement.organisation().compile().unwrap();
    let capabilities = vec![(supplier, 0.4), (maker, 0.5)];
    let states = states(&network, &statement, &Shock { capabilities, ..Shock::default() });
    let impact = states.1.compared_with(&states.0).unwrap();
    let maker = Objective::party(&network, "maker").unwrap();
    let contributions = impact.explain().contributions(&maker).unwrap();
    let shares: Vec<_> =
        contributions.contributions.iter().map(|s| (s.source.id(), s.change)).collect();
    // −0.6 at the mean 0.75 of the other, −0.5 at 0.7.
    assert_eq!(shares[0].0, "supplier");
    assert_near(shares[0].1, -0.45, tolerance::CLOSED_FORM, "supplier");
    assert_near(shares[1].1, -0.35, tolerance::CLOSED_FORM, "maker");
}

#[test]
fn an_explanation_is_that_of_an_impact_with_options() {
    let mut statement = Statement::default();
    let [first, second] = ["first", "second"].map(|id| statement.department(id, 1.0, Rule::MEAN));
    statement.serve(first, second, 0.5);
    let network = statement.organisation().compile().unwrap();
    let impact = |capabilities: Vec<_>| {
        let shock = Shock { capabilities, ..Shock::default() };
        let states = states(&network, &statement, &shock);
        states.1.compared_with(&states.0).unwrap()
    };
    let (both, one) = (impact(vec![(second, 0.25), (first, 0.5)]), impact(vec![(first, 0.5)]));
    assert_eq!(both.explain(), both.explain_with(&ExplainOptions::default()));
    assert_ne!(both.explain(), both.explain_with(&ExplainOptions::default().max_solves(7)));
    assert_ne!(both.explain(), one.explain());
    assert!(format!("{:?}", both.explain()).starts_with("Explanation { impact: "));

    // In the order of evaluation, whatever was set first, and whomever it reaches.
    let sources = both.explain().sources();
    assert_eq!(sources.iter().map(Source::id).collect::<Vec<_>>(), ["first", "second"]);
    let upstream = Objective::party(&network, "first").unwrap();
    let shares = both.explain().contributions(&upstream).unwrap();
    assert_eq!(shares.contributions.len(), 2);

    // An error is written of what was sampled, and of nothing else.
    let mut share = shares.contributions[0].clone();
    let written = |share: &Contribution| serde_json::to_value(share).unwrap();
    assert!(written(&share).get("standard_error").is_none());
    share.standard_error = 0.25;
    assert_eq!(written(&share)["standard_error"], 0.25);
}

/// How a change of departments' capabilities, each before and after, is split for a customer who
/// depends on each by 0.5.
fn additive(changes: &[(f64, f64)]) -> Contributions {
    let mut statement = Statement::default();
    let customer = statement.customer("customer", Rule::ADDITIVE);
    let mut capabilities = Vec::new();
    for (place, (before, after)) in changes.iter().enumerate() {
        let department = statement.department(format!("{place}"), *before, Rule::MEAN);
        statement.serve(department, customer, 0.5);
        capabilities.push((department, *after));
    }
    let network = statement.organisation().compile().unwrap();
    let states = states(&network, &statement, &Shock { capabilities, ..Shock::default() });
    let explanation = states.1.compared_with(&states.0).unwrap().explain();
    explanation.contributions(&Objective::party(&network, "customer").unwrap()).unwrap()
}

#[test]
fn sources_that_work_against_each_other_are_offsetting() {
    assert_eq!(additive(&[(0.75, 0.5), (0.75, 0.625)]).split, Split::Exact);
    // One goes further than all together.
    assert_eq!(additive(&[(0.75, 0.5), (0.75, 0.875)]).split, Split::Offsetting);
    assert_eq!(additive(&[(0.75, 0.5), (0.75, 1.0)]).split, Split::Offsetting);
    // None goes further, and one goes the other way.
    let three = additive(&[(0.75, 0.5), (0.75, 0.5), (0.75, 0.875)]);
    assert_eq!(three.split, Split::Offsetting);
    // Nobody's change is no share that works against others.
    assert_eq!(additive(&[(0.75, 0.5), (0.75, 0.75)]).split, Split::Exact);
}

#[test]
fn shares_add_up_to_a_billionth_and_what_solves_leave() {
    let exact = additive(&[(0.75, 0.25), (0.75, 0.5)]);
    assert_near(exact.change, -0.375, tolerance::CLOSED_FORM, "the change");
    let adds_up = |contributions: &Contributions, miss: f64| {
        let mut missing = contributions.clone();
        missing.contributions[0].change += miss;
        missing.adds_up()
    };
    assert!(adds_up(&exact, 0.375e-9) && !adds_up(&exact, 0.385e-9));
    // Nothing changes of four times as much quality.
    let mut statement = Statement::default();
    let department = statement.department("department", 1.0, Rule::MEAN);
    let network = statement.organisation().compile().unwrap();
    let weight = [("department", 4.0)];
    let objective = Objective::weighted(&network, "four", weight).unwrap();
    let shock = Shock { capabilities: vec![(department, 1.0 - 1e-16)], ..Shock::default() };
    let states = states(&network, &statement, &shock);
    let nothing = states.1.compared_with(&states.0).unwrap().explain();
    let nothing = nothing.contributions(&objective).unwrap();
    assert!(adds_up(&nothing, 3e-12) && !adds_up(&nothing, 5e-12), "{nothing:?}");
}

#[test]
fn shares_up_to_all_the_quality_there_is_are_followed() {
    // Everything is lost, of two parties together.
    let mut statement = Statement::default();
    let source = statement.department("source", 1.0, Rule::MEAN);
    let customer = statement.customer("customer", Rule::INDEPENDENT);
    statement.serve(source, customer, 1.0);
    let network = statement.organisation().compile().unwrap();
    let shock = Shock { capabilities: vec![(source, 0.0)], ..Shock::default() };
    let lost = states(&network, &statement, &shock);
    let weights = [("source", 1.0), ("customer", 1.0)];
    let both = Objective::weighted(&network, "both", weights).unwrap();
    let shares = lost.1.compared_with(&lost.0).unwrap().explain().contributions(&both).unwrap();
    assert_near(shares.change, -2.0, tolerance::CLOSED_FORM, "all is lost");
    assert_eq!(shares.split, Split::Exact);

    // The mean of two stays as it is while one rises and the other falls by 1. Felt three times as
    // much, each would have one and a half of all the quality there is.
    let mut statement = Statement::default();
    let [up, down] =
        [("up", 0.0), ("down", 1.0)].map(|(id, s)| statement.department(id, s, Rule::MEAN));
    let mean = statement.department("mean", 1.0, Rule::share_with_own_weight(1.0, 0.0));
    statement.serve(up, mean, 1.0);
    statement.serve(down, mean, 1.0);
    let customer = statement.customer("customer", Rule::INDEPENDENT);
    statement.serve(mean, customer, 1.0);
    let felt = Transfer::Ramp { from: 1.0 / 3.0, to: 2.0 / 3.0 };
    statement.needs.last_mut().unwrap().services[0].transfer = felt;
    let network = statement.organisation().compile().unwrap();
    let shock = Shock { capabilities: vec![(up, 1.0), (down, 0.0)], ..Shock::default() };
    let swapped = states(&network, &statement, &shock);
    let customer = Objective::party(&network, "customer").unwrap();
    let explanation = swapped.1.compared_with(&swapped.0).unwrap().explain();
    assert_eq!(explanation.contributions(&customer).unwrap().split, Split::Steep);
}

/// Departments that each depend on the one before wholly, and the first on the last.
fn ring(size: usize, rule: Rule) -> (Statement, Network) {
    let mut statement = Statement::default();
    for place in 0..size {
        statement.department(format!("{place}"), 1.0, rule);
    }
    for provider in 0..size {
        statement.serve(provider, (provider + 1) % size, 1.0);
    }
    let network = statement.organisation().compile().unwrap();
    (statement, network)
}

#[test]
fn rings_that_pass_everything_on_are_followed() {
    // A small one is factored, a large one iterated: its one source loses a tenth once more with
    // every round, until all is down.
    for (rule, size, capabilities, change) in [
        (Rule::WEAKEST, 3, vec![(0, 0.5)], -0.5),
        (Rule::WEAKEST, 3, vec![(0, 0.5), (1, 0.5)], -0.5),
        (Rule::INDEPENDENT, 600, vec![(300, 0.9)], -1.0),
    ] {
        let (statement, network) = ring(size, rule);
        let states = states(&network, &statement, &Shock { capabilities, ..Shock::default() });
        let explanation = states.1.compared_with(&states.0).unwrap().explain();
        let shares = explanation.contributions(&Objective::party(&network, "2").unwrap()).unwrap();
        assert_near(shares.change, change, tolerance::CONTRIBUTIONS, "the ring");
        assert_eq!(shares.split, Split::Exact, "{size}: {shares:?}");
        check_sum(&shares, "the ring");
    }
}

#[test]
fn large_rings_are_iterated_until_shares_have_settled() {
    // A service is felt by 5/9 of what it misses from 0.1 on, so that half of what the source misses
    // comes back to it: q = 0.9 · (1 − 5/9 · (1 − q)) is 0.8. It might be felt five times below.
    let (mut statement, _) = ring(600, Rule::INDEPENDENT);
    let points = vec![(0.0, 0.0), (0.1, 0.5), (1.0, 1.0)];
    statement.needs[299].services[0].transfer = Transfer::Table { points };
    let network = statement.organisation().compile().unwrap();
    let shock = Shock { capabilities: vec![(300, 0.9)], ..Shock::default() };
    let states = states(&network, &statement, &shock);
    // Settled however little the objective weighs.
    let little = Objective::weighted(&network, "little", [("2", 1e-6)]).unwrap();
    let explanation = states.1.compared_with(&states.0).unwrap().explain();
    let shares = explanation.contributions(&little).unwrap();
    assert_near(shares.change, -0.2e-6, tolerance::SOLVED * 1e-6, "the ring");
    assert_eq!(shares.split, Split::Exact, "{shares:?}");
}

#[test]
fn a_ring_that_fell_from_full_health_is_all_its_one_sources_share() {
    let mut statement = Statement::default();
    for id in ["a", "b", "c"] {
        statement.department(id, 1.0, Rule::INDEPENDENT);
    }
    for (provider, consumer) in [(0, 1), (1, 2), (2, 0)] {
        statement.serve(provider, consumer, 1.0);
    }
    let network = statement.organisation().compile().unwrap();
    let capabilities = vec![(0, 0.9)];
    let states = states(&network, &statement, &Shock { capabilities, ..Shock::default() });
    for contributions in explained(&states.1.compared_with(&states.0).unwrap()) {
        assert_near(contributions.change, -1.0, tolerance::CONTRIBUTIONS, "the ring is down");
        assert_eq!(contributions.contributions.len(), 1);
        check_sum(&contributions, "the ring");
    }
}

#[test]
fn organisations_of_different_structure_are_compared_by_id() {
    for seed in 0..100 {
        let statement = random::statement(seed, 7, Temper::Calm);
        let mut changed = statement.after(&random::shock(seed, &statement, 0.2));
        changed.needs.iter_mut().flat_map(|n| &mut n.services).for_each(|s| s.stopped = false);
        if let Some(need) = changed.needs.first_mut() {
            need.dependence *= 0.5;
        }
        if changed.needs.len() > 2 {
            changed.needs.pop();
        }
        let before = statement.organisation().compile().unwrap().baseline();
        let Ok(organisation) = std::panic::catch_unwind(|| changed.organisation()) else {
            continue;
        };
        let after = organisation.compile().unwrap().baseline();
        for contributions in explained(&after.compared_with(&before).unwrap()) {
            check_sum(&contributions, &format!("seed {seed}, {}", contributions.objective));
        }
    }
}

#[test]
fn shocks_about_as_small_as_what_a_solve_leaves_are_no_tipping() {
    // In one component, small and too large to factor. Changes are far below the tolerance of sums,
    // so sums are not looked at.
    for (seed, size) in [(1, 40), (2, 3_000), (3, 3_000)] {
        let statement = random::plain(seed, size, Rule::ADDITIVE);
        let network = statement.organisation().compile().unwrap();
        let largest = network.cycle_sizes().max().unwrap();
        assert!(largest > size / 6, "{largest} of {size}");
        let everyone: Vec<_> = statement.parties.iter().map(|party| party.id.as_str()).collect();
        let weights = everyone.iter().map(|id| (*id, 1.0));
        let all = Objective::weighted(&network, "all", weights).unwrap();
        for fall in [1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15] {
            let shocked = |party: &usize| (*party, statement.parties[*party].capability - fall);
            let inside = |party: &usize| statement.parties[*party].capability > 0.1;
            let capabilities = (0..size / 2).filter(inside).take(2).collect::<Vec<_>>();
            let capabilities = capabilities.iter().map(shocked).collect();
            let shock = Shock { capabilities, ..Shock::default() };
            let states = states(&network, &statement, &shock);
            let contributions =
                states.1.compared_with(&states.0).unwrap().explain().contributions(&all).unwrap();
            assert_ne!(contributions.split, Split::Tipped, "{seed} {fall:e}");
        }
    }
}
