//! Ranges of dependences that move the effort of people.

use knockon::explain::{RangeError, Ranges};
use knockon::{
    Department, Effort, ExternalCustomer, Need, Organisation, Rule, Scenario, Service, Substitution,
};

use crate::support::check::{assert_near, baseline};
use crate::support::tolerance;

/// Callers of a desk whose people work the less the worse they are served, by two departments.
fn served_by_two(effort: Effort, rule: Rule, on_it: f64, on_rooms: f64) -> Organisation {
    Organisation::builder("Effort")
        .department(Department::new("it"))
        .department(Department::new("rooms").capability(0.2))
        .department(Department::new("desk").effort(effort).rule(rule))
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("it-desk", "it", "desk").dependence(on_it))
        .service(Service::new("rooms-desk", "rooms", "desk").dependence(on_rooms))
        .service(Service::new("calls", "desk", "callers").dependence(1.0))
        .build()
        .unwrap()
}

#[test]
fn a_dependence_that_moves_effort_is_refused() {
    let organisation = served_by_two(reacting(), Rule::INDEPENDENT, 0.5, 0.5);
    let network = organisation.compile().unwrap();
    for service in ["it-desk", "rooms-desk"] {
        let refused = network.range(&Ranges::new().dependence(service, 0.1..=0.9)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "the dependence of `{service}` moves the effort of `desk` one way and its losses the \
                 other, so that no two ends bound it; set the capability of `desk`, or give this \
                 dependence one value"
            )
        );
    }
    // The more it depends on good IT, the less its people mind the rooms: it rises.
    let at = |on_it: f64| {
        baseline(&served_by_two(reacting(), Rule::INDEPENDENT, on_it, 0.5)).quality("desk").unwrap()
    };
    assert!(at(0.1) < at(0.9));
    // Two that range alone, and one of which nothing else is known to count.
    let both = Ranges::new().dependence("it-desk", 0.0..=0.9).dependence("rooms-desk", 0.0..=0.0);
    assert!(network.range(&both).is_ok());
    let both = Ranges::new().dependence("it-desk", 0.0..=0.9).dependence("rooms-desk", 0.0..=0.1);
    assert!(matches!(network.range(&both), Err(RangeError::Effort { .. })));
}

fn reacting() -> Effort {
    Effort::default().reaction(1.0)
}

#[test]
fn a_dependence_that_leaves_effort_alone_has_bounds() {
    let full = [Effort::default(), reacting().floor(1.0), reacting().reference(0.0)];
    for effort in full {
        let network = served_by_two(effort, Rule::INDEPENDENT, 0.5, 0.5).compile().unwrap();
        let bounds = network.range(&Ranges::new().dependence("rooms-desk", 0.1..=0.9)).unwrap();
        let desk = bounds.of("desk").unwrap();
        assert_near(desk.lower.get(), 1.0 - 0.9 * 0.8, tolerance::CLOSED_FORM, "lower");
        assert_near(desk.upper.get(), 1.0 - 0.1 * 0.8, tolerance::CLOSED_FORM, "upper");
    }
    let network = served_by_two(reacting(), Rule::INDEPENDENT, 0.5, 0.5).compile().unwrap();
    let set = Scenario::new("set").capability("desk", 0.5);
    let set = Ranges::new().under(set).dependence("rooms-desk", 0.1..=0.9);
    let ranged = Ranges::new().capability("desk", 0.5..=0.5).dependence("rooms-desk", 0.1..=0.9);
    for ranges in [set, ranged] {
        let desk = network.range(&ranges).unwrap().of("desk").unwrap();
        assert_near(desk.lower.get(), 0.5 * 0.28, tolerance::CLOSED_FORM, "lower");
        assert_near(desk.upper.get(), 0.5 * 0.92, tolerance::CLOSED_FORM, "upper");
    }
    let one_value = Ranges::new().dependence("rooms-desk", 0.5..=0.5).capability("it", 0.0..=1.0);
    assert!(network.range(&one_value).is_ok());
}

#[test]
fn effort_by_one_need_falls_with_its_dependence() {
    let quality = |rule: Rule, on_rooms: f64| {
        baseline(&served_by_two(reacting(), rule, 0.0, on_rooms)).quality("desk").unwrap().get()
    };
    for rule in [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::WEAKEST] {
        let network = served_by_two(reacting(), rule, 0.0, 0.5).compile().unwrap();
        for low in [0.0, 0.2] {
            let ranges = Ranges::new().dependence("rooms-desk", low..=0.9);
            let desk = network.range(&ranges).unwrap().of("desk").unwrap();
            for step in 0..=10 {
                let inside = quality(rule, low + (0.9 - low) * f64::from(step) / 10.0);
                assert!(desk.lower.get() <= inside + tolerance::CLOSED_FORM);
                assert!(desk.upper.get() >= inside - tolerance::CLOSED_FORM);
            }
            assert_near(desk.upper.get(), quality(rule, low), tolerance::CLOSED_FORM, "upper");
        }
    }
    // Under fdna effort moves at 0 from that at any dependence above to full.
    let network = served_by_two(reacting(), Rule::Fdna, 0.0, 0.5).compile().unwrap();
    let leap = network.range(&Ranges::new().dependence("rooms-desk", 0.0..=0.9));
    assert!(matches!(leap, Err(RangeError::Effort { .. })), "{leap:?}");
}

#[test]
fn declared_needs_move_effort_as_well() {
    let build = |weight: f64| {
        Organisation::builder("Declared")
            .department(Department::new("rail").capability(0.5))
            .department(Department::new("road").capability(0.2))
            .department(Department::new("depot").effort(reacting()))
            .need(
                Need::new("depot", "freight")
                    .dependence(0.6)
                    .weight(weight)
                    .substitution(Substitution::BestOf),
            )
            .service(Service::new("by-rail", "rail", "depot").for_need("freight"))
            .service(Service::new("by-road", "road", "depot").for_need("freight"))
            .service(Service::new("fuel", "road", "depot").dependence(0.3))
            .build()
            .unwrap()
            .compile()
            .unwrap()
    };
    let refused = |weight: f64, service: &str| {
        let ranges = Ranges::new().dependence(service, 0.1..=0.9);
        matches!(build(weight).range(&ranges), Err(RangeError::Effort { .. }))
    };
    assert!(refused(1.0, "depot/freight") && refused(1.0, "fuel"));
    // A need of weight 0 counts for nothing.
    assert!(!refused(0.0, "depot/freight") && !refused(0.0, "fuel"));
}

#[test]
fn a_need_whose_dependence_stands_on_a_service_counts_once() {
    let organisation = Organisation::builder("Declared")
        .department(Department::new("rail").capability(0.5))
        .department(Department::new("depot").effort(reacting()))
        .need(Need::new("depot", "freight").substitution(Substitution::BestOf))
        .service(Service::new("by-rail", "rail", "depot").for_need("freight").dependence(0.6))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let depot = network.range(&Ranges::new().dependence("depot/freight", 0.2..=0.8)).unwrap();
    let depot = depot.of("depot").unwrap();
    // Effort at half, and half of the dependence lost.
    assert_near(depot.lower.get(), 0.5 * 0.6, tolerance::CLOSED_FORM, "lower");
    assert_near(depot.upper.get(), 0.5 * 0.9, tolerance::CLOSED_FORM, "upper");
}
