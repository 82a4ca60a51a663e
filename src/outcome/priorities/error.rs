//! Why there is no choice.

use crate::id::UnknownId;
use crate::organisation::Invalid;
use crate::outcome::OutcomeError;
use crate::quality::ObjectiveError;
use crate::unit::Figure;

/// Why actions cannot be chosen.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// Actions name what is not there, or set what they cannot.
    #[error(transparent)]
    Actions(Invalid),
    /// A scenario does not fit the network.
    #[error("scenario `{name}`: {invalid}")]
    Scenario {
        /// What it is called.
        name: String,
        /// Its problems.
        invalid: Invalid,
    },
    /// The budget is no number of 0 or more.
    #[error("budget `{budget}` is no number of 0 or more", budget = Figure(*.budget))]
    Budget {
        /// The budget.
        budget: f64,
    },
    /// The weight of a scenario is no number of 0 or more.
    #[error(
        "weight `{weight}` of scenario `{name}` is no number of 0 or more",
        weight = Figure(*.weight)
    )]
    Weight {
        /// What the scenario is called.
        name: String,
        /// Its weight.
        weight: f64,
    },
    /// The weights of all scenarios sum to 0.
    #[error("the weights of all scenarios sum to 0")]
    NoWeight,
    /// The gap asked for is outside its range.
    #[error("gap `{gap}` is outside 0..=1", gap = Figure(*.gap))]
    Gap {
        /// The gap.
        gap: f64,
    },
    /// No number is drawn.
    #[error("no number is drawn: state the range of one at least")]
    NothingDrawn,
    /// There is nobody to ask about.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// The criterion is about a party that the network lacks.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// Nobody states a revenue, or it has no rest.
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
    /// There is no external customer to be served worst.
    #[error("there is no external customer, of whom one would be served worst")]
    NoCustomer,
    /// There is no internal customer.
    #[error("no department depends on another, so that there is no internal customer")]
    NoInternalCustomer,
}
