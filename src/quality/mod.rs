//! What every party delivers or experiences: under a scenario, under many, or kept up to date.
//!
//! For a party `j` (an external customer has `s = 1`), its needs `g` and the services `i → j` that
//! meet them:
//!
//! ```text
//! received    y_ij = h_ij( c_ij · q_i )                            transfer
//! need met    u_g  = substitution_g( y_ij for services of g )      substitution
//! felt        x_g  = 1 − α_g · (1 − u_g)
//! combined    a_j  = A( s_j, x_g, .. )                             aggregate
//! delivered   q_j  = ℓ_j · min( a_j, β_g + κ_g · u_g within 0..=1 )
//! ```
//!
//! The guide has every symbol ([model](crate::guide::model)), and the formula of `A` for every rule
//! ([rules](crate::guide::rules)).
//!
//! # Cycles
//!
//! HR depends on IT and IT on HR. The whole map `q ↦ F(q)` is monotone on `[0, 1]ⁿ`, so its
//! solutions form a lattice (Knaster-Tarski) with a greatest and a least member:
//!
//! ```text
//!  F(q)
//!   1 ┤              ·····●  greatest fixpoint: the answer
//!     │          ··   ╱
//!     │         ·  ╱
//!     │        ·╱  unstable: between the two
//!     │     ╱ ·
//!   0 ●──╱·───────────────── q     ● at 0: the lower state the organisation can tip into
//! ```
//!
//! The answer is the **greatest fixpoint**, the best state consistent with every rule. Components
//! are solved in topological order: one without a cycle is one evaluation, a cyclic one is iterated
//! downwards from 1. Where a [certificate](crate::Network::is_certified) proves that the component
//! has one solution, the result carries a rigorous bound on its error, and slow ones are
//! accelerated; elsewhere the [lower state](SolveOptions::lower_state) tells on request whether the
//! organisation can tip.
//!
//! Whose quality matters is an [`Objective`]: a party, all external customers, or a weighted group.
//!
//! Running out of sweeps is a [`Status`] with its residual, never an error and never silent.
//!
//! # Proof
//!
//! A small step is no small error. [`Assessment::proof`] says of every quality what is known of it:
//! that the exact answer lies within a bound, that the state is consistent and no more, or neither;
//! see [`Proof`]. To prove an answer, a cycle is enclosed from both sides:
//!
//! ```text
//! y ≤ F(y)   proves   y ≤ q*          found a little below the computed state
//! an iterate u of F from 1            is at or above q*
//! ```
//!
//! Iterations stop relative to the size of what moves. A quality is set to 0 only where 0 is
//! proved: what is left of a cycle that breaks down is no quality, however small, since a steep
//! transfer further downstream could make points of it.
//!
//! # Limits
//!
//! A solve takes a bounded number of sweeps and evaluations ([`SolveOptions::max_sweeps`],
//! [`SolveOptions::max_evaluations`]), and can be [broken off](crate::OnProgress) on the way;
//! either way it returns what it has, with its status.
//!
//! # One engine, three ways to ask
//!
//! | question | way | what it gives |
//! | --- | --- | --- |
//! | one scenario | [`Network::solve`](crate::Network::solve) | the whole state, to compare and explain |
//! | many scenarios | [`Batch`] | of each what is asked for, sixteen solved side by side |
//! | one change after the other | [`Live`] | who changed, at the cost of what is affected |
//!
//! All three give the same qualities, bit for bit.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index by dense numbers that the network made in range"
)]

mod assessment;
mod batch;
mod engine;
mod equilibrium;
mod ideal;
mod impact;
mod live;
mod objective;
mod observed;
mod proof;
mod remark;
mod resolved;
mod solve;
mod solve_options;
mod status;
mod verify;
mod weights;

pub(crate) use super::numerics::anderson::Anderson;
pub use assessment::{Assessment, NotConverged, PartyQuality, Uniqueness};
#[cfg(feature = "draws")]
pub(crate) use batch::SideBySide;
pub use batch::{Batch, BatchError, BatchItem, BatchOutcome, Below, Outcomes, WorstServed};
pub(crate) use engine::equation::{EquationContext, Scratch};
pub(crate) use engine::jacobi::{JacobiRun, ProviderValues, evaluate, jacobi_runs};
pub(crate) use engine::scc::MEETING;
pub(crate) use equilibrium::{DepartmentLoads, Traffic, WorkforceState, effort, line, target};
pub use equilibrium::{Line, Workload};
pub use impact::{Felt, Impact, Totals, UnrelatedNetworks};
pub use live::{Change, Changes, Live};
pub(crate) use live::{Checkpoint, Edit, edits};
pub use objective::{Objective, ObjectiveError};
pub use observed::{InferOptions, Inference, Noise, ReadParty, SelfSustaining};
pub use proof::Proof;
pub use remark::{MultiplyingCycle, Remark};
pub use resolved::{Resolved, ResolvedError};
pub use solve::Workspace;
pub use solve_options::SolveOptions;
pub use status::Status;
pub(crate) use weights::Weights;

/// The rules' formulas, for layers that explain or vary them.
pub(crate) mod kernel {
    pub(crate) use crate::rule::substitution::met;
    pub(crate) use crate::rule::transfer::{felt, slope_below};
}
