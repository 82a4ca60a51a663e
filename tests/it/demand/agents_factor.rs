//! Factors of stated agents.

use knockon::{
    Department, ExternalCustomer, Live, Network, Organisation, Scenario, Service, Staffing,
};

use crate::support::check::{assert_same_bits, solve};

/// Two desks of five and of three agents, and a back room without any.
fn network() -> Network {
    let desk = |id: &str, agents| {
        Department::new(id).staffing(Staffing::new(agents, 6.0).target_wait_minutes(2.0))
    };
    let calls = |id: &str, provider: &str| {
        Service::new(id, provider, "callers").dependence(0.5).demand_per_hour(18.0)
    };
    Organisation::builder("Two desks")
        .department(desk("a", 5.0))
        .department(desk("b", 3.0))
        .department(Department::new("back"))
        .customer(ExternalCustomer::new("callers"))
        .service(calls("calls-a", "a"))
        .service(calls("calls-b", "b"))
        .service(Service::new("files", "back", "a").dependence(0.2))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn assert_same(one: &Scenario, two: &Scenario) {
    let network = network();
    let [one, two] = [one, two].map(|scenario| solve(&network, scenario));
    let bits = [&one, &two].map(|solved| solved.qualities().collect::<Vec<_>>());
    assert_same_bits(&bits[0], &bits[1], one.scenario());
}

#[test]
fn a_factor_multiplies_what_is_stated() {
    assert_same(
        &Scenario::new("of one").agents_factor("a", 0.8),
        &Scenario::new("of one").agents("a", 4.0),
    );
    assert_same(
        &Scenario::new("of all").agents_factor_of_all(2.0),
        &Scenario::new("of all").agents("a", 10.0).agents("b", 6.0),
    );
    assert_same(
        &Scenario::new("others").agents_factor_of_all(2.0).agents_factor("b", 0.5),
        &Scenario::new("others").agents("a", 10.0).agents("b", 1.5),
    );
    assert_same(
        &Scenario::new("what is set").agents_factor_of_all(2.0).agents("b", 1.0),
        &Scenario::new("what is set").agents("a", 10.0).agents("b", 1.0),
    );
    assert_same(
        &Scenario::new("capable").agents_factor_of_all(2.0).capability("a", 0.4),
        &Scenario::new("capable").capability("a", 0.4).agents("b", 6.0),
    );
    assert_same(
        &Scenario::new("nobody").agents_factor_of_all(0.0),
        &Scenario::new("nobody").agents("a", 0.0).agents("b", 0.0),
    );
}

#[test]
fn live_says_how_many_there_are() {
    let mut live = Live::new(&network());
    live.change(&Scenario::new("flu").agents_factor_of_all(0.5)).unwrap();
    let mut agents: Vec<_> =
        live.scenario().agents_set().map(|(id, agents)| (id.to_owned(), agents)).collect();
    agents.sort_by(|one, two| one.0.cmp(&two.0));
    assert_eq!(agents, [("a".to_owned(), 2.5), ("b".to_owned(), 1.5)]);
}

#[test]
fn what_is_in_force_before_stays() {
    let mut live = Live::new(&network());
    live.set_capability("a", 0.2).unwrap();
    live.set_agents("b", 9.0).unwrap();
    let before = live.scenario();
    live.change(&Scenario::new("flu").agents_factor_of_all(0.5)).unwrap();
    assert_eq!(live.scenario(), before);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let network = network();
    let refused = |scenario: Scenario| network.solve(&scenario).unwrap_err().to_string();
    assert_eq!(
        refused(Scenario::new("both").agents("a", 2.0).agents_factor("a", 0.5)),
        "agents_factor[\"a\"]: the scenario sets the agents of `a`, so a factor of stated ones changes \
         nothing; set one of them alone"
    );
    assert_eq!(
        refused(Scenario::new("none").agents_factor("back", 0.5)),
        "agents_factor[\"back\"]: department `back` states no staffing, so it has no agents; state \
         `staffing`, or set its capability"
    );
    assert_eq!(
        refused(Scenario::new("twice").agents_factor("a", 0.5).agents_factor("a", 0.6)),
        "agents_factor[\"a\"]: the agents factor of `a` is set twice"
    );
    assert_eq!(
        refused(Scenario::new("less than nobody").agents_factor_of_all(-1.0)),
        "agents_factor_of_all: agents factor `-1` is outside 0 or 1e-12..=1e9"
    );
    let nobody = Organisation::builder("Nobody")
        .department(Department::new("a"))
        .customer(ExternalCustomer::new("c"))
        .service(Service::new("s", "a", "c").dependence(1.0))
        .build()
        .unwrap();
    let flu = Scenario::new("flu").agents_factor_of_all(0.8);
    assert_eq!(
        nobody.compile().unwrap().solve(&flu).unwrap_err().to_string(),
        "agents_factor_of_all: no department states staffing, so an agents factor changes nothing; \
         state `staffing`, or set capabilities"
    );
    // Where everybody is set by name, nobody is left for the factor of all.
    let everybody = flu.capability("a", 0.5).capability("b", 0.5);
    assert!(network.solve(&everybody).is_ok());
    assert!(
        refused(Scenario::new("too many").agents_factor("a", 1e9))
            .contains("outside 0 or 1e-9..=1e9")
    );
}

#[cfg(feature = "json")]
#[test]
fn documents_state_it() {
    use knockon::io::json::{scenario_from_str, scenario_to_string};

    let text = r#"{ "agents_factor": { "a": 0.5 }, "agents_factor_of_all": 0.8 }"#;
    let scenario = scenario_from_str(text).unwrap();
    assert!(scenario.agents_factors().eq([("a", 0.5)]));
    assert_eq!(scenario.agents_factor_of_all_set(), Some(0.8));
    assert_eq!(scenario_from_str(&scenario_to_string(&scenario)).unwrap(), scenario);
    assert!(!scenario.is_empty() && scenario.without("a").agents_factors().len() == 0);
}
