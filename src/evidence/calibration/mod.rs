//! Calibration: how well a fitted organisation predicts periods it has not seen, against what is
//! obvious.
//!
//! Fits begin with the first half of the periods and go on as time does: no period is predicted from
//! a later one. Two questions are kept apart: what a party delivers *now*, where what it receives is
//! known, and what it will deliver a period *ahead*.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by counts that they have taken"
)]

mod answer;
mod baseline;
mod claim;
mod class_prior;
mod interval;
mod options;
mod placebo;
mod report;
mod ridge;
mod rival;
mod skill;
mod split;
#[cfg(test)]
mod tests;

pub use answer::{Answer, AnswerError, AnswerOptions, Answers, DrawnNumber, answers};
pub use claim::{Claim, ObviousKind};
pub use interval::{ConformalInterval, conformal_half_width};
pub use options::CalibrationOptions;
pub use placebo::Placebo;
pub use report::{BaselineScore, CalibrationReport, Coverage, PartyReport, Question, calibrate};
pub use skill::{Skill, skill};
