//! Checks the whole of a statement and reports everything that is wrong with it.
//!
//! One pass per kind of statement, in the order a reader would check them: who there is
//! ([`party`]), what they serve each other ([`service`]) and by which ids ([`key`]), what they need
//! ([`need`]), by which rule it combines ([`rule`]), who asks how much of whom ([`demand`]), and how
//! long things take ([`duration`]). A pass that cannot resolve a name reports it and goes on; what
//! depends on it is then left alone, so one mistake is one problem.

#![expect(
    clippy::indexing_slicing,
    reason = "positions come from the statement that is being checked"
)]

mod demand;
mod duration;
mod key;
mod need;
mod party;
mod rule;
mod service;

use super::{
    Draft, Invalid, Links, Organisation, Parties, Place, Problem, ProblemCode, Section,
    ServiceKeys, Services, SharedPairs, Stated, Warning, WarningCode,
};
use crate::grouped::MOST;
pub(super) use need::ResolvedNeeds;

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

/// Checks everything that is stated.
pub(super) fn validate(draft: Draft, problems: Vec<Problem>) -> Result<Organisation, Invalid> {
    let Draft {
        name,
        defaults,
        mentions,
        departments,
        customers,
        mut ends,
        mut services,
        received,
        needs,
        ..
    } = draft;
    let mut found = Findings { problems, warnings: Vec::new() };
    let party_count = departments.stated.len().saturating_add(customers.stated.len());
    if let Err(invalid) = check_counts([party_count, services.len(), needs.len()]) {
        found.problems.extend(invalid.into_problems());
        return Err(Invalid::new(found.problems));
    }

    let parties = party::parties(mentions, departments, customers, &mut found);
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
    let links = Links::new(number_count, part_of, ends, need, &resolved_needs, received);
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
    let has_inertia = duration::inertia(&parties, &mut found);
    party::lonely(&parties, &links, &mut found);

    if !found.problems.is_empty() {
        return Err(Invalid::new(found.problems));
    }
    services.settle();
    Ok(Organisation::from_stated(Stated {
        name,
        defaults,
        parties,
        services,
        keys: ServiceKeys::default(),
        needs,
        need_dependence,
        links,
        has_demand,
        has_inertia,
        warnings: found.warnings,
    }))
}

/// Refuses more parties, services or needs than a dense index can name.
pub(super) fn check_counts([parties, services, needs]: [usize; 3]) -> Result<(), Invalid> {
    let counts =
        [(Section::Departments, parties), (Section::Services, services), (Section::Needs, needs)];
    match counts.into_iter().find(|&(_, count)| count > MOST) {
        None => Ok(()),
        Some((section, count)) => {
            let message = format!("{count} {} are more than {MOST}", section.key());
            let place = Place::whole(section, "");
            Err(Invalid::new(vec![Problem::new(ProblemCode::TooMany, place, message)]))
        }
    }
}
