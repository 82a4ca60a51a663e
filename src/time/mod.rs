//! When is it felt, how long does it last?
//!
//! | question | way to ask |
//! | --- | --- |
//! | When does every external customer feel what happens, how deeply, and for how long? | [`Network::timeline`](crate::Network::timeline), [`TimelinePlan`], [`Timeline`] |
//!
//! Instants and durations are chrono's. Nothing here reads a clock: whatever happens, happens at an
//! instant that is stated.

mod timeline;

pub use timeline::{
    Course, Ending, Hired, LineSeries, LineState, Method, Series, SteadyState, Timeline,
    TimelineError, TimelinePlan,
};
