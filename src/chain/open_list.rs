//! Partial chains: an arena of nodes with parent pointers, and what waits to be done with them.

use std::cmp::Ordering;
use std::ops::Index;

use crate::network::{EdgeIx, Layout, PartyIx};
use crate::numerics::csr::ix;
use crate::organisation::NONE;

/// A partial chain: its last party, and the partial chain before.
#[derive(Debug, Clone, Copy)]
pub(super) struct PartialChain {
    /// The node before, or [`NONE`].
    pub(super) parent: u32,
    /// From the party before, or [`EdgeIx::NONE`].
    pub(super) entry: EdgeIx,
    pub(super) party: PartyIx,
    pub(super) start: u32,
    pub(super) services: u32,
    /// The start's value times the factors so far.
    pub(super) value: f64,
    /// No chain that it becomes has a higher value.
    pub(super) bound: f64,
    pub(super) completion: Completion,
}

/// What is known of the best way on inside the component of a partial chain's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Completion {
    /// Nothing: it may be blocked.
    Unknown,
    /// The best way without any ban is free.
    Tree,
    /// The way that a trail describes is free, and the best there is.
    Trail(u32),
    /// The best way leaves the component at once, or ends.
    Leaves,
}

/// A way inside a component, one service at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trail {
    pub(super) entry: EdgeIx,
    pub(super) then: Completion,
}

/// All partial chains.
#[derive(Default)]
pub(super) struct PartialChains {
    nodes: Vec<PartialChain>,
}

impl PartialChains {
    pub(super) fn push(&mut self, node: PartialChain) -> u32 {
        self.nodes.push(node);
        ix(self.nodes.len() - 1)
    }

    pub(super) fn count(&self) -> u32 {
        ix(self.nodes.len())
    }

    /// Notes what a check found.
    pub(super) fn settle(&mut self, node: u32, bound: f64, completion: Completion) {
        let node = &mut self.nodes[node as usize];
        node.bound = bound;
        node.completion = completion;
    }

    /// The row entries of a chain, in its order.
    pub(super) fn entries(&self, mut node: u32) -> Vec<EdgeIx> {
        let mut entries = Vec::with_capacity(self[node].services as usize);
        while self[node].parent != NONE {
            entries.push(self[node].entry);
            node = self[node].parent;
        }
        entries.reverse();
        entries
    }

    /// Orders two chains of equally many services: by parties, by services, each as stated, and by
    /// start. Walks back from both ends to where they part, so the last difference met is the
    /// first one of the chains.
    pub(super) fn compare(&self, layout: &Layout, one: u32, two: u32) -> Ordering {
        let starts = self[one].start.cmp(&self[two].start);
        let (mut one, mut two) = (one, two);
        let (mut parties, mut services) = (Ordering::Equal, Ordering::Equal);
        while one != two && one != NONE && two != NONE {
            let (a, b) = (self[one], self[two]);
            let stated = |party: PartyIx| layout.stated(party);
            parties = stated(a.party).cmp(&stated(b.party)).then(parties);
            if a.entry != EdgeIx::NONE && b.entry != EdgeIx::NONE {
                let service = |entry: EdgeIx| layout.stated_service(entry);
                services = service(a.entry).cmp(&service(b.entry)).then(services);
            }
            (one, two) = (a.parent, b.parent);
        }
        parties.then(services).then(starts)
    }
}

impl Index<u32> for PartialChains {
    type Output = PartialChain;

    fn index(&self, node: u32) -> &PartialChain {
        &self.nodes[node as usize]
    }
}

/// Something to be done with a partial chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task {
    pub(super) bound: f64,
    /// How many services the chain has if it goes the best way on.
    pub(super) services: u32,
    /// Grows as tasks are made; in a tie the latest comes first, which is nearest to its end.
    pub(super) number: u32,
    pub(super) node: u32,
    /// Of which continuation; `None` for the partial chain itself.
    pub(super) rank: Option<u32>,
}

impl Ord for Task {
    /// The one to be done first is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.bound.total_cmp(&other.bound))
            .then_with(|| other.services.cmp(&self.services))
            .then_with(|| self.number.cmp(&other.number))
            .then_with(|| other.node.cmp(&self.node))
            .then_with(|| other.rank.cmp(&self.rank))
    }
}

/// A whole chain that may be overtaken yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finished {
    pub(super) value: f64,
    pub(super) services: u32,
    pub(super) node: u32,
}

impl Finished {
    /// The stronger first, then the one with fewer services.
    pub(super) fn strength_order(&self, other: &Self) -> Ordering {
        other.value.total_cmp(&self.value).then_with(|| self.services.cmp(&other.services))
    }

    pub(super) fn ties_with(&self, other: &Self) -> bool {
        self.strength_order(other).is_eq()
    }
}

impl Ord for Finished {
    /// The strongest is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.strength_order(self).then_with(|| other.node.cmp(&self.node))
    }
}

macro_rules! ordered {
    ($($name:ident),*) => {$(
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other).is_eq()
            }
        }

        impl Eq for $name {}
    )*};
}

ordered!(Task, Finished);
