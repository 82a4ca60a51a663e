//! Intervals of observations: as wide as errors on periods not seen were.

use serde::Serialize;

use crate::evidence::fit::rank;
use crate::numerics::series::{median, real};

/// The half-width that held a share of errors: the `⌈confidence · (n + 1)⌉`-th smallest; `None` of
/// too few.
///
/// # References
///
/// V. Vovk, A. Gammerman and G. Shafer, *Algorithmic learning in a random world* (2005), chapter 2.
///
/// # Examples
///
/// ```
/// use knockon::evidence::calibration::conformal_half_width;
///
/// let errors = [0.01, 0.03, 0.02, 0.05, 0.015, 0.04, 0.025, 0.06, 0.035];
/// assert_eq!(conformal_half_width(&errors, 0.8), Some(0.05));
/// assert_eq!(conformal_half_width(&errors, 0.95), None);
/// ```
pub fn conformal_half_width(errors: &[f64], confidence: f64) -> Option<f64> {
    let mut sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    // 0.8 · 10 is 8.000000000000002 in floats.
    let place = rank((confidence * real(sizes.len() + 1) - 1e-9).ceil()).max(1);
    let is_there = place <= sizes.len();
    is_there.then(|| *sizes.select_nth_unstable_by(place - 1, f64::total_cmp).1)
}

/// An interval of observations that grows with the loss that is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConformalInterval {
    /// The error where nothing is lost, as a standard deviation.
    pub floor: f64,
    /// By how much the error grows with the predicted loss.
    pub share: f64,
    /// How many of these the confidence takes.
    pub factor: f64,
}

impl ConformalInterval {
    /// Takes errors and the losses that were predicted with them; errors of losses up to `small` make
    /// the floor. `None` of too few.
    pub(crate) fn of(errors: &[f64], losses: &[f64], confidence: f64, small: f64) -> Option<Self> {
        let pairs = || errors.iter().zip(losses);
        let of = |is_small: bool| pairs().filter(move |&(_, loss)| (*loss <= small) == is_small);
        let mean = |sum: f64, count: usize| if count > 0 { sum / real(count) } else { 0.0 };
        let small_squares = of(true).map(|(error, _)| error * error).sum();
        let floor = mean(small_squares, of(true).count());
        let beyond: f64 = of(false).map(|(error, _)| error * error - floor).sum();
        let squared_losses: f64 = of(false).map(|(_, loss)| loss * loss).sum();
        let share =
            if squared_losses > 0.0 { (beyond / squared_losses).max(0.0).sqrt() } else { 0.0 };
        let unscaled = Self { floor: floor.sqrt(), share, factor: 1.0 };
        let scaled: Vec<f64> = pairs()
            .map(|(error, loss)| error / unscaled.half_width(*loss).max(f64::MIN_POSITIVE))
            .collect();
        conformal_half_width(&scaled, confidence).map(|factor| Self { factor, ..unscaled })
    }

    /// The same where losses up to the middle one are small.
    pub(crate) fn of_errors(errors: &[f64], losses: &[f64], confidence: f64) -> Option<Self> {
        Self::of(errors, losses, confidence, median(losses)?)
    }

    /// How far an observation may lie from the prediction of such a loss.
    pub fn half_width(&self, loss: f64) -> f64 {
        self.factor * self.floor.hypot(self.share * loss)
    }
}
