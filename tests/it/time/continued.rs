//! Timelines that go on where others end, against one timeline that states a step end there.

use chrono::TimeDelta;
use knockon::time::{Ending, SteadyState, Timeline, TimelinePlan};
use knockon::{Department, ExternalCustomer, Network, Organisation, Scenario, Service, Staffing};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::check::assert_close;
use crate::support::random::{self, Temper};
use crate::support::timing::Timing;
use crate::support::tolerance;
use crate::time::backlog;

const HOUR: TimeDelta = TimeDelta::hours(1);
const NOTHING: TimeDelta = TimeDelta::zero();

/// What happens, in absolute times.
struct Story {
    span: TimeDelta,
    step: TimeDelta,
    tolerance: Option<f64>,
    windows: Vec<(TimeDelta, Option<TimeDelta>, Scenario)>,
    hires: Vec<(String, f64, TimeDelta)>,
}

impl Story {
    fn random(rng: &mut ChaCha8Rng, organisation: &Organisation) -> Self {
        let step = TimeDelta::seconds([300, 900, 3_600, 5_000, 40_000][rng.random_range(0..5)]);
        let span = TimeDelta::seconds(rng.random_range(90_000..200_000));
        let within = |rng: &mut ChaCha8Rng| span * rng.random_range(0..1_000) / 1_000;
        let mut windows = Vec::new();
        let departments = organisation.parties().filter(|party| party.is_department());
        for party in departments {
            if rng.random_bool(0.5) {
                continue;
            }
            let id = party.id().as_str();
            let scenario = match party.staffing() {
                Some(staffing) => {
                    Scenario::new(id).agents(id, staffing.agents * rng.random_range(0.2..1.2))
                }
                None => Scenario::new(id).capability(id, rng.random_range(0.0..1.0)),
            };
            let (from, to) = (within(rng), within(rng));
            let end = (to > from && rng.random_bool(0.8)).then_some(to);
            windows.push((from, end, scenario));
        }
        let mut hires = Vec::new();
        for service in organisation.services() {
            if service.consumer().staffing().is_some() && rng.random_bool(0.4) {
                hires.push((service.id().to_string(), rng.random_range(0.1..2.0), within(rng)));
            }
        }
        let tolerance = rng.random_bool(0.5).then_some(0.002);
        Self { span, step, tolerance, windows, hires }
    }

    fn empty_plan(&self, span: TimeDelta) -> TimelinePlan {
        let plan = TimelinePlan::lasting(span).step(self.step);
        match self.tolerance {
            Some(tolerance) => plan.tolerance(tolerance),
            None => plan,
        }
    }

    /// What begins within a part, with times counted from its start.
    fn part(&self, from: TimeDelta, to: TimeDelta) -> TimelinePlan {
        let mut plan = self.empty_plan(to - from);
        for (start, end, scenario) in &self.windows {
            if (from..to).contains(start) {
                plan = match end {
                    Some(end) => plan.during(*start - from..*end - from, scenario.clone()),
                    None => plan.from(*start - from, scenario.clone()),
                };
            }
        }
        for (service, agents, at) in &self.hires {
            if (from..to).contains(at) {
                plan = plan.hire(service, *agents, *at - from);
            }
        }
        plan
    }
}

/// Rows as bits, each with its instant counted from the start of everything.
fn rows(
    organisation: &Organisation,
    timeline: &Timeline,
    from: TimeDelta,
) -> Vec<(TimeDelta, Vec<u64>)> {
    let mut rows: Vec<_> = timeline.instants().map(|at| (at + from, Vec::new())).collect();
    for party in organisation.parties() {
        let id = party.id();
        let series = timeline.series(id).unwrap();
        for ((_, row), quality) in rows.iter_mut().zip(series.qualities()) {
            row.push(quality.to_bits());
        }
        let Some(line) = timeline.line(id) else { continue };
        for ((_, row), line) in rows.iter_mut().zip(line.points()) {
            let values =
                [line.backlog, line.arrivals_per_hour, line.mean_wait_minutes, line.agents];
            row.extend(values.map(f64::to_bits));
        }
    }
    rows
}

/// Follows a story in one and in parts, and compares every row.
fn check(organisation: &Organisation, network: &Network, story: &Story, cuts: &[TimeDelta]) {
    let whole = cuts.iter().fold(story.part(NOTHING, story.span), |plan, &cut| plan.step_end(cut));
    let whole = network.timeline(&whole).unwrap();
    let expected = rows(organisation, &whole, NOTHING);
    let mut ends = cuts.to_vec();
    ends.push(story.span);
    let (mut from, mut before): (TimeDelta, Option<Timeline>) = (NOTHING, None);
    let mut compared = 0;
    for to in ends {
        let mut plan = story.part(from, to);
        if let Some(before) = &before {
            plan = plan.starting_from(before.end());
        }
        let part = network.timeline(&plan).unwrap();
        // What happens at the end of a part belongs to the next.
        let of_part = |rows: Vec<(TimeDelta, Vec<u64>)>| {
            let at_end = rows.iter().position(|&(at, _)| at >= to && to < story.span);
            let count = at_end.map_or(rows.len(), |last| last + 1);
            rows.into_iter().take(count).collect::<Vec<_>>()
        };
        let since = expected.iter().filter(|&&(at, _)| at >= from).cloned().collect();
        let (found, expected) = (of_part(rows(organisation, &part, from)), of_part(since));
        assert_eq!(found.len(), expected.len(), "from {from} to {to} of {cuts:?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "from {from} to {to}");
        }
        compared += found.len();
        (from, before) = (to, Some(part));
    }
    assert!(compared > cuts.len() + 2);
    let last = before.unwrap();
    assert_eq!(last.settled().status(), whole.settled().status());
    for party in organisation.parties() {
        let [one, two] = [&last, &whole].map(|it| it.quality(party.id()).unwrap().get());
        assert_eq!(one.to_bits(), two.to_bits());
        if let Some([arrived, left]) = whole.requests(party.id().as_str()) {
            assert!(arrived.is_finite() && left.is_finite());
        }
    }
}

/// Some instants within a story: anywhere, on its steps, and where something begins or ends.
fn cuts(rng: &mut ChaCha8Rng, story: &Story) -> Vec<TimeDelta> {
    let mut cuts: Vec<TimeDelta> = (0..rng.random_range(1..4))
        .map(|_| match rng.random_range(0..3) {
            0 => story.span * rng.random_range(1..1_000) / 1_000,
            1 => story.step * rng.random_range(1..30),
            _ => {
                let edges = story.windows.iter().flat_map(|&(from, to, _)| [Some(from), to]);
                let edges: Vec<_> = edges.flatten().collect();
                edges.get(rng.random_range(0..=edges.len())).copied().unwrap_or(HOUR)
            }
        })
        .filter(|&cut| cut > NOTHING && cut < story.span)
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

#[test]
fn random_lines_go_on_bit_for_bit() {
    for seed in 0..60 {
        let organisation = backlog::staffed(seed);
        let network = organisation.compile().unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xc0de);
        let story = Story::random(&mut rng, &organisation);
        let cuts = cuts(&mut rng, &story);
        check(&organisation, &network, &story, &cuts);
    }
}

#[test]
fn random_lags_and_time_constants_go_on_bit_for_bit() {
    for seed in 0..80 {
        let temper = if seed % 2 == 0 { Temper::Calm } else { Temper::Fierce };
        let statement = random::statement(seed, 8, temper);
        let organisation = Timing::random(seed, &statement, 7).organisation(&statement);
        let network = organisation.compile().unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x1a95);
        let story = Story::random(&mut rng, &organisation);
        let cuts = cuts(&mut rng, &story);
        check(&organisation, &network, &story, &cuts);
    }
}

/// Human resources hire for a desk within thirty days.
fn desk() -> Network {
    let staffing = Staffing::new(4.0, 60.0).target_wait_minutes(30.0);
    Organisation::builder("desk")
        .department(Department::new("hr"))
        .department(Department::new("desk").staffing(staffing))
        .customer(ExternalCustomer::new("clients"))
        .service(Service::new("hiring", "hr", "desk").dependence(0.1).lag(TimeDelta::days(30)))
        .service(Service::new("calls", "desk", "clients").dependence(1.0).demand_per_hour(3.0))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

#[test]
fn searches_counts_and_baselines_go_on() {
    let network = desk();
    let days = TimeDelta::days;
    let plan = |span| TimelinePlan::lasting(days(span)).step(HOUR * 6);
    let few = Scenario::new("few").agents("desk", 2.5);
    let first = network
        .timeline(&plan(20).hire("hiring", 2.0, days(5)).during(days(10)..days(25), few))
        .unwrap();
    assert_eq!(first.hires().next().unwrap().arrived, None);
    let second = network.timeline(&plan(20).starting_from(first.end())).unwrap();
    let hired = second.hires().next().unwrap();
    assert_eq!((hired.asked, hired.arrived), (days(-15), Some(days(15))));
    // The window that began on day 10 ends on day 25, five days into the second timeline.
    let agents = |at| {
        let line = second.line("desk").unwrap();
        line.points().find(|line| line.at == at).unwrap().agents
    };
    assert_close(agents(days(4)), 2.5, 0.0, "few");
    assert_close(agents(days(10)), 4.0, 0.0, "all");
    assert_close(agents(days(18)), 6.0, 0.0, "and two hired");
    let [one, two] = [&first, &second].map(|it| it.disruption("clients").unwrap());
    assert_eq!(one.baseline, two.baseline);
    assert!(two.first_felt == Some(NOTHING) && two.recovered.is_some(), "{two:?}");

    let at_once = network.timeline(
        &plan(40)
            .hire("hiring", 2.0, days(5))
            .during(days(10)..days(25), Scenario::new("few").agents("desk", 2.5)),
    );
    let at_once = at_once.unwrap();
    let requests = [&first, &second, &at_once].map(|it| it.requests("desk").unwrap());
    for kind in [0, 1] {
        let parts = requests[0][kind] + requests[1][kind];
        assert_close(parts, requests[2][kind], tolerance::CLOSE, "requests");
    }
    let lost = at_once.population_loss_quality_days();
    let parts = first.population_loss_quality_days() + second.population_loss_quality_days();
    assert_close(parts, lost, tolerance::CLOSE, "loss");
    assert!(!second.lasting_collapse());
    assert_eq!(second.ending(), Ending::Reached(SteadyState::Best));
}

#[test]
fn what_a_plan_that_goes_on_cannot_say() {
    let network = desk();
    let plan = TimelinePlan::lasting(HOUR * 48).step(HOUR);
    let few = Scenario::new("few").agents("desk", 2.0);
    let first = network.timeline(&plan.clone().during(HOUR..HOUR * 60, few.clone())).unwrap();
    let refused = |plan: TimelinePlan| network.timeline(&plan).unwrap_err().to_string();
    let other = desk().timeline(&plan).unwrap();
    assert_eq!(
        refused(plan.clone().starting_from(other.end())),
        "starting_from: the plan starts from the end of a timeline of another network, `desk`, \
         where one of the network that is asked, `desk`, is needed"
    );
    let going_on = plan.starting_from(first.end());
    assert_eq!(
        refused(going_on.clone().starting_under(few.clone()).starting_at("hr", 0.5)),
        "starting_under: the plan starts under a scenario, but also from the end of another \
         timeline, which leaves nothing to say of the start\n\
         starting_at: the plan starts at qualities of its own, but also from the end of another \
         timeline, which leaves nothing to say of the start"
    );
    assert_eq!(
        refused(going_on.clone().during(HOUR * 11..HOUR * 20, few.clone())),
        "events[0]: the number of agents of `desk` is set to 12 h by the timeline that the plan \
         starts from as well; windows that set one thing must not overlap"
    );
    assert!(network.timeline(&going_on.clone().during(HOUR * 12..HOUR * 20, few)).is_ok());
    assert_eq!(
        refused(going_on.step_end(HOUR * 48).step_end(-HOUR)),
        "step_ends[0]: a step ends at 2 d, where a time from 0 to before the end of the timeline at \
         2 d is needed\n\
         step_ends[1]: a step ends at -1 h, where a time from 0 to before the end of the timeline \
         at 2 d is needed"
    );
}

#[test]
#[cfg(feature = "json")]
fn plans_with_step_ends_are_written_and_those_that_go_on_are_not() {
    let plan = TimelinePlan::lasting(HOUR * 48).step_end(HOUR * 5).step_end(HOUR * 7);
    let written = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<TimelinePlan>(&written).unwrap(), plan, "{written}");
    let end = desk().timeline(&plan).unwrap().end();
    let refused = serde_json::to_string(&plan.starting_from(end)).unwrap_err().to_string();
    assert_eq!(refused, "a plan that starts from the end of another timeline cannot be written");
}
