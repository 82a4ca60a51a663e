//! Demand, upstream: how busy every department is, and what that does to its capability.
//!
//! Quality runs from provider to consumer, requests run the other way, and the two meet in every
//! department that states its people:
//!
//! ```text
//! arrivals      λ_i = Σ_c d_ci (1 + φ_ci (1 − y_ic)) + Σ_j R_ji λ_j (1 + φ_ji (1 − y_ij))
//! satisfaction  sat_i = mean of needs met, weighted by weight · α
//! effort        e_i = 1 + δ_i (sat_i − reference_i), kept within floor_i..=1
//! capability    s_i = skill_i · e_i · SL( λ_i, agents_i, μ_i e_i )
//! ```
//!
//! with `d` the demand of external customers per hour, `R` requests per job, `φ` retries, `y` what
//! is received, and `SL` the share of requests served in time by a waiting line of `agents` who
//! take `1/(μ e)` each.
//!
//! # Equilibrium
//!
//! More quality means fewer retries, fewer arrivals, more effort, and so more capability and
//! quality: in the order "quality up, demand down" everything is monotone, and the state of
//! quality and demand together is a greatest fixpoint like that of quality alone. It is reached in
//! rounds from the best conceivable state, `q = 1`:
//!
//! ```text
//!        ┌──> quality (a solve) ──> arrivals, satisfaction ──> capability ──┐
//!        └────────────────────────── until it stays ──────────────────────────┘
//! ```
//!
//! Rounds from `q = 0`, where everybody tries again and nobody makes an effort, lead to the least
//! fixpoint. Where the two differ, the organisation can *tip*: a wave of requests leaves it in the
//! lower state, and it stays there when the wave is gone.

mod fixed_point;
mod request_totals;
mod traffic;
mod workforce;
mod workload;

pub(super) use fixed_point::{Equilibrium, Rounds, distance, join, residual};
pub(crate) use traffic::Traffic;
pub(crate) use workforce::{WorkforceState, effort, line, target};
pub(super) use workload::Loaded;
pub use workload::{Line, Workload};

/// What departments have to do in a state, by dense number.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DepartmentLoads {
    /// Requests per hour; infinite where they go round for ever.
    pub(crate) arrivals: Vec<f64>,
    /// Capability, computed or stated.
    pub(crate) capability: Vec<f64>,
}
