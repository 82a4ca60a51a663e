//! How many periods pass until a consumer feels its provider.

use serde::Serialize;

use crate::evidence::estimate::check;
use crate::numerics::quantile::normal;
use crate::numerics::series::{autocorrelation, mean, real};
use crate::unit::OutOfRange;

/// What two series say of the lag between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LagFound {
    /// The lag in periods at which the consumer follows the provider most; `None` where no
    /// correlation exceeds the threshold.
    pub lag: Option<usize>,
    /// The correlation at each lag, from 0 on.
    pub correlations: Vec<f64>,
    /// What chance alone stays below in 95 of 100 pairs of series.
    pub threshold: f64,
    /// The provider's own autocorrelation at lag one, which is taken out first.
    pub provider_autocorrelation: f64,
    /// The consumer's.
    pub consumer_autocorrelation: f64,
}

/// Searches for the lag at which a consumer follows its provider.
///
/// Each series is prewhitened by its own autocorrelation `r` at lag one,
/// `e(t) = (x(t) − x̄) − r (x(t−1) − x̄)`: two series that each drift correlate by chance, in 23 of
/// 100 cases where none belongs to the other. The threshold is one-sided and allows for as many lags
/// as are tried (Šidák): `Φ⁻¹(0.95^(1/(L+1))) / √(T−1)`.
///
/// # Arguments
///
/// * `provider`, `consumer`: qualities of the same periods, without gaps; 60 of them say something.
/// * `longest`: the longest lag tried, in periods, below a third of the length.
///
/// # Errors
///
/// [`OutOfRange`] for series of different lengths, and a lag that is too long for them.
///
/// # Complexity
///
/// The length times the number of lags.
///
/// # References
///
/// G. Box and G. Jenkins, Time Series Analysis, 1970, chapter 11.
pub fn lag(provider: &[f64], consumer: &[f64], longest: usize) -> Result<LagFound, OutOfRange> {
    let length = provider.len();
    let is_right = consumer.len() == length;
    check("length of the consumer's series", real(consumer.len()), is_right, "the provider's")?;
    check("longest lag", real(longest), 3 * longest < length, "below a third of the series")?;
    let (provider_autocorrelation, consumer_autocorrelation) =
        (autocorrelation(provider), autocorrelation(consumer));
    let causes = whitened(provider, provider_autocorrelation);
    let effects = whitened(consumer, consumer_autocorrelation);
    let correlations: Vec<_> = (0..=longest)
        .map(|lag| correlation(&causes[..causes.len() - lag], &effects[lag..]))
        .collect();
    let chance = 0.95_f64.powf(1.0 / (real(longest) + 1.0));
    let threshold = normal(chance) / (real(length) - 1.0).sqrt();
    let mut strongest = 0;
    for (lag, correlation) in correlations.iter().enumerate() {
        if *correlation > correlations[strongest] {
            strongest = lag;
        }
    }
    let is_clear = correlations[strongest] > threshold;
    Ok(LagFound {
        lag: is_clear.then_some(strongest),
        correlations,
        threshold,
        provider_autocorrelation,
        consumer_autocorrelation,
    })
}

/// What of a series its own past does not explain.
fn whitened(series: &[f64], autocorrelation: f64) -> Vec<f64> {
    let mean = mean(series);
    series.windows(2).map(|pair| (pair[1] - mean) - autocorrelation * (pair[0] - mean)).collect()
}

/// The correlation of two series around 0; 0 where one does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let scale = (sum(a, a) * sum(b, b)).sqrt();
    if scale > 0.0 { sum(a, b) / scale } else { 0.0 }
}
