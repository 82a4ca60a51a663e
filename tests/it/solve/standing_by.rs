//! Services that are stated not to run: stand-ins, until a scenario starts them.

use chrono::{DateTime, TimeDelta};
use knockon::explain::{Candidates, ContingencyOptions};
use knockon::explain::{Objective, RestorationOptions, ShapleyOptions};
use knockon::time::{Event, ReplayOptions, TimelinePlan};
use knockon::{
    Batch, Department, ExternalCustomer, Live, Need, Network, Organisation, Scenario, Service,
    Staffing, Substitution,
};

use crate::support::check::{assert_near, assert_same_bits, solve};
use crate::support::tolerance;

/// Lorries of its own, and a haulier at condition 0.9 who is not called in.
fn dairy() -> Organisation {
    Organisation::builder("A dairy")
        .department(Department::new("lorries").capability(0.4))
        .department(Department::new("haulier"))
        .department(Department::new("fuel"))
        .customer(ExternalCustomer::business("shops"))
        .need(Need::new("shops", "delivery").dependence(1.0).substitution(Substitution::BestOf))
        .service(Service::new("usual", "lorries", "shops").for_need("delivery"))
        .service(
            Service::new("hired", "haulier", "shops")
                .for_need("delivery")
                .condition(0.9)
                .running(false),
        )
        .service(Service::new("diesel", "fuel", "haulier").dependence(0.5))
        .build()
        .unwrap()
}

fn network() -> Network {
    dairy().compile().unwrap()
}

fn shops(network: &Network, scenario: &Scenario) -> f64 {
    solve(network, scenario).quality("shops").unwrap().get()
}

#[test]
fn nothing_is_received_until_it_is_started() {
    let network = network();
    let near = |scenario: &Scenario, expected| {
        assert_near(shops(&network, scenario), expected, tolerance::CLOSED_FORM, scenario.name());
    };
    near(&Scenario::new("as stated"), 0.4);
    near(&Scenario::new("hired").start_service("hired"), 0.9);
    near(&Scenario::new("badly").start_service("hired").condition("hired", 0.5), 0.5);
    near(&Scenario::new("no fuel").start_service("hired").stop_service("diesel"), 0.45);
    near(&Scenario::new("stopped anyway").stop_service("hired"), 0.4);
    near(&Scenario::new("runs anyway").start_service("usual"), 0.4);
}

#[test]
fn a_need_counts_those_that_stand_by() {
    let second_best = |running| {
        let need = Need::new("c", "n").dependence(1.0).substitution(Substitution::KthBest { k: 2 });
        let organisation = Organisation::builder("second best")
            .department(Department::new("a"))
            .department(Department::new("b"))
            .customer(ExternalCustomer::new("c"))
            .need(need)
            .service(Service::new("one", "a", "c").for_need("n"))
            .service(Service::new("two", "b", "c").for_need("n").running(running));
        organisation.build().unwrap().compile().unwrap().baseline().quality("c").unwrap().get()
    };
    assert_eq!(
        [second_best(true), second_best(false)].map(f64::to_bits),
        [1.0, 0.0].map(f64::to_bits)
    );
}

#[test]
fn chains_roles_and_reach_leave_it_out() {
    let organisation = dairy();
    let haulier = organisation.party("haulier").unwrap();
    assert!(!haulier.is_supplier() && !haulier.is_front_line() && haulier.is_internal_customer());
    assert_eq!(haulier.distance_to_customer(), None);
    assert_eq!(organisation.party("fuel").unwrap().all_customers().count(), 1);
    let service = |id: &str| organisation.service(id).unwrap().is_running();
    assert_eq!(["usual", "hired"].map(service), [true, false]);
    let network = network();
    let strongest = network.chains().strongest().map(|chain| chain.to_string());
    assert_eq!(strongest.collect::<Vec<_>>(), ["lorries -> shops"]);
    let all = network.chains().all().map(|chain| chain.to_string()).collect::<Vec<_>>();
    assert_eq!(all, ["lorries -> shops"]);
    assert_eq!(network.chains().figures().chain_count.to_bits(), 1.0_f64.to_bits());
    let from = network.chains().from_service("hired").unwrap();
    assert_eq!(from.all().count() + from.strongest().count(), 0);
}

#[test]
fn it_is_a_source_only_where_a_scenario_starts_it() {
    let network = network();
    assert_near(
        network.ideal().quality("shops").unwrap().get(),
        1.0,
        tolerance::CLOSED_FORM,
        "the lorries are as good as can be",
    );
    let after = solve(&network, &Scenario::new("hired").start_service("hired"));
    let impact = after.compared_with(&network.baseline()).unwrap();
    let objective = Objective::party(&network, "shops").unwrap();
    let split = impact.explain().contributions(&objective).unwrap();
    let found: Vec<_> = split
        .contributions
        .iter()
        .map(|share| (share.source.id(), share.source.kind(), share.change))
        .collect();
    let [(id, kind, change)] = found[..] else { panic!("{found:?}") };
    assert_eq!((id, kind), ("hired", "running"));
    assert_near(change, 0.5, tolerance::CLOSED_FORM, "all of the gain");
    let shapley = impact.shapley(&objective, &ShapleyOptions::default()).unwrap();
    assert_near(shapley.shares[0].change, 0.5, tolerance::CLOSED_FORM, "the only share");
    let restored = network.baseline().restoration(&objective, &RestorationOptions::default());
    let sources: Vec<_> =
        restored.unwrap().best.iter().map(|one| one.source.id().to_owned()).collect();
    assert_eq!(sources, ["lorries"]);
}

#[test]
fn live_and_batches_start_it_alike() {
    let network = network();
    let scenarios = [
        Scenario::new("hired").start_service("hired"),
        Scenario::new("badly").start_service("hired").condition("hired", 0.7),
        Scenario::new("stopped").stop_service("hired"),
    ];
    let batch = Batch::of(&network).party("shops").unwrap();
    let solved: Vec<_> = batch.solve(&scenarios).map(Result::unwrap).collect();
    for (scenario, batched) in scenarios.iter().zip(&solved) {
        let after = solve(&network, scenario);
        for (id, quality) in batched.qualities() {
            let single = after.quality(id.as_str()).unwrap().get();
            assert_same_bits(&[quality.get()], &[single], scenario.name());
        }
        let single: Vec<f64> = after.qualities().collect();
        let mut live = Live::new(&network);
        live.change(scenario).unwrap();
        assert_same_bits(&live.qualities().collect::<Vec<_>>(), &single, scenario.name());
        let again: Vec<f64> = solve(&network, &live.scenario()).qualities().collect();
        assert_same_bits(&again, &single, "the scenario of a live state");
        live.restore_service("hired").unwrap();
        let stated: Vec<f64> = network.baseline().qualities().collect();
        assert_same_bits(&live.qualities().collect::<Vec<_>>(), &stated, "restored");
    }
    let mut live = Live::new(&network);
    assert!(live.set_condition("hired", 0.6).is_err());
    live.start_service("hired").unwrap();
    live.set_condition("hired", 0.6).unwrap();
    assert_near(
        live.quality("shops").unwrap().get(),
        0.6,
        tolerance::CLOSED_FORM,
        "started, then set",
    );
}

#[test]
fn only_what_runs_can_be_lost() {
    let network = network();
    let options = ContingencyOptions::default().candidates(Candidates::Services);
    let lost = |options: &ContingencyOptions| {
        let found = network.contingency(options).unwrap();
        let mut ids: Vec<_> = found.losses().iter().map(|loss| loss.lost.id().to_owned()).collect();
        ids.sort();
        ids
    };
    assert_eq!(lost(&options), ["diesel", "usual"]);
    let started = options.under(Scenario::new("hired").start_service("hired"));
    assert_eq!(lost(&started), ["diesel", "hired", "usual"]);
    // To stop what does not run changes nothing.
    let stopped = ContingencyOptions::default().under(Scenario::new("x").stop_service("hired"));
    let reductions = |options: &ContingencyOptions| {
        let found = network.contingency(options).unwrap();
        found
            .losses()
            .iter()
            .map(|loss| (loss.lost.id().to_owned(), loss.reduction))
            .collect::<Vec<_>>()
    };
    assert_eq!(reductions(&stopped), reductions(&ContingencyOptions::default()));
}

#[test]
fn nothing_is_asked_of_whoever_stands_by() {
    let desk =
        |id: &str| Department::new(id).staffing(Staffing::new(2.0, 5.0).target_wait_minutes(1.0));
    let organisation = Organisation::builder("two desks")
        .department(desk("own"))
        .department(desk("hired"))
        .customer(ExternalCustomer::new("callers"))
        .need(Need::new("callers", "calls").dependence(1.0).substitution(Substitution::BestOf))
        .service(Service::new("a", "own", "callers").for_need("calls").demand_per_hour(10.0))
        .service(
            Service::new("b", "hired", "callers")
                .for_need("calls")
                .demand_per_hour(6.0)
                .running(false),
        )
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let arrivals = |scenario: &Scenario| {
        solve(&network, scenario).workload("hired").unwrap().arrivals_per_hour
    };
    assert_near(arrivals(&Scenario::new("as stated")), 0.0, 0.0, "nobody calls");
    assert_near(arrivals(&Scenario::new("started").start_service("b")), 6.0, 0.0, "all call");
}

#[test]
fn what_makes_no_sense_is_refused_or_warned_of() {
    let network = network();
    let refused = |scenario: Scenario| network.solve(&scenario).unwrap_err().to_string();
    assert_eq!(
        refused(Scenario::new("badly").condition("hired", 0.5)),
        "condition[\"hired\"]: service `hired` does not run, so its condition changes nothing; start \
         it as well, in `start_services`"
    );
    assert_eq!(
        refused(Scenario::new("twice").start_service("hired").start_service("hired")),
        "start_services[\"hired\"]: service `hired` is started twice"
    );
    assert_eq!(
        refused(Scenario::new("both").start_service("hired").stop_service("hired")),
        "stop_services[\"hired\"]: service `hired` is stopped and started"
    );
    assert!(refused(Scenario::new("unknown").start_service("hire")).contains("`hire`"));
    let alone = Organisation::builder("alone")
        .department(Department::new("a"))
        .customer(ExternalCustomer::new("c"))
        .customer(ExternalCustomer::new("e"))
        .need(Need::new("e", "n").dependence(0.5))
        .service(Service::new("s", "a", "c").dependence(0.5).running(false))
        .service(Service::new("t", "a", "e").for_need("n").running(false))
        .build()
        .unwrap();
    let warnings: Vec<_> = alone.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "services[0].running: service `s` does not run and is a need of its own, so that need is \
             wholly unmet",
            "needs[0]: no service of need `n` of `e` runs: it is wholly unmet",
        ]
    );
}

#[test]
fn diagrams_tell_it_apart() {
    let dot = knockon::io::dot::organisation(&dairy());
    assert!(dot.contains("p1 -> p3 [label=\"1\", style=dashed];"), "{dot}");
    assert_eq!(dot.matches("dashed").count(), 1);
    let mermaid = knockon::io::mermaid::organisation(&dairy());
    assert_eq!(mermaid.matches("p1 -.->|\"1\"| p3").count(), 1, "{mermaid}");
}

/// What files say of it.
#[cfg(all(feature = "json", feature = "csv"))]
#[test]
fn files_state_it() {
    use knockon::io::csv::{TableOptions, organisation_from_str};
    use knockon::io::json;

    let written = json::organisation_to_string(&dairy());
    assert_eq!(written.matches("\"running\": false").count(), 1);
    assert!(json::organisation_from_str(&written).unwrap() == dairy());
    let scenario = json::scenario_from_str(r#"{ "start_services": ["hired"] }"#).unwrap();
    assert!(scenario.started_services().eq(["hired"]));
    assert_eq!(json::scenario_from_str(&json::scenario_to_string(&scenario)).unwrap(), scenario);

    let nodes = "id,name,kind,parent\na,,department,\nc,,external_customer,\n";
    let table = |running: &str| {
        let edges = format!("provider,consumer,service,dependence,running\na,c,s,0.5,{running}\n");
        organisation_from_str(nodes, &edges, &TableOptions::default())
    };
    for (cell, running) in [("", true), ("true", true), ("Yes", true), ("0", false), ("no", false)]
    {
        let service = table(cell).unwrap();
        assert_eq!(service.services().next().unwrap().is_running(), running, "{cell}");
    }
    assert_eq!(
        table("perhaps").unwrap_err().to_string(),
        "edges, line 2, running: running `perhaps` of service `a>c` is neither `true` nor `false`"
    );
}

#[test]
fn a_timeline_starts_it_for_a_while() {
    let hours = TimeDelta::hours;
    let hired = Scenario::new("hired").start_service("hired");
    let plan = TimelinePlan::lasting(hours(30)).during(hours(6)..hours(12), hired);
    let timeline = network().timeline(&plan).unwrap();
    let shops = timeline.series("shops").unwrap();
    for (hour, expected) in [(3, 0.4), (9, 0.9), (20, 0.4)] {
        assert_near(shops.at(hours(hour)), expected, tolerance::CLOSED_FORM, "for six hours");
    }
}

#[test]
fn chains_through_a_cycle_that_a_stand_in_closes_are_not_counted() {
    let organisation = Organisation::builder("half a cycle")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("c"))
        .service(Service::new("a-b", "a", "b").dependence(0.5))
        .service(Service::new("b-a", "b", "a").dependence(0.5).running(false))
        .service(Service::new("a-c", "a", "c").dependence(0.5));
    let network = organisation.build().unwrap().compile().unwrap();
    let from = |id: &str| network.chains().from(id).unwrap();
    assert_eq!(from("b").all().count(), 0);
    let figures = from("b").figures();
    assert_eq!((figures.chain_count.to_bits(), figures.longest), (0.0_f64.to_bits(), 0));
    assert!(network.chains().figures().chain_count <= 1.0);
    assert_eq!(network.chains().all().count(), 1);
}

#[test]
fn demand_for_a_stand_in_is_worth_nothing_until_it_runs() {
    let desk = Department::new("desk").staffing(Staffing::new(2.0, 5.0).target_wait_minutes(1.0));
    let organisation = Organisation::builder("a desk")
        .department(desk)
        .customer(ExternalCustomer::new("callers"))
        .customer(ExternalCustomer::new("others"))
        .service(Service::new("a", "desk", "callers").dependence(1.0).demand_per_hour(15.0))
        .service(Service::new("b", "desk", "others").dependence(0.0).running(false));
    let network = organisation.build().unwrap().compile().unwrap();
    let callers = Objective::party(&network, "callers").unwrap();
    let slope = |scenario: &Scenario| {
        let solved = solve(&network, scenario);
        solved.sensitivity(&callers).unwrap().demand_per_hour("b").unwrap()
    };
    assert_near(slope(&Scenario::new("as stated")), 0.0, 0.0, "nobody asks");
    assert!(slope(&Scenario::new("started").start_service("b")) < -0.001);
}

#[test]
fn readings_do_not_start_it() {
    let noon = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let event = Event::service(noon, "hired", 0.5);
    let hour = noon..noon + TimeDelta::hours(1);
    let refused =
        network().replay([&event], hour, &ReplayOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("service `hired` does not run"), "{refused}");
}

/// Tables that share out a total keep who stands by.
#[cfg(feature = "csv")]
#[test]
fn a_shared_total_leaves_it_standing_by() {
    use knockon::io::csv::{TableOptions, organisation_from_str};
    use knockon::organisation::ServiceRef;

    let nodes = "id,name,kind,parent\na,,department,\nb,,department,\nc,,external_customer,\n";
    let edges = "provider,consumer,service,weight,running\na,c,x,3,true\nb,c,y,2,false\n";
    let options = TableOptions::default().dependence_total(0.8);
    let organisation = organisation_from_str(nodes, edges, &options).unwrap();
    let running: Vec<_> = organisation.services().map(ServiceRef::is_running).collect();
    assert_eq!(running, [true, false]);
}
