//! Cycles that multiply losses, and the ideal state.

use knockon::explain::Objective;
use knockon::quality::Remark;
use knockon::{
    Assessment, Department, Effort, ExternalCustomer, Organisation, PartyId, Rule, Scenario,
    Service, Staffing, Transfer,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::check::{assert_near, check, solve};
use crate::support::random::{self, Temper};
use crate::support::random_staffed::{self, AT_EASE};
use crate::support::tolerance;

/// Departments in a cycle of given dependences, each on the one before.
fn cycle(dependences: &[f64]) -> Organisation {
    let mut builder = Organisation::builder("Cycle");
    let count = dependences.len();
    for (index, dependence) in dependences.iter().enumerate() {
        let provider = format!("d{index}");
        let consumer = format!("d{}", (index + 1) % count);
        builder = builder
            .department(Department::new(&*provider).named(format!("Dept {index}")))
            .service(Service::new(format!("s{index}"), provider, consumer).dependence(*dependence));
    }
    builder.build().unwrap()
}

fn messages(organisation: &Organisation) -> Vec<String> {
    organisation.compile().unwrap().remarks().iter().map(ToString::to_string).collect()
}

#[test]
fn a_cycle_that_multiplies_losses_is_named() {
    assert_eq!(
        messages(&cycle(&[1.0, 1.0])),
        [
            "this cycle multiplies every loss: one point lost in Dept 0 costs all of Dept 1 and Dept 0"
        ]
    );
    assert_eq!(
        messages(&cycle(&[1.0])),
        ["this cycle multiplies every loss: one point lost in Dept 0 costs all of Dept 0"]
    );
    assert_eq!(
        messages(&cycle(&[1.0; 8])),
        ["this cycle multiplies every loss: one point lost in Dept 0 costs all of Dept 1, Dept \
             2, Dept 3, Dept 4, Dept 5 and 3 more"]
    );
}

#[test]
fn what_comes_round_is_the_product_round_a_cycle() {
    // 0.99 · h and h = 1 − 0.995 (1 − q): q = 0.99 · 0.005 / (1 − 0.99 · 0.995).
    let [message] = &messages(&cycle(&[0.995, 1.0]))[..] else { panic!("no remark") };
    let costs = 100.0 * (1.0 - 0.99 * 0.005 / (1.0 - 0.99 * 0.995));
    assert!(message.contains(&format!("costs up to {costs:.1} points of ")), "{message}");
    assert_eq!(messages(&cycle(&[0.99, 1.0])).len(), 1);
    assert_eq!(messages(&cycle(&[0.985, 1.0])), [] as [String; 0]);
    assert_eq!(messages(&cycle(&[0.99, 0.99])), [] as [String; 0]);
    assert_eq!(messages(&cycle(&[0.999; 12])), [] as [String; 0]);
    assert_eq!(messages(&cycle(&[0.9995; 12])).len(), 1);
    assert_eq!(messages(&cycle(&[1.0, 0.9, 1.0])), [] as [String; 0]);
}

#[test]
fn losses_that_come_round_two_ways_add_up() {
    let build = |rule: Rule| {
        Organisation::builder("Two ways")
            .department(Department::new("a").rule(rule))
            .department(Department::new("b"))
            .department(Department::new("c"))
            .department(Department::new("aside"))
            .service(Service::new("b-a", "b", "a").dependence(0.5))
            .service(Service::new("c-a", "c", "a").dependence(0.5))
            .service(Service::new("a-b", "a", "b").dependence(1.0))
            .service(Service::new("a-c", "a", "c").dependence(1.0))
            .service(Service::new("aside-a", "aside", "a").dependence(0.0))
            .service(Service::new("a-aside", "a", "aside").dependence(0.1))
            .build()
            .unwrap()
    };
    let remarks = build(Rule::ADDITIVE).compile().unwrap().remarks();
    let [Remark::MultipliesLosses(found)] = &remarks[..] else { panic!("{remarks:?}") };
    let departments: Vec<_> = found.departments.iter().map(PartyId::as_str).collect();
    assert_eq!(departments, ["a", "b", "c"], "what lies aside loses a tenth");
    assert!(found.all_lost);
    assert_near(found.costs, 1.0, tolerance::LOOSE, "costs");
    assert_eq!(messages(&build(Rule::WEAKEST)), [] as [String; 0]);
}

#[test]
fn a_cycle_with_weaker_ones_beside_it_has_its_own_growth() {
    let build = |round: f64| {
        let services = [("a", "b", 1.0), ("b", "a", round), ("b", "c", 0.02), ("c", "b", 0.002)];
        let mut builder = Organisation::builder("Beside");
        for id in ["a", "b", "c"] {
            builder = builder.department(Department::new(id));
        }
        for (provider, consumer, dependence) in services {
            let service = Service::new(format!("{provider}{consumer}"), provider, consumer);
            builder = builder.service(service.dependence(dependence));
        }
        builder.build().unwrap()
    };
    assert_eq!(messages(&build(0.98)), [] as [String; 0]);
    let [message] = &messages(&build(1.0))[..] else { panic!("no remark") };
    assert!(message.ends_with("of b and a"), "{message}");
}

#[test]
fn what_a_cycle_receives_does_not_come_round() {
    let mut builder = cycle(&[1.0, 1.0]).to_builder();
    for id in ["x", "y"] {
        builder = builder.department(Department::new(id));
    }
    let organisation = builder
        .service(Service::new("d0-x", "d0", "x").dependence(0.5).weight(0.9))
        .service(Service::new("y-x", "y", "x").dependence(0.95))
        .service(Service::new("x-y", "x", "y").dependence(1.0))
        .build()
        .unwrap();
    let messages = messages(&organisation);
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].ends_with("all of Dept 1 and Dept 0"), "{messages:?}");
}

#[test]
fn a_cycle_with_room_for_a_point_is_not_remarked_on() {
    // Steep in the middle, flat at the top: a large loss tips it, a point does nothing.
    let buffered = |transfer: Transfer| {
        Organisation::builder("Buffered")
            .department(Department::new("a"))
            .department(Department::new("b"))
            .service(Service::new("a-b", "a", "b").dependence(1.0).transfer(transfer))
            .service(Service::new("b-a", "b", "a").dependence(1.0))
            .build()
            .unwrap()
    };
    assert_eq!(messages(&buffered(Transfer::Ramp { from: 0.3, to: 0.9 })), [] as [String; 0]);
    assert_eq!(messages(&buffered(Transfer::Ramp { from: 0.3, to: 1.0 })).len(), 1);
    // Vertical at 0: no bound on the slope.
    assert_eq!(messages(&buffered(Transfer::Power { exponent: 0.5 })), [] as [String; 0]);
    assert_eq!(messages(&buffered(Transfer::Power { exponent: 2.0 })).len(), 1);
}

#[test]
fn remarks_hold_whatever_is_stated() {
    // From the ideal state: a cycle that is down already multiplies as well.
    let builder = cycle(&[1.0, 1.0]).to_builder();
    let down = builder.department(Department::new("x").capability(0.2));
    let down = down.service(Service::new("x-d0", "x", "d0").dependence(1.0)).build().unwrap();
    assert_eq!(messages(&down), messages(&cycle(&[1.0, 1.0])));
    let untried: Vec<_> = (0..23).map(|_| cycle(&[1.0, 1.0])).collect();
    let mut many = Organisation::builder("Many");
    for (index, _) in untried.iter().enumerate() {
        let (one, two) = (format!("a{index}"), format!("b{index}"));
        many = many
            .department(Department::new(&*one))
            .department(Department::new(&*two))
            .service(Service::new(format!("{one}-"), &*one, &*two).dependence(1.0))
            .service(Service::new(format!("{two}-"), &*two, &*one).dependence(1.0));
    }
    let messages = messages(&many.build().unwrap());
    assert_eq!(messages.len(), 21);
    assert_eq!(messages[20], "3 more cycles may multiply losses and were not tried");
}

#[test]
fn a_level_is_explained_against_the_ideal() {
    let mut builder = Organisation::builder("Site")
        .department(Department::new("site"))
        .customer(ExternalCustomer::person("shoppers"))
        .service(Service::new("pages", "site", "shoppers").dependence(1.0).condition(0.9998));
    let parts = [("alb", 0.9999), ("ec2", 0.9999), ("rds", 0.9995), ("s3", 0.999)];
    for (id, capability) in parts {
        builder = builder
            .department(Department::new(id).capability(capability))
            .service(Service::new(format!("{id}-site"), id, "site").dependence(1.0));
    }
    let network = builder.build().unwrap().compile().unwrap();
    let ideal = check(network.ideal());
    assert!(ideal.qualities().all(|quality| quality >= 1.0), "{ideal:?}");
    let impact = network.baseline().compared_with(&ideal).unwrap();
    let shoppers = Objective::party(&network, "shoppers").unwrap();
    let level = impact.explain().contributions(&shoppers).unwrap();
    let shares: Vec<_> = level.contributions.iter().map(|one| one.source.id()).collect();
    assert_eq!(shares[..2], ["s3", "rds"]);
    assert_eq!(shares.len(), 5, "the condition of the pages as well");
    let sum: f64 = level.contributions.iter().map(|one| one.change).sum();
    assert_near(sum, level.change, tolerance::CLOSED_FORM, "sum");
    let quality = 0.9999 * 0.9999 * 0.9995 * 0.999 * 0.9998;
    assert_near(level.change, quality - 1.0, tolerance::CLOSED_FORM, "level");
    assert_near(level.contributions[0].change, -0.001, 1e-6, "s3");
}

#[test]
fn the_ideal_has_people_enough() {
    let staffing = Staffing::new(5.0, 6.0).target_wait_minutes(0.5);
    let network = Organisation::builder("Desk")
        .department(Department::new("it").capability(0.6))
        .department(
            Department::new("desk")
                .skill(0.95)
                .effort(Effort::default().reaction(0.5))
                .staffing(staffing),
        )
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("it-desk", "it", "desk").dependence(0.3))
        .service(
            Service::new("calls", "desk", "callers")
                .dependence(1.0)
                .demand_per_hour(40.0)
                .retries(0.5),
        )
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let ideal = check(network.ideal());
    assert!(ideal.qualities().all(|quality| quality >= 1.0), "{ideal:?}");
    let impact = network.baseline().compared_with(&ideal).unwrap();
    let callers = Objective::party(&network, "callers").unwrap();
    let level = impact.explain().contributions(&callers).unwrap();
    let mut kinds: Vec<_> =
        level.contributions.iter().map(|one| (one.source.id(), one.source.kind())).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, [("desk", "agents"), ("desk", "skill"), ("it", "capability")]);
    assert!(level.contributions.iter().all(|one| one.change < 0.0), "{level:?}");
    let sum: f64 = level.contributions.iter().map(|one| one.change).sum();
    assert_near(sum, level.change, tolerance::LOOSE, "sum");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        rng_seed: RngSeed::Fixed(44),
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_is_above_the_ideal(seed in any::<u64>(), size in 1_usize..8) {
        let staffed = random_staffed::staffed(seed, size, Temper::Calm, AT_EASE);
        let network = staffed.organisation().compile().unwrap();
        let ideal = check(network.ideal());
        let today = solve(&network, &Scenario::default());
        for (best, is) in ideal.qualities().zip(today.qualities()) {
            prop_assert!(best >= is - tolerance::LOOSE, "{best} {is}");
        }
        if let Some(party) = staffed.statement.parties.last() {
            let objective = Objective::party(&network, &party.id).unwrap();
            let level = today.compared_with(&ideal).unwrap().explain().contributions(&objective).unwrap();
            let sum: f64 = level.contributions.iter().map(|one| one.change).sum();
            prop_assert!((sum - level.change).abs() <= tolerance::LOOSE, "{level:?}");
        }
    }

    #[test]
    fn remarks_say_what_a_point_costs(seed in any::<u64>()) {
        let statement = random::statement(seed, 6, Temper::Fierce);
        let network = statement.organisation().compile().unwrap();
        for remark in network.remarks() {
            let Remark::MultipliesLosses(found) = remark else { continue };
            let ideal = network.ideal();
            let mut scenario = Scenario::new("a point less");
            for party in statement.parties.iter().filter(|party| !party.is_customer) {
                let is = if found.lost_in == party.id.as_str() { 0.99 } else { 1.0 };
                scenario = scenario.capability(&party.id, is);
            }
            for need in &statement.needs {
                for service in &need.services {
                    scenario = scenario.condition(&service.id, 1.0);
                }
            }
            let less = solve(&network, &scenario);
            let lost = |of: &Assessment, id: &str| of.quality(id).unwrap().get();
            let costs = found.departments.iter().map(|id| {
                lost(&ideal, id.as_str()) - lost(&less, id.as_str())
            });
            let most = costs.clone().fold(0.0, f64::max);
            prop_assert!((most - found.costs).abs() <= tolerance::LOOSE);
            prop_assert!(most >= 0.1 && costs.clone().all(|cost| cost >= 0.4 * most));
        }
    }
}
