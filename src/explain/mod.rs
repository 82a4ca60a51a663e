//! stub
#![expect(clippy::indexing_slicing, reason = "dense indices that the network made in range")]
mod comparison;
mod multiplier;
mod stage;
