//! `Absence`: how many of a department's people are away, and why more are.

use super::Coefficient;

/// Statement of how many of a department's people are away.
///
/// The agents stated are there today. With σ how satisfied they are, a share
/// `share · ratio^(σ today − σ)`, at most 1, is away. Only the [budget
/// loop](crate::Network::budget_loop) asks for it.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Absence;
/// use knockon::{Department, Staffing};
///
/// let staffing = Staffing::new(8.0, 30.0).target_wait_minutes(15.0);
/// let it = Department::new("it").staffing(staffing).absence(Absence::share(0.04).ratio(2.0));
/// # let _ = it;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Absence {
    /// The share of people who are away today, 0..=0.99.
    pub share: Coefficient,
    /// How many times as many are away when satisfaction is a whole 1 lower, 1..=1e6; 1 unless set.
    pub ratio: Coefficient,
}

impl Absence {
    /// States the share of people who are away today.
    pub fn share(share: impl Into<Coefficient>) -> Self {
        Self { share: share.into(), ratio: Coefficient::new(1.0) }
    }

    /// Sets how many times as many are away when satisfaction is a whole 1 lower.
    pub fn ratio(mut self, ratio: impl Into<Coefficient>) -> Self {
        self.ratio = ratio.into();
        self
    }
}
