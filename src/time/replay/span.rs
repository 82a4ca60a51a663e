//! Days, weeks and months.

use chrono::{Datelike, Days, FixedOffset, Months, NaiveTime, TimeZone};
use serde::Serialize;

use super::instant::{SECOND, instant};

/// A period of the calendar, in local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Span {
    /// From midnight to midnight.
    Day,
    /// From Monday to Monday, as ISO 8601 has it.
    Week,
    /// From the first of a month to that of the next.
    Month,
}

impl Span {
    /// The first instant after another at which a new span begins.
    pub(super) fn next(self, after: i64, offset: FixedOffset) -> i64 {
        let date = offset.from_utc_datetime(&instant(after).naive_utc()).date_naive();
        let next = match self {
            Self::Day => date.checked_add_days(Days::new(1)),
            Self::Week => {
                let past = u64::from(date.weekday().num_days_from_monday());
                date.checked_add_days(Days::new(7 - past))
            }
            Self::Month => {
                date.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)))
            }
        };
        let midnight = next.map(|date| date.and_time(NaiveTime::MIN).and_utc());
        let nanos = midnight.and_then(|midnight| midnight.timestamp_nanos_opt());
        // No calendar of the instants that can be replayed ends.
        nanos.map_or(i64::MAX, |nanos| nanos - seconds(offset) * SECOND)
    }
}

/// Local time minus UTC in seconds.
pub(super) fn seconds(offset: FixedOffset) -> i64 {
    i64::from(offset.local_minus_utc())
}
