//! What is kept of a timeline: series, and counts of steps.

use super::state::TimelineState;
use crate::network::{DeptIx, PartyIx};

/// A change within an instant that is smaller than this is none.
pub(super) const LEAST_JUMP: f64 = 1e-9;

/// Series, a row per step end; an instant of a jump has two, before and after.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    pub(super) instants: Vec<i64>,
    /// The parties kept, in the order stated.
    pub(super) kept: Vec<PartyIx>,
    /// The same with the place of each, ascending.
    places: Vec<(PartyIx, usize)>,
    /// Row by row.
    pub(super) values: Vec<f64>,
    /// The departments with a waiting line among them, ascending, and which post each has.
    pub(super) lines: Vec<(DeptIx, usize)>,
    /// Row by row: backlog, arrivals, mean wait and agents.
    pub(super) line_values: Vec<[f64; 4]>,
}

impl Record {
    pub(super) fn new(kept: Vec<PartyIx>, state: &TimelineState<'_>) -> Self {
        let mut places: Vec<_> = kept.iter().copied().zip(0..).collect();
        places.sort_unstable();
        let mut record = Self { kept, places, ..Self::default() };
        for (index, staffed) in state.staffed_departments.iter().enumerate() {
            let department = staffed.department;
            if staffed.line.is_some() && record.column(department.into()).is_some() {
                record.lines.push((department, index));
            }
        }
        record
    }

    /// The place of a party among those kept.
    pub(super) fn column(&self, party: PartyIx) -> Option<usize> {
        let found = self.places.binary_search_by_key(&party, |&(party, _)| party);
        found.ok().map(|index| self.places[index].1)
    }

    /// The place of a department among those kept that have a waiting line.
    pub(super) fn line(&self, department: DeptIx) -> Option<usize> {
        self.lines.binary_search_by_key(&department, |&(department, _)| department).ok()
    }

    /// How many numbers a row has.
    pub(super) fn width(&self) -> usize {
        1 + self.kept.len() + 4 * self.lines.len()
    }

    /// How many numbers are kept.
    pub(super) fn count(&self) -> usize {
        self.instants.len() + self.values.len() + 4 * self.line_values.len()
    }

    /// Keeps a state.
    pub(super) fn push(&mut self, at: i64, state: &TimelineState<'_>) {
        self.instants.push(at);
        self.values.extend(self.kept.iter().map(|&party| state.quality(party)));
        let line = |&(_, staffed): &(DeptIx, usize)| line_values(state, staffed);
        self.line_values.extend(self.lines.iter().map(line));
    }

    /// Keeps the state after a jump, if anything kept did jump.
    pub(super) fn push_jump(&mut self, at: i64, state: &TimelineState<'_>) {
        let before = &self.values[self.values.len() - self.kept.len()..];
        let moved = |(&party, &before): (&PartyIx, &f64)| {
            (state.quality(party) - before).abs() > LEAST_JUMP
        };
        let lines_before = &self.line_values[self.line_values.len() - self.lines.len()..];
        let line_moved = |(&(_, staffed), before): (&(DeptIx, usize), &[f64; 4])| {
            let after = line_values(state, staffed);
            let moved = after.iter().zip(before);
            let mut moved = moved.filter(|(after, before)| after.to_bits() != before.to_bits());
            moved.any(|(after, before)| (after - before).abs() > LEAST_JUMP * (1.0 + before.abs()))
        };
        if self.kept.iter().zip(before).any(moved)
            || self.lines.iter().zip(lines_before).any(line_moved)
        {
            self.push(at, state);
        }
    }
}

/// How many steps were taken, and how the last ones moved.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StepCounts {
    pub(super) steps: u64,
    /// The largest difference of a step's second-order value to its first-order one.
    pub(super) error: f64,
    /// How far the fastest party moved in the last step, per nanosecond.
    pub(super) speed: f64,
    /// When anything last moved.
    pub(super) last_move: i64,
}

/// A count as instants and limits are counted.
pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn line_values(state: &TimelineState<'_>, staffed: usize) -> [f64; 4] {
    let staffed = &state.staffed_departments[staffed];
    let backlog = staffed.line.as_ref().map_or(0.0, |line| line.flow.number);
    [backlog, state.arrivals[staffed.department], staffed.mean_wait(), staffed.agents()]
}
