//! Instants of a timeline: whole nanoseconds since its start.

use std::fmt;

use chrono::TimeDelta;

/// The longest time anything in a timeline may take: a hundred years.
pub(super) const LONGEST_TIME: TimeDelta = TimeDelta::days(36_525);

/// Never: after every instant.
pub(super) const NEVER: i64 = i64::MAX;

/// The nanoseconds of a time of at most [`LONGEST_TIME`]; longer ones never pass.
pub(super) fn nanoseconds(time: TimeDelta) -> i64 {
    if time > LONGEST_TIME { NEVER } else { time.num_nanoseconds().unwrap_or(0) }
}

/// The time since the start; `None` of what never happens.
pub(super) fn time(instant: i64) -> Option<TimeDelta> {
    (instant != NEVER).then(|| TimeDelta::nanoseconds(instant))
}

/// A length of time as a number of nanoseconds; a century has them to within a microsecond.
#[expect(clippy::cast_precision_loss, reason = "ratios of times need no more digits")]
pub(super) fn length(nanoseconds: i64) -> f64 {
    nanoseconds as f64
}

const PER_SECOND: f64 = 1e9;
pub(super) const PER_HOUR: f64 = 3600.0 * PER_SECOND;
pub(super) const PER_DAY: f64 = 24.0 * PER_HOUR;

/// A length of time in hours.
pub(super) fn hours(nanoseconds: i64) -> f64 {
    length(nanoseconds) / PER_HOUR
}

/// An instant between two: so much of the way along.
#[expect(clippy::cast_possible_truncation, reason = "between two instants lies an instant")]
pub(super) fn between(from: i64, to: i64, share: f64) -> i64 {
    from + (share * length(to - from)).round() as i64
}

/// A time in words: in days where it has whole ones, else in hours, or seconds below one.
pub(super) struct Words(pub(super) TimeDelta);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if TimeDelta::days(self.0.num_days()) == self.0 {
            return write!(f, "{} d", self.0.num_days());
        }
        match self.0.num_nanoseconds() {
            Some(nanoseconds) if self.0.abs() < TimeDelta::hours(1) => {
                write!(f, "{} s", length(nanoseconds) / PER_SECOND)
            }
            Some(nanoseconds) => write!(f, "{} h", hours(nanoseconds)),
            None => write!(f, "{}", self.0),
        }
    }
}
