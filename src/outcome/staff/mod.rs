//! The people of one department over time: how they quit, are hired, learn and stay away.

mod at_rest;
mod dynamics;
mod parameters;
mod resting_state;

pub use at_rest::StaffAtRest;
pub(crate) use dynamics::{StaffDynamics, StaffState};
pub(crate) use parameters::StaffParameters;
pub(crate) use resting_state::RestingState;

#[cfg(test)]
mod tests;
