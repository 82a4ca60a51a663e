//! How a number spreads over draws.

use serde::Serialize;

use crate::numerics::csr::ix;

/// How a number spreads over draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DrawSpread {
    /// The mean.
    pub mean: f64,
    /// What the mean may be off by: the standard deviation over the root of the number of draws.
    pub mean_error: f64,
    /// The standard deviation.
    pub standard_deviation: f64,
    /// The percentiles asked for, in that order.
    pub percentiles: Vec<Percentile>,
    /// The chance to be below the threshold; `None` where none was given.
    pub below: Option<ChanceBelow>,
}

/// A percentile: the smallest of the values drawn that so many per cent of them do not exceed.
///
/// It is one of the values, so that the percentile of what rises with a number is what that
/// percentile of the number gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Percentile {
    /// How many per cent, 0..=100; 0 is the least value.
    pub percent: f64,
    /// The value.
    pub value: f64,
}

/// The chance to be below a threshold.
///
/// # References
///
/// E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, J. Am.
/// Stat. Assoc. 22 (1927) 209-212, for the interval, which holds where no draw or every draw is
/// below, too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChanceBelow {
    /// The threshold.
    pub threshold: f64,
    /// How many draws are below.
    pub draws: usize,
    /// Their share.
    pub chance: f64,
    /// What the share may be off by, `√(p (1 − p)/n)`.
    pub standard_error: f64,
    /// Where the 95 % interval of the chance begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

impl ChanceBelow {
    /// The 97.5th percentile of the normal distribution.
    const NORMAL: f64 = 1.959_963_984_540_054;

    fn of(threshold: f64, below: usize, draws: usize) -> Self {
        let (share, count) = (ratio(below, draws), f64::from(ix(draws)));
        let square = Self::NORMAL * Self::NORMAL;
        let middle = (share + 0.5 * square / count) / (1.0 + square / count);
        let spread = (share * (1.0 - share) / count + 0.25 * square / (count * count)).sqrt();
        let half = Self::NORMAL * spread / (1.0 + square / count);
        Self {
            threshold,
            draws: below,
            chance: share,
            standard_error: (share * (1.0 - share) / count).sqrt(),
            // The ends are the share itself where every draw is on one side.
            low: if below == 0 { 0.0 } else { (middle - half).max(0.0) },
            high: if below == draws { 1.0 } else { (middle + half).min(1.0) },
        }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    f64::from(ix(part)) / f64::from(ix(whole))
}

/// Mean and sum of squares about it, of one number after the other.
///
/// T. Chan, G. Golub and R. `LeVeque`, *Updating formulae and a pairwise algorithm for computing
/// sample variances*, Stanford University, report 79-773 (1979).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    count: usize,
    mean: f64,
    squares: f64,
    below: usize,
}

impl Moments {
    /// Of a few values.
    pub(super) fn of(values: &[f64], threshold: Option<f64>) -> Self {
        let count = values.len();
        let Some(&first) = values.first() else { return Self::default() };
        // From one of the values: what does not vary has no deviation, not even of rounding.
        let steps = values.iter().map(|value| value - first).sum::<f64>();
        let mean = first + steps / f64::from(ix(count));
        let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let is_below = |value: &&f64| threshold.is_some_and(|threshold| **value < threshold);
        Self { count, mean, squares, below: values.iter().filter(is_below).count() }
    }

    /// Takes those that come after.
    pub(super) fn merge(&mut self, after: &Self) {
        if after.count == 0 {
            return;
        }
        let count = self.count + after.count;
        let step = after.mean - self.mean;
        let share = ratio(after.count, count);
        self.squares += after.squares + step * step * f64::from(ix(self.count)) * share;
        self.mean += step * share;
        self.below += after.below;
        self.count = count;
    }

    /// What is said of the values, given all of them where percentiles are asked for.
    pub(super) fn spread(
        &self,
        percents: &[f64],
        values: &mut [f64],
        threshold: Option<f64>,
    ) -> DrawSpread {
        let count = f64::from(ix(self.count));
        let variance = self.squares / (count - 1.0).max(1.0);
        let percentile =
            |&percent: &f64| Percentile { percent, value: at_percent(values, percent) };
        DrawSpread {
            mean: self.mean,
            mean_error: (variance / count).sqrt(),
            standard_deviation: variance.sqrt(),
            percentiles: percents.iter().map(percentile).collect(),
            below: threshold.map(|threshold| ChanceBelow::of(threshold, self.below, self.count)),
        }
    }
}

impl DrawSpread {
    /// Of one value a draw.
    pub(crate) fn of(mut values: Vec<f64>, percents: &[f64]) -> Self {
        Moments::of(&values, None).spread(percents, &mut values, None)
    }
}

/// The smallest value that so many per cent of all do not exceed.
pub(crate) fn at_percent(values: &mut [f64], percent: f64) -> f64 {
    // A share that is a whole number of draws, but for rounding, is that number.
    let count = f64::from(ix(values.len()));
    let rank = (percent / 100.0 * count - 1e-9).ceil().clamp(1.0, count.max(1.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number within those of the values"
    )]
    let place = rank as usize - 1;
    *values.select_nth_unstable_by(place, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::{ChanceBelow, Moments, at_percent};

    #[test]
    fn percentiles_are_values() {
        let mut values = [0.4, 0.1, 0.3, 0.2];
        for (percent, value) in
            [(0.0, 0.1), (25.0, 0.1), (25.1, 0.2), (50.0, 0.2), (75.1, 0.4), (100.0, 0.4)]
        {
            assert_eq!(
                at_percent(&mut values, percent).to_bits(),
                f64::to_bits(value),
                "{percent}"
            );
        }
    }

    #[test]
    fn moments_are_those_of_all_values_at_once() {
        let values: Vec<f64> = (0..1000).map(|i| 0.9 + 1e-6 * f64::from(i * i % 37)).collect();
        let mut merged = Moments::default();
        for part in values.chunks(16) {
            merged.merge(&Moments::of(part, Some(0.9)));
        }
        let whole = Moments::of(&values, Some(0.9));
        assert_eq!((merged.count, merged.below), (whole.count, whole.below));
        assert!((merged.mean - whole.mean).abs() < 1e-15);
        assert!((merged.squares / whole.squares - 1.0).abs() < 1e-9);
    }

    #[test]
    fn wilson_intervals_are_those_published() {
        // R. G. Newcombe, Statist. Med. 17 (1998) 857-872, table I, method 3.
        for (below, draws, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let chance = ChanceBelow::of(0.5, below, draws);
            assert!((chance.low - low).abs() < 5e-5, "{below} of {draws}: {}", chance.low);
            assert!((chance.high - high).abs() < 5e-5, "{below} of {draws}: {}", chance.high);
        }
    }
}
