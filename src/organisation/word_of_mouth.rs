//! `WordOfMouth`: what customers say of an organisation, and what that brings.

use super::Coefficient;

/// Statement of what customers of a group say, how long it is remembered, and whom it brings.
///
/// Every setting is neutral unless set.
///
/// # Examples
///
/// ```
/// use knockon::ExternalCustomer;
/// use knockon::organisation::WordOfMouth;
///
/// let spoken = WordOfMouth::default().bad_news(2.0).elasticity(0.4).memory_days(182.625);
/// let shoppers = ExternalCustomer::person("shoppers").word_of_mouth(spoken);
/// # let _ = shoppers;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct WordOfMouth {
    /// How many times as often a dissatisfied customer is heard as a satisfied one, above 0 and up
    /// to 1e6; 1 unless set.
    pub bad_news: Coefficient,
    /// How many percent more new customers come for 1 % better reputation, 0..=10; 0 unless set.
    pub elasticity: Coefficient,
    /// The time constant by which reputation follows what is said, 0..=36,525 days; 0 unless set,
    /// which is at once.
    pub memory_days: Coefficient,
    /// How many customers a customer brings in a year, at today's satisfaction, 0..=100; 0 unless
    /// set.
    pub referrals_per_year: Coefficient,
    /// How many customers there can be, more than there are; `None` where there is no limit.
    pub market: Option<Coefficient>,
}

impl Default for WordOfMouth {
    fn default() -> Self {
        Self::NEUTRAL
    }
}

impl WordOfMouth {
    /// What holds of a group that states no word of mouth.
    pub(crate) const NEUTRAL: Self = Self {
        bad_news: Coefficient::new(1.0),
        elasticity: Coefficient::new(0.0),
        memory_days: Coefficient::new(0.0),
        referrals_per_year: Coefficient::new(0.0),
        market: None,
    };

    /// Sets how many times as often a dissatisfied customer is heard.
    pub fn bad_news(mut self, ratio: impl Into<Coefficient>) -> Self {
        self.bad_news = ratio.into();
        self
    }

    /// Sets how many percent more new customers come for 1 % better reputation.
    pub fn elasticity(mut self, elasticity: impl Into<Coefficient>) -> Self {
        self.elasticity = elasticity.into();
        self
    }

    /// Sets the time constant, in days, by which reputation follows what is said.
    pub fn memory_days(mut self, days: impl Into<Coefficient>) -> Self {
        self.memory_days = days.into();
        self
    }

    /// Sets how many customers a customer brings in a year.
    pub fn referrals_per_year(mut self, referrals: impl Into<Coefficient>) -> Self {
        self.referrals_per_year = referrals.into();
        self
    }

    /// Sets how many customers there can be.
    pub fn market(mut self, market: impl Into<Coefficient>) -> Self {
        self.market = Some(market.into());
        self
    }
}
