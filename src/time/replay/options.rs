//! What a replay looks at.

use chrono::{FixedOffset, Offset, TimeDelta, Utc};

use super::ReplayError;
use super::hours::ServiceHours;
use super::maintenance::Maintenance;
use super::span::Span;
use crate::quality::SolveOptions;
use crate::unit::Quality;

/// What a replay looks at, and how it takes what it is given.
///
/// # Examples
///
/// ```
/// use chrono::{FixedOffset, NaiveTime, TimeDelta};
/// use knockon::time::{Gaps, ReplayOptions, ServiceHours, Span};
///
/// let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
/// let options = ReplayOptions::default()
///     .threshold(0.95)
///     .target(0.99)
///     .by(Span::Day)
///     .offset(FixedOffset::east_opt(3600).unwrap())
///     .hours(ServiceHours::weekdays(time(9), time(17)))
///     .gaps(Gaps::UnknownAfter(TimeDelta::minutes(10)));
/// assert_eq!(options.target, Some(0.99));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct ReplayOptions {
    /// The quality that is good enough, 0..=1; 0.99 unless set. With [`target`](Self::target) it
    /// makes a service level objective (SLO). Qualities are compared as they are:
    /// one that a solve leaves 1e-13 short of the threshold is below.
    pub threshold: f64,
    /// The share of time at or above the threshold that is aimed at, from 0 to below 1; none unless
    /// set.
    pub target: Option<f64>,
    /// How long the time is of which the target is aimed at, such as 30 days: the error budget is
    /// that of so long a time. That of the time looked at unless set.
    pub budget: Option<TimeDelta>,
    /// The calendar spans to be reported apart, besides the whole period; none unless set.
    pub spans: Vec<Span>,
    /// Local time minus UTC, for calendar spans and service hours; 0 unless set.
    pub offset: FixedOffset,
    /// The local times that count; all unless set.
    pub hours: Option<ServiceHours>,
    /// Stretches of time that do not count, for all or for some; they may overlap.
    pub maintenance: Vec<Maintenance>,
    /// How long a reading holds; until the next unless set.
    pub gaps: Gaps,
    /// How many lines calendar spans may take, one for each customer and span; 10 million unless
    /// set. A history with one instant that is centuries off makes more.
    pub max_lines: usize,
    /// How states are solved.
    pub solve: SolveOptions,
}

/// How long a reading holds when no other follows it.
///
/// Before the first reading of anything the stated value holds, whatever the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Gaps {
    /// Until the next one, however old it grows. Right where only changes are recorded.
    #[default]
    Hold,
    /// For a time; then the stated value holds. Right where a reading is an alarm that goes away.
    StatedAfter(TimeDelta),
    /// For a time; then the thing is unknown, and with it the quality of every external customer
    /// downstream of it. That time is left out of means and shares. Right where a sensor reports
    /// at regular times: what it does not report is neither good nor bad.
    UnknownAfter(TimeDelta),
}

impl Default for ReplayOptions {
    fn default() -> Self {
        Self {
            threshold: 0.99,
            target: None,
            budget: None,
            spans: Vec::new(),
            offset: Utc.fix(),
            hours: None,
            maintenance: Vec::new(),
            gaps: Gaps::Hold,
            max_lines: 10_000_000,
            solve: SolveOptions::default(),
        }
    }
}

impl ReplayOptions {
    /// Sets [`threshold`](Self::threshold).
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    /// Sets [`target`](Self::target).
    pub fn target(mut self, target: f64) -> Self {
        self.target = Some(target);
        self
    }

    /// Sets [`budget`](Self::budget).
    pub fn budget(mut self, budget: TimeDelta) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Adds a span to [`spans`](Self::spans).
    pub fn by(mut self, span: Span) -> Self {
        self.spans.push(span);
        self
    }

    /// Sets [`offset`](Self::offset).
    pub fn offset(mut self, offset: FixedOffset) -> Self {
        self.offset = offset;
        self
    }

    /// Sets [`hours`](Self::hours).
    pub fn hours(mut self, hours: ServiceHours) -> Self {
        self.hours = Some(hours);
        self
    }

    /// Adds an interval to [`maintenance`](Self::maintenance).
    pub fn maintenance(mut self, maintenance: impl Into<Maintenance>) -> Self {
        self.maintenance.push(maintenance.into());
        self
    }

    /// Sets [`gaps`](Self::gaps).
    pub fn gaps(mut self, gaps: Gaps) -> Self {
        self.gaps = gaps;
        self
    }

    /// Sets [`max_lines`](Self::max_lines).
    pub fn max_lines(mut self, max_lines: usize) -> Self {
        self.max_lines = max_lines;
        self
    }

    /// Sets [`solve`](Self::solve).
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }
}

impl ReplayOptions {
    /// Checks the numbers that need no instant.
    pub(super) fn check(&self) -> Result<(), ReplayError> {
        if !Quality::allows(self.threshold) {
            return Err(ReplayError::Threshold { threshold: self.threshold });
        }
        if let Some(target) = self.target
            && !(0.0..1.0).contains(&target)
        {
            return Err(ReplayError::Target { target });
        }
        if let Some(budget) = self.budget.filter(|&budget| budget <= TimeDelta::zero()) {
            return Err(ReplayError::Budget { budget });
        }
        match self.gaps.after() {
            Some(after) if after <= TimeDelta::zero() => Err(ReplayError::Gap { after }),
            _ => Ok(()),
        }
    }
}

impl Gaps {
    /// For how long a reading holds; `None` for ever.
    pub(super) fn after(self) -> Option<TimeDelta> {
        match self {
            Self::Hold => None,
            Self::StatedAfter(after) | Self::UnknownAfter(after) => Some(after),
        }
    }
}
