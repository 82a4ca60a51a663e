//! Customers over time: how quality makes them leave, come, speak and spend, and what that costs.
//!
//! The core is [`dynamics`]: the coefficients of a group, its state, and one step under a quality
//! that moves in a straight line. [`base`] follows every group along [`trajectory`], quality from a
//! timeline, a replay or an assessment; [`rest_base`] says where groups come to rest; [`risk`] what
//! incidents cost. Nothing here solves for quality.

#![expect(
    clippy::indexing_slicing,
    reason = "customers are numbered as stated, steps of a grid densely"
)]

mod asked_group;
mod band;
mod base;
mod counts;
pub(in crate::outcome) mod dynamics;
mod error;
mod follow;
mod group;
mod growth;
mod lifetime;
mod options;
mod panjer;
pub(in crate::outcome) mod parameters;
mod ranking;
mod relaxation;
mod rest;
mod rest_base;
mod risk;
mod satisfaction;
mod shifted_beta_geometric;
pub(in crate::outcome) mod stated;
mod trajectory;
mod yearly;

pub use band::{Band, BandMethod};
pub use base::{CoefficientWidth, CustomerBase};
pub use counts::CoefficientCounts;
pub use error::OutcomeError;
pub(in crate::outcome) use error::all_or_refused;
pub use group::{CustomerGroup, CustomersAt, GroupMoney};
pub use lifetime::{LifetimeConvention, lifetime_value};
pub use options::BaseOptions;
pub use parameters::CoefficientKind;
pub use ranking::without_people;
pub use rest::Resting;
pub use rest_base::{RestingBase, RestingGroup};
pub use risk::{CustomerRisk, IncidentRisk, RiskOptions, RiskReport};
pub use shifted_beta_geometric::ShiftedBetaGeometric;
pub use trajectory::QualityTrajectories;
pub use yearly::{LossQuantile, YearlyRisk};

#[cfg(test)]
mod tests;

#[cfg(test)]
mod random_tests;
