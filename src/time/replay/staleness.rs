//! Readings that grow old.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use indexmap::IndexMap;

use super::event::DenseSubject;
use super::options::Gaps;

/// The last reading of everything that was ever read, and when each grows old.
#[derive(Debug, Clone)]
pub(super) struct Staleness {
    /// For how long a reading holds, in nanoseconds.
    after: i64,
    /// When each thing was read last.
    read: IndexMap<DenseSubject, Last>,
    /// When to look at a thing again, one entry for each whose reading holds.
    due: BinaryHeap<Reverse<(i64, DenseSubject)>>,
}

#[derive(Debug, Clone, Copy)]
struct Last {
    at: i64,
    is_old: bool,
}

impl Staleness {
    /// Readies for a policy; `None` if readings hold for ever.
    pub(super) fn new(gaps: Gaps) -> Option<Self> {
        let after = gaps.after()?;
        Some(Self {
            // What is longer than any period never comes to pass.
            after: after.num_nanoseconds().unwrap_or(i64::MAX),
            read: IndexMap::new(),
            due: BinaryHeap::new(),
        })
    }

    /// Notes a reading; returns whether the one before had grown old.
    pub(super) fn note(&mut self, thing: DenseSubject, at: i64) -> bool {
        let before = self.read.insert(thing, Last { at, is_old: false });
        if before.is_none_or(|before| before.is_old) {
            self.due.push(Reverse((at.saturating_add(self.after), thing)));
        }
        before.is_some_and(|before| before.is_old)
    }

    /// The instant at which the next reading grows old, if none comes before.
    pub(super) fn next_due(&mut self) -> Option<i64> {
        loop {
            let &Reverse((due, thing)) = self.due.peek()?;
            let later = self.end_of(thing);
            if later <= due {
                return Some(due);
            }
            self.due.pop();
            self.due.push(Reverse((later, thing)));
        }
    }

    /// Takes a thing whose reading has grown old by an instant.
    pub(super) fn take(&mut self, by: i64) -> Option<DenseSubject> {
        if self.next_due()? > by {
            return None;
        }
        let Reverse((_, thing)) = self.due.pop()?;
        if let Some(last) = self.read.get_mut(&thing) {
            last.is_old = true;
        }
        Some(thing)
    }

    fn end_of(&self, thing: DenseSubject) -> i64 {
        self.read.get(&thing).map_or(i64::MIN, |last| last.at.saturating_add(self.after))
    }
}
