//! What a timeline was told to follow: events, what they set, and how it began.

use chrono::TimeDelta;
use serde::Serialize;

use crate::organisation::Scenario;
use crate::time::{PlannedEvent, Timeline};

/// A scenario that was in force for some time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EventLine {
    /// What it is called.
    pub scenario: String,
    /// From when on.
    pub from_days: f64,
    /// Until when; `None` for good.
    pub to_days: Option<f64>,
    /// Everything it set.
    pub set: Vec<SetLine>,
}

/// One thing that a scenario set.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SetLine {
    /// The key of a scenario's document: `capability`, `agents`, `agents_factor` or `skill` of a department,
    /// `agents_factor_of_all`, `ceiling`
    /// of an external customer, `dependence` of a need, `condition`, `demand_per_hour`, `retries`,
    /// `stop_service` or `start_service` of a service.
    pub kind: &'static str,
    /// The party, the service or the need; empty for all.
    pub id: String,
    /// The value; `None` for a service that was stopped or started.
    pub value: Option<f64>,
}

/// A quality that a party began at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StartLine {
    /// The party.
    pub party: String,
    /// The quality at the start and before it.
    pub quality: f64,
}

/// Time constants in place of stated ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PaceLine {
    /// The party.
    pub party: String,
    /// On the way down.
    pub degradation_days: f64,
    /// On the way up.
    pub recovery_days: f64,
}

impl EventLine {
    fn new(event: PlannedEvent<'_>) -> Self {
        Self {
            scenario: event.scenario.name().to_owned(),
            from_days: days(event.from),
            to_days: event.to.map(days),
            set: set(event.scenario),
        }
    }
}

/// What happened, in the order planned.
pub(super) fn events(timeline: &Timeline) -> Vec<EventLine> {
    timeline.events().map(EventLine::new).collect()
}

/// What a scenario sets.
pub(super) fn set(scenario: &Scenario) -> Vec<SetLine> {
    fn lines<'a>(
        kind: &'static str,
        set: impl Iterator<Item = (&'a str, f64)> + 'a,
    ) -> impl Iterator<Item = SetLine> + 'a {
        set.map(move |(id, value)| SetLine { kind, id: id.to_owned(), value: Some(value) })
    }
    fn switched<'a>(
        kind: &'static str,
        services: impl Iterator<Item = &'a str> + 'a,
    ) -> impl Iterator<Item = SetLine> + 'a {
        services.map(move |id| SetLine { kind, id: id.to_owned(), value: None })
    }
    lines("capability", scenario.capabilities())
        .chain(lines("agents", scenario.agents_set()))
        .chain(lines("agents_factor", scenario.agents_factors()))
        .chain(lines(
            "agents_factor_of_all",
            scenario.agents_factor_of_all_set().map(|all| ("", all)).into_iter(),
        ))
        .chain(lines("skill", scenario.skills()))
        .chain(lines("condition", scenario.conditions()))
        .chain(lines("dependence", scenario.dependences()))
        .chain(lines("ceiling", scenario.ceilings()))
        .chain(lines("observed", scenario.readings()))
        .chain(lines("demand_per_hour", scenario.demands_per_hour()))
        .chain(lines("retries", scenario.retries_set()))
        .chain(lines("availability", scenario.availabilities()))
        .chain(switched("stop_service", scenario.stopped_services()))
        .chain(switched("start_service", scenario.started_services()))
        .collect()
}

/// The qualities that parties began at.
pub(super) fn starts(timeline: &Timeline) -> Vec<StartLine> {
    let starts = timeline.starting_at();
    starts.map(|(party, quality)| StartLine { party: party.to_owned(), quality }).collect()
}

/// The time constants that replaced stated ones.
pub(super) fn paces(timeline: &Timeline) -> Vec<PaceLine> {
    let replaced = timeline.time_constants();
    let line = |(party, down, up): (&str, _, _)| PaceLine {
        party: party.to_owned(),
        degradation_days: days(down),
        recovery_days: days(up),
    };
    replaced.map(line).collect()
}

/// A time as days.
pub(super) fn days(time: TimeDelta) -> f64 {
    const SECONDS_PER_DAY: f64 = 86_400.0;
    time.as_seconds_f64() / SECONDS_PER_DAY
}
