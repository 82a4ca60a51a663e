//! Lines of requests over time: at rest, overloaded, worked off, tipped, and people who come late.

use chrono::TimeDelta;
use knockon::queue::Queue;
use knockon::time::{Ending, LineState, SteadyState, Timeline, TimelinePlan};
use knockon::{
    Department, Effort, ExternalCustomer, Network, Organisation, Scenario, Service, ServiceLevel,
    SolveOptions, Staffing, Uniqueness, Workspace,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::support::check::{assert_close, assert_near};
use crate::support::reference::{cases, list, number, numbers};
use crate::support::tolerance;

const HOUR: TimeDelta = TimeDelta::hours(1);

/// `coupled-load-quality-base`: three departments that ask each other, and everybody who is badly
/// served tries again; with so many agents in IT.
fn coupled(it_agents: f64) -> Network {
    coupled_organisation(it_agents).compile().unwrap()
}

/// The same before it is compiled.
pub(crate) fn coupled_organisation(it_agents: f64) -> Organisation {
    let case = cases(include_str!("../../data/timeline.json"), "coupled-load", 1).remove(0);
    let of = |name: &str| numbers(&case.inputs[name]);
    let (rates, targets, demand) = (of("mu"), of("sla_time"), of("external_demand"));
    let mut agents = of("servers");
    agents[0] = it_agents;
    let ids = ["it", "hr", "ops"];
    let mut builder = Organisation::builder("coupled").customer(ExternalCustomer::new("clients"));
    for (place, id) in ids.into_iter().enumerate() {
        let staffing = Staffing::new(agents[place], 60.0 / rates[place])
            .target_wait_minutes(60.0 * targets[place]);
        let demanded = Service::new(format!("{id}-clients"), id, "clients");
        builder = builder
            .department(Department::new(id).staffing(staffing))
            .service(demanded.dependence(0.0).demand_per_hour(demand[place]));
    }
    let matrix = |name: &str| list(&case.inputs[name]).iter().map(numbers).collect::<Vec<_>>();
    let (requests, strength) = (matrix("R_ji_requests_of_j_to_i"), matrix("strength_ji"));
    for (consumer, row) in requests.iter().enumerate() {
        for (provider, &requests) in row.iter().enumerate().filter(|(_, it)| **it > 0.0) {
            let service = Service::between(ids[provider], ids[consumer])
                .dependence(strength[consumer][provider])
                .requests_per_job(requests)
                .retries(number(&case.inputs["retry_phi"]));
            builder = builder.service(service);
        }
    }
    builder.build().unwrap()
}

/// IT gets so many more requests an hour for some hours, from the second day on.
fn busy(network: &Network, more: f64, hours: i32) -> Timeline {
    let busy = Scenario::new("busy").demand_per_hour("it-clients", 2.0 + more);
    let plan = TimelinePlan::lasting(TimeDelta::days(30))
        .step(TimeDelta::minutes(15))
        .during(HOUR * 24..HOUR * (24 + hours), busy);
    network.timeline(&plan).unwrap()
}

#[test]
fn a_short_wave_of_demand_is_worked_off() {
    let timeline = busy(&coupled(7.8), 1.5, 6);
    assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
    assert!(!timeline.lasting_collapse());
    let line: Vec<LineState> = timeline.line("it").unwrap().points().collect();
    let longest = line.iter().map(|line| line.backlog).fold(0.0, f64::max);
    assert!(longest > 1.5 * line[0].backlog, "{longest}");
    let last = line.last().unwrap();
    assert_close(last.backlog, line[0].backlog, tolerance::CLOSE, "worked off");
}

#[test]
fn a_long_wave_of_demand_leaves_a_lasting_collapse() {
    let network = coupled(7.8);
    let timeline = busy(&network, 4.0, 24);
    let Ending::OnItsWay { to, distance, .. } = timeline.ending() else {
        panic!("{:?}", timeline.ending());
    };
    assert_eq!(to, SteadyState::Lower);
    assert!(distance < 0.05 && timeline.lasting_collapse(), "{distance}");
    assert_eq!(timeline.settled().uniqueness(), Uniqueness::Multiple);
    // Demand is back to what it was, and yet more arrives than is got through, for ever.
    let line: Vec<LineState> = timeline.line("it").unwrap().points().collect();
    let (first, last) = (line[0], line[line.len() - 1]);
    assert!(first.arrivals_per_hour < 7.0 && last.arrivals_per_hour > 7.8, "{last:?}");
    let earlier = line[line.len() - 500];
    assert!(last.backlog > earlier.backlog && last.backlog > 200.0, "{last:?}");
}

#[test]
fn at_rest_nothing_moves_and_all_is_as_a_solve_finds_it() {
    let network = coupled(7.8);
    let plan = TimelinePlan::lasting(TimeDelta::days(3)).step(TimeDelta::minutes(7));
    let timeline = network.timeline(&plan).unwrap();
    let solved = network.baseline();
    for id in ["it", "hr", "ops"] {
        let workload = solved.workload(id).unwrap();
        let line = workload.line.unwrap();
        let held = line.mean_queue_length + line.utilisation * line.agents.get();
        for state in timeline.line(id).unwrap().points() {
            assert_close(state.backlog, held, tolerance::CLOSE, id);
            assert_close(state.arrivals_per_hour, workload.arrivals_per_hour, tolerance::CLOSE, id);
            assert_close(state.mean_wait_minutes, line.mean_wait_minutes, tolerance::CLOSE, id);
        }
        let quality = solved.quality(id).unwrap().get();
        assert!(
            timeline
                .series(id)
                .unwrap()
                .qualities()
                .all(|at| (at - quality).abs() <= tolerance::CLOSE)
        );
    }
}

#[test]
fn what_arrives_and_does_not_leave_is_backlog() {
    for (more, hours) in [(4.0, 24), (1.5, 6)] {
        let timeline = busy(&coupled(7.8), more, hours);
        for id in ["it", "hr", "ops"] {
            let [arrived, left] = timeline.requests(id).unwrap();
            let mut points = timeline.line(id).unwrap().points();
            let first = points.next().unwrap().backlog;
            let grown = points.last().unwrap().backlog - first;
            assert_near(arrived - left, grown, tolerance::CONSERVED * arrived, id);
            // Arrivals over time, by trapezoids between the same instants.
            let line: Vec<LineState> = timeline.line(id).unwrap().points().collect();
            let hours =
                |time: TimeDelta| f64::from(i32::try_from(time.num_seconds()).unwrap()) / 3600.0;
            let area = line.windows(2).map(|pair| {
                let mean = f64::midpoint(pair[0].arrivals_per_hour, pair[1].arrivals_per_hour);
                mean * hours(pair[1].at - pair[0].at)
            });
            assert_close(area.sum(), arrived, 1e-4, id);
        }
    }
}

/// One department of so many agents who take an hour each, asked so often an hour by callers of
/// that patience.
fn desk(agents: f64, demand: f64, patience_hours: Option<f64>) -> Network {
    let mut staffing = Staffing::new(agents, 60.0).target_wait_minutes(30.0);
    if let Some(hours) = patience_hours {
        staffing = staffing.patience_minutes(60.0 * hours);
    }
    Organisation::builder("desk")
        .department(Department::new("desk").staffing(staffing))
        .customer(ExternalCustomer::new("callers"))
        .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(demand))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn patience_as_long_as_handling_makes_a_line_of_a_straight_law() {
    // Whoever is there leaves after an hour, served or not: L' = λ − L, from 4 towards 10.
    let network = desk(3.0, 4.0, Some(1.0));
    let busy = Scenario::new("").demand_per_hour("calls", 10.0);
    let error = |minutes: i64| {
        let plan = TimelinePlan::lasting(HOUR * 2)
            .step(TimeDelta::minutes(minutes))
            .from(TimeDelta::zero(), busy.clone());
        let timeline = network.timeline(&plan).unwrap();
        let last = timeline.line("desk").unwrap().points().last().unwrap();
        (last.backlog - (10.0 - 6.0 * f64::exp(-2.0))).abs()
    };
    let errors = [error(24), error(12), error(6)];
    for pair in errors.windows(2) {
        assert!((3.6..4.4).contains(&(pair[0] / pair[1])), "{errors:?}");
    }
    assert!(errors[2] < 1e-3, "{errors:?}");
}

#[test]
fn arrivals_that_rise_as_quality_falls_are_taken_in_to_second_order() {
    // Again L' = λ − L. Quality falls to a half with a time constant of 2 h, and all who are badly
    // served try again: λ = 4 (1 + (1 − e^(−t/2)) / 2), L = 6 − 4 e^(−t/2) + 2 e^(−t).
    let staffing = Staffing::new(3.0, 60.0).target_wait_minutes(30.0).patience_minutes(60.0);
    let network = Organisation::builder("retries")
        .department(Department::new("desk").staffing(staffing).degrades_within(HOUR * 2))
        .customer(ExternalCustomer::new("callers"))
        .service(
            Service::new("calls", "desk", "callers")
                .dependence(1.0)
                .demand_per_hour(4.0)
                .retries(1.0),
        )
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let set = |value: f64| Scenario::new("").capability("desk", value);
    let error = |minutes: i64| {
        let plan = TimelinePlan::lasting(HOUR * 2)
            .step(TimeDelta::minutes(minutes))
            .starting_under(set(1.0))
            .from(TimeDelta::zero(), set(0.5));
        let timeline = network.timeline(&plan).unwrap();
        let last = timeline.line("desk").unwrap().points().last().unwrap();
        (last.backlog - (6.0 - 4.0 * f64::exp(-1.0) + 2.0 * f64::exp(-2.0))).abs()
    };
    let errors = [error(24), error(12), error(6)];
    for pair in errors.windows(2) {
        assert!((3.5..4.5).contains(&(pair[0] / pair[1])), "{errors:?}");
    }
    assert!(errors[2] < 1e-3, "{errors:?}");
}

#[test]
fn overload_grows_by_what_is_not_got_through_and_is_worked_off_at_the_same_pace() {
    // Two agents short of ten for 50 hours; two agents to spare afterwards.
    let network = desk(8.0, 6.0, None);
    let plan = TimelinePlan::lasting(HOUR * 300)
        .step(HOUR)
        .during(HOUR * 10..HOUR * 60, Scenario::new("").demand_per_hour("calls", 10.0));
    let timeline = network.timeline(&plan).unwrap();
    let line: Vec<LineState> = timeline.line("desk").unwrap().points().collect();
    let at = |hours: i64| *line.iter().rev().find(|it| it.at <= TimeDelta::hours(hours)).unwrap();
    // While more than eight are there, all but so much of the eight an hour is got through: a line
    // at rest of Q who wait has a utilisation of at least 1 − 1/Q.
    let missing = |shortest: LineState| 8.0 / (shortest.backlog - 8.0);
    let (from, to) = (at(40), at(60));
    let grown = to.backlog - from.backlog;
    assert!((40.0..40.0 + 20.0 * missing(from)).contains(&grown), "{grown}");
    let (from, to) = (at(60), at(80));
    let shrunk = from.backlog - to.backlog;
    assert!((40.0 - 20.0 * missing(to)..40.0).contains(&shrunk), "{shrunk}");
    // Whoever comes waits until those before are dealt with, at eight an hour.
    let long = at(60);
    assert_close(long.mean_wait_minutes, 60.0 * (long.backlog - 8.0) / 8.0, 0.01, "wait");
    assert!(at(60).mean_wait_minutes > 600.0 && at(9).mean_wait_minutes < 60.0);
    assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
}

#[test]
fn agents_who_leave_at_once_leave_the_line_as_long_as_it_is() {
    let network = desk(8.0, 6.0, Some(2.0));
    let plan = TimelinePlan::lasting(HOUR * 12)
        .step(HOUR)
        .from(HOUR, Scenario::new("busy").demand_per_hour("calls", 12.0))
        .from(HOUR * 5, Scenario::new("ill").agents("desk", 5.0));
    let timeline = network.timeline(&plan).unwrap();
    let line = timeline.line("desk").unwrap();
    let at_five: Vec<LineState> = line.points().filter(|state| state.at == HOUR * 5).collect();
    let [before, after] = at_five[..] else { panic!("{at_five:?}") };
    assert_near(before.agents - after.agents, 3.0, 0.0, "agents");
    assert_close(after.backlog, before.backlog, tolerance::CLOSED_FORM, "backlog");
    assert!(after.mean_wait_minutes > before.mean_wait_minutes + 1.0, "{at_five:?}");
    let served = timeline.series("callers").unwrap();
    let qualities: Vec<f64> =
        served.points().filter(|(at, _)| *at == HOUR * 5).map(|(_, quality)| quality).collect();
    assert!(qualities[1] < qualities[0] - 0.01, "{qualities:?}");
}

/// Follows a line in tiny steps by the midpoint rule, with what a line at rest gets through found by
/// halving.
fn tiny_steps(agents: f64, patience_hours: Option<f64>, arrivals: impl Fn(f64) -> f64) -> Vec<f64> {
    const PER_HOUR: u32 = 60;
    let held = |rate: f64| {
        let queue = Queue::new(rate, 1.0, agents).unwrap();
        let queue = patience_hours.map_or(queue, |it| queue.patience(it).unwrap());
        queue.performance().mean_number_in_system
    };
    let through = |backlog: f64| {
        let (mut low, mut high) = (0.0, 16.0);
        for _ in 0..26 {
            let middle = f64::midpoint(low, high);
            if held(middle) < backlog { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    };
    let length = f64::from(PER_HOUR).recip();
    let mut backlog = held(arrivals(-1.0));
    let mut hourly = Vec::new();
    for step in 0..=20 * PER_HOUR {
        let now = f64::from(step) * length;
        if step % PER_HOUR == 0 {
            hourly.push(backlog);
        }
        let middle = backlog + 0.5 * length * (arrivals(now) - through(backlog));
        backlog += length * (arrivals(now + 0.5 * length) - through(middle));
    }
    hourly
}

#[test]
fn lines_pass_through_what_tiny_steps_pass_through() {
    for (agents, patience) in [(5.5, None), (5.5, Some(0.25)), (5.0, Some(4.0))] {
        let arrivals = |now: f64| if (2.0..9.0).contains(&now) { 9.0 } else { 4.0 };
        let network = desk(agents, 4.0, patience);
        let busy = Scenario::new("").demand_per_hour("calls", 9.0);
        let plan = TimelinePlan::lasting(HOUR * 20)
            .step(TimeDelta::minutes(3))
            .during(HOUR * 2..HOUR * 9, busy);
        let timeline = network.timeline(&plan).unwrap();
        let line = timeline.line("desk").unwrap();
        for (hour, expected) in (0_i32..).zip(tiny_steps(agents, patience, arrivals)) {
            let state = line.points().find(|state| state.at == HOUR * hour).unwrap();
            let what = format!("{agents} agents, patience {patience:?}, after {hour} h");
            assert_close(state.backlog, expected, tolerance::LINES, &what);
        }
    }
}

#[test]
fn a_backlog_that_is_endless_at_the_start_stays_so() {
    let network = desk(4.0, 6.0, None);
    let plan = TimelinePlan::lasting(HOUR * 10)
        .step(HOUR)
        .during(HOUR * 2..HOUR * 5, Scenario::new("").demand_per_hour("calls", 1.0));
    let timeline = network.timeline(&plan).unwrap();
    for state in timeline.line("desk").unwrap().points() {
        assert!(state.backlog.is_infinite() && state.mean_wait_minutes.is_infinite());
    }
    assert!(timeline.series("callers").unwrap().qualities().all(|quality| quality == 0.0));
}

/// A random organisation of departments with staff and effort who ask each other.
pub(crate) fn staffed(seed: u64) -> Organisation {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = rng.random_range(2..=5);
    let mut builder = Organisation::builder("staffed").customer(ExternalCustomer::new("clients"));
    for place in 0..count {
        let id = format!("d{place}");
        let mut department = Department::new(&id);
        if rng.random_bool(0.7) {
            let agents = rng.random_range(2.0..=12.0);
            let mut staffing =
                Staffing::new(agents, rng.random_range(10.0..=60.0)).target_wait_minutes(20.0);
            if rng.random_bool(0.6) {
                staffing = staffing.patience_minutes(rng.random_range(20.0..=200.0));
                if rng.random_bool(0.5) {
                    staffing = staffing.service_level(ServiceLevel::Served);
                }
            }
            department = department.staffing(staffing);
        }
        if rng.random_bool(0.5) {
            department = department.effort(Effort::default().floor(0.5).reaction(0.3));
        }
        if rng.random_bool(0.5) {
            let hours = |rng: &mut ChaCha8Rng| TimeDelta::seconds(rng.random_range(0..20_000));
            department =
                department.degrades_within(hours(&mut rng)).recovers_within(hours(&mut rng));
        }
        builder = builder.department(department).service(
            Service::new(format!("to-{id}"), &id, "clients")
                .dependence(0.3)
                .demand_per_hour(rng.random_range(0.5..=4.0))
                .retries(rng.random_range(0.0..=0.5)),
        );
        for other in 0..place {
            if rng.random_bool(0.5) {
                let (from, to) = (format!("d{other}"), id.clone());
                let (from, to) = if rng.random_bool(0.2) { (to, from) } else { (from, to) };
                let service = Service::between(from, to)
                    .dependence(rng.random_range(0.0..=0.3))
                    .requests_per_job(rng.random_range(0.01..=0.3))
                    .retries(rng.random_range(0.0..=0.5))
                    .lag(TimeDelta::seconds(rng.random_range(0..30_000)));
                builder = builder.service(service);
            }
        }
    }
    builder.build().unwrap()
}

/// A desk with so many agents and its customers, and another that has nothing to do with it.
fn two_desks(agents_of_the_first: f64) -> Network {
    let mut builder = Organisation::builder("Two desks");
    for (desk, agents, demand) in [("a", agents_of_the_first, 30.0), ("b", 4.0, 20.0)] {
        let customers = format!("of-{desk}");
        let staffing = Staffing::new(agents, 6.0).target_wait_minutes(10_000.0);
        builder = builder
            .department(Department::new(desk).staffing(staffing))
            .customer(ExternalCustomer::new(&customers))
            .service(Service::between(desk, customers).dependence(1.0).demand_per_hour(demand));
    }
    builder.build().unwrap().compile().unwrap()
}

#[test]
fn a_line_goes_on_beside_one_without_end() {
    let short = Scenario::new("one of four").agents("b", 1.0);
    let plan = TimelinePlan::lasting(HOUR * 24 * 20).step(HOUR).from(HOUR * 24, short);
    let lines: Vec<Vec<LineState>> = [5.0, 1.0]
        .map(|agents| two_desks(agents).timeline(&plan).unwrap())
        .map(|timeline| timeline.line("b").unwrap().points().collect())
        .into();
    // Ten an hour stay behind, whatever becomes of the other.
    assert!(lines[0].last().unwrap().backlog > 4_000.0);
    assert_eq!(lines[0], lines[1]);
}

#[test]
fn requests_that_go_round_without_end_come_to_an_end_with_what_made_them() {
    for patience in [None, Some(60.0)] {
        let mut staffing = Staffing::new(5.0, 6.0).target_wait_minutes(5.0);
        staffing.patience_minutes = patience;
        let network = Organisation::builder("Round")
            .department(Department::new("a").staffing(staffing))
            .department(Department::new("b"))
            .customer(ExternalCustomer::new("clients"))
            .service(Service::between("a", "clients").dependence(1.0).demand_per_hour(10.0))
            .service(Service::between("b", "a").dependence(0.1).requests_per_job(1.0).retries(5.0))
            .service(Service::between("a", "b").dependence(0.1).requests_per_job(0.5))
            .build()
            .unwrap()
            .compile()
            .unwrap();
        // While b is down every job of a comes back threefold.
        let down = Scenario::new("b is down").capability("b", 0.0);
        let solved = network.solve(&down).unwrap();
        assert!(solved.workload("a").unwrap().arrivals_per_hour.is_infinite());
        let plan = TimelinePlan::lasting(HOUR * 24 * 10).step(HOUR).during(HOUR..HOUR * 4, down);
        let timeline = network.timeline(&plan).unwrap();
        let line: Vec<LineState> = timeline.line("a").unwrap().points().collect();
        assert!(line.iter().all(|point| point.backlog.is_finite()), "{patience:?}");
        assert!(line.iter().any(|point| point.backlog > 1e6), "{patience:?}");
        // Who waits for an hour at most is gone after a day; who waits for ever is still there.
        let is_gone = line.last().unwrap().backlog < 10.0;
        assert_eq!(is_gone, patience.is_some(), "{:?}", line.last());
        assert_eq!(timeline.quality("clients").unwrap().get() > 0.5, is_gone);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1917),
        ..ProptestConfig::with_cases(16)
    })]

    #[test]
    fn where_the_equilibrium_is_unique_a_wave_of_demand_leads_back_to_it(seed: u64) {
        let network = staffed(seed).compile().unwrap();
        let options = SolveOptions::default().lower_state(true);
        let nothing = Scenario::default();
        let solved = network.solve_with(&nothing, &options, &mut Workspace::new()).unwrap();
        let keeps_up = solved.workloads().all(|it| {
            it.line.is_none_or(|line| line.utilisation < 0.97 && line.mean_queue_length < 20.0)
        });
        let is_unique = matches!(solved.uniqueness(), Uniqueness::Computed | Uniqueness::Certified);
        prop_assume!(keeps_up && is_unique);
        let busy = Scenario::new("busy").demand_per_hour("to-d0", 6.0);
        let plan = TimelinePlan::lasting(TimeDelta::days(120))
            .step(HOUR * 3)
            .during(HOUR * 5..HOUR * 14, busy);
        let timeline = network.timeline(&plan).unwrap();
        prop_assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
        for party in solved.parties() {
            let reached = timeline.quality(party.id().as_str()).unwrap().get();
            let what = party.id().to_string();
            assert_near(reached, party.quality().get(), tolerance::AT_REST, &what);
        }
    }
}
