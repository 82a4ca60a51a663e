//! What happened: readings of departments and services.

use chrono::{DateTime, Utc};

use super::instant;
use crate::network::{DeptIx, EdgeIx, Network, Parameter, ServiceState};
use crate::organisation::{Invalid, Scenario};
use crate::quality::Edit;
use crate::unit::Quality;

/// A reading: from an instant on, a department has a capability or a service a condition.
///
/// It is as stated: whether the id exists and the quality lies in range is checked against a
/// network, by [`History::push`](super::History::push) and [`Replay::event`](super::Replay::event).
///
/// # Examples
///
/// ```
/// use knockon::time::{Event, Subject};
///
/// let event = Event::party("2026-03-02T09:00:00Z".parse()?, "it", 0.5);
/// assert_eq!(event.subject, Subject::Party("it".to_owned()));
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The instant from which on it holds, from 1900 to 2190.
    pub at: DateTime<Utc>,
    /// What was read.
    pub subject: Subject,
    /// The capability of the department or the condition of the service, 0..=1.
    pub quality: f64,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// A department, by its id.
    Party(String),
    /// A service, by its id.
    Service(String),
}

impl Event {
    /// States the capability of a department, 0..=1, from an instant on.
    pub fn party(at: DateTime<Utc>, department: impl Into<String>, capability: f64) -> Self {
        Self { at, subject: Subject::Party(department.into()), quality: capability }
    }

    /// States the condition of a service, 0..=1, from an instant on.
    pub fn service(at: DateTime<Utc>, service: impl Into<String>, condition: f64) -> Self {
        Self { at, subject: Subject::Service(service.into()), quality: condition }
    }
}

/// Why an event was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// There is no such department or service, or the quality is out of range.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The instant is too far from the present century.
    #[error("instant `{at:?}` is outside {}", instant::RANGE)]
    Instant {
        /// The instant given.
        at: DateTime<Utc>,
    },
    /// The event lies before the one that came before it.
    #[error(
        "instant `{at:?}` is before `{last:?}`, that of the event before, where events in order of time are needed"
    )]
    Disorder {
        /// The instant given.
        at: DateTime<Utc>,
        /// That of the event before.
        last: DateTime<Utc>,
    },
    /// The calendar spans up to the event make more lines than the options allow.
    #[error("the calendar spans take more lines than the limit of {limit}, one for each customer")]
    TooManyLines {
        /// The most allowed.
        limit: usize,
    },
}

/// A department or a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum DenseSubject {
    Department(DeptIx),
    /// A service.
    Entry(EdgeIx),
}

impl DenseSubject {
    /// The edit that gives it a quality, or back what is stated.
    pub(super) fn edit(self, quality: Option<f64>) -> Edit {
        match self {
            Self::Department(department) => {
                Edit::Value { of: Parameter::Capability(department), value: quality }
            }
            Self::Entry(entry) => {
                Edit::Service { entry, state: quality.map(ServiceState::Running) }
            }
        }
    }
}

/// An event that was checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// In nanoseconds.
    pub(super) at: i64,
    pub(super) thing: DenseSubject,
    pub(super) quality: f64,
}

impl Reading {
    pub(super) fn new(network: &Network, event: &Event) -> Result<Self, EventError> {
        let at = instant::nanos(event.at).ok_or(EventError::Instant { at: event.at })?;
        let thing = match known(network, &event.subject) {
            Some(thing) if Quality::allows(event.quality) => thing,
            _ => checked(network, event)?,
        };
        Ok(Self { at, thing, quality: event.quality })
    }
}

/// Finds a service that runs, or a department that serves or is served.
fn known(network: &Network, subject: &Subject) -> Option<DenseSubject> {
    let layout = network.layout();
    match subject {
        Subject::Service(id) => {
            let entry = layout.find_service(id)?;
            (!layout.stands_by(entry)).then_some(DenseSubject::Entry(entry))
        }
        Subject::Party(id) => {
            let department = layout.find_department(id)?;
            layout.is_connected(department).then_some(DenseSubject::Department(department))
        }
    }
}

/// Checks an event as a scenario is checked, to find whatever is wrong with it.
fn checked(network: &Network, event: &Event) -> Result<DenseSubject, Invalid> {
    let scenario = Scenario::default();
    // Of what one entry of a scenario sets there is one.
    Ok(match &event.subject {
        Subject::Party(id) => {
            let set = network.overrides(&scenario.capability(id, event.quality))?;
            let department = set.capabilities().next().map(|(department, _)| department);
            DenseSubject::Department(department.unwrap_or_default())
        }
        Subject::Service(id) => {
            let set = network.overrides(&scenario.condition(id, event.quality))?;
            DenseSubject::Entry(set.services[0].0)
        }
    })
}
