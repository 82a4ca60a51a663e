//! Readings as they are kept: small, by number, in seconds.

use chrono::{DateTime, Utc};

use super::reading::{IndicatorValue, Instrument, JudgementReading};

/// Seconds since 1970.
pub(super) type Seconds = i64;

/// A ticket that is open at every instant.
pub(super) const STILL_OPEN: Seconds = i64::MAX;

/// A ticket: 40 bytes, for there may be fifty million.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StoredTicket {
    pub(super) opened: Seconds,
    pub(super) resolved: Seconds,
    pub(super) provider: u32,
    pub(super) consumer: u32,
    pub(super) service: u32,
    pub(super) closed_by: u32,
    /// NaN where it is not stated.
    pub(super) waited_seconds: f32,
    pub(super) target_met: Option<bool>,
    pub(super) reopened: Option<bool>,
    pub(super) abandoned: Option<bool>,
}

/// An answer; of a service, or of a party as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StoredAnswer {
    pub(super) at: Seconds,
    pub(super) party: u32,
    pub(super) service: u32,
    pub(super) instrument: Instrument,
    pub(super) item: u32,
    pub(super) respondent: u32,
    pub(super) score: f64,
    /// NaN where they are not stated, as of the population.
    pub(super) expected: f64,
    pub(super) weight: f64,
    pub(super) population: f64,
}

/// A score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StoredScore {
    pub(super) at: Seconds,
    pub(super) party: u32,
    pub(super) channel: u32,
    pub(super) score: f64,
    pub(super) weight: f64,
}

/// A party or a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StoredSubject {
    Party(u32),
    Service(u32),
}

/// A reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StoredIndicator {
    pub(super) at: Seconds,
    pub(super) subject: StoredSubject,
    pub(super) quantity: IndicatorValue,
    /// NaN where it is not stated.
    pub(super) volume: f64,
    pub(super) same_requests: u32,
}

/// Everything that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stored {
    pub(super) tickets: Vec<StoredTicket>,
    pub(super) answers: Vec<StoredAnswer>,
    pub(super) scores: Vec<StoredScore>,
    pub(super) indicators: Vec<StoredIndicator>,
    pub(super) judgements: Vec<JudgementReading>,
}

/// An instant in seconds.
pub(super) fn seconds(at: DateTime<Utc>) -> Seconds {
    at.timestamp()
}

/// The instant of so many seconds.
pub(super) fn instant(seconds: Seconds) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::UNIX_EPOCH)
}
