//! Handling times by service, shrinkage and occupancy: closed forms, inverses and order.

use chrono::TimeDelta;
use knockon::demand::AgentsFor;
use knockon::queue::Queue;
use knockon::time::TimelinePlan;
use knockon::{
    Department, ExternalCustomer, Invalid, Network, Objective, Organisation, Scenario, Service,
    ServiceLevel, SolveOptions, Staffing, Status,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_near, solve};
use crate::support::random::Temper;
use crate::support::random_staffed::{self, BUSY};
use crate::support::tolerance;

/// A kind of request: per hour, minutes, standard deviation over mean.
type Kind = (f64, f64, f64);

const KINDS: [Kind; 3] = [(2.0, 6.0, 0.0), (1.5, 12.0, 2.0), (0.5, 3.0, 1.0)];

/// A desk with one customer for each kind of request.
fn desk(staffing: Staffing, kinds: &[Kind]) -> Result<Organisation, Invalid> {
    let mut builder =
        Organisation::builder("Desk").department(Department::new("desk").staffing(staffing));
    for (index, &(rate, minutes, variation)) in kinds.iter().enumerate() {
        let customer = format!("c{index}");
        let service = Service::new(format!("s{index}"), "desk", &customer)
            .dependence(1.0)
            .demand_per_hour(rate)
            .handling_minutes(minutes)
            .handling_variation(variation);
        builder = builder.customer(ExternalCustomer::new(&customer)).service(service);
    }
    builder.build()
}

fn network(staffing: Staffing, kinds: &[Kind]) -> Network {
    desk(staffing, kinds).unwrap().compile().unwrap()
}

/// Arrivals per hour, mean and second moment of handling times in hours.
fn moments(kinds: &[Kind]) -> (f64, f64, f64) {
    let all: f64 = kinds.iter().map(|kind| kind.0).sum();
    let mean = kinds.iter().map(|(rate, minutes, _)| rate * minutes / 60.0).sum::<f64>() / all;
    let second = |&(rate, minutes, variation): &Kind| {
        rate * (minutes / 60.0).powi(2) * (1.0 + variation * variation)
    };
    (all, mean, kinds.iter().map(second).sum::<f64>() / all)
}

/// Pollaczek and Khinchine: `W = λ E[S²] / (2 (1 − ρ))` is exact at one agent.
#[test]
fn one_agent_waits_by_pollaczek_khinchine() {
    let cases: [&[Kind]; 4] =
        [&KINDS, &KINDS[..1], &[(4.0, 6.0, 0.0), (1.0, 6.0, 3.0)], &[(5.0, 9.0, 1.0)]];
    for kinds in cases {
        let (arrivals, mean, second) = moments(kinds);
        let staffing = Staffing::new(1.0, 99.0).target_wait_minutes(7.0);
        let today = network(staffing, kinds).baseline();
        let line = today.workload("desk").unwrap().line.unwrap();
        let busy = arrivals * mean;
        let wait = arrivals * second / (2.0 * (1.0 - busy));
        assert_near(line.utilisation, busy, tolerance::CLOSED_FORM, "utilisation");
        assert_near(line.mean_wait_minutes / 60.0, wait, tolerance::CLOSED_FORM, "wait");
        assert_near(line.mean_queue_length, arrivals * wait, tolerance::CLOSED_FORM, "Little");
        // As many wait as at random times, for so much longer or shorter.
        let factor = second / (2.0 * mean * mean);
        let late = busy * (-(1.0 / mean - arrivals) * (7.0 / 60.0) / factor).exp();
        let capability = today.capability("desk").unwrap().get();
        assert_near(capability, 1.0 - late, tolerance::CLOSED_FORM, "service level");
        assert_near(line.within_target.unwrap(), capability, 0.0, "within target");
    }
}

/// Requests that take an exponential time of one mean are what staffing alone states.
#[test]
fn a_mix_of_one_kind_is_that_kind() {
    let staffing = |minutes| Staffing::new(2.5, minutes).target_wait_minutes(3.0);
    let one = network(staffing(99.0), &[(6.0, 8.0, 1.0), (9.0, 8.0, 1.0)]).baseline();
    let other = Organisation::builder("Desk")
        .department(Department::new("desk").staffing(staffing(8.0)))
        .customer(ExternalCustomer::new("c0"))
        .service(Service::new("s0", "desk", "c0").dependence(1.0).demand_per_hour(15.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
        .baseline();
    let capability = |state: &knockon::Assessment| state.capability("desk").unwrap().get();
    assert_near(capability(&one), capability(&other), tolerance::CLOSED_FORM, "one mean");
}

/// The mix counts what departments ask of each other, in a cycle too, and nothing asked again.
#[test]
fn the_mix_is_that_of_stated_demand_at_full_quality() {
    let organisation = |retries: f64| {
        Organisation::builder("Two desks")
            .department(
                Department::new("a").staffing(Staffing::new(3.0, 10.0).target_wait_minutes(5.0)),
            )
            .department(
                Department::new("b").staffing(Staffing::new(2.0, 10.0).target_wait_minutes(5.0)),
            )
            .customer(ExternalCustomer::new("c"))
            .service(
                Service::new("a-c", "a", "c")
                    .dependence(1.0)
                    .demand_per_hour(6.0)
                    .handling_minutes(15.0)
                    .retries(retries),
            )
            .service(
                Service::new("b-a", "b", "a")
                    .dependence(0.5)
                    .requests_per_job(0.5)
                    .handling_minutes(6.0)
                    .handling_variation(0.0),
            )
            .service(
                Service::new("a-b", "a", "b")
                    .dependence(0.1)
                    .requests_per_job(0.25)
                    .handling_minutes(3.0)
                    .retries(retries),
            )
            .build()
            .unwrap()
            .compile()
            .unwrap()
    };
    // λ_a = 6 + λ_b / 4 and λ_b = λ_a / 2, so λ_a = 48/7: six of 15 minutes, 6/7 of 3.
    let (mean, other) = ((6.0 * 15.0 + 6.0 / 7.0 * 3.0) / (48.0 / 7.0), 6.0);
    for retries in [0.0, 0.8] {
        let today = organisation(retries).baseline();
        assert_eq!(today.status(), Status::Converged);
        for (id, agents, minutes) in [("a", 3.0, mean), ("b", 2.0, other)] {
            let workload = today.workload(id).unwrap();
            let busy = workload.arrivals_per_hour * minutes / 60.0 / agents;
            let found = workload.line.unwrap().utilisation;
            assert_near(found, busy, tolerance::CLOSED_FORM, id);
        }
        let asked = today.workload("a").unwrap().arrivals_per_hour;
        assert!((asked > 48.0 / 7.0 + 1e-3) == (retries > 0.0), "{asked}");
    }
}

/// A scenario with more of any demand never raises a quality, however short the requests are that
/// it adds. With a mix that moved it would, as a desk shows that states so many.
#[test]
fn more_demand_never_raises_a_quality() {
    let staffing = Staffing::new(1.0, 10.0).target_wait_minutes(180.0);
    let kinds = [(0.01, 1.0, 0.0), (0.2, 55.0, 1.5)];
    let stated = network(staffing, &kinds);
    let served = |network: &Network, scenario: &Scenario| {
        solve(network, scenario).capability("desk").unwrap().get()
    };
    let more = Scenario::new("more").demand_per_hour("s0", 0.5);
    let (today, asked) = (served(&stated, &Scenario::default()), served(&stated, &more));
    let moved = served(&network(staffing, &[(0.5, 1.0, 0.0), kinds[1]]), &Scenario::default());
    assert!(asked < today && moved > today, "{asked} {today} {moved}");

    let (mut compared, mut fell) = (0, 0);
    for seed in 0..150 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x4a11);
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let staffed = random_staffed::staffed(seed, 6, temper, BUSY);
        let mut parts = staffed.parts();
        let places: Vec<_> = staffed.services().collect();
        let mut scenario = Scenario::new("more");
        for (service, &((need, place), requests)) in parts.services.iter_mut().zip(&places) {
            let needed = &staffed.statement.needs[need];
            let provider = needed.services[place].provider;
            let staffing = staffed.people[provider].and_then(|people| people.staffing);
            let Some(staffing) = staffing.filter(|staffing| staffing.patience_minutes.is_none())
            else {
                continue;
            };
            if requests.rate > 0.0 {
                let minutes = staffing.handling_minutes * rng.random_range(0.1..1.6);
                let variation = rng.random_range(0.0..2.0);
                let stated = service.clone();
                *service = stated.handling_minutes(minutes).handling_variation(variation);
                if staffed.is_customer(needed.consumer) && rng.random_bool(0.5) {
                    let id = &needed.services[place].id;
                    scenario = scenario.demand_per_hour(id, requests.rate * 1.3);
                }
            }
        }
        let network = parts.organisation().compile().unwrap();
        let before = network.baseline();
        let after = solve(&network, &scenario);
        if [&before, &after].iter().any(|state| state.status() != Status::Converged) {
            continue;
        }
        for (before, after) in before.qualities().zip(after.qualities()) {
            assert!(after <= before + tolerance::LOOSE, "seed {seed}: {after} > {before}");
            fell += u32::from(after < before - tolerance::LOOSE);
        }
        compared += 1;
    }
    assert!(compared > 100 && fell > 50, "{compared} {fell}");
}

#[test]
fn shrinkage_is_the_agents_who_are_left() {
    let served = |staffing: Staffing, scenario: &Scenario| {
        let state = solve(&network(staffing, &KINDS), scenario);
        (state.capability("desk").unwrap().get(), state.workload("desk").unwrap().line.unwrap())
    };
    let staffing = |agents| Staffing::new(agents, 10.0).target_wait_minutes(5.0);
    let stated = Scenario::default();
    let (few, line) = served(staffing(1.4), &stated);
    let (shrunk, of_shrunk) = served(staffing(2.0).shrinkage(0.3), &stated);
    assert_near(shrunk, few, tolerance::CLOSED_FORM, "stated");
    assert_near(of_shrunk.utilisation, line.utilisation, tolerance::CLOSED_FORM, "busy");
    assert_near(of_shrunk.agents.get(), 2.0, 0.0, "agents");
    // Agents that a scenario sets shrink as well.
    let (set, _) = served(staffing(9.0).shrinkage(0.3), &stated.clone().agents("desk", 2.0));
    assert_near(set, few, tolerance::CLOSED_FORM, "set");

    let leave = |agents| {
        Staffing::new(agents, 10.0).patience_minutes(4.0).service_level(ServiceLevel::Served)
    };
    let plain = |staffing| {
        let kinds = [(9.0, 10.0, 1.0)];
        network(staffing, &kinds).baseline().capability("desk").unwrap().get()
    };
    assert_near(plain(leave(2.0).shrinkage(0.25)), plain(leave(1.5)), 1e-13, "patience");
    let queue = Queue::new(9.0, 6.0, 2.0).unwrap().patience(0.1).unwrap();
    let (ten, seven) = (queue.with_agents(10.0).unwrap(), queue.with_agents(7.0).unwrap());
    let ten = ten.shrinkage(0.3).unwrap().performance();
    assert_near(ten.mean_wait, seven.performance().mean_wait, 1e-15, "wait");
    assert_near(ten.utilisation, seven.performance().utilisation, 1e-15, "busy");
}

#[test]
fn fractional_agents_are_found_again() {
    let mut capped = 0;
    for (shrinkage, cap) in [(0.0, 1.0), (0.3, 1.0), (0.3, 0.8), (0.0, 0.5)] {
        for variability in [0.25, 1.0, 3.0] {
            let queue = Queue::new(50.0, 6.0, 1.0).unwrap();
            let queue = queue.variability(1.0, variability).unwrap().shrinkage(shrinkage).unwrap();
            let queue = queue.occupancy_cap(cap).unwrap();
            let agents = queue.fractional_agents_for(0.8, 0.02).unwrap();
            let with = queue.with_agents(agents).unwrap();
            let occupancy = with.offered_load() / (agents * (1.0 - shrinkage));
            let share = with.within(0.02).unwrap();
            let is_capped = (occupancy - cap).abs() < 1e-11;
            assert!(occupancy <= cap * (1.0 + 1e-11) && share >= 0.8, "{occupancy} {share}");
            assert!(is_capped || (share - 0.8).abs() < 1e-13, "{share} at {occupancy}");
            capped += u32::from(is_capped);
            let whole = queue.agents_for(0.8, 0.02).unwrap();
            assert_near(whole, agents.ceil(), 0.0, "whole");
        }
    }
    assert!((3..9).contains(&capped), "{capped}");
}

#[test]
fn agents_of_a_network_are_found_to_a_billionth() {
    let find = |staffing: Staffing| -> (AgentsFor, AgentsFor, Network) {
        let network = network(staffing, &KINDS);
        let everyone = Objective::customers(&network).unwrap();
        let (stated, options) = (Scenario::default(), SolveOptions::default());
        let whole = network.agents_for("desk", &stated, &everyone, 0.9).unwrap().unwrap();
        let least = network
            .fractional_agents_for_with("desk", &stated, &everyone, 0.9, &options)
            .unwrap()
            .unwrap();
        (whole, least, network)
    };
    let staffing = Staffing::new(1.0, 10.0).target_wait_minutes(5.0).shrinkage(0.2);
    let (whole, least, network) = find(staffing);
    let agents = least.agents.get();
    assert_near(whole.agents.get(), agents.ceil(), 0.0, "whole");
    let capability = |agents: f64| {
        solve(&network, &Scenario::new("").agents("desk", agents)).capability("desk").unwrap().get()
    };
    assert!(least.value >= 0.9 && capability(agents - 1e-8) < 0.9, "{agents}");
    assert_near(capability(agents), 0.9, 1e-8, "round trip");

    // A cap that binds: arrivals are that share of what agents who answer can handle.
    let (whole, least, _) = find(staffing.occupancy_cap(0.2));
    let (arrivals, mean, _) = moments(&KINDS);
    let needed = arrivals * mean / 0.2 / 0.8;
    assert_near(least.agents.get(), needed, 1e-8, "capped");
    assert_near(whole.agents.get(), needed.ceil(), 0.0, "capped, whole");
}

/// A timeline rests where a solve does, with the same waits, and comes back there.
#[test]
fn a_timeline_rests_at_the_mix() {
    let network = network(Staffing::new(1.0, 10.0).target_wait_minutes(5.0), &KINDS);
    let line = network.baseline().workload("desk").unwrap().line.unwrap();
    let hours = TimeDelta::hours;
    let busy = Scenario::new("busy").demand_per_hour("s0", 6.0);
    let plan = TimelinePlan::lasting(hours(400)).step(hours(1)).during(hours(10)..hours(20), busy);
    let timeline = network.timeline(&plan).unwrap();
    let waits: Vec<f64> =
        timeline.line("desk").unwrap().points().map(|at| at.mean_wait_minutes).collect();
    assert_near(waits[0], line.mean_wait_minutes, 1e-9, "at first");
    assert!(waits[20] > 1.5 * waits[0], "{waits:?}");
    assert_near(*waits.last().unwrap(), line.mean_wait_minutes, 1e-6, "at the end");
}

#[test]
fn what_no_formula_has_is_refused() {
    let said = |organisation: Result<Organisation, Invalid>| organisation.unwrap_err().to_string();
    let leave = Staffing::new(1.0, 6.0).patience_minutes(4.0).target_wait_minutes(1.0);
    assert!(desk(leave, &[(2.0, 9.0, 1.0), (3.0, 9.0, 1.0)]).is_ok());
    assert_eq!(
        said(desk(leave, &[(2.0, 9.0, 1.0), (3.0, 12.0, 1.0)])),
        "services[1].handling_minutes: service `s0` takes `9` minutes and service `s1` `12`, but \
         department `desk` states a patience, and no formula has both: state one handling time, or \
         no `patience_minutes`"
    );
    assert_eq!(
        said(desk(leave, &[(2.0, 9.0, 0.5)])),
        "services[0].handling_variation: service `s0` states the `handling_variation` `0.5`, but \
         department `desk` states a patience, and no formula has both: state a variation of 1, or \
         no `patience_minutes`"
    );
    let patient = Staffing::new(1.0, 6.0).target_wait_minutes(1.0);
    assert_eq!(
        said(desk(patient, &[(2.0, 0.0, -1.0)])),
        "services[0].handling_minutes: handling_minutes `0` of service `s0` is outside 1e-9..=1e9\n\
         services[0].handling_variation: handling_variation `-1` of service `s0` is outside 0..=1000"
    );
    assert_eq!(
        said(desk(patient.shrinkage(1.0).occupancy_cap(0.0), &[(2.0, 6.0, 1.0)])),
        "departments[0].staffing.shrinkage: shrinkage `1` of department `desk` is outside 0..1, 1 \
         excluded\n\
         departments[0].staffing.occupancy_cap: occupancy_cap `0` of department `desk` is outside \
         0..=1, 0 excluded"
    );
    let idle = Organisation::builder("Idle")
        .departments(["a", "b"].map(Department::new))
        .department(Department::new("c").staffing(patient))
        .service(
            Service::new("s", "a", "b").dependence(1.0).requests_per_job(1.0).handling_minutes(1.0),
        )
        .service(Service::new("t", "c", "b").dependence(1.0).handling_minutes(1.0))
        .build();
    assert_eq!(
        said(idle),
        "services[1].handling_minutes: service `t` states how long its requests take, but no \
         requests; state `demand_per_hour` or `requests_per_job`\n\
         services[0].handling_minutes: service `s` states `handling_minutes`, but department `a` \
         states no staffing that would take it"
    );
}
