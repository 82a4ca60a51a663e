//! Availability: against all states, one by one, and published figures.

mod all_states;
mod certified;
#[cfg(feature = "availability")]
mod graded;
mod limits;
mod oracle;
/// Fault trees of others.
mod published;
#[cfg(feature = "json")]
mod reference;
#[cfg(feature = "json")]
mod stated;
mod targets;
