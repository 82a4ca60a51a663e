//! What types of the interface can do beside their purpose: compare, convert, print and parse.

use std::collections::BTreeSet;

use knockon::id::UnknownId;
use knockon::organisation::{NeedRef, PartyRef};
use knockon::time::TimelinePlan;
use knockon::{
    Department, Explanation, ExternalCustomer, Need, Objective, Organisation, PartyId, Quality,
    Rule, Scenario, Service, ServiceId, Substitution, Weighting,
};
use proptest::prelude::*;

fn port() -> Organisation {
    Organisation::builder("Port")
        .department(Department::new("crane").named("Crane").capability(0.9))
        .department(Department::new("truck").part_of("crane").rule(Rule::WEAKEST))
        .customer(ExternalCustomer::business("shipper").population(3.0).ceiling(0.8))
        .need(Need::new("shipper", "unloading").dependence(0.5).substitution(Substitution::BestOf))
        .service(Service::new("lift", "crane", "shipper").for_need("unloading"))
        .service(Service::new("drive", "truck", "shipper").for_need("unloading").weight(1.0))
        .service(Service::between("crane", "truck").dependence(0.25).named("loading"))
        .build()
        .unwrap()
}

#[test]
fn ids_are_texts_everywhere() {
    let organisation = port();
    let crane: &PartyId = organisation.party("crane").unwrap().id();
    let lift: &ServiceId = organisation.service(String::from("lift")).unwrap().id();
    assert_eq!((String::from(crane), String::from(lift.clone())), ("crane".into(), "lift".into()));
    assert!("crane" == *crane && *lift == "lift");
    let network = organisation.compile().unwrap();
    let today = network.baseline();
    assert_eq!(today.quality(crane), today.quality("crane"));
    assert_eq!(today.quality(crane.clone()), today.quality(String::from(crane)));
    let weighted = [(crane.clone(), 1.0)];
    let objective = Objective::weighted(&network, "crane", weighted).unwrap();
    assert!((objective.value(&today).unwrap() - 0.9).abs() < 1e-15);
    let scenario = Scenario::new("idle").capability(crane, 0.0).stop_service(lift);
    assert_eq!(network.solve(&scenario).unwrap().quality(crane), Some(Quality::NONE));
}

#[test]
fn checked_numbers_are_ordered_and_hashed() {
    let qualities = [0.5, 0.25, 0.5, 1.0, 0.25].map(|value| Quality::new(value).unwrap());
    let sorted: Vec<_> = BTreeSet::from(qualities).into_iter().map(Quality::get).collect();
    assert_eq!(sorted, [0.25, 0.5, 1.0]);
    assert_eq!(indexmap_len(qualities), 3);
    assert_eq!(qualities.iter().max(), Some(&Quality::FULL));
    assert!(qualities[0] == 0.5 && qualities[0] < 0.6 && qualities[0] > 0.4);
}

fn indexmap_len<T: std::hash::Hash + Eq>(values: impl IntoIterator<Item = T>) -> usize {
    values.into_iter().collect::<indexmap::IndexSet<_>>().len()
}

#[test]
fn references_give_their_statements() {
    let organisation = port();
    let party = |id: &str| organisation.party(id).unwrap();
    let truck = Department::try_from(party("truck")).unwrap();
    assert_eq!(truck, Department::new("truck").part_of("crane").rule(Rule::WEAKEST));
    let shipper = ExternalCustomer::try_from(party("shipper")).unwrap();
    let stated = ExternalCustomer::business("shipper").population(3.0).ceiling(0.8);
    assert_eq!(shipper, stated);
    let refused = Department::try_from(party("shipper")).unwrap_err();
    assert_eq!(refused, UnknownId::Department { id: "shipper".into() });
    let refused = ExternalCustomer::try_from(party("crane")).unwrap_err();
    assert_eq!(refused.to_string(), "`crane` is not an external customer");
    let loading = Service::from(organisation.service("crane>truck").unwrap());
    let stated = Service::new("crane>truck", "crane", "truck").dependence(0.25).named("loading");
    assert_eq!(loading, stated);

    assert_eq!(indexmap_len(organisation.parties().chain(organisation.parties())), 3);
    let services =
        organisation.services().chain(organisation.parties().flat_map(PartyRef::services_received));
    assert_eq!(indexmap_len(services), 3);
    assert_eq!(indexmap_len(organisation.needs().chain(organisation.needs())), 1);
}

#[test]
fn what_is_stated_differs_from_defaults() {
    let organisation = port();
    let party = |id: &str| organisation.party(id).unwrap();
    assert_eq!((party("crane").stated_name(), party("truck").stated_name()), (Some("Crane"), None));
    assert_eq!(party("truck").name(), "truck");
    assert_eq!((party("crane").stated_rule(), party("crane").rule()), (None, Rule::INDEPENDENT));
    assert_eq!(party("truck").stated_rule(), Some(Rule::WEAKEST));
    let service = |id: &str| organisation.service(id).unwrap();
    assert_eq!(service("lift").stated_dependence(), None);
    assert_eq!(service("lift").dependence().unwrap(), 0.5);
    assert_eq!(service("lift").need().map(NeedRef::name), Some("unloading"));
    assert_eq!((service("lift").stated_name(), service("lift").criticality()), (None, None));
    let unloading = party("shipper").needs().next().unwrap();
    assert_eq!(unloading.consumer(), party("shipper"));
    assert_eq!(unloading.stated_dependence().map(f64::from), Some(0.5));
    let services: Vec<_> = unloading.services().rev().map(|it| it.id().to_string()).collect();
    assert_eq!(services, ["drive", "lift"]);
}

#[test]
fn iterators_go_both_ways() {
    let organisation = port();
    let ids: Vec<_> = organisation.parties().rev().map(|it| it.id().to_string()).collect();
    assert_eq!(
        (ids, organisation.parties().len()),
        (vec!["shipper".into(), "truck".into(), "crane".into()], 3)
    );
    let crane = organisation.party("crane").unwrap();
    assert_eq!((crane.customers().len(), crane.services_provided().len()), (2, 2));
    let last = crane.all_customers().next_back().unwrap();
    assert_eq!(last.id(), "shipper");
    let today = organisation.compile().unwrap().baseline();
    assert_eq!(today.parties().next_back().unwrap().id(), "shipper");
}

#[test]
fn equal_questions_have_equal_answers() {
    let ask = || {
        let network = port().compile().unwrap();
        let half = Scenario::new("half").capability("crane", 0.5);
        let after = network.solve(&half).unwrap();
        let impact = after.compared_with(&network.baseline()).unwrap();
        let shipper = Objective::party(&network, "shipper").unwrap();
        let sensitivity = after.sensitivity(&shipper).unwrap();
        let plan = TimelinePlan::lasting(chrono::TimeDelta::days(1)).starting_under(half);
        (impact.clone(), impact.explain(), sensitivity, network.timeline(&plan).unwrap())
    };
    let (one, two) = (ask(), ask());
    assert_eq!((&one.0, &one.1, &one.2), (&two.0, &two.1, &two.2));
    let same: fn(&Explanation) -> _ = |it| it.impact().after().clone();
    assert_eq!(same(&one.1), same(&two.1));
    assert_ne!(one.0.before(), one.0.after());
    assert_ne!(one.0.after().compared_with(one.0.after()).unwrap(), one.0);
}

fn orders() -> impl Strategy<Value = f64> {
    prop_oneof![
        prop::num::f64::NORMAL,
        prop::sample::select(vec![0.0, -0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY, 1e-100]),
    ]
}

fn rules() -> impl Strategy<Value = Rule> {
    prop_oneof![
        prop::sample::select(Rule::NAMED.map(|(_, rule)| rule).to_vec()),
        orders().prop_map(Rule::full),
        orders().prop_map(Rule::share),
        (orders(), 0.0..1e100).prop_map(|(order, own)| Rule::share_with_own_weight(order, own)),
    ]
}

proptest! {
    #[test]
    fn rules_print_and_parse(rule in rules()) {
        let text = rule.to_string();
        prop_assert_eq!(text.parse(), Ok(rule), "{}", text);
    }

    #[test]
    fn texts_are_rules_or_refused(text in "(full|share|mean|own|[-0-9a-z.,( )]){0,6}") {
        if let Ok(rule) = text.parse::<Rule>() {
            let again = rule.to_string().parse::<Rule>();
            let is_nan = matches!(rule, Rule::Aggregation(it) if it.order.is_nan()
                || matches!(it.weighting, Weighting::Share { own_weight: Some(own) } if own.is_nan()));
            prop_assert!(is_nan || again == Ok(rule));
        }
    }
}

#[test]
fn rules_have_one_text_each() {
    let texts =
        ["independent", "full(0.5)", "share(2)", "share(-inf, own 0)", " share ( 1 ,  own 3 )"];
    let printed = texts.map(|text| text.parse::<Rule>().unwrap().to_string());
    assert_eq!(
        printed,
        ["independent", "full(0.5)", "share(2)", "share(-inf, own 0)", "share(1, own 3)"]
    );
    for text in ["", "full", "full()", "full(1, own 2)", "share(1, 2)", "share(1,own2)", "fdna(1)"]
    {
        assert!(text.parse::<Rule>().is_err(), "{text}");
    }
    assert_eq!(format!("{:>8}|{:<6}|", Rule::MEAN, Rule::Fdna), "    mean|fdna  |");
}
