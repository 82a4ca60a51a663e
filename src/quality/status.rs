//! How a solve ended.

use std::fmt;

use serde::Serialize;

/// Whether every cyclic component settled; the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

/// Writes the word that documents have, such as `not_converged`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Converged => "converged",
            Self::NotConverged => "not_converged",
            Self::Stopped => "stopped",
        })
    }
}
