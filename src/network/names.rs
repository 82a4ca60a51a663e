//! What parties and services are called: stated names, or numbers; and how a layout finds them.

use std::borrow::Cow;

use chrono::TimeDelta;

use super::{DeptIx, EdgeIx, IndexRange, Layout, PartyIx, StatedPartyIx, StatedServiceIx};
use crate::id::{PartyId, ServiceId, UnknownId};
use crate::organisation::{Organisation, PartyRef};

/// The names behind dense numbers; shared, never stored per service.
#[derive(Debug, Clone)]
pub(crate) enum PartyNames {
    /// As stated in an organisation.
    Stated(Organisation),
    /// Departments `d0, d1, ..`, customers `c0, c1, ..` and services `s0, s1, ..` by position.
    Numbered {
        department_count: usize,
        customer_count: usize,
        service_count: usize,
        /// Of each customer; empty where all are 1.
        population: Vec<f64>,
        /// Of each department; empty where all are always up.
        availability: Vec<f64>,
    },
}

impl PartyNames {
    pub(crate) fn organisation(&self) -> Option<&Organisation> {
        match self {
            Self::Stated(organisation) => Some(organisation),
            Self::Numbered { .. } => None,
        }
    }

    pub(crate) fn organisation_name(&self) -> &str {
        self.organisation().map_or("", Organisation::name)
    }

    /// Finds a party's stated number.
    pub(crate) fn find_party(&self, id: &str) -> Option<StatedPartyIx> {
        let found = match self {
            Self::Stated(organisation) => organisation.stated().party_index(id),
            Self::Numbered { department_count, customer_count, .. } => {
                numbered(id, 'd', *department_count).or_else(|| {
                    numbered(id, 'c', *customer_count).map(|index| department_count + index)
                })
            }
        };
        found.map(StatedPartyIx::new)
    }

    /// Finds a service's stated number.
    pub(crate) fn find_service(&self, id: &str) -> Option<StatedServiceIx> {
        let found = match self {
            Self::Stated(organisation) => organisation.stated().service_index(id),
            Self::Numbered { service_count, .. } => numbered(id, 's', *service_count),
        };
        found.map(StatedServiceIx::new)
    }

    /// Finds a party's stated number, or says that there is none.
    pub(crate) fn known_party(&self, id: &str) -> Result<StatedPartyIx, UnknownId> {
        self.find_party(id).ok_or_else(|| UnknownId::party(id))
    }

    /// Finds a service's stated number, or says that there is none.
    pub(crate) fn known_service(&self, id: &str) -> Result<StatedServiceIx, UnknownId> {
        self.find_service(id).ok_or_else(|| UnknownId::service(id))
    }

    pub(crate) fn party_id(&self, party: StatedPartyIx) -> PartyId {
        let number = party.index();
        match self {
            Self::Stated(organisation) => PartyRef::new(organisation, number).id().clone(),
            Self::Numbered { department_count, .. } => {
                PartyId::new(match number.checked_sub(*department_count) {
                    None => format!("d{number}"),
                    Some(customer) => format!("c{customer}"),
                })
            }
        }
    }

    pub(crate) fn party_name(&self, party: StatedPartyIx) -> Cow<'_, str> {
        match self {
            Self::Stated(organisation) => {
                Cow::Borrowed(PartyRef::new(organisation, party.index()).name())
            }
            Self::Numbered { .. } => Cow::Owned(self.party_id(party).to_string()),
        }
    }

    pub(crate) fn service_id(&self, service: StatedServiceIx) -> ServiceId {
        match self {
            Self::Stated(organisation) => organisation.stated().service_id(service.index()),
            Self::Numbered { .. } => ServiceId::new(format!("s{}", service.index())),
        }
    }

    /// How much later a service's consumer feels a change; zero where none is stated.
    pub(crate) fn lag(&self, service: StatedServiceIx) -> TimeDelta {
        let organisation = self.organisation();
        organisation.map_or(TimeDelta::zero(), |it| it.stated().services[service.index()].lag)
    }

    /// The chance that a department is up, where columns state one.
    pub(crate) fn column_availability(&self, party: StatedPartyIx) -> Option<f64> {
        match self {
            Self::Stated(_) => None,
            Self::Numbered { availability, .. } => availability.get(party.index()).copied(),
        }
    }

    /// The population of an external customer; 1 for a department.
    pub(crate) fn population(&self, party: StatedPartyIx) -> f64 {
        match self {
            Self::Stated(organisation) => {
                PartyRef::new(organisation, party.index()).population().map_or(1.0, f64::from)
            }
            Self::Numbered { department_count, population, .. } => party
                .index()
                .checked_sub(*department_count)
                .and_then(|customer| population.get(customer).copied())
                .unwrap_or(1.0),
        }
    }
}

impl Layout {
    /// The services in the order stated.
    pub(crate) fn stated_services(&self) -> IndexRange<StatedServiceIx> {
        IndexRange::first(self.edge_count())
    }

    /// The stated number of a party.
    pub(crate) fn stated(&self, party: impl Into<PartyIx>) -> StatedPartyIx {
        self.stated_of[party.into()]
    }

    /// The dense number of a party.
    pub(crate) fn dense(&self, party: StatedPartyIx) -> PartyIx {
        self.dense_of[party.index()]
    }

    /// The parties in the order stated.
    pub(crate) fn in_stated_order(&self) -> &[PartyIx] {
        &self.dense_of
    }

    /// The departments in the order stated.
    pub(crate) fn departments_as_stated(
        &self,
    ) -> impl DoubleEndedIterator<Item = DeptIx> + ExactSizeIterator {
        self.dense_of[..self.department_count].iter().map(|party| DeptIx::from_raw(party.raw()))
    }

    /// The external customers in the order stated.
    pub(crate) fn customers_as_stated(&self) -> &[PartyIx] {
        &self.dense_of[self.department_count..]
    }

    pub(crate) fn find(&self, id: &str) -> Option<PartyIx> {
        self.names.find_party(id).map(|party| self.dense(party))
    }

    /// Finds a department; `None` for an external customer.
    pub(crate) fn find_department(&self, id: &str) -> Option<DeptIx> {
        self.department(self.find(id)?)
    }

    /// Finds a party, or says that there is none.
    pub(crate) fn known(&self, id: &str) -> Result<PartyIx, UnknownId> {
        self.names.known_party(id).map(|party| self.dense(party))
    }

    /// Finds the row entry of a service.
    pub(crate) fn find_service(&self, id: &str) -> Option<EdgeIx> {
        self.names.find_service(id).map(|service| self.edge(service))
    }

    /// Finds the row entry of a service, or says that there is no such service.
    pub(crate) fn known_service(&self, id: &str) -> Result<EdgeIx, UnknownId> {
        self.names.known_service(id).map(|service| self.edge(service))
    }

    pub(crate) fn party_id(&self, party: impl Into<PartyIx>) -> PartyId {
        self.names.party_id(self.stated(party))
    }

    pub(crate) fn party_name(&self, party: impl Into<PartyIx>) -> Cow<'_, str> {
        self.names.party_name(self.stated(party))
    }

    /// The population of an external customer; 1 for a department.
    pub(crate) fn population(&self, party: PartyIx) -> f64 {
        self.names.population(self.stated(party))
    }

    pub(crate) fn service_id(&self, entry: EdgeIx) -> ServiceId {
        self.names.service_id(self.stated_service(entry))
    }

    /// How much later the consumer of a service feels a change; zero where none is stated.
    pub(crate) fn lag(&self, entry: EdgeIx) -> TimeDelta {
        self.names.lag(self.stated_service(entry))
    }

    /// The stated number of the service of a row entry.
    pub(crate) fn stated_service(&self, entry: EdgeIx) -> StatedServiceIx {
        self.service[entry]
    }

    /// The row entry of a service.
    pub(crate) fn edge(&self, service: StatedServiceIx) -> EdgeIx {
        self.edges_of_services.get_or_init(|| {
            let mut edges = vec![EdgeIx::new(0); self.service.len()];
            for (entry, service) in self.edges().zip(&self.service) {
                edges[service.index()] = entry;
            }
            edges
        })[service.index()]
    }

    /// The party of the same id and kind in another network.
    pub(crate) fn counterpart(&self, party: PartyIx, other: &Self) -> Option<PartyIx> {
        let found = other.find(self.party_id(party).as_str())?;
        (self.is_department(party) == other.is_department(found)).then_some(found)
    }
}

/// Reads a number behind a letter, in its only spelling, below a count.
fn numbered(id: &str, letter: char, count: usize) -> Option<usize> {
    let digits = id.strip_prefix(letter)?;
    let canonical = digits == "0" || !digits.starts_with(['0', '+']);
    digits.parse().ok().filter(|&index| canonical && index < count)
}
