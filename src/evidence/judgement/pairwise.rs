//! Comparisons of the services that a consumer receives, two at a time.

use serde::Serialize;

use crate::numerics::cholesky;
use crate::numerics::series::real;

/// "The first matters `ratio` times as much as the second."
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The number of the first.
    pub first: usize,
    /// The number of the second.
    pub second: usize,
    /// Above 0.
    pub ratio: f64,
}

/// What comparisons say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Pairwise {
    /// What share each has of the total; they sum to 1.
    pub weights: Vec<f64>,
    /// The largest eigenvalue of the matrix of comparisons, as far as the weights tell.
    pub lambda_max: f64,
    /// How much comparisons contradict each other, against random ones; above 0.1 somebody should be
    /// asked again.
    pub consistency_ratio: f64,
}

/// Why comparisons give no weights.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PairwiseError {
    /// A ratio is 0 or less, or no number.
    #[error("ratio `{ratio}` is not above 0")]
    Ratio {
        /// The ratio given.
        ratio: f64,
    },
    /// Something is compared with itself, or with what is not there.
    #[error("a comparison names number {number} of {count}, where two different ones are needed")]
    Number {
        /// The number given.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// Some are compared with the first in no way, not even through others.
    #[error("number {number} is compared with number 0 in no way, not even through others")]
    Apart {
        /// One of them.
        number: usize,
    },
    /// More are compared than 200.
    #[error("{count} are compared, where 200 at most can be")]
    TooMany {
        /// How many.
        count: usize,
    },
}

/// The consistency index of random comparisons of 3 to 10, by Saaty.
const RANDOM_INDEX: [f64; 8] = [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];
/// More than these nobody compares.
const MOST_COMPARED: usize = 200;

/// Turns comparisons of `count` things into weights that sum to 1.
///
/// Logarithms of weights are fitted to those of the ratios by least squares; where every pair is
/// compared these are geometric means. Pairs may be missing as long as everything is compared with
/// everything through others. Dependences are the weights times a total that is stated.
///
/// # Errors
///
/// [`PairwiseError`] for ratios of 0 or less, numbers that are too large, and things that are not
/// compared.
///
/// # Complexity
///
/// Cubic in the things compared.
///
/// # Examples
///
/// ```
/// use knockon::evidence::judgement::{Comparison, pairwise};
///
/// let compare = |first, second, ratio| Comparison { first, second, ratio };
/// // Twice as much as, and that twice as much as: 4, 2 and 1 of 7.
/// let found = pairwise(3, &[compare(0, 1, 2.0), compare(1, 2, 2.0)])?;
/// assert!((found.weights[0] - 4.0 / 7.0).abs() < 1e-14);
/// assert!(found.consistency_ratio.abs() < 1e-12);
/// # Ok::<(), knockon::evidence::judgement::PairwiseError>(())
/// ```
///
/// # References
///
/// T. Saaty, The Analytic Hierarchy Process, 1980; G. Crawford and C. Williams, A note on the
/// analysis of subjective judgment matrices, 1985; P. Harker, Incomplete pairwise comparisons, 1987.
pub fn pairwise(count: usize, comparisons: &[Comparison]) -> Result<Pairwise, PairwiseError> {
    if count > MOST_COMPARED {
        return Err(PairwiseError::TooMany { count });
    }
    let mut pairs: Vec<Option<f64>> = vec![None; count * count];
    for &Comparison { first, second, ratio } in comparisons {
        if !(ratio > 0.0 && ratio.is_finite()) {
            return Err(PairwiseError::Ratio { ratio });
        }
        let highest = first.max(second);
        if highest >= count || first == second {
            return Err(PairwiseError::Number { number: highest, count });
        }
        pairs[first * count + second] = Some(ratio);
        pairs[second * count + first] = Some(1.0 / ratio);
    }
    let logarithms = least_squares(count, &pairs)?;
    let weights: Vec<_> = logarithms.iter().map(|logarithm| logarithm.exp()).collect();
    let total: f64 = weights.iter().sum();
    let weights: Vec<_> = weights.into_iter().map(|weight| weight / total).collect();
    let lambda_max = lambda_max(count, &pairs, &weights);
    let random = match count {
        0..=2 => None,
        _ => RANDOM_INDEX.get(count - 3).or(RANDOM_INDEX.last()),
    };
    let consistency_ratio =
        random.map_or(0.0, |random| (lambda_max - real(count)) / (real(count) - 1.0) / random);
    Ok(Pairwise { weights, lambda_max, consistency_ratio })
}

/// The logarithms of weights, that of the first being 0.
fn least_squares(count: usize, pairs: &[Option<f64>]) -> Result<Vec<f64>, PairwiseError> {
    if let Some(number) = apart(count, pairs) {
        return Err(PairwiseError::Apart { number });
    }
    // The Laplacian of what is compared, without the first.
    let size = count.saturating_sub(1);
    let (mut laplacian, mut right) = (vec![0.0; size * size], vec![0.0; size]);
    for row in 1..count {
        for (column, ratio) in pairs[row * count..(row + 1) * count].iter().enumerate() {
            let Some(ratio) = ratio else { continue };
            right[row - 1] += ratio.ln();
            laplacian[(row - 1) * size + row - 1] += 1.0;
            if column > 0 {
                laplacian[(row - 1) * size + column - 1] -= 1.0;
            }
        }
    }
    let inverse = cholesky::inverse(&laplacian, size).unwrap_or_else(|| vec![0.0; size * size]);
    let solved = (0..size).map(|row| {
        let row = &inverse[row * size..(row + 1) * size];
        row.iter().zip(&right).map(|(a, b)| a * b).sum()
    });
    Ok(std::iter::once(0.0).take(count).chain(solved).collect())
}

/// One that no path of comparisons joins with the first.
fn apart(count: usize, pairs: &[Option<f64>]) -> Option<usize> {
    let mut is_joined = vec![false; count];
    let mut open = vec![0];
    if let Some(first) = is_joined.first_mut() {
        *first = true;
    }
    while let Some(at) = open.pop() {
        let compared = pairs.iter().skip(at * count).take(count);
        for (other, (joined, ratio)) in is_joined.iter_mut().zip(compared).enumerate() {
            if ratio.is_some() && !*joined {
                *joined = true;
                open.push(other);
            }
        }
    }
    is_joined.iter().position(|joined| !joined)
}

/// The mean of (A w) / w, where a row that lacks comparisons counts itself for each of them (Harker).
fn lambda_max(count: usize, pairs: &[Option<f64>], weights: &[f64]) -> f64 {
    let row = |row: usize| {
        let compared = pairs[row * count..(row + 1) * count].iter().enumerate();
        let terms = compared.filter(|(column, _)| *column != row);
        let terms = terms.map(|(column, ratio)| {
            ratio.map_or(1.0, |ratio| ratio * weights[column] / weights[row])
        });
        1.0 + terms.sum::<f64>()
    };
    (0..count).map(row).sum::<f64>() / real(count).max(1.0)
}
