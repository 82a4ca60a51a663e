//! What is asked about segments.

use super::customer_rule::check;
use super::error::SqlError;

/// What is asked about the qualities of a segment's customers.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Statistic {
    /// The mean, weighted by population: column `mean`.
    Mean,
    /// The least quality of any customer: column `worst`.
    Worst,
    /// How many customers have less than a threshold, 0..=1, and their population: columns
    /// `customers_below_0_8` and `population_below_0_8`.
    Below(f64),
    /// The least quality up to which there is a share of the population, above 0 and up to 1: column
    /// `quantile_0_05`.
    Quantile(f64),
}

impl Statistic {
    pub(super) fn check(self) -> Result<(), SqlError> {
        match self {
            Self::Mean | Self::Worst => Ok(()),
            Self::Below(threshold) => check("threshold", threshold, 0.0..=1.0, "0..=1"),
            Self::Quantile(share) => {
                check("share of a quantile", share, f64::MIN_POSITIVE..=1.0, "above 0 to 1")
            }
        }
    }

    /// A number as it stands in the name of a column.
    pub(super) fn in_name(number: f64) -> String {
        number.to_string().replace(['.', '-'], "_")
    }
}
