//! People who are hired, and come late.

use chrono::TimeDelta;
use knockon::time::{Ending, LineState, SteadyState, TimelinePlan};
use knockon::{Department, ExternalCustomer, Network, Organisation, Scenario, Service, Staffing};

use crate::support::check::assert_near;
use crate::support::tolerance;

const HOUR: TimeDelta = TimeDelta::hours(1);

/// A desk that human resources hire for, who take ten days.
fn hiring() -> Network {
    let staffing = Staffing::new(4.0, 60.0).target_wait_minutes(30.0);
    Organisation::builder("hiring")
        .department(Department::new("hr"))
        .department(Department::new("desk").staffing(staffing))
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("hiring", "hr", "desk").dependence(0.0).lag(TimeDelta::days(10)))
        .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(3.5))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn people_come_after_the_lag_and_twice_as_late_from_human_resources_at_half() {
    let network = hiring();
    let asked = TimeDelta::seconds(100_003);
    let plan = TimelinePlan::lasting(TimeDelta::days(40)).step(HOUR * 2).hire("hiring", 2.0, asked);
    let come = |plan: &TimelinePlan| {
        let timeline = network.timeline(plan).unwrap();
        let hired = timeline.hires().next().unwrap();
        assert_eq!((hired.department.as_str(), hired.asked), ("desk", asked));
        let line: Vec<LineState> = timeline.line("desk").unwrap().points().collect();
        for state in &line {
            let expected = match hired.arrived {
                Some(arrived) if state.at > arrived => 6.0,
                Some(arrived) if state.at == arrived => state.agents,
                _ => 4.0,
            };
            assert_near(state.agents, expected, 0.0, "agents");
        }
        hired.arrived
    };
    let lag = TimeDelta::days(10);
    assert_eq!(come(&plan), Some(asked + lag));
    let half = Scenario::new("").capability("hr", 0.5);
    assert_eq!(come(&plan.clone().from(TimeDelta::zero(), half.clone())), Some(asked + lag * 2));
    // At half for the first six days of the search: three days' work is missing.
    let first = plan.clone().during(asked..asked + TimeDelta::days(6), half);
    assert_eq!(come(&first), Some(asked + TimeDelta::days(13)));
    let nobody = Scenario::new("").capability("hr", 0.0);
    assert_eq!(come(&plan.from(TimeDelta::zero(), nobody)), None);
}

#[test]
fn people_who_came_stay_whatever_else_begins_or_ends() {
    let days = TimeDelta::days;
    let plan = TimelinePlan::lasting(days(40))
        .step(days(1))
        .hire("hiring", 2.0, TimeDelta::zero())
        .during(days(5)..days(15), Scenario::new("ill").agents("desk", 3.0))
        .during(days(20)..days(25), Scenario::new("busy").demand_per_hour("calls", 4.0));
    let timeline = hiring().timeline(&plan).unwrap();
    let line = timeline.line("desk").unwrap();
    // They come on day 10, to four of whom one is ill until day 15.
    let expected = [(4, 4.0), (9, 3.0), (11, 5.0), (14, 5.0), (16, 6.0), (22, 6.0), (40, 6.0)];
    for (day, expected) in expected {
        let state = line.points().find(|state| state.at == days(day)).unwrap();
        assert_near(state.agents, expected, 0.0, &format!("agents on day {day}"));
    }
}

#[test]
fn people_who_come_lead_to_the_steady_state_of_more_agents() {
    let network = hiring();
    let plan = TimelinePlan::lasting(TimeDelta::days(60)).hire("hiring", 2.0, TimeDelta::zero());
    let timeline = network.timeline(&plan).unwrap();
    let settled = network.solve(&Scenario::new("").agents("desk", 6.0)).unwrap();
    assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
    let quality = timeline.quality("callers").unwrap().get();
    assert_near(quality, settled.quality("callers").unwrap().get(), tolerance::CLOSE, "callers");
    assert!(!timeline.lasting_collapse());
}
