//! Best-first search over chains: the strongest come out first, one by one.
//!
//! The value of a chain is `start · Π factor of its services · terminal factor of its end`. Every
//! partial chain carries a bound on the value of any chain it can become, its product times the
//! [best remaining product](super::best_remaining); the partial chain with the highest bound is
//! taken up first. It becomes a finished chain if its end is a target, and stands in for its
//! continuations, best first, the next of which is only made when the one before is taken up: so a
//! provider of a million customers costs one entry at a time.
//!
//! # Dead ends
//!
//! The best remaining product may lead back through what the chain has passed already. Inside a
//! cyclic component such hopes are exponentially many, so they are checked: a continuation that
//! leaves the way its bound is based on is taken up only after the best way that avoids the chain's
//! own parties [has been found](super::replacement_path). No way drops it, a weaker one puts it
//! back with the lower bound, an equal one confirms it, and the way found is remembered for its own
//! continuations.

use std::collections::{BinaryHeap, VecDeque};

#[cfg(test)]
mod tests;

use super::Enumeration;
use super::best_remaining::Remaining;
use super::open_list::{Completion, Finished, PartialChain, PartialChains, Task, Trail};
use super::replacement_path::{DepartmentMarks, Detour, Within};
use crate::network::{EdgeIx, Network, PartyIx};
use crate::numerics::csr::{MAX_INDEX, ix};
use crate::organisation::NONE;

/// Where chains begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ChainStart {
    pub(crate) first: First,
    /// The value to start with, at least 0: before the first service, or, where that is given,
    /// after it.
    pub(crate) value: f64,
}

/// The first thing in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    /// A department, and any of its services.
    Department(PartyIx),
    /// A service; its provider is part of the chain, its factor is not applied.
    Service(EdgeIx),
}

/// What to search for.
pub(crate) struct ChainTerms {
    /// Of every row entry, in 0..=1.
    pub(crate) factor: Vec<f64>,
    /// Of every party by dense number, in 0..=1; 0 where chains do not end.
    pub(crate) terminal: Vec<f64>,
    pub(crate) starts: Vec<ChainStart>,
    /// How many parties may be looked at before the search gives up.
    pub(crate) max_expansions: u64,
}

/// A chain that was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) value: f64,
    /// The index of the start it grew from.
    pub(crate) start: usize,
    /// The row entries of its services, at least one.
    pub(crate) entries: Vec<EdgeIx>,
}

/// A search under way: an iterator over chains, strongest first.
///
/// Ties are broken by fewer services, then by the stated numbers of the parties, then by those of
/// the services, then by start.
pub(crate) struct ChainSearch {
    network: Network,
    terms: ChainTerms,
    remaining: Remaining,
    nodes: PartialChains,
    trails: Vec<Trail>,
    /// Continuations of each department taken up once, best first.
    successors: Vec<Vec<Successor>>,
    successors_of: Vec<u32>,
    tasks: BinaryHeap<Task>,
    finished: BinaryHeap<Finished>,
    ready: VecDeque<Finished>,
    detour: Detour,
    path: Vec<EdgeIx>,
    /// The departments of the chain so far that share a component with the end of `marked_for`.
    marks: DepartmentMarks,
    marked_for: u32,
    /// How far apart two roundings of one product may lie, relative to it.
    slack: f64,
    expansions: u64,
    status: Enumeration,
}

/// A service on from a department.
#[derive(Clone, Copy)]
struct Successor {
    entry: EdgeIx,
    consumer: PartyIx,
    /// Factor times the consumer's best remaining product.
    reach: f64,
}

impl ChainSearch {
    /// Prepares a search.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services, but for `O(c log c)` of `c` services on cycles.
    pub(crate) fn new(network: Network, terms: ChainTerms) -> Self {
        let layout = network.layout();
        debug_assert_eq!(terms.factor.len(), layout.edge_count());
        debug_assert_eq!(terms.terminal.len(), layout.party_count());
        debug_assert!(terms.factor.iter().chain(&terms.terminal).all(|f| (0.0..=1.0).contains(f)));
        let remaining = Remaining::new(layout, &terms.factor, &terms.terminal);
        let on_cycles = if layout.cycles().is_empty() { 0 } else { layout.department_count() };
        let longest = f64::from(ix(layout.department_count()));
        let mut search = Self {
            remaining,
            nodes: PartialChains::default(),
            trails: Vec::new(),
            successors: Vec::new(),
            successors_of: vec![NONE; layout.department_count()],
            tasks: BinaryHeap::new(),
            finished: BinaryHeap::new(),
            ready: VecDeque::new(),
            detour: Detour::new(on_cycles),
            path: Vec::new(),
            marks: DepartmentMarks::new(on_cycles),
            marked_for: NONE,
            slack: (4.0 * f64::EPSILON * longest).max(1e-12),
            expansions: 0,
            status: Enumeration::Underway,
            network,
            terms,
        };
        for index in 0..search.terms.starts.len() {
            search.begin(index);
        }
        search
    }

    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    pub(crate) fn status(&self) -> Enumeration {
        self.status
    }

    /// How many parties were looked at so far.
    pub(crate) fn expansions(&self) -> u64 {
        self.expansions
    }

    fn begin(&mut self, index: usize) {
        let ChainStart { first, value } = self.terms.starts[index];
        let mut root = PartialChain {
            parent: NONE,
            entry: EdgeIx::NONE,
            party: PartyIx::new(0),
            start: ix(index),
            services: 0,
            value,
            bound: value,
            completion: Completion::Tree,
        };
        match first {
            First::Department(department) => {
                root.party = department;
                root.bound = value * self.remaining.best[department];
                let node = self.nodes.push(root);
                self.push_task(node, None, root.bound, 0, department);
            }
            First::Service(entry) => {
                let layout = self.network.layout();
                let consumer = layout.downstream().consumer(entry);
                root.party = layout.provider(entry).into();
                if root.party == consumer {
                    return;
                }
                let parent = self.nodes.push(root);
                let bound = value * self.remaining.best[consumer];
                let node =
                    PartialChain { parent, entry, party: consumer, services: 1, bound, ..root };
                let node = self.nodes.push(node);
                self.push_task(node, Some(UNCHECKED), bound, 1, consumer);
            }
        }
    }

    /// Queues a node, or a continuation of it by rank, unless nothing can come of it.
    fn push_task(
        &mut self,
        node: u32,
        rank: Option<u32>,
        bound: f64,
        services: u32,
        party: PartyIx,
    ) {
        if bound >= f64::MIN_POSITIVE {
            let services = services + self.remaining.services[party];
            self.tasks.push(Task { bound, services, number: self.nodes.count(), node, rank });
        }
    }

    fn take_up(&mut self, task: Task) {
        self.expansions += 1;
        match task.rank {
            None => self.expand(task.node),
            Some(UNCHECKED) => {
                let parent = self.nodes[task.node].parent;
                self.check(parent, task.node);
            }
            Some(rank) => self.continue_with(task.node, rank),
        }
    }

    /// Queues the first continuation of a partial chain, which is finished if its end is a target.
    fn expand(&mut self, number: u32) {
        let node = self.nodes[number];
        let value = node.value * self.terms.terminal[node.party];
        if node.services > 0 && value >= f64::MIN_POSITIVE {
            self.finished.push(Finished { value, services: node.services, node: number });
        }
        self.queue_continuation(number, 0);
    }

    fn queue_continuation(&mut self, number: u32, rank: u32) {
        let node = self.nodes[number];
        if let Some(successor) = self.successor(node.party, rank) {
            let bound = (node.value * successor.reach).min(node.bound);
            self.push_task(number, Some(rank), bound, node.services + 1, successor.consumer);
        }
    }

    /// Makes the partial chain that goes on from another by its continuation of a rank.
    fn continue_with(&mut self, parent: u32, rank: u32) {
        self.queue_continuation(parent, rank + 1);
        let node = self.nodes[parent];
        let Some(Successor { entry, consumer, reach }) = self.successor(node.party, rank) else {
            return;
        };
        let cycle = self.remaining.cycle_of(consumer);
        let inside = cycle.is_some() && cycle == self.remaining.cycle_of(node.party);
        if inside {
            self.mark(parent);
            if self.marks.has(consumer) {
                return;
            }
        }
        let child = PartialChain {
            parent,
            entry,
            party: consumer,
            start: node.start,
            services: node.services + 1,
            value: node.value * self.terms.factor[entry],
            bound: (node.value * reach).min(node.bound),
            completion: if inside { self.completion_after(node, entry) } else { Completion::Tree },
        };
        let known = child.completion != Completion::Unknown;
        let child = self.nodes.push(child);
        if known {
            self.expand(child);
        } else {
            self.check(parent, child);
        }
    }

    /// The way on that is known to be free after a service inside a component.
    fn completion_after(&self, node: PartialChain, entry: EdgeIx) -> Completion {
        match node.completion {
            Completion::Tree if self.remaining.next[node.party] == entry => Completion::Tree,
            Completion::Trail(trail) if self.trails[trail as usize].entry == entry => {
                self.trails[trail as usize].then
            }
            _ => Completion::Unknown,
        }
    }

    /// Finds the best way on that avoids the chain so far, and expands, puts back or drops.
    fn check(&mut self, parent: u32, number: u32) {
        let node = self.nodes[number];
        let party = node.party;
        let cycle = self.remaining.cycle_of(party);
        let before = self.nodes[parent].party;
        if cycle.is_none() || cycle != self.remaining.cycle_of(before) {
            self.nodes.settle(number, node.bound, Completion::Tree);
            return self.expand(number);
        }
        self.mark(parent);
        if self.tree_is_free(party) {
            self.nodes.settle(number, node.bound, Completion::Tree);
            return self.expand(number);
        }
        let Some(best) = self.detour(party) else { return };
        let bound = (node.value * best).min(node.bound);
        let mut completion = Completion::Leaves;
        for &entry in &self.path {
            self.trails.push(Trail { entry, then: completion });
            completion = Completion::Trail(ix(self.trails.len() - 1));
        }
        self.nodes.settle(number, bound, completion);
        if bound >= node.bound * (1.0 - self.slack) {
            self.expand(number);
        } else {
            self.push_task(number, None, bound, node.services, node.party);
        }
    }

    /// Whether the best way on from a department avoids what is marked.
    fn tree_is_free(&mut self, party: PartyIx) -> bool {
        let downstream = self.network.layout().downstream();
        let cycle = self.remaining.cycle_of(party);
        let mut at = party;
        loop {
            if self.marks.has(at) {
                return false;
            }
            self.expansions += 1;
            let entry = self.remaining.next[at];
            if entry == EdgeIx::NONE {
                return true;
            }
            at = downstream.consumer(entry);
            if self.remaining.cycle_of(at) != cycle {
                return true;
            }
        }
    }

    fn detour(&mut self, party: PartyIx) -> Option<f64> {
        let layout = self.network.layout();
        let cycle = self.remaining.cycle_of(party)?;
        let within = Within {
            layout,
            factor: &self.terms.factor,
            remaining: &self.remaining,
            parties: layout.cycles()[cycle as usize].parties(),
            avoid: &self.marks,
        };
        self.detour.find(&within, party, &mut self.path, &mut self.expansions)
    }

    /// Marks the parties of a partial chain that share a component with its end.
    fn mark(&mut self, number: u32) {
        if self.marked_for == number {
            return;
        }
        let node = self.nodes[number];
        let cycle = self.remaining.cycle_of(node.party);
        let same = |party: PartyIx| self.remaining.cycle_of(party) == cycle;
        let extends = self.marked_for != NONE
            && self.marked_for == node.parent
            && same(self.nodes[node.parent].party);
        if extends {
            self.marks.mark(node.party);
        } else {
            self.marks.wipe();
            let mut at = number;
            while at != NONE && same(self.nodes[at].party) {
                self.marks.mark(self.nodes[at].party);
                self.expansions += 1;
                at = self.nodes[at].parent;
            }
        }
        self.marked_for = number;
    }

    /// The continuation of a department by rank: best first, ties by fewer services.
    fn successor(&mut self, party: PartyIx, rank: u32) -> Option<Successor> {
        let known = *self.successors_of.get(party.index())?;
        let list = if known == NONE {
            self.successors_of[party] = ix(self.successors.len());
            self.successors.push(self.sorted_successors(party));
            self.successors.last()?
        } else {
            &self.successors[known as usize]
        };
        list.get(rank as usize).copied()
    }

    fn sorted_successors(&self, party: PartyIx) -> Vec<Successor> {
        let downstream = self.network.layout().downstream();
        let successor = |&entry: &EdgeIx| {
            let consumer = downstream.consumer(entry);
            let reach = self.terms.factor[entry] * self.remaining.best[consumer];
            Successor { entry, consumer, reach }
        };
        let services = |successor: &Successor| self.remaining.services[successor.consumer];
        let mut list: Vec<_> = downstream.provided(party).iter().map(successor).collect();
        list.retain(|successor| {
            successor.reach >= f64::MIN_POSITIVE && successor.consumer != party
        });
        list.sort_by(|one, two| {
            two.reach.total_cmp(&one.reach).then_with(|| services(one).cmp(&services(two)))
        });
        list
    }

    /// Moves the strongest finished chains, a group of ties, to the ready ones, unless something
    /// unfinished may yet reach them.
    fn release(&mut self, bound: Option<f64>) {
        let Some(&first) = self.finished.peek() else { return };
        if bound.is_none_or(|bound| bound < first.value * (1.0 - self.slack)) {
            self.release_while(|finished| finished.ties_with(&first));
        }
    }

    fn release_while(&mut self, wanted: impl Fn(&Finished) -> bool) {
        while let Some(finished) = self.finished.peek().filter(|finished| wanted(finished)) {
            self.ready.push_back(*finished);
            self.finished.pop();
        }
        let layout = self.network.layout();
        let nodes = &self.nodes;
        self.ready.make_contiguous().sort_by(|one, two| {
            one.strength_order(two).then_with(|| nodes.compare(layout, one.node, two.node))
        });
    }

    /// Ends the search; finished chains that nothing unfinished surpasses are still ready.
    fn give_up(&mut self, bound: f64) {
        self.status = Enumeration::LimitReached;
        let least = bound * (1.0 - self.slack);
        self.release_while(|finished| finished.value >= least);
    }

    fn found(&self, finished: Finished) -> Found {
        Found {
            value: finished.value,
            start: self.nodes[finished.node].start as usize,
            entries: self.nodes.entries(finished.node),
        }
    }
}

/// The rank of a node made at the start, which is yet to be checked.
const UNCHECKED: u32 = u32::MAX;

impl Iterator for ChainSearch {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(finished) = self.ready.pop_front() {
                return Some(self.found(finished));
            }
            if self.status != Enumeration::Underway {
                return None;
            }
            let bound = self.tasks.peek().map(|task| task.bound);
            self.release(bound);
            if !self.ready.is_empty() {
                continue;
            }
            let exhausted = self.expansions >= self.terms.max_expansions
                || self.nodes.count() as usize >= MAX_INDEX;
            match (bound, exhausted) {
                (None, _) => self.status = Enumeration::Complete,
                (Some(bound), true) => self.give_up(bound),
                (Some(_), false) => {
                    if let Some(task) = self.tasks.pop() {
                        self.take_up(task);
                    }
                }
            }
        }
    }
}
