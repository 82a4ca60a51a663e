//! What parties serve each other: ends, numbers and keys of services.

use std::sync::Arc;

use chrono::TimeDelta;
use indexmap::IndexSet;

use super::need::ResolvedNeeds;
use super::party::stand_in_key;
use super::{Findings, NONE, Parties, Services};
use crate::grouped::dense;
use crate::id::{PartyId, ServiceId};
use crate::organisation::{Criticality, Ends, Place, ProblemCode, Section, Service, WarningCode};
use crate::unit::{Dependence, Quality, Weight};

/// Both ends of every service and the declared need it meets, as dense indices.
pub(in crate::organisation) struct Edges {
    pub(in crate::organisation) provider: Vec<u32>,
    pub(in crate::organisation) consumer: Vec<u32>,
    pub(in crate::organisation) need: Vec<u32>,
}

/// How messages name a service that may have no id yet.
pub(super) fn title(service: &Service) -> String {
    service.title()
}

/// Resolves the ends and needs of services and checks their numbers.
pub(super) fn resolve(
    services: &mut [Service],
    ends: Option<Ends>,
    parties: &Parties,
    needs: &ResolvedNeeds,
    found: &mut Findings,
) -> Edges {
    let ends = ends.map(|ends| KnownEnds::new(ends, parties));
    let mut edges = Edges {
        provider: Vec::with_capacity(services.len()),
        consumer: Vec::with_capacity(services.len()),
        need: Vec::with_capacity(services.len()),
    };
    for (index, service) in services.iter_mut().enumerate() {
        let (providing, consuming) = match &ends {
            Some(ends) => ends.of(index),
            None => (share(&mut service.provider, parties), share(&mut service.consumer, parties)),
        };
        let service = &*service;
        let provider = provider(index, service, providing, parties, found);
        let consumer = consumer(index, service, consuming, found);
        edges.provider.push(provider);
        edges.consumer.push(consumer);
        edges.need.push(need(index, service, consumer, needs, found));
        numbers(index, service, found);
        if provider != NONE && provider == consumer {
            found.warning(
                WarningCode::SelfService,
                Place::new(Section::Services, index, ""),
                format!("{} is a service of `{}` to itself", title(service), service.provider),
            );
        }
    }
    edges
}

/// The ends of services that a reader numbered, each text looked up once.
struct KnownEnds {
    ends: Ends,
    /// Of each mention the party it names, or [`NONE`].
    party: Vec<u32>,
}

impl KnownEnds {
    fn new(ends: Ends, parties: &Parties) -> Self {
        let party = |id: &PartyId| parties.find(id.as_str()).map_or(NONE, dense);
        Self { party: ends.mentions.iter().map(party).collect(), ends }
    }

    fn of(&self, index: usize) -> (u32, u32) {
        let party = |number: u32| self.party[number as usize];
        (party(self.ends.provider[index]), party(self.ends.consumer[index]))
    }
}

/// Finds the party a service names, and lets the service share the text of its key.
fn share(named: &mut Arc<str>, parties: &Parties) -> u32 {
    let Some(party) = parties.find(named) else { return NONE };
    if let Some(key) = parties.key(party) {
        *named = key.shared();
    }
    dense(party)
}

fn provider(
    index: usize,
    service: &Service,
    party: u32,
    parties: &Parties,
    found: &mut Findings,
) -> u32 {
    let id = &service.provider;
    let place = || Place::new(Section::Services, index, "provider");
    match party {
        NONE => {
            let message =
                format!("provider `{id}` of {} is not a stated department", title(service));
            found.problem(ProblemCode::Unknown, place(), message);
            NONE
        }
        party if parties.is_department(party as usize) => party,
        _ => {
            let message = format!(
                "provider `{id}` of {} is an external customer, where a department is needed",
                title(service)
            );
            found.problem(ProblemCode::CustomerAsProvider, place(), message);
            NONE
        }
    }
}

fn consumer(index: usize, service: &Service, party: u32, found: &mut Findings) -> u32 {
    let id = &service.consumer;
    if party != NONE {
        return party;
    }
    found.problem(
        ProblemCode::Unknown,
        Place::new(Section::Services, index, "consumer"),
        format!(
            "consumer `{id}` of {} is neither a stated department nor a stated external customer",
            title(service)
        ),
    );
    NONE
}

fn need(
    index: usize,
    service: &Service,
    consumer: u32,
    needs: &ResolvedNeeds,
    found: &mut Findings,
) -> u32 {
    let Some(name) = &service.need else { return NONE };
    if service.criticality.is_some() {
        found.problem(
            ProblemCode::IgnoredSetting,
            Place::new(Section::Services, index, "criticality"),
            format!(
                "{} states a criticality, where it belongs to the need `{name}` it is for",
                title(service)
            ),
        );
    }
    if consumer == NONE {
        return NONE;
    }
    needs.find(consumer, name).unwrap_or_else(|| {
        found.problem(
            ProblemCode::Unknown,
            Place::new(Section::Services, index, "need"),
            format!(
                "need `{name}` of {} is not a declared need of `{}`",
                title(service),
                service.consumer
            ),
        );
        NONE
    })
}

fn numbers(index: usize, service: &Service, found: &mut Findings) {
    let place = |field| Place::new(Section::Services, index, field);
    let mut check = |field, value: f64, allowed: bool, range| {
        if !allowed {
            found.range(place(field), field, value, &title(service), range);
        }
    };
    if let Some(dependence) = service.dependence {
        check("dependence", dependence, Dependence::allows(dependence), Dependence::RANGE);
    }
    check("weight", service.weight, Weight::allows(service.weight), Weight::RANGE);
    check("condition", service.condition, Quality::allows(service.condition), Quality::RANGE);
    if let Some(criticality) = service.criticality {
        check_criticality(criticality, place, &title(service), found);
    }
    if let Some(fault) = service.transfer.fault() {
        found.problem(
            ProblemCode::Transfer,
            place(fault.field),
            format!("the transfer of {} has {}", title(service), fault.message),
        );
    }
    let lag = service.lag;
    if lag.subsec_nanos() != 0 || lag < TimeDelta::zero() || lag > Service::LONGEST_LAG {
        found.problem(
            ProblemCode::OutOfRange,
            place("lag"),
            format!(
                "the lag of {} is {lag}, where whole seconds from 0 to 10 years are needed",
                title(service)
            ),
        );
    }
}

/// Checks a criticality, of a service or of a declared need.
pub(super) fn check_criticality(
    criticality: Criticality,
    place: impl Fn(&'static str) -> Place,
    owner: &str,
    found: &mut Findings,
) {
    let Criticality { floor, slope } = criticality;
    if !Quality::allows(floor) {
        found.range(place("criticality.floor"), "criticality floor", floor, owner, Quality::RANGE);
    }
    if !Weight::allows(slope) {
        found.range(place("criticality.slope"), "criticality slope", slope, owner, Weight::RANGE);
    }
}

/// Gives every service its key.
pub(super) fn keyed(mut services: Vec<Service>, edges: &Edges, found: &mut Findings) -> Services {
    // Names tell services without an id apart, and nothing else asks.
    let named = |service: &Service| service.id.is_none() && service.name.is_some();
    let several =
        if services.iter().any(named) { pairs_with_several(edges) } else { IndexSet::new() };
    let mut keys = IndexSet::with_capacity(services.len());
    let mut derived = String::new();
    for (index, service) in services.iter_mut().enumerate() {
        let ends = (edges.provider[index], edges.consumer[index]);
        let id = service.id.take().unwrap_or_else(|| {
            let name = service.name.as_deref().filter(|_| several.contains(&ends));
            let (provider, consumer) = (&*service.provider, &*service.consumer);
            Service::write_derived_id(&mut derived, provider, consumer, name);
            ServiceId::new(derived.as_str())
        });
        if id.as_str().is_empty() {
            found.problem(
                ProblemCode::EmptyId,
                Place::new(Section::Services, index, "id"),
                "the id is empty, where at least one character is needed",
            );
        }
        service.id = Some(id.clone());
        let (first, is_new) = keys.insert_full(id.clone());
        if !is_new {
            if !id.as_str().is_empty() {
                let message = format!(
                    "id `{id}` is already used by services[{first}]; give each service an id, or a \
                     name of its own where a pair has several"
                );
                let place = Place::new(Section::Services, index, "id");
                found.problem(ProblemCode::Duplicate, place, message);
            }
            let mut stand_in = stand_in_key(id.as_str(), index);
            while !keys.insert(ServiceId::new(stand_in.as_str())) {
                stand_in.push('\u{0}');
            }
        }
    }
    Services::new(keys, services)
}

/// The (provider, consumer) pairs that more than one service joins.
fn pairs_with_several(edges: &Edges) -> IndexSet<(u32, u32)> {
    let mut pairs: Vec<_> =
        edges.provider.iter().copied().zip(edges.consumer.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}
