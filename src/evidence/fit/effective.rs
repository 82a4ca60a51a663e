//! Effective length: how many periods a series is worth after autocorrelation; and the share of a
//! measured series that is real.

use crate::numerics::series::{autocorrelation, corrected_autocorrelation, mean, real, variance};

/// How many independent periods a fit has: `T (1 − f) / (1 + f)`, `f` the product of the residuals'
/// and the most persistent provider's autocorrelation. Only what persists in both is counted twice.
pub(crate) fn effective_length<'a>(
    residuals: &[f64],
    providers: impl Iterator<Item = &'a [f64]>,
) -> f64 {
    let provider = providers.map(corrected_autocorrelation).fold(0.0, f64::max);
    let factor = corrected_autocorrelation(residuals) * provider;
    real(residuals.len()) * (1.0 - factor) / (1.0 + factor)
}

/// How much of a counted series is real.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reliability {
    /// The share of its variance that is no counting noise, 0..=1.
    pub(crate) share: f64,
    /// How many independent deviations its variance was taken of.
    pub(crate) freedom: f64,
}

impl Reliability {
    /// Takes shares of 0..=1 and how many were counted behind each: `max(var(y) − v̄, 0) / var(y)`, `v̄`
    /// the mean of `y(1−y)/(n−1)`.
    pub(crate) fn of(shares: &[f64], counts: &[f64]) -> Self {
        let noise = shares.iter().zip(counts).map(|(y, n)| {
            let y = y.clamp(0.0, 1.0);
            y * (1.0 - y) / (n - 1.0).max(1.0)
        });
        let noise = mean(&noise.collect::<Vec<_>>());
        let total = variance(shares);
        let share = if total > 0.0 { ((total - noise) / total).clamp(0.0, 1.0) } else { 0.0 };
        // A variance persists as the square of a series does.
        let persistent = autocorrelation(shares).max(0.0).powi(2);
        let freedom = (real(shares.len()) - 1.0) * (1.0 - persistent) / (1.0 + persistent);
        Self { share, freedom: freedom.max(1.0) }
    }
}

/// A value of a counted series as a fit takes it in: drawn towards the mean by the reliability.
pub(crate) fn calibrated(value: f64, mean: f64, reliability: f64) -> f64 {
    mean + reliability * (value - mean)
}

/// How much data a dependence takes.
///
/// # Examples
///
/// ```
/// use knockon::evidence::fit::Planning;
///
/// let planning = Planning {
///     provider_deviation: 0.05,
///     noise_deviation: 0.02,
///     level: 0.85,
///     residual_autocorrelation: 0.3,
///     provider_autocorrelation: 0.4,
///     parameters: 4.0,
/// };
/// assert!((planning.periods_for(0.1) - 112.3).abs() < 0.1);
/// assert!((planning.visible_after(36.0) - 0.263).abs() < 1e-3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planning {
    /// How much the provider's quality varies, as a standard deviation.
    pub provider_deviation: f64,
    /// What is left of the consumer's quality, as a standard deviation.
    pub noise_deviation: f64,
    /// The consumer's level.
    pub level: f64,
    /// The lag-one autocorrelation of what is left.
    pub residual_autocorrelation: f64,
    /// That of the provider.
    pub provider_autocorrelation: f64,
    /// How many numbers are fitted: needs and a level.
    pub parameters: f64,
}

impl Planning {
    fn inflation(&self) -> f64 {
        let f = self.residual_autocorrelation * self.provider_autocorrelation;
        (1.0 + f) / (1.0 - f)
    }

    /// After how many periods an interval of 95 % reaches `half_width` to either side:
    /// `p + (1.96 σ / (s sd_u h))² (1 + f) / (1 − f)`.
    pub fn periods_for(&self, half_width: f64) -> f64 {
        let ratio =
            1.96 * self.noise_deviation / (self.level * self.provider_deviation * half_width);
        self.parameters + ratio * ratio * self.inflation()
    }

    /// The smallest dependence seen after so many periods, four times of five:
    /// `2.8 σ / (s sd_u √(T − p)) √((1 + f) / (1 − f))`.
    pub fn visible_after(&self, periods: f64) -> f64 {
        let information = self.level * self.provider_deviation * (periods - self.parameters).sqrt();
        2.8 * self.noise_deviation / information * self.inflation().sqrt()
    }
}
