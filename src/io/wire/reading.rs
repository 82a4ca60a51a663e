//! What was observed, alone or with its standard error.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::fields::Number;
use crate::organisation::Scenario;

/// A reading as documents state it: `0.8`, or `{ "value": 0.8, "standard_error": 0.01 }`.
#[derive(Clone, Copy)]
pub(super) struct ObservedNumber {
    pub(super) value: f64,
    pub(super) standard_error: Option<f64>,
}

impl<'de> Deserialize<'de> for ObservedNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct WithError {
            value: f64,
            standard_error: Option<f64>,
        }

        impl<'de> Visitor<'de> for Reader {
            type Value = ObservedNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or an object with `value` and `standard_error`")
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<ObservedNumber, E> {
                Ok(ObservedNumber { value, standard_error: None })
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_i64<E: Error>(self, value: i64) -> Result<ObservedNumber, E> {
                self.visit_f64(value as f64)
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_u64<E: Error>(self, value: u64) -> Result<ObservedNumber, E> {
                self.visit_f64(value as f64)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ObservedNumber, A::Error> {
                let WithError { value, standard_error } =
                    WithError::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ObservedNumber { value, standard_error })
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// Readings as a scenario's document writes them, by party.
pub(super) struct Readings<'a> {
    observed: &'a [(String, f64)],
    standard_errors: &'a [(String, f64)],
}

impl<'a> Readings<'a> {
    /// Those of a scenario, if it has any.
    pub(super) fn of(scenario: &'a Scenario) -> Option<Self> {
        let Scenario { observed, standard_errors, .. } = scenario;
        (!observed.is_empty()).then_some(Self { observed, standard_errors })
    }
}

/// Writes readings in order, those given twice included.
impl Serialize for Readings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct WithError {
            value: Number,
            standard_error: Number,
        }

        let mut map = serializer.serialize_map(Some(self.observed.len()))?;
        for (party, value) in self.observed {
            match self.standard_errors.iter().find(|(of, _)| of == party) {
                None => map.serialize_entry(party, &Number(*value))?,
                Some((_, standard_error)) => {
                    let standard_error = Number(*standard_error);
                    map.serialize_entry(
                        party,
                        &WithError { value: Number(*value), standard_error },
                    )?;
                }
            }
        }
        map.end()
    }
}
