//! What an objective and every party can be where numbers are known as ranges, as one document.

use serde::Serialize;

use crate::explain::{Bounds, Objective, PartyBounds};
use crate::id::UnknownId;

/// The least and the most that the objective and every party can be, whatever the numbers are
/// within their ranges.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RangeDocument {
    /// The objective at worst.
    pub lower: f64,
    /// The objective at best.
    pub upper: f64,
    /// Every party, departments first, as stated.
    pub parties: Vec<PartyBounds>,
}

impl RangeDocument {
    /// Writes down both ends.
    ///
    /// # Errors
    ///
    /// Where the objective is of another network; see [`Objective::value`].
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties.
    pub fn new(bounds: &Bounds, objective: &Objective) -> Result<Self, UnknownId> {
        Ok(Self {
            lower: objective.value(bounds.lower())?,
            upper: objective.value(bounds.upper())?,
            parties: bounds.parties().collect(),
        })
    }
}
