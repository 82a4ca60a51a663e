//! Why a change is what it is, whose share it is, and what matters most.
//!
//! Everything said here adds up. Between two assessments every party's change is split over its
//! inputs by Aumann-Shapley, stage by stage, which makes a secant Jacobian `J̄ ≥ 0` with
//!
//! ```text
//! Δq = J̄ Δq + own
//! ```
//!
//! exactly, around cycles as well, unless a [component tipped or slopes are too steep](Split): then
//! parts of the change are solved again, and shares are Shapley values. One pass upstream from an
//! objective then gives the share of every source, and products of secants along a chain give the
//! share of that chain:
//!
//! ```text
//!    source ── own ──> IT ── J̄ ──> HR ── J̄ ──> Operations ── J̄ ──> customers
//!                       ^          │
//!                       └── J̄ ─────┘     what goes round the cycle is feedback
//! ```
//!
//! * [`Impact::explain`](crate::Impact::explain) gives an [`Explanation`]: contributions that sum
//!   to the change, and chains, strongest first.
//! * [`Sensitivity`] differentiates an objective in every capability, condition and dependence.
//! * [`Restoration`] tries what to restore first, by solves.
//! * [`Network::contingency`](crate::Network::contingency) loses every department or service in
//!   turn and ranks them by what external customers lose.
//! * [`Objective`] says whose quality is asked about.
//!
//! The guide says which of these to use: [why](crate::guide::why).
//!
//! # Where the method stands
//!
//! The split of one stage is the rescale rule of `DeepLIFT` (Shrikumar and others 2017) where it
//! has one input, and integrated gradients (Sundararajan and others 2017), the Aumann-Shapley value
//! (1974), where it has several. Those methods work on acyclic networks of smooth stages; here the
//! secants are carried around cycles by solving for them, and kinks are split exactly. Chain
//! shares are structural path analysis of input-output economics (Defourny and Thorbecke 1984),
//! with secants in place of a constant technology, so that they hold for changes of any size.
//!
//! # What it costs
//!
//! Secants take about as long as a solve: the additive, weakest, mean and `fdna` rules have
//! closed forms, and so has a product whose inputs move by less than a hundredth; one of which `m`
//! inputs moved further takes `m/2 + 1` evaluations, other orders an adaptive quadrature. Where
//! everything that was set fell, or rose, parties that did not change take nothing. An objective
//! then takes one pass upstream; cycles that are certified are iterated as in a solve, slow ones
//! accelerated.

#![expect(
    clippy::indexing_slicing,
    reason = "explanations index by dense numbers that the network made in range"
)]

mod adjoint;
mod attribution;
mod bounds;
mod chain_share;
mod contingency;
mod contribution;
mod demand;
mod downstream;
mod flow;
mod jacobian;
mod options;
mod restoration;
mod revision;
mod root_causes;
mod sensitivity;
mod single_loss;
mod solved_split;
mod source;
mod state_pair;
mod upstream;

pub use crate::quality::{Objective, ObjectiveError};
pub use attribution::aumann_shapley::AumannShapleyOptions;
pub use attribution::shapley::{ShapleyOptions, ShapleyValues, shapley_values};
pub use attribution::{Attribution, AttributionError, AttributionMethod, Share, TippingPoint};
pub use bounds::bracket::{Bracket, BracketError};
pub use bounds::{Bounds, PartyBounds, RangeError, Ranges};
pub use chain_share::{ChainShare, ChainShares};
pub use contingency::{
    Candidates, Contingencies, ContingencyError, ContingencyOptions, Loss, Lost, WorstHit,
};
pub use contribution::{Contribution, Contributions, Explanation, Split};
pub(crate) use downstream::SplitCustomer;
pub use flow::{Flows, ServiceFlow};
pub use options::ExplainOptions;
pub use restoration::{Restoration, RestorationOptions, RestoredSet, RestoredSource};
pub use root_causes::{CauseOrder, CustomerCheck, RootCause, RootCauses};
pub use sensitivity::{
    CapabilitySensitivity, DerivativeSide, PeopleSensitivity, Sensitivity, SensitivityStatus,
    ServiceSensitivity,
};
pub use single_loss::SingleLoss;
pub use source::Source;
