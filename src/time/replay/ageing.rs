//! Readings that grow old: when, and who is concerned.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use indexmap::IndexMap;

use super::event::Thing;
use super::options::Gaps;
use crate::network::{Layout, Network};

/// The last reading of everything that was ever read, and what becomes of old ones.
#[derive(Debug, Clone)]
pub(super) struct Ageing {
    /// For how long a reading holds, in nanoseconds.
    after: i64,
    /// When each thing was read last.
    read: IndexMap<Thing, Last>,
    /// When to look at a thing again, one entry for each whose reading holds.
    due: BinaryHeap<Reverse<(i64, Thing)>>,
    /// Who is downstream of what is unknown; `None` where old readings give way to what is stated.
    pub(super) unknown: Option<Unknown>,
}

#[derive(Debug, Clone, Copy)]
struct Last {
    at: i64,
    is_old: bool,
}

impl Ageing {
    /// Readies for a policy; `None` if readings hold for ever.
    pub(super) fn new(gaps: Gaps, network: &Network) -> Option<Self> {
        let after = gaps.after()?;
        let unknown = matches!(gaps, Gaps::UnknownAfter(_)).then(|| Unknown::new(network));
        Some(Self {
            // What is longer than any period never comes to pass.
            after: after.num_nanoseconds().unwrap_or(i64::MAX),
            read: IndexMap::new(),
            due: BinaryHeap::new(),
            unknown,
        })
    }

    /// Notes a reading; returns whether the one before had grown old.
    pub(super) fn note(&mut self, thing: Thing, at: i64) -> bool {
        let before = self.read.insert(thing, Last { at, is_old: false });
        if before.is_none_or(|before| before.is_old) {
            self.due.push(Reverse((at.saturating_add(self.after), thing)));
        }
        before.is_some_and(|before| before.is_old)
    }

    /// The instant at which the next reading grows old, if none comes before.
    pub(super) fn next(&mut self) -> Option<i64> {
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
    pub(super) fn take(&mut self, by: i64) -> Option<Thing> {
        if self.next()? > by {
            return None;
        }
        let Reverse((_, thing)) = self.due.pop()?;
        if let Some(last) = self.read.get_mut(&thing) {
            last.is_old = true;
        }
        Some(thing)
    }

    fn end_of(&self, thing: Thing) -> i64 {
        self.read.get(&thing).map_or(i64::MIN, |last| last.at.saturating_add(self.after))
    }
}

/// How many unknown things lead to every customer.
#[derive(Debug, Clone)]
pub(super) struct Unknown {
    /// By dense number less the count of departments.
    leading: Vec<u32>,
    /// Departments a walk has come by, in its last round.
    seen: Vec<u32>,
    round: u32,
    pending: Vec<u32>,
    /// Customers a walk has come to.
    reached: Vec<u32>,
}

impl Unknown {
    fn new(network: &Network) -> Self {
        Self {
            leading: vec![0; network.customer_count()],
            seen: vec![0; network.department_count() + network.customer_count()],
            round: 0,
            pending: Vec::new(),
            reached: Vec::new(),
        }
    }

    pub(super) fn is(&self, customer: usize) -> bool {
        self.leading[customer] > 0
    }

    /// Takes one more thing to be unknown; returns the customers who were not concerned before.
    pub(super) fn lose(&mut self, layout: &Layout, thing: Thing) -> &[u32] {
        self.walk(layout, thing);
        let leading = &mut self.leading;
        self.reached.retain(|&customer| {
            leading[customer as usize] += 1;
            leading[customer as usize] == 1
        });
        &self.reached
    }

    /// Takes one thing to be known again; returns the customers who are not concerned any more.
    pub(super) fn regain(&mut self, layout: &Layout, thing: Thing) -> &[u32] {
        self.walk(layout, thing);
        let leading = &mut self.leading;
        self.reached.retain(|&customer| {
            leading[customer as usize] -= 1;
            leading[customer as usize] == 0
        });
        &self.reached
    }

    /// Finds the customers downstream of a thing.
    fn walk(&mut self, layout: &Layout, thing: Thing) {
        self.reached.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
        match thing {
            Thing::Department(department) => self.reach(layout, department as usize),
            Thing::Entry(entry) => self.reach(layout, layout.consumer_of_row(entry)),
        }
        while let Some(department) = self.pending.pop() {
            let downstream = layout.downstream();
            for &entry in downstream.provided(department as usize) {
                self.reach(layout, downstream.consumer(entry));
            }
        }
    }

    fn reach(&mut self, layout: &Layout, party: usize) {
        if std::mem::replace(&mut self.seen[party], self.round) == self.round {
            return;
        }
        match party.checked_sub(layout.department_count) {
            None => self.pending.push(crate::grouped::dense(party)),
            Some(customer) => self.reached.push(crate::grouped::dense(customer)),
        }
    }
}
