//! What a document holds, before any of it is checked for meaning.
//!
//! These types are the format. Words (`kind`, `rule`) stay
//! text and settings of every kind share one type, so that meaning is judged with everything else
//! and all of it is reported.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::dependability::FailureDocument;
use super::duration::{DurationInHours, DurationInMinutes};
use super::economics::{LoyaltyDocument, OfCustomersAlone, RevenueDocument, WordOfMouthDocument};
use super::employment::{AbsenceDocument, ReserveDocument, StrainDocument, TurnoverDocument};
use super::stated_number::StatedNumber;
use super::strict::{Entries, Object, Order, Point, Text};

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultsDocument {
    pub(super) department: Option<RuleDocument>,
    pub(super) customer: Option<RuleDocument>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct DepartmentDocument<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    pub(super) name: Option<String>,
    pub(super) capability: Option<StatedNumber>,
    pub(super) part_of: Option<String>,
    pub(super) rule: Option<RuleDocument>,
    pub(super) skill: Option<f64>,
    // Large and rare.
    pub(super) staffing: Option<Box<Object<StaffingFields>>>,
    pub(super) effort: Option<Box<Object<EffortDocument>>>,
    pub(super) turnover: Option<Box<Object<TurnoverDocument>>>,
    pub(super) absence: Option<Box<Object<AbsenceDocument>>>,
    pub(super) strain: Option<Box<Object<StrainDocument>>>,
    pub(super) reserve: Option<Box<Object<ReserveDocument>>>,
    pub(super) budget_elasticity: Option<Box<StatedNumber>>,
    pub(super) degradation_hours: Option<DurationInHours>,
    pub(super) recovery_hours: Option<DurationInHours>,
    // Only to say whose they are.
    #[cfg_attr(feature = "schema", schemars(skip))]
    #[expect(dead_code, reason = "refused while it is read")]
    pub(super) revenue: Option<OfCustomersAlone>,
    #[cfg_attr(feature = "schema", schemars(skip))]
    #[expect(dead_code, reason = "refused while it is read")]
    pub(super) loyalty: Option<OfCustomersAlone>,
    #[cfg_attr(feature = "schema", schemars(skip))]
    #[expect(dead_code, reason = "refused while it is read")]
    pub(super) word_of_mouth: Option<OfCustomersAlone>,
    pub(super) availability: Option<Box<FailureDocument>>,
    pub(super) threshold: Option<f64>,
    pub(super) target: Option<f64>,
    pub(super) labels: Option<Entries<String>>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerDocument<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    pub(super) name: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) population: Option<f64>,
    pub(super) ceiling: Option<StatedNumber>,
    pub(super) also_department: Option<String>,
    pub(super) rule: Option<RuleDocument>,
    pub(super) degradation_hours: Option<DurationInHours>,
    pub(super) recovery_hours: Option<DurationInHours>,
    // Large and rare.
    pub(super) revenue: Option<Box<Object<RevenueDocument>>>,
    pub(super) loyalty: Option<Box<Object<LoyaltyDocument>>>,
    pub(super) word_of_mouth: Option<Box<Object<WordOfMouthDocument>>>,
    pub(super) threshold: Option<f64>,
    pub(super) target: Option<f64>,
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct AggregationDocument {
    pub(super) order: Order,
    pub(super) weighting: String,
    pub(super) own_weight: Option<f64>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    pub(super) dependence: Option<StatedNumber>,
    pub(super) weight: Option<f64>,
    pub(super) condition: Option<StatedNumber>,
    pub(super) running: Option<bool>,
    // Large and rare.
    pub(super) transfer: Option<Box<Object<TransferDocument>>>,
    pub(super) criticality: Option<Object<CriticalityDocument>>,
    pub(super) lag_hours: Option<DurationInHours>,
    pub(super) requests_per_job: Option<f64>,
    pub(super) demand_per_hour: Option<f64>,
    pub(super) retries: Option<f64>,
    pub(super) handling_minutes: Option<DurationInMinutes>,
    pub(super) handling_variation: Option<f64>,
    pub(super) availability: Option<Box<FailureDocument>>,
    pub(super) threshold: Option<f64>,
    pub(super) target: Option<f64>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct NeedDocument {
    pub(super) consumer: String,
    pub(super) name: String,
    pub(super) dependence: Option<StatedNumber>,
    pub(super) weight: Option<f64>,
    pub(super) substitution: Option<Object<SubstitutionDocument>>,
    pub(super) criticality: Option<Object<CriticalityDocument>>,
}

/// A transfer of any kind, with the settings of all kinds.
#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SubstitutionDocument {
    pub(super) kind: String,
    pub(super) k: Option<u32>,
    pub(super) at_least_share: Option<f64>,
    pub(super) required: Option<f64>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CriticalityDocument {
    pub(super) floor: f64,
    pub(super) slope: Option<f64>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct StaffingFields {
    pub(super) agents: Option<f64>,
    pub(super) handling_minutes: Option<DurationInMinutes>,
    pub(super) target_wait_minutes: Option<DurationInMinutes>,
    pub(super) patience_minutes: Option<DurationInMinutes>,
    pub(super) service_level: Option<String>,
    pub(super) shrinkage: Option<f64>,
    pub(super) occupancy_cap: Option<f64>,
}

#[derive(serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct EffortDocument {
    pub(super) floor: Option<f64>,
    pub(super) reaction: Option<f64>,
    pub(super) reference: Option<f64>,
}
