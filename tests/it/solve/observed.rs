//! Readings: whose trouble they are, and that nothing else moves.

use knockon::explain::{CauseOrder, Objective, Source, Split};
use knockon::organisation::{Origin, StatedRange};
use knockon::quality::{InferOptions, Inference};
use knockon::{
    Batch, Criticality, Department, ExternalCustomer, Live, Network, Organisation, Proof, Rule,
    Scenario, Service, Staffing, Transfer,
};
/// A host, a database on it and an application on that, all of one rule.
fn levels(rule: Rule) -> Network {
    let department = |id: &str| Department::new(id).rule(rule);
    let service = |provider: &str, consumer: &str| {
        Service::new(format!("{provider}-{consumer}"), provider, consumer).dependence(1.0)
    };
    let organisation = Organisation::builder("Every level measured")
        .department(department("host"))
        .department(department("db"))
        .department(department("app"))
        .customer(ExternalCustomer::new("x"))
        .service(service("host", "db"))
        .service(service("db", "app"))
        .service(service("app", "x"));
    organisation.build().unwrap().compile().unwrap()
}

/// Two that need each other, by so much, and a customer of one.
fn ring(dependence: f64) -> Network {
    let organisation = Organisation::builder("Two that need each other")
        .department(Department::new("it"))
        .department(Department::new("hr"))
        .customer(ExternalCustomer::new("x"))
        .service(Service::new("it-hr", "it", "hr").dependence(dependence))
        .service(Service::new("hr-it", "hr", "it").dependence(dependence))
        .service(Service::new("hr-x", "hr", "x").dependence(1.0));
    organisation.build().unwrap().compile().unwrap()
}

fn read(readings: &[(&str, f64)]) -> Scenario {
    let state =
        |scenario: Scenario, (party, reading): &(&str, f64)| scenario.observed(*party, *reading);
    readings.iter().fold(Scenario::new("read"), state)
}

/// What an inference must say.
#[derive(Default)]
struct Expected<'a> {
    state: &'a [(&'a str, f64)],
    capability: &'a [(&'a str, f64)],
    own_part: &'a [(&'a str, f64)],
    pinned: &'a [&'a str],
    causes: &'a [&'a str],
    explained: &'a [(&'a str, f64)],
}

fn check(network: &Network, readings: &[(&str, f64)], expected: &Expected<'_>) -> Inference {
    let inference = network.infer(&read(readings)).unwrap();
    let near = |one: f64, two: f64, what: &str| {
        assert!((one - two).abs() <= 1e-12, "{what}: {one} and not {two}");
    };
    for (party, quality) in expected.state {
        near(inference.assessment().quality(party).unwrap().get(), *quality, party);
    }
    for (party, quality) in expected.explained {
        near(inference.explained().quality(party).unwrap().get(), *quality, party);
    }
    let capabilities: Vec<_> = inference.scenario().capabilities().collect();
    assert_eq!(capabilities.len(), expected.capability.len(), "{capabilities:?}");
    for (department, capability) in expected.capability {
        let (_, set) = capabilities.iter().find(|(of, _)| of == department).unwrap();
        near(*set, *capability, department);
    }
    assert_eq!(inference.readings().len(), expected.own_part.len());
    for (party, own_part) in expected.own_part {
        near(inference.reading(party).unwrap().own_part(), *own_part, party);
    }
    let pinned: Vec<_> = inference.scenario().readings().map(|(party, _)| party).collect();
    assert_eq!(pinned, expected.pinned);
    let everyone = Objective::customers(network).unwrap();
    let causes = inference.root_causes(&everyone).unwrap();
    let named: Vec<_> = causes.causes.iter().map(|cause| cause.department.as_str()).collect();
    assert_eq!(named, expected.causes);
    let split = causes.explanation.contributions(&everyone).unwrap();
    assert!(split.adds_up() && split.split.is_followed(), "{split:?}");
    assert!(matches!(inference.assessment().proof(), Proof::Proved { .. }));
    inference
}

#[test]
fn one_trouble_is_one_cause() {
    let network = levels(Rule::INDEPENDENT);
    let _ = check(
        &network,
        &[("host", 0.9), ("db", 0.9), ("app", 0.9)],
        &Expected {
            state: &[("host", 0.9), ("db", 0.9), ("app", 0.9), ("x", 0.9)],
            capability: &[("host", 0.9)],
            own_part: &[("host", -0.1), ("db", 0.0), ("app", 0.0)],
            causes: &["host"],
            explained: &[("x", 0.9)],
            ..Expected::default()
        },
    );
}

#[test]
fn noise_is_no_cause() {
    let inference = check(
        &levels(Rule::INDEPENDENT),
        &[("host", 0.9), ("db", 0.893), ("app", 0.898)],
        &Expected {
            state: &[("x", 0.898)],
            capability: &[("host", 0.9), ("db", 0.893 / 0.9)],
            own_part: &[("host", -0.1), ("db", -0.007), ("app", 0.005)],
            pinned: &["app"],
            causes: &["host"],
            explained: &[("app", 0.898), ("x", 0.898)],
        },
    );
    assert_eq!(inference.unexplained().count(), 0, "within tolerance");
    // As a capability the database would be ten points off.
    let _ = check(
        &levels(Rule::WEAKEST),
        &[("host", 0.9), ("db", 0.899), ("app", 0.899)],
        &Expected {
            capability: &[("host", 0.9), ("db", 0.899)],
            own_part: &[("host", -0.1), ("db", -0.001), ("app", 0.0)],
            causes: &["host"],
            ..Expected::default()
        },
    );
}

#[test]
fn what_no_capability_explains_is_pinned() {
    let organisation = Organisation::builder("No say of its own")
        .department(Department::new("host"))
        .department(Department::new("db").rule(Rule::share_with_own_weight(1.0, 0.0)))
        .customer(ExternalCustomer::new("x"))
        .service(Service::new("host-db", "host", "db").dependence(1.0))
        .service(Service::new("db-x", "db", "x").dependence(1.0));
    let network = organisation.build().unwrap().compile().unwrap();
    let inference = check(
        &network,
        &[("host", 0.9), ("db", 0.7)],
        &Expected {
            state: &[("x", 0.7)],
            capability: &[("host", 0.9)],
            own_part: &[("host", -0.1), ("db", -0.2)],
            pinned: &["db"],
            causes: &["db", "host"],
            explained: &[("db", 0.7), ("x", 0.7)],
        },
    );
    let unexplained: Vec<_> = inference.unexplained().map(|(read, by)| (read.id(), by)).collect();
    assert_eq!(unexplained.len(), 1);
    assert!(*unexplained[0].0 == "db" && (unexplained[0].1 + 0.2).abs() < 1e-12);

    let inference = check(
        &levels(Rule::INDEPENDENT),
        &[("host", 0.5), ("db", 0.8)],
        &Expected {
            state: &[("app", 0.8), ("x", 0.8)],
            capability: &[("host", 0.5)],
            own_part: &[("host", -0.5), ("db", 0.3)],
            pinned: &["db"],
            causes: &["host"],
            explained: &[("db", 0.8), ("app", 0.8), ("x", 0.8)],
        },
    );
    let better: Vec<_> = inference.better().map(|read| read.id().as_str()).collect();
    assert_eq!(better, ["db"]);
}

#[test]
fn what_falls_to_nothing_takes_the_largest_capability() {
    let organisation = Organisation::builder("Losses that add")
        .department(Department::new("a").rule(Rule::ADDITIVE))
        .department(Department::new("b"))
        .department(Department::new("c"))
        .customer(ExternalCustomer::new("x"))
        .service(Service::new("b-a", "b", "a").dependence(0.7))
        .service(Service::new("c-a", "c", "a").dependence(0.6))
        .service(Service::new("a-x", "a", "x").dependence(1.0));
    let _ = check(
        &organisation.build().unwrap().compile().unwrap(),
        &[("a", 0.0), ("b", 0.2), ("c", 0.3)],
        &Expected {
            state: &[("x", 0.0)],
            capability: &[("a", 0.98), ("b", 0.2), ("c", 0.3)],
            own_part: &[("a", -0.02), ("b", -0.8), ("c", -0.7)],
            causes: &["b", "c", "a"],
            explained: &[("a", 0.0), ("x", 0.0)],
            ..Expected::default()
        },
    );
}

#[test]
fn certified_cycles_reproduce_their_readings() {
    let _ = check(
        &ring(0.5),
        &[("it", 0.8)],
        &Expected {
            state: &[("it", 0.8), ("hr", 0.9), ("x", 0.9)],
            capability: &[("it", 0.8 / 0.95)],
            own_part: &[("it", -0.15)],
            causes: &["it"],
            explained: &[("it", 0.8), ("hr", 0.9), ("x", 0.9)],
            ..Expected::default()
        },
    );
}

#[test]
fn cycle_that_holds_itself_down_is_the_source() {
    let network = ring(1.0);
    let inference = network.infer(&read(&[("it", 0.8), ("hr", 0.8)])).unwrap();
    assert_eq!(inference.scenario().capabilities().len(), 0);
    let [cycle] = inference.self_sustaining() else { panic!("{inference:?}") };
    assert_eq!(cycle.departments.len(), 2);
    for (_, read, would_be) in &cycle.readings {
        assert_eq!((read.get(), would_be.get()), (0.8, 1.0));
    }
    assert!(inference.readings().iter().all(|read| read.own_part() == 0.0 && read.is_pinned()));
    let x = Objective::party(&network, "x").unwrap();
    let causes = inference.root_causes(&x).unwrap();
    assert!(causes.causes.is_empty());
    let split = causes.explanation.contributions(&x).unwrap();
    assert!(split.adds_up() && split.split == Split::Exact, "{split:?}");
    // Cut at its readings: what hr was read at is all that the customer feels.
    assert!((split.change - -0.2).abs() < 1e-15);
    let largest = &split.contributions[0];
    assert!(matches!(&largest.source, Source::Observed(hr) if hr == "hr"), "{:?}", largest.source);
    assert!((largest.change - -0.2).abs() < 1e-15);
    let explained = network.solve(inference.scenario()).unwrap();
    assert_eq!(explained.quality("x").unwrap().to_string(), "0.8");
}

#[test]
fn customer_that_was_read_is_a_check() {
    let network = levels(Rule::INDEPENDENT);
    let inference = check(
        &network,
        &[("host", 0.9), ("x", 0.6)],
        &Expected {
            state: &[("db", 0.9), ("app", 0.9), ("x", 0.6)],
            capability: &[("host", 0.9)],
            own_part: &[("host", -0.1), ("x", -0.3)],
            causes: &["host"],
            explained: &[("x", 0.9)],
            ..Expected::default()
        },
    );
    let causes = inference.root_causes(&Objective::customers(&network).unwrap()).unwrap();
    let [check] = &causes.checks[..] else { panic!("{:?}", causes.checks) };
    assert!(check.customer == "x" && (check.gap - -0.3).abs() < 1e-15);
    assert!((check.expected.get() - 0.9).abs() < 1e-15);
    let unobserved: Vec<_> =
        check.unobserved.iter().map(|line| (line.department.as_str(), line.derivative)).collect();
    assert_eq!(unobserved.len(), 2, "not the host, which was read: {unobserved:?}");
    for (department, derivative) in unobserved {
        assert!(["db", "app"].contains(&department) && (derivative - 0.9).abs() < 1e-15);
    }
}

#[test]
fn errors_of_readings_widen_the_tolerance() {
    let network = levels(Rule::INDEPENDENT);
    let scenario = Scenario::new("read")
        .observed_with_error("host", 0.9, 0.02)
        .observed_with_error("app", 0.85, 0.01);
    let inference = network.infer(&scenario).unwrap();
    // F(app) is what arrives through the database, which was not read.
    let tolerance = |party: &str| inference.reading(party).unwrap().tolerance();
    assert!((tolerance("app") - 3.0 * 0.01_f64.hypot(0.02)).abs() < 1e-12);
    assert!((tolerance("host") - 0.06).abs() < 1e-12);
    let causes = inference.root_causes(&Objective::customers(&network).unwrap()).unwrap();
    assert_eq!(causes.causes.len(), 1, "5 points at the application are within 6.7");
    let options = InferOptions::default().tolerance(0.001);
    let exact = network.infer_with(&read(&[("host", 0.9), ("app", 0.85)]), &options).unwrap();
    assert!((exact.reading("app").unwrap().tolerance() - 0.001).abs() < 1e-15);
    let causes = exact.root_causes(&Objective::customers(&network).unwrap()).unwrap();
    assert_eq!(causes.causes.len(), 2);
}

#[test]
fn assumed_dependences_leave_own_parts_to_order_by() {
    let assumed = StatedRange::new(0.0..=1.0, Origin::Assumed);
    let build = |is_assumed: bool| {
        let weak = Service::new("weak", "small", "x").dependence(0.1);
        let strong = Service::new("strong", "large", "x").dependence(0.9);
        let weak = if is_assumed { weak.dependence_range(assumed) } else { weak };
        let organisation = Organisation::builder("Two suppliers")
            .department(Department::new("small"))
            .department(Department::new("large"))
            .customer(ExternalCustomer::new("x"))
            .service(weak)
            .service(strong);
        organisation.build().unwrap().compile().unwrap()
    };
    for (is_assumed, order, first) in
        [(false, CauseOrder::Contribution, "large"), (true, CauseOrder::OwnPart, "small")]
    {
        let network = build(is_assumed);
        let inference = network.infer(&read(&[("small", 0.5), ("large", 0.8)])).unwrap();
        let causes = inference.root_causes(&Objective::customers(&network).unwrap()).unwrap();
        assert_eq!(causes.order, order);
        assert_eq!(causes.causes[0].department, first);
    }
}

#[test]
fn readings_are_refused_by_name() {
    let network = levels(Rule::INDEPENDENT);
    let refused = |scenario: Scenario, message: &str| {
        assert_eq!(network.solve(&scenario).unwrap_err().to_string(), message);
        assert_eq!(network.infer(&scenario).unwrap_err().to_string(), message);
    };
    refused(
        read(&[("hots", 0.5)]),
        "observed[\"hots\"]: `hots` is not a department or an external customer",
    );
    refused(read(&[("host", 1.5)]), "observed[\"host\"]: reading `1.5` of `host` is outside 0..=1");
    refused(
        read(&[("host", f64::NAN)]),
        "observed[\"host\"]: reading `NaN` of `host` is outside 0..=1",
    );
    refused(
        read(&[("host", 0.5), ("host", 0.6)]),
        "observed[\"host\"]: the reading of `host` is set twice",
    );
    refused(
        read(&[("host", 0.5)]).capability("host", 0.4),
        "observed[\"host\"]: the capability of `host` is set as well as what it was observed to \
         deliver; a reading holds what it receives, too, so state one of them",
    );
    refused(
        Scenario::new("").observed_with_error("host", 0.5, -0.1),
        "observed[\"host\"]: standard error `-0.1` of `host` is outside 0..=1",
    );
}

#[test]
fn staffed_departments_keep_the_capability_of_their_staff() {
    let desk = Department::new("desk").staffing(Staffing::new(5.0, 6.0).target_wait_minutes(2.0));
    let organisation = Organisation::builder("Help desk")
        .department(Department::new("phones"))
        .department(desk)
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("lines", "phones", "desk").dependence(1.0))
        .service(
            Service::new("calls", "desk", "callers")
                .dependence(1.0)
                .demand_per_hour(20.0)
                .retries(0.5),
        );
    let network = organisation.build().unwrap().compile().unwrap();
    let busy = network.solve(&Scenario::new("").agents("desk", 3.0)).unwrap();
    let (capability, quality) =
        (busy.capability("desk").unwrap().get(), busy.quality("desk").unwrap().get());
    assert!(capability < 0.95, "{capability}");
    // With the three who are there the reading is what follows.
    let scenario = Scenario::new("").agents("desk", 3.0).observed("desk", quality);
    let inference = network.infer(&scenario).unwrap();
    assert!(inference.reading("desk").unwrap().own_part().abs() < 1e-12);
    // With five it is not.
    let inference = network.infer(&Scenario::new("").observed("desk", quality)).unwrap();
    let desk = inference.reading("desk").unwrap();
    let full = inference.assessment().capability("desk").unwrap().get();
    assert!((desk.own_part() - (quality - full)).abs() < 1e-12 && full > capability);
    assert!((desk.capability().unwrap().get() - quality).abs() < 1e-12);
    let explained = inference.explained().quality("callers").unwrap().get();
    assert!((explained - quality).abs() < 1e-12);
    let callers = Objective::party(&network, "callers").unwrap();
    let causes = inference.root_causes(&callers).unwrap();
    assert_eq!(causes.causes[0].department, "desk");
    assert!(causes.explanation.contributions(&callers).unwrap().adds_up());
    // What the scenario sets of its people gives way to the capability found.
    let scenario = Scenario::new("").agents("desk", 4.0).observed("desk", 0.5);
    let found = network.infer(&scenario).unwrap();
    assert_eq!(found.scenario().agents_set().len(), 0);
    assert!((found.explained().quality("callers").unwrap().get() - 0.5).abs() < 1e-9);
}

#[test]
fn batch_and_live_take_readings_bit_for_bit() {
    let organisation = Organisation::builder("Steps and caps")
        .department(Department::new("a").rule(Rule::WEAKEST))
        .department(Department::new("b"))
        .department(Department::new("c").rule(Rule::Fdna))
        .customer(ExternalCustomer::new("x").ceiling(0.9))
        .service(Service::new("a-b", "a", "b").dependence(0.7))
        .service(Service::new("b-a", "b", "a").dependence(0.6))
        .service(
            Service::new("b-c", "b", "c")
                .dependence(0.5)
                .transfer(Transfer::Ramp { from: 0.2, to: 0.9 })
                .criticality(Criticality::floor(0.4).slope(0.5)),
        )
        .service(Service::new("c-x", "c", "x").dependence(1.0));
    let network = organisation.build().unwrap().compile().unwrap();
    let scenarios = [
        read(&[("a", 0.8)]),
        read(&[("b", 0.4), ("x", 0.3)]),
        read(&[("c", 0.7)]).capability("a", 0.5),
        Scenario::new("none").capability("a", 0.5),
        read(&[("a", 1.0), ("b", 0.0)]),
    ];
    let mut live = Live::new(&network);
    let ids = ["a", "b", "c", "x"];
    let batch = ids.iter().fold(Batch::of(&network), |batch, id| batch.party(id).unwrap());
    for (scenario, outcome) in scenarios.iter().zip(batch.solve(&scenarios)) {
        let solved = network.solve(scenario).unwrap();
        let expected: Vec<u64> = solved.qualities().map(f64::to_bits).collect();
        let outcome = outcome.unwrap();
        let batch: Vec<u64> =
            outcome.qualities().map(|(_, quality)| quality.get().to_bits()).collect();
        live.replace(scenario).unwrap();
        let followed: Vec<u64> = live.qualities().map(f64::to_bits).collect();
        assert_eq!(followed, expected, "{scenario:?}");
        assert_eq!(batch, expected, "{scenario:?}");
        assert_eq!(live.scenario().readings().collect::<Vec<_>>().len(), scenario.readings().len());
    }
    // The newer word holds.
    live.replace(&Scenario::default()).unwrap();
    live.change(&read(&[("a", 0.5)])).unwrap();
    live.set_capability("a", 0.75).unwrap();
    assert_eq!(live.scenario().readings().len(), 0);
    live.change(&read(&[("a", 0.5)])).unwrap();
    assert_eq!(live.scenario().capabilities().len(), 0);
    live.set_observed("x", 0.25).unwrap();
    assert_eq!(live.quality("x").unwrap().to_string(), "0.25");
    live.forget_observed("x").unwrap();
    live.restore_department("a").unwrap();
    let back: Vec<u64> = live.qualities().map(f64::to_bits).collect();
    let stated: Vec<u64> = network.baseline().qualities().map(f64::to_bits).collect();
    assert_eq!(back, stated);
}
