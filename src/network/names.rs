//! What parties and services are called: stated names, or numbers.

use std::borrow::Cow;

use chrono::TimeDelta;

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
    pub(crate) fn find_party(&self, id: &str) -> Option<usize> {
        match self {
            Self::Stated(organisation) => organisation.stated().party_index(id),
            Self::Numbered { department_count, customer_count, .. } => {
                numbered(id, 'd', *department_count).or_else(|| {
                    numbered(id, 'c', *customer_count).map(|index| department_count + index)
                })
            }
        }
    }

    /// Finds a service's stated number.
    pub(crate) fn find_service(&self, id: &str) -> Option<usize> {
        match self {
            Self::Stated(organisation) => organisation.stated().service_index(id),
            Self::Numbered { service_count, .. } => numbered(id, 's', *service_count),
        }
    }

    /// Finds a party's stated number, or says that there is none.
    pub(crate) fn known_party(&self, id: &str) -> Result<usize, UnknownId> {
        self.find_party(id).ok_or_else(|| UnknownId::party(id))
    }

    /// Finds a service's stated number, or says that there is none.
    pub(crate) fn known_service(&self, id: &str) -> Result<usize, UnknownId> {
        self.find_service(id).ok_or_else(|| UnknownId::service(id))
    }

    pub(crate) fn party_id(&self, party: usize) -> PartyId {
        match self {
            Self::Stated(organisation) => PartyRef::new(organisation, party).id().clone(),
            Self::Numbered { department_count, .. } => {
                PartyId::new(match party.checked_sub(*department_count) {
                    None => format!("d{party}"),
                    Some(customer) => format!("c{customer}"),
                })
            }
        }
    }

    pub(crate) fn party_name(&self, party: usize) -> Cow<'_, str> {
        match self {
            Self::Stated(organisation) => Cow::Borrowed(PartyRef::new(organisation, party).name()),
            Self::Numbered { .. } => Cow::Owned(self.party_id(party).to_string()),
        }
    }

    pub(crate) fn service_id(&self, service: usize) -> ServiceId {
        match self {
            Self::Stated(organisation) => organisation.stated().service_id(service),
            Self::Numbered { .. } => ServiceId::new(format!("s{service}")),
        }
    }

    /// How much later a service's consumer feels a change; zero where none is stated.
    pub(crate) fn lag(&self, service: usize) -> TimeDelta {
        let organisation = self.organisation();
        organisation.map_or(TimeDelta::zero(), |it| it.stated().services[service].lag)
    }

    /// The population of an external customer; 1 for a department.
    pub(crate) fn population(&self, party: usize) -> f64 {
        match self {
            Self::Stated(organisation) => {
                PartyRef::new(organisation, party).population().map_or(1.0, f64::from)
            }
            Self::Numbered { department_count, population, .. } => party
                .checked_sub(*department_count)
                .and_then(|customer| population.get(customer).copied())
                .unwrap_or(1.0),
        }
    }
}

/// Reads a number behind a letter, in its only spelling, below a count.
fn numbered(id: &str, letter: char, count: usize) -> Option<usize> {
    let digits = id.strip_prefix(letter)?;
    let canonical = digits == "0" || !digits.starts_with(['0', '+']);
    digits.parse().ok().filter(|&index| canonical && index < count)
}
