//! Periods of the calendar, counted.

use std::fmt;
use std::str::FromStr;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc,
};
use serde::{Serialize, Serializer};

/// How long the periods are by which readings are put together.
///
/// # Examples
///
/// ```
/// use knockon::evidence::Period;
///
/// assert_eq!("5m".parse::<Period>()?, Period::Minutes(5));
/// assert_eq!("5 minutes".parse::<Period>()?, Period::Minutes(5));
/// assert_eq!("month".parse::<Period>()?.to_string(), "month");
/// # Ok::<(), knockon::evidence::UnknownPeriod>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Period {
    /// So many minutes, from midnight of 1 January 1970 on; 1 to 1,440.
    Minutes(u32),
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week from Monday on.
    Week,
    /// A month.
    #[default]
    Month,
    /// Three months from January, April, July or October on.
    Quarter,
    /// A year.
    Year,
}

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no period, where `hour`, `day`, `week`, `month`, `quarter`, `year` or minutes such as \
     `15m` are needed"
)]
pub struct UnknownPeriod(pub String);

const NAMES: [(&str, Period); 6] = [
    ("hour", Period::Hour),
    ("day", Period::Day),
    ("week", Period::Week),
    ("month", Period::Month),
    ("quarter", Period::Quarter),
    ("year", Period::Year),
];

/// The Monday of the week of the first day that is counted from.
const FIRST_MONDAY: i64 = -3;

impl Period {
    /// The number of the period that holds an instant, in local time.
    pub(super) fn index(self, at: DateTime<Utc>, offset: FixedOffset) -> i64 {
        let local = at.with_timezone(&offset).naive_local();
        let date = local.date();
        let days = date.signed_duration_since(NaiveDate::default()).num_days();
        let months = i64::from(date.year()) * 12 + i64::from(date.month0());
        match self {
            Self::Minutes(minutes) => {
                let since = local.signed_duration_since(NaiveDateTime::default());
                since.num_seconds().div_euclid(60 * i64::from(minutes.max(1)))
            }
            Self::Hour => Self::Minutes(60).index(at, offset),
            Self::Day => days,
            Self::Week => (days - FIRST_MONDAY).div_euclid(7),
            Self::Month => months,
            Self::Quarter => months.div_euclid(3),
            Self::Year => i64::from(date.year()),
        }
    }

    /// When a period starts.
    pub(super) fn start(self, index: i64, offset: FixedOffset) -> DateTime<Utc> {
        let day = |days: i64| -> Option<NaiveDateTime> {
            let date = NaiveDate::default();
            let moved = if days < 0 {
                date.checked_sub_days(Days::new(days.unsigned_abs()))
            } else {
                date.checked_add_days(Days::new(days.unsigned_abs()))
            };
            moved.map(NaiveDateTime::from)
        };
        let month = |months: i64| -> Option<NaiveDateTime> {
            let date = NaiveDate::default();
            let since = months - 1970 * 12;
            let size = Months::new(u32::try_from(since.unsigned_abs()).ok()?);
            let moved = if since < 0 {
                date.checked_sub_months(size)
            } else {
                date.checked_add_months(size)
            };
            moved.map(NaiveDateTime::from)
        };
        let local = match self {
            Self::Minutes(minutes) => {
                let since = TimeDelta::try_minutes(index.saturating_mul(i64::from(minutes.max(1))));
                since.and_then(|since| NaiveDateTime::default().checked_add_signed(since))
            }
            Self::Hour => return Self::Minutes(60).start(index, offset),
            Self::Day => day(index),
            Self::Week => day(7 * index + FIRST_MONDAY),
            Self::Month => month(index),
            Self::Quarter => month(3 * index),
            Self::Year => month(12 * index),
        };
        let local = local.and_then(|local| local.and_local_timezone(offset).single());
        local.map_or(DateTime::UNIX_EPOCH, |start| start.to_utc())
    }
}

impl FromStr for Period {
    type Err = UnknownPeriod;

    fn from_str(text: &str) -> Result<Self, UnknownPeriod> {
        let known = NAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
        let minutes = || {
            let units = ["minutes", "minute", "m"];
            let count = units.iter().find_map(|unit| text.strip_suffix(unit))?;
            let minutes: u32 = count.trim_end().parse().ok()?;
            (1..=1_440).contains(&minutes).then_some(Self::Minutes(minutes))
        };
        let found = known.map(|(_, period)| *period).or_else(minutes);
        found.ok_or_else(|| UnknownPeriod(text.to_owned()))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Minutes(minutes) = self {
            let unit = if *minutes == 1 { "minute" } else { "minutes" };
            return f.pad(&format!("{minutes} {unit}"));
        }
        f.pad(NAMES.iter().find(|(_, known)| known == self).map_or("", |(name, _)| name))
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

    use super::{NAMES, Period};

    #[test]
    fn every_period_holds_its_start_and_ends_where_the_next_starts() {
        let offset = FixedOffset::east_opt(3600).unwrap();
        let second = TimeDelta::seconds(1);
        let periods = NAMES.iter().map(|(_, period)| *period);
        for period in periods.chain([1, 5, 90].map(Period::Minutes)) {
            assert_eq!(period.to_string().parse(), Ok(period));
            for at in ["1969-12-31T22:59:59Z", "2024-02-29T23:30:00Z", "2026-12-31T22:59:59Z"] {
                let at: DateTime<Utc> = at.parse().unwrap();
                let index = period.index(at, offset);
                let (start, next) = (period.start(index, offset), period.start(index + 1, offset));
                assert!(start <= at && at < next, "{period} {at}: {start} {next}");
                assert_eq!(period.index(start, offset), index, "{period} {at}");
                assert_eq!(period.index(next - second, offset), index, "{period} {at}");
            }
        }
        let march = Period::Month.index("2026-02-28T23:30:00Z".parse().unwrap(), offset);
        assert_eq!(Period::Month.start(march, offset).to_rfc3339(), "2026-02-28T23:00:00+00:00");
    }
}
