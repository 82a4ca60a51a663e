//! The exact best remaining product: how strong the rest of a chain can be, from every party.
//!
//! With `f` the factors, all at most 1, and `t` the terminal factors:
//!
//! ```text
//! h(v) = max( t(v), max over services v → w of f(v → w) · h(w) )
//! ```
//!
//! Parties are numbered providers first, so one pass backwards settles everything that lies on no
//! cycle; a cyclic component is settled strongest first, as Dijkstra does for sums.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::network::{EdgeIx, IndexRange, Layout, PartyIx};
use crate::numerics::csr::ix;
use crate::organisation::NONE;

/// Of every party the strongest way on to a target.
pub(super) struct Remaining {
    /// The best remaining product; 0 where no target can be reached, or only by a product below
    /// the smallest normal number.
    pub(super) best: Vec<f64>,
    /// The fewest services of a best way on.
    pub(super) services: Vec<u32>,
    /// Of each department the service with which a best way on begins; [`EdgeIx::NONE`] where it
    /// ends.
    pub(super) next: Vec<EdgeIx>,
    /// Of each department of a cyclic component the best remaining product of ways that end there
    /// or leave the component at once.
    pub(super) exit: Vec<f64>,
    /// Of each department its cyclic component, or [`NONE`].
    pub(super) cycle_of: Vec<u32>,
}

/// A department of a cyclic component that waits to be settled.
struct QueuedDepartment {
    best: f64,
    services: u32,
    party: PartyIx,
}

impl Remaining {
    /// Works out every party's best remaining product.
    ///
    /// # Complexity
    ///
    /// Time `O(p + s + c log c)` for `p` parties, `s` services of which `c` lie on cycles.
    pub(super) fn new(layout: &Layout, factor: &[f64], terminal: &[f64]) -> Self {
        let departments = layout.department_count();
        let mut remaining = Self {
            best: terminal.to_vec(),
            services: vec![0; terminal.len()],
            next: vec![EdgeIx::NONE; departments],
            exit: if layout.cycles().is_empty() { Vec::new() } else { vec![0.0; departments] },
            cycle_of: vec![NONE; departments],
        };
        let mut cycles = layout.cycles().iter().enumerate().rev().peekable();
        let mut party = layout.parties().end;
        while party > PartyIx::new(0) {
            let cycle = cycles.next_if(|(_, cycle)| cycle.end == party);
            let parties = if let Some((number, cycle)) = cycle {
                remaining.cycle_of[cycle.parties()].fill(ix(number));
                remaining.settle(layout, factor, &cycle.parties());
                cycle.parties()
            } else {
                IndexRange::last_below(party)
            };
            party = parties.start;
            for settled in parties {
                remaining.pass_up(layout, factor, settled);
            }
        }
        remaining
    }

    /// The cyclic component of a party, if it lies on any.
    pub(super) fn cycle_of(&self, party: PartyIx) -> Option<u32> {
        self.cycle_of.get(party.index()).copied().filter(|&cycle| cycle != NONE)
    }

    /// Offers a settled party's best to its providers.
    fn pass_up(&mut self, layout: &Layout, factor: &[f64], party: PartyIx) {
        if self.best[party] > 0.0 {
            for entry in layout.row(party) {
                self.improve(layout.provider(entry).into(), entry, factor[entry], party);
            }
        }
    }

    /// Takes a way on through a row entry if it is better, or as good with fewer services.
    fn improve(
        &mut self,
        provider: PartyIx,
        entry: EdgeIx,
        factor: f64,
        consumer: PartyIx,
    ) -> bool {
        let best = factor * self.best[consumer];
        let services = self.services[consumer] + 1;
        let better = best >= f64::MIN_POSITIVE
            && match best.total_cmp(&self.best[provider]) {
                Ordering::Greater => true,
                Ordering::Equal => services < self.services[provider],
                Ordering::Less => false,
            };
        if better {
            self.best[provider] = best;
            self.services[provider] = services;
            self.next[provider] = entry;
        }
        better
    }

    /// Settles the departments of a cyclic component, strongest first.
    fn settle(&mut self, layout: &Layout, factor: &[f64], parties: &IndexRange<PartyIx>) {
        self.exit[parties.clone()].copy_from_slice(&self.best[parties.clone()]);
        let waiting = |remaining: &Self, party: PartyIx| QueuedDepartment {
            best: remaining.best[party],
            services: remaining.services[party],
            party,
        };
        let with_exit = parties.clone().filter(|&party| self.best[party] > 0.0);
        let mut heap: BinaryHeap<_> = with_exit.map(|party| waiting(self, party)).collect();
        let mut settled = vec![false; parties.len()];
        while let Some(QueuedDepartment { party, .. }) = heap.pop() {
            if std::mem::replace(&mut settled[party - parties.start], true) {
                continue;
            }
            for entry in layout.row(party) {
                let provider = PartyIx::from(layout.provider(entry));
                let open = parties.contains(&provider) && !settled[provider - parties.start];
                if open && self.improve(provider, entry, factor[entry], party) {
                    heap.push(waiting(self, provider));
                }
            }
        }
    }
}

impl Ord for QueuedDepartment {
    /// The strongest is the greatest, then the one with the fewest services.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.best.total_cmp(&other.best))
            .then_with(|| other.services.cmp(&self.services))
            .then_with(|| other.party.cmp(&self.party))
    }
}

impl PartialOrd for QueuedDepartment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for QueuedDepartment {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for QueuedDepartment {}
