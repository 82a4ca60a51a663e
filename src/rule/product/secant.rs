//! Secants of products: independent losses, independent sources.

use crate::rule::secant::{GaussLegendre, StageSegment, finite, integrate_or_slope};

/// The secants of `Π zᵢ`: the mean of each product of all other inputs, a polynomial along the
/// segment.
pub(crate) fn product(
    segment: StageSegment<'_>,
    gauss: &mut GaussLegendre,
    secants: &mut Vec<f64>,
) {
    secants.clear();
    secants.resize(segment.len(), 0.0);
    let (rule, ahead) = gauss.with_scratch(degree(segment));
    for nodes in rule.chunks(4) {
        match *nodes {
            [one] => add_at([one], segment, ahead, secants),
            [one, two] => add_at([one, two], segment, ahead, secants),
            [one, two, three] => add_at([one, two, three], segment, ahead, secants),
            [one, two, three, four] => {
                add_at([one, two, three, four], segment, ahead, secants);
            }
            _ => {}
        }
    }
}

/// Adds the products of all other inputs at a few nodes, given as (node, weight): side by side, as
/// each product waits for itself at every input.
fn add_at<const N: usize>(
    nodes: [(f64, f64); N],
    segment: StageSegment<'_>,
    ahead: &mut Vec<f64>,
    secants: &mut [f64],
) {
    let count = segment.len();
    ahead.resize(ahead.len().max(count * N), 0.0);
    let (ahead, _) = ahead.as_chunks_mut::<N>();
    let mut product = nodes.map(|(_, weight)| weight);
    for (input, ahead) in ahead[..count].iter_mut().enumerate() {
        *ahead = product;
        for (product, (t, _)) in product.iter_mut().zip(nodes) {
            *product *= segment.at(input, t);
        }
    }
    let mut behind = [1.0; N];
    for (input, (secant, ahead)) in secants.iter_mut().zip(ahead).enumerate().rev() {
        for ((behind, ahead), (t, _)) in behind.iter_mut().zip(ahead).zip(nodes) {
            *secant += *ahead * *behind;
            *behind *= segment.at(input, t);
        }
    }
}

/// Up to which sum of relative changes of the inputs 1, 2, ... Gauss-Legendre nodes are exact to
/// rounding.
///
/// The error of `n` nodes is `(n!)⁴ / ((2n + 1) ((2n)!)³)` times a derivative of order `2n` of the
/// integrand, here at most its value times the `2n`-th power of that sum: less than `1e-16`.
const SPREADS: [f64; 4] = [4.8e-8, 8.1e-4, 0.024, 0.143];

/// How much the inputs of a product move, as far as quadrature is concerned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moves {
    moving: usize,
    moved: f64,
    least: f64,
}

impl Default for Moves {
    fn default() -> Self {
        Self { moving: 0, moved: 0.0, least: f64::INFINITY }
    }
}

impl Moves {
    /// Takes an input by its value in the middle and how far it is from there to the end.
    #[inline]
    pub(crate) fn take(&mut self, middle: f64, half: f64) {
        let half = half.abs();
        self.moving += usize::from(half > 0.0);
        self.moved += 2.0 * half;
        let least = middle - half;
        self.least = if least < self.least { least } else { self.least };
    }

    /// The degree of the polynomials that secants are means of, as far as it can be told from
    /// a lower one, given how many inputs there are: all that move are among the others of one
    /// that does not.
    #[inline]
    pub(crate) fn degree(self, inputs: usize) -> usize {
        let exact = self.moving.min(inputs.saturating_sub(1));
        let enough = SPREADS.iter().position(|spread| self.moved <= spread * self.least);
        enough.map_or(exact, |place| exact.min(2 * place + 1))
    }
}

fn degree(segment: StageSegment<'_>) -> usize {
    let mut moves = Moves::default();
    for (before, after) in segment.before.iter().zip(segment.after) {
        moves.take(0.5 * (before + after), 0.5 * (after - before));
    }
    moves.degree(segment.len())
}

/// The secants of `Π zᵢ^wᵢ`.
///
/// # Complexity
///
/// Time `O(n)` for every point that quadrature asks for.
pub(crate) fn fractional_product(segment: StageSegment<'_>, weights: &[f64]) -> Vec<f64> {
    // The logarithm of the product of all inputs ahead of each.
    let mut ahead = vec![0.0; segment.len()];
    let slopes = |inputs: &[f64], slopes: &mut [f64]| {
        let logarithm = |input: usize| inputs[input].ln();
        let weighted =
            |input: usize, weight: f64| if weight > 0.0 { weight * logarithm(input) } else { 0.0 };
        let mut product = 0.0;
        for ((input, ahead), &weight) in ahead.iter_mut().enumerate().zip(weights) {
            *ahead = product;
            product += weighted(input, weight);
        }
        let mut behind = 0.0;
        for (input, slope) in slopes.iter_mut().enumerate().rev() {
            let own = weights[input];
            *slope = if own > 0.0 {
                let power = (own - 1.0) * logarithm(input);
                let power = if power.is_nan() { 0.0 } else { power };
                finite(own * (ahead[input] + behind + power).exp())
            } else {
                0.0
            };
            behind += weighted(input, own);
        }
    };
    integrate_or_slope(segment, slopes)
}
