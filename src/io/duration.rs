//! Durations as people write them: numbers with units, such as `90m` or `1h30m`.

use chrono::TimeDelta;

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DurationError {
    /// The text is no sequence of numbers with units.
    #[error(
        "`{text}` is no duration, where numbers with the units w, d, h, m or s are needed, each \
         unit once and the longest first, such as `90m`, `1h30m` or `12d`"
    )]
    Unreadable {
        /// The text given.
        text: String,
    },
    /// The duration is longer than a hundred years.
    #[error("`{text}` is outside 0..=36525d, a hundred years")]
    TooLong {
        /// The text given.
        text: String,
    },
}

/// The units, the longest first, in seconds.
pub(super) const UNITS: [(char, f64); 5] =
    [('w', 604_800.0), ('d', 86_400.0), ('h', 3600.0), ('m', 60.0), ('s', 1.0)];

/// The longest duration that is read, a hundred years of 365.25 days.
const LONGEST_MICROSECONDS: f64 = 36_525.0 * 86_400e6;

/// Reads a duration: `90m`, `1h30m`, `20s`, `3h`, `12d`, `2w`.
///
/// A duration is a sum of numbers of 0 or more with units: weeks `w`, days `d`, hours `h`,
/// minutes `m` and seconds `s`. Each unit occurs once at most, the longest first; a number may have
/// decimals, and blanks are skipped. The sum is rounded to the microsecond.
///
/// Every file field whose name ends in a unit, such as `lag_hours`, and every such option of the
/// command line reads a duration beside a plain number.
///
/// # Errors
///
/// [`DurationError`] for anything else, and beyond a hundred years.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::io::parse_duration;
///
/// assert_eq!(parse_duration("1h30m")?, TimeDelta::minutes(90));
/// assert_eq!(parse_duration("1.5 d")?, TimeDelta::hours(36));
/// assert!(parse_duration("30m1h").is_err());
/// assert_eq!(
///     parse_duration("90").unwrap_err().to_string(),
///     "`90` is no duration, where numbers with the units w, d, h, m or s are needed, each unit \
///      once and the longest first, such as `90m`, `1h30m` or `12d`"
/// );
/// # Ok::<(), knockon::io::DurationError>(())
/// ```
pub fn parse_duration(text: &str) -> Result<TimeDelta, DurationError> {
    let microseconds =
        parts(text).ok_or_else(|| DurationError::Unreadable { text: shown(text) })?;
    if microseconds > LONGEST_MICROSECONDS {
        return Err(DurationError::TooLong { text: shown(text) });
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    Ok(TimeDelta::microseconds(microseconds as i64))
}

/// Sums up the parts of a duration, each rounded to the microsecond; `None` where the text is none.
fn parts(text: &str) -> Option<f64> {
    let (mut rest, mut units) = (text.trim(), &UNITS[..]);
    let mut sum = 0.0;
    while !rest.is_empty() {
        let end = rest.find(char::is_alphabetic)?;
        let (number, unit_on) = rest.split_at_checked(end)?;
        let number = number.trim();
        // A sign, an exponent and words for endless numbers are no part of a duration.
        if number.chars().any(|letter| !letter.is_ascii_digit() && letter != '.') {
            return None;
        }
        let unit = unit_on.chars().next()?;
        let at = units.iter().position(|(known, _)| *known == unit)?;
        let (&(_, seconds), shorter) = units.get(at..)?.split_first()?;
        sum += (number.parse::<f64>().ok()? * seconds * 1e6).round();
        (rest, units) = (unit_on.get(unit.len_utf8()..)?.trim_start(), shorter);
    }
    (units.len() < UNITS.len()).then_some(sum)
}

/// What of a text an error repeats.
fn shown(text: &str) -> String {
    crate::organisation::quoted(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{DurationError, parse_duration};
    use chrono::TimeDelta;

    #[test]
    fn sums_of_units_are_exact() {
        let seconds = |seconds| Ok(TimeDelta::seconds(seconds));
        for (text, expected) in [
            ("90m", 5400),
            ("1h30m", 5400),
            ("20s", 20),
            ("3h", 10_800),
            ("12d", 1_036_800),
            ("2w", 1_209_600),
            (" 1w 2d 3h 4m 5s ", 788_645),
            ("0s", 0),
            (".5h", 1800),
            ("0.7h", 2520),
            ("36525d", 3_155_760_000),
        ] {
            assert_eq!(parse_duration(text), seconds(expected), "{text}");
        }
        assert_eq!(parse_duration("0.25s"), Ok(TimeDelta::milliseconds(250)));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "", " ", "h", "90", "1h30", "30m1h", "1h1h", "-3h", "+3h", "1e3s", "infs", "nans",
            "3 hours", "3ä", "1..5h", "1,5h", "∞h",
        ] {
            let refused = parse_duration(text);
            assert!(
                matches!(refused, Err(DurationError::Unreadable { .. })),
                "{text}: {refused:?}"
            );
        }
        for text in ["36526d", "99999999999999999999w"] {
            assert!(matches!(parse_duration(text), Err(DurationError::TooLong { .. })), "{text}");
        }
        let long = "9".repeat(1 << 20);
        assert!(parse_duration(&long).unwrap_err().to_string().len() < 1000);
    }
}
