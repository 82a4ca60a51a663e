//! Checks the whole of a statement and reports everything that is wrong with it.
//!
//! One pass per kind of statement, in the order a reader would check them: who there is
//! ([`party`]), what they serve each other ([`service`]) and by which ids ([`key`]), what they need
//! ([`need`]), whether they are as independent as they count ([`supplier`]), by which rule it
//! combines ([`rule`]), who asks how much of whom ([`demand`]), who comes and goes
//! ([`employment`]), what customers spend and why they leave ([`economics`]), which incidents may
//! happen ([`incident`]), how long things take ([`duration`]), how often they fail
//! ([`dependability`]) and which can supply each other with nothing coming in ([`self_supply`]). A
//! pass that cannot resolve a name reports it and goes on; what depends on it is then left alone,
//! so one mistake is one problem.

#![expect(
    clippy::indexing_slicing,
    reason = "positions come from the statement that is being checked"
)]

mod demand;
mod dependability;
mod duration;
mod economics;
mod employment;
mod incident;
mod key;
mod near;
mod need;
mod party;
mod rule;
mod self_supply;
mod service;
mod supplier;

use super::store::parties::Parties;
use super::store::service_ids::ServiceKeys;
use super::{Department, Dependability, ExternalCustomer, Inertia};
use super::{
    Draft, Element, Invalid, Links, Organisation, Place, Problem, ProblemCode, Problems, Section,
    Services, SharedPairs, Stated, StatedRange, WarningCode, Warnings,
};
use crate::numerics::csr::MAX_INDEX;
use crate::unit::Figure;

/// The problems and warnings found so far.
#[derive(Default)]
struct Findings {
    problems: Problems,
    warnings: Warnings,
}

impl Findings {
    fn problem(&mut self, code: ProblemCode, place: Place, message: impl Into<String>) {
        self.problems.push(Problem::new(code, place, message));
    }

    fn warning(&mut self, code: WarningCode, place: Place, message: impl Into<String>) {
        self.warnings.push(code, place, message);
    }

    /// Reports a number outside its range.
    fn range(&mut self, place: Place, what: &str, value: f64, owner: &str, range: &str) {
        let message =
            format!("{what} `{value}` of {owner} is outside {range}", value = Figure(value));
        self.problem(ProblemCode::OutOfRange, place, message);
    }

    /// Reports a range that does not fit its number.
    fn stated_range(&mut self, place: Place, of: RangedNumber<'_>, range: Option<&StatedRange>) {
        let RangedNumber { what, value, owner, allows, words } = of;
        if let Some(fault) = range.and_then(|range| range.fault(value, allows, words)) {
            let message = format!("the range of {what} of {owner}, {fault}");
            self.problem(ProblemCode::OutOfRange, place, message);
        }
    }
}

/// A number that may state its range.
#[derive(Clone, Copy)]
struct RangedNumber<'a> {
    /// Which, with its article.
    what: &'static str,
    value: f64,
    owner: &'a str,
    allows: fn(f64) -> bool,
    /// The values allowed, as messages word them.
    words: &'static str,
}

/// Services, and the texts of their ends.
#[derive(Clone, Copy)]
struct Served<'a> {
    services: &'a Services,
    provider: &'a [u32],
    consumer: &'a [u32],
    parties: &'a Parties,
}

impl<'a> Served<'a> {
    fn of(services: &'a Services, links: &'a Links, parties: &'a Parties) -> Self {
        Self { services, provider: &links.provider, consumer: &links.consumer, parties }
    }

    fn provider(self, service: usize) -> &'a str {
        self.parties.text(self.provider[service])
    }

    fn consumer(self, service: usize) -> &'a str {
        self.parties.text(self.consumer[service])
    }

    /// How messages name a service.
    fn title(self, service: usize) -> String {
        self.services.title(service, self.provider(service), self.consumer(service))
    }
}

/// Where a party is stated.
fn place_of(parties: &Parties, party: usize, field: &'static str) -> Place {
    match party.checked_sub(parties.departments.len()) {
        None => Place::new(Section::Departments, party, field),
        Some(customer) => Place::new(Section::Customers, customer, field),
    }
}

impl Draft {
    /// Checks everything and makes the organisation, with problems found while reading listed
    /// first.
    pub(crate) fn build(mut self, problems: Problems) -> Result<Organisation, Invalid> {
        self.number_ends();
        validate(self, problems)
    }
}

/// Checks everything that is stated.
fn validate(draft: Draft, problems: Problems) -> Result<Organisation, Invalid> {
    let Draft {
        name,
        defaults,
        interner,
        departments,
        customers,
        mut ends,
        mut services,
        received,
        needs,
        valuation,
        common_causes,
        ..
    } = draft;
    let mut found = Findings::default();
    let left_out = [departments.left_out.clone(), customers.left_out.clone()];
    let party_count = departments.stated.len().saturating_add(customers.stated.len());
    if let Err(invalid) = check_counts([party_count, services.len(), needs.len()]) {
        let mut problems = problems;
        problems.append(invalid.into_problems());
        return Err(Invalid::new(problems));
    }

    let parties = party::parties(interner, departments, customers, &mut found);
    let pairs_differ = received.is_some();
    let is_numbered = (0..).zip(parties.numbers()).all(|(mention, &number)| mention == number);
    if !is_numbered {
        ends.renumber(parties.numbers());
    }
    let number_count = parties.number_count();
    let received = received.filter(|groups| is_numbered && groups.count() == number_count);
    let part_of = party::part_of(&parties, &mut found);
    let resolved_needs = need::resolve(&needs, &parties, &mut found);
    let served = Served {
        services: &services,
        provider: &ends.provider,
        consumer: &ends.consumer,
        parties: &parties,
    };
    let need = service::resolve(served, &resolved_needs, &mut found);
    let links = Links::new(number_count, part_of, ends, need, &resolved_needs.consumer, received);
    let shared = if pairs_differ {
        SharedPairs::default()
    } else {
        SharedPairs::of(&links.provider, &links.received, number_count)
    };
    key::keys(&mut services, &shared, &links, &parties, &mut found);
    let served = Served::of(&services, &links, &parties);
    let need_dependence = need::dependences(&needs, served, &links, &mut found);
    need::substitutions(&needs, served, &links, &mut found);
    rule::rules(&defaults, served, &needs, &links, &mut found);
    let has_demand = demand::demand(served, &links, &mut found);
    employment::employment(served, &links, &mut found);
    let has_inertia = duration::inertia(&parties, &mut found);
    party::lonely(&parties, &links, &mut found);
    for (index, customer) in parties.customers.iter().enumerate() {
        economics::check(index, customer, &mut found);
    }
    economics::check_discount(valuation.discount, &mut found);
    incident::check_numbers(&valuation.incidents, &mut found);
    dependability::dependability(served, &mut found);
    dependability::causes(&common_causes, served, &mut found);

    if !(problems.is_empty() && found.problems.is_empty()) {
        let mut problems = problems;
        problems.append(found.problems.moved(|place| as_stated(place, &left_out)));
        return Err(Invalid::new(problems));
    }
    let served = Served::of(&services, &links, &parties);
    supplier::shared(&needs, served, &links, &mut found);
    self_supply::cycles(&needs, served, &links, &mut found);
    services.settle();
    let stated = Stated {
        name,
        defaults,
        parties,
        services,
        keys: ServiceKeys::default(),
        needs,
        need_dependence,
        common_causes,
        links,
        valuation,
        has_demand,
        has_inertia,
        warnings: found.warnings.into_list(),
    };
    incident::check_names(&stated)?;
    Ok(Organisation::from_stated(stated))
}

/// Where a party is stated whose position counts only those that were not left out.
fn as_stated(place: &Place, left_out: &[Vec<u32>; 2]) -> Place {
    let left_out = match place.section() {
        Section::Departments => &left_out[0],
        Section::Customers => &left_out[1],
        _ => return place.clone(),
    };
    let &Element::Index(kept) = place.element() else { return place.clone() };
    let mut index = kept;
    for &left_out in left_out {
        if left_out as usize > index {
            break;
        }
        index += 1;
    }
    Place::new(place.section(), index, place.field())
}

/// How many things are wrong with what a department states of itself.
pub(crate) fn department_faults(department: &Department) -> usize {
    let mut found = Findings::default();
    let place = |field| Place::new(Section::Departments, 0, field);
    party::check_department(0, department, &mut found);
    if let Some(rule) = department.rule {
        rule::check_rule(rule, &place("rule"), department.id.as_str(), &mut found);
    }
    if department.has_computed_capability() {
        demand::people(0, department, &mut found);
    }
    if let Some(employment) = department.employment.as_deref() {
        employment::check_employment(0, department, employment, &mut found);
    }
    let inertia = Inertia::of(department.inertia.as_deref());
    duration::check_inertia(inertia, place, department.id.as_str(), &mut found);
    let stated = Dependability::of(department.dependability.as_deref());
    dependability::check(stated, place, "", &mut found);
    found.problems.len()
}

/// How many things are wrong with what an external customer states of itself.
pub(crate) fn customer_faults(customer: &ExternalCustomer) -> usize {
    let mut found = Findings::default();
    let place = |field| Place::new(Section::Customers, 0, field);
    party::check_customer(0, customer, &mut found);
    if let Some(rule) = customer.rule {
        rule::check_rule(rule, &place("rule"), customer.id.as_str(), &mut found);
    }
    let inertia = Inertia::of(customer.inertia.as_deref());
    duration::check_inertia(inertia, place, customer.id.as_str(), &mut found);
    economics::check(0, customer, &mut found);
    let stated = Dependability::of(customer.dependability.as_deref());
    dependability::check(stated, place, "", &mut found);
    found.problems.len()
}

/// Refuses more parties, services or needs than a dense index can name.
pub(super) fn check_counts([parties, services, needs]: [usize; 3]) -> Result<(), Invalid> {
    let counts =
        [(Section::Departments, parties), (Section::Services, services), (Section::Needs, needs)];
    match counts.into_iter().find(|&(_, count)| count > MAX_INDEX) {
        None => Ok(()),
        Some((section, count)) => {
            let message = format!("{count} {} are more than {MAX_INDEX}", section.key());
            let place = Place::whole(section, "");
            Err(Invalid::new(Problem::new(ProblemCode::TooMany, place, message)))
        }
    }
}
