//! What is obvious of a series: its average so far, its last value, and what lies between them.

use crate::numerics::series::real;

/// Obvious predictions of one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Obvious {
    /// The average so far.
    pub(crate) mean: f64,
    /// The last value.
    pub(crate) last: f64,
    /// Autoregression: from the average towards the last value by their correlation, kept in 0..=1.
    pub(crate) trend: f64,
}

/// A series as it goes by: its sums are kept, so that a prediction takes no longer for a long one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SeriesSoFar {
    count: usize,
    /// Values are taken less the first one, for squares to stay small.
    first: f64,
    last: f64,
    sum: f64,
    squares: f64,
    /// Of neighbours.
    products: f64,
}

impl SeriesSoFar {
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut series = Self::default();
        for &value in values {
            series.push(value);
        }
        series
    }

    pub(crate) fn push(&mut self, value: f64) {
        if self.count == 0 {
            self.first = value;
        }
        let value = value - self.first;
        self.products += self.last * value;
        self.sum += value;
        self.squares += value * value;
        self.last = value;
        self.count += 1;
    }

    /// Predicts what follows; 0 of nothing.
    pub(crate) fn predict(&self) -> Obvious {
        let count = real(self.count);
        let mean = self.sum / count.max(1.0);
        let squares = self.squares - count * mean * mean;
        // Neighbours: all but the last, and all but the first, which is 0.
        let products =
            self.products - mean * (2.0 * self.sum - self.last) + (count - 1.0) * mean * mean;
        let varies = squares > 1e-14 * self.squares;
        let correlation = if varies { (products / squares).clamp(0.0, 1.0) } else { 0.0 };
        let trend = mean + correlation * (self.last - mean);
        Obvious { mean: self.first + mean, last: self.first + self.last, trend: self.first + trend }
    }
}

#[cfg(test)]
mod tests {
    use super::SeriesSoFar;
    use crate::numerics::series::{autocorrelation, mean};

    #[test]
    fn sums_predict_as_the_series_does() {
        let values: Vec<f64> =
            (0..40).map(|at| 0.8 + 0.1 * f64::from(at * at % 17) / 17.0).collect();
        let mut so_far = SeriesSoFar::of(&values[..5]);
        for at in 5..values.len() {
            let (said, seen) = (so_far.predict(), &values[..at]);
            let r = autocorrelation(seen).clamp(0.0, 1.0);
            let (mean, last) = (mean(seen), seen[at - 1]);
            let expected = [mean, last, mean + r * (last - mean)];
            for (said, expected) in [said.mean, said.last, said.trend].into_iter().zip(expected) {
                assert!((said - expected).abs() < 1e-12, "{at}: {said} {expected}");
            }
            so_far.push(values[at]);
        }
        let constant = SeriesSoFar::of(&[0.7; 9]).predict();
        assert!((constant.trend - 0.7).abs() < 1e-15 && (constant.last - 0.7).abs() < 1e-15);
    }
}
