//! Histories as documents, read as a stream.

use std::fmt;
use std::io::{BufReader, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_path_to_error::{Deserializer as Tracked, Track};

use super::syntax_error;
use crate::io::history::{self, HistoryError, HistoryPlace, HistoryProblems};
use crate::io::wire::{DocumentVersion, HistoryFormat, Object};
use crate::io::{Limits, limited};
use crate::time::{Event, EventError};

/// Reads a history, and hands over one event after the other.
///
/// ```json
/// { "format": "knockon/history", "version": 1,
///   "events": [ { "at": "2026-03-02T09:00:00+01:00", "party": "it", "quality": 0.5 },
///               { "at": "2026-03-02T09:20:00+01:00", "service": "it-hr", "quality": 0.8 } ] }
/// ```
///
/// `at` is an instant of RFC 3339, `quality` the capability of the department `party` or the
/// condition of the service `service`, of which exactly one is stated. The order of events is free.
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
/// use knockon::io::{Limits, json};
///
/// let read = |text: &str| {
///     let mut total = 0.0;
///     let add = |event: &knockon::time::Event| Ok(total += event.quality);
///     json::history_from_reader(text.as_bytes(), &Limits::default(), add).map(|()| total)
/// };
/// let total = read(
///     r#"{ "format": "knockon/history", "version": 1, "events": [
///          { "at": "2026-03-02T09:00:00Z", "party": "it", "quality": 0.5 },
///          { "at": "2026-03-02T12:00:00Z", "party": "it", "quality": 1 } ] }"#,
/// )?;
/// assert_eq!(total, 1.5);
///
/// let error = read(
///     r#"{ "format": "knockon/history", "version": 1, "events": [
///          { "at": "9 o'clock", "party": "it", "quality": 0.5 },
///          { "at": "2026-03-02T12:00:00Z", "quality": 1 } ] }"#,
/// );
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "events[0].at: `9 o'clock` is no instant of RFC 3339, where one such as \
///      `2026-03-02T09:00:00+01:00` is needed\n\
///      events[1]: neither party nor service is stated, where exactly one is needed"
/// );
/// # Ok::<(), knockon::io::HistoryError>(())
/// ```
pub fn history_from_reader(
    reader: impl Read,
    limits: &Limits,
    take: impl FnMut(&Event) -> Result<(), EventError>,
) -> Result<(), HistoryError> {
    let text = BufReader::new(limited::text(reader, limits.max_file_bytes)?);
    let mut history = HistorySeed { take, problems: HistoryProblems::default(), is_refused: false };
    let mut source = serde_json::Deserializer::from_reader(text);
    let mut track = Track::new();
    let read = (&mut history).deserialize(Tracked::new(&mut source, &mut track));
    let HistorySeed { problems, is_refused, .. } = history;
    match read.and_then(|()| source.end()) {
        Ok(()) => problems.finish(),
        Err(_) if is_refused => problems.finish(),
        Err(error) if error.is_io() => Err(limited::failure(error.into(), limits.max_file_bytes)),
        Err(error) => {
            let place = HistoryPlace::Text {
                line: error.line().max(1),
                column: error.column().max(1),
                path: syntax_error::path_of(track),
            };
            Err(HistoryError::Unreadable { place, message: syntax_error::worded(&error) })
        }
    }
}

/// Reads a history's document, event by event.
struct HistorySeed<F> {
    take: F,
    problems: HistoryProblems,
    /// Whether an event was refused, and all that follow would be.
    is_refused: bool,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(field_identifier, rename_all = "snake_case")]
enum HistoryField {
    Format,
    Version,
    Events,
}

impl HistoryField {
    const ALL: [Self; 3] = [Self::Format, Self::Version, Self::Events];

    const fn key(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Version => "version",
            Self::Events => "events",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventDocument {
    at: String,
    party: Option<String>,
    service: Option<String>,
    quality: f64,
}

impl<'de, F> DeserializeSeed<'de> for &mut HistorySeed<F>
where
    F: FnMut(&Event) -> Result<(), EventError>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F> Visitor<'de> for &mut HistorySeed<F>
where
    F: FnMut(&Event) -> Result<(), EventError>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen: Vec<HistoryField> = Vec::new();
        while let Some(field) = map.next_key::<HistoryField>()? {
            if seen.contains(&field) {
                return Err(A::Error::duplicate_field(field.key()));
            }
            seen.push(field);
            match field {
                HistoryField::Format => {
                    map.next_value::<HistoryFormat>()?;
                }
                HistoryField::Version => {
                    map.next_value::<DocumentVersion>()?;
                }
                HistoryField::Events => map.next_value_seed(Events(self))?,
            }
        }
        match HistoryField::ALL.into_iter().find(|field| !seen.contains(field)) {
            Some(missing) => Err(A::Error::missing_field(missing.key())),
            None => Ok(()),
        }
    }
}

impl<F: FnMut(&Event) -> Result<(), EventError>> HistorySeed<F> {
    /// Hands over an event.
    fn take(&mut self, index: u64, stated: EventDocument) {
        let EventDocument { at, party, service, quality } = stated;
        let place = |field| HistoryPlace::Event { index, field };
        let subject = history::subject(party.as_deref(), service.as_deref());
        let (at, subject) = match (history::instant(&at), subject) {
            (Ok(at), Ok(subject)) => (at, subject),
            (at, subject) => {
                let mut add = |field, error| self.problems.add(place(field), error);
                at.err().into_iter().for_each(|error| add("at", error));
                subject.err().into_iter().for_each(|error| add("", error));
                return;
            }
        };
        let event = Event { at, subject, quality };
        if let Err(refusal) = (self.take)(&event) {
            self.problems.refuse(&event, &refusal, place);
            self.is_refused = matches!(refusal, EventError::TooManyLines { .. });
        }
    }
}

/// Reads the list of events.
struct Events<'h, F>(&'h mut HistorySeed<F>);

impl<'de, F> DeserializeSeed<'de> for Events<'_, F>
where
    F: FnMut(&Event) -> Result<(), EventError>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F> Visitor<'de> for Events<'_, F>
where
    F: FnMut(&Event) -> Result<(), EventError>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(Object(event)) = list.next_element()? {
            self.0.take(index, event);
            if self.0.is_refused {
                return Err(A::Error::custom("all events that follow are refused"));
            }
            index += 1;
        }
        Ok(())
    }
}
