//! From a document to an organisation, element by element while it is read, through the same
//! validation as a statement built by hand.
//!
//! What only a document can get wrong (words, settings of another kind, hours that are no whole
//! seconds) is reported here, and a harmless value stands in for it, so that validation goes on to
//! report the rest.

use std::sync::Arc;

use super::dependability::{CommonCauseDocument, StatedDependability, common_cause};
use super::document::{
    CriticalityDocument, CustomerDocument, DefaultsDocument, DepartmentDocument, NeedDocument,
    RuleDocument, ServiceDocument,
};
use super::duration::DurationIn;
use super::economics::IncidentDocument;
use super::employment::EmploymentDocuments;
use super::kinds::{StatedKind, listed, rule, substitution, transfer};
use super::stated_number::StatedNumber;
use super::strict::{Entries, Object, Text};
use super::{duration, economics, staffing};
use crate::id::PartyId;
use crate::organisation::{
    Criticality, CustomerKind, Defaults, Department, Draft, Economics, ExternalCustomer, Invalid,
    Labels, Need, Organisation, Place, Problem, ProblemCode, Problems, Rule, Section,
    ServiceRanges, ServiceTerms, Transfer, Valuation, customer_faults, department_faults,
};

/// The kinds of external customer, by name.
pub(in crate::io) const CUSTOMER_KINDS: [(&str, CustomerKind); 3] = [
    ("person", CustomerKind::Person),
    ("business", CustomerKind::Business),
    ("organisation", CustomerKind::Organisation),
];

/// What is read of a document, converted element by element, with the problems of each section.
#[derive(Default)]
pub(in crate::io) struct Read {
    pub(in crate::io) name: Option<String>,
    pub(super) defaults: Option<Object<DefaultsDocument>>,
    draft: Draft,
    of_departments: Problems,
    of_customers: Problems,
    of_services: Problems,
    of_needs: Problems,
    known: Known,
}

/// What is known of the parties read so far: more of them are left out once enough have faults.
#[derive(Default)]
struct Known {
    /// Of each mention, whether a party has it as its id.
    is_party: Vec<bool>,
    faults: usize,
}

impl Known {
    /// Whether another party has an id already.
    fn is_again(&mut self, id: u32) -> bool {
        let id = id as usize;
        if self.is_party.len() <= id {
            self.is_party.resize(id + 1, false);
        }
        self.is_party.get_mut(id).is_some_and(|known| std::mem::replace(known, true))
    }

    /// Takes how many faults a party has; whether they are counted alone, and it is left out.
    fn leaves_out(&mut self, faults: usize) -> bool {
        let are_enough = Problems::are_enough(self.faults);
        self.faults += faults;
        faults > 0 && are_enough
    }
}

impl Read {
    pub(in crate::io) fn party_count(&self) -> usize {
        self.draft.departments.len() + self.draft.customers.len()
    }

    pub(in crate::io) fn service_and_need_count(&self) -> usize {
        let Draft { services, needs, common_causes, .. } = &self.draft;
        services.len() + needs.len() + common_causes.len()
    }

    pub(super) fn add_department(&mut self, Object(document): Object<DepartmentDocument<'_>>) {
        let (number, id) = self.draft.party_id(&document.id.0);
        let departments = &mut self.draft.departments;
        let index = departments.len();
        let before = self.of_departments.len();
        let stated = department(index, id, document, &mut self.of_departments);
        let found = self.of_departments.len() - before;
        let is_again = !stated.id.as_str().is_empty() && self.known.is_again(number);
        let faults = department_faults(&stated) + usize::from(is_again);
        if self.known.leaves_out(found + faults) {
            self.of_departments.count_more(faults);
            departments.leave_out(number);
        } else {
            departments.push(number, stated);
        }
    }

    pub(super) fn add_customer(&mut self, Object(document): Object<CustomerDocument<'_>>) {
        let (number, id) = self.draft.party_id(&document.id.0);
        let customers = &mut self.draft.customers;
        let index = customers.len();
        let before = self.of_customers.len();
        let stated = customer(index, id, document, &mut self.of_customers);
        let found = self.of_customers.len() - before;
        let is_again = !stated.id.as_str().is_empty() && self.known.is_again(number);
        let faults = customer_faults(&stated) + usize::from(is_again);
        if self.known.leaves_out(found + faults) {
            self.of_customers.count_more(faults);
            customers.leave_out(number);
        } else {
            customers.push(number, stated);
        }
    }

    pub(super) fn add_service(&mut self, Object(document): Object<ServiceDocument<'_>>) {
        let (Text(provider), Text(consumer)) = (&document.provider, &document.consumer);
        self.draft.push_ends(provider, consumer);
        let Draft { names, services, .. } = &mut self.draft;
        let service = services.push(StatedNumber::value(document.dependence));
        if let Some(Text(name)) = &document.name {
            services.set_name(service, names.shared(name));
        }
        if let Some(Text(id)) = &document.id {
            services.set_id(service, id, provider, consumer);
        }
        if states_terms(&document) {
            let need = document.need.as_ref().map(|Text(need)| names.shared(need));
            let title = services.title(service, provider, consumer);
            let terms = terms(document, need, service, &title, &mut self.of_services);
            services.set_terms(service, terms);
        }
    }

    pub(in crate::io) fn incident_count(&self) -> usize {
        self.draft.valuation.incidents.len()
    }

    pub(super) fn add_incident(&mut self, document: Object<IncidentDocument>) {
        self.draft.valuation.incidents.push(economics::incident(document));
    }

    pub(super) fn valuation(&mut self) -> &mut Valuation {
        &mut self.draft.valuation
    }

    pub(super) fn add_need(&mut self, Object(document): Object<NeedDocument>) {
        let needs = &mut self.draft.needs;
        needs.push(need(needs.len(), document, &mut self.of_needs));
    }

    pub(super) fn add_common_cause(&mut self, document: Object<CommonCauseDocument>) {
        self.draft.common_causes.push(common_cause(document));
    }

    /// Makes an organisation of that name.
    pub(in crate::io) fn organisation(self, name: String) -> Result<Organisation, Invalid> {
        let Self { defaults, mut draft, of_departments, of_customers, .. } = self;
        let mut problems = Problems::default();
        if let Some(Object(defaults)) = defaults {
            draft.defaults = defaults_of(defaults, &mut problems);
        }
        for section in [of_departments, of_customers, self.of_services, self.of_needs] {
            problems.append(section);
        }
        draft.name = name;
        draft.build(problems)
    }
}

pub(super) fn defaults_of(document: DefaultsDocument, problems: &mut Problems) -> Defaults {
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
    problems: &mut Problems,
) -> Option<Rule> {
    stated.and_then(|stated| rule(stated, place, &format!("`{id}`"), problems))
}

fn labels(
    stated: Option<Entries<String>>,
    place: &Place,
    id: &str,
    problems: &mut Problems,
) -> Labels {
    let mut labels = Labels::default();
    for (key, value) in stated.unwrap_or_default().0 {
        if labels.all().contains_key(&key) {
            let message = format!("label `{key}` of `{id}` is given twice");
            problems.push(Problem::new(ProblemCode::Duplicate, place.clone(), message));
        } else {
            labels.insert(key, value);
        }
    }
    labels
}

pub(super) fn department(
    index: usize,
    id: PartyId,
    document: DepartmentDocument<'_>,
    problems: &mut Problems,
) -> Department {
    let place = |field| Place::new(Section::Departments, index, field);
    let DepartmentDocument {
        id: _,
        name,
        capability,
        part_of,
        rule,
        skill,
        staffing,
        effort,
        turnover,
        absence,
        strain,
        reserve,
        budget_elasticity,
        degradation_hours,
        recovery_hours,
        revenue: _,
        loyalty: _,
        word_of_mouth: _,
        availability,
        threshold,
        target,
        labels: stated_labels,
    } = document;
    let employment =
        EmploymentDocuments { turnover, absence, strain, reserve, budget_elasticity }.employment();
    let rule = party_rule(rule, &place("rule"), id.as_str(), problems);
    let labels = labels(stated_labels, &place("labels"), id.as_str(), problems);
    let capability_range = StatedNumber::range(capability).map(Box::new);
    let capability = StatedNumber::value(capability).unwrap_or(1.0);
    let owner = format!("department `{id}`");
    let staffing = staffing.map(|stated| staffing::staffing(index, &owner, *stated, problems));
    let effort = effort.map(|stated| staffing::effort(*stated));
    let inertia = duration::inertia(degradation_hours, recovery_hours, place, &owner, problems);
    let stated = StatedDependability { availability, threshold, target };
    let dependability = stated.read(place, &owner, problems);
    Department {
        id,
        name,
        capability,
        part_of,
        capability_range,
        rule,
        skill,
        staffing: staffing.map(Box::new),
        effort: effort.map(Box::new),
        inertia,
        employment,
        dependability,
        labels,
    }
}

pub(super) fn customer(
    index: usize,
    id: PartyId,
    document: CustomerDocument<'_>,
    problems: &mut Problems,
) -> ExternalCustomer {
    let place = |field| Place::new(Section::Customers, index, field);
    let CustomerDocument {
        id: _,
        name,
        kind,
        population,
        ceiling,
        also_department,
        rule,
        degradation_hours,
        recovery_hours,
        revenue,
        loyalty,
        word_of_mouth,
        threshold,
        target,
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
    let ceiling_range = StatedNumber::range(ceiling).map(Box::new);
    let ceiling = StatedNumber::value(ceiling);
    let [population, ceiling] = [population, ceiling].map(|stated| stated.unwrap_or(1.0));
    let owner = format!("external customer `{id}`");
    let inertia = duration::inertia(degradation_hours, recovery_hours, place, &owner, problems);
    let economics = Economics {
        revenue: revenue.map(|stated| economics::revenue(*stated)),
        loyalty: loyalty.map(|stated| economics::loyalty(*stated)),
        word_of_mouth: word_of_mouth.map(|stated| economics::word_of_mouth(*stated)),
    };
    let [name, also_department] = [name, also_department].map(|text| text.map(Box::from));
    let stated = StatedDependability { threshold, target, ..StatedDependability::default() };
    let dependability = stated.read(place, &owner, problems);
    ExternalCustomer {
        id,
        name,
        kind,
        population,
        ceiling,
        also_department,
        rule,
        ceiling_range,
        inertia,
        economics: economics.boxed(),
        dependability,
        labels,
    }
}

/// Whether a service states more than its ends, id, name and the value of its dependence.
pub(super) fn states_terms(document: &ServiceDocument<'_>) -> bool {
    let ServiceDocument {
        id: _,
        name: _,
        provider: _,
        consumer: _,
        need,
        dependence,
        weight,
        condition,
        running,
        transfer,
        criticality,
        lag_hours,
        requests_per_job,
        demand_per_hour,
        retries,
        handling_minutes,
        handling_variation,
        availability,
        threshold,
        target,
    } = document;
    let numbers =
        [weight, requests_per_job, demand_per_hour, retries, handling_variation, threshold, target];
    numbers.into_iter().any(Option::is_some)
        || condition.is_some()
        || lag_hours.is_some()
        || handling_minutes.is_some()
        || StatedNumber::range(*dependence).is_some()
        || need.is_some()
        || running.is_some()
        || transfer.is_some()
        || criticality.is_some()
        || availability.is_some()
}

pub(super) fn terms(
    document: ServiceDocument<'_>,
    need: Option<Arc<str>>,
    index: usize,
    title: &str,
    problems: &mut Problems,
) -> ServiceTerms {
    let place = |field| Place::new(Section::Services, index, field);
    let mut terms = ServiceTerms {
        need,
        weight: document.weight.unwrap_or(1.0),
        condition: StatedNumber::value(document.condition).unwrap_or(1.0),
        running: document.running.unwrap_or(true),
        criticality: document.criticality.map(criticality),
        requests_per_job: document.requests_per_job.unwrap_or_default(),
        demand_per_hour: document.demand_per_hour.unwrap_or_default(),
        retries: document.retries.unwrap_or_default(),
        handling_minutes: document.handling_minutes.map(|DurationIn(minutes)| minutes),
        handling_variation: document.handling_variation.unwrap_or(1.0),
        ranges: ServiceRanges {
            dependence: StatedNumber::range(document.dependence),
            condition: StatedNumber::range(document.condition),
        }
        .boxed(),
        ..ServiceTerms::PLAIN
    };
    if let Some(Object(stated)) = document.transfer.map(|transfer| *transfer) {
        let title = format!("the transfer of {title}");
        let stated_at = StatedKind { place, title: &title };
        terms.transfer = transfer(stated, &stated_at, problems).unwrap_or(Transfer::Identity);
    }
    let (availability, threshold, target) =
        (document.availability, document.threshold, document.target);
    let stated = StatedDependability { availability, threshold, target };
    terms.dependability = stated.read(place, title, problems);
    if let Some(hours) = document.lag_hours {
        terms.lag = duration::read(hours, "lag_hours", place, title, problems);
    }
    terms
}

pub(super) fn need(index: usize, document: NeedDocument, problems: &mut Problems) -> Need {
    let place = |field| Place::new(Section::Needs, index, field);
    let mut need = Need::new(document.consumer, document.name);
    need.dependence = StatedNumber::value(document.dependence);
    need.dependence_range = StatedNumber::range(document.dependence).map(Box::new);
    need.weight = document.weight.unwrap_or(1.0);
    need.criticality = document.criticality.map(criticality);
    if let Some(Object(stated)) = document.substitution {
        let title = format!("the substitution of need `{}` of `{}`", need.name, need.consumer);
        need.substitution = substitution(&stated, &StatedKind { place, title: &title }, problems);
    }
    need
}

pub(super) fn criticality(Object(document): Object<CriticalityDocument>) -> Criticality {
    Criticality { floor: document.floor, slope: document.slope.unwrap_or(1.0) }
}
