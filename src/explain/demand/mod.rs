//! Through load: what reaches a department's capability by way of how much it has to do and of how
//! well its people are served.
//!
//! Where capability follows from staff and effort, its change is no cause. It is split further,
//! over the people themselves, their effort and their arrivals, and those over what they come from:
//!
//! ```text
//! agents, skill ──────────────────────────────┐
//! needs met ──> satisfaction ──> effort ──────┼──> capability ──> quality delivered
//! demand ───────────────┐                     │
//! consumers' arrivals ──┼──> arrivals ────────┘
//! quality received ─────┘   (retries)
//! ```
//!
//! The secants of requests are those of a product of two, means on the straight segment. A
//! service level has no closed form; its change is split over arrivals, satisfaction, agents and
//! skill by Shapley values of the corners, which are exact and take no derivative across the edge
//! of capacity.
//!
//! What runs through load runs against the order of evaluation, so adjoints are found in rounds:
//! [upstream](super::adjoint) through quality, then through load, until nothing is left to pass on,
//! or rounds repeat themselves everywhere, ever smaller. In the end `λ = ω + (J̄ + L̄)ᵀ λ`, with
//! `L̄` the secant of everything that runs through load.

mod adjoint;
mod derivatives;
mod jacobian;
mod workforce;

pub(crate) use adjoint::JointAdjoint;
pub(crate) use derivatives::DemandAdjoints;
pub(crate) use jacobian::DemandJacobian;
pub(crate) use workforce::WorkforceSplit;
