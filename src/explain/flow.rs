//! How much of a change passes over each service.
//!
//! With the secants `J̄` of [a change](crate::explain) and the adjoint `λ` of an objective, a service
//! from provider `p` to consumer `c` carries
//!
//! ```text
//! φ = λ_c J̄_cp Δq_p      and what changed at the service itself, times λ_c
//! ```
//!
//! What a party passes on, `λ_p Δq_p` less its weight in the objective, is the sum over what it
//! provides; what it takes in is the sum over what it receives, and what changed at itself.

use serde::Serialize;

use super::chain_share::first_service;
use super::contribution::{Explanation, Split, change};
use crate::id::{PartyId, ServiceId, UnknownId};
use crate::network::PartyIx;
use crate::quality::Objective;

/// How much of an objective's change passes over a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ServiceFlow {
    /// The service.
    pub service: ServiceId,
    /// Who provides it.
    pub provider: PartyId,
    /// Who receives it.
    pub consumer: PartyId,
    /// The part of the objective's change that passes over it. What goes round a cycle passes more
    /// than once, so that this may exceed the change.
    pub change: f64,
}

/// How much of an objective's change passes over each service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Flows {
    /// What the objective is called.
    pub objective: String,
    /// The objective's change.
    pub change: f64,
    /// Every service over which some of it passes, as stated.
    pub services: Vec<ServiceFlow>,
    /// Why nothing is known to pass over any service; `None` where the change was followed.
    pub unsplit: Option<Split>,
}

impl Explanation {
    /// Returns how much of an objective's change passes over each service.
    ///
    /// There is nothing where the change [cannot be followed](Flows::unsplit) along services, by the
    /// very check that contributions and chains take.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] where the objective asks about a party that the later network lacks.
    ///
    /// # Complexity
    ///
    /// Two upstream passes; time and memory linear in services.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::Objective;
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
    ///
    /// let organisation = Organisation::builder("Clinic")
    ///     .department(Department::new("it"))
    ///     .department(Department::new("wards"))
    ///     .customer(ExternalCustomer::person("patients"))
    ///     .service(Service::new("records", "it", "wards").dependence(0.5))
    ///     .service(Service::new("care", "wards", "patients").dependence(0.8))
    ///     .service(Service::new("portal", "it", "patients").dependence(0.2))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let outage = network.solve(&Scenario::new("outage").capability("it", 0.0))?;
    /// let explanation = outage.compared_with(&network.baseline())?.explain();
    /// let flows = explanation.flows(&Objective::party(&network, "patients")?)?;
    /// let passes: Vec<_> = flows.services.iter().map(|flow| flow.change).collect();
    /// // All that wards miss reaches patients: half of 0.8 · 0.5, and half of 0.2 past them.
    /// assert!(passes.iter().zip([-0.2, -0.2, -0.1]).all(|(flow, expected)| (flow - expected).abs() < 1e-15));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn flows(&self, objective: &Objective) -> Result<Flows, UnknownId> {
        let pair = &self.adjoint.pair;
        let weights = objective.weights_on(&pair.network)?;
        let change = change(pair, &weights);
        let mut flows = Flows {
            objective: objective.name().to_owned(),
            change,
            services: Vec::new(),
            unsplit: self.followed(&weights, change).err(),
        };
        if flows.unsplit.is_some() {
            return Ok(flows);
        }
        let Ok(adjoint) = self.adjoint.solve(&weights) else { return Ok(flows) };
        let layout = pair.network.layout();
        let mut passes = self.secants_to(&weights);
        for party in layout.parties() {
            let passed_on = adjoint.of(party);
            for entry in layout.row(party) {
                let provider = PartyIx::from(layout.provider(entry));
                passes[entry] *= passed_on * pair.change(provider);
            }
        }
        for part in self.own() {
            if let Some(entry) = first_service(part.cause, layout) {
                passes[entry] += part.change * adjoint.of(part.party);
            }
        }
        let stated = layout.stated_services().map(|service| (service, layout.edge(service)));
        let flow =
            stated.filter(|&(_, entry)| passes[entry] != 0.0).map(|(service, entry)| ServiceFlow {
                service: layout.names().service_id(service),
                provider: layout.party_id(layout.provider(entry)),
                consumer: layout.party_id(layout.consumer(entry)),
                change: passes[entry],
            });
        flows.services = flow.collect();
        Ok(flows)
    }
}
