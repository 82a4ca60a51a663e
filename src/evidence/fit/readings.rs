//! `ReadingTable`: what was read of parties and services, a series each over the same periods.

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;

use crate::numerics::series::median;

/// A series of readings, one for each period of its table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadingSeries {
    /// A quality in 0..=1 for each period, not a number where there is none. Where qualities are
    /// ratios to a reference they may lie above 1.
    pub values: Vec<f64>,
    /// How many requests, flights or tickets stand behind each; empty where that is not known. A
    /// period with none of them is not a reading.
    pub volume: Vec<f64>,
    /// Series with the same label count the same requests: no counting noise is between them.
    pub same_requests: Option<String>,
    /// Whether values are scores, such as those of a survey: volumes say how much each counts, and
    /// not of how many it is a share.
    pub scores: bool,
}

impl ReadingSeries {
    /// A series without volume.
    pub fn new(values: impl Into<Vec<f64>>) -> Self {
        Self { values: values.into(), ..Self::default() }
    }

    /// Sets how many requests stand behind each value.
    #[must_use]
    pub fn volume(mut self, volume: impl Into<Vec<f64>>) -> Self {
        self.volume = volume.into();
        self
    }

    /// Sets which requests are counted.
    #[must_use]
    pub fn same_requests(mut self, label: impl Into<String>) -> Self {
        self.same_requests = Some(label.into());
        self
    }

    /// Says that values are scores, and no shares of what was counted.
    #[must_use]
    pub fn of_scores(mut self) -> Self {
        self.scores = true;
        self
    }

    /// The reading of a period, if there is one.
    pub(crate) fn at(&self, period: usize) -> Option<f64> {
        let value = *self.values.get(period)?;
        let is_read = value.is_finite() && self.volume.get(period).is_none_or(|count| *count > 0.0);
        is_read.then_some(value)
    }

    /// How many stand behind the reading of a period; 1 where that is not known.
    pub(crate) fn weight(&self, period: usize) -> f64 {
        self.volume.get(period).copied().filter(|count| count.is_finite()).unwrap_or(1.0)
    }

    pub(crate) fn is_counted(&self) -> bool {
        !self.volume.is_empty() && !self.scores
    }
}

/// Why a table of readings cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingTableError {
    /// Periods do not follow each other.
    #[error("period {period} does not start after the one before it")]
    Disorder {
        /// The period, from 1.
        period: usize,
    },
    /// A series has another length than the table.
    #[error("the series of `{id}` has {found} values for {needed} periods")]
    Length {
        /// What the series is about.
        id: String,
        /// How many values, or volumes, it has.
        found: usize,
        /// How many periods there are.
        needed: usize,
    },
    /// A value lies outside its range.
    #[error("reading `{value}` of `{id}` in period {period} is outside 0..=1")]
    OutOfRange {
        /// What the series is about.
        id: String,
        /// The period, from 1.
        period: usize,
        /// The value given.
        value: f64,
    },
}

/// Readings by subject and period.
///
/// # Examples
///
/// ```
/// use chrono::{TimeZone, TimeDelta, Utc};
/// use knockon::evidence::fit::{ReadingSeries, ReadingTable};
///
/// let start = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
/// let weeks = (0..3).map(|week| start + TimeDelta::weeks(week)).collect();
/// let mut table = ReadingTable::new(weeks)?;
/// table.insert_party("it", ReadingSeries::new([0.9, 0.8, f64::NAN]))?;
/// assert_eq!(table.period_count(), 3);
/// # Ok::<(), knockon::evidence::fit::ReadingTableError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadingTable {
    starts: Vec<DateTime<Utc>>,
    parties: IndexMap<String, ReadingSeries>,
    services: IndexMap<String, ReadingSeries>,
    /// Whether values are ratios to a reference, which may lie above 1.
    ratios: bool,
    /// How long a period is, in milliseconds.
    length: i64,
}

impl ReadingTable {
    /// Makes an empty table of periods, given when each starts.
    ///
    /// # Errors
    ///
    /// [`ReadingTableError::Disorder`] where a period does not start after the one before it.
    pub fn new(starts: Vec<DateTime<Utc>>) -> Result<Self, ReadingTableError> {
        let wrong = starts.windows(2).position(|pair| pair[0] >= pair[1]);
        if let Some(at) = wrong {
            return Err(ReadingTableError::Disorder { period: at + 2 });
        }
        let length = middle_distance(&starts);
        Ok(Self { starts, length, ..Self::default() })
    }

    /// Says that values are ratios to a reference, such as usual over measured latency: they may lie
    /// above 1, and means are fitted to them uncut.
    #[must_use]
    pub fn of_ratios(mut self) -> Self {
        self.ratios = true;
        self
    }

    /// Adds, or replaces, what was observed of a party.
    ///
    /// # Errors
    ///
    /// [`ReadingTableError::Length`] where it has another length than the table,
    /// [`ReadingTableError::OutOfRange`] for a value outside 0..=1, or below 0 where values are
    /// ratios.
    pub fn insert_party(
        &mut self,
        id: impl Into<String>,
        series: ReadingSeries,
    ) -> Result<(), ReadingTableError> {
        let id = self.checked(id.into(), &series)?;
        self.parties.insert(id, series);
        Ok(())
    }

    /// Adds, or replaces, the conditions of a service.
    ///
    /// # Errors
    ///
    /// As [`insert_party`](Self::insert_party).
    pub fn insert_service(
        &mut self,
        id: impl Into<String>,
        series: ReadingSeries,
    ) -> Result<(), ReadingTableError> {
        let id = self.checked(id.into(), &series)?;
        self.services.insert(id, series);
        Ok(())
    }

    /// The id of a series that has a place in the table.
    fn checked(&self, id: String, series: &ReadingSeries) -> Result<String, ReadingTableError> {
        let needed = self.starts.len();
        let volumes = (!series.volume.is_empty()).then_some(series.volume.len());
        let mut lengths = [Some(series.values.len()), volumes].into_iter().flatten();
        if let Some(found) = lengths.find(|&found| found != needed) {
            return Err(ReadingTableError::Length { id, found, needed });
        }
        let highest = if self.ratios { f64::MAX } else { 1.0 };
        let is_wrong = |value: &f64| !value.is_nan() && !(0.0..=highest).contains(value);
        let wrong = series.values.iter().enumerate().find(|(_, value)| is_wrong(value));
        match wrong {
            Some((at, &value)) => Err(ReadingTableError::OutOfRange { id, period: at + 1, value }),
            None => Ok(id),
        }
    }

    /// How many periods there are.
    pub fn period_count(&self) -> usize {
        self.starts.len()
    }

    /// When each period starts.
    pub fn starts(&self) -> &[DateTime<Utc>] {
        &self.starts
    }

    /// The ids of parties that were read, in the order added.
    pub fn parties(&self) -> impl ExactSizeIterator<Item = &str> {
        self.parties.keys().map(String::as_str)
    }

    /// The ids of services that were read, in the order added.
    pub fn services(&self) -> impl ExactSizeIterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }

    /// What was observed of a party, if it was read.
    pub fn party(&self, id: impl AsRef<str>) -> Option<&ReadingSeries> {
        self.parties.get(id.as_ref())
    }

    /// The conditions of a service, if it was read.
    pub fn service(&self, id: impl AsRef<str>) -> Option<&ReadingSeries> {
        self.services.get(id.as_ref())
    }

    pub(crate) fn has_ratios(&self) -> bool {
        self.ratios
    }

    /// How long a period is: the middle one of the distances between starts.
    pub(crate) fn period_length(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.length)
    }

    /// The period nearest to a period's start less a lag; `None` where that is before the first, or
    /// in a gap.
    pub(crate) fn lagged(&self, period: usize, lag: TimeDelta) -> Option<usize> {
        let at = *self.starts.get(period)? - lag;
        let after = self.starts.partition_point(|start| *start < at);
        let candidates = [after.checked_sub(1), (after < self.starts.len()).then_some(after)];
        let distance = |&period: &usize| {
            self.starts.get(period).map_or(TimeDelta::MAX, |start| (*start - at).abs())
        };
        let nearest = candidates.into_iter().flatten().min_by_key(distance)?;
        let length = self.period_length();
        (distance(&nearest) * 2 <= length || lag.is_zero()).then_some(nearest)
    }

    /// The word for a period, singular and plural.
    pub(crate) fn period_word(&self) -> (&'static str, &'static str) {
        match self.period_length().num_hours() {
            1 => ("hour", "hours"),
            24 => ("day", "days"),
            168 => ("week", "weeks"),
            672..=744 => ("month", "months"),
            2160..=2208 => ("quarter", "quarters"),
            8760..=8784 => ("year", "years"),
            _ => ("reading", "readings"),
        }
    }
}

/// The middle one of the distances between instants, in milliseconds.
fn middle_distance(starts: &[DateTime<Utc>]) -> i64 {
    let seconds = starts.windows(2).map(|pair| (pair[1] - pair[0]).as_seconds_f64());
    let middle = median(&seconds.collect::<Vec<_>>()).unwrap_or(0.0);
    // A middle of two distances may end in half a second.
    crate::evidence::fit::whole(middle * 1000.0)
}
