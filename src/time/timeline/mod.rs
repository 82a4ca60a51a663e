//! Timelines. ESSAY

#![expect(
    clippy::indexing_slicing,
    reason = "parties, looks and rows are indexed by dense numbers that were made in range"
)]

mod agenda;
mod course;
mod ending;
mod engine;
mod hiring;
mod instant;
mod outcome;
mod pace;
mod past;
mod plan;
mod post;
mod record;
mod resolve;
mod run;
mod state;
mod swing;

pub use course::Course;
pub use ending::{Ending, SteadyState};
pub use hiring::Hired;
pub use outcome::{LineSeries, LineState, Series, Timeline};
pub use plan::{Method, TimelinePlan};
pub use run::TimelineError;
