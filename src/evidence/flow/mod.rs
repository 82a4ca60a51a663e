//! How work flows: arrivals, handling times, patience, requests per job, lags.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by counts that they have taken"
)]

mod arrival;
mod handling;
mod lag;
mod patience;
mod request;

pub use arrival::{ArrivalRate, arrival_rate};
pub use handling::{Handling, HandlingStep, HandlingTime};
pub use lag::{LagFound, lag};
pub use patience::patience;
pub use request::{requests_per_job, requests_per_request};
