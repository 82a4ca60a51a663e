//! What a document states of chances: failures, thresholds, targets, common causes.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::fields::{Fields, Number, object};
use super::strict::Object;
use crate::organisation::{
    CommonCause, Dependability, Failure, FailureChance, Place, Problem, ProblemCode, Problems,
};

/// A failure: the chance of being up, or an object that says more.
pub(super) enum FailureDocument {
    Available(f64),
    Object(FailureFields),
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct FailureFields {
    available: Option<f64>,
    unavailability: Option<f64>,
    mtbf_hours: Option<f64>,
    mttr_hours: Option<f64>,
    when_down: Option<f64>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CommonCauseDocument {
    id: String,
    name: Option<String>,
    probability: f64,
    departments: Option<Vec<String>>,
    services: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for FailureDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = FailureDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or an object of a failure")
            }

            fn visit_f64<E: Error>(self, available: f64) -> Result<FailureDocument, E> {
                Ok(FailureDocument::Available(available))
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_i64<E: Error>(self, available: i64) -> Result<FailureDocument, E> {
                Ok(FailureDocument::Available(available as f64))
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_u64<E: Error>(self, available: u64) -> Result<FailureDocument, E> {
                Ok(FailureDocument::Available(available as f64))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FailureDocument, A::Error> {
                let fields = FailureFields::deserialize(MapAccessDeserializer::new(map))?;
                Ok(FailureDocument::Object(fields))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// What a party or a service states of chances.
#[derive(Default)]
pub(super) struct StatedDependability {
    pub(super) availability: Option<Box<FailureDocument>>,
    pub(super) threshold: Option<f64>,
    pub(super) target: Option<f64>,
}

impl StatedDependability {
    /// Makes it; a failure that states its chance not once is reported.
    pub(super) fn read(
        self,
        place: impl Fn(&'static str) -> Place,
        owner: &str,
        problems: &mut Problems,
    ) -> Option<Box<Dependability>> {
        let Self { availability, threshold, target } = self;
        let failure = availability.and_then(|stated| match *stated {
            FailureDocument::Available(available) => Some(Failure::available(available)),
            FailureDocument::Object(fields) => {
                let made = failure(&fields);
                let fault = |fault| {
                    let message = format!("the failure of {owner} {fault}");
                    problems.push(Problem::new(
                        ProblemCode::Failure,
                        place("availability"),
                        message,
                    ));
                };
                made.map_err(fault).ok()
            }
        });
        Dependability { failure, threshold, target }.stated()
    }
}

/// Makes a failure of exactly one way to state its chance.
fn failure(fields: &FailureFields) -> Result<Failure, &'static str> {
    let FailureFields { available, unavailability, mtbf_hours, mttr_hours, when_down } = *fields;
    let ways = [available.is_some(), unavailability.is_some(), mtbf_hours.is_some()];
    if ways.into_iter().filter(|is_stated| *is_stated).count() > 1 {
        return Err("states its chance twice, where one of `available`, `unavailability` and \
                    `mtbf_hours` with `mttr_hours` is needed");
    }
    let made = match (available, unavailability, mtbf_hours, mttr_hours) {
        (Some(available), None, None, None) => Failure::available(available),
        (None, Some(unavailability), None, None) => Failure::unavailable(unavailability),
        (None, None, Some(mtbf_hours), Some(mttr_hours)) => Failure::times(mtbf_hours, mttr_hours),
        (None, None, Some(_), None) => return Err("states `mtbf_hours` without `mttr_hours`"),
        (.., Some(_)) => return Err("states `mttr_hours` without `mtbf_hours`"),
        _ => {
            return Err("states no chance, where one of `available`, `unavailability` and \
                        `mtbf_hours` with `mttr_hours` is needed");
        }
    };
    Ok(made.when_down(when_down.unwrap_or(0.0)))
}

pub(super) fn common_cause(Object(document): Object<CommonCauseDocument>) -> CommonCause {
    let CommonCauseDocument { id, name, probability, departments, services } = document;
    let mut cause = CommonCause::new(id, probability);
    cause.name = name;
    cause.departments = departments.unwrap_or_default();
    cause.services = services.unwrap_or_default();
    cause
}

impl<M: SerializeMap> Fields<M> {
    pub(super) fn dependability(&mut self, stated: Option<&Dependability>) -> Result<(), M::Error> {
        let Dependability { failure, threshold, target } = Dependability::of(stated);
        self.optional("availability", failure.as_ref())?;
        self.optional("threshold", threshold.map(Number))?;
        self.optional("target", target.map(Number))
    }
}

/// Serialises as a number where it states no more than the chance of being up.
impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let FailureChance::Available(available) = self.chance
            && self.when_down.to_bits() == 0
        {
            return Number(available).serialize(serializer);
        }
        object(serializer, |fields| {
            match self.chance {
                FailureChance::Available(available) => fields.number("available", available)?,
                FailureChance::Unavailable(unavailable) => {
                    fields.number("unavailability", unavailable)?;
                }
                FailureChance::Times { mtbf_hours, mttr_hours } => {
                    fields.number("mtbf_hours", mtbf_hours)?;
                    fields.number("mttr_hours", mttr_hours)?;
                }
            }
            fields.number_unless("when_down", self.when_down, 0.0)
        })
    }
}

/// Reads a number, or an object of `available`, `unavailability`, or `mtbf_hours` and
/// `mttr_hours`, with `when_down`.
impl<'de> Deserialize<'de> for Failure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match FailureDocument::deserialize(deserializer)? {
            FailureDocument::Available(available) => Ok(Self::available(available)),
            FailureDocument::Object(fields) => {
                let refused = |fault| D::Error::custom(format_args!("the failure {fault}"));
                failure(&fields).map_err(refused)
            }
        }
    }
}

impl Serialize for CommonCause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, name, probability, departments, services } = self;
        object(serializer, |fields| {
            fields.put("id", id)?;
            fields.optional("name", name.as_ref())?;
            fields.number("probability", *probability)?;
            fields.list("departments", departments.iter())?;
            fields.list("services", services.iter())
        })
    }
}

/// Reads an object of `common_causes`; it is checked when the organisation is built.
impl<'de> Deserialize<'de> for CommonCause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::<CommonCauseDocument>::deserialize(deserializer).map(common_cause)
    }
}
