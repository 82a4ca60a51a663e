//! Scenarios that set dependences: as if the organisation had been stated so.

use chrono::TimeDelta;
use knockon::explain::{Objective, Ranges, RestorationOptions, ShapleyOptions, Source, Split};
use knockon::time::{Timeline, TimelinePlan};
use knockon::{
    Assessment, Batch, Department, ExternalCustomer, Live, Need, Network, Organisation, Quality,
    Rule, Scenario, Service, SolveOptions, Status, Substitution, Uniqueness, Workspace,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::check::{assert_near, assert_same_bits, check, qualities, solve, solve_both};
use crate::support::oracle;
use crate::support::random::{self, Temper};
use crate::support::random_staffed::{self, AT_EASE};
use crate::support::statement::{Shock, Statement};
use crate::support::tolerance;

fn tempered(seed: u64, size: usize) -> Statement {
    let temper = if seed.is_multiple_of(2) { Temper::Calm } else { Temper::Fierce };
    match seed % 16 {
        1 => random::plain(seed, size, Rule::NAMED[usize::try_from(seed / 16 % 5).unwrap()].1),
        3 => random::full_ring(seed),
        5 => random::hill_ring(seed),
        _ => random::statement(seed, size, temper),
    }
}

fn dense(assessment: &Assessment) -> Vec<f64> {
    assessment.qualities().collect()
}

fn is_converged(assessment: &Assessment) -> bool {
    assessment.status() == Status::Converged
}

/// Two that lean on each other, and a customer of one.
fn pair(dependence: f64) -> Network {
    Organisation::builder("a pair")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("c"))
        .service(Service::new("a-b", "a", "b").dependence(dependence))
        .service(Service::new("b-a", "b", "a").dependence(dependence))
        .service(Service::new("a-c", "a", "c").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(2811),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_scenario_solves_like_the_organisation_stated_so(
        seed in any::<u64>(),
        size in 1_usize..9,
    ) {
        let statement = tempered(seed, size);
        let shock = random::reweighted(seed, &statement, 0.3, 0.5);
        let restated = statement.after(&shock);
        let network = statement.organisation().compile().unwrap();
        let found = solve_both(&network, &statement.scenario(&shock));
        // Stops are a scenario's, the rest is stated.
        let stated = restated.organisation().compile().unwrap();
        let stops = Shock { stops: shock.stops.clone(), ..Shock::default() };
        let expected = solve_both(&stated, &restated.scenario(&stops));
        let greatest = oracle::greatest(&restated);
        if greatest.converged {
            let allowed = greatest.allowance(&restated);
            let [found, expected] = [&found, &expected].map(|one| qualities(one, &statement));
            prop_assert!(oracle::agree(&found, &greatest.quality, &allowed), "{found:?}");
            prop_assert!(oracle::agree(&found, &expected, &allowed), "{found:?} {expected:?}");
        }
        prop_assert!(!found.network().is_certified() || stated.is_certified());
        let is_raised =
            |&(need, value): &(usize, f64)| value > statement.needs[need].dependence;
        if shock.dependences.iter().any(is_raised) {
            prop_assert_eq!(found.network().is_certified(), stated.is_certified());
        }
        // What was compiled stays what it was.
        assert_same_bits(&dense(&found.network().baseline()), &dense(&network.baseline()), "base");
    }

    #[test]
    fn batches_and_live_organisations_follow(seed in any::<u64>(), size in 1_usize..9) {
        let statement = tempered(seed, size);
        let network = statement.organisation().compile().unwrap();
        let mut shocks: Vec<Shock> = (0..20)
            .map(|index| {
                let some = if index % 3 == 0 { 0.0 } else { 0.3 };
                random::reweighted(seed ^ index, &statement, 0.3, some)
            })
            .collect();
        let scenarios: Vec<Scenario> =
            shocks.iter().map(|shock| statement.scenario(shock)).collect();
        let solved: Vec<_> = scenarios.iter().map(|one| network.solve(one).unwrap()).collect();
        let batch = statement.parties.iter().fold(Batch::of(&network), |batch, party| {
            batch.party(&party.id).unwrap()
        });
        let resolved: Vec<_> = scenarios.iter().map(|one| network.resolve(one).unwrap()).collect();
        for outcomes in [batch.solve(&scenarios).collect(), batch.solve(&resolved).collect::<Vec<_>>()] {
            for (outcome, solved) in outcomes.into_iter().zip(&solved) {
                let outcome = outcome.unwrap();
                let found: Vec<_> = outcome.qualities().map(|(_, quality)| quality.get()).collect();
                assert_same_bits(&found, &qualities(solved, &statement), "a batch");
                prop_assert_eq!(outcome.iterations(), solved.iterations());
            }
        }
        let mut live = Live::new(&network);
        for (index, (scenario, solved)) in scenarios.iter().zip(&solved).enumerate() {
            if index % 2 == 0 {
                live.replace(scenario).unwrap();
            } else {
                live.replace_resolved(&resolved[index]).unwrap();
            }
            assert_same_bits(&live.qualities().collect::<Vec<_>>(), &dense(solved), "replaced");
            prop_assert_eq!(live.residual().to_bits(), solved.residual().to_bits());
            let set = live.scenario();
            assert_same_bits(&dense(&network.solve(&set).unwrap()), &dense(solved), "scenario");
            assert_same_bits(&dense(&live.assessment()), &dense(solved), "assessment");
        }
        // One by one, and back to what is stated.
        let mut set = shocks.pop().unwrap();
        for (need, value) in random::reweighted(seed, &statement, 0.0, 0.5).dependences {
            set.dependences.retain(|(of, _)| *of != need);
            if value < 0.1 {
                live.restore_dependence(statement.name_of(need)).unwrap();
            } else {
                live.set_dependence(statement.name_of(need), value).unwrap();
                set.dependences.push((need, value));
            }
        }
        let now = live.qualities().collect::<Vec<_>>();
        let expected = network.solve(&statement.scenario(&set)).unwrap();
        assert_same_bits(&now, &dense(&expected), "changed");
        live.replace(&Scenario::default()).unwrap();
        let baseline = dense(&network.baseline());
        assert_same_bits(&live.qualities().collect::<Vec<_>>(), &baseline, "as stated");
    }

    #[test]
    fn resolved_scenarios_are_solved_like_scenarios(seed in any::<u64>(), size in 1_usize..9) {
        let statement = tempered(seed, size);
        let network = statement.organisation().compile().unwrap();
        let shock = random::reweighted(seed, &statement, 0.4, 0.4);
        let mut resolved = network.resolve(&statement.scenario(&shock)).unwrap();
        let (options, mut workspace) = (SolveOptions::default(), Workspace::new());
        let mut moved = shock.clone();
        for round in 1..4_u64 {
            let shifted = |value: f64| (value * 0.37 + 0.21 * f64::from(u32::try_from(round).unwrap())) % 1.0;
            moved.capabilities.iter_mut().for_each(|(_, value)| *value = shifted(*value));
            moved.conditions.iter_mut().for_each(|(_, value)| *value = shifted(*value));
            moved.dependences.iter_mut().for_each(|(_, value)| *value = shifted(*value));
            let values: Vec<f64> = (moved.capabilities.iter().map(|(_, value)| *value))
                .chain(moved.conditions.iter().map(|(_, value)| *value))
                .chain(moved.dependences.iter().map(|(_, value)| *value))
                .collect();
            if round == 2 {
                for (index, &value) in values.iter().enumerate() {
                    resolved.set(index, value).unwrap();
                }
            } else {
                resolved.set_all(&values).unwrap();
            }
            prop_assert_eq!(resolved.values().collect::<Vec<_>>(), values);
            let expected = solve(&network, &statement.scenario(&moved));
            let found = check(resolved.solve_with(&options, &mut workspace));
            assert_same_bits(&dense(&found), &dense(&expected), "resolved");
            prop_assert_eq!(found.proof(), expected.proof());
            workspace.recycle(found);
        }
    }

    #[test]
    fn shares_of_dependences_add_up(seed in any::<u64>(), size in 1_usize..8) {
        let statement = tempered(seed, size);
        let network = statement.organisation().compile().unwrap();
        let [before, after] = [0, 1].map(|state| {
            let shock = random::reweighted(seed ^ state, &statement, 0.2, 0.3);
            solve(&network, &statement.scenario(&shock))
        });
        explained(&before, &after)?;
        explained(&network.baseline(), &after)?;
    }

    #[test]
    fn shares_add_up_where_people_work(seed in any::<u64>(), size in 1_usize..6) {
        let staffed = random_staffed::staffed(seed, size, Temper::Calm, AT_EASE);
        let network = staffed.organisation().compile().unwrap();
        let mut shift = random_staffed::shift(seed, &staffed, 0.3, 0.3);
        let reweighted = random::reweighted(seed, &staffed.statement, 0.0, 0.4);
        shift.shock.dependences = reweighted.dependences;
        let Ok(after) = network.solve(&staffed.scenario(&shift)) else { return Ok(()) };
        let after = check(after);
        let restated = staffed.after(&shift);
        let expected = check(restated.organisation().compile().unwrap().baseline());
        if shift.shock.stops.is_empty() && is_converged(&after) && is_converged(&expected)
            && shift.shock.capabilities.is_empty()
        {
            let [found, expected] =
                [&after, &expected].map(|one| qualities(one, &staffed.statement));
            let apart = oracle::distance(&found, &expected);
            prop_assert!(apart <= tolerance::LOOSE, "{found:?} {expected:?}");
        }
        explained(&network.baseline(), &after)?;
    }
}

/// Checks contributions, chains and Shapley values of a change for every party.
fn explained(before: &Assessment, after: &Assessment) -> Result<(), TestCaseError> {
    let impact = after.compared_with(before).unwrap();
    let explanation = impact.explain();
    for party in after.parties() {
        let objective = Objective::party(after.network(), party.id().as_str()).unwrap();
        let found = explanation.contributions(&objective).unwrap();
        prop_assert!(found.adds_up(), "{found:?}");
        let structure =
            found.contributions.iter().any(|one| matches!(one.source, Source::Structure(_)));
        prop_assert!(!structure || !is_converged(after) || !is_converged(before));
        let sum: f64 = found.contributions.iter().map(|one| one.change).sum();
        assert_near(sum, found.change, tolerance::of_shares(found.change), "contributions");
        let mut chains = explanation.chains(&objective).unwrap();
        for chain in chains.by_ref().take(20) {
            let whole = found.contributions.iter().find(|one| one.source == chain.source);
            let Some(whole) = whole else {
                return Err(TestCaseError::fail(format!("{chain:?} of no source in {found:?}")));
            };
            let most = whole.change.abs() + tolerance::of_shares(found.change);
            prop_assert!(
                found.split != Split::Exact || chain.change.abs() <= most,
                "{chain:?} of {found:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_dependence_is_a_source_like_any_other() {
    let network = Organisation::builder("Two hauliers")
        .department(Department::new("rail").capability(0.5))
        .department(Department::new("road").capability(0.4))
        .customer(ExternalCustomer::new("mill").rule(Rule::INDEPENDENT))
        .need(Need::new("mill", "freight").dependence(0.8).substitution(Substitution::BestOf))
        .service(Service::new("by rail", "rail", "mill").for_need("freight"))
        .service(Service::new("by road", "road", "mill").for_need("freight"))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let scenario = Scenario::new("stock").dependence("mill/freight", 0.2).capability("rail", 0.9);
    let after = solve(&network, &scenario);
    assert_near(after.quality("mill").unwrap().get(), 0.98, tolerance::CLOSED_FORM, "mill");
    let impact = after.compared_with(&network.baseline()).unwrap();
    let mill = Objective::party(&network, "mill").unwrap();
    let found = impact.explain().contributions(&mill).unwrap();
    let listed: Vec<_> =
        found.contributions.iter().map(|one| (one.source.kind(), one.source.id())).collect();
    // 1 - a (1 - u) with a from 0.8 to 0.2 and u from 0.5 to 0.9: 0.6 * 0.3 and 0.5 * 0.4.
    assert_eq!(listed, [("capability", "rail"), ("dependence", "mill/freight")]);
    assert_near(found.contributions[0].change, 0.2, tolerance::CLOSED_FORM, "rail");
    assert_near(found.contributions[1].change, 0.18, tolerance::CLOSED_FORM, "freight");
    let shapley = impact.shapley(&mill, &ShapleyOptions::default()).unwrap();
    for share in &shapley.shares {
        let same = found.contributions.iter().find(|one| one.source == share.source).unwrap();
        assert_near(
            share.change,
            same.change,
            tolerance::CLOSED_FORM,
            "of two, halves of both ways",
        );
    }
}

#[test]
fn raising_a_dependence_voids_the_certificate_and_lowering_it_does_not() {
    let network = pair(0.5);
    assert!(network.is_certified());
    let both = |dependence: f64| {
        Scenario::new("both").dependence("a-b", dependence).dependence("b-a", dependence)
    };
    let lowered = solve_both(&network, &both(0.3));
    assert_eq!(lowered.uniqueness(), Uniqueness::Certified);
    // With 1 round the cycle whatever the two agree on is consistent.
    let raised = solve_both(&network, &both(1.0));
    assert_eq!(raised.uniqueness(), Uniqueness::Multiple);
    assert_eq!(raised.lower("c").unwrap(), Quality::NONE);
    let shaken = solve(&network, &both(1.0).capability("a", 0.99));
    assert_eq!(shaken.quality("c").unwrap(), Quality::NONE);
    let expected = solve(&pair(1.0), &Scenario::new("shaken").capability("a", 0.99));
    assert_same_bits(&dense(&shaken), &dense(&expected), "stated so");
    // A live organisation tips, and comes back.
    let mut live = Live::new(&network);
    live.replace(&both(1.0).capability("a", 0.99)).unwrap();
    assert_eq!(live.quality("c").unwrap(), Quality::NONE);
    live.replace(&Scenario::default()).unwrap();
    assert_same_bits(&live.qualities().collect::<Vec<_>>(), &dense(&network.baseline()), "back");
}

#[test]
fn a_raised_dependence_can_be_restored() {
    let network = pair(0.5);
    let set = Scenario::new("no stock").dependence("a-b", 0.9).capability("a", 0.8);
    let after = solve(&network, &set);
    let objective = Objective::party(&network, "c").unwrap();
    let found = after.restoration(&objective, &RestorationOptions::default()).unwrap();
    let gain = |id: &str| found.best.iter().find(|one| one.source.id() == id).unwrap();
    let without = solve(&network, &Scenario::new("stock").capability("a", 0.8));
    let (restored, is) = (without.quality("c").unwrap().get(), after.quality("c").unwrap().get());
    assert_near(gain("a-b").gain, restored - is, tolerance::SOLVED, "gain");
    assert_eq!(found.source_count, 2);
    let point = solve(&network, &set.without("a-b").dependence("a-b", 0.89));
    let nearer = point.quality("c").unwrap().get();
    assert_near(gain("a-b").gain_of_point.unwrap(), nearer - is, tolerance::SOLVED, "a point");
}

#[test]
fn dependences_are_refused_by_name() {
    let network = Organisation::builder("Two hauliers")
        .department(Department::new("rail"))
        .customer(ExternalCustomer::new("mill"))
        .need(Need::new("mill", "freight").dependence(0.8))
        .service(Service::new("by rail", "rail", "mill").for_need("freight"))
        .service(Service::new("parcels", "rail", "mill").dependence(0.1))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let refused = |scenario: Scenario| network.solve(&scenario).unwrap_err().to_string();
    let scenario = Scenario::default();
    assert_eq!(
        refused(scenario.clone().dependence("by rail", 0.5)),
        "dependence[\"by rail\"]: service `by rail` meets the need `mill/freight`; set the \
         dependence of that instead"
    );
    assert_eq!(
        refused(scenario.clone().dependence("mill/freigt", 0.5)),
        "dependence[\"mill/freigt\"]: `mill/freigt` is not a service or a declared need, \
         written as `consumer/need`"
    );
    assert_eq!(
        refused(scenario.clone().dependence("parcels", 1.5)),
        "dependence[\"parcels\"]: dependence `1.5` of `parcels` is outside 0..=1"
    );
    assert_eq!(
        refused(scenario.clone().dependence("parcels", 0.5).dependence("parcels", 0.5)),
        "dependence[\"parcels\"]: the dependence of `parcels` is set twice"
    );
    let mut resolved =
        network.resolve(&scenario.dependence("mill/freight", 0.5).capability("rail", 0.5)).unwrap();
    assert_eq!(resolved.values().collect::<Vec<_>>(), [0.5, 0.5]);
    assert_eq!(
        resolved.set(1, -0.1).unwrap_err().to_string(),
        "dependence `-0.1` is outside 0..=1"
    );
    assert_eq!(
        resolved.set(2, 0.1).unwrap_err().to_string(),
        "value `2` is asked for, where the scenario sets 2"
    );
    assert_eq!(
        resolved.set_all(&[0.1]).unwrap_err().to_string(),
        "1 values are given, where the scenario sets 2"
    );
    assert_eq!(resolved.values().collect::<Vec<_>>(), [0.5, 0.5]);
    let other = pair(0.5);
    let outcome = Batch::of(&other).solve([&resolved]).next().unwrap();
    assert!(outcome.unwrap_err().to_string().contains("on another network"));
    assert!(Live::new(&other).replace_resolved(&resolved).is_err());
}

#[test]
fn a_timeline_keeps_the_dependences_it_starts_under() {
    let plan = TimelinePlan::lasting(TimeDelta::days(4))
        .during(TimeDelta::days(1)..TimeDelta::days(2), Scenario::new("ill").capability("a", 0.4));
    let under = Scenario::new("no stock").dependence("a-b", 0.9).dependence("b-a", 0.9);
    let found = pair(0.5).timeline(&plan.clone().starting_under(under)).unwrap();
    let expected = pair(0.9).timeline(&plan.clone()).unwrap();
    let other = pair(0.5).timeline(&plan).unwrap();
    let low = |timeline: &Timeline| timeline.disruption("c").unwrap().deepest.get();
    assert_near(low(&found), low(&expected), tolerance::SOLVED, "as if stated so");
    assert!(low(&found) < low(&other) - 0.05, "{} {}", low(&found), low(&other));

    let event = Scenario::new("stock").dependence("a-b", 0.1);
    let plan = TimelinePlan::lasting(TimeDelta::days(2))
        .during(TimeDelta::hours(12)..TimeDelta::days(1), event);
    let refused = pair(0.5).timeline(&plan).unwrap_err().to_string();
    assert!(
        refused.contains("events[0].dependence: the event sets the dependence of `a-b`"),
        "{refused}"
    );
}

#[test]
fn dependences_and_capabilities_range_beside_one_that_is_set() {
    let ranges = Ranges::new().dependence("a-c", 0.2..=0.6);
    let beside = Scenario::new("no stock").dependence("a-b", 0.9);
    let ill = Scenario::new("ill").capability("a", 0.7);
    let as_range = ranges.clone().dependence("a-b", 0.9..=0.9).under(ill.clone());
    let as_range = pair(0.5).range(&as_range).unwrap();
    let bounds = as_range.of("c").unwrap();
    let set = ranges.under(ill.clone().dependence("a-b", 0.9));
    assert_eq!(pair(0.5).range(&set).unwrap().of("c").unwrap(), bounds);
    let at = |dependence: f64| {
        let set = ill.clone().dependence("a-b", 0.9).dependence("a-c", dependence);
        solve(&pair(0.5), &set).quality("c").unwrap().get()
    };
    assert_near(bounds.lower.get(), at(0.6), tolerance::SOLVED, "lower");
    assert_near(bounds.upper.get(), at(0.2), tolerance::SOLVED, "upper");
    let capabilities = Ranges::new().capability("a", 0.2..=0.7).under(beside);
    let bounds = pair(0.5).range(&capabilities).unwrap().of("b").unwrap();
    let best = solve(&pair(0.5), &ill.dependence("a-b", 0.9)).quality("b").unwrap();
    assert_near(bounds.upper.get(), best.get(), tolerance::SOLVED, "under it");
}
