//! `Strain`: how load takes from how satisfied people are.

use super::Coefficient;

/// Statement of how load takes from how satisfied a department's people are.
///
/// ```text
/// σ = satisfaction · (1 − share · clamp((utilisation − from)/(1 − from), 0, 1))
/// ```
///
/// with the internal service quality as `satisfaction`. Without it, or with a share of 0, load
/// takes nothing.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Strain;
/// use knockon::{Department, Staffing};
///
/// // Busy all the time, people are a fifth less satisfied; up to 85 % of it they do not mind.
/// let staffing = Staffing::new(8.0, 30.0).target_wait_minutes(15.0);
/// let it = Department::new("it").staffing(staffing).strain(Strain::share(0.2));
/// # let _ = it;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Strain {
    /// The share of satisfaction that people lose who are busy all the time, 0..=1.
    pub share: Coefficient,
    /// The share of their time from which on load takes satisfaction, 0..=0.99; 0.85 unless set.
    pub from: Coefficient,
}

impl Strain {
    /// The share of their time from which on load takes satisfaction, unless one is stated.
    pub(crate) const USUAL_FROM: f64 = 0.85;

    /// States the share of satisfaction that people lose who are busy all the time.
    pub fn share(share: impl Into<Coefficient>) -> Self {
        Self { share: share.into(), from: Coefficient::new(Self::USUAL_FROM) }
    }

    /// Sets the share of their time from which on load takes satisfaction.
    pub fn from(mut self, utilisation: impl Into<Coefficient>) -> Self {
        self.from = utilisation.into();
        self
    }
}
