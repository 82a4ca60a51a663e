//! Whose quality is unknown: that of customers downstream of things that are.

use super::event::Thing;
use super::options::Gaps;
use crate::network::{Layout, Network};

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
    /// Readies for a policy; `None` where old readings make nobody unknown.
    pub(super) fn new(gaps: Gaps, network: &Network) -> Option<Self> {
        matches!(gaps, Gaps::UnknownAfter(_)).then(|| Self {
            leading: vec![0; network.customer_count()],
            seen: vec![0; network.department_count() + network.customer_count()],
            round: 0,
            pending: Vec::new(),
            reached: Vec::new(),
        })
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
