//! Ranges of values and the bracket of rules.

use knockon::explain::{RangeError, Ranges};
use knockon::organisation::PartyRef;
use knockon::{
    Columns, Department, ExternalCustomer, Need, Network, Organisation, Rule, Scenario, Service,
    Status, Substitution,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_near, baseline, qualities, solve};
use crate::support::random::{self, Temper};
use crate::support::random_staffed::{self, AT_EASE, BUSY};
use crate::support::staffed::Staffed;
use crate::support::statement::Statement;
use crate::support::tolerance;

/// Random ranges for a statement, and a statement drawn from within them.
fn drawn(seed: u64, statement: &Statement) -> (Ranges, Vec<Statement>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut ranges = Ranges::new();
    let mut inside = vec![statement.clone(); 6];
    let mut range = |draw: &mut dyn FnMut(usize, f64)| {
        let ends = [rng.random_range(0.0..=1.0), rng.random_range(0.0..=1.0)];
        let (low, high) = (f64::min(ends[0], ends[1]), f64::max(ends[0], ends[1]));
        draw(0, low);
        draw(1, high);
        for member in 2..6 {
            draw(member, rng.random_range(low..=high));
        }
        low..=high
    };
    for (index, party) in statement.parties.iter().enumerate() {
        if !party.is_customer && index % 2 == 0 {
            let range =
                range(&mut |member, value| inside[member].parties[index].capability = value);
            ranges = ranges.capability(&party.id, range);
        }
    }
    for (index, need) in statement.needs.iter().enumerate() {
        let Some(service) = need.services.first() else { continue };
        if index % 3 != 0 {
            let range = range(&mut |member, value| inside[member].needs[index].dependence = value);
            ranges = ranges.dependence(statement.need_id(need), range);
        }
        if index % 2 == 0 {
            let range = range(&mut |member, value| {
                inside[member].needs[index].services[0].condition = value;
            });
            ranges = ranges.condition(&service.id, range);
        }
    }
    (ranges, inside)
}

/// Random ranges for an organisation with people, and states of it drawn from within them: what is
/// stated, and a scenario that sets the capability of those whose people are not asked.
fn drawn_with_people(
    seed: u64,
    staffed: &Staffed,
    reach: u32,
) -> (Ranges, Vec<(Staffed, Scenario)>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut ranges = Ranges::new();
    let mut inside = vec![(staffed.clone(), Scenario::new("inside")); 8];
    let range = |rng: &mut ChaCha8Rng, draw: &mut dyn FnMut(usize, f64)| {
        let ends = [rng.random_range(0.0..=1.0), rng.random_range(0.0..=1.0)];
        let low = if rng.random_bool(0.2) { 0.0 } else { f64::min(ends[0], ends[1]) };
        let high = f64::max(ends[0], ends[1]);
        for member in 0..8 {
            let value = match rng.random_range(0..4) {
                0 => low,
                1 => high,
                _ => rng.random_range(low..=high),
            };
            draw(member, value);
        }
        low..=high
    };
    let is_drawn = |rng: &mut ChaCha8Rng| rng.random_ratio(reach, 8);
    for party in (0..staffed.people.len()).filter(|&party| !staffed.is_customer(party)) {
        if is_drawn(&mut rng) {
            let id = staffed.id(party);
            let range = range(&mut rng, &mut |member, value| {
                let scenario = inside[member].1.clone();
                inside[member].1 = scenario.capability(id, value);
            });
            ranges = ranges.capability(id, range);
        }
    }
    for (index, need) in staffed.statement.needs.iter().enumerate() {
        let Some(service) = need.services.first() else { continue };
        if is_drawn(&mut rng) {
            let range = range(&mut rng, &mut |member, value| {
                inside[member].0.statement.needs[index].dependence = value;
            });
            ranges = ranges.dependence(staffed.statement.need_id(need), range);
        }
        if is_drawn(&mut rng) {
            let range = range(&mut rng, &mut |member, value| {
                let scenario = inside[member].1.clone();
                inside[member].1 = scenario.condition(&service.id, value);
            });
            ranges = ranges.condition(&service.id, range);
        }
    }
    (ranges, inside)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150,
        rng_seed: RngSeed::Fixed(2024),
        max_global_rejects: 4096,
        ..ProptestConfig::default()
    })]

    #[test]
    fn ranges_with_people_enclose_every_state(
        seed in any::<u64>(),
        size in 1_usize..6,
        reach in 1_u32..7,
    ) {
        let pressure = if seed % 3 == 0 { BUSY } else { AT_EASE };
        let mut staffed = random_staffed::staffed(seed, size, Temper::Calm, pressure);
        if seed % 4 == 0 {
            staffed.statement.parties.iter_mut().for_each(|party| party.rule = Rule::Fdna);
            staffed.statement.needs.iter_mut().for_each(|need| need.weight = 1.0);
        }
        let network = staffed.organisation().compile().unwrap();
        let (ranges, inside) = drawn_with_people(seed, &staffed, reach);
        let bounds = match network.range(&ranges) {
            Err(
                RangeError::NotCertified
                | RangeError::NotSettled { .. }
                | RangeError::Effort { .. },
            ) => return Err(TestCaseError::reject("refused rather than wrong")),
            bounds => bounds.unwrap(),
        };
        prop_assume!(bounds.status() == Status::Converged);
        for (member, scenario) in inside {
            let network = member.organisation().compile().unwrap();
            let state = solve(&network, &scenario);
            for party in state.parties() {
                let (quality, of) = (party.quality().get(), bounds.of(party.id().as_str()).unwrap());
                prop_assert!(of.lower <= of.upper, "{of:?}");
                prop_assert!(of.lower.get() <= quality + tolerance::LOOSE, "{of:?} {quality}");
                prop_assert!(of.upper.get() >= quality - tolerance::LOOSE, "{of:?} {quality}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 80,
        rng_seed: RngSeed::Fixed(2023),
        ..ProptestConfig::default()
    })]

    #[test]
    fn ranges_enclose_every_state_inside(seed in any::<u64>(), size in 1_usize..7) {
        let mut statement = random::statement(seed, size, Temper::Calm);
        if seed % 2 == 0 {
            statement.parties.iter_mut().for_each(|party| party.rule = Rule::Fdna);
            statement.needs.iter_mut().for_each(|need| need.weight = 1.0);
        }
        let network = statement.organisation().compile().unwrap();
        let (ranges, inside) = drawn(seed, &statement);
        let bounds = match network.range(&ranges) {
            Err(RangeError::NotCertified | RangeError::NotSettled { .. }) => {
                return Err(TestCaseError::reject("refused rather than wrong"));
            }
            bounds => bounds.unwrap(),
        };
        prop_assert!(bounds.lower().verify() <= tolerance::LOOSE);
        for member in inside {
            let state = qualities(&baseline(&member.organisation()), &member);
            for (party, quality) in member.parties.iter().zip(state) {
                let of = bounds.of(&party.id).unwrap();
                prop_assert!(of.lower.get() <= quality + tolerance::LOOSE, "{of:?} {quality}");
                prop_assert!(of.upper.get() >= quality - tolerance::LOOSE, "{of:?} {quality}");
            }
        }
    }

    #[test]
    fn the_bracket_encloses_every_order(seed in any::<u64>(), order in -12.0..1.0) {
        let mut statement = random::plain(seed, 7, Rule::full(order));
        for (index, party) in statement.parties.iter_mut().enumerate() {
            match index % 4 {
                0 => party.rule = Rule::INDEPENDENT,
                1 => party.rule = Rule::MEAN,
                _ => {}
            }
        }
        let organisation = statement.organisation();
        let shock = random::shock(seed, &statement, 0.3);
        let scenario = statement.scenario(&shock);
        let answer = solve(&organisation.compile().unwrap(), &scenario);
        let bracket = organisation.bracket(&scenario).unwrap();
        prop_assert!(bracket.encloses());
        let states = [bracket.additive(), &answer, bracket.weakest()];
        let states = states.map(|state| qualities(state, &statement));
        for (party, quality) in states[1].iter().enumerate() {
            prop_assert!(states[0][party] <= quality + tolerance::VERIFY);
            prop_assert!(states[2][party] >= quality - tolerance::VERIFY);
        }
        prop_assert_eq!(bracket.customers().count(), 1);
        let receives = |party: &PartyRef<'_>| party.services_received().next().is_some();
        let consumers: Vec<_> = organisation.parties().filter(receives).collect();
        let kept = consumers.iter().filter(|party| party.rule() == Rule::MEAN);
        prop_assert!(kept.map(|party| party.id()).eq(bracket.kept()));
        prop_assert_eq!(bracket.varied() + bracket.kept().len(), consumers.len());
    }
}

#[test]
fn a_dependence_under_fdna_takes_its_worse_end() {
    // A weak consumer of a good supplier does better the more it depends on it.
    let network = Organisation::builder("Helped along")
        .department(Department::new("expert"))
        .department(Department::new("poor"))
        .department(Department::new("novice").capability(0.4).rule(Rule::Fdna))
        .service(Service::new("advice", "expert", "novice").dependence(0.5))
        .service(Service::new("noise", "poor", "novice").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let ranges = Ranges::new()
        .capability("poor", 0.1..=0.2)
        .dependence("advice", 0.25..=0.75)
        .dependence("noise", 0.5..=1.0);
    let bounds = network.range(&ranges).unwrap();
    let novice = bounds.of("novice").unwrap();
    let mean = |advice: f64, noise: f64, poor: f64| {
        f64::midpoint(advice + (1.0 - advice) * 0.4, noise * poor + (1.0 - noise) * 0.4)
    };
    assert_near(novice.lower.get(), mean(0.25, 1.0, 0.1), tolerance::CLOSED_FORM, "lower");
    assert_near(novice.upper.get(), mean(0.75, 0.5, 0.2), tolerance::CLOSED_FORM, "upper");
    assert_eq!(bounds.parties().len(), 3);
}

#[test]
fn the_dependence_of_a_shared_need_is_named_by_the_need() {
    let organisation = Organisation::builder("Freight")
        .department(Department::new("rail").capability(0.5))
        .department(Department::new("road").capability(0.2))
        .customer(ExternalCustomer::new("shop"))
        .need(Need::new("shop", "freight").dependence(0.6).substitution(Substitution::BestOf))
        .service(Service::new("by-rail", "rail", "shop").for_need("freight"))
        .service(Service::new("by-road", "road", "shop").for_need("freight"))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let bounds = network.range(&Ranges::new().dependence("shop/freight", 0.4..=0.8)).unwrap();
    let shop = bounds.of("shop").unwrap();
    assert_near(shop.lower.get(), 0.6, tolerance::CLOSED_FORM, "lower");
    assert_near(shop.upper.get(), 0.8, tolerance::CLOSED_FORM, "upper");
    let refused = |ranges: &Ranges| network.range(ranges).unwrap_err().to_string();
    let expected = "dependence[\"by-rail\"]: service `by-rail` meets the need `shop/freight`; set the \
                    dependence of that instead";
    assert_eq!(refused(&Ranges::new().dependence("by-rail", 0.4..=0.8)), expected);
    let twice =
        Ranges::new().dependence("shop/freight", 0.4..=0.8).dependence("shop/freight", 0.1..=0.2);
    assert!(refused(&twice).contains("twice"), "{}", refused(&twice));
    // A scenario that holds for certain may set dependences of others, and none that ranges.
    let set = Ranges::new().under(Scenario::new("less").dependence("shop/freight", 0.5));
    assert!(network.range(&set).is_ok());
    let both = set.dependence("shop/freight", 0.1..=0.2);
    assert!(refused(&both).contains("twice"), "{}", refused(&both));
    let fixed = Ranges::new().under(Scenario::new("closed").stop_service("by-rail"));
    let shop = network.range(&fixed.condition("by-road", 0.5..=1.0)).unwrap().of("shop").unwrap();
    assert_near(shop.lower.get(), 1.0 - 0.6 * 0.9, tolerance::CLOSED_FORM, "lower");
}

#[test]
fn what_has_no_bounds_is_refused() {
    let columns = Columns::new(1, 1).unwrap().provider(&[0]).consumer(&[1]).dependence(&[0.5]);
    let numbered = Network::from_columns(&columns).unwrap();
    let stated = random::plain(1, 4, Rule::ADDITIVE).organisation().compile().unwrap();
    let service = "s0";
    let of_columns = numbered.range(&Ranges::new().dependence("s0", 0.1..=0.2)).unwrap();
    assert_near(of_columns.of("c0").unwrap().lower.get(), 1.0, tolerance::CLOSED_FORM, "columns");
    let messages = [
        stated.range(&Ranges::new().dependence("nothing", 0.1..=0.2)),
        stated.range(&Ranges::new().dependence(service, 0.1..=1.2)),
        stated.range(&Ranges::new().capability("dept-0", 0.5..=1.2)),
        stated.range(&Ranges::new().condition(service, f64::NAN..=1.0)),
    ]
    .map(|refused| refused.unwrap_err().to_string());
    assert_eq!(
        messages,
        [
            "dependence[\"nothing\"]: `nothing` is not a service or a declared need, written as \
             `consumer/need`"
                .to_owned(),
            format!("dependence[\"{service}\"]: dependence `1.2` of `{service}` is outside 0..=1"),
            "capability[\"dept-0\"]: capability `1.2` of `dept-0` is outside 0..=1".to_owned(),
            format!("condition[\"{service}\"]: condition `NaN` of `{service}` is outside 0..=1"),
        ]
    );
}

#[test]
fn where_every_rule_is_kept_the_bracket_is_a_point() {
    let statement = random::plain(5, 7, Rule::MEAN);
    let scenario = statement.scenario(&random::shock(5, &statement, 0.5));
    let bracket = statement.organisation().bracket(&scenario).unwrap();
    assert_eq!(bracket.varied(), 0);
    assert!(!bracket.kept().is_empty());
    assert!(bracket.customers().all(|bounds| bounds.lower == bounds.upper));
}

#[test]
fn a_weight_is_an_exponent_and_no_bracket_is_promised() {
    let build = |weight: f64| {
        Organisation::builder("Weighted")
            .department(Department::new("supplier").capability(0.5))
            .department(Department::new("maker"))
            .service(Service::new("parts", "supplier", "maker").dependence(1.0).weight(weight))
            .build()
            .unwrap()
    };
    let today = Scenario::new("today");
    assert!(build(1.0).bracket(&today).unwrap().encloses());
    let half = build(0.5).bracket(&today).unwrap();
    assert!(!half.encloses());
    // The weakest input is ½, half of the loss ¾: the other way round.
    assert!(half.weakest().quality("maker").unwrap() < half.additive().quality("maker").unwrap());
    assert!(build(1.0).bracket(&Scenario::new("x").capability("x", 0.0)).is_err());
}

#[test]
fn dependences_under_fdna_need_a_certificate() {
    let network = Organisation::builder("Two that help each other")
        .department(Department::new("a").rule(Rule::Fdna))
        .department(Department::new("b").rule(Rule::Fdna))
        .service(Service::new("a-b", "a", "b").dependence(0.5))
        .service(Service::new("b-a", "b", "a").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let both =
        |most: f64| Ranges::new().dependence("a-b", 0.1..=most).dependence("b-a", 0.1..=most);
    assert!(network.range(&both(0.9)).is_ok());
    assert_eq!(network.range(&both(1.0)).unwrap_err(), RangeError::NotCertified);
}

#[test]
fn bounds_say_whether_both_ends_converged() {
    let network = Organisation::builder("Two that lean on each other")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .service(Service::new("a-b", "a", "b").dependence(1.0))
        .service(Service::new("b-a", "b", "a").dependence(1.0))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    // So slow a collapse that it may not be at its end.
    let bounds = network.range(&Ranges::new().capability("a", 1.0 - 1e-5..=1.0)).unwrap();
    assert_eq!(bounds.upper().status(), Status::Converged);
    assert_eq!(bounds.status(), bounds.lower().status());
}
