//! The mean level of a series of readings.

use super::condition::effective_number;
use super::estimate::Estimate;
use crate::numerics::quantile::student;
use crate::numerics::series::{corrected_autocorrelation, mean, real};
use crate::organisation::Origin;

/// What was read in a period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LevelReading {
    /// 0..=1.
    pub(crate) quality: f64,
    /// How much it counts, above 0.
    pub(crate) weight: f64,
    /// Of how many the quality is a share, if it is one.
    pub(crate) counted: Option<f64>,
}

/// Estimates the level of readings taken one a period; nothing of none.
///
/// The mean is weighted. Its variance is that between periods over their effective number after
/// autocorrelation, and at least that of counting where all are shares of what was counted.
pub(crate) fn series_level(readings: &[LevelReading], confidence: f64) -> Option<Estimate> {
    if readings.is_empty() {
        return None;
    }
    let values: Vec<_> = readings.iter().map(|reading| reading.quality).collect();
    let weights: Vec<_> = readings.iter().map(|reading| reading.weight).collect();
    let total: f64 = weights.iter().sum();
    let weighted = |value: &dyn Fn(&LevelReading) -> f64| {
        readings.iter().map(|reading| reading.weight * value(reading)).sum::<f64>() / total
    };
    let value = weighted(&|reading| reading.quality);
    let autocorrelation = if values.len() > 2 { corrected_autocorrelation(&values) } else { 0.0 };
    let independent = (1.0 - autocorrelation) / (1.0 + autocorrelation);
    let effective = (effective_number(&weights) * independent).max(1.0);
    let counting: Option<Vec<f64>> = readings
        .iter()
        .map(|reading| Some(reading.quality * (1.0 - reading.quality) / reading.counted?))
        .collect();
    let counting = counting.map(|variances| mean(&variances) / real(variances.len()));
    let between = (values.len() > 1).then(|| {
        let squares = weighted(&|reading| (reading.quality - value).powi(2));
        let count = effective_number(&weights);
        squares * count / (count - 1.0).max(0.5) / effective
    });
    let variance = match (between, counting) {
        (Some(between), counting) => between.max(counting.unwrap_or(0.0)),
        (None, Some(counting)) => counting,
        // One reading says nothing of how far the next will be from it.
        (None, None) => 1.0 / 12.0,
    };
    let deviation = variance.sqrt();
    let reach = student(f64::midpoint(1.0, confidence), (effective - 1.0).max(1.0)) * deviation;
    Some(Estimate {
        value,
        low: (value - reach).max(0.0),
        high: (value + reach).min(1.0),
        confidence,
        standard_deviation: deviation,
        effective_number: effective,
        origin: Origin::Measured,
    })
}
