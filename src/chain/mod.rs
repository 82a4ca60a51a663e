//! Who depends on whom, and what is lost with whom.

#![expect(
    clippy::indexing_slicing,
    reason = "chains index by dense numbers that the network made in range"
)]

mod resilience;

pub use resilience::{
    Candidates, Loss, Lost, Resilience, ResilienceError, ResilienceOptions, WorstHit,
};
