//! Writes organisations, parties, services and needs: what is stated, without what the defaults
//! say already.

use chrono::TimeDelta;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::duration::hours;
use super::fields::{Fields, Number, object};
use super::header::{DocumentVersion, OrganisationFormat};
use super::write_settings::same_bits;
use crate::organisation::{
    Defaults, Department, ExternalCustomer, Need, Organisation, Service, ServiceTerms, Stated,
    Transfer,
};

/// Serialises as a `knockon/organisation` document, what is stated without what defaults say
/// already; ids of services are always written.
impl Serialize for Organisation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stated = self.stated();
        let Stated { name, defaults, parties, services, needs, .. } = stated;
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
            fields.list("needs", needs.iter())
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
            rule,
            skill,
            staffing,
            effort,
            inertia,
            labels,
        } = self;
        object(serializer, |fields| {
            fields.put("id", id)?;
            fields.optional("name", name.as_ref())?;
            fields.number_unless("capability", *capability, 1.0)?;
            fields.optional("part_of", part_of.as_ref())?;
            fields.optional("rule", rule.as_ref())?;
            fields.optional("skill", skill.map(Number))?;
            fields.optional("staffing", staffing.as_deref())?;
            fields.optional("effort", effort.as_deref())?;
            fields.inertia(inertia.as_deref())?;
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
            inertia,
            labels,
        } = self;
        object(serializer, |fields| {
            fields.put("id", id)?;
            fields.optional("name", name.as_ref())?;
            fields.optional("kind", kind.as_ref())?;
            fields.number_unless("population", *population, 1.0)?;
            fields.number_unless("ceiling", *ceiling, 1.0)?;
            fields.optional("also_department", also_department.as_ref())?;
            fields.optional("rule", rule.as_ref())?;
            fields.inertia(inertia.as_deref())?;
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
    } = terms;
    fields.optional("need", need.as_deref())?;
    fields.optional("dependence", dependence.map(Number))?;
    fields.number_unless("weight", *weight, 1.0)?;
    fields.number_unless("condition", *condition, 1.0)?;
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
    fields.number_unless("retries", *retries, 0.0)
}

/// A service of an organisation, to be written.
struct WrittenService<'a> {
    stated: &'a Stated,
    index: usize,
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
        let Need { consumer, name, dependence, weight, substitution, criticality } = self;
        object(serializer, |fields| {
            fields.put("consumer", &**consumer)?;
            fields.put("name", name)?;
            fields.optional("dependence", dependence.map(Number))?;
            fields.number_unless("weight", *weight, 1.0)?;
            fields.optional("substitution", substitution.as_ref())?;
            fields.optional("criticality", criticality.as_ref())
        })
    }
}
