//! Years and times.

use chrono::TimeDelta;

use crate::outcome::customers::parameters::DAYS_PER_YEAR;

/// A time in years of 365.25 days.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds of a century to within a microsecond")]
pub(super) fn years_of(time: TimeDelta) -> f64 {
    const NANOSECONDS_PER_DAY: f64 = 86_400e9;
    time.num_nanoseconds().unwrap_or(i64::MAX) as f64 / NANOSECONDS_PER_DAY / DAYS_PER_YEAR
}

/// Years of 365.25 days as a time.
#[expect(clippy::cast_possible_truncation, reason = "a checked number of years")]
pub(super) fn time_of(years: f64) -> TimeDelta {
    TimeDelta::seconds((years * DAYS_PER_YEAR * 86_400.0).round() as i64)
}
