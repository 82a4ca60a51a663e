//! Writes an organisation: what is stated, without what the defaults say already.

use std::io::{self, Write};

use chrono::TimeDelta;
use indexmap::IndexMap;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::duration::hours;
use super::header::{DocumentVersion, OrganisationFormat};
use super::pretty;
use crate::organisation::{
    Aggregation, Criticality, Defaults, Department, Effort, ExternalCustomer, Inertia, Labels,
    Need, Organisation, Rule, ServiceLevel, ServiceTerms, Staffing, Stated, Substitution, Transfer,
    Weighting,
};

/// Writes an organisation as a JSON document.
///
/// One party, service or need stands on a line. Values equal to their default are left out, so
/// that files stay short; ids of services are always written. Reading the text gives an equal
/// organisation, numbers bit for bit.
///
/// # Examples
///
/// ```
/// use knockon::io::json;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Kiosk")
///     .department(Department::new("counter").capability(0.9))
///     .customer(ExternalCustomer::person("passers-by"))
///     .service(Service::between("counter", "passers-by").dependence(1.0))
///     .build()?;
/// let text = json::organisation_to_string(&organisation);
/// assert_eq!(
///     text,
///     r#"{
///   "format": "knockon/organisation",
///   "version": 1,
///   "name": "Kiosk",
///   "departments": [
///     { "id": "counter", "capability": 0.9 }
///   ],
///   "customers": [
///     { "id": "passers-by", "kind": "person" }
///   ],
///   "services": [
///     { "id": "counter>passers-by", "provider": "counter", "consumer": "passers-by", "dependence": 1 }
///   ]
/// }
/// "#,
/// );
/// assert_eq!(json::organisation_from_str(&text)?, organisation);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn organisation_to_string(organisation: &Organisation) -> String {
    pretty::to_string(&Written(organisation.stated()))
}

/// Writes an organisation, as [`organisation_to_string`] does, part by part: give it a buffered
/// writer.
///
/// # Errors
///
/// What the writer reports.
pub fn organisation_to_writer(organisation: &Organisation, writer: impl Write) -> io::Result<()> {
    pretty::to_writer(writer, &Written(organisation.stated()))
}

/// A statement in the form it is written in.
struct Written<'a, T>(&'a T);

/// Writes the fields of an object that are not at their default.
struct Fields<M>(M);

impl<M: SerializeMap> Fields<M> {
    fn put(
        &mut self,
        key: &'static str,
        value: &(impl Serialize + ?Sized),
    ) -> Result<(), M::Error> {
        self.0.serialize_entry(key, value)
    }

    fn optional(
        &mut self,
        key: &'static str,
        value: Option<impl Serialize>,
    ) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.put(key, &value))
    }

    fn number(&mut self, key: &'static str, value: f64) -> Result<(), M::Error> {
        self.put(key, &Number(value))
    }

    /// Writes a number that does not have the one value readers take where none is stated.
    fn number_unless(
        &mut self,
        key: &'static str,
        value: f64,
        default: f64,
    ) -> Result<(), M::Error> {
        if value.to_bits() == default.to_bits() { Ok(()) } else { self.number(key, value) }
    }

    fn list(
        &mut self,
        key: &'static str,
        elements: impl ExactSizeIterator<Item: Serialize> + Clone,
    ) -> Result<(), M::Error> {
        if elements.len() == 0 { Ok(()) } else { self.put(key, &List(elements)) }
    }

    fn labels(&mut self, labels: &Labels) -> Result<(), M::Error> {
        let labels = labels.all();
        if labels.is_empty() { Ok(()) } else { self.put("labels", &WrittenLabels(labels)) }
    }

    fn inertia(&mut self, inertia: Option<&Inertia>) -> Result<(), M::Error> {
        let Inertia { degradation, recovery } = Inertia::of(inertia);
        self.number_unless("degradation_hours", hours(degradation), 0.0)?;
        self.number_unless("recovery_hours", hours(recovery), 0.0)
    }

    fn rule(&mut self, key: &'static str, rule: Option<&Rule>) -> Result<(), M::Error> {
        self.optional(key, rule.map(Written))
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
fn object<S: Serializer>(
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

impl Serialize for Written<'_, Stated> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Stated { name, defaults, parties, services, needs, .. } = self.0;
        let service = |index| WrittenService { stated: self.0, index };
        object(serializer, |fields| {
            fields.put("format", &OrganisationFormat {})?;
            fields.put("version", &DocumentVersion)?;
            fields.optional("name", (!name.is_empty()).then_some(name))?;
            let usual = Defaults::default();
            if !same_bits(&defaults.department, &usual.department)
                || !same_bits(&defaults.customer, &usual.customer)
            {
                fields.put("defaults", &Written(defaults))?;
            }
            fields.list("departments", parties.departments.iter().map(Written))?;
            fields.list("customers", parties.customers.iter().map(Written))?;
            fields.list("services", (0..services.len()).map(service))?;
            fields.list("needs", needs.iter().map(Written))
        })
    }
}

impl Serialize for Written<'_, Defaults> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let usual = Defaults::default();
        let Defaults { department, customer } = self.0;
        object(serializer, |fields| {
            fields.rule(
                "department",
                Some(department).filter(|rule| !same_bits(rule, &usual.department)),
            )?;
            fields.rule("customer", Some(customer).filter(|rule| !same_bits(rule, &usual.customer)))
        })
    }
}

impl Serialize for Written<'_, Department> {
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
        } = self.0;
        object(serializer, |fields| {
            fields.put("id", id)?;
            fields.optional("name", name.as_ref())?;
            fields.number_unless("capability", *capability, 1.0)?;
            fields.optional("part_of", part_of.as_ref())?;
            fields.rule("rule", rule.as_ref())?;
            fields.optional("skill", skill.map(Number))?;
            fields.optional("staffing", staffing.as_deref().map(Written))?;
            fields.optional("effort", effort.as_deref().map(Written))?;
            fields.inertia(inertia.as_deref())?;
            fields.labels(labels)
        })
    }
}

impl Serialize for Written<'_, ExternalCustomer> {
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
        } = self.0;
        object(serializer, |fields| {
            fields.put("id", id)?;
            fields.optional("name", name.as_ref())?;
            fields.optional("kind", kind.as_ref())?;
            fields.number_unless("population", *population, 1.0)?;
            fields.number_unless("ceiling", *ceiling, 1.0)?;
            fields.optional("also_department", also_department.as_ref())?;
            fields.rule("rule", rule.as_ref())?;
            fields.inertia(inertia.as_deref())?;
            fields.labels(labels)
        })
    }
}

impl Serialize for Written<'_, Rule> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Rule::Aggregation(aggregation)
                if !Rule::NAMED.iter().any(|(_, named)| same_bits(self.0, named)) =>
            {
                object(serializer, |fields| fields.put("aggregation", &Written(aggregation)))
            }
            rule => serializer.serialize_str(rule.name().unwrap_or_default()),
        }
    }
}

/// Whether rules are equal, an order of −0 not being one of 0.
fn same_bits(one: &Rule, two: &Rule) -> bool {
    let order = |rule: &Rule| match rule {
        Rule::Aggregation(aggregation) => Some(aggregation.order.to_bits()),
        Rule::Fdna => None,
    };
    one == two && order(one) == order(two)
}

impl Serialize for Written<'_, Aggregation> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Aggregation { order, weighting } = self.0;
        object(serializer, |fields| {
            match *order {
                f64::INFINITY => fields.put("order", "inf")?,
                f64::NEG_INFINITY => fields.put("order", "-inf")?,
                order => fields.number("order", order)?,
            }
            match weighting {
                Weighting::Full => fields.put("weighting", "full"),
                Weighting::Share { own_weight } => {
                    fields.put("weighting", "share")?;
                    fields.optional("own_weight", own_weight.map(Number))
                }
            }
        })
    }
}

/// A service of an organisation in the form it is written in.
struct WrittenService<'a> {
    stated: &'a Stated,
    index: usize,
}

impl Serialize for WrittenService<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { stated, index } = *self;
        let services = &stated.services;
        let (provider, consumer) = stated.ends_of(index);
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
        } = &services[index];
        object(serializer, |fields| {
            match services.own_id(index) {
                Some(id) => fields.put("id", id)?,
                None => fields.put("id", &PairId { provider, consumer })?,
            }
            fields.optional("name", services.name(index))?;
            fields.put("provider", provider)?;
            fields.put("consumer", consumer)?;
            fields.optional("need", need.as_deref())?;
            fields.optional("dependence", services.dependence(index).map(Number))?;
            fields.number_unless("weight", *weight, 1.0)?;
            fields.number_unless("condition", *condition, 1.0)?;
            fields.optional("running", (!running).then_some(false))?;
            if *transfer != Transfer::Identity {
                fields.put("transfer", &Written(transfer))?;
            }
            fields.optional("criticality", criticality.as_ref().map(Written))?;
            if *lag != TimeDelta::zero() {
                fields.number("lag_hours", hours(*lag))?;
            }
            fields.number_unless("requests_per_job", *requests_per_job, 0.0)?;
            fields.number_unless("demand_per_hour", *demand_per_hour, 0.0)?;
            fields.number_unless("retries", *retries, 0.0)
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

impl Serialize for Written<'_, Transfer> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| match self.0 {
            Transfer::Identity => fields.put("kind", "identity"),
            Transfer::Ramp { from, to } => {
                fields.put("kind", "ramp")?;
                fields.number("from", *from)?;
                fields.number("to", *to)
            }
            Transfer::Power { exponent } => {
                fields.put("kind", "power")?;
                fields.number("exponent", *exponent)
            }
            Transfer::Hill { n, threshold } => {
                fields.put("kind", "hill")?;
                fields.number("n", *n)?;
                fields.number("threshold", *threshold)
            }
            Transfer::Table { points } => {
                fields.put("kind", "table")?;
                let points = points.iter().map(|&(quality, felt)| [Number(quality), Number(felt)]);
                fields.put("points", &points.collect::<Vec<_>>())
            }
        })
    }
}

impl Serialize for Written<'_, Staffing> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Staffing {
            agents,
            handling_minutes,
            target_wait_minutes,
            patience_minutes,
            service_level,
        } = *self.0;
        object(serializer, |fields| {
            fields.number("agents", agents)?;
            fields.number("handling_minutes", handling_minutes)?;
            fields.optional("target_wait_minutes", target_wait_minutes.map(Number))?;
            fields.optional("patience_minutes", patience_minutes.map(Number))?;
            let usual = service_level == ServiceLevel::default();
            fields.optional("service_level", (!usual).then_some(&service_level))
        })
    }
}

impl Serialize for Written<'_, Effort> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Effort { floor, reaction, reference } = *self.0;
        let usual = Effort::default();
        object(serializer, |fields| {
            fields.number_unless("floor", floor, usual.floor)?;
            fields.number_unless("reaction", reaction, usual.reaction)?;
            fields.number_unless("reference", reference, usual.reference)
        })
    }
}

impl Serialize for Written<'_, Criticality> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| {
            fields.number("floor", self.0.floor)?;
            fields.number_unless("slope", self.0.slope, 1.0)
        })
    }
}

impl Serialize for Written<'_, Need> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Need { consumer, name, dependence, weight, substitution, criticality } = self.0;
        object(serializer, |fields| {
            fields.put("consumer", &**consumer)?;
            fields.put("name", name)?;
            fields.optional("dependence", dependence.map(Number))?;
            fields.number_unless("weight", *weight, 1.0)?;
            fields.optional("substitution", substitution.as_ref().map(Written))?;
            fields.optional("criticality", criticality.as_ref().map(Written))
        })
    }
}

impl Serialize for Written<'_, Substitution> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object(serializer, |fields| match self.0 {
            Substitution::BestOf => fields.put("kind", "best_of"),
            Substitution::KthBest { k } => {
                fields.put("kind", "kth_best")?;
                fields.put("k", k)
            }
            Substitution::Independent => fields.put("kind", "independent"),
            Substitution::IndependentAtLeast { k } => {
                fields.put("kind", "independent_at_least")?;
                fields.put("k", k)
            }
            Substitution::Pooled { required } => {
                fields.put("kind", "pooled")?;
                fields.number("required", *required)
            }
        })
    }
}
