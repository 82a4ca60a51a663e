//! stub
#![expect(clippy::indexing_slicing, reason = "dense indices that the network made in range")]
mod comparison;
mod multiplier;
mod objective;
mod stage;

pub use objective::{Objective, ObjectiveError};
