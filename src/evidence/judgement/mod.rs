//! What people say: ranges, what would remain, episodes, comparisons; and what several of them say
//! together.

#![expect(
    clippy::indexing_slicing,
    reason = "kernels index what they have made, by counts that they have taken"
)]

mod episode;
mod pairwise;
mod pool;
mod remaining;
mod three_point;

use crate::evidence::Estimate;
use crate::evidence::estimate::quantiles_of;
use crate::numerics::beta::BetaMixture;
use crate::organisation::Origin;

pub use episode::{EpisodeSays, episode};
pub use pairwise::{Comparison, Pairwise, PairwiseError, pairwise};
pub use pool::pool;
pub use remaining::{RemainingSays, remaining};
pub(crate) use three_point::LEAST_DEVIATION;
pub use three_point::{JudgedRange, ThreePoint, three_point};

/// A number of 0..=1 as people judge it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Judged {
    /// What is expected.
    pub mean: f64,
    /// How sure they are, as a standard deviation.
    pub standard_deviation: f64,
}

impl Judged {
    /// A judgement of a mean inside 0..=1 and a standard deviation above 0.
    pub fn new(mean: f64, standard_deviation: f64) -> Self {
        Self { mean, standard_deviation }
    }

    /// The Beta distribution of this mean and standard deviation, as an estimate with an interval of
    /// 95 %.
    pub fn estimate(&self) -> Estimate {
        let variance = self.standard_deviation.powi(2);
        let believed = BetaMixture::of_moments(self.mean, variance);
        let estimate = quantiles_of(&believed, 0.95, 0.0, Origin::Judged);
        Estimate { value: self.mean, standard_deviation: self.standard_deviation, ..estimate }
    }

    /// How far another estimate of the same lies from this one, in standard deviations of the
    /// difference; beyond 2 both are shown as in conflict.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::evidence::judgement::Judged;
    ///
    /// let expert = Judged::new(0.25, 0.15);
    /// let data = Judged::new(0.62, 0.08);
    /// assert!((data.distance(&expert) - 2.176).abs() < 1e-3); // 0.37 / 0.17
    /// ```
    pub fn distance(&self, other: &Self) -> f64 {
        let deviation = self.standard_deviation.hypot(other.standard_deviation);
        (self.mean - other.mean).abs() / deviation
    }
}
