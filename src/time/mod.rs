//! When is it felt, how long does it last?
//!
//! | question | way to ask |
//! | --- | --- |
//! | What did every external customer get, over a history of readings? | [`Network::replay`](crate::Network::replay), [`History`], [`Replay`] |
//!
//! Instants and durations are chrono's. Nothing here reads a clock: whatever happens, happens at an
//! instant that is stated.

mod replay;

pub use replay::{
    CustomerRef, CustomerReplay, Event, EventError, Gaps, History, Indicators, Lowest,
    RefusedEvents, Replay, ReplayError, ReplayOptions, Replayed, Segment, ServiceHours, Span,
    SpanLine, Stretch, Subject,
};
