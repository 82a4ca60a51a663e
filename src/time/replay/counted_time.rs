//! The time that counts: within service hours, outside maintenance.
//!
//! Counted time is a coordinate of its own that stands still while nothing counts:
//!
//! ```text
//!  counted │               ╱──────── maintenance
//!          │          ____╱
//!          │         ╱    nobody is served
//!          └────────╱─────────────── time
//!                 from
//! ```
//!
//! Whoever changes seldom is therefore tallied seldom: how much counted between two instants is
//! one subtraction, however many evenings lie between them.

use std::ops::Range;

use super::hours::{ServiceHours, WEEK, union};
use super::instant::NANOSECONDS_PER_DAY;

/// Counted time since an instant, in nanoseconds.
#[derive(Debug, Clone)]
pub(super) struct CountedTime {
    from: i64,
    hours: Option<Hours>,
    maintenance: Vec<CountedWindow>,
}

/// Service hours, ready to be summed up.
#[derive(Debug, Clone)]
struct Hours {
    /// Local time minus UTC.
    offset: i64,
    parts: Vec<CountedWindow>,
    per_week: i64,
}

/// An interval that does not count, or of a week that does.
#[derive(Debug, Clone)]
struct CountedWindow {
    from: i64,
    to: i64,
    /// Of how much those before it are.
    before: i64,
}

/// 1970 began on a Thursday.
const MONDAY_TO_1970: i64 = 3 * NANOSECONDS_PER_DAY;

impl Hours {
    fn new(hours: &ServiceHours, offset: i64) -> Self {
        let mut per_week = 0;
        let part = |&(from, to)| {
            let before = per_week;
            per_week += to - from;
            CountedWindow { from, to, before }
        };
        let parts = hours.parts().iter().map(part).collect();
        Self { offset, parts, per_week }
    }

    /// The hours since a Monday before 1970, negative before it.
    fn until(&self, at: i64) -> i64 {
        let local = at + self.offset + MONDAY_TO_1970;
        let (weeks, rest) = (local.div_euclid(WEEK), local.rem_euclid(WEEK));
        weeks * self.per_week + part_until(&self.parts, rest, |from, to| to - from)
    }
}

/// What of ascending windows lies before an instant, each measured by a function.
fn part_until(windows: &[CountedWindow], at: i64, measure: impl Fn(i64, i64) -> i64) -> i64 {
    let begun = windows.partition_point(|window| window.from < at);
    match windows[..begun].last() {
        Some(last) => last.before + measure(last.from, last.to.min(at)),
        None => 0,
    }
}

impl CountedTime {
    /// Counts from an instant on; `maintenance` may overlap, and nothing of it is reversed.
    pub(super) fn new(
        from: i64,
        hours: Option<&ServiceHours>,
        offset: i64,
        maintenance: impl IntoIterator<Item = (i64, i64)>,
    ) -> Self {
        let hours = hours.map(|hours| Hours::new(hours, offset));
        let mut counting = Self { from, hours, maintenance: Vec::new() };
        let mut before = 0;
        let clipped = maintenance.into_iter().map(|(start, end)| (start.max(from), end.max(from)));
        for (start, end) in union(clipped.collect()) {
            counting.maintenance.push(CountedWindow { from: start, to: end, before });
            before += counting.served(start, end);
        }
        counting
    }

    /// The service hours between two instants, maintenance or not.
    fn served(&self, from: i64, to: i64) -> i64 {
        match &self.hours {
            Some(hours) => hours.until(to) - hours.until(from),
            None => to - from,
        }
    }

    /// How much counts from the beginning to an instant; 0 before it.
    pub(super) fn until(&self, at: i64) -> i64 {
        let at = at.max(self.from);
        let excluded = part_until(&self.maintenance, at, |from, to| self.served(from, to));
        self.served(self.from, at) - excluded
    }

    /// The instant within a range at which counted time goes on from a value: the last one that has
    /// it.
    pub(super) fn leaving(&self, counted: i64, within: &Range<i64>) -> i64 {
        if self.counts_all() {
            return self.from + counted;
        }
        self.first(within, |until| until > counted) - 1
    }

    /// The instant within a range at which counted time reaches a value: the first one that has it.
    pub(super) fn reaching(&self, counted: i64, within: &Range<i64>) -> i64 {
        if self.counts_all() {
            return self.from + counted;
        }
        self.first(within, |until| until >= counted)
    }

    fn counts_all(&self) -> bool {
        self.hours.is_none() && self.maintenance.is_empty()
    }

    /// The first instant within a range whose counted time is far enough; its end if none is.
    fn first(&self, within: &Range<i64>, is_far_enough: impl Fn(i64) -> bool) -> i64 {
        let (mut low, mut high) = (within.start, within.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_far_enough(self.until(middle)) { high = middle } else { low = middle + 1 }
        }
        low
    }
}
