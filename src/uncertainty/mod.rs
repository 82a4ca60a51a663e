//! What an answer is worth where its numbers are not known for certain: draws.
//!
//! ```text
//!   dependence it-hr   beta(0.6, 0.4..0.8)   ──┐  ten thousand draws,    ┌──> mean, percentiles
//!   capability it      uniform(0.7..1.0)     ──┼─ each a whole solve  ───┼──> chance below 0.9
//!   condition  lines   triangular(...)       ──┘  in lanes               └──> who carries the variance
//! ```
//!
//! State a [`Distribution`] for any dependence, capability, condition or ceiling, and ask
//! [`Network::draws`](crate::Network::draws). Inputs are independent unless they are drawn
//! [together](Draws::together).
//!
//! # Draws are numbered
//!
//! What is drawn for an input depends on the seed, the number of the draw and the place of the input,
//! and on nothing else: the answer has the same bits for any number of threads, and a longer run
//! begins with the draws of a shorter one. So draws are *plain*: independent of each other. Strata
//! (Latin hypercube sampling) would take from the variance of a mean what inputs contribute one by
//! one, `Σ S` of the [first-order shares](VarianceShare::first_order) (M. Stein, *Technometrics* 29
//! (1987) 143-151); but each draw would depend on how many there are, and neither the standard error
//! of a mean nor the interval of a chance could be had from one run. More draws cost little here.
//!
//! # What is proved
//!
//! The largest dependences that will be drawn are known before the first solve. Cycles are certified
//! once, at these: lower ones void nothing.

#![expect(
    clippy::indexing_slicing,
    reason = "rows, columns and lanes are numbered by what made them"
)]

mod answer_rows;
mod beta;
mod distribution;
mod distribution_error;
mod draws;
mod error;
mod evaluation;
mod input;
mod input_group;
mod outcome;
mod rounds;
mod run;
mod sampler;
mod spread;
mod stated;
mod variance;

pub use beta::Beta;
#[cfg(feature = "evidence")]
pub(crate) use distribution::Quantile;
pub use distribution::{Distribution, Fixed, Triangular, Uniform};
pub use distribution_error::DistributionError;
pub use draws::Draws;
pub use error::DrawsError;
pub use input::{Input, Quantity};
pub use outcome::{DrawnInput, DrawnQuality, DrawnSubject, DrawsOutcome};
pub(crate) use rounds::in_order;
pub(crate) use spread::at_percent;
pub use spread::{ChanceBelow, DrawSpread, Percentile};
#[cfg(feature = "evidence")]
pub(crate) use stated::inputs as stated_inputs;
pub use variance::{VarianceShare, VarianceShares};
