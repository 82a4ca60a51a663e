//! Scenarios as documents.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fields::Number;
use super::header::{DocumentVersion, ScenarioFormat};
use super::reading::{ObservedNumber, Readings};
use super::strict::{Entries, Object};
use crate::organisation::Scenario;

/// A scenario as a document holds it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct ScenarioDocument {
    #[serde(rename = "$schema")]
    #[expect(dead_code, reason = "for editors")]
    schema: Option<String>,
    #[expect(dead_code, reason = "checked while it is read")]
    format: Option<ScenarioFormat>,
    #[expect(dead_code, reason = "checked while it is read")]
    version: Option<DocumentVersion>,
    name: Option<String>,
    capability: Option<Entries<f64>>,
    condition: Option<Entries<f64>>,
    stop_services: Option<Vec<String>>,
    start_services: Option<Vec<String>>,
    dependence: Option<Entries<f64>>,
    ceiling: Option<Entries<f64>>,
    agents: Option<Entries<f64>>,
    agents_factor: Option<Entries<f64>>,
    agents_factor_of_all: Option<f64>,
    skill: Option<Entries<f64>>,
    demand_per_hour: Option<Entries<f64>>,
    retries: Option<Entries<f64>>,
    availability: Option<Entries<f64>>,
    observed: Option<Entries<ObservedNumber>>,
}

impl ScenarioDocument {
    /// Makes a scenario; one that states no name takes the given one.
    pub(in crate::io) fn scenario(self, name: &str) -> Scenario {
        let Self {
            name: stated,
            capability,
            condition,
            stop_services,
            start_services,
            dependence,
            ceiling,
            agents,
            agents_factor,
            agents_factor_of_all,
            skill,
            demand_per_hour,
            retries,
            availability,
            observed,
            ..
        } = self;
        let observed = observed.unwrap_or_default().0;
        let standard_errors = observed
            .iter()
            .filter_map(|(party, reading)| Some((party.clone(), reading.standard_error?)));
        let standard_errors = standard_errors.collect();
        let observed = observed.into_iter().map(|(party, reading)| (party, reading.value));
        Scenario {
            name: stated.filter(|stated| !stated.is_empty()).unwrap_or_else(|| name.to_owned()),
            capabilities: capability.unwrap_or_default().0,
            conditions: condition.unwrap_or_default().0,
            stopped: stop_services.unwrap_or_default(),
            started: start_services.unwrap_or_default(),
            dependences: dependence.unwrap_or_default().0,
            ceilings: ceiling.unwrap_or_default().0,
            agents: agents.unwrap_or_default().0,
            agents_factors: agents_factor.unwrap_or_default().0,
            agents_factor_of_all,
            skills: skill.unwrap_or_default().0,
            demands: demand_per_hour.unwrap_or_default().0,
            retries: retries.unwrap_or_default().0,
            availabilities: availability.unwrap_or_default().0,
            observed: observed.collect(),
            standard_errors,
        }
    }
}

#[derive(Serialize)]
struct WrittenScenario<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<ScenarioFormat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<DocumentVersion>,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    capability: &'a [(String, f64)],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    condition: &'a [(String, f64)],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stop_services: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    start_services: &'a [String],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    dependence: &'a [(String, f64)],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    ceiling: &'a [(String, f64)],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    agents: &'a [(String, f64)],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    agents_factor: &'a [(String, f64)],
    #[serde(skip_serializing_if = "Option::is_none")]
    agents_factor_of_all: Option<Number>,
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    skill: &'a [(String, f64)],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    demand_per_hour: &'a [(String, f64)],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    retries: &'a [(String, f64)],
    #[serde(serialize_with = "entries", skip_serializing_if = "<[_]>::is_empty")]
    availability: &'a [(String, f64)],
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<Readings<'a>>,
}

/// Writes entries as an object, in order, those given twice included.
pub(super) fn entries<S: Serializer>(
    entries: &[(String, f64)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(entries.iter().map(|(key, value)| (key, Number(*value))))
}

impl<'a> WrittenScenario<'a> {
    /// Writes a scenario without the head of a document.
    fn part(scenario: &'a Scenario) -> Self {
        Self {
            format: None,
            version: None,
            name: &scenario.name,
            capability: &scenario.capabilities,
            condition: &scenario.conditions,
            stop_services: &scenario.stopped,
            start_services: &scenario.started,
            dependence: &scenario.dependences,
            ceiling: &scenario.ceilings,
            agents: &scenario.agents,
            agents_factor: &scenario.agents_factors,
            agents_factor_of_all: scenario.agents_factor_of_all.map(Number),
            skill: &scenario.skills,
            demand_per_hour: &scenario.demands,
            retries: &scenario.retries,
            availability: &scenario.availabilities,
            observed: Readings::of(scenario),
        }
    }
}

/// A scenario inside another document: it has no head of its own.
pub(super) struct ScenarioPart<'a>(pub(super) &'a Scenario);

impl Serialize for ScenarioPart<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WrittenScenario::part(self.0).serialize(serializer)
    }
}

/// Serialises as a `knockon/scenario` document; entries given twice are written twice.
impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (format, version) = (Some(ScenarioFormat {}), Some(DocumentVersion));
        WrittenScenario { format, version, ..WrittenScenario::part(self) }.serialize(serializer)
    }
}

/// Reads a `knockon/scenario` document, whose `format` and `version` may be left out.
impl<'de> Deserialize<'de> for Scenario {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(document) = Object::<ScenarioDocument>::deserialize(deserializer)?;
        Ok(document.scenario(""))
    }
}
