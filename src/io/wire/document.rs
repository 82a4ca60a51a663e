//! What a document holds, before any of it is checked for meaning.
//!
//! These types are the format. Words (`kind`, `rule`) stay
//! text and settings of every kind share one type, so that meaning is judged with everything else
//! and all of it is reported.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::strict::{Entries, Object, Order, Point, Text};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultsDocument {
    pub(super) department: Option<RuleDocument>,
    pub(super) customer: Option<RuleDocument>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DepartmentDocument<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    pub(super) name: Option<String>,
    pub(super) capability: Option<f64>,
    pub(super) part_of: Option<String>,
    pub(super) rule: Option<RuleDocument>,
    pub(super) skill: Option<f64>,
    // Large and rare.
    pub(super) staffing: Option<Box<Object<StaffingFields>>>,
    pub(super) effort: Option<Box<Object<EffortDocument>>>,
    pub(super) degradation_hours: Option<f64>,
    pub(super) recovery_hours: Option<f64>,
    pub(super) labels: Option<Entries<String>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerDocument<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    pub(super) name: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) population: Option<f64>,
    pub(super) ceiling: Option<f64>,
    pub(super) also_department: Option<String>,
    pub(super) rule: Option<RuleDocument>,
    pub(super) degradation_hours: Option<f64>,
    pub(super) recovery_hours: Option<f64>,
    pub(super) labels: Option<Entries<String>>,
}

/// A rule by its name, or an aggregation.
pub(super) enum RuleDocument {
    Named(String),
    Aggregation(AggregationDocument),
}

impl<'de> Deserialize<'de> for RuleDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Stated {
            aggregation: Object<AggregationDocument>,
        }

        impl<'de> Visitor<'de> for Reader {
            type Value = RuleDocument;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rule's name or an object with an `aggregation`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<RuleDocument, E> {
                Ok(RuleDocument::Named(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleDocument, A::Error> {
                let Stated { aggregation } = Stated::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RuleDocument::Aggregation(aggregation.0))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AggregationDocument {
    pub(super) order: Order,
    pub(super) weighting: String,
    pub(super) own_weight: Option<f64>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceDocument<'t> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'t>>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'t>>,
    #[serde(borrow)]
    pub(super) provider: Text<'t>,
    #[serde(borrow)]
    pub(super) consumer: Text<'t>,
    #[serde(borrow)]
    pub(super) need: Option<Text<'t>>,
    pub(super) dependence: Option<f64>,
    pub(super) weight: Option<f64>,
    pub(super) condition: Option<f64>,
    pub(super) running: Option<bool>,
    // Large and rare.
    pub(super) transfer: Option<Box<Object<TransferDocument>>>,
    pub(super) criticality: Option<Object<CriticalityDocument>>,
    pub(super) lag_hours: Option<f64>,
    pub(super) requests_per_job: Option<f64>,
    pub(super) demand_per_hour: Option<f64>,
    pub(super) retries: Option<f64>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedDocument {
    pub(super) consumer: String,
    pub(super) name: String,
    pub(super) dependence: Option<f64>,
    pub(super) weight: Option<f64>,
    pub(super) substitution: Option<Object<SubstitutionDocument>>,
    pub(super) criticality: Option<Object<CriticalityDocument>>,
}

/// A transfer of any kind, with the settings of all kinds.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferDocument {
    pub(super) kind: String,
    pub(super) from: Option<f64>,
    pub(super) to: Option<f64>,
    pub(super) exponent: Option<f64>,
    pub(super) n: Option<f64>,
    pub(super) threshold: Option<f64>,
    pub(super) points: Option<Vec<Point>>,
}

/// A substitution of any kind, with the settings of all kinds.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubstitutionDocument {
    pub(super) kind: String,
    pub(super) k: Option<u32>,
    pub(super) required: Option<f64>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriticalityDocument {
    pub(super) floor: f64,
    pub(super) slope: Option<f64>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffingFields {
    pub(super) agents: Option<f64>,
    pub(super) handling_minutes: Option<f64>,
    pub(super) target_wait_minutes: Option<f64>,
    pub(super) patience_minutes: Option<f64>,
    pub(super) service_level: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EffortDocument {
    pub(super) floor: Option<f64>,
    pub(super) reaction: Option<f64>,
    pub(super) reference: Option<f64>,
}
