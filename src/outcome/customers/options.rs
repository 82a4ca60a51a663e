//! `BaseOptions`: how long customers are followed, and how.

use super::error::{OutcomeError, check_option};
use super::follow::FollowedSpan;
use super::parameters::DAYS_PER_YEAR;
use crate::network::Network;
use crate::organisation::Organisation;

/// How long customers are followed, and how.
///
/// # Examples
///
/// ```
/// use knockon::outcome::BaseOptions;
///
/// let options = BaseOptions::years(3.0).discount(0.08);
/// assert_eq!((options.years, options.step_days), (3.0, 1.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct BaseOptions {
    /// How many years customers are followed, above 0 and up to 100.
    pub years: f64,
    /// The discount per year, 0..=10; that of the organisation unless set, and 0 without that.
    pub discount: Option<f64>,
    /// The longest step, in days, 0.001..=100; 1 unless set. Steps of a day give customers to about
    /// 1e-7; halving them divides the error by four.
    pub step_days: f64,
    /// Whether bands are worked out; true unless set.
    pub bands: bool,
}

impl BaseOptions {
    /// Follows customers for so many years.
    pub const fn years(years: f64) -> Self {
        Self { years, discount: None, step_days: 1.0, bands: true }
    }

    /// Sets the discount per year.
    pub const fn discount(mut self, discount: f64) -> Self {
        self.discount = Some(discount);
        self
    }

    /// Sets the longest step.
    pub const fn step_days(mut self, days: f64) -> Self {
        self.step_days = days;
        self
    }

    /// Sets whether bands are worked out.
    pub const fn bands(mut self, bands: bool) -> Self {
        self.bands = bands;
        self
    }

    /// The same in years of steps; refuses what is out of range.
    pub(super) fn span(&self, network: &Network) -> Result<FollowedSpan, OutcomeError> {
        let Self { years, step_days, .. } = *self;
        check_option("years", years, years > 0.0 && years <= 100.0, "0..=100, and above 0")?;
        let is_right = (0.001..=100.0).contains(&step_days);
        check_option("step_days", step_days, is_right, "0.001..=100")?;
        let discount = self.discount_of(network);
        check_option("discount", discount, (0.0..=10.0).contains(&discount), "0..=10")?;
        Ok(FollowedSpan {
            years,
            step: step_days / DAYS_PER_YEAR,
            discount: discount.ln_1p(),
            mark: None,
        })
    }

    /// The discount per year.
    fn discount_of(&self, network: &Network) -> f64 {
        let stated = network.layout().names().organisation().and_then(Organisation::discount);
        self.discount.or(stated.map(|stated| stated.value)).unwrap_or(0.0)
    }
}
