//! `Measuring`: until when, by which periods and how evidence is measured.

use chrono::{DateTime, FixedOffset, Offset, TimeDelta, Utc};

use super::ageing::ageing_weight;
use super::estimate::{CONFIDENCE, check, check_confidence};
use super::period::Period;
use super::stored::{Seconds, seconds};
use crate::unit::OutOfRange;

/// How evidence is measured; nothing here asks a clock.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::evidence::{Measuring, Period};
///
/// let today = "2026-04-15T00:00:00Z".parse()?;
/// let measuring = Measuring::until(today).every(Period::Week).half_life(TimeDelta::days(90));
/// assert_eq!((measuring.period, measuring.confidence), (Period::Week, 0.95));
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Measuring {
    /// Today: readings from then on are left out, and what was resolved from then on is still open.
    pub until: DateTime<Utc>,
    /// Readings before are left out; nothing is unless set.
    pub since: Option<DateTime<Utc>>,
    /// The periods of series; a month unless set. Arrivals are counted by them: it should be what is
    /// planned for.
    pub period: Period,
    /// Local time minus UTC, for where periods start; 0 unless set.
    pub offset: FixedOffset,
    /// The age at which a reading counts for half; nothing ages unless set.
    pub half_life: Option<TimeDelta>,
    /// How often intervals hold the true number; 0.95 unless set.
    pub confidence: f64,
    /// Until when the mean handling time is taken; the longest time that ten requests have been open
    /// unless set.
    pub horizon: Option<TimeDelta>,
    /// The longest lag tried, in periods; 14 unless set.
    pub longest_lag: usize,
    /// What is as good as it should be where a `value` states no reference.
    pub reference: Reference,
}

/// What a `value` without a reference is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Reference {
    /// Nothing: such readings are left out, with a note.
    #[default]
    Stated,
    /// The median of all readings of the subject.
    Median,
}

impl Measuring {
    /// Measures until an instant, by months, with nothing ageing.
    pub fn until(today: DateTime<Utc>) -> Self {
        Self {
            until: today,
            since: None,
            period: Period::default(),
            offset: Utc.fix(),
            half_life: None,
            confidence: CONFIDENCE,
            horizon: None,
            longest_lag: 14,
            reference: Reference::default(),
        }
    }

    /// Sets [`since`](Self::since).
    pub fn since(mut self, since: DateTime<Utc>) -> Self {
        self.since = Some(since);
        self
    }

    /// Sets [`period`](Self::period).
    pub fn every(mut self, period: Period) -> Self {
        self.period = period;
        self
    }

    /// Sets [`offset`](Self::offset).
    pub fn offset(mut self, offset: FixedOffset) -> Self {
        self.offset = offset;
        self
    }

    /// Sets [`half_life`](Self::half_life).
    pub fn half_life(mut self, half_life: TimeDelta) -> Self {
        self.half_life = Some(half_life);
        self
    }

    /// Sets [`confidence`](Self::confidence).
    pub fn confidence(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }

    /// Sets [`horizon`](Self::horizon).
    pub fn horizon(mut self, horizon: TimeDelta) -> Self {
        self.horizon = Some(horizon);
        self
    }

    /// Sets [`longest_lag`](Self::longest_lag).
    pub fn longest_lag(mut self, longest_lag: usize) -> Self {
        self.longest_lag = longest_lag;
        self
    }

    /// Sets [`reference`](Self::reference).
    pub fn reference(mut self, reference: Reference) -> Self {
        self.reference = reference;
        self
    }

    /// Refuses options that make no sense.
    pub(super) fn check(&self) -> Result<(), OutOfRange> {
        check_confidence(self.confidence)?;
        let positive = |what, time: Option<TimeDelta>| match time {
            Some(time) => check(what, time.as_seconds_f64(), time > TimeDelta::zero(), "above 0"),
            None => Ok(()),
        };
        positive("half-life in seconds", self.half_life)?;
        positive("horizon in seconds", self.horizon)
    }

    /// Whether a reading of an instant counts.
    pub(super) fn holds(&self, at: Seconds) -> bool {
        at < seconds(self.until) && self.since.is_none_or(|since| at >= seconds(since))
    }

    /// How much it counts.
    pub(super) fn weight(&self, at: Seconds) -> f64 {
        ageing_weight(TimeDelta::seconds(seconds(self.until).saturating_sub(at)), self.half_life)
    }
}
