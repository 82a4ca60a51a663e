//! An episode that somebody remembers: a provider fell, and its consumer with it.

use super::Judged;
use crate::evidence::estimate::check;
use crate::unit::OutOfRange;

/// What an episode says of a dependence.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct EpisodeSays {
    /// The dependence that explains it, if nothing else was wrong; 1 where the consumer fell further
    /// than its provider.
    pub dependence: f64,
    /// How sure that is, as a standard deviation.
    pub standard_deviation: f64,
}

impl EpisodeSays {
    /// What is believed.
    pub fn judged(&self) -> Judged {
        Judged::new(self.dependence, self.standard_deviation)
    }
}

/// The least standard deviation of what a person remembers of a quality.
const LEAST_MEMORY: f64 = 0.05;

/// Turns "when they fell to `u`, we fell to `v`", both against usual, into the dependence
/// `(1 − v)/(1 − u)`.
///
/// # Arguments
///
/// * `provider_left`: what was left of the provider's usual quality, 0 or more and below 1.
/// * `consumer_left`: what was left of the consumer's, 0..=1.
/// * `deviation`: how well that is remembered, as a standard deviation of `consumer_left`; 0.05 at
///   least.
///
/// # Errors
///
/// [`OutOfRange`] for arguments outside their ranges.
///
/// # Examples
///
/// ```
/// use knockon::evidence::judgement::episode;
///
/// let found = episode(0.25, 0.64, 0.0)?;
/// assert!((found.dependence - 0.48).abs() < 1e-15);
/// assert!((found.standard_deviation - 0.05 / 0.75).abs() < 1e-15);
/// # Ok::<(), knockon::OutOfRange>(())
/// ```
pub fn episode(
    provider_left: f64,
    consumer_left: f64,
    deviation: f64,
) -> Result<EpisodeSays, OutOfRange> {
    let is_right = (0.0..1.0).contains(&provider_left);
    check("what was left of the provider", provider_left, is_right, "0 or more and below 1")?;
    let is_right = (0.0..=1.0).contains(&consumer_left);
    check("what was left of the consumer", consumer_left, is_right, "0..=1")?;
    check("standard deviation", deviation, deviation >= 0.0, "0 or more")?;
    let lost = 1.0 - provider_left;
    Ok(EpisodeSays {
        dependence: ((1.0 - consumer_left) / lost).min(1.0),
        standard_deviation: deviation.max(LEAST_MEMORY) / lost,
    })
}
