//! Histories as documents, read as a stream.

use std::io::{BufReader, Read};

use serde::de::DeserializeSeed;
use serde_path_to_error::{Deserializer as Tracked, Track};

use super::syntax_error;
use crate::io::history::{HistoryError, HistoryPlace};
use crate::io::history_document::HistorySeed;
use crate::io::{HistoryOptions, limited, wording};
use crate::time::{Event, EventError};

/// Reads a history, and hands over one event after the other.
///
/// ```json
/// { "format": "knockon/history", "version": 1,
///   "events": [ { "at": "2026-03-02T09:00:00+01:00", "party": "it", "observed": 0.5 },
///               { "at": "2026-03-02T09:20:00+01:00", "service": "it-hr", "condition": 0.8 } ] }
/// ```
///
/// `at` is an instant, of RFC 3339 or local time of [`HistoryOptions::offset`]. An event states one of
/// `party` and `service`, and one of `observed`, what the party was read to deliver, `capability`,
/// what the department could do by itself, and `condition` of the service; `quality` is read as
/// `observed` of a party and as `condition` of a service. `volume` is how many requests it is about,
/// until the next reading of the same thing. The order of events is free.
///
/// Memory does not depend on how many events there are.
///
/// # Errors
///
/// [`HistoryError`]: the first fault of syntax or shape, such as an unknown field; else every
/// problem of meaning, by event, also those that `take` finds, which is called for all events that
/// can be read. Format and version are checked where they stand: before any event if they come
/// first.
///
/// # Examples
///
/// ```
/// use knockon::io::{HistoryOptions, json};
///
/// let read = |text: &str| {
///     let mut total = 0.0;
///     let add = |event: &knockon::time::Event| Ok(total += event.quality);
///     json::history_from_reader(text.as_bytes(), &HistoryOptions::default(), add).map(|()| total)
/// };
/// let total = read(
///     r#"{ "format": "knockon/history", "version": 1, "events": [
///          { "at": "2026-03-02T09:00:00Z", "party": "it", "observed": 0.5 },
///          { "at": "2026-03-02T12:00:00Z", "party": "it", "observed": 1 } ] }"#,
/// )?;
/// assert_eq!(total, 1.5);
///
/// let error = read(
///     r#"{ "format": "knockon/history", "version": 1, "events": [
///          { "at": "9 o'clock", "party": "it", "observed": 0.5 },
///          { "at": "2026-03-02T12:00:00Z", "observed": 1 } ] }"#,
/// );
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "events[0].at: `9 o'clock` is no instant, where one such as `2026-03-02 09:00:00` or \
///      `2026-03-02T09:00:00+01:00` is needed\n\
///      events[1]: neither party nor service is stated, where exactly one is needed"
/// );
/// # Ok::<(), knockon::io::HistoryError>(())
/// ```
pub fn history_from_reader(
    reader: impl Read,
    options: &HistoryOptions,
    take: impl FnMut(&Event) -> Result<(), EventError>,
) -> Result<(), HistoryError> {
    let limit = options.limits.max_file_bytes;
    let text = BufReader::new(limited::text(reader, limit)?);
    let mut history = HistorySeed::new(take, options.offset);
    let mut source = serde_json::Deserializer::from_reader(text);
    let mut track = Track::new();
    let read = (&mut history).deserialize(Tracked::new(&mut source, &mut track));
    history.finish(read.and_then(|()| source.end()), |error| {
        if error.is_io() {
            return limited::failure(error.into(), limit);
        }
        let (line, column) = (error.line().max(1), error.column().max(1));
        let place = HistoryPlace::Text { line, column, path: wording::path_of(track) };
        HistoryError::Unreadable { place, message: syntax_error::worded(&error) }
    })
}
