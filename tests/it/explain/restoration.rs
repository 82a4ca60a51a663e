//! What to restore first, against solves one by one.

use std::collections::BTreeSet;

use knockon::explain::{Objective, Restoration, RestorationOptions, Source};
use knockon::{
    Assessment, Columns, Department, Effort, ExternalCustomer, Need, Network, Organisation, Rule,
    Scenario, Service, Staffing, Status, Substitution,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::check::{assert_near, check, solve};
use crate::support::random::{self, Temper};
use crate::support::random_staffed::{self, AT_EASE};
use crate::support::tolerance;

fn restore(assessment: &Assessment, party: &str, options: &RestorationOptions) -> Restoration {
    let objective = Objective::party(assessment.network(), party).unwrap();
    assessment.restoration(&objective, options).unwrap()
}

fn of(assessment: &Assessment, party: &str) -> Restoration {
    restore(assessment, party, &RestorationOptions::default())
}

/// Source, kind, gain and gain of a point of each of the best.
pub(super) fn best(restoration: &Restoration) -> Vec<(&str, &str, f64, Option<f64>)> {
    let of = restoration.best.iter();
    of.map(|one| (one.source.id(), one.source.kind(), one.gain, one.gain_of_point)).collect()
}

pub(super) fn set(restoration: &Restoration) -> Vec<&str> {
    let set = restoration.smallest_set.as_ref().unwrap();
    set.sources.iter().map(Source::id).collect()
}

/// Suppliers of given capabilities whose worst decides.
fn tie(capabilities: &[f64]) -> Network {
    let mut builder = Organisation::builder("Tie")
        .department(Department::new("plant").rule(Rule::WEAKEST))
        .customer(ExternalCustomer::new("buyers"))
        .service(Service::new("goods", "plant", "buyers").dependence(1.0));
    for (index, capability) in capabilities.iter().enumerate() {
        let id = format!("s{index}");
        builder = builder
            .department(Department::new(&*id).capability(*capability))
            .service(Service::new(format!("{id}-plant"), &*id, "plant").dependence(1.0));
    }
    builder.build().unwrap().compile().unwrap()
}

/// Six probes of which three must see it up.
fn probes() -> Network {
    let mut builder = Organisation::builder("Probes")
        .department(Department::new("site"))
        .customer(ExternalCustomer::new("users"))
        .need(
            Need::new("site", "seen").dependence(1.0).substitution(Substitution::KthBest { k: 3 }),
        )
        .service(Service::new("pages", "site", "users").dependence(1.0));
    for index in 0..6 {
        let id = format!("p{index}");
        builder = builder
            .department(Department::new(&*id))
            .service(Service::new(format!("{id}-site"), &*id, "site").for_need("seen"));
    }
    builder.build().unwrap().compile().unwrap()
}

/// Two departments that wholly depend on each other, and whom the second serves.
fn two_in_a_cycle() -> Network {
    Organisation::builder("IT and HR")
        .department(Department::new("it"))
        .department(Department::new("hr"))
        .customer(ExternalCustomer::new("clients"))
        .service(Service::new("it-hr", "it", "hr").dependence(1.0))
        .service(Service::new("hr-it", "hr", "it").dependence(1.0))
        .service(Service::new("desk", "hr", "clients").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn restoration_names_ties_together() {
    let restoration = of(&tie(&[0.5, 0.5]).baseline(), "buyers");
    assert_eq!(best(&restoration), []);
    assert_eq!(set(&restoration), ["s0", "s1"]);
    let found = restoration.smallest_set.as_ref().unwrap();
    assert!(found.is_minimal);
    assert_eq!((found.gain, restoration.gain_of_all), (0.5, 0.5));
    assert_eq!((restoration.source_count, restoration.untried), (2, 0));
}

#[test]
fn restoration_gains_what_a_solve_gives() {
    let restoration = of(&tie(&[0.5, 0.7, 1.0]).baseline(), "buyers");
    let [only] = best(&restoration)[..] else { panic!("{restoration:?}") };
    assert_eq!((only.0, only.1), ("s0", "capability"));
    assert_near(only.2, 0.2, tolerance::CLOSED_FORM, "s0 up to s1");
    assert_near(only.3.unwrap(), 0.01, tolerance::CLOSED_FORM, "a point");
    assert_eq!(set(&restoration), ["s0", "s1"]);
}

#[test]
fn one_probe_of_four_brings_everything_back() {
    let down = (0..4)
        .fold(Scenario::new("four red"), |down, probe| down.capability(format!("p{probe}"), 0.0));
    let restoration = of(&solve(&probes(), &down), "users");
    let found = best(&restoration);
    assert_eq!(found.iter().map(|one| one.0).collect::<Vec<_>>(), ["p0", "p1", "p2", "p3"]);
    for (_, _, gain, point) in found {
        assert_near(gain, 1.0, tolerance::CLOSED_FORM, "one more probe");
        assert_near(point.unwrap(), 0.01, tolerance::CLOSED_FORM, "a point of it");
    }
    assert_eq!(set(&restoration).len(), 1);
}

#[test]
fn a_point_brings_a_collapsed_cycle_back() {
    let collapsed = solve(&two_in_a_cycle(), &Scenario::new("a point less").capability("it", 0.99));
    let restoration = of(&collapsed, "clients");
    let [only] = best(&restoration)[..] else { panic!("{restoration:?}") };
    assert_eq!(only.0, "it");
    assert_near(only.2, 1.0, tolerance::LOOSE, "all of it");
    assert_eq!(only.3, Some(only.2));
    assert_eq!(set(&restoration), ["it"]);
}

#[test]
fn the_last_bit_of_a_point_is_no_more_than_is_missing() {
    let restoration = of(&tie(&[0.995]).baseline(), "buyers");
    let [only] = best(&restoration)[..] else { panic!("{restoration:?}") };
    assert_near(only.2, 0.005, tolerance::CLOSED_FORM, "all of it");
    assert_eq!(only.3, Some(only.2));
}

#[test]
fn services_are_restored_to_full_condition() {
    let network = Organisation::builder("Ferry")
        .department(Department::new("crew").capability(0.5))
        .department(Department::new("idle").capability(0.1))
        .customer(ExternalCustomer::new("passengers").rule(Rule::INDEPENDENT))
        .customer(ExternalCustomer::new("others"))
        .service(Service::new("crossing", "crew", "passengers").dependence(1.0).condition(0.5))
        .service(Service::new("meals", "crew", "passengers").dependence(0.5).condition(0.4))
        .service(Service::new("nothing", "idle", "others").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let scenario = Scenario::new("no meals").stop_service("meals").condition("crossing", 0.8);
    let restoration = of(&solve(&network, &scenario), "passengers");
    // 0.5 · 0.8 of the crossing, and half of that without meals.
    let found = best(&restoration);
    let kinds: Vec<_> = found.iter().map(|one| (one.0, one.1)).collect();
    let expected = [("crew", "capability"), ("meals", "running"), ("crossing", "condition")];
    assert_eq!(kinds, expected);
    assert_near(found[0].2, 0.2, tolerance::CLOSED_FORM, "crew at 1: 0.8 · 0.5");
    assert_near(found[1].2, 0.1, tolerance::CLOSED_FORM, "0.4 · (1 − 0.5 · 0.5) less 0.2");
    assert_eq!(found[1].3, None);
    assert_near(found[2].2, 0.05, tolerance::CLOSED_FORM, "0.5 · 0.5 less 0.2");
    assert_near(found[2].3.unwrap(), 0.0025, tolerance::CLOSED_FORM, "0.01 · 0.5 · 0.5");
    assert_eq!(restoration.source_count, 3, "neither is upstream of passengers");
    assert_near(restoration.gain_of_all, 0.8, tolerance::CLOSED_FORM, "everything at 1");
}

#[test]
fn nothing_below_normal_has_nothing_to_restore() {
    let restoration = of(&probes().baseline(), "users");
    assert_eq!((restoration.source_count, restoration.solves), (0, 0));
    assert_eq!((restoration.best.len(), restoration.smallest_set), (0, None));
    // Below normal, and without effect: the third of six is as good.
    let red = Scenario::new("two red").capability("p0", 0.0).capability("p1", 0.0);
    let restoration = of(&solve(&probes(), &red), "users");
    assert_eq!((restoration.source_count, restoration.untried), (2, 0));
    assert_eq!((restoration.best.len(), restoration.smallest_set), (0, None));
    assert!(restoration.gain_of_all <= 0.0);
}

/// A desk with staff, served by people whose effort follows.
fn desk() -> Network {
    let staffing = Staffing::new(10.0, 6.0).target_wait_minutes(1.0);
    Organisation::builder("Desk")
        .department(Department::new("desk").skill(0.9).staffing(staffing))
        .department(Department::new("back").effort(Effort::default().reaction(0.5)))
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(60.0))
        .service(Service::new("files", "back", "desk").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn people_are_restored_to_what_is_stated() {
    let network = desk();
    let normal = check(network.baseline());
    let gain = |scenario: &Scenario| {
        normal.quality("callers").unwrap().get()
            - solve(&network, scenario).quality("callers").unwrap().get()
    };
    let cases = [
        (Scenario::new("x").agents("desk", 6.0), ("desk", "agents"), false),
        (Scenario::new("x").skill("desk", 0.5), ("desk", "skill"), true),
        (Scenario::new("x").demand_per_hour("calls", 90.0), ("calls", "demand_per_hour"), false),
        (Scenario::new("x").capability("desk", 0.3), ("desk", "capability"), true),
        (Scenario::new("x").capability("back", 0.3), ("back", "capability"), true),
    ];
    for (scenario, expected, has_points) in cases {
        let restoration = of(&solve(&network, &scenario), "callers");
        let [only] = best(&restoration)[..] else { panic!("{restoration:?}") };
        assert_eq!((only.0, only.1), expected);
        assert_near(only.2, gain(&scenario), tolerance::CLOSED_FORM, "back to normal");
        assert!(only.2 > 0.01);
        assert_eq!(only.3.is_some(), has_points, "{restoration:?}");
        assert!(only.3.is_none_or(|point| 0.0 < point && point < only.2), "{restoration:?}");
    }
    // Better than stated is nothing to restore, nor is what is stated of people.
    for better in [
        Scenario::new("x").agents("desk", 12.0),
        Scenario::new("x").skill("desk", 0.95),
        Scenario::new("x").demand_per_hour("calls", 30.0),
        Scenario::new("x").capability("desk", 1.0),
        Scenario::default(),
    ] {
        assert_eq!(of(&solve(&network, &better), "callers").source_count, 0, "{better:?}");
    }
}

#[test]
fn halving_finds_the_best_of_many() {
    // Twelve that matter, of different sizes, among two hundred that hardly do.
    let missing =
        |index: u32| if index % 17 == 3 { 0.02 * f64::from(index / 17 + 1) } else { 1e-5 };
    let capabilities: Vec<f64> = (0..200).map(|index| 1.0 - missing(index)).collect();
    let count = u32::try_from(capabilities.len()).unwrap();
    let provider: Vec<u32> = (0..count).collect();
    let consumer = vec![count; capabilities.len()];
    let dependence = vec![0.01; capabilities.len()];
    let columns = Columns::new(capabilities.len(), 1).unwrap();
    let columns = columns.provider(&provider).consumer(&consumer).dependence(&dependence);
    let network = Network::from_columns(&columns).unwrap();
    let scenario = capabilities
        .iter()
        .enumerate()
        .fold(Scenario::new("worn"), |set, (i, c)| set.capability(format!("d{i}"), *c));
    let assessment = solve(&network, &scenario);
    let each = of(&assessment, "c0");
    assert_eq!((each.source_count, each.untried), (200, 0));
    assert_eq!(each.best.len(), 10);
    let halved = restore(&assessment, "c0", &RestorationOptions::default().max_alone(199));
    assert_eq!(halved.best, each.best);
    assert!(halved.untried > 100, "{}", halved.untried);
    assert!(halved.solves < each.solves, "{} {}", halved.solves, each.solves);
    let tenth = each.best[9].gain;
    assert!(halved.untried_gain_at_most <= tenth, "{} {tenth}", halved.untried_gain_at_most);
    assert!(halved.untried_gain_at_most > 0.0);
    // Sizes 1 to 12 of 78, and next to nothing: the largest nine sum to 72.
    for restoration in [&each, &halved] {
        let found = restoration.smallest_set.as_ref().unwrap();
        assert!(found.is_minimal);
        assert_eq!(found.sources.len(), 9);
        assert!(found.gain >= 0.9 * restoration.gain_of_all);
    }
}

#[test]
fn solves_are_bounded() {
    let assessment = tie(&[0.5, 0.6, 0.7, 0.8]).baseline();
    for (max_solves, tried) in [(0, 0), (2, 2), (5, 4)] {
        let options = RestorationOptions::default().max_solves(max_solves);
        let restoration = restore(&assessment, "buyers", &options);
        assert_eq!(restoration.solves, 2 + max_solves);
        assert_eq!(restoration.untried, 4 - tried);
        assert!(restoration.untried == 0 || restoration.untried_gain_at_most > 0.0);
        assert!(!restoration.smallest_set.unwrap().is_minimal);
    }
    // One solve for either half, and one of a half of those.
    for (max_solves, tried) in [(0, 0), (2, 0), (4, 2)] {
        let options = RestorationOptions::default().max_alone(3).max_solves(max_solves);
        let restoration = restore(&assessment, "buyers", &options);
        assert_eq!(restoration.untried, 4 - tried, "{restoration:?}");
        assert_eq!(restoration.solves, 2 + max_solves);
    }
    let options = RestorationOptions::default().most(0);
    assert_eq!(restore(&assessment, "buyers", &options).best, []);
}

#[test]
fn evaluations_are_bounded() {
    // Five services; a third of the solves allowed is for each of the four sources alone.
    let assessment = tie(&[0.5, 0.6, 0.7, 0.8]).baseline();
    for (max_evaluations, solves) in [(4, 0), (30, 6), (59, 11)] {
        let options = RestorationOptions::default().max_evaluations(max_evaluations);
        let restoration = restore(&assessment, "buyers", &options);
        assert!(restoration.solves <= 2 + solves, "{restoration:?}");
        assert!(restoration.untried > 0);
    }
    let enough = RestorationOptions::default().max_evaluations(60);
    assert_eq!(restore(&assessment, "buyers", &enough).untried, 0);
}

#[test]
fn what_did_not_converge_is_said() {
    let collapsed = Scenario::new("a point less").capability("it", 0.99);
    let options = knockon::SolveOptions::default().max_sweeps(5);
    let options = RestorationOptions::default().solve(options);
    let assessment = solve(&two_in_a_cycle(), &collapsed);
    assert_eq!(restore(&assessment, "clients", &options).status, Status::NotConverged);
    let no_more = options.clone().max_solves(0);
    assert_eq!(restore(&assessment, "clients", &no_more).status, Status::NotConverged);
    // Down at once, and up at once: between the two it takes long.
    let mut builder = Organisation::builder("Power").department(Department::new("power"));
    for (provider, consumer) in [("power", "it"), ("it", "hr"), ("hr", "it"), ("hr", "clients")] {
        let service = Service::new(format!("{provider}-{consumer}"), provider, consumer);
        builder = builder.service(service.dependence(1.0));
    }
    let builder = builder.department(Department::new("it")).department(Department::new("hr"));
    let builder = builder.customer(ExternalCustomer::new("clients"));
    let network = builder.build().unwrap().compile().unwrap();
    let assessment = solve(&network, &collapsed.capability("power", 0.0));
    let restoration = restore(&assessment, "clients", &options);
    assert_eq!(restoration.status, Status::NotConverged);
    assert_eq!(restore(&assessment, "clients", &options.max_solves(0)).status, Status::Converged);
}

#[test]
fn parties_of_no_weight_do_not_count() {
    let network = Organisation::builder("Two lines")
        .department(Department::new("a").capability(0.5))
        .department(Department::new("b").capability(0.5))
        .customer(ExternalCustomer::new("of-a"))
        .customer(ExternalCustomer::new("of-b"))
        .service(Service::new("sa", "a", "of-a").dependence(1.0))
        .service(Service::new("sb", "b", "of-b").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let objective = Objective::weighted(&network, "one", [("of-a", 1.0), ("of-b", 0.0)]).unwrap();
    let options = RestorationOptions::default();
    let restoration = network.baseline().restoration(&objective, &options).unwrap();
    assert_eq!((restoration.source_count, set(&restoration)), (1, vec!["a"]));
}

#[test]
fn a_capability_set_above_its_people_may_be_kept() {
    let network = desk();
    let set_low = Scenario::new("x").capability("desk", 0.3);
    let found = of(&solve(&network, &set_low), "callers").smallest_set.unwrap();
    assert!(!found.is_minimal, "more of others may make it worse");
    // Its people give less than 0.89, but its files would be worth having.
    let crowded = Scenario::new("x").demand_per_hour("calls", 99.0).capability("desk", 0.89);
    let restoration = of(&solve(&network, &crowded.capability("back", 0.99)), "callers");
    let found: Vec<_> = best(&restoration).iter().map(|one| (one.0, one.1)).collect();
    assert_eq!(found, [("back", "capability")]);
    assert_eq!(restoration.smallest_set, None);
    assert!(restoration.gain_of_all < 0.0);
    // A point of skill is no more than is missing of what is stated.
    let restoration = of(&solve(&network, &Scenario::new("x").skill("desk", 0.895)), "callers");
    let [only] = best(&restoration)[..] else { panic!("{restoration:?}") };
    assert_eq!(only.3, Some(only.2));
}

/// Every source of a scenario, by the library's own words for it.
fn without(scenario: &Scenario, source: &str, kind: &str) -> Scenario {
    let restored = scenario.clone().without(source);
    match kind {
        "capability" => restored.capability(source, 1.0),
        "condition" | "running" => restored.condition(source, 1.0),
        _ => restored,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        rng_seed: RngSeed::Fixed(34),
        ..ProptestConfig::default()
    })]

    #[test]
    fn gains_are_those_of_solves(seed in any::<u64>(), size in 2_usize..7) {
        let mut statement = random::statement(seed, size, Temper::Fierce);
        let customer = statement.customer("asked", Rule::MEAN);
        statement.serve(0, customer, 0.9);
        let network = statement.organisation().compile().unwrap();
        let scenario = statement.scenario(&random::shock(seed, &statement, 0.4));
        let assessment = solve(&network, &scenario);
        let restoration = of(&assessment, "asked");
        let quality = |state: &Assessment| state.quality("asked").unwrap().get();
        for (source, kind, gain, _) in best(&restoration) {
            let restored = solve(&network, &without(&scenario, source, kind));
            let expected = quality(&restored) - quality(&assessment);
            prop_assert_eq!(gain.to_bits(), expected.to_bits());
        }
        if let Some(found) = &restoration.smallest_set {
            prop_assert!(found.is_minimal);
            let solve_set = |left_out: Option<usize>| {
                let kept = found.sources.iter().enumerate();
                let kept = kept.filter(|(index, _)| Some(*index) != left_out);
                let restored = kept.fold(scenario.clone(), |scenario, (_, source)| {
                    without(&scenario, source.id(), source.kind())
                });
                quality(&solve(&network, &restored)) - quality(&assessment)
            };
            let enough = 0.9 * restoration.gain_of_all;
            prop_assert_eq!(solve_set(None).to_bits(), found.gain.to_bits());
            prop_assert!(found.gain >= enough * (1.0 - 1e-8));
            for member in 0..found.sources.len() {
                prop_assert!(solve_set(Some(member)) < enough, "{member} can be left out");
            }
        } else {
            prop_assert!(restoration.gain_of_all < 1e-12);
        }
    }

    #[test]
    fn halving_bounds_what_was_not_tried(seed in any::<u64>(), most in 1_usize..4) {
        let staffed = random_staffed::staffed(seed, 6, Temper::Calm, AT_EASE);
        let network = staffed.organisation().compile().unwrap();
        let shift = random_staffed::shift(seed, &staffed, 0.6, 0.3);
        let Ok(assessment) = network.solve(&staffed.scenario(&shift)) else {
            return Err(TestCaseError::reject("nothing to set"));
        };
        let party = staffed.id(0);
        let each = restore(&assessment, party, &RestorationOptions::default().most(1000));
        let options = RestorationOptions::default().most(most).max_alone(0);
        let budget = RestorationOptions::default().most(most).max_alone(3);
        for options in [options, budget] {
            let halved = restore(&assessment, party, &options);
            prop_assert_eq!(halved.source_count, each.source_count);
            let tried: BTreeSet<_> =
                halved.best.iter().map(|one| (one.source.id(), one.source.kind())).collect();
            for one in &each.best {
                if tried.contains(&(one.source.id(), one.source.kind())) || halved.untried == 0 {
                    continue;
                }
                let least = halved.best.iter().map(|one| one.gain).fold(f64::INFINITY, f64::min);
                let bound = halved.untried_gain_at_most.max(least);
                prop_assert!(one.gain <= bound + tolerance::LOOSE, "{one:?} {halved:?}");
            }
        }
    }
}
