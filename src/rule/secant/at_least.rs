//! At least `k` of independent sources.

use super::{GaussLegendre, StageSegment};

/// The secants of the probability that at least `k` of the inputs work: the mean probability
/// that exactly `k − 1` of all others do, a polynomial along the segment.
///
/// # Complexity
///
/// Time `O(m n k²)` at worst for `n` inputs of which `m` move, memory `O(n k)`.
pub(crate) fn at_least(
    segment: StageSegment<'_>,
    k: usize,
    gauss: &mut GaussLegendre,
    secants: &mut Vec<f64>,
) {
    let count = segment.len();
    secants.clear();
    secants.resize(count, 0.0);
    for &(t, weight) in gauss.exact_for(segment.moving().saturating_sub(1)) {
        // `before[i][c]`: probability that exactly c of the inputs before i work, c < k.
        let mut exactly = vec![0.0; k];
        exactly[0] = 1.0;
        let mut before = Vec::with_capacity(count);
        for input in 0..count {
            before.push(exactly.clone());
            take(&mut exactly, segment.at(input, t));
        }
        let mut behind = vec![0.0; k];
        behind[0] = 1.0;
        for input in (0..count).rev() {
            let pivotal: f64 =
                before[input].iter().zip(behind.iter().rev()).map(|(one, two)| one * two).sum();
            secants[input] += weight * pivotal;
            take(&mut behind, segment.at(input, t));
        }
    }
}

/// Adds one source to the probabilities of each count.
fn take(exactly: &mut [f64], y: f64) {
    for count in (1..exactly.len()).rev() {
        exactly[count] = exactly[count] * (1.0 - y) + exactly[count - 1] * y;
    }
    exactly[0] *= 1.0 - y;
}
