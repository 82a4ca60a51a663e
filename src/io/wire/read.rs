//! Statements from any format that serde reads, with the default limits.

use std::cell::Cell;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error};

use super::document::{
    AggregationDocument, CriticalityDocument, CustomerDocument, DefaultsDocument,
    DepartmentDocument, EffortDocument, NeedDocument, RuleDocument, ServiceDocument,
    StaffingFields, SubstitutionDocument, TransferDocument,
};
use super::kinds::StatedKind;
use super::seed::OrganisationSeed;
use super::stated_number::StatedNumber;
use super::strict::{Object, Text};
use super::{convert, kinds, staffing};
use crate::id::{PartyId, ServiceId};
use crate::io::Limits;
use crate::organisation::{
    Aggregation, Criticality, Defaults, Department, Effort, ExternalCustomer, Invalid, Need,
    Organisation, Place, Problem, Problems, Rule, Section, Service, ServiceTerms, Staffing,
    Substitution, Transfer,
};

/// Reads a `knockon/organisation` document within the default [`Limits`], through the same
/// validation as one that is built; the error has every problem.
impl<'de> Deserialize<'de> for Organisation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (limits, excess) = (Limits::default(), Cell::new(None));
        let seed = OrganisationSeed { limits: &limits, excess: &excess };
        let mut read = seed.deserialize(deserializer).map_err(|error| match excess.take() {
            None => error,
            Some(excess) => D::Error::custom(excess),
        })?;
        let name = read.name.take().unwrap_or_default();
        read.organisation(name).map_err(D::Error::custom)
    }
}

/// Reads a document and makes a statement of it, unless that reports problems.
fn statement<'de, T: Deserialize<'de>, S, D: Deserializer<'de>>(
    deserializer: D,
    make: impl FnOnce(T, &mut Problems) -> S,
) -> Result<S, D::Error> {
    let document = T::deserialize(deserializer)?;
    let mut problems = Problems::default();
    let statement = make(document, &mut problems);
    if problems.is_empty() {
        return Ok(statement);
    }
    let invalid = Invalid::new(problems);
    let messages: Vec<_> = invalid.problems().iter().map(Problem::message).collect();
    Err(D::Error::custom(messages.join("; ")))
}

/// Where a part stands that is read on its own: its place is not told.
fn nowhere(field: &'static str) -> Place {
    Place::whole(Section::Services, field)
}

/// Reads an object of `departments`; numbers are checked when the organisation is built.
impl<'de> Deserialize<'de> for Department {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        statement(deserializer, |Object(document): Object<DepartmentDocument<'de>>, problems| {
            let id = PartyId::new(&*document.id.0);
            convert::department(0, id, document, problems)
        })
    }
}

/// Reads an object of `customers`; numbers are checked when the organisation is built.
impl<'de> Deserialize<'de> for ExternalCustomer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        statement(deserializer, |Object(document): Object<CustomerDocument<'de>>, problems| {
            let id = PartyId::new(&*document.id.0);
            convert::customer(0, id, document, problems)
        })
    }
}

/// Reads an object of `services`; numbers are checked when the organisation is built.
impl<'de> Deserialize<'de> for Service {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        statement(deserializer, |Object(document): Object<ServiceDocument<'de>>, problems| {
            let text = |Text(text): &Text<'_>| text.to_string();
            let mut service = Self::between(text(&document.provider), text(&document.consumer));
            service.id = document.id.as_ref().map(|Text(id)| ServiceId::new(&**id));
            service.name = document.name.as_ref().map(text);
            service.dependence = StatedNumber::value(document.dependence);
            let need = document.need.as_ref().map(|Text(need)| (&**need).into());
            service.terms = if convert::states_terms(&document) {
                convert::terms(document, need, 0, "a service", problems)
            } else {
                ServiceTerms::PLAIN
            };
            service
        })
    }
}

/// Reads an object of `needs`; numbers are checked when the organisation is built.
impl<'de> Deserialize<'de> for Need {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        statement(deserializer, |Object(document): Object<NeedDocument>, problems| {
            convert::need(0, document, problems)
        })
    }
}

/// Reads the object `defaults`.
impl<'de> Deserialize<'de> for Defaults {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        statement(deserializer, |Object(document): Object<DefaultsDocument>, problems| {
            convert::defaults_of(document, problems)
        })
    }
}

/// Reads a rule's name, or an object with an `aggregation`.
impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rule = statement(deserializer, |document: RuleDocument, problems| {
            kinds::rule(document, &nowhere("rule"), "a party", problems)
        })?;
        rule.ok_or_else(|| D::Error::custom("no rule"))
    }
}

/// Reads `order`, `weighting` and `own_weight`.
impl<'de> Deserialize<'de> for Aggregation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found =
            statement(deserializer, |Object(document): Object<AggregationDocument>, problems| {
                kinds::aggregation(&document, &nowhere("rule"), "a party", problems)
            })?;
        found.ok_or_else(|| D::Error::custom("no aggregation"))
    }
}

/// Reads a `kind` and its settings.
impl<'de> Deserialize<'de> for Transfer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found =
            statement(deserializer, |Object(document): Object<TransferDocument>, problems| {
                let stated = StatedKind { place: nowhere, title: "the transfer" };
                kinds::transfer(document, &stated, problems)
            })?;
        found.ok_or_else(|| D::Error::custom("no transfer"))
    }
}

/// Reads a `kind` and its settings.
impl<'de> Deserialize<'de> for Substitution {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found =
            statement(deserializer, |Object(document): Object<SubstitutionDocument>, problems| {
                let stated = StatedKind { place: nowhere, title: "the substitution" };
                kinds::substitution(&document, &stated, problems)
            })?;
        found.ok_or_else(|| D::Error::custom("no substitution"))
    }
}

/// Reads `floor` and `slope`.
impl<'de> Deserialize<'de> for Criticality {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::<CriticalityDocument>::deserialize(deserializer).map(convert::criticality)
    }
}

/// Reads `agents`, `handling_minutes` and what else is stated of staff.
impl<'de> Deserialize<'de> for Staffing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        statement(deserializer, |document: Object<StaffingFields>, problems| {
            staffing::staffing(0, "a department", document, problems)
        })
    }
}

/// Reads `floor`, `reaction` and `reference`.
impl<'de> Deserialize<'de> for Effort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::<EffortDocument>::deserialize(deserializer).map(staffing::effort)
    }
}
