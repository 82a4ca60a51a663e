//! What happened: readings of departments and services.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::instant;
use crate::network::{DeptIx, EdgeIx, Layout, Network, Parameter, PartyIx, ServiceState};
use crate::organisation::{Invalid, Place, Problem, ProblemCode, Problems, Scenario, Section};
use crate::quality::Edit;
use crate::unit::{Figure, Quality};

/// A reading: from an instant on, a party was read to deliver a quality, a department has a capability
/// or a service a condition.
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
    /// What of it was read.
    pub kind: EventKind,
    /// The reading, 0..=1; of no meaning where nothing is known.
    pub quality: f64,
    /// How many requests it is about, until the next reading of the same thing, 0..=1e15; not
    /// known unless set. It weighs [`History::requests`](super::History::requests), and nothing
    /// else.
    pub volume: Option<f64>,
}

/// What an event says of a party or a service.
///
/// Of a department the later of what was observed and its capability holds: it is one or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// What a department delivered, or an external customer experienced, whatever of that is its own.
    Observed,
    /// What a department could do by itself.
    Capability,
    /// What a service was like.
    Condition,
    /// Nothing is known of a party or a service from here on, until it is read again: nor of the
    /// external customers downstream of it.
    Unknown,
}

impl EventKind {
    /// Returns the word that files use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Capability => "capability",
            Self::Condition => "condition",
            Self::Unknown => "unknown",
        }
    }
}

/// What an event, or a question, is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Subject {
    /// A department or an external customer, by its id.
    Party(String),
    /// A service, by its id.
    Service(String),
}

impl Event {
    /// States the capability of a department, 0..=1, from an instant on.
    pub fn party(at: DateTime<Utc>, department: impl Into<String>, capability: f64) -> Self {
        let subject = Subject::Party(department.into());
        Self { at, subject, kind: EventKind::Capability, quality: capability, volume: None }
    }

    /// States what a party was read to deliver, or an external customer to experience, 0..=1, from an
    /// instant on: as [`Scenario::observed`].
    pub fn observed(at: DateTime<Utc>, party: impl Into<String>, reading: f64) -> Self {
        let subject = Subject::Party(party.into());
        Self { at, subject, kind: EventKind::Observed, quality: reading, volume: None }
    }

    /// States the condition of a service, 0..=1, from an instant on.
    pub fn service(at: DateTime<Utc>, service: impl Into<String>, condition: f64) -> Self {
        let subject = Subject::Service(service.into());
        Self { at, subject, kind: EventKind::Condition, quality: condition, volume: None }
    }

    /// States that nothing is known of a party or a service from an instant on.
    pub fn unknown(at: DateTime<Utc>, subject: Subject) -> Self {
        Self { at, subject, kind: EventKind::Unknown, quality: 0.0, volume: None }
    }

    /// States how many requests the reading is about, until the next of the same thing, 0..=1e15.
    #[must_use]
    pub fn volume(mut self, requests: f64) -> Self {
        self.volume = Some(requests);
        self
    }
}

/// Why an event was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// There is no such party or service, it is none of which that is read, or the quality is out of range.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The instant is too far from the present century.
    #[error("instant `{at:?}` is outside {}", instant::RANGE)]
    Instant {
        /// The instant given.
        at: DateTime<Utc>,
    },
    /// The volume is no number of requests.
    #[error("volume `{volume}` is outside 0..=1e15", volume = Figure(*.volume))]
    Volume {
        /// The volume given.
        volume: f64,
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

/// A party or a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum DenseSubject {
    Party(PartyIx),
    /// A service.
    Entry(EdgeIx),
}

/// What was read of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum DenseQuantity {
    Delivered(PartyIx),
    Capability(DeptIx),
    Condition(EdgeIx),
}

impl DenseQuantity {
    pub(super) fn subject(self) -> DenseSubject {
        match self {
            Self::Delivered(party) => DenseSubject::Party(party),
            Self::Capability(department) => DenseSubject::Party(department.into()),
            Self::Condition(entry) => DenseSubject::Entry(entry),
        }
    }
}

impl DenseSubject {
    /// The edits that give it what was read last, or back what is stated; what was read of a party
    /// before is forgotten.
    pub(super) fn edits(
        self,
        layout: &Layout,
        read: Option<(DenseQuantity, f64)>,
    ) -> impl Iterator<Item = Edit> {
        let of = |quantity| read.and_then(|(of, quality)| (of == quantity).then_some(quality));
        let edits = match self {
            Self::Party(party) => {
                let capability = layout.department(party).map(|department| Edit::Value {
                    of: Parameter::Capability(department),
                    value: of(DenseQuantity::Capability(department)),
                });
                let value = of(DenseQuantity::Delivered(party));
                [capability, Some(Edit::Value { of: Parameter::Delivered(party), value })]
            }
            Self::Entry(entry) => {
                let state = of(DenseQuantity::Condition(entry)).map(ServiceState::Running);
                [Some(Edit::Service { entry, state }), None]
            }
        };
        edits.into_iter().flatten()
    }
}

/// An event that was checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// In nanoseconds.
    pub(super) at: i64,
    pub(super) of: DenseQuantity,
    /// Not a number where nothing is known of it.
    pub(super) quality: f64,
}

/// How many requests a reading is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Volume {
    pub(super) at: i64,
    pub(super) of: DenseSubject,
    pub(super) requests: f64,
}

/// The most requests a reading may be about.
const MOST_REQUESTS: f64 = 1e15;

impl Reading {
    pub(super) fn new(network: &Network, event: &Event) -> Result<Self, EventError> {
        let at = instant::nanos(event.at).ok_or(EventError::Instant { at: event.at })?;
        if let Some(volume) = event.volume.filter(|volume| !(0.0..=MOST_REQUESTS).contains(volume))
        {
            return Err(EventError::Volume { volume });
        }
        if event.kind == EventKind::Unknown {
            return Ok(Self { at, of: unknown(network, event)?, quality: f64::NAN });
        }
        let of = match known(network, event) {
            Some(of) if Quality::allows(event.quality) => of,
            _ => checked(network, event)?,
        };
        Ok(Self { at, of, quality: event.quality })
    }

    /// Whether it says the same as another of the same thing.
    pub(super) fn says_as(&self, other: &Self) -> bool {
        let is_equal = self.quality.to_bits() == other.quality.to_bits() && self.of == other.of;
        is_equal || (self.is_unknown() && other.is_unknown())
    }

    /// The event that it was, but for its volume.
    pub(super) fn event(&self, network: &Network) -> Event {
        let layout = network.layout();
        let (subject, kind) = match self.of {
            DenseQuantity::Delivered(party) => {
                (Subject::Party(layout.party_id(party).to_string()), EventKind::Observed)
            }
            DenseQuantity::Capability(department) => {
                (Subject::Party(layout.party_id(department).to_string()), EventKind::Capability)
            }
            DenseQuantity::Condition(entry) => {
                (Subject::Service(layout.service_id(entry).to_string()), EventKind::Condition)
            }
        };
        let at = instant::instant(self.at);
        if self.is_unknown() {
            return Event::unknown(at, subject);
        }
        Event { at, subject, kind, quality: self.quality, volume: None }
    }

    /// Whether it says that nothing is known.
    pub(super) fn is_unknown(self) -> bool {
        self.quality.is_nan()
    }
}

/// What of a party or a service is unknown: what it delivers, or its condition.
fn unknown(network: &Network, event: &Event) -> Result<DenseQuantity, Invalid> {
    let known_to_exist = Event { quality: 1.0, ..event.clone() };
    let kind = match event.subject {
        Subject::Party(_) => EventKind::Observed,
        Subject::Service(_) => EventKind::Condition,
    };
    let event = Event { kind, ..known_to_exist };
    known(network, &event).map_or_else(|| checked(network, &event), Ok)
}

/// Finds a service that runs, or a party that serves or is served.
fn known(network: &Network, event: &Event) -> Option<DenseQuantity> {
    let layout = network.layout();
    match (&event.subject, event.kind) {
        (Subject::Service(id), EventKind::Condition) => {
            let entry = layout.find_service(id)?;
            (!layout.stands_by(entry)).then_some(DenseQuantity::Condition(entry))
        }
        (Subject::Party(id), EventKind::Capability) => {
            let department = layout.find_department(id)?;
            layout.is_connected(department).then_some(DenseQuantity::Capability(department))
        }
        (Subject::Party(id), EventKind::Observed) => {
            let party = layout.find(id)?;
            let is_connected =
                layout.department(party).is_none_or(|department| layout.is_connected(department));
            is_connected.then_some(DenseQuantity::Delivered(party))
        }
        _ => None,
    }
}

/// Checks an event as a scenario is checked, to find whatever is wrong with it.
fn checked(network: &Network, event: &Event) -> Result<DenseQuantity, Invalid> {
    let scenario = Scenario::default();
    let quality = event.quality;
    // Of what one entry of a scenario sets there is one.
    Ok(match (&event.subject, event.kind) {
        (Subject::Party(id), EventKind::Capability) => {
            let set = network.overrides(&scenario.capability(id, quality))?;
            let department = set.capabilities().next().map(|(department, _)| department);
            DenseQuantity::Capability(department.unwrap_or_default())
        }
        (Subject::Party(id), EventKind::Observed) => {
            let set = network.overrides(&scenario.observed(id, quality))?;
            let party = set.readings().next().map(|(party, _)| party);
            DenseQuantity::Delivered(party.unwrap_or_default())
        }
        (Subject::Service(id), EventKind::Condition) => {
            let set = network.overrides(&scenario.condition(id, quality))?;
            DenseQuantity::Condition(set.services[0].0)
        }
        (Subject::Party(id), EventKind::Condition | EventKind::Unknown) => {
            let message = format!("party `{id}` has no condition; a service has");
            return Err(refused(Section::Condition, id, message));
        }
        (Subject::Service(id), kind) => {
            let message = format!("service `{id}` has a condition, and not `{}`", kind.name());
            return Err(refused(Section::Condition, id, message));
        }
    })
}

fn refused(section: Section, id: &str, message: String) -> Invalid {
    let mut problems = Problems::default();
    problems.push(Problem::new(ProblemCode::Unknown, Place::key(section, id), message));
    Invalid::new(problems)
}
