//! One chain, as it is handed out.

use std::borrow::Cow;
use std::fmt;

use chrono::TimeDelta;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::id::{PartyId, ServiceId};
use crate::network::{EdgeIx, Network, PartyIx, StatedPartyIx};

/// A chain of services from a department to a party, each party at most once.
///
/// Displays as the names of its parties: `IT -> Human resources -> Operations -> Shoppers`.
/// Serialises with `parties`, `services`, `strength` and `lag_hours`.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Bakery")
///     .department(Department::new("mill").named("Mill"))
///     .department(Department::new("oven").named("Oven"))
///     .customer(ExternalCustomer::person("shoppers").named("Shoppers"))
///     .service(Service::new("flour", "mill", "oven").dependence(0.5).lag(TimeDelta::days(2)))
///     .service(Service::new("bread", "oven", "shoppers").dependence(0.8).lag(TimeDelta::hours(3)))
///     .build()?;
/// let chain = organisation.compile()?.chains().from("mill")?.strongest().next().unwrap();
/// assert_eq!(chain.to_string(), "Mill -> Oven -> Shoppers");
/// assert_eq!(chain.services(), ["flour", "bread"]);
/// assert!((chain.strength() - 0.4).abs() < 1e-15);
/// assert_eq!(chain.lag(), TimeDelta::hours(51));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Chain {
    network: Network,
    parties: Vec<PartyId>,
    services: Vec<ServiceId>,
    /// For names.
    stated: Vec<StatedPartyIx>,
    strength: f64,
    lag: TimeDelta,
}

impl Chain {
    /// The chain of consecutive row entries.
    pub(crate) fn new(network: &Network, entries: &[EdgeIx]) -> Self {
        let first = entries.first().map(|&entry| network.layout().provider(entry).into());
        Self::along(network, first, entries)
    }

    /// The chain of a department alone.
    pub(crate) fn alone(network: &Network, department: PartyIx) -> Self {
        Self::along(network, Some(department), &[])
    }

    fn along(network: &Network, first: Option<PartyIx>, entries: &[EdgeIx]) -> Self {
        let layout = network.layout();
        let downstream = layout.downstream();
        let consumers = entries.iter().map(|&entry| downstream.consumer(entry));
        let stated: Vec<StatedPartyIx> =
            first.into_iter().chain(consumers).map(|party| layout.stated(party)).collect();
        let names = layout.names();
        let lags = entries.iter().map(|&entry| layout.lag(entry));
        Self {
            parties: stated.iter().map(|&party| names.party_id(party)).collect(),
            services: entries.iter().map(|&entry| layout.service_id(entry)).collect(),
            strength: entries.iter().map(|&entry| layout.dependence(entry)).product(),
            lag: lags.fold(TimeDelta::zero(), |sum, lag| {
                sum.checked_add(&lag).unwrap_or(TimeDelta::MAX)
            }),
            stated,
            network: network.clone(),
        }
    }

    /// Returns the parties, from the department where it begins to the party where it ends.
    pub fn parties(&self) -> &[PartyId] {
        &self.parties
    }

    /// Returns the names of the parties, in the same order.
    pub fn names(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> + ExactSizeIterator {
        let names = self.network.layout().names();
        self.stated.iter().map(|&party| names.party_name(party))
    }

    /// Returns the services, one fewer than there are parties.
    pub fn services(&self) -> &[ServiceId] {
        &self.services
    }

    /// Returns the product of the dependences of the needs that its services meet, 0..=1.
    ///
    /// Where services are plain, each a need of its own, it is the share of a loss at the first
    /// party that reaches the last along this chain if losses add, and at most that if they
    /// compound or are averaged.
    pub fn strength(&self) -> f64 {
        self.strength
    }

    /// Returns the sum of its services' lags; zero for networks made from columns.
    pub fn lag(&self) -> TimeDelta {
        self.lag
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, name) in self.names().enumerate() {
            if position > 0 {
                f.write_str(" -> ")?;
            }
            f.write_str(&name)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain")
            .field("parties", &self.parties)
            .field("services", &self.services)
            .field("strength", &self.strength)
            .field("lag", &self.lag)
            .finish_non_exhaustive()
    }
}

/// Two chains are equal when they lead along the same services and parties with equal strength and
/// lag, in whatever network.
impl PartialEq for Chain {
    fn eq(&self, other: &Self) -> bool {
        self.parties == other.parties
            && self.services == other.services
            && self.strength.total_cmp(&other.strength).is_eq()
            && self.lag == other.lag
    }
}

impl Serialize for Chain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut chain = serializer.serialize_struct("Chain", 4)?;
        chain.serialize_field("parties", &self.parties)?;
        chain.serialize_field("services", &self.services)?;
        chain.serialize_field("strength", &self.strength)?;
        chain.serialize_field("lag_hours", &(self.lag.as_seconds_f64() / 3600.0))?;
        chain.end()
    }
}
