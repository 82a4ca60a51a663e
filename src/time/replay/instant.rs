//! Instants as whole nanoseconds since 1970.

use chrono::{DateTime, Utc};

/// The first instant that can be replayed, 1900-01-01T00:00:00Z.
const FIRST: i64 = -2_208_988_800 * SECOND;
/// The last one, 2190-01-01T00:00:00Z. Any two are less than 2^63 nanoseconds apart.
const LAST: i64 = 6_942_585_600 * SECOND;
/// Both, as messages word them.
pub(super) const RANGE: &str = "1900-01-01T00:00:00Z..=2190-01-01T00:00:00Z";

pub(super) const SECOND: i64 = 1_000_000_000;
pub(super) const NANOSECONDS_PER_DAY: i64 = 86_400 * SECOND;

/// The nanosecond of an instant; `None` where it lies outside [`RANGE`]. A leap second counts on
/// into the second after it.
pub(super) fn nanos(at: DateTime<Utc>) -> Option<i64> {
    at.timestamp_nanos_opt().filter(|nanos| (FIRST..=LAST).contains(nanos))
}

/// The instant of a nanosecond.
pub(super) fn instant(nanos: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_nanos(nanos)
}

/// A time in nanoseconds as a number to weigh with; exact up to 104 days, then to 53 bits.
#[expect(clippy::cast_precision_loss, reason = "53 bits of a duration are enough for a weight")]
pub(super) fn weight(nanos: i64) -> f64 {
    nanos as f64
}

#[cfg(test)]
mod tests {
    use super::{FIRST, LAST, RANGE, instant};

    #[test]
    fn the_range_is_what_messages_say() {
        let said = [FIRST, LAST]
            .map(|nanos| instant(nanos).to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        assert_eq!(said.join("..="), RANGE);
        assert!(LAST.checked_sub(FIRST).is_some());
    }
}
