//! Linear systems of one cyclic component, without subtraction where that is possible.
//!
//! The systems are `v = r + v P` for a matrix `P ≥ 0`: what arrives at each party, and what of it
//! is passed on to the others. Where each row's shares are known to sum to 1 together with what
//! leaves the component, the elimination of Grassmann, Taksar and Heyman takes pivots as sums of
//! what leaves, and no digit is lost however little does. Otherwise pivots are `1 − P_kk` as usual,
//! which is stable as long as `ρ(P) < 1`.
//!
//! # References
//!
//! W. Grassmann, M. Taksar and D. Heyman, *Regenerative analysis and steady state distributions
//! for Markov chains*, Operations Research 33 (1985) 1107-1116.

#![expect(
    clippy::indexing_slicing,
    reason = "rows and columns are below the size that the matrix is made of"
)]

/// A component's factors: `I − P = L U` with `L ≤ 0` below a unit diagonal.
#[derive(Debug)]
pub(crate) struct Gth {
    size: usize,
    /// By row: multipliers of `L` left of the diagonal, pivot on it, passed-on parts right of it.
    factors: Vec<f64>,
}

/// The component passes on all that arrives, or more: no finite sum exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Singular;

/// Less than this is rounding: of the difference of 1 and what comes back, or of what leaves, whose
/// parts are worked out from qualities of which a change may be small.
const LEAST_PIVOT: f64 = 1e-9;

impl Gth {
    /// Factors a matrix by rows, given what leaves the component from each row, if row sums are 1.
    ///
    /// # Complexity
    ///
    /// Time `O(n³)`, memory `O(n²)`.
    pub(crate) fn new(mut passed: Vec<f64>, leaving: Option<Vec<f64>>) -> Result<Self, Singular> {
        let size = passed.len().isqrt();
        let mut leaving = leaving;
        for k in 0..size {
            let (above, below) = passed.split_at_mut((k + 1) * size);
            let row = &mut above[k * size..];
            let pivot = match &leaving {
                Some(leaving) => leaving[k] + row[k + 1..].iter().sum::<f64>(),
                None => 1.0 - row[k],
            };
            // A pivot says how much of what arrives does not come back, whatever it is counted in.
            if pivot.is_nan() || pivot <= LEAST_PIVOT {
                return Err(Singular);
            }
            row[k] = pivot;
            for (offset, other) in below.chunks_exact_mut(size).enumerate() {
                if other[k] <= 0.0 {
                    continue;
                }
                let factor = other[k] / pivot;
                other[k] = factor;
                for (target, passed) in other[k + 1..].iter_mut().zip(&row[k + 1..]) {
                    *target += factor * passed;
                }
                if let Some(leaving) = &mut leaving {
                    leaving[k + 1 + offset] += factor * leaving[k];
                }
            }
        }
        Ok(Self { size, factors: passed })
    }

    /// Solves `v = r + v P` in place.
    pub(crate) fn solve(&self, arriving: &mut [f64]) {
        for k in 0..self.size {
            let row = self.row(k);
            arriving[k] /= row[k];
            let value = arriving[k];
            for (target, passed) in arriving[k + 1..].iter_mut().zip(&row[k + 1..]) {
                *target += value * passed;
            }
        }
        for k in (1..self.size).rev() {
            let value = arriving[k];
            for (target, factor) in arriving[..k].iter_mut().zip(&self.row(k)[..k]) {
                *target += value * factor;
            }
        }
    }

    fn row(&self, k: usize) -> &[f64] {
        &self.factors[k * self.size..(k + 1) * self.size]
    }
}
