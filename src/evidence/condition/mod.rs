//! Conditions of services and qualities of parties: shares of tickets, answers to surveys,
//! feedback.
//!
//! All are on their own scale, 0..=1, and absolute: none is divided by what is normal, for then
//! half of all periods would be better than possible.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by numbers that were checked"
)]

mod feedback;
mod hierarchy;
mod share;
mod survey;

pub use feedback::{ChannelOffset, Feedback, FeedbackFit, PartyScore, feedback};
pub use hierarchy::{Count, Hierarchy, TwoLevels, hierarchy, two_levels};
pub use share::{jeffreys, wilson};
pub(crate) use survey::SurveySums;
pub use survey::{Servqual, effective_number, net_promoter, servqual, survey};
