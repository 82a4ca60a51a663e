//! Segments of external customers of any size, by how much each department counts for them.
//!
//! External customers are leaves: nobody depends on them. Where their rule is linear, the mean
//! quality of a segment is linear in the qualities of departments, so that a segment of a hundred
//! million customers is a few numbers, and no customer is held in memory:
//!
//! ```text
//! quality of customer c   q_c = K_c + Σ_d E_cd q_d
//! quality of segment s    q_s = K_s + Σ_d E_sd q_d
//! exposure                E_cd = ℓ_c Σ_g v_g α_g b_gd       E_sd = Σ_c population_c E_cd / Σ_c population_c
//! constant                K_c = ℓ_c (1 − Σ_g v_g α_g (1 − a_g))
//! best                    best_s = K_s + Σ_d E_sd           the quality with every department at 1
//! ```
//!
//! | symbol | what it is |
//! | --- | --- |
//! | `ℓ` | the ceiling of the customer |
//! | `v_g` | the weight of need `g`: scaled with the own weight under share weighting, `1/n` under `fdna`, as stated under full weighting |
//! | `α_g` | the dependence on need `g` |
//! | `a_g`, `b_gd` | how well the need is met: `u_g = a_g + Σ_d b_gd q_d` |
//!
//! This is exact where
//!
//! * no criticality of a need can bind,
//! * each need is met along a straight line: by one service that is felt along one, or by a pool
//!   that never fills, and
//! * the rule is `mean` or `fdna`; or `additive`, where all losses together are at most 1; or any
//!   rule, where there is a single need, of weight 1 under full weighting and with an own weight of 0
//!   under share weighting.
//!
//! [`Exposure::of_network`] refuses any other customer by name. Shares of customers below a
//! threshold, the worst customer, and other rules need the customers themselves: in memory, or by
//! SQL in the engine that has them.
//!
//! [`Exposure::objective`] asks about a segment whatever can be asked about a party: contributions,
//! chains, sensitivities, contingencies. [`Exposure::solve_many`] solves segments × scenarios, and
//! [`Timeline::segment`](crate::time::Timeline::segment) follows a segment through time.

#![expect(
    clippy::indexing_slicing,
    reason = "departments and segments are numbered by the network and the exposure"
)]

mod builder;
mod error;
mod linear;
mod of_network;
mod outcomes;
mod quality;
mod segment;

pub use builder::ExposureBuilder;
pub use error::{ExposureError, NotLinear};
pub use outcomes::{SegmentOutcome, SegmentOutcomes};
pub use quality::SegmentQuality;
pub use segment::{CustomerSegment, Exposure};
