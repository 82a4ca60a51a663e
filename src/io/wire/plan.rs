//! Plans of timelines as documents.
//!
//! Times are hours, or texts such as `3d`. Whole seconds are exact, and within ten days every nanosecond is.
//! How states are solved is the program's, and no part of a plan's document.

use chrono::TimeDelta;
use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

use super::duration::{DurationIn, DurationInHours};
use super::fields::{Fields, Number, object};
use super::header::{DocumentVersion, PlanFormat};
use super::scenario::{ScenarioDocument, ScenarioPart, entries};
use super::strict::{Entries, Object};
use crate::time::{Method, TimelinePlan};
use crate::unit::Figure;

/// The longest time that is read, a thousand years, which every plan is shorter than.
const MOST_HOURS: f64 = 24.0 * 365.25 * 1000.0;
/// How far from whole seconds a time of that length may be rounded.
const SECOND_TOLERANCE: f64 = 1e-5;

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PlanDocument {
    #[serde(rename = "$schema")]
    #[expect(dead_code, reason = "for editors")]
    schema: Option<String>,
    #[expect(dead_code, reason = "checked while it is read")]
    format: Option<PlanFormat>,
    #[expect(dead_code, reason = "checked while it is read")]
    version: Option<DocumentVersion>,
    span_hours: TimeInHours,
    step_hours: Option<TimeInHours>,
    tolerance: Option<f64>,
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    method: Option<Method>,
    starting_under: Option<Object<ScenarioDocument>>,
    starting_at: Option<Entries<f64>>,
    starting_low: Option<bool>,
    step_ends_hours: Option<Vec<TimeInHours>>,
    events: Option<Vec<Object<PeriodDocument>>>,
    hires: Option<Vec<Object<HireDocument>>>,
    watch: Option<Vec<String>>,
    time_constants: Option<Entries<Object<TimesDocument>>>,
    felt_below: Option<f64>,
    keep: Option<Vec<String>>,
    max_steps: Option<u64>,
    max_values: Option<u64>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct PeriodDocument {
    from_hours: TimeInHours,
    to_hours: Option<TimeInHours>,
    scenario: Object<ScenarioDocument>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct HireDocument {
    service: String,
    agents: f64,
    at_hours: TimeInHours,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct TimesDocument {
    degradation_hours: Option<TimeInHours>,
    recovery_hours: Option<TimeInHours>,
}

/// A time in hours.
#[derive(Clone, Copy)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TimeInHours(#[cfg_attr(feature = "schema", schemars(with = "f64"))] TimeDelta);

impl Serialize for TimeInHours {
    #[expect(clippy::cast_precision_loss, reason = "whole seconds of every plan are exact")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = self.0.num_seconds() as f64 + f64::from(self.0.subsec_nanos()) / 1e9;
        Number(seconds / 3600.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TimeInHours {
    #[expect(clippy::cast_possible_truncation, reason = "a whole number within bounds")]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let DurationIn(hours) = DurationInHours::deserialize(deserializer)?;
        if !(-MOST_HOURS..=MOST_HOURS).contains(&hours) {
            let hours = Figure(hours);
            return Err(D::Error::custom(format_args!(
                "`{hours}` hours are beyond a thousand years"
            )));
        }
        let seconds = hours * 3600.0;
        let whole = seconds.round();
        // Rounding takes up to an ulp of a long time, and nothing of a short one.
        if (seconds - whole).abs() <= (whole.abs() * f64::EPSILON * 2.0).min(SECOND_TOLERANCE) {
            return Ok(Self(TimeDelta::seconds(whole as i64)));
        }
        let (seconds, part) = (seconds.floor(), seconds - seconds.floor());
        let nanoseconds = TimeDelta::nanoseconds((part * 1e9).round() as i64);
        Ok(Self(TimeDelta::seconds(seconds as i64) + nanoseconds))
    }
}

/// Serialises as a `knockon/plan` document, without what is at its default. How states are solved
/// is left out. One that [starts from the end of another
/// timeline](TimelinePlan::starting_from) is an error.
impl Serialize for TimelinePlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let usual = Self::lasting(self.span);
        if self.starting_from.is_some() {
            let message = "a plan that starts from the end of another timeline cannot be written";
            return Err(serde::ser::Error::custom(message));
        }
        object(serializer, |fields| {
            fields.put("format", &PlanFormat {})?;
            fields.put("version", &DocumentVersion)?;
            fields.put("span_hours", &TimeInHours(self.span))?;
            fields.optional("step_hours", self.step.map(TimeInHours))?;
            fields.optional("tolerance", self.tolerance.map(Number))?;
            fields.optional("method", (self.method != usual.method).then_some(self.method))?;
            let starting_under = &self.starting_under;
            let is_stated = *starting_under != usual.starting_under;
            fields.optional("starting_under", is_stated.then_some(ScenarioPart(starting_under)))?;
            if !self.starting_at.is_empty() {
                fields.put("starting_at", &Numbers(&self.starting_at))?;
            }
            fields.optional("starting_low", self.starts_low.then_some(true))?;
            fields.list("step_ends_hours", self.step_ends.iter().copied().map(TimeInHours))?;
            write_lists(self, fields)?;
            fields.list("watch", self.watched.iter())?;
            fields.number_unless("felt_below", self.felt_below, usual.felt_below)?;
            fields.optional("keep", self.keep.as_ref())?;
            let limit = |limit: u64, usual| (limit != usual).then_some(limit);
            fields.optional("max_steps", limit(self.max_steps, usual.max_steps))?;
            fields.optional("max_values", limit(self.max_values, usual.max_values))
        })
    }
}

/// Entries as an object.
pub(super) struct Numbers<'a>(pub(super) &'a [(String, f64)]);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        entries(self.0, serializer)
    }
}

/// Writes what happens.
fn write_lists<M: serde::ser::SerializeMap>(
    plan: &TimelinePlan,
    fields: &mut Fields<M>,
) -> Result<(), M::Error> {
    #[derive(Serialize)]
    struct Event<'a> {
        from_hours: TimeInHours,
        #[serde(skip_serializing_if = "Option::is_none")]
        to_hours: Option<TimeInHours>,
        scenario: ScenarioPart<'a>,
    }

    #[derive(Serialize)]
    struct Hire<'a> {
        service: &'a str,
        agents: Number,
        at_hours: TimeInHours,
    }

    #[derive(Serialize)]
    struct Times {
        degradation_hours: TimeInHours,
        recovery_hours: TimeInHours,
    }

    struct TimesByParty<'a>(&'a TimelinePlan);

    impl Serialize for TimesByParty<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.time_constants.iter().map(|(party, times)| {
                let (degradation_hours, recovery_hours) =
                    (TimeInHours(times.degradation), TimeInHours(times.recovery));
                (party, Times { degradation_hours, recovery_hours })
            }))
        }
    }

    fields.list(
        "events",
        plan.events.iter().map(|event| Event {
            from_hours: TimeInHours(event.from),
            to_hours: event.to.map(TimeInHours),
            scenario: ScenarioPart(&event.scenario),
        }),
    )?;
    fields.list(
        "hires",
        plan.hires.iter().map(|hire| Hire {
            service: &hire.service,
            agents: Number(hire.agents),
            at_hours: TimeInHours(hire.at),
        }),
    )?;
    let has_times = !plan.time_constants.is_empty();
    fields.optional("time_constants", has_times.then_some(TimesByParty(plan)))
}

/// Reads a `knockon/plan` document, whose `format` and `version` may be left out.
impl<'de> Deserialize<'de> for TimelinePlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(document) = Object::<PlanDocument>::deserialize(deserializer)?;
        let mut plan = Self::lasting(document.span_hours.0);
        plan.step = document.step_hours.map(|TimeInHours(step)| step);
        plan.tolerance = document.tolerance;
        plan.method = document.method.unwrap_or(plan.method);
        let scenario = |Object(stated): Object<ScenarioDocument>| stated.scenario("");
        plan.starting_under = document.starting_under.map(scenario).unwrap_or_default();
        plan.starting_at = document.starting_at.unwrap_or_default().0;
        plan.starts_low = document.starting_low.unwrap_or_default();
        let step_ends = document.step_ends_hours.unwrap_or_default().into_iter();
        plan.step_ends = step_ends.map(|TimeInHours(at)| at).collect();
        for Object(event) in document.events.unwrap_or_default() {
            let (TimeInHours(from), scenario) = (event.from_hours, scenario(event.scenario));
            plan = match event.to_hours {
                Some(TimeInHours(to)) => plan.during(from..to, scenario),
                None => plan.from(from, scenario),
            };
        }
        for Object(HireDocument { service, agents, at_hours }) in document.hires.unwrap_or_default()
        {
            plan = plan.hire(service, agents, at_hours.0);
        }
        for (party, Object(times)) in document.time_constants.unwrap_or_default().0 {
            let time = |stated: Option<TimeInHours>| {
                stated.map_or_else(TimeDelta::zero, |TimeInHours(it)| it)
            };
            let (degradation, recovery) =
                (time(times.degradation_hours), time(times.recovery_hours));
            plan = plan.time_constants(party, degradation, recovery);
        }
        plan.watched = document.watch.unwrap_or_default();
        plan.felt_below = document.felt_below.unwrap_or(plan.felt_below);
        plan.keep = document.keep;
        plan.max_steps = document.max_steps.unwrap_or(plan.max_steps);
        plan.max_values = document.max_values.unwrap_or(plan.max_values);
        Ok(plan)
    }
}
