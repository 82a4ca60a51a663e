//! A number and the bounds it lies within.

use serde::Serialize;

/// A number of an answer, and the bounds that the exact one lies within.
///
/// Of an exact answer all three are the same but for rounding. Of drawn states the bounds are a 95 %
/// interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BoundedValue {
    /// The middle of the bounds, or the mean of draws.
    pub value: f64,
    /// No less than this.
    pub lower: f64,
    /// No more than this.
    pub upper: f64,
}

impl BoundedValue {
    pub(super) const fn exact(value: f64) -> Self {
        Self { value, lower: value, upper: value }
    }

    pub(super) fn within(lower: f64, upper: f64) -> Self {
        let upper = upper.max(lower);
        Self { value: lower + (upper - lower) / 2.0, lower, upper }
    }

    /// What it lacks to 1.
    pub(super) fn complement(self) -> Self {
        Self { value: 1.0 - self.value, lower: 1.0 - self.upper, upper: 1.0 - self.lower }
    }

    /// Kept within a range.
    pub(super) fn clamped(self, least: f64, most: f64) -> Self {
        let kept = |value: f64| value.clamp(least, most);
        Self { value: kept(self.value), lower: kept(self.lower), upper: kept(self.upper) }
    }

    /// Returns how far apart the bounds are.
    pub fn width(self) -> f64 {
        self.upper - self.lower
    }
}
