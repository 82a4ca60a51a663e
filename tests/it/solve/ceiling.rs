//! Ceilings of external customers, and retries that scenarios set.

use chrono::TimeDelta;
use knockon::explain::{Objective, ShapleyOptions};
use knockon::time::TimelinePlan;
use knockon::{
    Batch, Columns, Criticality, Department, ExternalCustomer, Live, Network, Organisation,
    Scenario, Service, Staffing,
};

use crate::support::check::{assert_near, assert_same_bits, solve};
use crate::support::tolerance;

/// A customer of ceiling 0.8, capped at 0.5 + 0.5 y by one need, and one without a ceiling.
fn shop() -> Organisation {
    Organisation::builder("A shop")
        .department(Department::new("till"))
        .customer(ExternalCustomer::person("picky").ceiling(0.8))
        .customer(ExternalCustomer::person("plain"))
        .service(
            Service::new("a", "till", "picky")
                .dependence(0.2)
                .criticality(Criticality::floor(0.5).slope(0.5)),
        )
        .service(Service::new("b", "till", "plain").dependence(0.5))
        .build()
        .unwrap()
}

#[test]
fn whatever_is_experienced_is_multiplied_by_the_ceiling() {
    let network = shop().compile().unwrap();
    let of = |scenario: &Scenario| solve(&network, scenario).quality("picky").unwrap().get();
    let near = |scenario: &Scenario, expected| {
        assert_near(of(scenario), expected, tolerance::CLOSED_FORM, scenario.name());
    };
    near(&Scenario::new("as stated"), 0.8);
    // min(1 − 0.2 · 0.6, 0.5 + 0.5 · 0.4) = 0.7
    near(&Scenario::new("capped").capability("till", 0.4), 0.8 * 0.7);
    near(&Scenario::new("raised").capability("till", 0.4).ceiling("picky", 1.0), 0.7);
    let plain = solve(&network, &Scenario::new("set").ceiling("plain", 0.5));
    assert_near(plain.quality("plain").unwrap().get(), 0.5, tolerance::CLOSED_FORM, "a plain one");
    let ideal = network.ideal().quality("picky").unwrap().get();
    assert_near(ideal, 1.0, tolerance::CLOSED_FORM, "the ideal state has none");
}

#[test]
fn its_share_and_its_derivative_are_known() {
    let network = shop().compile().unwrap();
    let scenario = Scenario::new("both").capability("till", 0.4).ceiling("picky", 0.6);
    let after = solve(&network, &scenario);
    let impact = after.compared_with(&network.baseline()).unwrap();
    let objective = Objective::party(&network, "picky").unwrap();
    let split = impact.explain().contributions(&objective).unwrap();
    // From 0.8 · 1 to 0.6 · 0.7: half before, half after of each.
    let share = |kind: &str| {
        let found = split.contributions.iter().find(|share| share.source.kind() == kind);
        found.unwrap().change
    };
    assert_near(share("ceiling"), -0.2 * 0.85, tolerance::CLOSED_FORM, "the ceiling");
    assert_near(share("capability"), -0.3 * 0.7, tolerance::CLOSED_FORM, "the till");
    let shapley = impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
    for share in &shapley.shares {
        let expected = if share.source.kind() == "ceiling" { -0.17 } else { -0.21 };
        assert_near(share.change, expected, tolerance::CLOSED_FORM, share.source.id());
    }
    let slopes = after.sensitivity(&objective).unwrap();
    assert_near(
        slopes.ceiling("picky").unwrap(),
        0.7,
        tolerance::CLOSED_FORM,
        "what is experienced",
    );
    assert_near(slopes.ceiling("plain").unwrap(), 0.0, 0.0, "another customer");
    assert!(slopes.ceiling("till").is_none());
    assert_near(slopes.capability("till").unwrap(), 0.6 * 0.5, tolerance::CLOSED_FORM, "the cap");
}

#[test]
fn live_and_batches_follow_it_alike() {
    let network = shop().compile().unwrap();
    let scenarios = [
        Scenario::new("one").ceiling("picky", 0.3),
        Scenario::new("other").ceiling("plain", 0.3).capability("till", 0.7),
        Scenario::new("none").capability("till", 0.2),
    ];
    let batch = Batch::of(&network).party("picky").unwrap().party("plain").unwrap();
    let solved: Vec<_> = batch.solve(&scenarios).map(Result::unwrap).collect();
    let mut live = Live::new(&network);
    for (scenario, batched) in scenarios.iter().zip(&solved) {
        let after = solve(&network, scenario);
        for (id, quality) in batched.qualities() {
            let single = after.quality(id.as_str()).unwrap().get();
            assert_same_bits(&[quality.get()], &[single], scenario.name());
        }
        let single: Vec<f64> = after.qualities().collect();
        live.replace(scenario).unwrap();
        assert_same_bits(&live.qualities().collect::<Vec<_>>(), &single, scenario.name());
        assert!(live.scenario() == *scenario);
    }
    live.set_ceiling("plain", 0.9).unwrap();
    assert_near(live.quality("plain").unwrap().get(), 0.9 * 0.6, tolerance::CLOSED_FORM, "set");
    live.restore_ceiling("plain").unwrap();
    assert_near(live.quality("plain").unwrap().get(), 0.6, tolerance::CLOSED_FORM, "restored");
    let mut resolved = network.resolve(&scenarios[1]).unwrap();
    resolved.set_all(&[1.0, 0.25]).unwrap();
    let quality = resolved.solve().quality("plain").unwrap().get();
    assert_near(quality, 0.25, tolerance::CLOSED_FORM, "resolved");
    assert!(resolved.set(1, 0.0).is_err());
}

#[test]
fn columns_and_files_state_it() {
    let columns = Columns::new(1, 2)
        .unwrap()
        .provider(&[0, 0, 0])
        .consumer(&[1, 1, 2])
        .dependence(&[0.5, 0.1, 0.4])
        .ceiling(&[0.5, 1.0]);
    let network = Network::from_columns(&columns).unwrap();
    let after = solve(&network, &Scenario::new("half").capability("d0", 0.5));
    // The mean of 0.75 and 0.95, times 0.5.
    assert_near(
        after.quality("c0").unwrap().get(),
        0.425,
        tolerance::CLOSED_FORM,
        "with a ceiling",
    );
    assert_near(after.quality("c1").unwrap().get(), 0.8, tolerance::CLOSED_FORM, "without");
    let refused = Network::from_columns(&columns.ceiling(&[0.5, 0.0])).unwrap_err();
    assert_eq!(refused.to_string(), "`ceiling[1]` is `0`, outside 1e-100..=1");
}

#[cfg(all(feature = "json", feature = "csv"))]
#[test]
fn documents_and_tables_state_it() {
    use knockon::io::csv::{TableOptions, organisation_from_str};
    use knockon::io::json;

    let written = json::organisation_to_string(&shop());
    assert_eq!(written.matches("\"ceiling\": 0.8").count(), 1);
    assert!(json::organisation_from_str(&written).unwrap() == shop());
    let scenario = json::scenario_from_str(r#"{ "ceiling": { "picky": 0.96 } }"#).unwrap();
    assert_eq!(scenario.ceilings().collect::<Vec<_>>(), [("picky", 0.96)]);
    let edges = "provider,consumer,service,dependence\na,c,s,0.5\n";
    let table = |ceilings: [&str; 2]| {
        let nodes = format!(
            "id,name,kind,parent,ceiling\na,,department,,{}\nc,,external_customer,,{}\n",
            ceilings[0], ceilings[1]
        );
        organisation_from_str(&nodes, edges, &TableOptions::default())
    };
    assert_eq!(
        table(["", "0.7"]).unwrap().party("c").unwrap().ceiling().unwrap().get().to_bits(),
        0.7_f64.to_bits()
    );
    let refused = |ceilings| table(ceilings).unwrap_err().to_string();
    assert!(refused(["0.5", ""]).contains("external customers alone have one"));
    assert!(refused(["", "much"]).contains("is no number, where one in 1e-100..=1 is needed"));
    assert!(
        refused(["", "0"]).contains("ceiling `0` of external customer `c` is outside 1e-100..=1")
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let network = shop().compile().unwrap();
    let refused = |scenario: Scenario| network.solve(&scenario).unwrap_err().to_string();
    assert_eq!(
        refused(Scenario::new("of a department").ceiling("till", 0.5)),
        "ceiling[\"till\"]: `till` is a department; only external customers have a ceiling"
    );
    assert_eq!(
        refused(Scenario::new("none").ceiling("picky", 0.0)),
        "ceiling[\"picky\"]: ceiling `0` of `picky` is outside 1e-100..=1"
    );
    assert!(refused(Scenario::new("nobody").ceiling("nobody", 0.5)).contains("`nobody`"));
    assert!(
        refused(Scenario::new("twice").ceiling("picky", 0.5).ceiling("picky", 0.6))
            .contains("the ceiling of `picky` is set twice")
    );
    assert!(
        refused(Scenario::new("asked again").retries("a", 0.5)).contains("states no `retries`")
    );
}

#[test]
fn retries_raise_what_arrives() {
    let desk = Department::new("desk").staffing(Staffing::new(3.0, 10.0).target_wait_minutes(1.0));
    let organisation = Organisation::builder("Help desk")
        .department(desk)
        .customer(ExternalCustomer::new("callers"))
        .service(
            Service::new("calls", "desk", "callers")
                .dependence(1.0)
                .demand_per_hour(12.0)
                .retries(0.5)
                .condition(0.5),
        )
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    for retries in [0.0, 0.5, 1.0] {
        let scenario = Scenario::new("set").retries("calls", retries);
        let solved = solve(&network, &scenario);
        let arrivals = solved.workload("desk").unwrap().arrivals_per_hour;
        let received = 0.5 * solved.quality("desk").unwrap().get();
        let expected = 12.0 * (1.0 + retries * (1.0 - received));
        assert_near(arrivals, expected, 1e-9 * expected, "the equation of arrivals");
        let mut live = Live::new(&network);
        live.set_retries("calls", retries).unwrap();
        let states =
            [&solved, &live.assessment()].map(|state| state.qualities().collect::<Vec<_>>());
        assert_same_bits(&states[1], &states[0], "live");
        assert!(live.scenario().retries_set().eq([("calls", retries)]));
    }
}

#[test]
fn a_timeline_keeps_to_it() {
    let hours = TimeDelta::hours;
    let lower = Scenario::new("lower").ceiling("picky", 0.4);
    let worse = Scenario::new("worse").capability("till", 0.4);
    let plan = TimelinePlan::lasting(hours(40))
        .during(hours(6)..hours(12), lower)
        .during(hours(18)..hours(24), worse);
    let timeline = shop().compile().unwrap().timeline(&plan).unwrap();
    let picky = timeline.series("picky").unwrap();
    for (hour, expected) in [(3, 0.8), (9, 0.4), (15, 0.8), (21, 0.8 * 0.7), (30, 0.8)] {
        assert_near(picky.at(hours(hour)), expected, tolerance::CLOSED_FORM, "all the way");
    }
}

#[test]
fn between_two_organisations_it_is_a_source() {
    let shop = |ceiling, capability| {
        Organisation::builder("A shop")
            .department(Department::new("till").capability(capability))
            .customer(ExternalCustomer::new("c").ceiling(ceiling))
            .service(Service::new("s", "till", "c").dependence(1.0))
            .build()
            .unwrap()
            .compile()
            .unwrap()
    };
    let (before, after) = (shop(0.5, 1.0), shop(1.0, 0.5));
    let impact = after.baseline().compared_with(&before.baseline()).unwrap();
    let objective = Objective::party(&after, "c").unwrap();
    let split = impact.explain().contributions(&objective).unwrap();
    let share = |kind: &str| {
        let found = split.contributions.iter().find(|share| share.source.kind() == kind);
        found.map_or(0.0, |share| share.change)
    };
    assert_near(share("ceiling"), 0.375, tolerance::CLOSED_FORM, "half before, half after");
    assert_near(share("capability"), -0.375, tolerance::CLOSED_FORM, "half before, half after");
}
