//! Multipliers of single stages: how much of a stage's change each of its inputs carries.
//!
//! Every stage is a function of a few inputs that move together along the straight segment between
//! their values before and after. The secant of an input is its mean slope along the segment
//! (Aumann-Shapley), so that secants times changes add up to the change of the stage. Where an
//! input does not move, the secant is the slope towards lower quality.

mod at_least;
mod clamp;
mod gauss;
mod lowest;
mod power;
mod product;
mod selection;

pub(super) use at_least::at_least;
pub(super) use clamp::clamp;
pub(super) use gauss::GaussLegendre;
pub(super) use lowest::lowest;
pub(super) use power::{Power, power};
pub(super) use product::{Moves, fractional_product, product};
pub(super) use selection::{TIE, selection};

/// A stage's inputs before and after.
#[derive(Debug, Clone, Copy)]
pub(super) struct StageSegment<'a> {
    pub(super) before: &'a [f64],
    pub(super) after: &'a [f64],
}

impl StageSegment<'_> {
    fn len(&self) -> usize {
        self.before.len()
    }

    /// An input's value at a point of the segment, `t` in 0..=1.
    fn at(&self, input: usize, t: f64) -> f64 {
        self.before[input] + t * (self.after[input] - self.before[input])
    }

    /// How many inputs move.
    fn moving(&self) -> usize {
        let moves = |(before, after): &(&f64, &f64)| before.to_bits() != after.to_bits();
        self.before.iter().zip(self.after).filter(moves).count()
    }
}
