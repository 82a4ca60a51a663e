//! What departments delivered, as far back as the longest lag.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::instant::{length, nanoseconds};
use crate::network::{DelayedLayout, DelayedProvider, DeptIx};
use crate::numerics::csr::ix;
use crate::quality::ProviderValues;

/// The step ends within the longest lag, with what departments of services with a lag delivered
/// then; between them a straight line. An instant at which somebody jumped is there twice, before
/// and after. Before the first of them all was as it was then.
#[derive(Debug, Clone)]
pub(super) struct DelayBuffer {
    /// The departments remembered, ascending, and the longest lag of each.
    departments: Vec<DeptIx>,
    longest_of: Vec<i64>,
    /// The row of the table that shows the first provider with a lag.
    first_delayed: usize,
    /// Of each provider with a lag the place of its lag; those of one department follow each other.
    delayed: Vec<u32>,
    /// Of each department remembered where its providers with a lag end.
    delayed_end: Vec<u32>,
    lags: Vec<Lag>,
    /// When the rows remembered were.
    times: VecDeque<i64>,
    /// What they were, of one department after the other: a ring of `capacity` slots each.
    values: Vec<f64>,
    /// A power of two.
    capacity: usize,
    /// How many rows were forgotten.
    forgotten: usize,
}

/// A lag, and where it leads.
#[derive(Debug, Clone)]
struct Lag {
    time: i64,
    /// The first row at or after the instant looked at last, counted from the first ever.
    row: usize,
    /// The slots that the instant being looked at lies between, and how much of the way along.
    slots: [usize; 2],
    share: f64,
}

/// Which of two rows of one instant counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowSide {
    Before,
    After,
}

impl DelayBuffer {
    pub(super) fn new(delayed_layout: &DelayedLayout, department_count: usize) -> Self {
        const CAPACITY: usize = 4;
        let mut departments: Vec<DeptIx> =
            delayed_layout.lagged.iter().map(|delayed| delayed.department).collect();
        departments.dedup();
        let longest_of =
            delayed_layout.lagged.chunk_by(|one, two| one.department == two.department);
        let longest_of = longest_of
            .map(|of_it| of_it.iter().map(|delayed| nanoseconds(delayed.lag)).fold(0, i64::max))
            .collect();
        let mut lags: Vec<TimeDelta> =
            delayed_layout.lagged.iter().map(|delayed| delayed.lag).collect();
        lags.sort_unstable();
        lags.dedup();
        let place =
            |delayed: &DelayedProvider| ix(lags.partition_point(|&known| known < delayed.lag));
        let end = |&department: &DeptIx| {
            let lagged = &delayed_layout.lagged;
            ix(lagged.partition_point(|delayed| delayed.department <= department))
        };
        let lag =
            |&lag: &TimeDelta| Lag { time: nanoseconds(lag), row: 0, slots: [0, 0], share: 0.0 };
        Self {
            first_delayed: department_count,
            delayed: delayed_layout.lagged.iter().map(place).collect(),
            delayed_end: departments.iter().map(end).collect(),
            lags: lags.iter().map(lag).collect(),
            times: VecDeque::new(),
            values: vec![0.0; CAPACITY * departments.len()],
            capacity: CAPACITY,
            forgotten: 0,
            departments,
            longest_of,
        }
    }

    /// The same, with instants counted from another.
    pub(super) fn counted_from(mut self, origin: i64) -> Self {
        self.times.iter_mut().for_each(|at| *at -= origin);
        self
    }

    /// How many numbers are remembered at most, before more memory is needed.
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    pub(super) fn longest(&self) -> i64 {
        self.lags.last().map_or(0, |last| last.time)
    }

    /// Remembers what departments deliver at an instant, no earlier than the last.
    pub(super) fn push(&mut self, at: i64, quality: &[f64]) {
        if self.departments.is_empty() {
            return;
        }
        let longest = self.longest();
        while self.times.get(1).is_some_and(|&second| second < at - longest) {
            self.times.pop_front();
            self.forgotten += 1;
        }
        // Between two rows that are the same, others like them say nothing.
        let count = self.times.len();
        let is_same = |row: usize| self.row(row).zip(&self.departments).all(is_of(quality));
        if count >= 2 && is_same(count - 1) && is_same(count - 2) {
            self.times[count - 1] = at;
            return;
        }
        if count == self.capacity {
            self.grow();
        }
        let slot = self.slot(count);
        let columns = self.values.chunks_exact_mut(self.capacity);
        for (column, &department) in columns.zip(&self.departments) {
            column[slot] = quality[department];
        }
        self.times.push_back(at);
    }

    /// The slot of a row, counted from the first remembered.
    fn slot(&self, row: usize) -> usize {
        (self.forgotten + row) & (self.capacity - 1)
    }

    /// What departments delivered in a row, counted from the first remembered.
    fn row(&self, row: usize) -> impl Iterator<Item = f64> {
        let slot = self.slot(row);
        self.values.chunks_exact(self.capacity).map(move |column| column[slot])
    }

    fn grow(&mut self) {
        let (old, capacity) = (self.capacity, 2 * self.capacity);
        let mut values = vec![0.0; capacity * self.departments.len()];
        let columns = self.values.chunks_exact(old).zip(values.chunks_exact_mut(capacity));
        for (from, to) in columns {
            for row in self.forgotten..self.forgotten + self.times.len() {
                to[row & (capacity - 1)] = from[row & (old - 1)];
            }
        }
        (self.values, self.capacity) = (values, capacity);
    }

    /// Shows delayed providers of an instant in a table, those with a lag of at least `least`.
    pub(super) fn show(&mut self, at: i64, side: RowSide, least: i64, table: &mut ProviderValues) {
        let first = self.lags.partition_point(|lag| lag.time < least);
        if first == self.lags.len() || self.times.is_empty() {
            return;
        }
        let mask = self.capacity - 1;
        for lag in &mut self.lags[first..] {
            let slot = |row: usize| (self.forgotten + row) & mask;
            lag.locate(at, side, &self.times, self.forgotten);
            lag.slots = lag.slots.map(slot);
        }
        let count = self.delayed.len();
        let quality = &mut table.quality[self.first_delayed..][..count];
        let missing = &mut table.missing[self.first_delayed..][..count];
        let mut start = 0;
        for (column, &end) in self.values.chunks_exact(self.capacity).zip(&self.delayed_end) {
            let of_department = start..end as usize;
            start = end as usize;
            let shown = quality[of_department.clone()].iter_mut();
            let shown = shown.zip(&mut missing[of_department.clone()]);
            for (&lag, (quality, missing)) in self.delayed[of_department].iter().zip(shown) {
                if (lag as usize) < first {
                    continue;
                }
                let Lag { slots: [before, after], share, .. } = self.lags[lag as usize];
                let (one, two) = (column[before], column[after]);
                *quality = one + share * (two - one);
                *missing = 1.0 - *quality;
            }
        }
    }

    /// The largest distance of what is not yet felt by all from a state.
    pub(super) fn distance(&self, at: i64, state: &[f64]) -> f64 {
        let of_row = |row: usize| {
            let since = at - self.times[row];
            let departments = self.departments.iter().zip(&self.longest_of);
            let pending =
                self.row(row).zip(departments).filter(|(_, (_, longest))| since <= **longest);
            let apart =
                |(one, (&department, _)): (f64, (&DeptIx, &i64))| (one - state[department]).abs();
            pending.map(apart).fold(0.0, f64::max)
        };
        (0..self.times.len()).map(of_row).fold(0.0, f64::max)
    }

    /// The instants at which a department's jump is felt by its consumers.
    pub(super) fn breaking_points(
        delayed_layout: &DelayedLayout,
        department: DeptIx,
        at: i64,
    ) -> impl Iterator<Item = i64> + '_ {
        let first =
            delayed_layout.lagged.partition_point(|delayed| delayed.department < department);
        let of_it = delayed_layout.lagged[first..].iter();
        let of_it = of_it.take_while(move |delayed| delayed.department == department);
        of_it.map(move |delayed| at + nanoseconds(delayed.lag))
    }

    pub(super) fn departments(&self) -> &[DeptIx] {
        &self.departments
    }
}

impl Lag {
    /// Finds the rows, counted from the first remembered, that an instant so long before another
    /// lies between.
    fn locate(&mut self, at: i64, side: RowSide, times: &VecDeque<i64>, forgotten: usize) {
        let instant = at - self.time;
        let mut row = self.row.max(forgotten) - forgotten;
        // Back again where a step is taken anew, shorter.
        while row > 0 && times[row - 1] >= instant {
            row -= 1;
        }
        while times.get(row).is_some_and(|&time| time < instant) {
            row += 1;
        }
        self.row = row + forgotten;
        if side == RowSide::After {
            while times.get(row).is_some_and(|&time| time <= instant) {
                row += 1;
            }
        }
        // The first row after the instant, or at it where that counts.
        let row = row.min(times.len() - 1);
        (self.slots, self.share) = match row.checked_sub(1) {
            Some(before) if times[row] > instant => {
                let (from, to) = (times[before], times[row]);
                ([before, row], length(instant - from) / length(to - from))
            }
            _ => ([row, row], 0.0),
        };
    }
}

/// Whether a quality remembered is that of its department.
fn is_of(quality: &[f64]) -> impl Fn((f64, &DeptIx)) -> bool {
    |(known, &department)| known.to_bits() == quality[department].to_bits()
}
