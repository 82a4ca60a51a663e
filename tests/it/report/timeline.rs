//! What a timeline says as a document: when a change is felt, and everything that was planned.

use chrono::TimeDelta;
use knockon::report::TimelineDocument;
use knockon::time::TimelinePlan;
use knockon::{
    Department, ExternalCustomer, Network, Organisation, Rule, Scenario, Service, Staffing,
};

use crate::support::check::assert_near;
use crate::support::tolerance;

/// Attitude reaches revenue after half a year, through two lags of a quarter.
fn store() -> Network {
    let quarter = TimeDelta::days(90);
    let organisation = Organisation::builder("Store")
        .default_department_rule(Rule::ADDITIVE)
        .department(Department::new("attitude"))
        .department(Department::new("impression"))
        .customer(ExternalCustomer::new("revenue"))
        .service(Service::between("attitude", "impression").dependence(0.26).lag(quarter))
        .service(Service::between("impression", "revenue").dependence(0.4).lag(quarter));
    organisation.build().unwrap().compile().unwrap()
}

/// A year at 0.95 costs revenue 0.05 · 0.26 · 0.4 = 0.0052: felt where 0.995 is asked, half a year
/// late, and not where 0.99 is.
#[test]
fn slight_changes_are_felt_where_the_share_asked_is_high() {
    let network = store();
    let worse = Scenario::new("worse").capability("attitude", 0.95);
    let plan = TimelinePlan::lasting(TimeDelta::days(730))
        .during(TimeDelta::zero()..TimeDelta::days(365), worse);
    let disruption = |plan: &TimelinePlan| {
        let timeline = network.timeline(plan).unwrap();
        let document = TimelineDocument::new("Store", &timeline);
        assert_eq!(document.felt_below.to_bits(), timeline.felt_below().to_bits());
        (document.felt_below, document.customers[0].disruption.clone())
    };
    let (share, felt) = disruption(&plan.clone().felt_below(0.995));
    assert_near(share, 0.995, 0.0, "the share asked");
    assert_eq!(felt.first_felt, Some(TimeDelta::days(180)));
    assert_eq!(felt.recovered, Some(TimeDelta::days(545)));
    assert_eq!(felt.felt_for, TimeDelta::days(365));
    let (share, unfelt) = disruption(&plan);
    assert_near(share, 0.99, 0.0, "the share unless asked");
    assert_eq!((unfelt.first_felt, unfelt.recovered), (None, None));
    assert_eq!(unfelt.felt_for, TimeDelta::zero());
    // It is lost all the same.
    let lost = 365.0 * 0.0052;
    assert_near(unfelt.loss_quality_days, lost, tolerance::CLOSE, "quality-days");
}

/// Everything a plan says that makes another timeline is in the document, and nothing else.
#[test]
fn documents_name_everything_that_happened() {
    let organisation = Organisation::builder("Desk")
        .department(
            Department::new("it").staffing(Staffing::new(9.0, 6.0).target_wait_minutes(2.0)),
        )
        .department(Department::new("hiring"))
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("help", "it", "users").dependence(0.5).demand_per_hour(40.0))
        .service(Service::new("people", "hiring", "it").dependence(0.1));
    let network = organisation.build().unwrap().compile().unwrap();
    let day = TimeDelta::days;
    let many = Scenario::new("many").agents("it", 5.0).skill("it", 0.9).condition("people", 0.8);
    let plan = TimelinePlan::lasting(day(8))
        .starting_under(Scenario::new("worn").capability("hiring", 0.7))
        .starting_at("users", 0.6)
        .during(day(1)..day(3), many)
        .from(day(4), Scenario::new("more").demand_per_hour("help", 50.0).stop_service("people"))
        .time_constants("users", day(1), day(2))
        .hire("people", 2.0, day(2));
    let said = |plan: &TimelinePlan| {
        let timeline = network.timeline(plan).unwrap();
        serde_json::to_value(TimelineDocument::new("Desk", &timeline)).unwrap()
    };
    let document = said(&plan);
    let set = |kind: &str, id: &str, value: serde_json::Value| serde_json::json!({ "kind": kind, "id": id, "value": value });
    assert_eq!(document["starting_under"][0], set("capability", "hiring", 0.7.into()));
    assert_eq!(document["starting_at"][0], serde_json::json!({ "party": "users", "quality": 0.6 }));
    let during = &document["events"][0];
    assert_eq!((&during["scenario"], &during["from_days"]), (&"many".into(), &1.0.into()));
    assert_eq!(during["to_days"], 3.0);
    let values = [
        set("agents", "it", 5.0.into()),
        set("skill", "it", 0.9.into()),
        set("condition", "people", 0.8.into()),
    ];
    assert_eq!(during["set"], serde_json::Value::from(values.to_vec()));
    let on = &document["events"][1];
    assert_eq!((&on["scenario"], &on["from_days"]), (&"more".into(), &4.0.into()));
    assert_eq!(on["to_days"], serde_json::Value::Null);
    let stopped = set("stop_service", "people", serde_json::Value::Null);
    let values = [set("demand_per_hour", "help", 50.0.into()), stopped];
    assert_eq!(on["set"], serde_json::Value::from(values.to_vec()));
    let pace =
        serde_json::json!({ "party": "users", "degradation_days": 1.0, "recovery_days": 2.0 });
    assert_eq!(document["time_constants"], serde_json::Value::from(vec![pace]));
    let hire = &document["hires"][0];
    assert_eq!((&hire["service"], &hire["department"]), (&"people".into(), &"it".into()));
    assert_eq!((&hire["agents"], &hire["asked_days"]), (&2.0.into(), &2.0.into()));

    let nothing = said(&TimelinePlan::lasting(day(8)));
    for list in ["starting_under", "starting_at", "events", "time_constants", "hires"] {
        assert_eq!(nothing[list], serde_json::json!([]), "{list}");
    }
}
