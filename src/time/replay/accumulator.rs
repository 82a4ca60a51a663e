//! What is known of every customer's quality so far.
//!
//! A change touches the sums of the customers it changes and nothing else. What a quality falls
//! below, and how long it stays there, is noted only where it crosses the threshold or is the
//! lowest so far. Instants are counted time, see [`counting`](super::counted_time).

use std::ops::Range;

use super::instant::weight;

/// What every change touches.
#[derive(Debug, Clone, Copy)]
struct Sum {
    /// Up to where it is summed up.
    since: i64,
    /// Quality times nanoseconds, and what rounding has added to it (Kahan's compensated sum).
    weighted: f64,
    excess: f64,
    lowest: f64,
}

/// What falls and rises touch.
#[derive(Debug, Clone, Copy)]
struct ThresholdMarks {
    /// When it fell below the threshold last.
    fell: i64,
    /// How long it was below, up to the last rise.
    below: i64,
    /// The last interval below; its end is of no meaning while it lasts.
    interval: (i64, i64),
    /// The longest interval below that is over, the first of equals.
    worst: (i64, i64),
    unknown: i64,
}

/// Tallies of every customer from one instant on.
#[derive(Debug, Clone)]
pub(super) struct Accumulator {
    threshold: f64,
    sums: Vec<Sum>,
    /// Where the lowest quality was held first.
    lowest: Vec<(i64, i64)>,
    marks: Vec<ThresholdMarks>,
}

/// What came of one customer's tally.
#[derive(Debug, Clone, Copy)]
pub(super) struct CustomerTotals {
    /// Of no meaning where nothing is known, as `lowest`.
    pub(super) mean: f64,
    pub(super) known: i64,
    pub(super) unknown: i64,
    pub(super) below: i64,
    /// Empty if never below.
    pub(super) worst: (i64, i64),
    pub(super) lowest: (f64, (i64, i64)),
}

impl Sum {
    fn new(since: i64) -> Self {
        Self { since, weighted: 0.0, excess: 0.0, lowest: f64::INFINITY }
    }

    /// Adds a quality that was held up to an instant, and notes where the lowest was held first.
    #[inline]
    fn add(&mut self, until: i64, quality: f64, lowest: &mut (i64, i64)) {
        let since = std::mem::replace(&mut self.since, until);
        if since == until {
            return;
        }
        let term = quality * weight(until - since) - self.excess;
        let sum = self.weighted + term;
        self.excess = (sum - self.weighted) - term;
        self.weighted = sum;
        if quality < self.lowest {
            self.lowest = quality;
            *lowest = (since, until);
        } else if quality <= self.lowest && lowest.1 == since {
            lowest.1 = until;
        }
    }
}

impl ThresholdMarks {
    fn new() -> Self {
        let nowhere = (i64::MIN, i64::MIN);
        Self { fell: 0, below: 0, interval: nowhere, worst: (0, 0), unknown: 0 }
    }

    /// Notes that it falls below the threshold. Where no counted time has passed since it was
    /// there, the interval goes on.
    fn fall(&mut self, at: i64) {
        self.fell = at;
        if self.interval.1 != at {
            self.interval.0 = at;
        }
    }

    /// Notes that it rises to the threshold, or is not looked at any more.
    fn rise(&mut self, at: i64) {
        self.below += at - self.fell;
        self.interval.1 = at;
        if at - self.interval.0 > self.worst.1 - self.worst.0 {
            self.worst = self.interval;
        }
    }
}

impl Accumulator {
    /// Begins tallies for so many customers; [`begin`](Self::begin) begins each.
    pub(super) fn new(customers: usize, threshold: f64) -> Self {
        Self {
            threshold,
            sums: vec![Sum::new(0); customers],
            lowest: vec![(0, 0); customers],
            marks: vec![ThresholdMarks::new(); customers],
        }
    }

    /// Begins anew at each customer's instant, for customers with these qualities; `None` is unknown.
    pub(super) fn begin(
        &mut self,
        at: impl Fn(usize) -> i64,
        qualities: impl Iterator<Item = Option<f64>>,
    ) {
        let customers = self.sums.iter_mut().zip(&mut self.marks).enumerate();
        for ((customer, (sum, marks)), quality) in customers.zip(qualities) {
            let at = at(customer);
            (*sum, *marks) = (Sum::new(at), ThresholdMarks::new());
            if quality.is_some_and(|quality| quality < self.threshold) {
                marks.fall(at);
            }
        }
    }

    /// Takes changes at each customer's instant: the customer, if it is one whose quality is known,
    /// the quality before and the quality after.
    pub(super) fn follow(
        &mut self,
        at: impl Fn(usize) -> i64,
        changes: impl Iterator<Item = (Option<usize>, f64, f64)>,
    ) {
        let Self { threshold, sums, lowest, marks, .. } = self;
        let threshold = *threshold;
        for (customer, before, after) in changes {
            let Some(customer) = customer else { continue };
            let at = at(customer);
            sums[customer].add(at, before, &mut lowest[customer]);
            match (before < threshold, after < threshold) {
                (false, true) => marks[customer].fall(at),
                (true, false) => marks[customer].rise(at),
                _ => {}
            }
        }
    }

    /// Takes it that a customer's quality, up to now as given, is unknown from now on.
    pub(super) fn lose(&mut self, customer: usize, at: i64, quality: f64) {
        self.sums[customer].add(at, quality, &mut self.lowest[customer]);
        if quality < self.threshold {
            self.marks[customer].rise(at);
        }
    }

    /// Takes it that a customer's quality is known again.
    pub(super) fn regain(&mut self, customer: usize, at: i64, quality: f64) {
        let marks = &mut self.marks[customer];
        marks.unknown += at - std::mem::replace(&mut self.sums[customer].since, at);
        if quality < self.threshold {
            marks.fall(at);
        }
    }

    /// Sums up a customer from where its tally began up to now, with the quality it has now; `None`
    /// is unknown.
    pub(super) fn outcome(
        &self,
        customer: usize,
        within: Range<i64>,
        quality: Option<f64>,
    ) -> CustomerTotals {
        let Range { start: from, end: at } = within;
        let (mut sum, mut marks) = (self.sums[customer], self.marks[customer]);
        let mut lowest = self.lowest[customer];
        let never_changed = sum.since == from;
        match quality {
            Some(quality) => {
                sum.add(at, quality, &mut lowest);
                if quality < self.threshold {
                    marks.rise(at);
                }
            }
            None => marks.unknown += at - sum.since,
        }
        let known = at - from - marks.unknown;
        // A constant is its own mean, and no mean is below the lowest: rounding alone says else.
        let mean = match quality {
            Some(quality) if never_changed => quality,
            _ => ((sum.weighted - sum.excess) / weight(known)).max(sum.lowest).min(1.0),
        };
        CustomerTotals {
            mean,
            known,
            unknown: marks.unknown,
            below: marks.below,
            worst: marks.worst,
            lowest: (sum.lowest, lowest),
        }
    }
}
