//! What has no exposure, and what an exposure does not follow.

use chrono::TimeDelta;
use knockon::exposure::{Exposure, ExposureError, NotLinear};
use knockon::time::TimelinePlan;
use knockon::{
    Criticality, Department, ErrorKind, ExternalCustomer, Need, Network, Organisation,
    OrganisationBuilder, Rule, Scenario, Service, Substitution, Transfer,
};

use crate::support::tolerance::ROUNDED;

/// Two departments and one customer.
fn builder(rule: Rule) -> OrganisationBuilder {
    Organisation::builder("Two")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::person("shoppers").rule(rule))
}

fn service(id: &str, provider: &str) -> Service {
    Service::new(id, provider, "shoppers").dependence(0.5)
}

fn network(builder: OrganisationBuilder) -> Network {
    builder.build().unwrap().compile().unwrap()
}

fn exposure(builder: OrganisationBuilder) -> Result<Exposure, ExposureError> {
    Exposure::of_network(&network(builder), |_| Some("all"))
}

fn reason(builder: OrganisationBuilder) -> NotLinear {
    match exposure(builder).unwrap_err() {
        ExposureError::NotLinear { customer, reason } => {
            assert_eq!(customer, "shoppers");
            reason
        }
        error => panic!("{error}"),
    }
}

fn two(rule: Rule) -> OrganisationBuilder {
    builder(rule).service(service("x", "a")).service(service("y", "b"))
}

#[test]
fn rules_of_several_needs_are_refused() {
    for rule in [Rule::INDEPENDENT, Rule::WEAKEST, Rule::full(0.5), Rule::share(2.0)] {
        assert_eq!(reason(two(rule)), NotLinear::Rule, "{rule}");
        let single = exposure(builder(rule).service(service("x", "a"))).unwrap();
        let network = single.network().clone();
        for capability in [0.0, 0.3, 1.0] {
            let state = network.solve(&Scenario::new("").capability("a", capability)).unwrap();
            let quality = single.qualities(&state).unwrap().next().unwrap().quality.get();
            let in_memory = state.quality("shoppers").unwrap().get();
            assert!((quality - in_memory).abs() < ROUNDED, "{rule}: {quality} {in_memory}");
        }
    }
    for rule in [Rule::MEAN, Rule::Fdna, Rule::ADDITIVE] {
        assert!(exposure(two(rule)).is_ok(), "{rule}");
    }
}

#[test]
fn losses_that_saturate_are_refused() {
    let heavy = Service::new("z", "b", "shoppers").dependence(0.6);
    assert_eq!(reason(two(Rule::ADDITIVE).service(heavy)), NotLinear::Saturation);
}

#[test]
fn curves_and_substitutions_are_refused() {
    let curved = service("x", "a").transfer(Transfer::Ramp { from: 0.1, to: 1.0 });
    let reason_of = |service: Service| reason(builder(Rule::MEAN).service(service));
    assert!(matches!(reason_of(curved), NotLinear::Transfer { service } if service == "x"));
    let late = Transfer::Table { points: vec![(0.5, 0.5), (1.0, 1.0)] };
    assert!(matches!(reason_of(service("x", "a").transfer(late)), NotLinear::Transfer { .. }));

    let of_need = |substitution| {
        let need = Need::new("shoppers", "n").dependence(0.5).substitution(substitution);
        let part = |id: &str, provider: &str| Service::new(id, provider, "shoppers").for_need("n");
        builder(Rule::MEAN).need(need).service(part("x", "a")).service(part("y", "b"))
    };
    // One that nobody stands in for is as good as its one service.
    let alone = Need::new("shoppers", "n").dependence(0.5).substitution(Substitution::BestOf);
    let alone = builder(Rule::MEAN).need(alone);
    let alone =
        alone.service(Service::new("x", "a", "shoppers").for_need("n")).service(service("y", "b"));
    assert_eq!(exposure(alone).unwrap().departments(), ["a", "b"]);
    let best = reason(of_need(Substitution::BestOf));
    assert!(matches!(best, NotLinear::Substitution { .. }));
    let pool = reason(of_need(Substitution::Pooled { required: 1.5 }));
    assert!(matches!(pool, NotLinear::Pool { .. }));
    assert!(exposure(of_need(Substitution::Pooled { required: 2.0 })).is_ok());
}

#[test]
fn criticalities_are_refused_where_they_bind() {
    let critical = |floor: f64, slope: f64| {
        let criticality = Criticality::floor(floor).slope(slope);
        builder(Rule::MEAN).service(service("x", "a").criticality(criticality))
    };
    assert_eq!(reason(critical(0.0, 1.0)), NotLinear::Criticality);
    // The need is felt by a half, so that quality never falls below a half.
    assert!(exposure(critical(0.5, 0.5)).is_ok());
}

#[test]
fn scenarios_that_change_customers_are_refused() {
    let organisation =
        two(Rule::MEAN).customer(ExternalCustomer::person("others")).build().unwrap();
    let network = organisation.compile().unwrap();
    let exposure =
        Exposure::of_network(&network, |id| (id == "shoppers").then_some("all")).unwrap();
    let changes = [
        Scenario::new("").condition("x", 0.5),
        Scenario::new("").stop_service("x"),
        Scenario::new("").dependence("x", 0.1),
        Scenario::new("").ceiling("shoppers", 0.9),
    ];
    for scenario in changes {
        let state = network.solve(&scenario).unwrap();
        let error = exposure.qualities(&state).err().unwrap();
        assert!(
            matches!(&error, ExposureError::CustomerChanged { customer } if *customer == "shoppers")
        );
        let error = knockon::Error::from(error);
        assert_eq!((error.kind(), error.id()), (ErrorKind::Unanswerable, Some("shoppers")));
    }
    // Customers of no segment may change.
    let state = network.solve(&Scenario::new("").ceiling("others", 0.9)).unwrap();
    assert!(exposure.qualities(&state).is_ok());
}

#[test]
fn other_networks_answer_by_id() {
    let organisation = two(Rule::MEAN).build().unwrap();
    let exposure = Exposure::of_network(&organisation.compile().unwrap(), |_| Some("all")).unwrap();
    let departments = Organisation::builder("Departments alone")
        .department(Department::new("b").capability(0.2))
        .department(Department::new("a"));
    let state = departments.build().unwrap().compile().unwrap().baseline();
    let quality = exposure.qualities(&state).unwrap().next().unwrap().quality.get();
    assert!((quality - (1.0 - 0.25 * 0.8)).abs() < ROUNDED);

    let one = Organisation::builder("One").department(Department::new("a")).build().unwrap();
    let state = one.compile().unwrap().baseline();
    let error = exposure.qualities(&state).err().unwrap();
    assert_eq!(error.to_string(), "`b` is not a department");
}

#[test]
fn delays_and_missing_series_are_refused() {
    let plan = TimelinePlan::lasting(TimeDelta::hours(2)).step(TimeDelta::hours(1));
    let lagged = builder(Rule::MEAN).service(service("x", "a").lag(TimeDelta::hours(1)));
    let slow = ExternalCustomer::person("slow").degrades_within(TimeDelta::hours(1));
    let slow = two(Rule::MEAN).customer(slow);
    for (builder, id) in [(lagged, "shoppers"), (slow, "slow")] {
        let network = network(builder);
        let exposure = Exposure::of_network(&network, |_| Some("all")).unwrap();
        let timeline = network.timeline(&plan).unwrap();
        let error = timeline.segment(&exposure, "all").err().unwrap();
        assert!(matches!(error, ExposureError::Delayed { customer } if customer == id));
    }

    let network = network(two(Rule::MEAN));
    let exposure = Exposure::of_network(&network, |_| Some("all")).unwrap();
    let timeline = network.timeline(&plan.clone().keep(["a"])).unwrap();
    let error = timeline.segment(&exposure, "all").err().unwrap();
    assert_eq!(error.to_string(), "the timeline did not keep the series of department `b`");
    let error = timeline.segment(&exposure, "nobody").err().unwrap();
    assert_eq!(error.to_string(), "`nobody` is not a segment");
    let changed = plan.clone().from(TimeDelta::hours(1), Scenario::new("").condition("x", 0.5));
    let timeline = network.timeline(&changed).unwrap();
    let error = timeline.segment(&exposure, "all").err().unwrap();
    assert!(matches!(error, ExposureError::CustomerChanged { .. }));
    // Nobody is exposed to anything, and nothing is kept.
    let none = Exposure::builder(&network).segment("free", 3.0).build().unwrap();
    let timeline = network.timeline(&plan.keep_none()).unwrap();
    assert!(timeline.segment(&none, "free").unwrap().all(|(_, quality)| quality >= 1.0));
}

#[test]
fn segments_without_people_or_name_are_refused() {
    let nobody = builder(Rule::MEAN).customer(ExternalCustomer::person("none").population(0.0));
    let network = network(nobody);
    let error = Exposure::of_network(&network, |id| Some(id.to_owned())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the populations of segment `none` sum to 0, where a mean needs more"
    );
    let error = Exposure::of_network(&network, |_| Some("")).unwrap_err();
    assert!(matches!(error, ExposureError::NoName { .. }));
    let error = Exposure::builder(&network).segment("free", 0.0).build().unwrap();
    assert!(matches!(error.everyone(), Err(ExposureError::NoPopulation { .. })));
}
