//! Moments of a series of numbers.

/// A count as a number; counts below 2^53 are exact.
#[expect(clippy::cast_precision_loss, reason = "nothing that is counted here reaches 2^53")]
pub(crate) const fn real(count: usize) -> f64 {
    count as f64
}

/// The arithmetic mean; 0 of nothing.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(values.len()).max(1.0)
}

/// The unbiased sample variance; 0 of fewer than two.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    squares / (real(values.len()) - 1.0).max(1.0)
}

/// The middle value, or the mean of the two in the middle; `None` of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut values = values.to_vec();
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let is_even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below.iter().copied().max_by(f64::total_cmp).filter(|_| is_even);
    Some(f64::midpoint(lower.unwrap_or(upper), upper))
}

/// The autocorrelation at lag one, without a correction for its bias; 0 of a series that does not
/// vary.
pub(crate) fn autocorrelation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let products: f64 = values.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
    if squares > 0.0 { products / squares } else { 0.0 }
}

/// The autocorrelation at lag one of a short series, corrected for its bias and kept in 0..=0.95:
/// `r₁ + (1 + 3 max(r₁, 0)) / T` (Kendall 1954).
pub(crate) fn corrected_autocorrelation(values: &[f64]) -> f64 {
    corrected(autocorrelation(values), values.len())
}

/// The same from the autocorrelation `r₁` of so many values.
pub(crate) fn corrected(r: f64, length: usize) -> f64 {
    (r + (1.0 + 3.0 * r.max(0.0)) / real(length).max(1.0)).clamp(0.0, 0.95)
}

#[cfg(test)]
mod tests {
    use super::{autocorrelation, mean, median, variance};

    #[test]
    fn moments_by_hand() {
        let values = [1.0, 2.0, 4.0, 1.0];
        assert!((mean(&values) - 2.0).abs() < 1e-15);
        assert!((variance(&values) - 2.0).abs() < 1e-15);
        assert_eq!(median(&values), Some(1.5));
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        // −1 0 2 −1: products 0 + 0 − 2 over squares 6.
        assert!((autocorrelation(&values) + 1.0 / 3.0).abs() < 1e-15);
        assert!(autocorrelation(&[0.5; 9]).abs() < 1e-300);
        assert!(
            median(&[]).is_none() && mean(&[]).abs() < 1e-300 && variance(&[7.0]).abs() < 1e-300
        );
    }
}
