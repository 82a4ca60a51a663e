//! What a document holds, before any of it is checked for meaning.
//!
//! Version 2 added `skill`, `staffing` and `effort` of departments, and `requests_per_job`,
//! `demand_per_hour` and `retries` of services. Version 3 added `degradation_hours` and
//! `recovery_hours` of departments and customers.
//!
//! These types are the format: they change only with its version. Words (`kind`, `rule`) stay
//! text and settings of every kind share one type, so that meaning is judged with everything else
//! and all of it is reported.

use serde::Deserialize;

use super::strict::{Entries, Object, Order, Point, RuleDocument, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefaultsDocument {
    pub(super) department: Option<RuleDocument>,
    pub(super) customer: Option<RuleDocument>,
}

#[derive(Deserialize)]
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
    pub(super) staffing: Option<Box<Object<StaffingDocument>>>,
    pub(super) effort: Option<Box<Object<EffortDocument>>>,
    pub(super) degradation_hours: Option<f64>,
    pub(super) recovery_hours: Option<f64>,
    pub(super) labels: Option<Entries<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerDocument<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    pub(super) name: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) population: Option<f64>,
    pub(super) also_department: Option<String>,
    pub(super) rule: Option<RuleDocument>,
    pub(super) degradation_hours: Option<f64>,
    pub(super) recovery_hours: Option<f64>,
    pub(super) labels: Option<Entries<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AggregationDocument {
    pub(super) order: Order,
    pub(super) weighting: String,
    pub(super) own_weight: Option<f64>,
}

#[derive(Deserialize)]
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
    // Large and rare.
    pub(super) transfer: Option<Box<Object<TransferDocument>>>,
    pub(super) criticality: Option<Object<CriticalityDocument>>,
    pub(super) lag_hours: Option<f64>,
    pub(super) requests_per_job: Option<f64>,
    pub(super) demand_per_hour: Option<f64>,
    pub(super) retries: Option<f64>,
}

#[derive(Deserialize)]
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
#[derive(Deserialize)]
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubstitutionDocument {
    pub(super) kind: String,
    pub(super) k: Option<u32>,
    pub(super) required: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriticalityDocument {
    pub(super) floor: f64,
    pub(super) slope: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffingDocument {
    pub(super) agents: Option<f64>,
    pub(super) handling_minutes: Option<f64>,
    pub(super) target_wait_minutes: Option<f64>,
    pub(super) patience_minutes: Option<f64>,
    pub(super) service_level: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EffortDocument {
    pub(super) floor: Option<f64>,
    pub(super) reaction: Option<f64>,
    pub(super) reference: Option<f64>,
}
