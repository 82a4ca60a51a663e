//! How many agents a target takes, against trying one number after the other.

use knockon::demand::StaffingError;
use knockon::explain::Objective;
use knockon::{
    Department, ExternalCustomer, Organisation, Scenario, Service, SolveOptions, Staffing, Status,
};

use crate::support::check::solve;
use crate::support::random::Temper;
use crate::support::random_staffed::{self, BUSY};

/// More than these are not tried one by one.
const TRIED: u32 = 60;

#[test]
fn as_many_as_the_first_number_that_reaches_the_target() {
    let (mut compared, mut beyond_today, mut out_of_reach) = (0, 0, 0);
    for seed in 0..60 {
        let staffed = random_staffed::staffed(seed, 5, Temper::Calm, BUSY);
        let network = staffed.organisation().compile().unwrap();
        let Ok(objective) = Objective::customers(&network) else { continue };
        let Some(party) = (0..staffed.people.len())
            .find(|&party| staffed.people[party].is_some_and(|people| people.staffing.is_some()))
        else {
            continue;
        };
        let (department, today) = (staffed.id(party), solve(&network, &Scenario::default()));
        let has = staffed.people[party].and_then(|people| people.staffing).unwrap().agents;
        let value = objective.value(&today).unwrap();
        for target in [0.5 * value, value, value + 0.3 * (1.0 - value), 1.1] {
            let found =
                network.agents_for(department, &Scenario::default(), &objective, target).unwrap();
            let with = |agents: u32| {
                let scenario = Scenario::new("").agents(department, f64::from(agents));
                solve(&network, &scenario)
            };
            let first =
                (0..TRIED).find(|&agents| objective.value(&with(agents)).unwrap() >= target);
            let Some(found) = found else {
                assert_eq!(first, None, "seed {seed}, target {target}");
                out_of_reach += 1;
                continue;
            };
            let Some(first) = first else {
                assert!(found.agents.get() >= f64::from(TRIED), "seed {seed}: {found:?}");
                continue;
            };
            if found.status != Status::Converged {
                continue;
            }
            assert_eq!(found.agents.get().to_bits(), f64::from(first).to_bits(), "seed {seed}");
            assert_eq!(found.value.to_bits(), objective.value(&with(first)).unwrap().to_bits());
            compared += 1;
            beyond_today += u32::from(found.agents.get() > has);
        }
    }
    assert!(
        compared > 60 && beyond_today > 3 && out_of_reach > 20,
        "{compared} {beyond_today} {out_of_reach}"
    );
}

#[test]
fn only_departments_with_staff_have_agents() {
    let organisation = Organisation::builder("Canteen")
        .department(Department::new("canteen"))
        .customer(ExternalCustomer::new("guests"))
        .service(Service::new("meals", "canteen", "guests").dependence(1.0))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let guests = Objective::customers(&network).unwrap();
    let ask = |id: &str| network.agents_for(id, &Scenario::default(), &guests, 0.5).unwrap_err();
    for id in ["canteen", "guests", "nobody"] {
        assert_eq!(ask(id), StaffingError::NoStaff { id: id.to_owned() });
    }
}

#[test]
fn options_hold_for_every_state_it_solves() {
    let staffing = Staffing::new(3.0, 10.0).target_wait_minutes(2.0);
    let calls = Service::new("calls", "desk", "callers").dependence(1.0);
    let network = Organisation::builder("Help desk")
        .department(Department::new("desk").staffing(staffing))
        .customer(ExternalCustomer::new("callers"))
        .service(calls.demand_per_hour(20.0).retries(1.5))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let callers = Objective::party(&network, "callers").unwrap();
    let ask = |options: &SolveOptions| {
        let scenario = Scenario::default();
        network.agents_for_with("desk", &scenario, &callers, 0.7, options).unwrap().unwrap()
    };
    let whole = network.agents_for("desk", &Scenario::default(), &callers, 0.7).unwrap();
    assert_eq!(Some(ask(&SolveOptions::default())), whole);
    assert_eq!(whole.unwrap().status, Status::Converged);
    let hasty = ask(&SolveOptions::default().max_rounds(2));
    assert_eq!(hasty.status, Status::NotConverged);
}
