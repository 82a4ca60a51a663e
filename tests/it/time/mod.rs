//! Timelines and replays.

/// Waiting lines over time.
pub(crate) mod backlog;
/// Timelines under draws.
#[cfg(feature = "draws")]
mod bands;
/// A loop of two states.
mod bistable;
/// Timelines that use up what they may evaluate.
#[cfg(all(feature = "json", feature = "text"))]
mod budget;
/// Readings of one thing at one instant.
mod conflicts;
/// Timelines that go on where others end.
mod continued;
/// Downtime split over causes.
mod downtime;
/// People who are hired.
mod hires;
/// Planned maintenance of parties.
mod maintenance;
/// Downtime where every level was read.
mod observed_downtime;
/// Plans at and beyond the limits.
mod plan;
/// Replays against every minute evaluated on its own.
mod replay;
/// Replays by hand.
mod replay_cases;
/// Shares of requests, words for states, error budgets.
mod requests;
/// The crisis reserve of overloaded people.
mod reserve;
/// Economic sectors that recover.
mod sectors;
/// Step lengths for a tolerance.
mod step_tolerance;
/// Timelines against certified values, closed forms and full solves.
mod timeline;
