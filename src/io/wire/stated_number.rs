//! A number, alone or with its range and where it comes from.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::organisation::{Origin, StatedRange};

/// A number as documents state it: `0.6`, or
/// `{ "value": 0.6, "low": 0.4, "high": 0.8, "origin": "judged" }`.
#[derive(Clone, Copy)]
pub(super) struct StatedNumber {
    pub(super) value: f64,
    pub(super) range: Option<StatedRange>,
}

impl StatedNumber {
    /// The value of a number that may be stated.
    pub(super) fn value(stated: Option<Self>) -> Option<f64> {
        stated.map(|number| number.value)
    }

    /// The range of a number that may be stated.
    pub(super) fn range(stated: Option<Self>) -> Option<StatedRange> {
        stated?.range
    }
}

impl<'de> Deserialize<'de> for StatedNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct WithRange {
            value: f64,
            low: f64,
            high: f64,
            origin: Origin,
        }

        impl<'de> Visitor<'de> for Reader {
            type Value = StatedNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or an object with `value`, `low`, `high` and `origin`")
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<StatedNumber, E> {
                Ok(StatedNumber { value, range: None })
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_i64<E: Error>(self, value: i64) -> Result<StatedNumber, E> {
                self.visit_f64(value as f64)
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_u64<E: Error>(self, value: u64) -> Result<StatedNumber, E> {
                self.visit_f64(value as f64)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<StatedNumber, A::Error> {
                let stated = WithRange::deserialize(MapAccessDeserializer::new(map))?;
                let range = StatedRange::new(stated.low..=stated.high, stated.origin);
                Ok(StatedNumber { value: stated.value, range: Some(range) })
            }
        }

        deserializer.deserialize_any(Reader)
    }
}
