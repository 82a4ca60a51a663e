//! A history of readings, and what every external customer got of it.
//!
//! Each event sets what a party was observed to deliver, a department's capability or a service's
//! condition from its instant on. Between
//! two instants nothing changes, so every customer's quality is a step function, and means, shares
//! of time and intervals are exact: sums over steps, not samples.
//!
//! ```text
//!   it          1 ─────┐           ┌───────────    events   09:00 it 0.5, 12:00 it 1
//!             0.5      └───────────┘
//!   shoppers    1 ─────┐           ┌───────────    1 − 0.8 · 0.5
//!             0.6      └───────────┘               below a threshold of 0.9 for 3 hours
//!                    09:00       12:00
//! ```
//!
//! Every event is followed by the live engine, at the cost of what it affects, and tallied for the
//! customers it changes alone. The state at an instant is that of a full solve, bit for bit,
//! whatever happened before; on cycles it is the best state, not one that history led to.
//!
//! # All of, any of, at least k of
//!
//! The availability of services that stand in for each other needs nothing of its own: it is what
//! their consumer gets. With conditions that are 0 or 1, in a need of dependence 1:
//!
//! | a customer is served while | substitution |
//! | --- | --- |
//! | all of n services are up | [`KthBest { k: n }`](crate::Substitution::KthBest), or n needs under the rule `weakest` |
//! | any of them is up | [`BestOf`](crate::Substitution::BestOf) |
//! | at least k of them are up | [`KthBest { k }`](crate::Substitution::KthBest) |
//! | and by the share of them that is up | [`Pooled { required: n }`](crate::Substitution::Pooled) |

#![expect(
    clippy::indexing_slicing,
    reason = "parties and customers are indexed by dense numbers that the network made in range"
)]

mod accumulator;
mod calendar_spans;
mod conflict;
mod counted_time;
mod counted_times;
mod customer_walk;
mod downtime;
mod engine;
mod event;
mod explained;
mod history;
mod hours;
mod indicators;
mod instant;
mod lines;
mod maintenance;
mod observers;
mod options;
mod outcome;
mod present;
mod requests;
mod span;
mod staleness;
mod state_explainer;
mod unknown_customers;
mod upstream_walk;
mod windows;

use crate::organisation::quoted;
use crate::unit::Figure;
use chrono::{DateTime, TimeDelta, Utc};

pub use conflict::ConflictingReadings;
pub use downtime::{Downtime, DowntimeCause, DowntimeLine};
pub use engine::Replay;
pub use event::{Event, EventError, EventKind, Subject};
pub use history::{History, RefusedEvents};
pub use hours::{ServiceHours, ServiceHoursError};
pub use indicators::{Indicators, Interval, Lowest};
pub use lines::{CustomerRef, Segment, SpanLine};
pub use maintenance::Maintenance;
pub use options::{Gaps, ReplayOptions};
pub use outcome::{CustomerReplay, Replayed};
pub use requests::{RequestLine, Requests};
pub use span::Span;

/// Why a history could not be replayed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// Some events are no events of this network.
    #[error(transparent)]
    Events(#[from] RefusedEvents),
    /// The period is empty.
    #[error("the period from `{from:?}` to `{to:?}` is empty, where it must end after it begins")]
    Period {
        /// When it begins.
        from: DateTime<Utc>,
        /// When it ends.
        to: DateTime<Utc>,
    },
    /// The period ends before the last event.
    #[error("the period ends at `{to:?}`, before the last event, at `{last:?}`")]
    EndsEarly {
        /// When it ends.
        to: DateTime<Utc>,
        /// When the last event happened.
        last: DateTime<Utc>,
    },
    /// An instant is too far from the present century.
    #[error("instant `{at:?}` is outside {}", instant::RANGE)]
    Instant {
        /// The instant given.
        at: DateTime<Utc>,
    },
    /// The threshold is no quality.
    #[error("threshold `{threshold}` is outside 0..=1", threshold = Figure(*.threshold))]
    Threshold {
        /// The threshold given.
        threshold: f64,
    },
    /// The target leaves no error budget, or is no share of time.
    #[error("target `{target}` is not from 0 to below 1", target = Figure(*.target))]
    Target {
        /// The target given.
        target: f64,
    },
    /// The error budget is that of no time.
    #[error("the error budget is of `{budget}`, where a time above 0 is needed")]
    Budget {
        /// The time given.
        budget: TimeDelta,
    },
    /// Readings grow old at once.
    #[error("readings hold for `{after}`, where a time above 0 is needed")]
    Gap {
        /// The time given.
        after: TimeDelta,
    },
    /// An interval of maintenance ends before it begins.
    #[error("maintenance from `{from:?}` to `{to:?}` ends before it begins")]
    Maintenance {
        /// When it begins.
        from: DateTime<Utc>,
        /// When it ends.
        to: DateTime<Utc>,
    },
    /// Maintenance names a party or service that there is none of.
    #[error("maintenance is of {}", unknown_subject(.subject))]
    UnknownSubject {
        /// The party or service.
        subject: Subject,
    },
    /// Causes are asked for of readings that grow old.
    #[error(
        "causes are worked out for readings that hold until the next one, so no gaps can be stated"
    )]
    CausesOfGaps,
    /// There is more maintenance of parties and services than can be followed.
    #[error("there is maintenance of more {what} than the limit of {limit}")]
    TooMuchMaintenance {
        /// What there is too much of.
        what: &'static str,
        /// The most allowed.
        limit: usize,
    },
    /// The calendar spans make more lines than the options allow.
    #[error("the calendar spans take more lines than the limit of {limit}, one for each customer")]
    TooManyLines {
        /// The most allowed.
        limit: usize,
    },
}

fn unknown_subject(subject: &Subject) -> String {
    match subject {
        Subject::Party(id) => format!("`{}`, which is no party", quoted(id)),
        Subject::Service(id) => format!("`{}`, which is no service", quoted(id)),
    }
}

/// Calendar spans that make more lines than the options allow.
#[derive(Debug)]
struct TooManyLines {
    limit: usize,
}

impl From<TooManyLines> for ReplayError {
    fn from(TooManyLines { limit }: TooManyLines) -> Self {
        Self::TooManyLines { limit }
    }
}

impl From<TooManyLines> for EventError {
    fn from(TooManyLines { limit }: TooManyLines) -> Self {
        Self::TooManyLines { limit }
    }
}
