//! From a document to an organisation, through the same validation as a statement built by hand.
//!
//! What only a document can get wrong (words, settings of another kind, hours that are no whole
//! seconds) is reported here, and a harmless value stands in for it, so that validation goes on to
//! report the rest.

use chrono::TimeDelta;
use indexmap::IndexMap;

use super::document::{
    CriticalityDocument, CustomerDocument, DefaultsDocument, DepartmentDocument, NeedDocument,
    OrganisationDocument, ServiceDocument,
};
use super::setting::{Stated, listed, rule, substitution, transfer};
use super::value::{Entries, Object, RuleDocument};
use crate::organisation::{
    Criticality, CustomerKind, Defaults, Department, ExternalCustomer, Invalid, Need, Organisation,
    OrganisationBuilder, Place, Problem, ProblemCode, Rule, Section, Service, Transfer,
};

/// The kinds of external customer, by name.
pub(super) const CUSTOMER_KINDS: [(&str, CustomerKind); 3] = [
    ("person", CustomerKind::Person),
    ("business", CustomerKind::Business),
    ("organisation", CustomerKind::Organisation),
];

/// How far from a whole number the seconds of a lag may lie.
const SECOND_TOLERANCE: f64 = 1e-6;

/// Makes an organisation of that name.
pub(super) fn organisation(
    document: OrganisationDocument,
    name: String,
) -> Result<Organisation, Invalid> {
    let OrganisationDocument { defaults, departments, customers, services, needs, .. } = document;
    let problems = &mut Vec::new();
    let builder = OrganisationBuilder {
        name,
        defaults: defaults.map_or_else(Defaults::default, |stated| defaults_of(stated.0, problems)),
        departments: each(departments, problems, department),
        customers: each(customers, problems, customer),
        services: each(services, problems, service),
        needs: each(needs, problems, need),
    };
    builder.build_reporting(std::mem::take(problems))
}

fn each<D, T>(
    documents: Vec<Object<D>>,
    problems: &mut Vec<Problem>,
    convert: impl Fn(usize, D, &mut Vec<Problem>) -> T,
) -> Vec<T> {
    let numbered = documents.into_iter().enumerate();
    numbered.map(|(index, document)| convert(index, document.0, problems)).collect()
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
    document: DepartmentDocument,
    problems: &mut Vec<Problem>,
) -> Department {
    let place = |field| Place::new(Section::Departments, index, field);
    let DepartmentDocument { id, name, capability, part_of, rule, labels: stated_labels } =
        document;
    let rule = party_rule(rule, &place("rule"), &id, problems);
    let labels = labels(stated_labels, &place("labels"), &id, problems);
    let capability = capability.unwrap_or(1.0);
    Department { id, name, capability, part_of, rule, labels }
}

fn customer(
    index: usize,
    document: CustomerDocument,
    problems: &mut Vec<Problem>,
) -> ExternalCustomer {
    let place = |field| Place::new(Section::Customers, index, field);
    let CustomerDocument {
        id,
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
    let rule = party_rule(rule, &place("rule"), &id, problems);
    let labels = labels(stated_labels, &place("labels"), &id, problems);
    let population = population.unwrap_or(1.0);
    ExternalCustomer { id, name, kind, population, also_department, rule, labels }
}

fn service(index: usize, document: ServiceDocument, problems: &mut Vec<Problem>) -> Service {
    let place = |field| Place::new(Section::Services, index, field);
    let mut service = Service::between(document.provider, document.consumer);
    service.id = document.id;
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
