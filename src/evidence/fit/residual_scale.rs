//! `ResidualScale`: on which numbers residuals are taken.

/// On which numbers residuals are taken: on those that were measured, for noise is theirs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ResidualScale {
    /// Qualities: shares and scores.
    #[default]
    Quality,
    /// Values that a reference was divided by, such as latencies, less their sign: a harmonic mean of
    /// ratios is the mean of values, and what comes down a chain of ratios that are small is many
    /// times its usual value.
    Value,
}

/// A ratio below this counts as this: ten thousand times the usual value.
const LEAST_RATIO: f64 = 1e-4;

impl ResidualScale {
    /// The number that belongs to a quality; it rises with it.
    pub(crate) fn of(self, quality: f64) -> f64 {
        match self {
            Self::Quality => quality,
            Self::Value => -quality.max(LEAST_RATIO).recip(),
        }
    }

    /// How much that number rises with quality.
    pub(crate) fn slope(self, quality: f64) -> f64 {
        match self {
            Self::Quality => 1.0,
            Self::Value => quality.max(LEAST_RATIO).powi(-2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ResidualScale;

    #[test]
    fn slope_is_that_of_the_number() {
        for scale in [ResidualScale::Quality, ResidualScale::Value] {
            for quality in [0.01, 0.3, 1.0, 2.5] {
                let by = 1e-6 * quality;
                let slope = (scale.of(quality + by) - scale.of(quality - by)) / (2.0 * by);
                assert!((slope / scale.slope(quality) - 1.0).abs() < 1e-6, "{scale:?} {quality}");
            }
        }
        assert!(ResidualScale::Value.of(0.0).is_finite());
    }
}
