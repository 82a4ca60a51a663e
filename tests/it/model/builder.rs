//! What is taken out of a statement again, and the roles of those who are in it.

use chrono::TimeDelta;
use knockon::organisation::{
    CommonCause, Element, Incident, Problem, ProblemCode, Section, Turnover,
};
use knockon::{
    Department, ExternalCustomer, Need, Organisation, OrganisationBuilder, Rule, Service, Staffing,
};

use crate::support::random::{self, Temper};

fn builder() -> OrganisationBuilder {
    Organisation::builder("Desk")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("c"))
}

fn between(provider: &str, consumer: &str) -> Service {
    Service::between(provider, consumer).dependence(0.5)
}

fn ids(builder: OrganisationBuilder) -> Vec<String> {
    let organisation = builder.build().unwrap();
    organisation.services().map(|service| service.id().to_string()).collect()
}

#[test]
fn a_service_is_removed_by_the_id_it_would_have() {
    let plain = builder().service(between("a", "b")).service(between("b", "c").named("calls"));
    assert_eq!(ids(plain.clone().without_service("a>b")), ["b>c"]);
    assert_eq!(ids(plain.clone().without_service("b>c")), ["a>b"]);
    assert_eq!(ids(plain.clone().without_service("b>c>calls")), ["a>b"]);
    let stated = plain.service(Service::new("post", "b", "c").dependence(0.1));
    // The pair has two now: the name tells them apart.
    assert_eq!(ids(stated.clone()), ["a>b", "b>c>calls", "post"]);
    assert_eq!(ids(stated.clone().without_service("b>c>calls")), ["a>b", "post"]);
    assert_eq!(ids(stated.clone().without_service("post")), ["a>b", "b>c"]);
    assert!(stated.clone().without_service("b>c").build().is_err());
    // As many as there are can go in turn.
    let all = ["b>c>calls", "a>b", "post"];
    assert!(ids(all.iter().fold(stated, OrganisationBuilder::without_service)).is_empty());
}

#[test]
fn one_of_a_pair_that_has_no_name_keeps_the_id_of_the_pair() {
    let two = builder().service(between("a", "b").named("calls")).service(between("a", "b"));
    assert_eq!(ids(two.clone()), ["a>b>calls", "a>b"]);
    assert_eq!(ids(two.clone().without_service("a>b")), ["a>b"]);
    let named = two.without_service("a>b").build().unwrap();
    assert_eq!(named.service("a>b").unwrap().name(), "calls");
}

#[test]
fn a_stated_id_goes_before_a_derived_one() {
    let services = [between("a", "b"), Service::new("a>b", "b", "c").dependence(0.5)];
    assert_eq!(ids(builder().services(services).without_service("a>b")), ["a>b"]);
}

#[test]
fn ids_of_a_built_organisation_are_known_to_its_builder() {
    for seed in 0..200 {
        let statement = random::statement(seed, 6, Temper::Calm);
        let organisation = statement.organisation();
        for service in organisation.services() {
            let without = organisation.to_builder().without_service(service.id().as_str());
            // A substitution may ask for more services than are left.
            match without.build() {
                Ok(left) => {
                    assert_eq!(left.service_count() + 1, organisation.service_count());
                    assert!(left.service(service.id().as_str()).is_none());
                }
                Err(invalid) => {
                    let codes: Vec<_> = invalid.problems().iter().map(Problem::code).collect();
                    assert!(!codes.contains(&ProblemCode::Unknown), "{invalid}");
                }
            }
        }
    }
}

#[test]
fn what_is_removed_in_vain_is_reported_with_the_rest() {
    let invalid = builder()
        .service(Service::between("a", "nobody").dependence(0.5))
        .without_service("a>b")
        .without_party("z")
        .build()
        .unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "without_service[\"a>b\"]: `a>b` is not a service\n\
         without_party[\"z\"]: `z` is not a department or an external customer\n\
         services[0].consumer: consumer `nobody` of service `a>nobody` is not a department or an \
         external customer",
    );
    let first = &invalid.problems()[0];
    assert_eq!(first.code(), ProblemCode::Unknown);
    assert_eq!(first.place().section(), Section::WithoutService);
    assert_eq!(*first.place().element(), Element::Key("a>b".to_owned()));
    // What is stated later is not there yet.
    assert!(builder().without_service("a>b").service(between("a", "b")).build().is_err());
    // Whatever names a party that is not there goes with it, and that is something.
    let dangling = builder().service(between("a", "z")).need(Need::new("z", "tea"));
    assert!(dangling.without_party("z").build().is_ok());
}

/// Roles are derived from services alone: whoever provides one is a supplier, of somebody.
#[test]
fn roles_agree_with_services() {
    for seed in 0..300 {
        let organisation = random::statement(seed, 8, Temper::Calm).organisation();
        let mut suppliers = Vec::new();
        for party in organisation.parties() {
            suppliers.extend(party.suppliers().map(|supplier| supplier.id().clone()));
            assert_eq!(party.is_supplier(), party.customers().next().is_some());
            assert_eq!(party.is_supplier(), party.is_front_line() || party.is_back_office());
            assert!(!(party.is_front_line() && party.is_back_office()));
            let is_served = party.suppliers().next().is_some();
            assert_eq!(party.is_internal_customer(), party.is_department() && is_served);
            assert_eq!(party.is_front_line(), party.distance_to_customer() == Some(1));
        }
        for party in organisation.parties() {
            assert_eq!(party.is_supplier(), suppliers.contains(party.id()), "{}", party.id());
        }
    }
}

#[test]
fn parties_know_whom_they_lean_on_and_how_fast_they_change() {
    let hours = TimeDelta::hours;
    let organisation = Organisation::builder("A line")
        .department(Department::new("a").degrades_within(hours(2)).recovers_within(hours(5)))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("c"))
        .services([between("a", "b"), between("b", "c"), between("b", "b")])
        .build()
        .unwrap();
    let party = |id: &str| organisation.party(id).unwrap();
    let leans_on = |id: &str| -> Vec<_> {
        party(id).all_suppliers().map(|party| party.id().to_string()).collect()
    };
    assert_eq!(leans_on("c"), ["a", "b"]);
    assert_eq!(leans_on("b"), ["a", "b"]); // it serves itself
    assert!(leans_on("a").is_empty());
    let provided = |id: &str| party(id).services_provided().count();
    assert_eq!(["a", "b", "c"].map(provided), [1, 2, 0]);
    let times = |id: &str| [party(id).degradation_time(), party(id).recovery_time()];
    assert_eq!(times("a"), [hours(2), hours(5)]);
    assert_eq!(times("c"), [TimeDelta::zero(); 2]);
}

#[test]
fn parts_are_replaced_in_their_place() {
    let line = builder()
        .service(between("a", "b"))
        .service(Service::new("calls", "b", "c").dependence(0.2))
        .build()
        .unwrap();
    let edited = line
        .to_builder()
        .replace_department(Department::new("a").capability(0.5))
        .replace_customer(ExternalCustomer::new("c").population(2.0))
        .replace_service("a>b", between("b", "a"))
        .build()
        .unwrap();
    let ids: Vec<_> = edited.services().map(|service| service.id().to_string()).collect();
    assert_eq!(ids, ["b>a", "calls"]);
    assert_eq!(edited.party("a").unwrap().capability().unwrap(), 0.5);
    assert_eq!(edited.party("c").unwrap().population().unwrap(), 2.0);
    let invalid = line
        .to_builder()
        .replace_department(Department::new("c"))
        .replace_customer(ExternalCustomer::new("a"))
        .replace_service("c>a", between("a", "b"))
        .build()
        .unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "replace_department[\"c\"]: `c` is not a department\n\
         replace_customer[\"a\"]: `a` is not an external customer\n\
         replace_service[\"c>a\"]: `c>a` is not a service",
    );
}

#[test]
fn merged_statements_keep_every_service() {
    let one = builder().service(between("a", "b"));
    let two = builder().default_department_rule(Rule::WEAKEST).service(between("b", "c"));
    // Departments of the two follow other rules, and none is dropped for that.
    let invalid = one.clone().merge(two.clone()).build().unwrap_err();
    assert!(invalid.problems().iter().all(|problem| problem.code() == ProblemCode::Duplicate));
    let both = one.clone().merge(two.default_department_rule(Rule::INDEPENDENT)).build().unwrap();
    assert_eq!((both.department_count(), both.customer_count(), both.service_count()), (2, 1, 2));
    assert!(one.clone().merge(one.clone()).build().is_err(), "one service, stated twice");
    let apart = one.clone().merge(one.map_ids(|id| format!("x/{id}"))).build().unwrap();
    assert_eq!((apart.department_count(), apart.service_count()), (4, 2));
}

#[test]
fn ids_are_mapped_wherever_they_stand() {
    for seed in 0..200 {
        let before = random::statement(seed, 6, Temper::Calm).organisation();
        let there = before.to_builder().map_ids(|id| format!("x/{id}"));
        let there = there.map_service_ids(|id| format!("{id}!")).build().unwrap();
        assert!(there.parties().all(|party| party.id().as_str().starts_with("x/")));
        let back = there.to_builder().map_service_ids(|id| id.trim_end_matches('!').to_owned());
        let back = back.map_ids(|id| id.trim_start_matches("x/").to_owned()).build().unwrap();
        assert_eq!(back, before);
        #[cfg(feature = "json")]
        assert!(back.diff(&before).is_empty());
    }
}

/// Two services of one pair, known by their names; a common cause, an incident and a department name
/// one of them.
fn named_elsewhere() -> OrganisationBuilder {
    let hires = Turnover::per_year(0.1).hired_through("a>b>hiring");
    Organisation::builder("Desk")
        .department(Department::new("a"))
        .department(
            Department::new("b")
                .staffing(Staffing::new(2.0, 6.0).target_wait_minutes(10.0))
                .turnover(hires),
        )
        .customer(ExternalCustomer::new("c"))
        .service(between("a", "b").named("hiring"))
        .service(between("a", "b").named("tools"))
        .service(between("b", "c"))
        .common_cause(CommonCause::new("fire", 0.1).department("b").service("a>b>tools"))
        .incident(Incident::new("no tools", 2.0).condition("a>b>tools", 0.5).capability("a", 0.9))
}

#[test]
fn services_are_renamed_wherever_they_are_named() {
    let there = named_elsewhere().map_ids(|id| format!("x/{id}")).build().unwrap();
    assert_eq!(there.common_causes()[0].services, ["x/a>x/b>tools"]);
    assert_eq!(there.common_causes()[0].departments, ["x/b"]);
    let during = there.incidents()[0].scenario();
    assert_eq!(during.conditions().collect::<Vec<_>>(), [("x/a>x/b>tools", 0.5)]);
    assert_eq!(during.capabilities().collect::<Vec<_>>(), [("x/a", 0.9)]);
    let hired = there.party("x/b").unwrap().turnover().unwrap().hired_through.clone();
    assert_eq!(hired.as_deref(), Some("x/a>x/b>hiring"));
}

#[test]
fn what_is_removed_is_named_nowhere_any_more() {
    let without = named_elsewhere().replace_department(Department::new("b")).without_party("a");
    let without = without.build().unwrap();
    assert_eq!(without.common_causes()[0].services, [""; 0]);
    assert_eq!(without.common_causes()[0].departments, ["b"]);
    assert!(without.incidents().is_empty(), "nothing is left of it");
}

#[test]
#[cfg(feature = "json")]
fn differences_are_listed_with_their_values() {
    let before = builder()
        .need(Need::new("c", "tea").dependence(0.5))
        .service(between("a", "b"))
        .service(Service::new("pot", "b", "c").for_need("tea"))
        .build()
        .unwrap();
    let ramp = knockon::Transfer::Ramp { from: 0.1, to: 0.5 };
    let after = before
        .to_builder()
        .name("Counter")
        .default_customer_rule(Rule::full(0.5))
        .replace_department(Department::new("b").named("Bar").rule(Rule::WEAKEST))
        .replace_service("a>b", Service::new("a>b", "a", "b").dependence(0.25).transfer(ramp))
        .without_party("c")
        .customer(ExternalCustomer::new("d"))
        .build()
        .unwrap();
    insta::assert_snapshot!(after.diff(&before), @r"
    + external customer `d`
    - external customer `c`
    - need `tea` of `c`
    - service `pot`
    ~ organisation: name `Desk` -> `Counter`
    ~ organisation: defaults.customer.aggregation.order not stated -> 0.5
    ~ organisation: defaults.customer.aggregation.weighting not stated -> `full`
    ~ department `b`: name not stated -> `Bar`
    ~ department `b`: rule not stated -> `weakest`
    ~ service `a>b`: dependence 0.5 -> 0.25
    ~ service `a>b`: transfer.from not stated -> 0.1
    ~ service `a>b`: transfer.kind not stated -> `ramp`
    ~ service `a>b`: transfer.to not stated -> 0.5
    ");
    let back = before.diff(&after);
    assert_eq!((back.added.len(), back.removed.len()), (3, 1));
    assert_eq!(back.changed.len(), after.diff(&before).changed.len());
}
