//! The mean level of a series of readings of indicators.

use crate::evidence::Estimate;
use crate::evidence::measured::PeriodReading;
use crate::evidence::measuring::Measuring;
use crate::evidence::series_level::{LevelReading, series_level};
use crate::evidence::stored::seconds;

/// Estimates the level of readings taken one a period; nothing of none.
pub(super) fn level(readings: &[PeriodReading], measuring: &Measuring) -> Option<Estimate> {
    let reading = |reading: &PeriodReading| LevelReading {
        quality: reading.quality,
        weight: measuring.weight(seconds(reading.start)),
        counted: reading.volume.filter(|_| reading.is_share),
    };
    let readings: Vec<_> = readings.iter().map(reading).collect();
    series_level(&readings, measuring.confidence)
}
