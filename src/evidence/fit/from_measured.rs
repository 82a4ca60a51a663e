//! Series from what was measured.

use chrono::{DateTime, Utc};

use super::readings::{ReadingSeries, ReadingTable, ReadingTableError};
use crate::evidence::{Measured, PeriodReading};

impl ReadingTable {
    /// Takes the series that were measured, period by period: qualities of parties and conditions of
    /// services. Where a reference was divided by values, ratios are kept uncut.
    ///
    /// # Errors
    ///
    /// [`ReadingTableError`] where series do not make a table, which those of [`Measured`] do.
    pub fn from_measured(measured: &Measured) -> Result<Self, ReadingTableError> {
        let parties = || measured.qualities().map(|(id, it)| (id.as_str(), &*it.series));
        let services = || measured.conditions().map(|(id, it)| (id.as_str(), &*it.series));
        let readings = || parties().chain(services()).flat_map(|(_, series)| series);
        let mut starts: Vec<DateTime<Utc>> = readings().map(|reading| reading.start).collect();
        starts.sort_unstable();
        starts.dedup();
        let cut = |reading: &PeriodReading| reading.ratio.to_bits() != reading.quality.to_bits();
        let has_ratios = readings().any(cut);
        let mut table = Self::new(starts)?;
        if has_ratios {
            table = table.of_ratios();
        }
        for (id, series) in parties().filter(|(_, series)| !series.is_empty()) {
            let series = table.spread(series);
            table.insert_party(id, series)?;
        }
        for (id, series) in services().filter(|(_, series)| !series.is_empty()) {
            let series = table.spread(series);
            table.insert_service(id, series)?;
        }
        Ok(table)
    }

    /// Puts readings at the periods in which they were made.
    fn spread(&self, readings: &[PeriodReading]) -> ReadingSeries {
        let count = self.period_count();
        let mut series = ReadingSeries::new(vec![f64::NAN; count]);
        let is_counted = readings.iter().all(|reading| reading.volume.is_some());
        if is_counted {
            series.volume = vec![0.0; count];
        }
        for reading in readings {
            let Ok(at) = self.starts().binary_search(&reading.start) else { continue };
            series.values[at] = reading.ratio.max(0.0);
            if let Some(volume) = reading.volume.filter(|_| is_counted) {
                series.volume[at] = volume;
            }
        }
        series.scores = readings.iter().any(|reading| !reading.is_share);
        let label = readings.first().and_then(|reading| reading.same_requests.clone());
        let is_one = readings.iter().all(|reading| reading.same_requests == label);
        series.same_requests = label.filter(|_| is_one);
        series
    }
}
