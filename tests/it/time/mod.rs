//! Timelines and replays.

/// Waiting lines over time.
pub(crate) mod backlog;
/// Plans at and beyond the limits.
mod plan;
/// Replays against every minute evaluated on its own.
mod replay;
/// Step lengths for a tolerance.
mod step_tolerance;
/// Timelines against certified values, closed forms and full solves.
mod timeline;
