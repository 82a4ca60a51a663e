//! Statements through serde alone, without the reader of files; and what results serialise as.

use ::serde::Serialize;
use ::serde::de::DeserializeOwned;
use ::support::choices::Choices;
use ::support::generate;
use chrono::TimeDelta;
use knockon::explain::Ranges;
use knockon::organisation::{Origin, StatedRange};
use knockon::time::{Method, TimelinePlan};
use knockon::{
    Aggregation, Criticality, CustomerKind, Department, Effort, ExternalCustomer, Need, Objective,
    Organisation, PartyId, Quality, Rule, Scenario, Service, ServiceId, ServiceLevel, Staffing,
    Substitution, Transfer,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Writes a statement and reads it again, as text and as a value.
fn again<T: Serialize + DeserializeOwned>(statement: &T) -> [T; 2] {
    let text = serde_json::to_string(statement).unwrap();
    let read = |error| panic!("{error}: {text}");
    let value = serde_json::to_value(statement).unwrap();
    [
        serde_json::from_str(&text).unwrap_or_else(read),
        serde_json::from_value(value).unwrap_or_else(read),
    ]
}

/// Copies an organisation by what its getters say.
fn copied(organisation: &Organisation) -> Organisation {
    let mut builder = Organisation::builder(organisation.name())
        .default_department_rule(organisation.defaults().department)
        .default_customer_rule(organisation.defaults().customer);
    for party in organisation.parties() {
        let id = party.id().as_str();
        if let Some(capability) = party.capability() {
            let mut copy = Department::new(id).capability(capability.get());
            copy = party.capability_range().into_iter().fold(copy, Department::capability_range);
            copy = party.stated_name().into_iter().fold(copy, Department::named);
            copy = party.stated_rule().into_iter().fold(copy, Department::rule);
            copy = party.skill().map(f64::from).into_iter().fold(copy, Department::skill);
            copy = party.staffing().copied().into_iter().fold(copy, Department::staffing);
            copy = party.effort().into_iter().fold(copy, Department::effort);
            copy = party.turnover().cloned().into_iter().fold(copy, Department::turnover);
            copy = party.absence().into_iter().fold(copy, Department::absence);
            copy = party.strain().into_iter().fold(copy, Department::strain);
            copy = party.reserve().into_iter().fold(copy, Department::reserve);
            let elasticity = party.budget_elasticity().into_iter();
            copy = elasticity.fold(copy, Department::budget_elasticity);
            copy = party.part_of().into_iter().fold(copy, |copy, it| copy.part_of(it.id()));
            copy = copy.degrades_within(party.degradation_time());
            copy = copy.recovers_within(party.recovery_time());
            copy = party.labels().iter().fold(copy, |copy, (key, value)| copy.label(key, value));
            builder = builder.department(copy);
        } else {
            let mut copy = ExternalCustomer::new(id)
                .population(party.population().unwrap().get())
                .ceiling(party.ceiling().unwrap().get());
            copy = party.ceiling_range().into_iter().fold(copy, ExternalCustomer::ceiling_range);
            copy = party.stated_name().into_iter().fold(copy, ExternalCustomer::named);
            copy = party.stated_rule().into_iter().fold(copy, ExternalCustomer::rule);
            copy = party.kind().into_iter().fold(copy, ExternalCustomer::kind);
            copy = party
                .also_department()
                .into_iter()
                .fold(copy, |copy, it| copy.also_department(it.id()));
            copy = copy.degrades_within(party.degradation_time());
            copy = copy.recovers_within(party.recovery_time());
            copy = party.labels().iter().fold(copy, |copy, (key, value)| copy.label(key, value));
            builder = builder.customer(copy);
        }
    }
    for need in organisation.needs() {
        let mut copy = Need::new(need.consumer().id(), need.name()).weight(need.weight().get());
        copy = need.stated_dependence().map(f64::from).into_iter().fold(copy, Need::dependence);
        copy = need.dependence_range().into_iter().fold(copy, Need::dependence_range);
        copy = need.substitution().into_iter().fold(copy, Need::substitution);
        copy = need.criticality().into_iter().fold(copy, Need::criticality);
        builder = builder.need(copy);
    }
    for service in organisation.services() {
        let mut copy = Service::new(service.id(), service.provider().id(), service.consumer().id())
            .weight(service.weight().get())
            .condition(service.condition().get())
            .running(service.is_running())
            .transfer(service.transfer().clone())
            .lag(service.lag())
            .requests_per_job(service.requests_per_job().get())
            .demand_per_hour(service.demand_per_hour().get())
            .retries(service.retries().get())
            .handling_variation(service.handling_variation());
        copy = service.handling_minutes().into_iter().fold(copy, Service::handling_minutes);
        copy = service.stated_name().into_iter().fold(copy, Service::named);
        copy = service.need().into_iter().fold(copy, |copy, need| copy.for_need(need.name()));
        copy =
            service.stated_dependence().map(f64::from).into_iter().fold(copy, Service::dependence);
        copy = service.dependence_range().into_iter().fold(copy, Service::dependence_range);
        copy = service.condition_range().into_iter().fold(copy, Service::condition_range);
        copy = service.criticality().into_iter().fold(copy, Service::criticality);
        builder = builder.service(copy);
    }
    builder.build().unwrap()
}

/// Checks that an organisation and its parts are the same after serde and after copying.
fn assert_kept(organisation: &Organisation) {
    assert_eq!(again(organisation), [organisation.clone(), organisation.clone()]);
    assert_eq!(&copied(organisation), organisation);
    for party in organisation.parties() {
        if let Ok(department) = Department::try_from(party) {
            assert_eq!(again(&department), [department.clone(), department]);
        } else {
            let customer = ExternalCustomer::try_from(party).unwrap();
            assert_eq!(again(&customer), [customer.clone(), customer]);
        }
    }
    for service in organisation.services().map(Service::from) {
        assert_eq!(again(&service), [service.clone(), service]);
    }
    for need in organisation.needs().map(Need::from) {
        assert_eq!(again(&need), [need.clone(), need]);
    }
    let again = organisation.to_builder().build().unwrap();
    assert_eq!(&again, organisation);
}

#[test]
fn ranges_are_kept() {
    let range = |low: f64, origin| StatedRange::new(low..=1.0, origin);
    let organisation = Organisation::builder("Works")
        .department(Department::new("a").capability_range(range(0.5, Origin::Measured)))
        .department(Department::new("b").capability(0.7))
        .customer(ExternalCustomer::new("c").ceiling_range(range(0.9, Origin::Fitted)))
        .need(Need::new("b", "n").dependence(0.3).dependence_range(range(0.2, Origin::Published)))
        .service(
            Service::new("s", "a", "b").for_need("n").condition_range(range(0.4, Origin::Shrunk)),
        )
        .service(
            Service::new("t", "b", "c")
                .dependence(1.0)
                .dependence_range(range(0.6, Origin::Judged)),
        )
        .build()
        .unwrap();
    assert_kept(&organisation);
}

#[test]
fn seeded_organisations_are_kept() {
    for seed in 0..300 {
        let choices = &mut Choices::seeded(seed);
        let statement = generate::statement(choices);
        let organisation = statement.organisation().unwrap();
        assert_kept(&organisation);
        let scenario = generate::change(choices, &statement).scenario(&statement);
        // A `Value` sorts the entries, and their order belongs to a scenario.
        assert_eq!(again(&scenario)[0], scenario);
    }
}

#[cfg(feature = "json")]
proptest! {
    #[test]
    fn organisations_with_every_field_are_kept(organisation in super::json::organisations()) {
        assert_kept(&organisation);
        let written = knockon::io::json::organisation_to_string(&organisation);
        let value: Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(value, serde_json::to_value(&organisation).unwrap());
        let read: Organisation = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read, organisation);
    }
}

#[cfg(feature = "json")]
#[test]
fn scenarios_are_written_as_documents() {
    let scenario = Scenario::new("flu").capability("it", 0.5).stop_service("s").retries("r", 1e300);
    let written = knockon::io::json::scenario_to_string(&scenario);
    let value: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value, serde_json::to_value(&scenario).unwrap());
}

#[test]
fn settings_read_back() {
    fn kept<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
        statement: &T,
        json: &Value,
    ) {
        assert_eq!(serde_json::to_value(statement).unwrap(), *json);
        for read in again(statement) {
            assert_eq!(read, *statement);
        }
    }
    kept(&Rule::WEAKEST, &json!("weakest"));
    let aggregation = json!({ "order": "-inf", "weighting": "share", "own_weight": 2 });
    let rule = Rule::share_with_own_weight(f64::NEG_INFINITY, 2.0);
    kept(&rule, &json!({ "aggregation": aggregation }));
    let full = Aggregation::new(0.5, knockon::Weighting::Full);
    kept(&full, &json!({ "order": 0.5, "weighting": "full" }));
    kept(&Transfer::Ramp { from: 0.1, to: 1.0 }, &json!({ "kind": "ramp", "from": 0.1, "to": 1 }));
    kept(&Substitution::KthBest { k: 2 }, &json!({ "kind": "kth_best", "k": 2 }));
    kept(&Criticality::floor(0.25), &json!({ "floor": 0.25 }));
    kept(&CustomerKind::Business, &json!("business"));
    kept(&ServiceLevel::Served, &json!("served"));
    kept(&Effort::default().reaction(0.5), &json!({ "reaction": 0.5 }));
    kept(&Staffing::new(8.0, 30.0), &json!({ "agents": 8, "handling_minutes": 30 }));
    kept(
        &Staffing::new(8.0, 30.0).shrinkage(0.25).occupancy_cap(0.85),
        &json!({ "agents": 8, "handling_minutes": 30, "shrinkage": 0.25, "occupancy_cap": 0.85 }),
    );
    kept(&Quality::FULL, &json!(1.0));
    let crane = Organisation::builder("").department(Department::new("crane")).build().unwrap();
    kept(&crane.party("crane").unwrap().id().clone(), &json!("crane"));
    kept(&crane.defaults(), &json!({}));
}

#[test]
fn what_is_refused_says_why() {
    fn refused<T: DeserializeOwned + std::fmt::Debug>(json: Value) -> String {
        serde_json::from_value::<T>(json).unwrap_err().to_string()
    }
    assert_eq!(refused::<Quality>(json!(1.5)), "quality `1.5` is outside 0..=1");
    let empty = "invalid length 0, expected an id of at least one character";
    assert_eq!(refused::<PartyId>(json!("")), empty);
    assert_eq!(refused::<ServiceId>(json!("")), empty);
    let unknown = refused::<Rule>(json!("worst"));
    assert!(unknown.starts_with("rule `worst` of a party is unknown"), "{unknown}");
    let incomplete = refused::<Staffing>(json!({ "agents": 1 }));
    assert!(incomplete.starts_with("the staffing of a department states no"), "{incomplete}");
    let kind = refused::<Transfer>(json!({ "kind": "ramp", "n": 1 }));
    assert_eq!(
        kind,
        "the transfer is a `ramp` and states no `from`; the transfer is a `ramp` and states no \
         `to`; `n` of the transfer has no effect: a `ramp` has no such setting"
    );
    let head = json!({ "format": "knockon/organisation", "version": 1,
        "departments": [{ "id": "a", "capability": 2 }, { "id": "a" }] });
    let message = refused::<Organisation>(head);
    assert!(message.contains("departments[0].capability: capability `2`"), "{message}");
    assert!(message.lines().count() > 1, "{message}");
    assert!(refused::<Service>(json!({ "provider": "a" })).contains("missing field `consumer`"));
}

fn times() -> impl Strategy<Value = TimeDelta> {
    prop_oneof![
        (0..3_153_600_000_i64).prop_map(TimeDelta::seconds),
        (0..864_000_i64, 0..1_000_000_000_i64)
            .prop_map(|(s, n)| TimeDelta::seconds(s) + TimeDelta::nanoseconds(n)),
        Just(TimeDelta::nanoseconds(1)),
    ]
}

fn plans() -> impl Strategy<Value = TimelinePlan> {
    let parts = (times(), times(), times(), any::<u16>(), 0.0..=1.0_f64);
    parts.prop_map(|(span, step, other, bits, share)| {
        let is = |bit: u16| bits >> bit & 1 == 1;
        let half = Scenario::new("half").capability("it", share).agents_factor_of_all(0.5);
        let mut plan = TimelinePlan::lasting(span).felt_below(share);
        if is(0) {
            plan = plan.step(step).tolerance(1e-3).method(Method::ExponentialEuler);
        }
        if is(1) {
            plan = plan.starting_under(half.clone()).starting_at("it", share);
        }
        if is(2) {
            plan = plan.during(step..other, half.clone()).from(other, Scenario::new("x"));
        }
        if is(3) {
            plan = plan.hire("hiring", 2.0, other).time_constants("it", step, other);
        }
        if is(4) {
            plan = plan.keep(["it", "hr"]).max_steps(7).max_values(9);
        }
        if is(5) { plan.keep_none() } else { plan }
    })
}

proptest! {
    #[test]
    fn plans_read_back(plan in plans()) {
        let [text, value] = again(&plan);
        prop_assert_eq!(&text, &plan);
        prop_assert_eq!(&value, &plan);
    }
}

#[test]
fn a_plan_is_a_document() {
    let plan = TimelinePlan::lasting(TimeDelta::days(10))
        .step(TimeDelta::minutes(90))
        .during(TimeDelta::days(1)..TimeDelta::days(2), Scenario::new("flu").capability("it", 0.5));
    assert_eq!(
        serde_json::to_value(&plan).unwrap(),
        json!({
            "format": "knockon/plan", "version": 1, "span_hours": 240, "step_hours": 1.5,
            "events": [{ "from_hours": 24, "to_hours": 48,
                         "scenario": { "name": "flu", "capability": { "it": 0.5 } } }],
        })
    );
}

/// The keys of a serialised result.
fn keys(result: &impl Serialize) -> Vec<String> {
    let Value::Object(fields) = serde_json::to_value(result).unwrap() else { return Vec::new() };
    let mut keys: Vec<_> = fields.into_iter().map(|(key, _)| key).collect();
    // In which order they come is for a feature of `serde_json` to say.
    keys.sort_unstable();
    keys
}

#[test]
fn results_serialise() {
    let organisation = Organisation::builder("Ferry")
        .department(Department::new("bridge"))
        .customer(ExternalCustomer::person("passengers").population(3.0))
        .service(Service::new("crossing", "bridge", "passengers").dependence(0.5))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let half = Scenario::new("half").capability("bridge", 0.5);
    let after = network.solve(&half).unwrap();
    let impact = after.compared_with(&network.baseline()).unwrap();
    let line =
        json!({ "baseline": 1.0, "quality": 0.75, "change": -0.25, "customer": "passengers" });
    let written = serde_json::to_value(&impact).unwrap();
    assert_eq!(written["customers"], json!([line]));
    assert_eq!(written["totals"]["population"], json!(3.0));
    assert_eq!((&written["scenario"], &written["status"]), (&json!("half"), &json!("converged")));
    let explanation = serde_json::to_value(impact.explain()).unwrap();
    let shares = &explanation["customers"][0]["contributions"];
    assert_eq!(shares, &json!([{ "source": "bridge", "kind": "capability", "change": -0.25 }]));
    let objective = Objective::party(&network, "passengers").unwrap();
    let sensitivity = after.sensitivity(&objective).unwrap();
    assert_eq!(
        keys(&sensitivity),
        ["departments", "objective", "people", "services", "side", "status"]
    );
    let bounds = network.range(&Ranges::new().capability("bridge", 0.0..=1.0)).unwrap();
    let range = json!({ "id": "passengers", "lower": 0.5, "upper": 1.0 });
    assert_eq!(serde_json::to_value(bounds).unwrap()["parties"][1], range);
    let bracket = organisation.bracket(&half).unwrap();
    assert_eq!(keys(&bracket), ["customers", "encloses", "kept", "varied"]);
    let timeline = network.timeline(&TimelinePlan::lasting(TimeDelta::days(1))).unwrap();
    let timeline = keys(&timeline);
    assert!(
        timeline.contains(&"ending".to_owned()) && !timeline.contains(&"organisation".to_owned())
    );
    let invalid = network.solve(&Scenario::new("x").capability("y", 1.0)).unwrap_err();
    let place = "capability[\"y\"]";
    let problem =
        json!({ "code": "unknown", "place": place, "message": "`y` is not a department" });
    assert_eq!(serde_json::to_value(invalid).unwrap(), json!({ "problems": [problem], "more": 0 }));
    let passengers = after.party("passengers").unwrap();
    assert_eq!(keys(&passengers), ["id", "lower", "proof", "quality"]);
}
