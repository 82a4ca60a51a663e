//! Whom a change reaches, against a count by hand.

use knockon::report::{Reach, ReachDocument};
use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};

/// `power -> engines -> deck -> passengers`, `engines <-> spares`, `galley -> passengers`; deck and
/// engines are part of crew, crew and galley of the fleet.
fn ferry() -> Organisation {
    let service =
        |provider, consumer| Service::between(provider, consumer).dependence(0.5).weight(1.0);
    Organisation::builder("Ferry")
        .department(Department::new("fleet"))
        .department(Department::new("crew").part_of("fleet"))
        .department(Department::new("power"))
        .department(Department::new("engines").part_of("crew"))
        .department(Department::new("spares"))
        .department(Department::new("deck").part_of("crew"))
        .department(Department::new("galley").part_of("fleet"))
        .customer(ExternalCustomer::person("passengers"))
        .services([
            service("power", "engines"),
            service("engines", "spares"),
            service("spares", "engines"),
            service("engines", "deck"),
            service("deck", "passengers"),
            service("galley", "passengers"),
        ])
        .build()
        .unwrap()
}

/// Parties, set, reached directly, reached in all, worse.
fn counts(reach: &Reach) -> [usize; 5] {
    [reach.parties, reach.set, reach.direct, reach.in_all, reach.worse]
}

fn reach(scenario: &Scenario) -> ReachDocument {
    let organisation = ferry();
    let network = organisation.compile().unwrap();
    let after = network.solve(scenario).unwrap();
    let impact = after.compared_with(&network.baseline()).unwrap();
    ReachDocument::new(&organisation, &impact.explain())
}

#[test]
fn groups_count_their_parts_and_the_parts_of_these() {
    let reached = reach(&Scenario::new("").capability("power", 0.5));
    assert_eq!(counts(&reached.everybody), [6, 1, 1, 4, 5]);
    let groups = reached.groups.iter().map(|group| (group.group.as_str(), counts(&group.reach)));
    // The fleet has crew's parts and the galley; what only groups others is no party of its own.
    let expected = [("fleet", [3, 0, 1, 2, 2]), ("crew", [2, 0, 1, 2, 2])];
    assert_eq!(groups.collect::<Vec<_>>(), expected);
    assert_eq!(counts(&reached.ungrouped), [2, 1, 0, 1, 2]);
    assert_eq!(counts(&reached.customers), [1, 0, 0, 1, 1]);
    assert_eq!(reached.everybody.worst.unwrap().id, "power");
}

#[test]
fn a_service_reaches_its_consumer_directly() {
    for scenario in [
        Scenario::new("").condition("engines>deck", 0.2),
        Scenario::new("").stop_service("engines>deck"),
        Scenario::new("").dependence("engines>deck", 0.9).capability("power", 0.5),
    ] {
        let reached = reach(&scenario);
        let crew = &reached.groups[1].reach;
        assert!(crew.direct >= 1, "{crew:?}");
        assert_eq!(reached.customers.in_all, 1);
    }
    let reached = reach(&Scenario::new("").condition("engines>deck", 0.2));
    assert_eq!(counts(&reached.everybody), [6, 0, 1, 2, 2]);
}

#[test]
fn what_makes_nobody_worse_still_reaches() {
    // The galley's customers average; a dependence raised while nothing is lost costs nothing.
    let reached = reach(&Scenario::new("").dependence("power>engines", 0.9));
    assert_eq!(counts(&reached.everybody), [6, 0, 1, 4, 0]);
    assert_eq!(reached.everybody.worst, None);
    let nothing = reach(&Scenario::new("nothing"));
    assert_eq!(counts(&nothing.everybody), [6, 0, 0, 0, 0]);
}
