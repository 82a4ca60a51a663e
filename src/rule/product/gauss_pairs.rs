//! The nodes of a product's quadrature, in pairs.
//!
//! At every node the product of all inputs but one is the product of all, divided by the input: two
//! loops over a row, whatever its length. Nodes lie in pairs, as far from the middle as each other,
//! at `x₊ = m + s h` and `x₋ = m − s h`, and both quotients of a pair take one division:
//!
//! ```text
//! P₊/x₊ + P₋/x₋ = (P₊ x₋ + P₋ x₊) / (x₊ x₋)
//! ```
//!
//! Several pairs still take one division, over the product of their divisors.

use crate::rule::secant::{PartSums, RowSum, StateRow};

/// An input along the segment: its value in the middle, and how far it is from there to the end.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct InputInterval {
    pub(crate) middle: f64,
    pub(crate) half: f64,
}

impl InputInterval {
    pub(crate) fn between((before, after): (f64, f64)) -> Self {
        Self { middle: 0.5 * (before + after), half: 0.5 * (after - before) }
    }

    /// What is felt of a provider.
    #[inline]
    pub(crate) fn felt(before: f64, after: f64, dependence: f64) -> Self {
        let middle = 1.0 - dependence * (1.0 - 0.5 * (before + after));
        Self { middle, half: 0.5 * dependence * (after - before) }
    }

    /// The values at a pair of nodes, given how far these are from the middle, in 0..=1.
    #[inline]
    fn at(self, place: f64) -> [f64; 2] {
        let reached = place * self.half;
        [self.middle + reached, self.middle - reached]
    }
}

/// A product smaller than this may have factors next to nothing, by which one does not divide.
pub(crate) const LEAST_PRODUCT: f64 = 1e-70;
/// Instead of a smaller input, of which there is none in a product that large.
pub(super) const LEAST_FELT: f64 = 1e-75;

/// What a row carries, and its secants, by pairs of nodes, each given by its first as
/// (node in 0..=1, weight); `None` where some input is next to nothing.
#[inline]
pub(super) fn by_pairs<const PAIRS: usize>(
    nodes: [(f64, f64); PAIRS],
    row: &StateRow<'_>,
    moving: &[InputInterval],
    scale: &impl Fn(f64, f64) -> f64,
    to: &mut [f64],
) -> Option<RowSum> {
    let own = InputInterval::between(row.own);
    let places = nodes.map(|(node, _)| 1.0 - 2.0 * node);
    let mut products = nodes.map(|(_, weight)| [weight; 2]);
    for input in moving {
        for ([ahead, behind], place) in products.iter_mut().zip(places) {
            let at = input.at(place);
            *ahead *= at[0];
            *behind *= at[1];
        }
    }
    let of_own = products.as_flattened().iter().sum();
    for ([ahead, behind], place) in products.iter_mut().zip(places) {
        let own = own.at(place);
        *ahead *= own[0];
        *behind *= own[1];
    }
    if products.as_flattened().iter().any(|&product| product < LEAST_PRODUCT) {
        return None;
    }
    let mut received = PartSums::default();
    for ((to, input), &dependence) in to.iter_mut().zip(moving).zip(row.dependences) {
        let (mut above, mut below) = (0.0, 1.0);
        for ([ahead, behind], place) in products.iter().zip(places) {
            let at = input.at(place);
            let divisor = at[0] * at[1];
            above = above * divisor + below * (ahead * at[1] + behind * at[0]);
            below *= divisor;
        }
        let of_felt = above / below;
        *to = scale(of_felt, dependence);
        received.take(of_felt * 2.0 * input.half);
    }
    Some(RowSum { of_own, received })
}
