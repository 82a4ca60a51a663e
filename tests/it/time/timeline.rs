//! Timelines against certified values, closed forms and full solves.

use chrono::TimeDelta;
use knockon::time::{Ending, Method, SteadyState, Timeline, TimelineError, TimelinePlan};
use knockon::{
    Department, ExternalCustomer, Network, Organisation, Rule, Scenario, Service, Uniqueness,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::check::{assert_near, solve};
use crate::support::integrator::{self, Pulse};
use crate::support::random::{self, Temper};
use crate::support::reference::{Case, cases, entries, list, number, numbers, text};
use crate::support::timing::Timing;
use crate::support::tolerance;

const fn shared_between_threads<T: Send + Sync + 'static>() {}

const _: () = {
    shared_between_threads::<Timeline>();
    shared_between_threads::<TimelinePlan>();
    shared_between_threads::<TimelineError>();
};

const TIMELINES: &str = include_str!("../../data/timeline.json");
const ORGANISATIONS: &str = include_str!("../../data/organisations.json");

pub(super) fn case(id: &str) -> Case {
    cases(TIMELINES, id, 1).remove(0)
}

pub(super) const HOUR: TimeDelta = TimeDelta::hours(1);

#[expect(clippy::cast_possible_truncation, reason = "durations of tests are short")]
pub(super) fn time(unit: TimeDelta, factor: f64) -> TimeDelta {
    let unit = f64::from(i32::try_from(unit.num_seconds()).unwrap());
    TimeDelta::nanoseconds((1e9 * unit * factor).round() as i64)
}

/// The time constant of which an hour covers the share `k` of a distance.
pub(super) fn constant(k: f64) -> TimeDelta {
    time(HOUR, -(-k).ln_1p().recip())
}

pub(super) fn at(timeline: &Timeline, party: &str, instant: TimeDelta) -> f64 {
    timeline.series(party).unwrap().at(instant)
}

#[test]
fn seven_departments_and_customers_in_twelve_steps_of_shock() {
    let case = case("org7-dynamic-shock12");
    let base = cases(ORGANISATIONS, "org7-p0", 2).remove(0);
    let nodes: Vec<String> = list(&base.inputs["nodes"]).iter().map(text).collect();
    let lags = numbers(&case.inputs["lag_of_node_inputs"]);
    let lag = |consumer: &str| {
        let place = nodes.iter().position(|node| node == consumer).unwrap();
        time(HOUR, lags[place])
    };
    let mut builder = Organisation::builder("seven").default_customer_rule(Rule::INDEPENDENT);
    for node in &nodes {
        builder = if node.starts_with("CUST") {
            builder.customer(ExternalCustomer::new(node))
        } else {
            builder.department(Department::new(node))
        };
    }
    for (consumer, services) in entries(&base.inputs["edges_provider_strength"]) {
        for service in list(services) {
            let service = Service::between(text(&service[0]), consumer)
                .dependence(number(&service[1]))
                .lag(lag(consumer));
            builder = builder.service(service);
        }
    }
    let network = builder.build().unwrap().compile().unwrap();
    let mut shock = Scenario::new("shock");
    for (id, capability) in entries(&base.inputs["self_effectiveness"]) {
        if !id.starts_with("CUST") {
            shock = shock.capability(id, number(capability));
        }
    }
    let mut plan = TimelinePlan::lasting(HOUR * 60)
        .step(HOUR)
        .during(TimeDelta::zero()..HOUR * 12, shock)
        .method(Method::ExponentialEuler);
    let (down, up) = (numbers(&case.inputs["k_down"]), numbers(&case.inputs["k_up"]));
    for (node, (&down, &up)) in nodes.iter().zip(down.iter().zip(&up)) {
        plan = plan.time_constants(node, constant(down), constant(up));
    }
    let timeline = network.timeline(&plan).unwrap();
    assert_eq!(timeline.instants().len(), 61);
    for (name, state) in entries(&case.outputs).filter(|(name, _)| name.starts_with('t')) {
        let instant = HOUR * name[1..].parse().unwrap();
        for (node, quality) in entries(state) {
            let what = format!("{node} at {name}");
            assert_near(at(&timeline, node, instant), number(quality), case.tolerance, &what);
        }
    }
    let lost: f64 = timeline.series("CUST_A").unwrap().qualities().map(|q| 1.0 - q).sum();
    let expected = number(&case.outputs["customer_loss_area"]);
    assert_near(lost, expected, case.tolerance, "loss of CUST_A");
}

/// Two in a row, of which the second follows the first: `a` falls to a half with the time
/// constant 2 h, `b` follows it wholly with 1 h, after a lag.
fn row(lag: TimeDelta) -> (Network, TimelinePlan) {
    let organisation = Organisation::builder("row")
        .department(Department::new("a").degrades_within(HOUR * 2))
        .department(Department::new("b").degrades_within(HOUR))
        .service(Service::new("ab", "a", "b").dependence(1.0).lag(lag))
        .build()
        .unwrap();
    let half = Scenario::new("half").capability("a", 0.5);
    let plan = TimelinePlan::lasting(HOUR * 3).from(TimeDelta::zero(), half);
    (organisation.compile().unwrap(), plan)
}

/// `a = 1/2 + e^(−t/2) / 2`, and `b' = a(t − lag) − b` gives `b = 1/2 + e^(−s/2) − e^(−s) / 2`
/// with `s = t − lag`.
fn exact(lag_hours: f64) -> f64 {
    exact_at(3.0, lag_hours)
}

fn exact_at(hours: f64, lag_hours: f64) -> f64 {
    let s = (hours - lag_hours).max(0.0);
    0.5 + (-0.5 * s).exp() - 0.5 * (-s).exp()
}

/// How much the error at the end falls as the step is halved.
fn ratios(method: Method, lag_seconds: i32, seconds: i32) -> [f64; 2] {
    let (network, plan) = row(TimeDelta::seconds(lag_seconds.into()));
    let error = |seconds: i32| {
        let plan = plan.clone().method(method).step(TimeDelta::milliseconds(seconds.into()));
        let timeline = network.timeline(&plan).unwrap();
        (timeline.quality("b").unwrap().get() - exact(f64::from(lag_seconds) / 3600.0)).abs()
    };
    let errors = [seconds, seconds / 2, seconds / 4].map(|seconds| error(1000 * seconds));
    [errors[0] / errors[1], errors[1] / errors[2]]
}

#[test]
fn halving_steps_divides_the_error_by_four_or_by_two() {
    // Lags of nothing, of whole steps, a third of a step off, and shorter than a step.
    for lag in [0, 1440, 1680, 7] {
        for ratio in ratios(Method::ExponentialHeun, lag, 720) {
            assert!((3.6..4.4).contains(&ratio), "{ratio} with a lag of {lag} s");
        }
    }
    for lag in [0, 1440] {
        for ratio in ratios(Method::ExponentialEuler, lag, 720) {
            assert!((1.9..2.1).contains(&ratio), "{ratio} with a lag of {lag} s");
        }
    }
}

#[test]
fn the_error_estimate_falls_to_a_quarter_and_covers_the_error() {
    // The two never differ by more than a step's error adds, which later steps forget.
    for (seconds, lag) in [0, 1440, 2003].into_iter().flat_map(|lag| [(720, lag), (90, lag)]) {
        let (network, plan) = row(TimeDelta::seconds(lag));
        let timeline = network.timeline(&plan.step(TimeDelta::seconds(seconds))).unwrap();
        let lag = f64::from(i32::try_from(lag).unwrap()) / 3600.0;
        let points = timeline.series("b").unwrap().points();
        let off = points.map(|(at, quality)| {
            let hours = f64::from(i32::try_from(at.num_seconds()).unwrap()) / 3600.0;
            (quality - exact_at(hours, lag)).abs()
        });
        let error = off.fold(0.0, f64::max);
        let estimate = timeline.error_estimate().unwrap();
        assert!(error > 0.02 * estimate && error < estimate, "{error:e} of {estimate:e}");
    }
    let (network, plan) = row(TimeDelta::seconds(2003));
    let estimate = |minutes: i64| {
        let plan = plan.clone().step(TimeDelta::minutes(minutes));
        network.timeline(&plan).unwrap().error_estimate().unwrap()
    };
    let (long, short) = (estimate(12), estimate(6));
    assert!((3.5..4.5).contains(&(long / short)), "{long:e} and {short:e}");
    let euler = plan.method(Method::ExponentialEuler).step(HOUR);
    assert_eq!(network.timeline(&euler).unwrap().error_estimate(), None);
}

#[test]
fn jumps_and_lags_off_the_grid_are_felt_to_the_nanosecond() {
    // Everybody follows at once; shocks and lags lie off the grid of steps.
    let [first, second] = [TimeDelta::milliseconds(1_234_567), TimeDelta::seconds(54_321)];
    let organisation = Organisation::builder("at once")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("c"))
        .service(Service::new("ab", "a", "b").dependence(0.8).lag(TimeDelta::seconds(4_567)))
        .service(Service::new("bc", "b", "c").dependence(1.0).lag(TimeDelta::seconds(89)))
        .build()
        .unwrap();
    let plan = TimelinePlan::lasting(TimeDelta::days(1))
        .step(HOUR)
        .during(first..second, Scenario::new("half").capability("a", 0.5));
    let timeline = organisation.compile().unwrap().timeline(&plan).unwrap();
    let disruption = timeline.disruption("c").unwrap();
    let lag = TimeDelta::seconds(4_567 + 89);
    assert_eq!(
        (disruption.first_felt, disruption.recovered),
        (Some(first + lag), Some(second + lag))
    );
    assert_eq!((disruption.deepest_at, disruption.felt_for), (first + lag, second - first));
    assert_near(disruption.deepest.get(), 0.6, tolerance::CLOSED_FORM, "deepest");
    let days = f64::from(i32::try_from((second - first).num_milliseconds()).unwrap()) / 8.64e7;
    assert_near(disruption.loss_quality_days, 0.4 * days, tolerance::CLOSED_FORM, "area");
    assert_near(at(&timeline, "c", first + lag), 0.6, tolerance::CLOSED_FORM, "after the jump");
    let before = first + lag - TimeDelta::nanoseconds(1);
    assert_near(at(&timeline, "c", before), 1.0, tolerance::CLOSED_FORM, "before the jump");
    assert_eq!((timeline.blurred_jumps(), timeline.unsettled()), (0, 0));
    assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
    assert!(!timeline.lasting_collapse());
}

#[test]
fn steps_end_where_anything_happens_and_on_multiples_of_the_step() {
    let (network, _) = row(TimeDelta::zero());
    let at = TimeDelta::seconds;
    let set = |party: &str| Scenario::new("").capability(party, 0.5);
    let plan = TimelinePlan::lasting(at(10_000))
        .step(at(3_600))
        .during(at(17)..at(4_001), set("a"))
        .during(at(4_001)..at(4_002), set("a"))
        .during(at(9_000)..at(20_000), set("a"))
        .from(at(7_200), set("b"));
    let timeline = network.timeline(&plan).unwrap();
    // Nobody takes time to recover, and `a` does once: an instant at which anybody jumps comes
    // twice.
    let instants: Vec<i64> = timeline.instants().map(|at| at.num_seconds()).collect();
    assert_eq!(instants, [0, 17, 3_600, 4_001, 4_002, 4_002, 7_200, 9_000, 10_000]);
    assert_eq!(timeline.steps(), 7);
}

#[test]
fn at_once_in_one_direction_alone() {
    let organisation = Organisation::builder("slow to trust again")
        .department(Department::new("a"))
        .customer(ExternalCustomer::new("c").recovers_within(HOUR))
        .service(Service::new("ac", "a", "c").dependence(1.0))
        .build()
        .unwrap();
    let plan = TimelinePlan::lasting(HOUR * 4)
        .step(TimeDelta::minutes(15))
        .during(HOUR..HOUR * 2, Scenario::new("").capability("a", 0.2));
    let timeline = organisation.compile().unwrap().timeline(&plan).unwrap();
    assert_near(at(&timeline, "c", HOUR), 0.2, tolerance::CLOSED_FORM, "falls at once");
    assert_near(at(&timeline, "c", HOUR * 2), 0.2, tolerance::CLOSED_FORM, "stays");
    for (hours, left) in [(3, f64::exp(-1.0)), (4, f64::exp(-2.0))] {
        let quality = at(&timeline, "c", HOUR * hours);
        assert_near(quality, 1.0 - 0.8 * left, tolerance::CLOSED_FORM, "recovers");
    }
}

/// What a network's state settles to, after so long that nothing of the beginning is left.
fn check_rest(network: &Network, scenario: &Scenario, timing: &Timing) {
    let settled = network.solve(scenario).unwrap();
    let sweeps = settled.iterations();
    let plan = timing.long_plan(sweeps);
    let plan = plan.from(TimeDelta::zero(), scenario.clone());
    let timeline = network.timeline(&plan).unwrap();
    for party in settled.parties() {
        let reached = timeline.quality(party.id().as_str()).unwrap().get();
        let what = format!("{} after {}, {sweeps} sweeps", party.id(), timeline.span());
        assert_near(reached, party.quality().get(), tolerance::AT_REST, &what);
    }
    assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1905),
        ..ProptestConfig::with_cases(60)
    })]

    #[test]
    fn where_the_answer_is_unique_every_history_leads_to_it(seed: u64) {
        let statement = random::statement(seed, 8, Temper::Calm);
        let timing = Timing::random(seed, &statement, 1);
        let network = timing.organisation(&statement).compile().unwrap();
        prop_assume!(network.is_certified());
        let shock = statement.scenario(&random::shock(seed, &statement, 0.4));
        check_rest(&network, &shock, &timing);
    }

    #[test]
    fn without_lags_and_time_constants_every_instant_is_a_full_solve(seed: u64) {
        let statement = random::statement(seed, 10, Temper::Calm);
        let network = statement.organisation().compile().unwrap();
        prop_assume!(network.is_certified());
        let shocks = [1, 2, 3].map(|nth| {
            statement.scenario(&random::shock(seed.wrapping_add(nth), &statement, 0.3))
        });
        let mut plan = TimelinePlan::lasting(HOUR * 8).step(HOUR);
        for (hours, shock) in [1, 3, 5].into_iter().zip(&shocks) {
            plan = plan.during(HOUR * hours..HOUR * (hours + 2), shock.clone());
        }
        let timeline = network.timeline(&plan).unwrap();
        let [one, two, three] = &shocks;
        let none = Scenario::default();
        for (hours, scenario) in (0..8).zip([&none, one, one, two, two, three, three, &none]) {
            let solved = solve(&network, scenario);
            for party in solved.parties() {
                let quality = at(&timeline, party.id().as_str(), HOUR * hours);
                let what = format!("{} after {hours} h", party.id());
                assert_near(quality, party.quality().get(), tolerance::AT_REST, &what);
            }
        }
        prop_assert_eq!(timeline.unsettled(), 0);
    }
}

/// A random organisation hit by three random shocks in turn, at the qualities it passes through.
fn check_path(seed: u64) {
    const SPAN: u32 = 8 * 3_600;
    const EVERY: u32 = 1_800;
    const GRAIN: u32 = 120;
    let statement = random::statement(seed, 6, Temper::Calm);
    let timing = Timing::random(seed, &statement, GRAIN);
    let network = timing.organisation(&statement).compile().unwrap();
    if !network.is_certified() {
        return;
    }
    let mut plan =
        TimelinePlan::lasting(TimeDelta::seconds(SPAN.into())).step(TimeDelta::seconds(30));
    let mut pulses = Vec::new();
    for (nth, seconds) in [[0, 7_200], [7_320, 9_000], [15_000, 27_000]].into_iter().enumerate() {
        let shock = random::shock(seed + 100 * u64::try_from(nth).unwrap(), &statement, 0.4);
        let [from, to] = seconds.map(|it| TimeDelta::seconds(it.into()));
        plan = plan.during(from..to, statement.scenario(&shock));
        pulses.push(Pulse { seconds, shock });
    }
    let timeline = network.timeline(&plan).unwrap();
    let expected = integrator::follow(&statement, &timing, &pulses, [SPAN, EVERY, 12]);
    for (row, expected) in (0_i32..).zip(&expected) {
        let instant = TimeDelta::seconds(EVERY.into()) * row;
        if instant == timeline.span() {
            continue;
        }
        for (party, &expected) in statement.parties.iter().zip(expected) {
            let what = format!("{} after {instant}, seed {seed}", party.id);
            let quality = at(&timeline, &party.id, instant);
            assert_near(quality, expected, tolerance::TINY_STEPS, &what);
        }
    }
}

#[test]
fn random_organisations_pass_through_what_tiny_steps_pass_through() {
    for seed in 0..25 {
        check_path(seed);
    }
}

#[test]
fn oscillations_of_a_long_lag_that_fade_are_no_ending() {
    // What `a` loses comes back to it after 20 days, at nine tenths: a wave that fades for years.
    let organisation = Organisation::builder("echo")
        .department(Department::new("a"))
        .department(Department::new("b"))
        .customer(ExternalCustomer::new("c"))
        .service(Service::new("ab", "a", "b").dependence(0.95).lag(HOUR * 240))
        .service(Service::new("ba", "b", "a").dependence(0.95).lag(HOUR * 240))
        .service(Service::new("ac", "a", "c").dependence(1.0))
        .build()
        .unwrap();
    let low = Scenario::new("low").capability("a", 0.1);
    let plan = |days: i32| {
        TimelinePlan::lasting(HOUR * 24 * days).step(HOUR).during(HOUR..HOUR * 100, low.clone())
    };
    let timeline = organisation.compile().unwrap().timeline(&plan(200)).unwrap();
    let Ending::OnItsWay { to: SteadyState::Best, to_be_felt, .. } = timeline.ending() else {
        panic!("{:?}", timeline.ending());
    };
    // Nine rounds and a half, of the 0.9 that was lost at first; `b` is yet to be felt by `a`.
    assert_near(to_be_felt, 0.9 * 0.95_f64.powi(19), tolerance::CLOSE, "the last wave");
    assert!(!timeline.lasting_collapse());

    // Beside two who can tip, and have not, uniqueness says nothing; but 50 days are too short to
    // tell whether a wave of 20 fades.
    let steep = knockon::Transfer::Hill { n: 8.0, threshold: 0.5 };
    let tipping =
        |from: &str, to: &str| Service::between(from, to).dependence(1.0).transfer(steep.clone());
    let beside = organisation
        .to_builder()
        .department(Department::new("x"))
        .department(Department::new("y"))
        .service(tipping("x", "y"))
        .service(tipping("y", "x"))
        .build()
        .unwrap();
    let timeline = beside.compile().unwrap().timeline(&plan(50)).unwrap();
    assert_eq!(timeline.settled().uniqueness(), Uniqueness::Multiple);
    let ending = timeline.ending();
    assert!(matches!(ending, Ending::OnItsWay { to: SteadyState::Best, .. }), "{ending:?}");
}

#[test]
fn what_ends_with_the_timeline_is_over_at_its_end() {
    let network = Organisation::builder("Ferry")
        .department(Department::new("crew"))
        .customer(ExternalCustomer::new("passengers"))
        .service(Service::new("crossing", "crew", "passengers").dependence(0.8))
        .build()
        .unwrap()
        .compile()
        .unwrap();
    let strike = Scenario::new("strike").capability("crew", 0.0);
    let plan = TimelinePlan::lasting(HOUR * 72).step(HOUR).during(HOUR * 24..HOUR * 72, strike);
    let timeline = network.timeline(&plan).unwrap();
    assert_eq!(timeline.ending(), Ending::Reached(SteadyState::Best));
    assert_near(timeline.quality("passengers").unwrap().get(), 1.0, tolerance::CLOSED_FORM, "back");
    let disruption = timeline.disruption("passengers").unwrap();
    assert_eq!(disruption.recovered, Some(HOUR * 72));
    assert_near(disruption.loss_quality_days, 1.6, tolerance::CLOSED_FORM, "two days at a fifth");
}

#[test]
fn what_was_long_over_is_felt_where_a_lag_is_longer() {
    // `a` falls within minutes and then stays; `b` sees that, in as many minutes, a day later.
    let minute = TimeDelta::minutes(1);
    let organisation = Organisation::builder("late")
        .department(Department::new("a").degrades_within(minute))
        .customer(ExternalCustomer::new("b"))
        .service(Service::new("ab", "a", "b").dependence(1.0).lag(HOUR * 24))
        .build()
        .unwrap();
    let half = Scenario::new("half").capability("a", 0.5);
    let plan = TimelinePlan::lasting(HOUR * 48).step(minute).from(HOUR, half);
    let timeline = organisation.compile().unwrap().timeline(&plan).unwrap();
    let disruption = timeline.disruption("b").unwrap();
    // 1/50 of the way down takes -ln(49/50) of a minute: a straight line within a step.
    let first = disruption.first_felt.unwrap();
    assert!(first >= HOUR * 25 && first < HOUR * 25 + minute, "{first}");
    assert_near(at(&timeline, "b", HOUR * 26), 0.5, tolerance::CLOSED_FORM, "an hour later");
    let quality = at(&timeline, "b", HOUR * 25 + minute * 3);
    assert_near(quality, 0.5 + 0.5 * f64::exp(-3.0), tolerance::CLOSED_FORM, "on its way");
}
