//! Secants of single stages: how much of a stage's change each of its inputs carries.
//!
//! Every stage is a function of a few inputs that move together along the straight segment between
//! their values before and after. The secant of an input is its mean slope along the segment
//! (Aumann-Shapley), so that secants times changes add up to the change of the stage. Where an
//! input does not move, the secant is the slope towards lower quality.
//!
//! The rules have their formulas in their own files; here is what they share.

mod at_least;
mod clamp;
mod closed_form;
mod combine;
mod gauss;
mod integral;
mod lowest;
mod part_sums;
mod segment;
mod selection;
mod state_row;

pub(crate) use at_least::at_least;
pub(crate) use clamp::clamp;
pub(crate) use closed_form::{ClosedForm, RowSum, SecantScratch, general};
pub(super) use combine::with_own;
pub(crate) use combine::{combine, dependence_slope, evaluate};
pub(crate) use gauss::GaussLegendre;
pub(crate) use integral::times;
pub(super) use integral::{finite, integrate_or_slope};
pub(crate) use lowest::lowest;
pub(crate) use part_sums::PartSums;
pub(crate) use segment::{EndValues, StageSegment};
pub(super) use selection::extreme;
pub(crate) use selection::{TIE, selection};
pub(crate) use state_row::StateRow;

#[cfg(test)]
mod tests;
