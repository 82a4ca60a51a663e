//! How well a stated number is known: its range, and where it comes from.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::Origin;

/// The range of a stated number, and where the number comes from.
///
/// The range is an interval that holds the number with 95 %; of a number that is
/// [published](Origin::Published) or [assumed](Origin::Assumed) it is all that the number may be.
///
/// # Examples
///
/// ```
/// use knockon::organisation::{Origin, StatedRange};
/// use knockon::{Department, Organisation, Service};
///
/// let organisation = Organisation::builder("Head office")
///     .departments(["it", "hr"].map(Department::new))
///     .service(
///         Service::new("it-hr", "it", "hr")
///             .dependence(0.6)
///             .dependence_range(StatedRange::new(0.4..=0.8, Origin::Judged)),
///     )
///     .build()?;
/// let range = organisation.service("it-hr").unwrap().dependence_range().unwrap();
/// assert_eq!((range.low, range.high, range.origin), (0.4, 0.8, Origin::Judged));
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StatedRange {
    /// Where the range begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// Where the number comes from.
    pub origin: Origin,
}

impl StatedRange {
    /// States a range, which holds the number that it is of.
    pub const fn new(range: RangeInclusive<f64>, origin: Origin) -> Self {
        Self { low: *range.start(), high: *range.end(), origin }
    }

    /// What is wrong with it as the range of a number, if anything: half a sentence.
    pub(super) fn fault(&self, value: f64, allows: fn(f64) -> bool, words: &str) -> Option<String> {
        let Self { low, high, .. } = *self;
        if !allows(low) || !allows(high) {
            Some(format!("{low}..{high} is outside {words}"))
        } else if low > high {
            Some(format!("{low}..{high} has its higher end first"))
        } else if allows(value) && !(low..=high).contains(&value) {
            Some(format!("{low}..{high} does not hold its value `{value}`"))
        } else {
            None
        }
    }
}

/// The ranges of a service's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct ServiceRanges {
    pub(crate) dependence: Option<StatedRange>,
    pub(crate) condition: Option<StatedRange>,
}

impl ServiceRanges {
    /// `None` where nothing has a range.
    pub(crate) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}
