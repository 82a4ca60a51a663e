//! Why numbers make no distribution.

use crate::unit::Figure;

/// Why numbers make no distribution.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DistributionError {
    /// A number is infinite, or none.
    #[error("`{value}` is no finite number", value = Figure(*.value))]
    NotFinite {
        /// The number given.
        value: f64,
    },
    /// A range ends before it begins.
    #[error(
        "a range from `{low}` to `{high}`, where the lower end comes first",
        low = Figure(*.low),
        high = Figure(*.high)
    )]
    Reversed {
        /// Where it begins.
        low: f64,
        /// Where it ends.
        high: f64,
    },
    /// A mode or mean lies outside its range.
    #[error(
        "{what} `{value}` is outside the range {low}..={high}",
        value = Figure(*.value),
        low = Figure(*.low),
        high = Figure(*.high)
    )]
    Outside {
        /// Whether it is a mode or a mean.
        what: &'static str,
        /// The mode or mean.
        value: f64,
        /// Where the range begins.
        low: f64,
        /// Where it ends.
        high: f64,
    },
    /// A shape parameter is out of range.
    #[error("shape parameter `{value}` is outside 1e-2..=1e9", value = Figure(*.value))]
    Shape {
        /// The parameter.
        value: f64,
    },
    /// The mean of a Beta distribution is too near to 0 or 1.
    #[error(
        "mean `{value}` is within 1e-11 of 0 or 1, where no shape parameters in 1e-2..=1e9 have it",
        value = Figure(*.value)
    )]
    Mean {
        /// The mean given.
        value: f64,
    },
    /// An interval of a Beta distribution is not within 0..=1, or has no width.
    #[error(
        "the 95 % interval {low}..{high} is not inside 0..=1 around the mean; for one value, `fixed` \
         is right",
        low = Figure(*.low),
        high = Figure(*.high)
    )]
    Interval {
        /// Where it begins.
        low: f64,
        /// Where it ends.
        high: f64,
    },
    /// A text states no distribution.
    #[error(
        "`{text}` is no distribution, such as `beta(0.6, 0.4..0.8)`, `beta(3, 2)`, \
         `triangular(0.2, 0.5, 0.9)`, `uniform(0.2..0.8)` or `fixed(0.5)`"
    )]
    Text {
        /// The text.
        text: String,
    },
}

/// Checks that a range is one of finite numbers.
pub(super) fn check_range(low: f64, high: f64) -> Result<(), DistributionError> {
    if let Some(&value) = [low, high].iter().find(|value| !value.is_finite()) {
        return Err(DistributionError::NotFinite { value });
    }
    if low > high { Err(DistributionError::Reversed { low, high }) } else { Ok(()) }
}
