//! Beta distributions, by their shape or by what people say of a number.

use std::fmt;
use std::ops::RangeInclusive;

use super::distribution_error::{DistributionError, check_range};
use crate::numerics::beta_quantile::BetaQuantile;

/// A number within 0..=1 of which mean and spread are known.
///
/// # Examples
///
/// ```
/// use knockon::uncertainty::Beta;
///
/// // "About 0.6, and surely between 0.4 and 0.8."
/// let judged = Beta::with_interval(0.6, 0.4..=0.8)?;
/// assert!((judged.mean() - 0.6).abs() < 1e-12);
/// let interval = judged.interval();
/// assert!((interval.start() - 0.4).abs() < 0.01 && (interval.end() - 0.8).abs() < 0.01);
///
/// // Three of ten, with one of each added beforehand.
/// let counted = Beta::new(1.0 + 3.0, 1.0 + 7.0)?;
/// assert!((counted.mean() - 4.0 / 12.0).abs() < 1e-15);
///
/// let refused = Beta::with_interval(0.9, 0.4..=0.8).unwrap_err().to_string();
/// assert_eq!(refused, "mean `0.9` is outside the range 0.4..=0.8");
/// # Ok::<(), knockon::uncertainty::DistributionError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    /// α and β.
    shape: (f64, f64),
    /// How it was stated, if by its mean and interval.
    stated: Option<StatedInterval>,
}

/// A mean and a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
struct StatedInterval {
    mean: f64,
    low: f64,
    high: f64,
}

/// The chances at the ends of an interval.
const ENDS: [f64; 2] = [0.025, 0.975];
/// The range of a shape parameter.
const SHAPES: RangeInclusive<f64> = 1e-2..=1e9;

impl Beta {
    /// States a distribution by its shape parameters α and β, each 1e-2..=1e9.
    ///
    /// # Errors
    ///
    /// [`DistributionError::Shape`].
    pub fn new(alpha: f64, beta: f64) -> Result<Self, DistributionError> {
        match [alpha, beta].into_iter().find(|value| !SHAPES.contains(value)) {
            Some(value) => Err(DistributionError::Shape { value }),
            None => Ok(Self { shape: (alpha, beta), stated: None }),
        }
    }

    /// States a distribution by its mean and its 95 % interval, within 0..=1.
    ///
    /// Of all Beta distributions with that mean it is the one whose central 95 % interval is
    /// closest: the squares of what its ends are off by sum to the least. A Beta distribution has
    /// two parameters, and mean and both ends are three numbers.
    ///
    /// # Errors
    ///
    /// [`DistributionError`] for a mean outside the interval, an interval without width, or outside
    /// 0..=1, and where no shape parameters within 1e-2..=1e9 have such a mean.
    ///
    /// # Complexity
    ///
    /// Some milliseconds.
    pub fn with_interval(
        mean: f64,
        interval: RangeInclusive<f64>,
    ) -> Result<Self, DistributionError> {
        let (low, high) = interval.into_inner();
        check_range(low, high)?;
        if !(low..=high).contains(&mean) {
            return Err(DistributionError::Outside { what: "mean", value: mean, low, high });
        }
        if low < 0.0 || high > 1.0 || low >= high || mean <= 0.0 || mean >= 1.0 {
            return Err(DistributionError::Interval { low, high });
        }
        let of = |concentration: f64| Self {
            shape: (mean * concentration, (1.0 - mean) * concentration),
            stated: Some(StatedInterval { mean, low, high }),
        };
        // As much as the shapes allow.
        let least = (SHAPES.start() / mean.min(1.0 - mean)).ln();
        let most = SHAPES.end().ln();
        if least > most {
            return Err(DistributionError::Mean { value: mean });
        }
        let misfit = |concentration: f64| {
            let ends = of(concentration.exp()).interval();
            (ends.start() - low).powi(2) + (ends.end() - high).powi(2)
        };
        // A normal distribution as wide would have this concentration.
        let deviation = (high - low) / 3.92;
        let near = (mean * (1.0 - mean) / (deviation * deviation) - 1.0).max(0.02).ln();
        let (from, to) = (near - LOOSER, near + TIGHTER);
        Ok(of(least_of(misfit, from.clamp(least, most), to.clamp(least, most)).exp()))
    }

    /// Returns the shape parameters α and β.
    pub const fn shape(&self) -> (f64, f64) {
        self.shape
    }

    /// Returns the mean, α/(α + β).
    pub fn mean(&self) -> f64 {
        let (alpha, beta) = self.shape;
        alpha / (alpha + beta)
    }

    /// Returns the standard deviation.
    pub fn standard_deviation(&self) -> f64 {
        let (mean, (alpha, beta)) = (self.mean(), self.shape);
        (mean * (1.0 - mean) / (alpha + beta + 1.0)).sqrt()
    }

    /// Returns the central interval that holds the number with a chance of 95 %.
    pub fn interval(&self) -> RangeInclusive<f64> {
        let quantile = self.quantile();
        let [low, high] = ENDS.map(|chance| quantile.at(chance));
        low..=high
    }

    pub(super) fn quantile(&self) -> BetaQuantile {
        BetaQuantile::new(self.shape.0, self.shape.1)
    }
}

/// How far below that of a normal distribution the logarithm of the concentration is looked for, and
/// how far above.
const LOOSER: f64 = 8.0;
const TIGHTER: f64 = 2.5;
/// How closely it is found.
const CLOSE: f64 = 1e-6;

/// Finds the least value of a function with one minimum, by golden sections.
fn least_of(value: impl Fn(f64) -> f64, mut from: f64, mut to: f64) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_8;
    let mut left = to - RATIO * (to - from);
    let mut right = from + RATIO * (to - from);
    let (mut at_left, mut at_right) = (value(left), value(right));
    while to - from > CLOSE {
        if at_left < at_right {
            (to, right, at_right) = (right, left, at_left);
            left = to - RATIO * (to - from);
            at_left = value(left);
        } else {
            (from, left, at_left) = (left, right, at_right);
            right = from + RATIO * (to - from);
            at_right = value(right);
        }
    }
    f64::midpoint(from, to)
}

impl fmt::Display for Beta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stated {
            Some(StatedInterval { mean, low, high }) => write!(f, "beta({mean}, {low}..{high})"),
            None => write!(f, "beta({}, {})", self.shape.0, self.shape.1),
        }
    }
}
