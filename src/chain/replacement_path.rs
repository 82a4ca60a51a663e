//! The best way out of a cyclic component that avoids what a chain has passed already.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::best_remaining::Remaining;
use crate::network::{EdgeIx, IndexRange, Layout, PartyIx};

/// Marks on departments that are all wiped at once.
#[derive(Default)]
pub(super) struct DepartmentMarks {
    round: u32,
    marked: Vec<u32>,
}

impl DepartmentMarks {
    pub(super) fn new(count: usize) -> Self {
        Self { round: 1, marked: vec![0; count] }
    }

    pub(super) fn wipe(&mut self) {
        if self.round == u32::MAX {
            self.marked.fill(0);
            self.round = 0;
        }
        self.round += 1;
    }

    pub(super) fn mark(&mut self, party: PartyIx) {
        self.marked[party] = self.round;
    }

    pub(super) fn has(&self, party: PartyIx) -> bool {
        self.marked[party] == self.round
    }
}

/// A search inside one component, and its memory.
pub(super) struct Detour {
    seen: DepartmentMarks,
    settled: DepartmentMarks,
    /// The product from the start to each department seen.
    product: Vec<f64>,
    /// The service by which each department seen is reached; [`EdgeIx::NONE`] for the start.
    via: Vec<EdgeIx>,
    heap: BinaryHeap<Step>,
}

/// A way to a department, or one that leaves the component there.
struct Step {
    /// The best product a whole way can have.
    bound: f64,
    leaves: bool,
    party: PartyIx,
}

/// The terms of a search.
pub(super) struct Within<'a> {
    pub(super) layout: &'a Layout,
    pub(super) factor: &'a [f64],
    pub(super) remaining: &'a Remaining,
    /// The component's departments.
    pub(super) parties: IndexRange<PartyIx>,
    /// The departments to avoid.
    pub(super) avoid: &'a DepartmentMarks,
}

impl Detour {
    pub(super) fn new(count: usize) -> Self {
        Self {
            seen: DepartmentMarks::new(count),
            settled: DepartmentMarks::new(count),
            product: vec![0.0; count],
            via: vec![EdgeIx::NONE; count],
            heap: BinaryHeap::new(),
        }
    }

    /// Finds the best way from a department, itself not to be avoided, to a target or out of the
    /// component; `None` where every way is blocked. The row entries of the way inside the
    /// component are left in `path`, the last one first; departments settled are counted.
    ///
    /// Guided by the remaining products without the ban, which are never too small: where little
    /// is blocked, the search goes straight ahead.
    pub(super) fn find(
        &mut self,
        within: &Within<'_>,
        start: PartyIx,
        path: &mut Vec<EdgeIx>,
        steps: &mut u64,
    ) -> Option<f64> {
        let remaining = within.remaining;
        path.clear();
        self.seen.wipe();
        self.settled.wipe();
        self.heap.clear();
        self.reach(start, 1.0, EdgeIx::NONE, remaining.best[start]);
        while let Some(Step { bound, leaves, party }) = self.heap.pop() {
            let at = party;
            if leaves {
                self.trace(within, at, path);
                return Some(bound);
            }
            if self.settled.has(at) {
                continue;
            }
            self.settled.mark(at);
            *steps += 1;
            let product = self.product[at];
            let leaving = product * remaining.exit[at];
            if leaving >= f64::MIN_POSITIVE {
                self.heap.push(Step { bound: leaving, leaves: true, party });
            }
            let downstream = within.layout.downstream();
            for &entry in downstream.provided_within(at, &within.parties) {
                let consumer = downstream.consumer(entry);
                let further = product * within.factor[entry];
                let bound = further * remaining.best[consumer];
                let known = self.seen.has(consumer) && self.product[consumer] >= further;
                let closed = self.settled.has(consumer) || within.avoid.has(consumer);
                if bound >= f64::MIN_POSITIVE && !known && !closed {
                    self.reach(consumer, further, entry, bound);
                }
            }
        }
        None
    }

    fn reach(&mut self, party: PartyIx, product: f64, via: EdgeIx, bound: f64) {
        self.seen.mark(party);
        self.product[party] = product;
        self.via[party] = via;
        self.heap.push(Step { bound, leaves: false, party });
    }

    fn trace(&self, within: &Within<'_>, end: PartyIx, path: &mut Vec<EdgeIx>) {
        let mut entry = self.via[end];
        while entry != EdgeIx::NONE {
            path.push(entry);
            entry = self.via[within.layout.provider(entry)];
        }
    }
}

impl Ord for Step {
    /// The strongest is the greatest, then one that leaves.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.bound.total_cmp(&other.bound))
            .then_with(|| self.leaves.cmp(&other.leaves))
            .then_with(|| other.party.cmp(&self.party))
    }
}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Step {}
