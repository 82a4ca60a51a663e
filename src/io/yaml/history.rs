//! Histories as documents, read event by event.

use std::io::{BufReader, Read};

use serde::de::DeserializeSeed;
use serde_path_to_error::{Deserializer as Tracked, Track};
use serde_saphyr::{Error, with_deserializer_from_reader_with_options as with_deserializer};

use super::syntax_error;
use crate::io::history::{HistoryError, HistoryPlace};
use crate::io::history_document::HistorySeed;
use crate::io::{HistoryOptions, limited, wording};
use crate::time::{Event, EventError};

/// Reads a history, and hands over one event after the other.
///
/// ```yaml
/// format: knockon/history
/// version: 1
/// events:
/// - { at: 2026-03-02T09:00:00+01:00, party: it, observed: 0.5 }
/// - { at: 2026-03-02T09:20:00+01:00, service: it-hr, condition: 0.8 }
/// ```
///
/// The fields are those of a JSON history. Memory does not depend on how many events there are.
///
/// # Errors
///
/// [`HistoryError`]: the first fault of syntax or shape; else every problem of meaning, by event,
/// also those that `take` finds, which is called for all events that can be read.
///
/// # Examples
///
/// ```
/// use knockon::io::{HistoryOptions, yaml};
///
/// let text = "format: knockon/history
/// version: 1
/// events:
/// - { at: 2026-03-02T09:00:00Z, party: it, observed: 0.5 }
/// - { at: 2026-03-02T12:00:00Z, party: it, observed: 1 }
/// ";
/// let mut total = 0.0;
/// let add = |event: &knockon::time::Event| Ok(total += event.quality);
/// yaml::history_from_reader(text.as_bytes(), &HistoryOptions::default(), add)?;
/// assert_eq!(total, 1.5);
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
    let mut track = Track::new();
    let read = with_deserializer(text, super::options::of_reader(limit), |source| {
        (&mut history).deserialize(Tracked::new(source, &mut track))
    });
    history.finish(read, |error| {
        if let Error::IOError { cause } = error {
            return limited::failure(cause, limit);
        }
        let (line, column) = syntax_error::position(&error);
        let place = HistoryPlace::Text { line, column, path: wording::path_of(track) };
        HistoryError::Unreadable { place, message: syntax_error::worded(&error, "") }
    })
}
