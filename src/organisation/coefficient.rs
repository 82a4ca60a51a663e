//! `Coefficient`: a number that comes from counting, from judgement or from a study.

use super::{Origin, StatedRange};

/// A number that an equation about customers needs, alone or with its range and origin.
///
/// A number alone counts as [assumed](Origin::Assumed).
///
/// # Examples
///
/// ```
/// use knockon::organisation::{Coefficient, Origin, StatedRange};
///
/// let ratio = Coefficient::new(4.0).range(StatedRange::new(1.5..=10.0, Origin::Published));
/// assert_eq!((ratio.low(), ratio.value, ratio.high()), (1.5, 4.0, 10.0));
/// assert_eq!(Coefficient::from(4.0).origin(), Origin::Assumed);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Coefficient {
    /// The number.
    pub value: f64,
    /// How well it is known, and where it comes from; `None` where neither is stated.
    pub range: Option<StatedRange>,
}

impl Coefficient {
    /// States a number alone.
    pub const fn new(value: f64) -> Self {
        Self { value, range: None }
    }

    /// States how well the number is known, and where it comes from.
    pub const fn range(mut self, range: StatedRange) -> Self {
        self.range = Some(range);
        self
    }

    /// Returns the lower end of its range; the number itself where none is stated.
    pub fn low(self) -> f64 {
        self.range.map_or(self.value, |range| range.low)
    }

    /// Returns the upper end of its range; the number itself where none is stated.
    pub fn high(self) -> f64 {
        self.range.map_or(self.value, |range| range.high)
    }

    /// Returns where it comes from; [assumed](Origin::Assumed) where that is not stated.
    pub fn origin(self) -> Origin {
        self.range.map_or(Origin::Assumed, |range| range.origin)
    }
}

impl From<f64> for Coefficient {
    fn from(value: f64) -> Self {
        Self::new(value)
    }
}
