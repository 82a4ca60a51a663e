//! Checks the whole of a statement and reports everything that is wrong with it.
//!
//! One pass per kind of statement, in the order a reader would check them: who there is
//! ([`party`]), what they serve each other ([`service`]), what they need ([`need`]), by which rule
//! it combines ([`rule`]), and who asks how much of whom ([`demand`]). A pass that cannot resolve a name reports it and goes on; what
//! depends on it is then left alone, so one mistake is one problem.

#![expect(
    clippy::indexing_slicing,
    reason = "positions come from the statement that is being checked"
)]

mod demand;
mod need;
mod party;
mod rule;
mod service;

use indexmap::IndexMap;

use super::{
    Department, Ends, ExternalCustomer, Invalid, Links, Organisation, OrganisationBuilder, Place,
    Problem, ProblemCode, Rule, Section, Services, Stated, Warning, WarningCode,
};
use crate::grouped::MOST;
use crate::id::PartyId;
pub(super) use need::ResolvedNeeds;
pub(super) use service::Edges;

/// Marks a name that resolved to nothing, and a service that names no need.
pub(crate) const NONE: u32 = u32::MAX;

/// The problems and warnings found so far.
#[derive(Default)]
struct Findings {
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
}

impl Findings {
    fn problem(&mut self, code: ProblemCode, place: Place, message: impl Into<String>) {
        self.problems.push(Problem::new(code, place, message));
    }

    fn warning(&mut self, code: WarningCode, place: Place, message: impl Into<String>) {
        self.warnings.push(Warning::new(code, place, message));
    }

    /// Reports a number outside its range.
    fn range(&mut self, place: Place, what: &str, value: f64, owner: &str, range: &str) {
        let message = format!("{what} `{value}` of {owner} is outside {range}");
        self.problem(ProblemCode::OutOfRange, place, message);
    }
}

/// The parties, by their key, while the rest is checked against them.
struct Parties {
    departments: IndexMap<PartyId, Department>,
    customers: IndexMap<PartyId, ExternalCustomer>,
}

impl Parties {
    fn count(&self) -> usize {
        self.departments.len() + self.customers.len()
    }

    /// Finds a party: departments first, then customers, in the order stated.
    fn find(&self, id: &str) -> Option<usize> {
        self.departments.get_index_of(id).or_else(|| {
            self.customers.get_index_of(id).map(|customer| self.departments.len() + customer)
        })
    }

    fn is_department(&self, party: usize) -> bool {
        party < self.departments.len()
    }

    /// Where a party is stated.
    fn place(&self, party: usize, field: &'static str) -> Place {
        match party.checked_sub(self.departments.len()) {
            None => Place::new(Section::Departments, party, field),
            Some(customer) => Place::new(Section::Customers, customer, field),
        }
    }

    fn key(&self, party: usize) -> Option<&PartyId> {
        match party.checked_sub(self.departments.len()) {
            None => self.departments.get_index(party).map(|(id, _)| id),
            Some(customer) => self.customers.get_index(customer).map(|(id, _)| id),
        }
    }

    /// The key, as messages quote it.
    fn id(&self, party: usize) -> &str {
        self.key(party).map_or("", PartyId::as_str)
    }

    /// The rule a party states, if it does.
    fn stated_rule(&self, party: usize) -> Option<Rule> {
        match party.checked_sub(self.departments.len()) {
            None => self.departments.get_index(party).and_then(|(_, stated)| stated.rule),
            Some(customer) => {
                self.customers.get_index(customer).and_then(|(_, stated)| stated.rule)
            }
        }
    }
}

/// Checks everything a builder collected.
pub(super) fn validate(
    builder: OrganisationBuilder,
    problems: Vec<Problem>,
    ends: Option<Ends>,
) -> Result<Organisation, Invalid> {
    let OrganisationBuilder { name, defaults, departments, customers, mut services, needs } =
        builder;
    let mut found = Findings { problems, warnings: Vec::new() };
    check_counts(
        &[
            (Section::Departments, departments.len().saturating_add(customers.len())),
            (Section::Services, services.len()),
            (Section::Needs, needs.len()),
        ],
        &mut found,
    )?;

    let parties = party::parties(departments, customers, &mut found);
    let part_of = party::part_of(&parties, &mut found);
    let resolved_needs = need::resolve(&needs, &parties, &mut found);
    let edges = service::resolve(&mut services, ends, &parties, &resolved_needs, &mut found);
    let services = service::keyed(services, &edges, &mut found);
    let links = Links::new(parties.count(), part_of, edges, &resolved_needs);
    let need_dependence = need::dependences(&needs, &services, &links, &mut found);
    need::substitutions(&needs, &services, &links, &mut found);
    rule::rules(&defaults, &parties, &services, &needs, &links, &mut found);
    let has_demand = demand::demand(&parties, &services, &links, &mut found);
    party::lonely(&parties, &links, &mut found);

    if !found.problems.is_empty() {
        return Err(Invalid::new(found.problems));
    }
    let Parties { departments, customers } = parties;
    Ok(Organisation::from_stated(Stated {
        name,
        defaults,
        departments,
        customers,
        services,
        needs,
        need_dependence,
        links,
        has_demand,
        warnings: found.warnings,
    }))
}

fn check_counts(counts: &[(Section, usize)], found: &mut Findings) -> Result<(), Invalid> {
    for &(section, count) in counts {
        if count > MOST {
            found.problem(
                ProblemCode::TooMany,
                Place::whole(section, ""),
                format!("{count} {} are more than {MOST}", section.key()),
            );
            return Err(Invalid::new(std::mem::take(&mut found.problems)));
        }
    }
    Ok(())
}
