//! Writes organisations, parties, services and needs: what is stated, without what the defaults
//! say already.

use chrono::TimeDelta;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::duration::hours;
use super::employment;
use super::fields::{Fields, Number, object};
use super::header::{DocumentVersion, OrganisationFormat};
use super::write_settings::same_bits;
use crate::organisation::{
    Defaults, Department, Economics, ExternalCustomer, Need, Organisation, Service, ServiceTerms,
    Stated, Transfer, Valuation,
};

/// Serialises as a `knockon/organisation` document, what is stated without what defaults say
/// already; ids of services are always written.
impl Serialize for Organisation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stated = self.stated();
        let Stated { name, defaults, parties, services, needs, valuation, common_causes, .. } =
            stated;
        let Valuation { incidents, discount, currency } = valuation;
        let service = |index| WrittenService { stated, index };
        object(serializer, |fields| {
            fields.put("format", &OrganisationFormat {})?;
            fields.put("version", &DocumentVersion)?;
            fields.optional("name", (!name.is_empty()).then_some(name))?;
            let usual = Defaults::default();
            if !same_bits(&defaults.department, &usual.department)
                || !same_bits(&defaults.customer, &usual.customer)
            {
                fields.put("defaults", defaults)?;
            }
            fields.list("departments", parties.departments.iter())?;
            fields.list("customers", parties.customers.iter())?;
            fields.list("services", (0..services.len()).map(service))?;
            fields.list("needs", needs.iter())?;
            fields.list("common_causes", common_causes.iter())?;
            fields.list("incidents", incidents.iter())?;
            fields.optional("discount", *discount)?;
            fields.optional("currency", currency.as_ref())
        })
    }
}

impl Serialize for Defaults {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let usual = Defaults::default();
        let Defaults { department, customer } = self;
        object(serializer, |fields| {
            fields.optional(
                "department",
                Some(department).filter(|rule| !same_bits(rule, &usual.department)),
            )?;
            fields.optional(
                "customer",
                Some(customer).filter(|rule| !same_bits(rule, &usual.customer)),
            )
        })
    }
}

impl Serialize for Department {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Department {
            id,
            name,
            capability,
            part_of,
            capability_range,
            rule,
            skill,
            staffing,
            effort,
            inertia,
            employment,
            dependability,
            labels,
        } = self;
        object(serializer, |fields| {
            fields.put("id", id)?;
            fields.optional("name", name.as_ref())?;
            let range = capability_range.as_deref();
            fields.stated("capability", Some(*capability), range, Some(1.0))?;
            fields.optional("part_of", part_of.as_ref())?;
            fields.optional("rule", rule.as_ref())?;
            fields.optional("skill", skill.map(Number))?;
            fields.optional("staffing", staffing.as_deref())?;
            fields.optional("effort", effort.as_deref())?;
            employment::write(fields, employment.as_deref())?;
            fields.inertia(inertia.as_deref())?;
            fields.dependability(dependability.as_deref())?;
            fields.labels(labels)
        })
    }
}

impl Serialize for ExternalCustomer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ExternalCustomer {
            id,
            name,
            kind,
            population,
            ceiling,
            also_department,
            rule,
            ceiling_range,
            inertia,
            economics,
            dependability,
            labels,
        } = self;
        object(serializer, |fields| {
            fields.put("id", id)?;
            fields.optional("name", name.as_ref())?;
            fields.optional("kind", kind.as_ref())?;
            fields.number_unless("population", *population, 1.0)?;
            fields.stated("ceiling", Some(*ceiling), ceiling_range.as_deref(), Some(1.0))?;
            fields.optional("also_department", also_department.as_ref())?;
            fields.optional("rule", rule.as_ref())?;
            fields.inertia(inertia.as_deref())?;
            fields.dependability(dependability.as_deref())?;
            if let Some(Economics { revenue, loyalty, word_of_mouth }) = economics.as_deref() {
                fields.optional("revenue", *revenue)?;
                fields.optional("loyalty", *loyalty)?;
                fields.optional("word_of_mouth", *word_of_mouth)?;
            }
            fields.labels(labels)
        })
    }
}

/// Writes what a service states beyond its ends, its id and its name.
fn write_terms<M: SerializeMap>(
    fields: &mut Fields<M>,
    dependence: Option<f64>,
    terms: &ServiceTerms,
) -> Result<(), M::Error> {
    let ServiceTerms {
        need,
        weight,
        condition,
        running,
        transfer,
        criticality,
        lag,
        requests_per_job,
        demand_per_hour,
        retries,
        handling_minutes,
        handling_variation,
        ranges,
        dependability,
    } = terms;
    let ranges = ranges.as_deref().copied().unwrap_or_default();
    fields.optional("need", need.as_deref())?;
    fields.stated("dependence", dependence, ranges.dependence.as_ref(), None)?;
    fields.number_unless("weight", *weight, 1.0)?;
    fields.stated("condition", Some(*condition), ranges.condition.as_ref(), Some(1.0))?;
    fields.optional("running", (!running).then_some(false))?;
    if *transfer != Transfer::Identity {
        fields.put("transfer", transfer)?;
    }
    fields.optional("criticality", criticality.as_ref())?;
    if *lag != TimeDelta::zero() {
        fields.number("lag_hours", hours(*lag))?;
    }
    fields.number_unless("requests_per_job", *requests_per_job, 0.0)?;
    fields.number_unless("demand_per_hour", *demand_per_hour, 0.0)?;
    fields.number_unless("retries", *retries, 0.0)?;
    fields.optional("handling_minutes", handling_minutes.map(Number))?;
    fields.number_unless("handling_variation", *handling_variation, 1.0)?;
    fields.dependability(dependability.as_deref())
}

/// A service of an organisation, to be written.
pub(in crate::io) struct WrittenService<'a> {
    pub(in crate::io) stated: &'a Stated,
    pub(in crate::io) index: usize,
}

impl Serialize for WrittenService<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { stated, index } = *self;
        let services = &stated.services;
        let (provider, consumer) = stated.ends_of(index);
        object(serializer, |fields| {
            match services.own_id(index) {
                Some(id) => fields.put("id", id)?,
                None => fields.put("id", &PairId { provider, consumer })?,
            }
            fields.optional("name", services.name(index))?;
            fields.put("provider", provider)?;
            fields.put("consumer", consumer)?;
            write_terms(fields, services.dependence(index), &services[index])
        })
    }
}

impl Serialize for Service {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, name, provider, consumer, dependence, terms } = self;
        object(serializer, |fields| {
            fields.optional("id", id.as_ref())?;
            fields.optional("name", name.as_ref())?;
            fields.put("provider", &**provider)?;
            fields.put("consumer", &**consumer)?;
            write_terms(fields, *dependence, terms)
        })
    }
}

/// The id of a service that has none but that of its pair.
struct PairId<'a> {
    provider: &'a str,
    consumer: &'a str,
}

impl Serialize for PairId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { provider, consumer } = self;
        serializer.collect_str(&format_args!("{provider}>{consumer}"))
    }
}

impl Serialize for Need {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Need {
            consumer,
            name,
            dependence,
            dependence_range,
            weight,
            substitution,
            criticality,
        } = self;
        object(serializer, |fields| {
            fields.put("consumer", &**consumer)?;
            fields.put("name", name)?;
            fields.stated("dependence", *dependence, dependence_range.as_deref(), None)?;
            fields.number_unless("weight", *weight, 1.0)?;
            fields.optional("substitution", substitution.as_ref())?;
            fields.optional("criticality", criticality.as_ref())
        })
    }
}
