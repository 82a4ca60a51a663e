//! Ids of services: stated, derived, and each used once.
//!
//! A service without an id is `provider>consumer`, and these differ wherever the pairs do. So only
//! pairs with several services are looked at, and the ids that differ from their pair's. Where that
//! does not settle it, every id is spelled out and compared.

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use super::{Findings, Served};
use crate::id::ServiceId;
use crate::organisation::store::interner::SEPARATOR;
use crate::organisation::store::parties::Parties;
use crate::organisation::{Links, Place, ProblemCode, Section, Service, Services, SharedPairs};

/// Gives services their ids, and reports those that are empty or used already; `shared` are those
/// that share both ends with another.
pub(super) fn keys(
    services: &mut Services,
    shared: &SharedPairs,
    links: &Links,
    parties: &Parties,
    found: &mut Findings,
) {
    for &service in shared.iter().flatten() {
        if !services.states_id(service) {
            derive_from_name(service as usize, services, links, parties);
        }
    }
    if !differ(services, shared, parties) {
        spell_out(services, links, parties, found);
    }
}

/// Derives an id of a service that is not alone between its ends.
fn derive_from_name(service: usize, services: &mut Services, links: &Links, parties: &Parties) {
    let served = Served::of(services, links, parties);
    let Some(name) = services.name(service) else { return };
    let mut id = String::new();
    let (provider, consumer) = (served.provider(service), served.consumer(service));
    Service::write_derived_id(&mut id, provider, consumer, Some(name));
    services.set_own_id(service, &id);
}

/// Whether ids are known to differ, and none to be empty, without spelling them all out.
fn differ(services: &Services, shared: &SharedPairs, parties: &Parties) -> bool {
    if parties.any_with_separator() {
        return false;
    }
    let has_id_of_pair = |service: &&u32| services.own_id(**service as usize).is_none();
    if shared.iter().any(|services| services.iter().filter(has_id_of_pair).count() > 1) {
        return false;
    }
    let own = services.own_ids();
    let could_join = |id: &str| {
        let parts = id.split_once(SEPARATOR);
        parts.is_some_and(|(one, other)| parties.interner(one) && parties.interner(other))
    };
    own.all_differ()
        && own.find("").is_none()
        && !(own.any_with_separator() && own.iter().any(|(_, id)| could_join(id)))
}

/// Gives every service an id of its own, and reports those that are empty or used already.
fn spell_out(services: &mut Services, links: &Links, parties: &Parties, found: &mut Findings) {
    let mut keys: IndexSet<ServiceId, RandomState> =
        IndexSet::with_capacity_and_hasher(services.len(), RandomState::default());
    let mut derived = String::new();
    for index in 0..services.len() {
        let derive = || {
            let served = Served::of(services, links, parties);
            let (provider, consumer) = (served.provider(index), served.consumer(index));
            Service::write_derived_id(&mut derived, provider, consumer, None);
            ServiceId::new(derived.as_str())
        };
        let id = services.own_id(index).map_or_else(derive, ServiceId::new);
        let place = || Place::new(Section::Services, index, "id");
        if id.as_str().is_empty() {
            let message = "the id is empty, where at least one character is needed";
            found.problem(ProblemCode::EmptyId, place(), message);
        }
        services.set_own_id(index, id.as_str());
        let (first, is_new) = keys.insert_full(id.clone());
        if is_new {
            continue;
        }
        if !id.as_str().is_empty() {
            let message = format!(
                "id `{id}` is already used by services[{first}]; give each service an id, or a \
                 name of its own where a pair has several"
            );
            found.problem(ProblemCode::Duplicate, place(), message);
        }
        // Stands in for it, so that the positions of later ones stay true.
        let mut stand_in = format!("{id}\u{0}{index}");
        while !keys.insert(ServiceId::new(stand_in.as_str())) {
            stand_in.push('\u{0}');
        }
    }
}
