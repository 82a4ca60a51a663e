//! When is it felt, how long does it last?
//!
//! | question | way to ask |
//! | --- | --- |
//! | When does every external customer feel what happens, how deeply, and for how long? | [`Network::timeline`](crate::Network::timeline), [`TimelinePlan`], [`Timeline`] |
//! | Whose downtime was it? | [`Network::downtime`](crate::Network::downtime), [`Downtime`] |
//! | What share of requests was served? | [`History::requests`], [`Requests`] |
//! | What did every external customer get, over a history of readings? | [`Network::replay`](crate::Network::replay), [`History`], [`Replay`] |
//!
//! The guide has the equations, and examples by hand: [time](crate::guide::time).
//!
//! Instants and durations are chrono's. Nothing here reads a clock: whatever happens, happens at an
//! instant that is stated.

mod replay;
mod timeline;

pub use replay::{
    ConflictingReadings, CustomerRef, CustomerReplay, Downtime, DowntimeCause, DowntimeLine, Event,
    EventError, EventKind, Gaps, History, Indicators, Interval, Lowest, Maintenance, RefusedEvents,
    Replay, ReplayError, ReplayOptions, Replayed, RequestLine, Requests, Segment, ServiceHours,
    ServiceHoursError, Span, SpanLine, Subject,
};
#[cfg(feature = "draws")]
pub use timeline::{CustomerBand, PercentileSeries, TimelineBands};
pub use timeline::{
    Disruption, Ending, Hired, LineSeries, LineState, Method, PlannedEvent, Series, SteadyState,
    Timeline, TimelineEnd, TimelineError, TimelinePlan,
};
