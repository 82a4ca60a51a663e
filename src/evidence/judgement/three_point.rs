//! The lowest, the likely and the highest value that a person believes possible.

use serde::Serialize;

use super::Judged;
use crate::evidence::estimate::check;
use crate::unit::OutOfRange;

/// What the ends of a range mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JudgedRange {
    /// Nothing lies outside.
    #[default]
    Absolute,
    /// One time in twenty it is lower, one time in twenty higher.
    P5P95,
}

/// A range as a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ThreePoint {
    /// (low + 4 likely + high) / 6.
    pub mean: f64,
    /// The standard deviation that the range states.
    pub stated_deviation: f64,
    /// The standard deviation that is used: 0.15 at least.
    pub standard_deviation: f64,
}

/// How many standard deviations of a normal distribution hold 90 % of it.
const NINETY_PERCENT: f64 = 3.289_707_253_902_945;

/// One person is never believed to be surer than this: experts' ranges are too narrow.
pub(crate) const LEAST_DEVIATION: f64 = 0.15;

/// Turns a range of 0..=1 into a mean and a standard deviation (PERT).
///
/// The standard deviation is (high − low)/6 where nothing lies outside, (high − low)/3.29 where one
/// in ten does, and 0.15 at least.
///
/// # Errors
///
/// [`OutOfRange`] for values outside 0..=1, and out of order.
///
/// # Examples
///
/// ```
/// use knockon::evidence::judgement::{JudgedRange, three_point};
///
/// let found = three_point(0.2, 0.5, 0.9, JudgedRange::Absolute)?;
/// assert!((found.mean - 3.1 / 6.0).abs() < 1e-15);
/// assert!((found.stated_deviation - 0.7 / 6.0).abs() < 1e-15);
/// assert_eq!(found.standard_deviation, 0.15);
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
///
/// # References
///
/// D. Malcolm and others, Application of a technique for research and development program
/// evaluation, 1959; D. Keefer and S. Bodily, Three-point approximations, 1983.
pub fn three_point(
    low: f64,
    likely: f64,
    high: f64,
    range: JudgedRange,
) -> Result<ThreePoint, OutOfRange> {
    check("lowest value", low, (0.0..=1.0).contains(&low), "0..=1")?;
    check("highest value", high, (low..=1.0).contains(&high), "the lowest value to 1")?;
    check(
        "likely value",
        likely,
        (low..=high).contains(&likely),
        "the lowest to the highest value",
    )?;
    let sixths = match range {
        JudgedRange::Absolute => 6.0,
        JudgedRange::P5P95 => NINETY_PERCENT,
    };
    let stated_deviation = (high - low) / sixths;
    Ok(ThreePoint {
        mean: (low + 4.0 * likely + high) / 6.0,
        stated_deviation,
        standard_deviation: stated_deviation.max(LEAST_DEVIATION),
    })
}

impl ThreePoint {
    /// The parameters of the Beta distribution with the mean and the stated deviation; `None` where no
    /// Beta distribution has them.
    pub fn beta(&self) -> Option<(f64, f64)> {
        let size = self.mean * (1.0 - self.mean) / self.stated_deviation.powi(2) - 1.0;
        (size > 0.0 && size.is_finite()).then_some((self.mean * size, (1.0 - self.mean) * size))
    }

    /// What is believed.
    pub fn judged(&self) -> Judged {
        Judged::new(self.mean, self.standard_deviation)
    }
}
