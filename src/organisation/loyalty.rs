//! `Loyalty`: how quality becomes satisfaction, and satisfaction leaving or staying.

use super::Coefficient;

/// Statement of how many customers of a group stay, and what makes them leave.
///
/// Every setting but the retention is neutral unless set: quality then makes nobody leave.
///
/// # Examples
///
/// ```
/// use knockon::ExternalCustomer;
/// use knockon::organisation::{Coefficient, Loyalty, Origin, StatedRange};
///
/// // 85 % are still there after a year; four times as many leave at satisfaction 0.
/// let ratio = Coefficient::new(4.0).range(StatedRange::new(1.5..=10.0, Origin::Assumed));
/// let shoppers = ExternalCustomer::person("shoppers")
///     .loyalty(Loyalty::retention(0.85).departure_ratio(ratio));
/// # let _ = shoppers;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Loyalty {
    /// The share of customers who are still there after a year, at today's satisfaction, above 0
    /// and up to 1.
    pub retention: Coefficient,
    /// How many times as many leave when satisfaction is a whole 1 lower, 1..=1e6; 1 unless set.
    pub departure_ratio: Coefficient,
    /// New customers in a year, at today's reputation and without those who are referred,
    /// 0..=1e15; `None` for as many as replace those who leave today.
    pub won_per_year: Option<Coefficient>,
    /// How satisfaction bends over quality, −700..=700: above 0 quality is expected, and the last
    /// points hardly count; below 0 it delights, and the first points hardly count. 0 unless set.
    pub curvature: Coefficient,
    /// How much satisfaction quality above the expectation adds, 0..=1; 0 unless set.
    pub gain: Coefficient,
    /// How much satisfaction quality below the expectation takes, 0..=1; 0 unless set.
    pub loss: Coefficient,
    /// The time constant by which expectation follows quality, above 0 and up to 36,525 days; `None`
    /// where customers go on expecting today's quality.
    pub expectation_days: Option<Coefficient>,
}

impl Loyalty {
    /// States the share of customers who are still there after a year.
    pub fn retention(retention: impl Into<Coefficient>) -> Self {
        Self { retention: retention.into(), ..Self::NEUTRAL }
    }

    /// What holds of a group that states no loyalty: nobody leaves, nobody is won.
    pub(crate) const NEUTRAL: Self = Self {
        retention: Coefficient::new(1.0),
        departure_ratio: Coefficient::new(1.0),
        won_per_year: None,
        curvature: Coefficient::new(0.0),
        gain: Coefficient::new(0.0),
        loss: Coefficient::new(0.0),
        expectation_days: None,
    };

    /// Sets how many times as many leave when satisfaction is a whole 1 lower.
    pub fn departure_ratio(mut self, ratio: impl Into<Coefficient>) -> Self {
        self.departure_ratio = ratio.into();
        self
    }

    /// Sets how many new customers come in a year, without those who are referred.
    pub fn won_per_year(mut self, won: impl Into<Coefficient>) -> Self {
        self.won_per_year = Some(won.into());
        self
    }

    /// Sets how satisfaction bends over quality.
    pub fn curvature(mut self, curvature: impl Into<Coefficient>) -> Self {
        self.curvature = curvature.into();
        self
    }

    /// Sets how much satisfaction quality above the expectation adds.
    pub fn gain(mut self, gain: impl Into<Coefficient>) -> Self {
        self.gain = gain.into();
        self
    }

    /// Sets how much satisfaction quality below the expectation takes.
    pub fn loss(mut self, loss: impl Into<Coefficient>) -> Self {
        self.loss = loss.into();
        self
    }

    /// Sets the time constant, in days, by which expectation follows quality.
    pub fn expectation_days(mut self, days: impl Into<Coefficient>) -> Self {
        self.expectation_days = Some(days.into());
        self
    }
}
