//! Objects written field by field, without what is at its default.

use indexmap::IndexMap;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::duration;
use crate::organisation::{Inertia, Labels, StatedRange};

/// Writes the fields of an object that are not at their default.
pub(super) struct Fields<M>(M);

impl<M: SerializeMap> Fields<M> {
    pub(super) fn put(
        &mut self,
        key: &'static str,
        value: &(impl Serialize + ?Sized),
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(key, value)
    }

    pub(super) fn optional(
        &mut self,
        key: &'static str,
        value: Option<impl Serialize>,
    ) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.put(key, &value))
    }

    pub(super) fn number(&mut self, key: &'static str, value: f64) -> Result<(), M::Error> {
        self.put(key, &Number(value))
    }

    /// Writes a number that does not have the one value readers take where none is stated.
    pub(super) fn number_unless(
        &mut self,
        key: &'static str,
        value: f64,
        default: f64,
    ) -> Result<(), M::Error> {
        if value.to_bits() == default.to_bits() { Ok(()) } else { self.number(key, value) }
    }

    /// Writes a number with its range, where it states one, or alone unless it is at its default.
    pub(super) fn stated(
        &mut self,
        key: &'static str,
        value: Option<f64>,
        range: Option<&StatedRange>,
        default: Option<f64>,
    ) -> Result<(), M::Error> {
        match (value, range) {
            (Some(value), Some(range)) => self.put(key, &WithRange { value, range }),
            (Some(value), None) if default.map(f64::to_bits) != Some(value.to_bits()) => {
                self.number(key, value)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn list(
        &mut self,
        key: &'static str,
        elements: impl ExactSizeIterator<Item: Serialize> + Clone,
    ) -> Result<(), M::Error> {
        if elements.len() == 0 { Ok(()) } else { self.put(key, &List(elements)) }
    }

    pub(super) fn labels(&mut self, labels: &Labels) -> Result<(), M::Error> {
        let labels = labels.all();
        if labels.is_empty() { Ok(()) } else { self.put("labels", &WrittenLabels(labels)) }
    }

    pub(super) fn inertia(&mut self, inertia: Option<&Inertia>) -> Result<(), M::Error> {
        let Inertia { degradation, recovery } = Inertia::of(inertia);
        self.number_unless("degradation_hours", duration::hours(degradation), 0.0)?;
        self.number_unless("recovery_hours", duration::hours(recovery), 0.0)
    }
}

/// A number with its range.
struct WithRange<'a> {
    value: f64,
    range: &'a StatedRange,
}

impl Serialize for WithRange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { value, range: StatedRange { low, high, origin } } = self;
        object(serializer, |fields| {
            fields.number("value", *value)?;
            fields.number("low", *low)?;
            fields.number("high", *high)?;
            fields.put("origin", origin)
        })
    }
}

struct WrittenLabels<'a>(&'a IndexMap<String, String>);

impl Serialize for WrittenLabels<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}

struct List<I>(I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for List<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

/// Writes an object field by field.
pub(super) fn object<S: Serializer>(
    serializer: S,
    write: impl FnOnce(&mut Fields<S::SerializeMap>) -> Result<(), S::Error>,
) -> Result<S::Ok, S::Error> {
    let mut fields = Fields(serializer.serialize_map(None)?);
    write(&mut fields)?;
    fields.0.end()
}

/// A number, as a whole one where it is: `1` rather than `1.0`.
pub(super) struct Number(pub(super) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Whole numbers up to here are exact, and short enough to be read as they are.
        const LARGEST_WHOLE: f64 = 1e15;
        let negative_zero = self.0.to_bits() == (-0.0_f64).to_bits();
        if self.0.trunc().to_bits() == self.0.to_bits()
            && self.0.abs() <= LARGEST_WHOLE
            && !negative_zero
        {
            #[expect(clippy::cast_possible_truncation, reason = "a whole number within bounds")]
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}
