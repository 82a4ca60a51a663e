//! What a period of time was like for one customer.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::accumulator::CustomerTotals;
use super::counted_times::CountedTimes;
use super::instant::{instant, weight};
use crate::unit::Quality;

/// How good a period of time was for an external customer.
///
/// Only time that *counts* is looked at: within service hours and outside maintenance, see
/// [`ReplayOptions`](super::ReplayOptions). Time in which quality is unknown counts, and is left
/// out of everything but `counted` and `unknown`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Indicators {
    /// When the interval begins.
    pub from: DateTime<Utc>,
    /// When it ends, excluded.
    pub to: DateTime<Utc>,
    /// How much of it counts.
    pub counted: TimeDelta,
    /// How much of what counts is unknown.
    pub unknown: TimeDelta,
    /// Quality, weighted by time; `None` where no time is known.
    pub mean: Option<Quality>,
    /// The share of time with quality at or above the threshold, 0..=1; `None` where no time is
    /// known.
    pub at_or_above: Option<f64>,
    /// How long quality was below the threshold.
    pub below: TimeDelta,
    /// The longest interval below the threshold, the first of equals; `None` if never below.
    pub worst: Option<Interval>,
    /// The lowest quality; `None` where no time is known.
    pub lowest: Option<Lowest>,
    /// The part of the error budget that was used: time below the threshold over the time that the
    /// target allows it to be, `(1 − at_or_above) / (1 − target)`, times the share that this time
    /// is of that of the [budget](super::ReplayOptions::budget), if one is set. Above 1 the target
    /// is missed; `None` without a target, and where no time is known.
    pub budget_used: Option<f64>,
    /// How fast the error budget is used up: the share of it that was used over the share of its
    /// time that has gone. At 1 it lasts just as long as it must, at 2 half as long. `None` where
    /// `budget_used` is.
    pub burn_rate: Option<f64>,
}

/// A contiguous interval of counted time.
///
/// Time that does not count neither ends nor prolongs it: what is below the threshold when people
/// go home, and still is when they come back, was below in one interval. Unknown time ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Interval {
    /// Its first counted instant.
    pub from: DateTime<Utc>,
    /// The end of its counted time, excluded.
    pub to: DateTime<Utc>,
    /// How much of it counts.
    pub counted: TimeDelta,
}

/// The lowest quality in a period of time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Lowest {
    /// The quality.
    pub quality: Quality,
    /// When it was held first.
    pub held: Interval,
}

/// What makes indicators of tallies.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub(super) counting: CountedTimes,
    pub(super) target: Option<f64>,
    /// How long the time of the error budget is, in nanoseconds.
    pub(super) budget: Option<f64>,
}

impl Indicators {
    /// Makes them of a customer's tally over a period of time; the customer by dense number less the
    /// count of departments.
    pub(super) fn new(
        measure: &Measure,
        customer: usize,
        within: &Range<i64>,
        outcome: &CustomerTotals,
    ) -> Self {
        let Measure { counting, target, budget } = measure;
        let counting = counting.of(customer);
        let &CustomerTotals { known, unknown, below, .. } = outcome;
        let of_known = |part: i64| (known > 0).then(|| weight(part) / weight(known));
        let interval = |(from, to): (i64, i64)| Interval {
            from: instant(counting.leaving(from, within)),
            to: instant(counting.reaching(to, within)),
            counted: TimeDelta::nanoseconds(to - from),
        };
        let (worst, (lowest, held)) = (outcome.worst, outcome.lowest);
        let burn_rate = target.and_then(|target| Some(of_known(below)? / (1.0 - target)));
        let gone = budget.map_or(1.0, |budget| weight(within.end - within.start) / budget);
        Self {
            from: instant(within.start),
            to: instant(within.end),
            counted: TimeDelta::nanoseconds(known + unknown),
            unknown: TimeDelta::nanoseconds(unknown),
            mean: (known > 0).then(|| Quality::checked(outcome.mean)),
            at_or_above: of_known(known - below),
            below: TimeDelta::nanoseconds(below),
            worst: (worst.1 > worst.0).then(|| interval(worst)),
            lowest: (known > 0)
                .then(|| Lowest { quality: Quality::checked(lowest), held: interval(held) }),
            budget_used: burn_rate.map(|rate| rate * gone),
            burn_rate,
        }
    }

    /// Returns how long quality was below the threshold, in seconds.
    pub fn seconds_below(&self) -> f64 {
        self.below.as_seconds_f64()
    }
}
