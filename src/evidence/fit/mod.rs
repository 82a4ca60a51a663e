//! Fits: dependences, weights and levels from series of readings, each with an interval, and with
//! what the readings do not say.
//!
//! ```text
//! q_j(t) = model_j( level, dependences; what j received at t ) + noise
//! ```
//!
//! One party at a time is fitted to what was read of it and of its providers, on its own scale, with
//! the rule that the organisation states: values and slopes are those of the room `rule`.
//!
//! | step | file |
//! | --- | --- |
//! | series and beliefs, from what was measured and judged | `from_measured.rs`, `from_judgements.rs`, `readings.rs`, `prior.rs` |
//! | which rows and needs, from series and what is stated | `assembly.rs`, `received.rs` |
//! | least squares within bounds | `equation.rs`, `problem.rs`, `normal.rs`, `leap.rs`, `step.rs` |
//! | trouble of its own left out, beliefs weighed in | `trim.rs`, `solve.rs`, `episode_rows.rs` |
//! | what the readings leave open | `party_fit.rs`, `effective.rs`, `draw.rs`, `truncated.rs`, `learned.rs` |
//! | cycles | `two_stage.rs` |
//! | the organisation with what was fitted, or drawn | `numbers.rs` |
//! | needs of one class learn from each other, or have one dependence | `class.rs`, `class_pooling.rs`, `common_class.rs` |
//! | departments that need nothing, and needs of parties that were not read | `unfitted.rs` |
//! | which orders the readings allow | `order.rs` |

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by counts that they have taken"
)]

mod assembly;
mod class;
mod class_member;
mod class_pooling;
mod common_class;
#[cfg(test)]
mod coverage;
mod draw;
mod effective;
mod episode_rows;
mod equation;
mod fit_error;
mod fit_inputs;
mod from_judgements;
mod from_measured;
mod leap;
mod learned;
mod least_squares;
mod normal;
mod numbers;
mod options;
mod order;
mod organisation_fit;
mod outcome;
mod party_fit;
mod prior;
mod problem;
mod readings;
mod received;
mod residual_scale;
mod rows_fit;
mod solve;
mod step;
#[cfg(test)]
mod tests;
mod trim;
mod truncated;
mod two_stage;
mod unfitted;

pub(crate) use assembly::{NeedReadings, PartyRows};
pub(crate) use class_pooling::class_priors;
pub use effective::Planning;
pub(crate) use equation::EquationScratch;
pub use fit_error::FitError;
pub(crate) use least_squares::{RegressionSums, RollingRegression};
pub(crate) use numbers::DrawnNumbers;
pub use options::{ClassBy, FitOptions, SlotBy};
pub use organisation_fit::fit;
pub(crate) use organisation_fit::{check, rows_of, stated_priors, untangle};
pub use outcome::{
    BelievedNeed, FittedNeed, FittedParty, NeedGroup, NeedVerdict, OrderFit, OrganisationFit,
    OwnTrouble, SourceLevel,
};
pub use prior::{Episode, Priors};
pub(crate) use problem::{ParameterPoint, Prior};
pub use readings::{ReadingSeries, ReadingTable, ReadingTableError};
pub(crate) use rows_fit::{fit_party, fit_party_near};
pub(crate) use solve::SolvedFit;

/// A count that was worked out as a number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cut to what a count can be"
)]
pub(crate) fn rank(number: f64) -> usize {
    number.clamp(0.0, 9e15) as usize
}

/// A number without its fraction.
#[expect(clippy::cast_possible_truncation, reason = "cut to what a whole number can be")]
pub(crate) fn whole(number: f64) -> i64 {
    number.clamp(-9e15, 9e15) as i64
}
