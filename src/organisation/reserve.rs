//! `Reserve`: how much faster people work for some time when more arrives than they can do.

use super::Coefficient;

/// Statement of a department's crisis reserve: what its people do above the job while more arrives
/// than they can do, as long as they are treated well and not tired.
///
/// ```text
/// pace · (1 + share · goodwill · k)        goodwill = (σ − floor)₊/(1 − floor)
/// dk/dt = −k/tires while it is used, (1 − k)/rests otherwise
/// ```
///
/// with σ how satisfied they are and the floor of their [effort](crate::Effort). It eases the load
/// that calls for it, so it acts in [timelines](crate::Network::timeline) alone, never in a solve.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Reserve;
/// use knockon::{Department, Staffing};
///
/// // A tenth faster at first, for two weeks or so; two months later they are rested again.
/// let staffing = Staffing::new(8.0, 30.0).target_wait_minutes(15.0);
/// let reserve = Reserve::share(0.1).tires_days(14.0).rests_days(60.0);
/// let it = Department::new("it").staffing(staffing).reserve(reserve);
/// # let _ = it;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Reserve {
    /// How much faster rested people work who are treated as well as can be, 0..=10.
    pub share: Coefficient,
    /// The time constant by which they tire, 1e-9..=36525 days; 14 unless set.
    pub tires_days: Coefficient,
    /// The time constant by which they rest, 1e-9..=36525 days; 60 unless set.
    pub rests_days: Coefficient,
}

impl Reserve {
    pub(crate) const USUAL_TIRES_DAYS: f64 = 14.0;
    pub(crate) const USUAL_RESTS_DAYS: f64 = 60.0;

    /// States how much faster rested people work who are treated as well as can be.
    pub fn share(share: impl Into<Coefficient>) -> Self {
        Self {
            share: share.into(),
            tires_days: Coefficient::new(Self::USUAL_TIRES_DAYS),
            rests_days: Coefficient::new(Self::USUAL_RESTS_DAYS),
        }
    }

    /// Sets the time constant, in days, by which they tire.
    pub fn tires_days(mut self, days: impl Into<Coefficient>) -> Self {
        self.tires_days = days.into();
        self
    }

    /// Sets the time constant, in days, by which they rest.
    pub fn rests_days(mut self, days: impl Into<Coefficient>) -> Self {
        self.rests_days = days.into();
        self
    }
}
