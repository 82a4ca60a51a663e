//! Times on the command line: durations, instants and the offset of local time.

use chrono::{FixedOffset, TimeDelta};
use knockon::io::parse_duration;

use crate::scenario::number;

/// Reads a duration such as `1h30m`.
pub(crate) fn duration(text: &str) -> Result<TimeDelta, String> {
    parse_duration(text).map_err(|error| error.to_string())
}

/// Reads days: a number of them, or a duration with units of its own.
pub(crate) fn days(text: &str) -> Result<TimeDelta, String> {
    duration(&if is_number(text) { format!("{text}d") } else { text.to_owned() })
}

/// Reads minutes: a number of them, or a duration with units of its own.
pub(crate) fn minutes(text: &str) -> Result<f64, String> {
    if is_number(text) { number(text) } else { Ok(duration(text)?.as_seconds_f64() / 60.0) }
}

/// Reads local time minus UTC.
pub(crate) fn offset(text: &str) -> Result<FixedOffset, String> {
    text.parse().map_err(|_| "an offset is needed, such as `+01:00`".to_owned())
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{days, minutes};
    use chrono::TimeDelta;

    #[test]
    fn numbers_have_the_unit_of_the_name() {
        assert_eq!(days("90"), Ok(TimeDelta::days(90)));
        assert_eq!(days("12w"), Ok(TimeDelta::weeks(12)));
        assert_eq!(days("0.5"), Ok(TimeDelta::hours(12)));
        assert_eq!(minutes("20s").map(|minutes| minutes * 3.0), Ok(1.0));
        assert_eq!(minutes("1e3"), Ok(1000.0));
        assert!(days("-1").is_err() && days("soon").is_err() && minutes("6 calls").is_err());
    }
}
