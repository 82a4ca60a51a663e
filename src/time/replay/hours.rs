//! When somebody is there to be served.

use chrono::{NaiveTime, Timelike, Weekday};

use super::instant::{NANOSECONDS_PER_DAY, SECOND};

/// Service hours: the times of a week that count, in local time.
///
/// # Examples
///
/// ```
/// use chrono::{NaiveTime, TimeDelta, Weekday};
/// use knockon::time::ServiceHours;
///
/// let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
/// let office = ServiceHours::weekdays(time(9), time(17));
/// assert_eq!(office.per_week(), TimeDelta::hours(40));
///
/// // A night shift ends on the next day; what overlaps counts once.
/// let nights = office.on(Weekday::Fri, time(16), time(6));
/// assert_eq!(nights.per_week(), TimeDelta::hours(53));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct ServiceHours {
    /// Parts of the week in nanoseconds since Monday, ascending and apart.
    parts: Vec<(i64, i64)>,
}

const WEEKDAYS: [Weekday; 5] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
pub(super) const WEEK: i64 = 7 * NANOSECONDS_PER_DAY;

impl ServiceHours {
    /// States no hours yet: nothing counts.
    pub fn new() -> Self {
        Self::default()
    }

    /// States the same hours from Monday to Friday.
    pub fn weekdays(from: NaiveTime, to: NaiveTime) -> Self {
        WEEKDAYS.into_iter().fold(Self::new(), |hours, day| hours.on(day, from, to))
    }

    /// Adds hours that begin on a day of the week, `to` excluded. Where `to` is not after `from` it
    /// is that of the next day: 00:00 is the end of the day.
    pub fn on(mut self, day: Weekday, from: NaiveTime, to: NaiveTime) -> Self {
        let start =
            i64::from(day.num_days_from_monday()) * NANOSECONDS_PER_DAY + since_midnight(from);
        let length = (since_midnight(to) - since_midnight(from)).rem_euclid(NANOSECONDS_PER_DAY);
        let end = start + if length == 0 { NANOSECONDS_PER_DAY } else { length };
        self.parts.push((start, end.min(WEEK)));
        if end > WEEK {
            self.parts.push((0, end - WEEK));
        }
        self.parts = union(std::mem::take(&mut self.parts));
        self
    }

    /// Returns how much of a week counts.
    pub fn per_week(&self) -> chrono::TimeDelta {
        chrono::TimeDelta::nanoseconds(self.parts.iter().map(|(from, to)| to - from).sum())
    }

    pub(super) fn parts(&self) -> &[(i64, i64)] {
        &self.parts
    }
}

fn since_midnight(time: NaiveTime) -> i64 {
    let nanos = i64::from(time.num_seconds_from_midnight()) * SECOND + i64::from(time.nanosecond());
    nanos.min(NANOSECONDS_PER_DAY) // a leap second
}

/// Stretches in order, those that touch made one.
pub(super) fn union(mut intervals: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    intervals.sort_unstable();
    let mut apart: Vec<(i64, i64)> = Vec::with_capacity(intervals.len());
    for (from, to) in intervals {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}
