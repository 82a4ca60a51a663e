//! How to tell whose trouble was read.

use super::noise::Noise;
use crate::quality::solve_options::SolveOptions;

/// How to tell whose trouble was read.
///
/// # Examples
///
/// ```
/// use knockon::quality::InferOptions;
///
/// let options = InferOptions::default().tolerance(0.02);
/// assert_eq!(options.tolerance, Some(0.02));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
#[must_use]
pub struct InferOptions {
    /// How large an own part may be before it is a cause, 0..=1; unless stated what
    /// [`noise`](Self::noise) says, or 0.01 of a party it does not know. Standard errors of readings
    /// widen it in any case.
    pub tolerance: Option<f64>,
    /// What own parts are where nothing is wrong; of nobody unless set.
    pub noise: Noise,
    /// How to solve.
    pub solve: SolveOptions,
}

impl InferOptions {
    /// The tolerance where nothing else is known.
    pub(super) const TOLERANCE: f64 = 0.01;

    /// Sets [`tolerance`](Self::tolerance); NaN and numbers below 0 count as 0.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = Some(tolerance.max(0.0));
        self
    }

    /// Sets [`noise`](Self::noise).
    pub fn noise(mut self, noise: Noise) -> Self {
        self.noise = noise;
        self
    }

    /// Sets [`solve`](Self::solve).
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }
}
