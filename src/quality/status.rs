//! How a solve ended.

use serde::Serialize;

/// Whether every cyclic component settled; the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// Every component settled.
    Converged,
    /// Some component ran out of sweeps; the residual says how far it still moved.
    NotConverged,
    /// The run was [broken off](crate::OnProgress) before every component had settled.
    Stopped,
}
