//! What can fail: elements, and the events that take them down.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use super::options::AvailabilityError;
use crate::id::{PartyId, ServiceId};
use crate::network::{DeptIx, EdgeIx, Layout, StatedPartyIx, StatedServiceIx};
use crate::organisation::{Dependability, Failure, Scenario};

/// An event: one element fails by itself, or a common cause holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureEvent {
    /// A department fails.
    Department(PartyId),
    /// A service fails.
    Service(ServiceId),
    /// A common cause holds, by its id.
    CommonCause(String),
}

impl FailureEvent {
    /// Returns the id of the department, the service or the common cause.
    pub fn id(&self) -> &str {
        match self {
            Self::Department(id) => id.as_str(),
            Self::Service(id) => id.as_str(),
            Self::CommonCause(id) => id,
        }
    }
}

/// Writes the id.
impl fmt::Display for FailureEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A department or a service that an event takes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ElementIx {
    Department(DeptIx),
    Service(EdgeIx),
}

/// An event with its chance, and the elements it takes down with what is left of each.
#[derive(Debug, Clone)]
pub(super) struct ChanceEvent {
    pub(super) name: FailureEvent,
    pub(super) probability: f64,
    pub(super) takes: Vec<(ElementIx, f64)>,
}

/// The largest number of events.
const MOST_EVENTS: usize = 1_000_000;

/// All events of a network that may happen, elements first, as stated.
pub(super) fn events(
    layout: &Layout,
    scenario: &Scenario,
) -> Result<Vec<ChanceEvent>, AvailabilityError> {
    let set: IndexMap<&str, f64> = scenario.availabilities().collect();
    let Some(organisation) = layout.names().organisation() else {
        return of_columns(layout, &set);
    };
    let stated = organisation.stated();
    let department = |index: usize| DeptIx::from_raw(layout.dense(StatedPartyIx::new(index)).raw());
    let service = |index: usize| layout.edge(StatedServiceIx::new(index));
    let mut events = Vec::new();
    let mut when_down: IndexMap<ElementIx, f64> = IndexMap::new();
    let mut add = |name: FailureEvent, element: ElementIx, stated: Option<Failure>| {
        let Some(failure) = failure(stated, set.get(name.id()).copied()) else { return };
        when_down.insert(element, failure.when_down);
        let probability = failure.unavailability();
        if probability > 0.0 {
            let takes = vec![(element, failure.when_down)];
            events.push(ChanceEvent { name, probability, takes });
        }
    };
    for (index, statement) in stated.parties.departments.iter().enumerate() {
        let failure = Dependability::of(statement.dependability.as_deref()).failure;
        let name = FailureEvent::Department(statement.id.clone());
        add(name, ElementIx::Department(department(index)), failure);
    }
    for index in 0..stated.services.len() {
        let terms = stated.services.stated_terms(index);
        let dependability = terms.and_then(|terms| terms.dependability.as_deref());
        let failure = Dependability::of(dependability).failure;
        if failure.is_some() || !set.is_empty() {
            let name = FailureEvent::Service(stated.service_id(index));
            add(name, ElementIx::Service(service(index)), failure);
        }
    }
    for cause in stated.common_causes.iter().filter(|cause| cause.probability > 0.0) {
        let (departments, services) = stated.members(cause);
        let departments = departments.into_iter().map(|it| ElementIx::Department(department(it)));
        let services = services.into_iter().map(|it| ElementIx::Service(service(it)));
        let mut takes: Vec<_> = departments
            .chain(services)
            .map(|element| (element, when_down.get(&element).copied().unwrap_or(0.0)))
            .collect();
        takes.sort_by_key(|(element, _)| *element);
        takes.dedup_by_key(|(element, _)| *element);
        let name = FailureEvent::CommonCause(cause.id.clone());
        events.push(ChanceEvent { name, probability: cause.probability, takes });
    }
    check_count(events)
}

/// Those of a network made of columns: departments that are not always up.
fn of_columns(
    layout: &Layout,
    set: &IndexMap<&str, f64>,
) -> Result<Vec<ChanceEvent>, AvailabilityError> {
    let events = layout.departments_as_stated().filter_map(|department| {
        let name = FailureEvent::Department(layout.party_id(department));
        let stated = layout.names().column_availability(layout.stated(department));
        let availability = set.get(name.id()).copied().or(stated)?;
        let takes = vec![(ElementIx::Department(department), 0.0)];
        let probability = 1.0 - availability;
        (probability > 0.0).then_some(ChanceEvent { name, probability, takes })
    });
    check_count(events.collect())
}

/// What is stated, with the chance that a scenario sets.
fn failure(stated: Option<Failure>, set: Option<f64>) -> Option<Failure> {
    match (stated, set) {
        (stated, None) => stated,
        (stated, Some(chance)) => {
            let left = stated.map_or(0.0, |failure| failure.when_down);
            Some(Failure::available(chance).when_down(left))
        }
    }
}

fn check_count(events: Vec<ChanceEvent>) -> Result<Vec<ChanceEvent>, AvailabilityError> {
    if events.len() > MOST_EVENTS {
        return Err(AvailabilityError::TooManyEvents { count: events.len(), most: MOST_EVENTS });
    }
    Ok(events)
}
