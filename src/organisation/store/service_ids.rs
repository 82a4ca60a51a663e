//! Ids of services, made and indexed when they are first asked for.
//!
//! Most services state no id, or the one they would have anyway: `provider>consumer`. Holding none
//! for these spares a text and an entry in an index each, which is most of what a service would
//! cost.

use std::sync::OnceLock;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::interner::SEPARATOR;
use super::names::SHARED_TEXT_BYTES;
use super::stated::Stated;
use crate::id::ServiceId;
use crate::numerics::csr::ix;
use crate::organisation::Service;

/// What was asked for of the ids of an organisation's services.
#[derive(Debug, Default)]
pub(crate) struct ServiceKeys {
    ids: OnceLock<Vec<ServiceId>>,
    positions: OnceLock<Positions>,
}

/// Positions of services that have no id of their own.
#[derive(Debug)]
struct Positions {
    /// Those with the id of their pair, by provider and consumer.
    by_pair: IndexMap<(u32, u32), u32, RandomState>,
}

impl Stated {
    /// Makes or shares the id of a service.
    pub(crate) fn service_id(&self, service: usize) -> ServiceId {
        if let Some(id) = self.keys.ids.get().and_then(|ids| ids.get(service)) {
            return id.clone();
        }
        if let Some(id) = self.services.own_id(service) {
            return ServiceId::new(id);
        }
        let mut id = String::new();
        let (provider, consumer) = self.ends_of(service);
        Service::write_derived_id(&mut id, provider, consumer, None);
        ServiceId::new(id)
    }

    /// The texts of both ends of a service.
    pub(crate) fn ends_of(&self, service: usize) -> (&str, &str) {
        let text = |ends: &[u32]| ends.get(service).map_or("", |&end| self.parties.text(end));
        (text(&self.links.provider), text(&self.links.consumer))
    }

    /// The ids of all services; made the first time.
    pub(in crate::organisation) fn service_ids(&self) -> &[ServiceId] {
        let make = || (0..self.services.len()).map(|service| self.service_id(service)).collect();
        self.keys.ids.get_or_init(make)
    }

    /// Finds a service by its id; all are indexed the first time.
    pub(crate) fn service_index(&self, id: &str) -> Option<usize> {
        let of_pair = || {
            // Where a party's id holds the separator, every service has an id of its own.
            let (provider, consumer) = id.split_once(SEPARATOR)?;
            let ends = (self.parties.find(provider)?, self.parties.find(consumer)?);
            let positions = self.keys.positions.get_or_init(|| Positions::new(self));
            let service = positions.by_pair.get(&(ix(ends.0), ix(ends.1)))?;
            Some(*service as usize)
        };
        self.services.own_ids().find(id).or_else(of_pair)
    }
}

impl Positions {
    fn new(stated: &Stated) -> Self {
        let ends = stated.links.provider.iter().copied().zip(stated.links.consumer.iter().copied());
        let of_pair = |(service, pair): (usize, (u32, u32))| {
            stated.services.own_id(service).is_none().then(|| (pair, ix(service)))
        };
        Self { by_pair: ends.enumerate().filter_map(of_pair).collect() }
    }
}

impl ServiceKeys {
    /// About how many bytes are held beside what services hold themselves.
    pub(in crate::organisation) fn bytes(&self) -> usize {
        /// Of an index, per entry beside key and value: a hash and a place.
        const INDEXED: usize = size_of::<u64>() + size_of::<usize>() + 2;
        let text = |id: &ServiceId| SHARED_TEXT_BYTES + id.as_str().len();
        let ids = self.ids.get().map_or(0, |ids| {
            ids.capacity() * size_of::<ServiceId>() + ids.iter().map(text).sum::<usize>()
        });
        let positions = self.positions.get().map_or(0, |positions| {
            positions.by_pair.capacity() * (INDEXED + size_of::<((u32, u32), u32)>())
        });
        ids + positions
    }
}
