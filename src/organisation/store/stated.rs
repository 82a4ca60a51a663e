//! Everything an organisation holds.

use std::sync::Arc;

use super::endpoints::Endpoints;
use super::parties::Parties;
use super::service_ids::ServiceKeys;
use super::services::Services;
use crate::numerics::csr::Csr;
#[cfg(doc)]
use crate::numerics::csr::NONE;
use crate::organisation::{
    CommonCause, Defaults, Inertia, Need, Rule, Service, Valuation, Warning,
};

/// Everything an organisation holds; parties are numbered departments first, then customers, each
/// in the order stated.
#[derive(Debug)]
pub(crate) struct Stated {
    pub(crate) name: String,
    pub(crate) defaults: Defaults,
    pub(crate) parties: Parties,
    pub(crate) services: Services,
    pub(in crate::organisation) keys: ServiceKeys,
    pub(crate) needs: Vec<Need>,
    /// Of each declared need, wherever it was stated; `None` where the need is open.
    pub(crate) need_dependence: Vec<Option<f64>>,
    pub(crate) common_causes: Vec<CommonCause>,
    pub(crate) links: Links,
    pub(crate) valuation: Valuation,
    /// Whether anything is stated of staff, effort or requests.
    pub(crate) has_demand: bool,
    /// Whether any party states how quickly it gets worse or better.
    pub(crate) has_inertia: bool,
    pub(crate) warnings: Vec<Warning>,
}

/// Names resolved to dense indices, and the groupings that follow from them.
#[derive(Debug)]
pub(crate) struct Links {
    /// Of each service.
    pub(crate) provider: Vec<u32>,
    /// Of each service.
    pub(crate) consumer: Vec<u32>,
    /// Of each service the declared need it is for, or [`NONE`].
    pub(crate) need: Vec<u32>,
    /// Of each department the department it is part of, or [`NONE`].
    pub(crate) part_of: Vec<u32>,
    /// Services by provider.
    pub(crate) provided: Csr,
    /// Services by consumer.
    pub(crate) received: Csr,
    /// Services by declared need.
    pub(crate) of_need: Csr,
    /// Declared needs by consumer.
    pub(crate) needs_of: Csr,
    /// Departments by the department they are part of.
    pub(crate) parts: Csr,
}

impl Links {
    /// Groups services whose ends lie below a count; those of texts that name nobody among them.
    /// Those by consumer may be grouped already.
    pub(in crate::organisation) fn new(
        number_count: usize,
        part_of: Vec<u32>,
        ends: Endpoints,
        need: Vec<u32>,
        consumer_of_need: &[u32],
        received: Option<Csr>,
    ) -> Self {
        let Endpoints { provider, consumer } = ends;
        let by_consumer = || Csr::by_key(number_count, consumer.iter().copied());
        Self {
            provided: Csr::by_key(number_count, provider.iter().copied()),
            received: received.unwrap_or_else(by_consumer),
            of_need: Csr::by_key(consumer_of_need.len(), need.iter().copied()),
            needs_of: Csr::by_key(number_count, consumer_of_need.iter().copied()),
            parts: Csr::by_key(part_of.len(), part_of.iter().copied()),
            provider,
            consumer,
            need,
            part_of,
        }
    }
}

impl Stated {
    pub(crate) fn party_count(&self) -> usize {
        self.parties.count()
    }

    pub(crate) fn party_index(&self, id: &str) -> Option<usize> {
        self.parties.find(id)
    }

    /// The time constants of a party.
    pub(crate) fn inertia(&self, party: usize) -> Inertia {
        self.parties.inertia(party)
    }

    /// The rule of a party, stated or default.
    pub(crate) fn rule(&self, party: usize) -> Rule {
        let Defaults { department, customer } = self.defaults;
        let default = if self.parties.is_department(party) { department } else { customer };
        self.parties.stated_rule(party).unwrap_or(default)
    }

    /// What a party delivers with everything right: 1 for a department.
    pub(crate) fn ceiling(&self, party: usize) -> f64 {
        let customer = party.checked_sub(self.parties.departments.len());
        let customer = customer.and_then(|customer| self.parties.customers.get(customer));
        customer.map_or(1.0, |customer| customer.ceiling)
    }

    /// States a service again as it was.
    pub(in crate::organisation) fn service(&self, index: usize) -> Service {
        let end = |ends: &[u32]| {
            let party = ends.get(index).and_then(|&party| self.parties.id(party as usize));
            party.map_or_else(Arc::default, |id| Arc::clone(id.text()))
        };
        Service {
            id: Some(self.service_id(index)),
            name: self.services.name(index).map(str::to_owned),
            provider: end(&self.links.provider),
            consumer: end(&self.links.consumer),
            dependence: self.services.dependence(index),
            terms: self.services[index].clone(),
        }
    }
}
