//! What a change comes from.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::jacobian::Cause;
use crate::id::{PartyId, ServiceId};
use crate::network::{EdgeIx, Layout, Parameter, PartyIx};

/// What changed, of a party or a service.
///
/// Serialises as `source`, its [id](Self::id), and [`kind`](Self::kind).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// A department's capability.
    Capability(PartyId),
    /// The skill of a department's people.
    Skill(PartyId),
    /// How many agents a department has.
    Agents(PartyId),
    /// What an external customer asks for on a service per hour.
    DemandPerHour(ServiceId),
    /// How often requests on a service are made again.
    Retries(ServiceId),
    /// What an external customer reports with everything right.
    Ceiling(PartyId),
    /// What a party was [read](crate::Scenario::observed) to deliver beyond what it receives, or
    /// below: its own part.
    Observed(PartyId),
    /// A service's condition.
    Condition(ServiceId),
    /// Whether a service runs.
    Running(ServiceId),
    /// How much a consumer depends on a need: by the service that is a need of its own, or as
    /// `consumer/need`.
    Dependence(String),
    /// A party's equation: services, needs or a rule that only one of two organisations has, or
    /// what an unconverged solve left over.
    Structure(PartyId),
    /// Everything that differs between two organisations, where it cannot be told apart; and what of
    /// a change is [nobody's share](super::Split::Unexplained).
    Organisation,
}

impl Source {
    /// Returns the id of the department, service or need; empty for a whole organisation.
    pub fn id(&self) -> &str {
        match self {
            Self::Capability(party)
            | Self::Skill(party)
            | Self::Agents(party)
            | Self::Ceiling(party)
            | Self::Observed(party)
            | Self::Structure(party) => party.as_str(),
            Self::DemandPerHour(service)
            | Self::Retries(service)
            | Self::Condition(service)
            | Self::Running(service) => service.as_str(),
            Self::Dependence(need) => need,
            Self::Organisation => "",
        }
    }

    /// Returns what of it changed, such as `capability`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Capability(_) => "capability",
            Self::Skill(_) => "skill",
            Self::Agents(_) => "agents",
            Self::DemandPerHour(_) => "demand_per_hour",
            Self::Retries(_) => "retries",
            Self::Ceiling(_) => "ceiling",
            Self::Observed(_) => "observed",
            Self::Condition(_) => "condition",
            Self::Running(_) => "running",
            Self::Dependence(_) => "dependence",
            Self::Structure(_) => "structure",
            Self::Organisation => "organisation",
        }
    }

    pub(super) fn of(cause: Cause, layout: &Layout) -> Self {
        let party = |party: PartyIx| layout.party_id(party);
        let service = |entry: EdgeIx| layout.service_id(entry);
        match cause {
            Cause::Value(of) => match of {
                Parameter::Capability(department) => Self::Capability(party(department.into())),
                Parameter::Condition(entry) => Self::Condition(service(entry)),
                Parameter::Dependence(slot) => Self::Dependence(layout.dependence_name(slot)),
                Parameter::Ceiling(customer) => Self::Ceiling(party(customer)),
                Parameter::Agents(department) => Self::Agents(party(department.into())),
                Parameter::Skill(department) => Self::Skill(party(department.into())),
                Parameter::Demand(entry) => Self::DemandPerHour(service(entry)),
                Parameter::Retries(entry) => Self::Retries(service(entry)),
                Parameter::Delivered(read) => Self::Observed(party(read)),
            },
            Cause::Running(entry) => Self::Running(service(entry)),
            Cause::Structure(changed) => Self::Structure(party(changed)),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut source = serializer.serialize_struct("Source", 2)?;
        source.serialize_field("source", self.id())?;
        source.serialize_field("kind", self.kind())?;
        source.end()
    }
}
