//! A statement before it is checked: parties as they stand, services as columns, every id a number.

use super::interner::{Interned, Interner};
use super::names::StatedNames;
use super::pending_endpoints::PendingEndpoints;
use crate::id::PartyId;
use crate::numerics::csr::Csr;
use crate::organisation::{
    CommonCause, Defaults, Department, Endpoints, ExternalCustomer, Need, Services, Valuation,
};

/// What a builder collected or a reader read, ready to be checked.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) defaults: Defaults,
    /// The texts that name parties.
    pub(crate) interner: Interner,
    pub(crate) departments: Interned<Department>,
    pub(crate) customers: Interned<ExternalCustomer>,
    /// Of services and their needs.
    pub(crate) names: StatedNames,
    pub(crate) ends: Endpoints,
    pub(in crate::organisation) waiting: PendingEndpoints,
    pub(crate) services: Services,
    /// Services by consumer, where it is known that no two share both ends.
    pub(crate) received: Option<Csr>,
    pub(crate) needs: Vec<Need>,
    pub(crate) valuation: Valuation,
    pub(crate) common_causes: Vec<CommonCause>,
}

impl Draft {
    /// Starts one of nobody.
    #[cfg(feature = "csv")]
    pub(crate) fn new(name: &str, defaults: Defaults) -> Self {
        Self { name: name.to_owned(), defaults, ..Self::default() }
    }

    /// Numbers the id of a party about to be added, and makes its key.
    pub(crate) fn party_id(&mut self, id: &str) -> (u32, PartyId) {
        (self.interner.number(id), PartyId::new(id))
    }

    /// Adds the ends of the next service; they may wait to be numbered.
    pub(crate) fn push_ends(&mut self, provider: &str, consumer: &str) {
        let Self { waiting, interner, ends, .. } = self;
        waiting.push(provider, consumer, interner, ends);
    }

    /// Adds the ends of some services, the provider of each first; none may be waiting.
    #[cfg(feature = "csv")]
    pub(crate) fn push_all_ends<'t>(&mut self, pairs: impl Iterator<Item = [&'t str; 2]>) {
        let Self { waiting, interner, ends, .. } = self;
        waiting.pass(pairs, interner, ends);
    }

    /// Makes room for services to come.
    #[cfg(feature = "csv")]
    pub(crate) fn reserve_services(&mut self, more: usize) {
        self.ends.reserve(more);
        self.services.reserve(more);
    }

    /// Numbers the ends that wait.
    pub(crate) fn number_ends(&mut self) {
        let Self { waiting, interner, ends, .. } = self;
        waiting.number(interner, ends);
    }
}
