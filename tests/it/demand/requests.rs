//! Requests upstream: certified cases, conservation, and what nobody asks for changing nothing.

use knockon::{
    Assessment, Department, Effort, ExternalCustomer, Network, Organisation, Scenario, Service,
    ServiceLevel, SolveOptions, Staffing, Uniqueness, Workspace,
};
use serde_json::Value;

use crate::support::check::{
    assert_close, assert_near, assert_same_bits, baseline, check, qualities, solve, solve_both,
};
use crate::support::random::{self, Temper};
use crate::support::random_staffed::{self, AT_EASE, BUSY};
use crate::support::reference::{Case, cases, list, number, numbers, text};
use crate::support::staffed::{People, Shift, Staffed};
use crate::support::statement::Shock;
use crate::support::tolerance;
use crate::support::{load_oracle, oracle};

const COUPLED: &str = include_str!("../../data/coupled.json");
const ERLANG: &str = include_str!("../../data/erlang.json");

/// Builds the three departments of a coupled case, given the case it shares all but its own
/// inputs with.
fn coupled(base: &Value, case: &Case) -> Organisation {
    let own = |name: &str| case.inputs.get(name).unwrap_or(&base[name]).clone();
    let ids: Vec<String> = list(&own("nodes")).iter().map(text).collect();
    let (agents, rates) = (numbers(&own("servers")), numbers(&own("mu")));
    let (targets, demand) = (numbers(&own("sla_time")), numbers(&own("external_demand")));
    let patience = case.inputs.get("theta").map(numbers);
    let mut builder = Organisation::builder(&case.id).customer(ExternalCustomer::new("outside"));
    for (place, id) in ids.iter().enumerate() {
        let staffing = Staffing::new(agents[place], 60.0 / rates[place]);
        let staffing = match &patience {
            None => staffing.target_wait_minutes(60.0 * targets[place]),
            Some(rates) => {
                staffing.patience_minutes(60.0 / rates[place]).service_level(ServiceLevel::Served)
            }
        };
        let skill = numbers(&own("competence"))[place];
        builder = builder.department(Department::new(id).skill(skill).staffing(staffing)).service(
            Service::between(id, "outside").dependence(0.0).demand_per_hour(demand[place]),
        );
    }
    let matrix = |name: &str| list(&own(name)).iter().map(numbers).collect::<Vec<_>>();
    let (requests, strengths) = (matrix("R_ji_requests_of_j_to_i"), matrix("strength_ji"));
    let retries = number(&own("retry_phi"));
    for (consumer, row) in requests.iter().enumerate() {
        for (provider, &rate) in row.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
            let service = Service::between(&ids[provider], &ids[consumer])
                .dependence(strengths[consumer][provider])
                .requests_per_job(rate)
                .retries(retries);
            builder = builder.service(service);
        }
    }
    builder.build().unwrap()
}

#[test]
fn three_departments_have_the_certified_states() {
    let all = cases(COUPLED, "coupled", 4);
    let base = all.iter().find(|case| case.id == "coupled-load-quality-base").unwrap();
    for case in &all {
        let network = coupled(&base.inputs, case).compile().unwrap();
        let solved = solve_both(&network, &Scenario::default());
        let state = |which: &str, what: &str| case.outputs[which].get(what).map(numbers);
        for (place, id) in list(&base.inputs["nodes"]).iter().map(text).enumerate() {
            let what = format!("{id} of {}", case.id);
            let near = |actual: f64, expected: Option<Vec<f64>>| {
                if let Some(expected) = expected {
                    assert_near(actual, expected[place], case.tolerance, &what);
                }
            };
            let (upper, lower) =
                (solved.workload(&id).unwrap(), solved.lower_workload(&id).unwrap());
            near(solved.quality(&id).unwrap().get(), state("best", "q"));
            near(solved.lower(&id).unwrap().get(), state("worst", "q"));
            near(upper.arrivals_per_hour, state("best", "lam"));
            near(lower.arrivals_per_hour, state("worst", "lam"));
            near(upper.capability.get(), state("best", "s"));
            near(lower.capability.get(), state("worst", "s"));
        }
        // One state by figures that differ by less than what the reference stopped at.
        let (best, worst) = (state("best", "q").unwrap(), state("worst", "q").unwrap());
        let is_one = oracle::distance(&best, &worst) < tolerance::APART;
        let expected = if is_one { Uniqueness::Computed } else { Uniqueness::Multiple };
        assert_eq!(solved.uniqueness(), expected, "{}", case.id);
    }
}

#[test]
fn networks_of_queues_are_as_busy_as_jackson_says() {
    for case in cases(ERLANG, "jackson", 2) {
        let arrivals = numbers(&case.inputs["external_arrivals"]);
        let (rates, agents) = (numbers(&case.inputs["mu"]), numbers(&case.inputs["c"]));
        let mut builder =
            Organisation::builder(&case.id).customer(ExternalCustomer::new("outside"));
        let id = |place: usize| format!("station-{place}");
        for (place, &demand) in arrivals.iter().enumerate() {
            let staffing = Staffing::new(agents[place], 60.0 / rates[place]);
            let service = Service::between(id(place), "outside").dependence(1.0);
            builder = builder
                .department(Department::new(id(place)).staffing(staffing.target_wait_minutes(0.0)))
                .service(service.demand_per_hour(demand));
        }
        for (from, row) in list(&case.inputs["routing_R_ij_i_to_j"]).iter().enumerate() {
            for (to, rate) in numbers(row).into_iter().enumerate().filter(|(_, rate)| *rate > 0.0) {
                let service = Service::between(id(to), id(from)).dependence(0.0);
                builder = builder.service(service.requests_per_job(rate));
            }
        }
        let today = baseline(&builder.build().unwrap());
        for (place, &rate) in rates.iter().enumerate() {
            let workload = today.workload(id(place)).unwrap();
            let line = workload.line.unwrap();
            let close = |actual: f64, what: &str| {
                let expected = numbers(&case.outputs[what])[place];
                assert_close(
                    actual,
                    expected,
                    tolerance::QUEUES,
                    &format!("{what} of {}", case.id),
                );
            };
            close(workload.arrivals_per_hour, "lam");
            close(line.utilisation, "rho");
            close(line.mean_queue_length, "Lq");
            close(line.mean_wait_minutes / 60.0 + 1.0 / rate, "W");
        }
    }
}

/// Checks that whatever arrives anywhere was asked for by somebody, and returns how many
/// departments ask each other.
fn check_conservation(staffed: &Staffed, solved: &Assessment, what: &str) -> usize {
    let quality = qualities(solved, &staffed.statement);
    let arrives = |party: usize| {
        let workload = solved.workload(staffed.id(party));
        workload.map_or(0.0, |workload| workload.arrivals_per_hour)
    };
    let arrivals: Vec<f64> = (0..quality.len()).map(arrives).collect();
    let asked = load_oracle::asked(staffed, &quality, &arrivals);
    let apart = load_oracle::apart(&asked, &arrivals);
    assert!(apart <= tolerance::TRAFFIC, "{what}: {asked:?} {arrivals:?}");
    let asks_inside = |((need, _), requests): &((usize, usize), _)| {
        let crate::support::staffed::Requests { rate, .. } = requests;
        *rate > 0.0 && !staffed.is_customer(staffed.statement.needs[*need].consumer)
    };
    staffed.services().filter(asks_inside).count()
}

#[test]
fn what_arrives_was_asked_for() {
    let mut inside = 0;
    for seed in 0..200 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let staffed = random_staffed::staffed(seed, 8, temper, BUSY);
        let network = staffed.organisation().compile().unwrap();
        for shift in [Shift::default(), random_staffed::shift(seed, &staffed, 0.3, 0.5)] {
            let solved = solve(&network, &staffed.scenario(&shift));
            inside += check_conservation(&staffed.after(&shift), &solved, &format!("seed {seed}"));
        }
    }
    assert!(inside > 1_000, "{inside}");
}

#[test]
fn demand_without_staff_changes_no_quality() {
    for seed in 0..150 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let mut staffed = random_staffed::staffed(seed, 8, temper, BUSY);
        let plain = random::statement(seed, 8, temper);
        for (party, people) in staffed.people.iter_mut().enumerate() {
            *people = None;
            staffed.statement.parties[party].capability = plain.parties[party].capability;
        }
        let shock = random::shock(seed, &plain, 0.3);
        let [asked, silent] = [staffed.organisation(), plain.organisation()].map(|organisation| {
            solve_both(&organisation.compile().unwrap(), &plain.scenario(&shock))
        });
        let states = |solved: &Assessment| qualities(solved, &plain);
        assert_same_bits(&states(&asked), &states(&silent), &format!("seed {seed}"));
        assert_eq!(asked.uniqueness(), silent.uniqueness());
        assert_eq!(asked.error_bound(), silent.error_bound());
        assert_eq!(asked.iterations(), silent.iterations());
    }
}

#[test]
fn staff_whom_nothing_can_trouble_change_no_quality() {
    for seed in 0..100 {
        let plain = random::statement(seed, 8, Temper::Calm);
        let mut staffed = Staffed::new(plain.clone());
        // No requests at all: whoever waits for them is always there.
        for party in 0..plain.parties.len() {
            if !plain.parties[party].is_customer {
                let skill = plain.parties[party].capability;
                let staffing = Staffing::new(1.0, 10.0).target_wait_minutes(0.0);
                let effort = Effort::default();
                staffed.staff(party, People { skill, effort, staffing: Some(staffing) });
            }
        }
        let states = [plain.organisation(), staffed.organisation()]
            .map(|organisation| qualities(&baseline(&organisation), &plain));
        assert_same_bits(&states[0], &states[1], &format!("seed {seed}"));
    }
}

#[test]
fn a_department_without_people_keeps_its_stated_capability() {
    let mut kept = 0;
    for seed in 0..100 {
        let staffed = random_staffed::staffed(seed, 8, Temper::Calm, BUSY);
        let solved = solve_both(&staffed.organisation().compile().unwrap(), &Scenario::default());
        for (party, stated) in staffed.statement.parties.iter().enumerate() {
            if !stated.is_customer && staffed.people[party].is_none() {
                let capability = solved.capability(&stated.id).unwrap().get();
                assert_eq!(capability.to_bits(), stated.capability.to_bits());
                kept += 1;
            }
        }
    }
    assert!(kept > 50, "{kept}");
}

#[test]
fn a_set_capability_holds_whatever_the_load() {
    for seed in 0..100 {
        let staffed = random_staffed::staffed(seed, 8, Temper::Calm, BUSY);
        let network = staffed.organisation().compile().unwrap();
        let mut shift = random_staffed::shift(seed, &staffed, 0.5, 0.5);
        let departments = (0..staffed.people.len()).filter(|&party| !staffed.is_customer(party));
        let capabilities = departments.map(|party| (party, 0.37)).collect();
        shift.shock = Shock { capabilities, ..shift.shock };
        (shift.agents, shift.skills) = (Vec::new(), Vec::new());
        let solved = solve_both(&network, &staffed.scenario(&shift));
        for department in network_departments(&staffed) {
            let capability = solved.capability(department).unwrap().get();
            assert_eq!(capability.to_bits(), 0.37_f64.to_bits(), "seed {seed}");
        }
        // Quality is that of the statement with these capabilities and nobody's people.
        let plain = staffed.statement.after(&shift.shock);
        let mut stopped = shift.shock.clone();
        stopped.capabilities.clear();
        stopped.conditions.clear();
        let expected = solve(&plain.organisation().compile().unwrap(), &plain.scenario(&stopped));
        let (actual, expected) = (qualities(&solved, &plain), qualities(&expected, &plain));
        for (actual, expected) in actual.iter().zip(&expected) {
            assert_near(*actual, *expected, tolerance::SOLVED, &format!("seed {seed}"));
        }
    }
}

fn network_departments(staffed: &Staffed) -> impl Iterator<Item = &str> {
    let departments = staffed.statement.parties.iter().filter(|party| !party.is_customer);
    departments.map(|party| party.id.as_str())
}

#[test]
fn effort_that_does_not_react_is_none() {
    for seed in 0..100 {
        let staffed = random_staffed::staffed(seed, 8, Temper::Calm, BUSY);
        let (mut idle, mut none) = (staffed.clone(), staffed);
        for people in idle.people.iter_mut().flatten() {
            people.effort.reaction = 0.0;
        }
        for people in none.people.iter_mut().flatten() {
            people.effort = Effort::default();
        }
        let states = [&idle, &none]
            .map(|staffed| qualities(&baseline(&staffed.organisation()), &staffed.statement));
        assert_same_bits(&states[0], &states[1], &format!("seed {seed}"));
    }
}

/// IT, served by the canteen, answers ten requests an hour.
fn canteen(capability: f64, effort: Effort) -> Network {
    let staffing = Staffing::new(12.0, 60.0).target_wait_minutes(15.0);
    Organisation::builder("Canteen")
        .department(Department::new("canteen").capability(capability))
        .department(Department::new("it").staffing(staffing).effort(effort))
        .customer(ExternalCustomer::new("users"))
        .service(Service::new("lunch", "canteen", "it").dependence(0.0001))
        .service(Service::new("help", "it", "users").dependence(1.0).demand_per_hour(10.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn well_served_departments_serve_better() {
    let effort = Effort::default().floor(0.6).reaction(0.5).reference(0.9);
    let it =
        |capability: f64| check(canteen(capability, effort).baseline()).workload("it").unwrap();
    let mut last = 0.0;
    for (capability, put_in) in
        [(0.0, 0.6), (0.1, 0.6), (0.2, 0.65), (0.5, 0.8), (0.8, 0.95), (0.9, 1.0), (1.0, 1.0)]
    {
        let workload = it(capability);
        assert_near(
            workload.satisfaction.get(),
            capability,
            tolerance::CLOSED_FORM,
            "satisfaction",
        );
        assert_near(workload.effort.get(), put_in, tolerance::CLOSED_FORM, "effort");
        let expected = put_in
            * load_oracle::service_level(
                &Staffing::new(12.0, 60.0).target_wait_minutes(15.0),
                10.0,
                put_in,
            );
        assert_near(workload.capability.get(), expected, tolerance::BIRTH_DEATH, "capability");
        assert!(workload.capability.get() >= last, "{workload:?}");
        last = workload.capability.get();
    }
    assert!(it(0.0).capability.get() < 0.3 && last > 0.7);
}

/// A department asks itself, and again: `λ = d + λ R (1 + φ (1 − q))`.
#[test]
fn a_department_may_ask_itself() {
    let organisation = Organisation::builder("Review")
        .department(Department::new("desk").capability(0.6))
        .customer(ExternalCustomer::new("outside"))
        .service(
            Service::new("review", "desk", "desk")
                .dependence(0.0)
                .requests_per_job(0.4)
                .retries(0.5),
        )
        .service(
            Service::new("advice", "desk", "outside")
                .dependence(1.0)
                .demand_per_hour(6.0)
                .retries(2.0),
        )
        .build()
        .unwrap();
    let today = baseline(&organisation);
    let arrivals = today.workload("desk").unwrap().arrivals_per_hour;
    let expected = 6.0 * (1.0 + 2.0 * 0.4) / (1.0 - 0.4 * (1.0 + 0.5 * 0.4));
    assert_close(arrivals, expected, tolerance::CLOSED_FORM, "arrivals");
}

#[test]
fn running_out_of_rounds_is_a_status() {
    let staffed = random_staffed::plain(5, 5, knockon::Rule::INDEPENDENT, AT_EASE);
    let network = staffed.organisation().compile().unwrap();
    let settled = check(network.baseline());
    assert!(settled.converged().is_ok() && settled.iterations() > 3);
    for rounds in 0..3 {
        let options = SolveOptions::default().max_rounds(rounds).lower_state(true);
        let early = network.solve_with(&Scenario::default(), &options, &mut Workspace::new());
        let early = check(early.unwrap());
        assert_eq!(early.status(), knockon::Status::NotConverged);
        assert_eq!(early.uniqueness(), Uniqueness::NotChecked);
        assert!(early.residual() > 0.0 && early.verify() > tolerance::VERIFY);
        // Above the answer, but for the last digit that a certified cycle settles to from where it
        // was, and its lower state below.
        for (party, answer) in early.parties().zip(settled.qualities()) {
            assert!(party.quality().get() >= answer.next_down());
            assert!(party.lower().unwrap().get() <= answer);
        }
    }
}

/// A desk that nobody is stated to ask takes as long as its services say once a scenario asks it.
#[test]
fn handling_times_count_where_nothing_is_stated_to_arrive() {
    let build = |desk: f64, service: Option<f64>| {
        let mut asks =
            Service::between("desk", "crowd").dependence(0.9).demand_per_hour(5.0).running(false);
        if let Some(minutes) = service {
            asks = asks.handling_minutes(minutes);
        }
        Organisation::builder("Standing by")
            .department(
                Department::new("desk").staffing(Staffing::new(3.0, desk).target_wait_minutes(5.0)),
            )
            .customer(ExternalCustomer::new("crowd"))
            .service(asks)
            .build()
            .unwrap()
            .compile()
            .unwrap()
    };
    let asked = Scenario::new("asked").start_service("desk>crowd");
    let quality = |network: &Network| network.solve(&asked).unwrap().quality("crowd").unwrap();
    let slow = quality(&build(30.0, None));
    assert_eq!(quality(&build(6.0, Some(30.0))), slow);
    assert!(slow < quality(&build(6.0, None)));
}
