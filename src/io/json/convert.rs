//! From a document to an organisation, element by element while it is read, through the same validation as a statement built by hand.
//!
//! What only a document can get wrong (words, settings of another kind, hours that are no whole
//! seconds) is reported here, and a harmless value stands in for it, so that validation goes on to
//! report the rest.

use chrono::TimeDelta;
use indexmap::IndexMap;

use super::document::{
    CriticalityDocument, CustomerDocument, DefaultsDocument, DepartmentDocument, NeedDocument,
    ServiceDocument,
};
use super::setting::{Stated, listed, rule, substitution, transfer};
use super::value::{Entries, Object, RuleDocument};
use crate::id::{PartyId, ServiceId};
use crate::organisation::{
    Criticality, CustomerKind, Defaults, Department, Ends, ExternalCustomer, Invalid, Need,
    Organisation, OrganisationBuilder, Place, Problem, ProblemCode, Rule, Section, Service,
    Transfer,
};

/// The kinds of external customer, by name.
pub(super) const CUSTOMER_KINDS: [(&str, CustomerKind); 3] = [
    ("person", CustomerKind::Person),
    ("business", CustomerKind::Business),
    ("organisation", CustomerKind::Organisation),
];

/// How far from a whole number the seconds of a lag may lie.
const SECOND_TOLERANCE: f64 = 1e-6;

/// What is read of a document, converted element by element, with the problems of each section.
#[derive(Default)]
pub(super) struct Read {
    pub(super) format: String,
    pub(super) version: u64,
    pub(super) name: Option<String>,
    pub(super) defaults: Option<Object<DefaultsDocument>>,
    pub(super) departments: Listed<Department>,
    pub(super) customers: Listed<ExternalCustomer>,
    pub(super) services: Listed<Service>,
    pub(super) needs: Listed<Need>,
    ends: Ends,
}

/// The statements of a section and what is wrong with them.
pub(super) struct Listed<T> {
    pub(super) stated: Vec<T>,
    problems: Vec<Problem>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { stated: Vec::new(), problems: Vec::new() }
    }
}

impl Read {
    pub(super) fn add_department(&mut self, Object(document): Object<DepartmentDocument<'_>>) {
        let Listed { stated, problems } = &mut self.departments;
        let id = self.ends.mentions.shared(&document.id.0);
        stated.push(department(stated.len(), id, document, problems));
    }

    pub(super) fn add_customer(&mut self, Object(document): Object<CustomerDocument<'_>>) {
        let Listed { stated, problems } = &mut self.customers;
        let id = self.ends.mentions.shared(&document.id.0);
        stated.push(customer(stated.len(), id, document, problems));
    }

    pub(super) fn add_service(&mut self, Object(document): Object<ServiceDocument<'_>>) {
        let Listed { stated, problems } = &mut self.services;
        let provider = self.ends.add_provider(&document.provider.0);
        let consumer = self.ends.add_consumer(&document.consumer.0);
        let service = Service::joining(provider, consumer);
        stated.push(complete(stated.len(), service, document, problems));
    }

    pub(super) fn add_need(&mut self, Object(document): Object<NeedDocument>) {
        let Listed { stated, problems } = &mut self.needs;
        stated.push(need(stated.len(), document, problems));
    }

    /// Makes an organisation of that name.
    pub(super) fn organisation(self, name: String) -> Result<Organisation, Invalid> {
        let Self { defaults, departments, customers, services, needs, ends, .. } = self;
        let mut problems = Vec::new();
        let defaults =
            defaults.map_or_else(Defaults::default, |stated| defaults_of(stated.0, &mut problems));
        problems.extend(departments.problems);
        problems.extend(customers.problems);
        problems.extend(services.problems);
        problems.extend(needs.problems);
        let builder = OrganisationBuilder {
            name,
            defaults,
            departments: departments.stated,
            customers: customers.stated,
            services: services.stated,
            needs: needs.stated,
        };
        builder.build_reporting(problems, Some(ends))
    }
}

fn defaults_of(document: DefaultsDocument, problems: &mut Vec<Problem>) -> Defaults {
    let usual = Defaults::default();
    let mut default = |stated: Option<RuleDocument>, field, owner, usual| {
        let place = Place::whole(Section::Defaults, field);
        stated.and_then(|stated| rule(stated, &place, owner, problems)).unwrap_or(usual)
    };
    Defaults {
        department: default(
            document.department,
            "department",
            "the default for departments",
            usual.department,
        ),
        customer: default(
            document.customer,
            "customer",
            "the default for customers",
            usual.customer,
        ),
    }
}

fn party_rule(
    stated: Option<RuleDocument>,
    place: &Place,
    id: &str,
    problems: &mut Vec<Problem>,
) -> Option<Rule> {
    stated.and_then(|stated| rule(stated, place, &format!("`{id}`"), problems))
}

fn labels(
    stated: Option<Entries<String>>,
    place: &Place,
    id: &str,
    problems: &mut Vec<Problem>,
) -> IndexMap<String, String> {
    let mut labels = IndexMap::new();
    for (key, value) in stated.unwrap_or_default().0 {
        if labels.contains_key(&key) {
            let message = format!("label `{key}` of `{id}` is given twice");
            problems.push(Problem::new(ProblemCode::Duplicate, place.clone(), message));
        } else {
            labels.insert(key, value);
        }
    }
    labels
}

fn department(
    index: usize,
    id: PartyId,
    document: DepartmentDocument<'_>,
    problems: &mut Vec<Problem>,
) -> Department {
    let place = |field| Place::new(Section::Departments, index, field);
    let DepartmentDocument { id: _, name, capability, part_of, rule, labels: stated_labels } =
        document;
    let rule = party_rule(rule, &place("rule"), id.as_str(), problems);
    let labels = labels(stated_labels, &place("labels"), id.as_str(), problems);
    let capability = capability.unwrap_or(1.0);
    Department { id, name, capability, part_of, rule, labels, skill: None, staffing: None, effort: None }
}

fn customer(
    index: usize,
    id: PartyId,
    document: CustomerDocument<'_>,
    problems: &mut Vec<Problem>,
) -> ExternalCustomer {
    let place = |field| Place::new(Section::Customers, index, field);
    let CustomerDocument {
        id: _,
        name,
        kind,
        population,
        also_department,
        rule,
        labels: stated_labels,
    } = document;
    let kind = kind.and_then(|word| {
        let kind = CUSTOMER_KINDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
        if kind.is_none() {
            let known = listed(CUSTOMER_KINDS.iter().map(|(known, _)| *known));
            let message = format!(
                "kind `{word}` of external customer `{id}` is unknown, where {known} is needed"
            );
            problems.push(Problem::new(ProblemCode::Unreadable, place("kind"), message));
        }
        kind
    });
    let rule = party_rule(rule, &place("rule"), id.as_str(), problems);
    let labels = labels(stated_labels, &place("labels"), id.as_str(), problems);
    let population = population.unwrap_or(1.0);
    ExternalCustomer { id, name, kind, population, also_department, rule, labels }
}

/// States of a service what a document does beyond its ends.
fn complete(
    index: usize,
    mut service: Service,
    document: ServiceDocument<'_>,
    problems: &mut Vec<Problem>,
) -> Service {
    let place = |field| Place::new(Section::Services, index, field);
    service.id = document.id.map(|id| ServiceId::new(id.0));
    service.name = document.name;
    service.need = document.need;
    service.dependence = document.dependence;
    service.weight = document.weight.unwrap_or(1.0);
    service.condition = document.condition.unwrap_or(1.0);
    service.criticality = document.criticality.map(criticality);
    if let Some(Object(stated)) = document.transfer {
        let title = format!("the transfer of {}", service.title());
        let stated_at = Stated { place, title: &title };
        service.transfer = transfer(stated, &stated_at, problems).unwrap_or(Transfer::Identity);
    }
    if let Some(hours) = document.lag_hours {
        match whole_seconds(hours) {
            Ok(lag) => service.lag = lag,
            Err(fault) => {
                let message = format!("lag_hours `{hours}` of {} {fault}", service.title());
                problems.push(Problem::new(ProblemCode::OutOfRange, place("lag_hours"), message));
            }
        }
    }
    service
}

/// Turns hours into a lag, or says what is wrong with them.
fn whole_seconds(hours: f64) -> Result<TimeDelta, String> {
    let seconds = hours * 3600.0;
    let longest = Service::LONGEST_LAG;
    #[expect(clippy::cast_precision_loss, reason = "ten years of seconds are exact")]
    let most = longest.num_seconds() as f64;
    if !(0.0..=most + SECOND_TOLERANCE).contains(&seconds) {
        return Err(format!("is outside 0..={}, ten years", longest.num_hours()));
    }
    let whole = seconds.round();
    if (seconds - whole).abs() > SECOND_TOLERANCE {
        return Err("is no whole number of seconds".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number within ten years")]
    let whole = whole as i64;
    Ok(TimeDelta::seconds(whole))
}

fn need(index: usize, document: NeedDocument, problems: &mut Vec<Problem>) -> Need {
    let place = |field| Place::new(Section::Needs, index, field);
    let mut need = Need::new(document.consumer, document.name);
    need.dependence = document.dependence;
    need.weight = document.weight.unwrap_or(1.0);
    need.criticality = document.criticality.map(criticality);
    if let Some(Object(stated)) = document.substitution {
        let title = format!("the substitution of need `{}` of `{}`", need.name, need.consumer);
        need.substitution = substitution(&stated, &Stated { place, title: &title }, problems);
    }
    need
}

fn criticality(Object(document): Object<CriticalityDocument>) -> Criticality {
    Criticality { floor: document.floor, slope: document.slope.unwrap_or(1.0) }
}
