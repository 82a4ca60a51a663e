//! Histories as documents of any syntax, read event by event.

use std::fmt;

use chrono::FixedOffset;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::history::{self, HistoryError, HistoryPlace, HistoryProblems};
use super::wire::{DocumentVersion, HistoryFormat, Object};
use crate::time::{Event, EventError};

/// Reads a history's document, event by event.
pub(super) struct HistorySeed<F> {
    take: F,
    /// Of instants that state none.
    offset: FixedOffset,
    problems: HistoryProblems,
    /// Whether an event was refused, and all that follow would be.
    is_refused: bool,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(field_identifier, rename_all = "snake_case")]
enum HistoryField {
    #[serde(rename = "$schema")]
    Schema,
    Format,
    Version,
    Events,
}

impl HistoryField {
    const REQUIRED: [Self; 3] = [Self::Format, Self::Version, Self::Events];

    const fn key(self) -> &'static str {
        match self {
            Self::Schema => "$schema",
            Self::Format => "format",
            Self::Version => "version",
            Self::Events => "events",
        }
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct EventDocument {
    at: String,
    party: Option<String>,
    service: Option<String>,
    observed: Option<f64>,
    capability: Option<f64>,
    condition: Option<f64>,
    quality: Option<f64>,
    volume: Option<f64>,
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
                HistoryField::Schema => {
                    map.next_value::<Option<String>>()?;
                }
                HistoryField::Format => {
                    map.next_value::<HistoryFormat>()?;
                }
                HistoryField::Version => {
                    map.next_value::<DocumentVersion>()?;
                }
                HistoryField::Events => map.next_value_seed(Events(self))?,
            }
        }
        match HistoryField::REQUIRED.into_iter().find(|field| !seen.contains(field)) {
            Some(missing) => Err(A::Error::missing_field(missing.key())),
            None => Ok(()),
        }
    }
}

impl<F: FnMut(&Event) -> Result<(), EventError>> HistorySeed<F> {
    pub(super) fn new(take: F, offset: FixedOffset) -> Self {
        Self { take, offset, problems: HistoryProblems::default(), is_refused: false }
    }

    /// What came of it, given how reading ended.
    pub(super) fn finish<E>(
        self,
        read: Result<(), E>,
        unreadable: impl FnOnce(E) -> HistoryError,
    ) -> Result<(), HistoryError> {
        match read {
            Err(error) if !self.is_refused => Err(unreadable(error)),
            _ => self.problems.finish(),
        }
    }

    /// Hands over an event.
    fn take(&mut self, index: u64, stated: EventDocument) {
        let EventDocument { at, party, service, observed, capability, condition, quality, volume } =
            stated;
        let place = |field| HistoryPlace::Event { index, field };
        let subject = history::subject(party.as_deref(), service.as_deref());
        let read = [observed, capability, condition, quality];
        let read = history::READINGS.into_iter().zip(read);
        let read = history::one_stated(read.filter_map(|(name, read)| Some((name, read?))));
        let kind = match (&subject, &read) {
            (Ok(subject), Ok((column, _))) => history::kind(column, subject).map(Some),
            _ => Ok(None),
        };
        let at = history::instant(&at, self.offset);
        let (at, subject, kind, (column, quality)) = match (at, subject, kind, read) {
            (Ok(at), Ok(subject), Ok(Some(kind)), Ok(read)) => (at, subject, kind, read),
            (at, subject, kind, read) => {
                let mut add = |field, error| self.problems.add(place(field), error);
                at.err().into_iter().for_each(|error| add("at", error));
                subject.err().into_iter().for_each(|error| add("", error));
                read.err().into_iter().for_each(|error| add("", error));
                kind.err().into_iter().for_each(|error| add("", error));
                return;
            }
        };
        let event = Event { at, subject, kind, quality, volume };
        if let Err(refusal) = (self.take)(&event) {
            self.problems.refuse(&event, column, &refusal, place);
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
