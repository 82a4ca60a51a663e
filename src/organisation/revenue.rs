//! `Revenue`: what customers spend.

use super::Coefficient;

/// Statement of what one customer of a group spends.
///
/// Without it no money is said of the group.
///
/// # Examples
///
/// ```
/// use knockon::ExternalCustomer;
/// use knockon::organisation::Revenue;
///
/// // 420 a year each, 30 % less at satisfaction 0.
/// let shoppers = ExternalCustomer::person("shoppers")
///     .population(120_000.0)
///     .revenue(Revenue::per_year(420.0).spending_loss(0.3));
/// # let _ = shoppers;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Revenue {
    /// Revenue of one customer in a year, at today's satisfaction, 0..=1e15.
    pub per_year: Coefficient,
    /// The share of revenue that is margin, 0..=1; 1 unless set.
    pub margin: Coefficient,
    /// The share of spending that is lost, at once, at satisfaction 0, 0..=1; 0 unless set.
    pub spending_loss: Coefficient,
}

impl Revenue {
    /// States the revenue of one customer in a year.
    pub fn per_year(per_year: impl Into<Coefficient>) -> Self {
        Self {
            per_year: per_year.into(),
            margin: Coefficient::new(1.0),
            spending_loss: Coefficient::new(0.0),
        }
    }

    /// Sets the share of revenue that is margin.
    pub fn margin(mut self, margin: impl Into<Coefficient>) -> Self {
        self.margin = margin.into();
        self
    }

    /// Sets the share of spending that is lost at satisfaction 0.
    pub fn spending_loss(mut self, spending_loss: impl Into<Coefficient>) -> Self {
        self.spending_loss = spending_loss.into();
        self
    }
}
