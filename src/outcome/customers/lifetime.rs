//! The discounted margin of one customer from now on, in three conventions.

/// When the margin of a period is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LifetimeConvention {
    /// At the end of each year, by those who are still there: `m r / (1 + i − r)`.
    EndOfPeriod,
    /// At the start of each year, the first at once: `m (1 + i) / (1 + i − r)`.
    StartOfPeriod,
    /// All the time: `m / (ln(1 + i) − ln r)`, as everywhere else here.
    #[default]
    Continuous,
}

/// The lifetime value of a customer: what it brings from now on, discounted.
///
/// # Arguments
///
/// * `margin_per_year`: margin of one customer in a year.
/// * `retention`: share of customers who are there after a year, above 0 and up to 1.
/// * `discount`: discount per year, 0 or more.
///
/// # Returns
///
/// `None` where it is infinite, or an argument is out of range.
///
/// # Examples
///
/// ```
/// use knockon::outcome::{LifetimeConvention, lifetime_value};
///
/// let value = |convention| lifetime_value(100.0, 0.8, 0.1, convention).unwrap();
/// assert!((value(LifetimeConvention::EndOfPeriod) - 80.0 / 0.3).abs() < 1e-12);
/// assert!((value(LifetimeConvention::StartOfPeriod) - 110.0 / 0.3).abs() < 1e-12);
/// assert!((value(LifetimeConvention::Continuous) - 314.017360226).abs() < 1e-9);
/// assert_eq!(lifetime_value(100.0, 1.0, 0.0, LifetimeConvention::Continuous), None);
/// ```
///
/// # References
///
/// S. Gupta, D. Lehmann and J. Stuart, *Valuing customers*, J. Marketing Research 41 (2004) 7-18.
pub fn lifetime_value(
    margin_per_year: f64,
    retention: f64,
    discount: f64,
    convention: LifetimeConvention,
) -> Option<f64> {
    let is_right = retention > 0.0 && retention <= 1.0 && discount >= 0.0;
    let (paid, leaving) = match convention {
        LifetimeConvention::EndOfPeriod => (retention, (1.0 - retention) + discount),
        LifetimeConvention::StartOfPeriod => (1.0 + discount, (1.0 - retention) + discount),
        LifetimeConvention::Continuous => (1.0, discount.ln_1p() - retention.ln()),
    };
    (is_right && leaving > 0.0).then(|| margin_per_year * paid / leaving)
}
