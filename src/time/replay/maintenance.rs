//! Planned maintenance: time that does not count.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::ReplayError;
use super::event::Subject;
use super::instant;

/// An interval of planned maintenance, whose time does not count: for every external customer, or
/// for those downstream of one party or service.
///
/// # Examples
///
/// ```
/// use chrono::{DateTime, TimeDelta, Utc};
/// use knockon::time::{Event, Maintenance, ReplayOptions, Subject};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Ferry")
///     .departments(["deck", "kiosk"].map(Department::new))
///     .customers(["passengers", "anglers"].map(ExternalCustomer::person))
///     .service(Service::between("deck", "passengers").dependence(1.0))
///     .service(Service::between("kiosk", "anglers").dependence(1.0))
///     .build()?;
/// let eight: DateTime<Utc> = "2026-03-02T08:00:00Z".parse()?;
/// let hours = |count| eight + TimeDelta::hours(count);
///
/// // The deck trains for two hours; passengers get nothing for three, of which one counts.
/// let drill = Maintenance::of(Subject::Party("deck".to_owned()), hours(1)..hours(3));
/// let events = [Event::party(hours(1), "deck", 0.0), Event::party(hours(4), "deck", 1.0)];
/// let options = ReplayOptions::default().maintenance(drill);
/// let replayed = organisation.compile()?.replay(&events, eight..hours(10), &options)?;
/// let passengers = replayed.customer("passengers").unwrap().whole();
/// assert_eq!((passengers.counted, passengers.below), (TimeDelta::hours(8), TimeDelta::hours(1)));
/// assert_eq!(replayed.customer("anglers").unwrap().whole().counted, TimeDelta::hours(10));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Maintenance {
    /// When it takes place, its end excluded.
    pub window: Range<DateTime<Utc>>,
    /// The party or service that is maintained; `None` where the time of nobody counts.
    pub subject: Option<Subject>,
}

impl Maintenance {
    /// States an interval in which the time of nobody counts.
    pub fn of_all(window: Range<DateTime<Utc>>) -> Self {
        Self { window, subject: None }
    }

    /// States an interval in which the time of those external customers does not count whom a party
    /// or service leads to.
    pub fn of(subject: Subject, window: Range<DateTime<Utc>>) -> Self {
        Self { window, subject: Some(subject) }
    }

    /// The interval in nanoseconds.
    pub(super) fn nanos(&self) -> Result<(i64, i64), ReplayError> {
        let Range { start: from, end: to } = self.window;
        match (instant::nanos(from), instant::nanos(to)) {
            (Some(start), Some(end)) if start <= end => Ok((start, end)),
            (Some(_), Some(_)) => Err(ReplayError::Maintenance { from, to }),
            (None, _) => Err(ReplayError::Instant { at: from }),
            (_, None) => Err(ReplayError::Instant { at: to }),
        }
    }
}

impl From<Range<DateTime<Utc>>> for Maintenance {
    fn from(window: Range<DateTime<Utc>>) -> Self {
        Self::of_all(window)
    }
}
