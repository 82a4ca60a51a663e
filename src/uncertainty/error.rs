//! Why draws are refused.

use super::input::Quantity;
use crate::id::UnknownId;
use crate::organisation::Invalid;
use crate::quality::ObjectiveError;
use crate::unit::{Figure, Quality};

/// Why draws are refused, or have no such answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DrawsError {
    /// Nothing is drawn.
    #[error(
        "nothing is drawn: state what is known of a dependence, capability, condition or ceiling"
    )]
    NoInput,
    /// There are too few draws, or too many.
    #[error("{draws} draws are outside {least}..=4294967294")]
    Count {
        /// How many were asked for.
        draws: usize,
        /// How many are needed.
        least: usize,
    },
    /// A number that is drawn, or the scenario on top, does not fit the network.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The objective cannot be made.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// An id is no party of the network.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// A percentile is out of range.
    #[error("percentile `{percent}` is outside 0..=100", percent = Figure(*.percent))]
    Percentile {
        /// The percentile.
        percent: f64,
    },
    /// A threshold of quality is out of range.
    #[error(
        "threshold `{threshold}` is outside {}",
        Quality::RANGE,
        threshold = Figure(*.threshold)
    )]
    Threshold {
        /// The threshold.
        threshold: f64,
    },
    /// A threshold of change is out of range.
    #[error("threshold of change `{threshold}` is outside -1..=1", threshold = Figure(*.threshold))]
    ChangeThreshold {
        /// The threshold.
        threshold: f64,
    },
    /// A threshold of change is asked for where nothing changes.
    #[error("a threshold of change needs a scenario on top of what is drawn")]
    NoChange,
    /// Draws are under a scenario of their own where a plan says what happens.
    #[error("draws over time are under no scenario: the plan says what happens")]
    Under,
    /// What is asked for keeps more values than allowed.
    #[error(
        "{what} over these draws keep {values} values, where {most} are allowed; ask for fewer \
         parties or fewer draws"
    )]
    TooManyValues {
        /// What keeps them.
        what: &'static str,
        /// How many it keeps.
        values: u128,
        /// How many are allowed.
        most: usize,
    },
    /// A number that is drawn together with others has no share of its own.
    #[error(
        "the {quantity} of `{id}` is drawn together with others as `{group}`, which has one share"
    )]
    InGroup {
        /// The kind of number.
        quantity: Quantity,
        /// Of whom.
        id: String,
        /// The group.
        group: String,
    },
    /// A number was not drawn, or is one value, and has no share.
    #[error("the {quantity} of `{id}` has no share: it does not vary in these draws")]
    NotDrawn {
        /// The kind of number.
        quantity: Quantity,
        /// Of whom.
        id: String,
    },
    /// Shares of the variance were not asked for.
    #[error("shares of the variance were not asked for")]
    NoShares,
}
