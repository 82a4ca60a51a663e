//! When somebody is there to be served.

use std::str::FromStr;

use chrono::{NaiveTime, Timelike, Weekday};

use super::instant::{NANOSECONDS_PER_DAY, SECOND};
use crate::organisation::quoted;

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
/// let nights = office.clone().on(Weekday::Fri, time(16), time(6));
/// assert_eq!(nights.per_week(), TimeDelta::hours(53));
///
/// assert_eq!("Mon-Fri 09:00-17:00".parse(), Ok(office));
/// assert_eq!("Mon-Fri 09:00-17:00, Fri 16:00-06:00".parse(), Ok(nights));
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

    /// Adds all hours of another statement.
    pub fn and(mut self, others: &Self) -> Self {
        self.parts.extend(&others.parts);
        self.parts = union(self.parts);
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

/// A text that states no service hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no service hours, where a day or two with a hyphen and two times are needed, such \
     as `Mon-Fri 08:00-18:00`"
)]
pub struct ServiceHoursError {
    /// The part of the text that states none.
    pub text: String,
}

/// Reads hours such as `Mon-Fri 08:00-18:00, Sat 09:00-12:30`: days of the week by their first
/// three letters, a day or the days from one to another, then two times of the day, the second
/// excluded. One that is not after the first is that of the next day, and 24:00 is the end of the
/// day.
impl FromStr for ServiceHours {
    type Err = ServiceHoursError;

    fn from_str(text: &str) -> Result<Self, ServiceHoursError> {
        text.split([',', ';']).try_fold(Self::new(), |hours, part| {
            let refused = || ServiceHoursError { text: quoted(part.trim()).into_owned() };
            let (days, from, to) = window(part).ok_or_else(refused)?;
            Ok(days.into_iter().fold(hours, |hours, day| hours.on(day, from, to)))
        })
    }
}

/// The days and times of one window.
fn window(text: &str) -> Option<(Vec<Weekday>, NaiveTime, NaiveTime)> {
    let (days, times) = text.trim().split_once(char::is_whitespace)?;
    let day = |text: &str| text.parse::<Weekday>().ok();
    let (first, last) = match days.split_once('-') {
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(days)?, day(days)?),
    };
    let (from, to) = times.split_once('-')?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    let to = if to.trim() == "24:00" { Some(NaiveTime::MIN) } else { time(to) };
    let on = std::iter::successors(Some(first), |day| (*day != last).then(|| day.succ()));
    Some((on.collect(), time(from)?, to?))
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

#[cfg(test)]
mod tests {
    use super::ServiceHours;
    use chrono::{NaiveTime, TimeDelta, Weekday};

    #[test]
    fn hours_are_read_as_people_write_them() {
        let time = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        let weekend = ServiceHours::new().on(Weekday::Sat, time(9), time(12));
        for text in ["Sat 09:30-12:30", " sat  09:30 - 12:30 ", "Saturday 9:30-12:30"] {
            assert_eq!(text.parse(), Ok(weekend.clone()), "{text}");
        }
        let hours = |text: &str| text.parse::<ServiceHours>().unwrap().per_week();
        assert_eq!(hours("Mon-Sun 00:00-24:00"), TimeDelta::weeks(1));
        assert_eq!(hours("Sat-Mon 08:00-09:00; Sat 08:30-10:00"), TimeDelta::hours(4));
        assert_eq!(hours("Sun 22:00-06:00"), TimeDelta::hours(8));
        let office: ServiceHours = "Mon-Fri 08:00-18:00".parse().unwrap();
        assert_eq!(office.and(&weekend).per_week(), TimeDelta::hours(53));
        for text in [
            "",
            "Mon",
            "08:00-18:00",
            "Mon 8-18",
            "Mon-Fri 08:00",
            "Mon 25:00-26:00",
            "Mon 08:00-18:00,",
        ] {
            assert!(text.parse::<ServiceHours>().is_err(), "{text}");
        }
    }
}
