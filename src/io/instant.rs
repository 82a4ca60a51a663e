//! Instants as people and programs write them.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone, Utc};

use crate::organisation::quoted;

/// Why a text is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no instant, where one such as `2026-03-02 09:00:00` or \
     `2026-03-02T09:00:00+01:00` is needed"
)]
pub struct InstantError {
    /// The text given.
    pub text: String,
}

/// Reads an instant of RFC 3339, or a local time without an offset: `2024-11-15 02:07:03`,
/// `2024-11-15T02:07`.
///
/// A local time lies `offset` ahead of UTC; an instant that states its own offset keeps that.
///
/// # Errors
///
/// [`InstantError`] for anything else. A date alone is refused: whether its begin or its end is
/// meant is not said.
///
/// # Examples
///
/// ```
/// use chrono::FixedOffset;
/// use knockon::io::parse_instant;
///
/// let winter = FixedOffset::east_opt(3600).unwrap();
/// let one = parse_instant("2024-11-15 02:07:03", winter)?;
/// assert_eq!(one, parse_instant("2024-11-15T01:07:03Z", winter)?);
/// assert!(parse_instant("15.11.2024", winter).is_err());
/// # Ok::<(), knockon::io::InstantError>(())
/// ```
pub fn parse_instant(text: &str, offset: FixedOffset) -> Result<DateTime<Utc>, InstantError> {
    const PATTERNS: [&str; 4] =
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
    let stated = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(stated) {
        return Ok(instant.to_utc());
    }
    let local =
        PATTERNS.iter().find_map(|pattern| NaiveDateTime::parse_from_str(stated, pattern).ok());
    let instant = local.and_then(|local| offset.from_local_datetime(&local).single());
    let refused = || InstantError { text: quoted(text).into_owned() };
    instant.map(|instant| instant.to_utc()).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::parse_instant;
    use chrono::{DateTime, FixedOffset, Utc};

    #[test]
    fn every_pattern_is_the_same_instant() {
        let offset = FixedOffset::east_opt(3600).unwrap();
        let expected: DateTime<Utc> = "2024-11-15T01:07:00Z".parse().unwrap();
        for text in [
            "2024-11-15 02:07",
            "2024-11-15T02:07",
            "2024-11-15 02:07:00",
            " 2024-11-15T02:07:00.000 ",
            "2024-11-15T01:07:00Z",
            "2024-11-14T21:07:00-04:00",
        ] {
            assert_eq!(parse_instant(text, offset), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_names_no_instant_is_refused() {
        let offset = FixedOffset::east_opt(0).unwrap();
        for text in ["", "noon", "2024-11-15", "15/11/2024 02:07", "2024-02-30 00:00:00", "45611.5"]
        {
            assert!(parse_instant(text, offset).is_err(), "{text}");
        }
        // The ends of the calendar are no panic.
        let far = parse_instant("-262143-01-01 00:00:00", FixedOffset::east_opt(86_399).unwrap());
        assert!(far.is_err());
    }
}
