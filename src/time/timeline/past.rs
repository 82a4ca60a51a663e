//! What departments delivered, as far back as the longest lag.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::instant::{length, nanoseconds};
use crate::grouped::dense;
use crate::network::{Look, Looks};
use crate::quality::Table;

/// The step ends within the longest lag, with what departments of services with a lag delivered
/// then; between them a straight line. An instant at which somebody jumped is there twice, before
/// and after. Before the first of them all was as it was then.
pub(super) struct Past {
    /// The departments remembered, by dense number, ascending.
    departments: Vec<u32>,
    groups: Vec<Group>,
    longest: i64,
    times: VecDeque<i64>,
    rows: VecDeque<Vec<f64>>,
    /// How many rows were forgotten.
    forgotten: usize,
}

/// The looks of one lag.
struct Group {
    lag: i64,
    /// Row of the table, and place among the departments remembered.
    looks: Vec<(u32, u32)>,
    /// The first row at or after the instant looked at last, counted from the first ever.
    row: usize,
}

/// Which of two rows of one instant counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

impl Past {
    pub(super) fn new(looks: &Looks, department_count: usize) -> Self {
        let mut departments: Vec<u32> = looks.lagged.iter().map(|look| look.department).collect();
        departments.dedup();
        let mut lags: Vec<TimeDelta> = looks.lagged.iter().map(|look| look.lag).collect();
        lags.sort_unstable();
        lags.dedup();
        let group = |&lag: &TimeDelta| {
            let of_lag = looks.lagged.iter().zip(department_count..);
            let of_lag = of_lag.filter(|(look, _)| look.lag == lag);
            let place = |(look, number): (&Look, usize)| {
                let place = departments.partition_point(|&known| known < look.department);
                (dense(number), dense(place))
            };
            Group { lag: nanoseconds(lag), looks: of_lag.map(place).collect(), row: 0 }
        };
        let groups: Vec<Group> = lags.iter().map(group).collect();
        Self {
            longest: groups.last().map_or(0, |group| group.lag),
            groups,
            departments,
            times: VecDeque::new(),
            rows: VecDeque::new(),
            forgotten: 0,
        }
    }

    /// How many departments are remembered.
    pub(super) fn width(&self) -> usize {
        self.departments.len()
    }

    pub(super) fn longest(&self) -> i64 {
        self.longest
    }

    /// Remembers what departments deliver at an instant, no earlier than the last.
    pub(super) fn push(&mut self, at: i64, quality: &[f64]) {
        if self.departments.is_empty() {
            return;
        }
        let mut row = Vec::new();
        while self.times.get(1).is_some_and(|&second| second < at - self.longest) {
            self.times.pop_front();
            row = self.rows.pop_front().unwrap_or_default();
            self.forgotten += 1;
        }
        row.clear();
        row.extend(self.departments.iter().map(|&department| quality[department as usize]));
        // Between two rows that are the same, others like them say nothing.
        let mut last = self.rows.iter().rev();
        if last.by_ref().take(2).filter(|&known| *known == row).count() == 2
            && let Some(time) = self.times.back_mut()
        {
            *time = at;
            return;
        }
        self.times.push_back(at);
        self.rows.push_back(row);
    }

    /// Shows lagged looks of an instant in a table, those with a lag of at least `least`.
    pub(super) fn show(&mut self, at: i64, side: Side, least: i64, table: &mut Table) {
        let Self { groups, times, rows, forgotten, .. } = self;
        let first = groups.partition_point(|group| group.lag < least);
        for Group { lag, looks, row } in &mut groups[first..] {
            let instant = at - *lag;
            *row = (*row).max(*forgotten);
            while times.get(*row - *forgotten).is_some_and(|&time| time < instant) {
                *row += 1;
            }
            let mut end = *row - *forgotten;
            if side == Side::After {
                while times.get(end).is_some_and(|&time| time <= instant) {
                    end += 1;
                }
            }
            // `end` is the first row after the instant, or at it where that counts.
            let Some(newest) = rows.len().checked_sub(1) else { continue };
            let end = end.min(newest);
            let row = &rows[end];
            let before = end.checked_sub(1).filter(|_| times[end] > instant);
            match before {
                None => looks.iter().for_each(|&(look, place)| {
                    table.set(look as usize, row[place as usize]);
                }),
                Some(before) => {
                    let (from, to) = (times[before], times[end]);
                    let share = length(instant - from) / length(to - from);
                    let row_before = &rows[before];
                    for &(look, place) in &*looks {
                        let (one, two) = (row_before[place as usize], row[place as usize]);
                        table.set(look as usize, one + share * (two - one));
                    }
                }
            }
        }
    }

    /// The largest distance of what is remembered, and not yet felt by all, from a state.
    pub(super) fn distance(&self, at: i64, state: &[f64]) -> f64 {
        let pending = self.times.iter().zip(&self.rows);
        let pending = pending.filter(|(time, _)| **time >= at - self.longest);
        let of_row = |row: &Vec<f64>| {
            let departments = self.departments.iter().map(|&department| state[department as usize]);
            row.iter().zip(departments).map(|(one, two)| (one - two).abs()).fold(0.0, f64::max)
        };
        pending.map(|(_, row)| of_row(row)).fold(0.0, f64::max)
    }

    /// The instants at which a department's jump is felt by its consumers.
    pub(super) fn echoes(
        looks: &Looks,
        department: usize,
        at: i64,
    ) -> impl Iterator<Item = i64> + '_ {
        let department = dense(department);
        let first = looks.lagged.partition_point(|look| look.department < department);
        let of_it = looks.lagged[first..].iter();
        let of_it = of_it.take_while(move |look| look.department == department);
        of_it.map(move |look| at + nanoseconds(look.lag))
    }

    pub(super) fn departments(&self) -> &[u32] {
        &self.departments
    }
}
