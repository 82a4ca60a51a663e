//! What more people, or fewer, would change.
//!
//! A department that [states its people](crate::Staffing) is as capable as its load lets it be, and
//! its load follows from what everybody asks of it; see
//! [`Assessment::workload`](crate::Assessment::workload) for what a solve says of that. Here the
//! same state is asked what to do about it:
//!
//! * [`Network::next_agent`](crate::Network::next_agent): in which department one more agent helps
//!   external customers most;
//! * [`Network::agents_for`](crate::Network::agents_for): how many agents of a department a target
//!   takes;
//! * [`Network::tipping_margin`](crate::Network::tipping_margin): how many agents a department can
//!   lose before the organisation tips.
//!
//! The guide has the equations: [people and requests](crate::guide::people_and_requests).
//!
//! ```text
//!  quality
//!   │          ┌──────────── better served customers ask less often,
//!   │          │              which leaves time to serve them well
//!   │ ─ ─ ─ ─ ─│ jump
//!   │ ─────────┘              worse served ones ask again, and again
//!   └──────────┴───────────── agents
//! ```

mod agents_for;
mod next_agent;
mod objective_at;
mod tipping_margin;

pub use agents_for::AgentsFor;
pub use next_agent::AgentGain;
pub use tipping_margin::TippingMargin;

use crate::id::UnknownId;
use crate::network::{DeptIx, Network, Overrides, Parameter, Station};

/// Why people cannot be varied.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StaffingError {
    /// The scenario is not valid.
    #[error(transparent)]
    Scenario(#[from] crate::organisation::Invalid),
    /// The objective asks about a party that the network lacks.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// The scenario sets the capability of a department, whatever its agents.
    #[error("the scenario sets the capability of `{id}`, so its agents change nothing")]
    CapabilitySet {
        /// The id.
        id: String,
    },
    /// An id is no department that states staffing.
    #[error("`{id}` is not a department that states staffing")]
    NoStaff {
        /// The id.
        id: String,
    },
}

/// The departments with staff, and how many agents each has under a scenario; those whose
/// capability is set are left out, since no agent changes them.
fn staffed(network: &Network, overrides: &Overrides) -> Vec<(DeptIx, Station)> {
    let Some(demand) = network.layout().demand() else { return Vec::new() };
    let staffed = demand.workforces.iter().filter_map(|workforce| {
        let staff = workforce.staff?;
        let agents =
            overrides.value(Parameter::Agents(workforce.department)).unwrap_or(staff.agents);
        let is_free = overrides.capability(workforce.department).is_none();
        is_free.then_some((workforce.department, Station { agents, ..staff }))
    });
    staffed.collect()
}

/// A scenario with other agents in one department.
fn with_agents(overrides: &Overrides, department: DeptIx, agents: f64) -> Overrides {
    let mut changed = overrides.clone();
    changed.set_agents(department, agents);
    changed
}
