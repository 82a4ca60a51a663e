//! What parties serve each other: ends, numbers and keys of services.

use chrono::TimeDelta;
use indexmap::IndexMap;
use indexmap::map::Entry;

use super::need::ResolvedNeeds;
use super::party::stand_in_key;
use super::{Findings, NONE, Parties, Services};
use crate::grouped::dense;
use crate::id::ServiceId;
use crate::organisation::{Criticality, Place, ProblemCode, Section, Service, WarningCode};
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
    services: &[Service],
    parties: &Parties,
    needs: &ResolvedNeeds,
    found: &mut Findings,
) -> Edges {
    let mut edges = Edges {
        provider: Vec::with_capacity(services.len()),
        consumer: Vec::with_capacity(services.len()),
        need: Vec::with_capacity(services.len()),
    };
    for (index, service) in services.iter().enumerate() {
        let provider = provider(index, service, parties, found);
        let consumer = consumer(index, service, parties, found);
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

fn provider(index: usize, service: &Service, parties: &Parties, found: &mut Findings) -> u32 {
    let id = &service.provider;
    let place = || Place::new(Section::Services, index, "provider");
    match parties.find(id) {
        Some(party) if parties.is_department(party) => dense(party),
        Some(_) => {
            let message = format!(
                "provider `{id}` of {} is an external customer, where a department is needed",
                title(service)
            );
            found.problem(ProblemCode::CustomerAsProvider, place(), message);
            NONE
        }
        None => {
            let message =
                format!("provider `{id}` of {} is not a stated department", title(service));
            found.problem(ProblemCode::Unknown, place(), message);
            NONE
        }
    }
}

fn consumer(index: usize, service: &Service, parties: &Parties, found: &mut Findings) -> u32 {
    let id = &service.consumer;
    if let Some(party) = parties.find(id) {
        return dense(party);
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
pub(super) fn keyed(services: Vec<Service>, edges: &Edges, found: &mut Findings) -> Services {
    let several = pairs_with_several(edges);
    let mut keyed = IndexMap::with_capacity(services.len());
    for (index, mut service) in services.into_iter().enumerate() {
        let ends = (edges.provider[index], edges.consumer[index]);
        let id = service.id.take().unwrap_or_else(|| service.derived_id(several.contains(&ends)));
        let place = Place::new(Section::Services, index, "id");
        if id.is_empty() {
            found.problem(
                ProblemCode::EmptyId,
                place.clone(),
                "the id is empty, where at least one character is needed",
            );
        }
        service.id = Some(id.clone());
        match keyed.entry(ServiceId::new(id)) {
            Entry::Vacant(entry) => {
                entry.insert(service);
            }
            Entry::Occupied(entry) => {
                let id = entry.key().clone();
                if !id.as_str().is_empty() {
                    let message = format!(
                        "id `{id}` is already used by services[{}]; give each service an id, or a \
                         name of its own where a pair has several",
                        entry.index()
                    );
                    found.problem(ProblemCode::Duplicate, place, message);
                }
                keyed.insert(ServiceId::new(stand_in_key(id.as_str(), index)), service);
            }
        }
    }
    keyed
}

/// The (provider, consumer) pairs that more than one service joins.
fn pairs_with_several(edges: &Edges) -> indexmap::IndexSet<(u32, u32)> {
    let mut pairs: Vec<_> =
        edges.provider.iter().copied().zip(edges.consumer.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}
