//! Strongly connected components of the departments and their levels, without recursion.
//!
//! Tarjan's algorithm with an explicit stack, following services upstream. Components come out
//! providers first, so their numbers are a topological order of the condensation, and the order in
//! which departments are finished puts providers first inside a component as far as its cycles
//! allow. A component's level is the length of the longest way to it through the condensation; it
//! is settled on the way, since a component is closed after everything upstream of it.
//!
//! # References
//!
//! R. Tarjan, *Depth-first search and linear graph algorithms*, SIAM J. Comput. 1 (1972) 146-160.

use super::memory::bytes;
use crate::numerics::csr::{Csr, ix};

/// The components of the departments, numbered so that a provider's is never after its consumer's.
pub(super) struct Components {
    visits: Vec<Visit>,
    /// Whether each component is a cycle: several departments, or one that serves itself.
    pub(super) cyclic: Vec<bool>,
    /// The departments in depth-first post-order along upstream services.
    pub(super) finished: Vec<u32>,
    /// The most bytes held to find them, these among them.
    pub(super) bytes_to_find: usize,
}

/// What is known of a department; side by side, since a look at one needs the others.
#[derive(Clone, Copy)]
struct Visit {
    /// When it was entered, or [`UNVISITED`].
    entered: u32,
    /// The entry number of the earliest department of an open component known to be reachable.
    low: u32,
    /// The level of its component, as far as known while that is open.
    level: u32,
    /// Its component, once closed; [`UNVISITED`] before.
    component: u32,
}

/// What was not entered or not closed yet.
const UNVISITED: u32 = u32::MAX;

/// A department on the path and the services it has yet to follow.
struct TarjanFrame {
    department: u32,
    next: u32,
    end: u32,
}

impl Components {
    pub(super) fn of(&self, department: u32) -> u32 {
        self.visits[department as usize].component
    }

    pub(super) fn level(&self, department: u32) -> u32 {
        self.visits[department as usize].level
    }

    pub(super) fn is_cyclic(&self, department: u32) -> bool {
        self.cyclic[self.of(department) as usize]
    }

    pub(super) fn bytes(&self) -> usize {
        bytes(&self.visits) + bytes(&self.cyclic) + bytes(&self.finished)
    }

    pub(super) fn count(&self) -> usize {
        self.cyclic.len()
    }
}

/// Finds the components; `upstream` has the providers of each department.
///
/// # Complexity
///
/// Time linear in departments and services between them, 20 to 40 bytes per department of memory.
pub(super) fn components(department_count: usize, upstream: &Csr) -> Components {
    let unseen = Visit { entered: UNVISITED, low: 0, level: 0, component: UNVISITED };
    let mut search = TarjanSearch {
        upstream,
        found: Components {
            visits: vec![unseen; department_count],
            cyclic: Vec::new(),
            finished: Vec::with_capacity(department_count),
            bytes_to_find: 0,
        },
        open: Vec::new(),
        path: Vec::new(),
        entries: 0,
    };
    for root in 0..department_count {
        if search.found.visits[root].entered == UNVISITED {
            search.enter(ix(root));
            while search.advance() {}
        }
    }
    search.found.bytes_to_find = search.found.bytes() + bytes(&search.open) + bytes(&search.path);
    search.found
}

struct TarjanSearch<'a> {
    upstream: &'a Csr,
    found: Components,
    /// Departments of components that are not closed yet, in the order entered.
    open: Vec<u32>,
    path: Vec<TarjanFrame>,
    entries: u32,
}

impl TarjanSearch<'_> {
    fn enter(&mut self, department: u32) {
        let visit = &mut self.found.visits[department as usize];
        visit.entered = self.entries;
        visit.low = self.entries;
        self.entries += 1;
        self.open.push(department);
        let services = self.upstream.range(department as usize);
        self.path.push(TarjanFrame { department, next: services.start, end: services.end });
    }

    /// Follows services from the end of the path up to the first department not entered before,
    /// or finishes it; false when the path is at its end.
    fn advance(&mut self) -> bool {
        let Some(step) = self.path.last_mut() else { return false };
        let visits = &mut self.found.visits;
        let providers = &self.upstream.items()[step.next as usize..step.end as usize];
        let Visit { mut low, mut level, .. } = visits[step.department as usize];
        let mut unseen = None;
        for &provider in providers {
            step.next += 1;
            let visit = visits[provider as usize];
            if visit.entered == UNVISITED {
                unseen = Some(provider);
                break;
            } else if visit.component == UNVISITED {
                low = low.min(visit.entered);
            } else {
                level = level.max(visit.level + 1);
            }
        }
        let visit = &mut visits[step.department as usize];
        visit.low = low;
        visit.level = level;
        match unseen {
            Some(provider) => self.enter(provider),
            None => self.finish(),
        }
        true
    }

    /// Takes the last department off the path, and closes its component if that began with it.
    fn finish(&mut self) {
        let Some(TarjanFrame { department, .. }) = self.path.pop() else { return };
        self.found.finished.push(department);
        let Visit { entered, low, level, .. } = self.found.visits[department as usize];
        let is_closed = low == entered;
        if is_closed {
            self.close(department, level);
        }
        if let Some(consumer) = self.path.last() {
            let visit = &mut self.found.visits[consumer.department as usize];
            visit.low = visit.low.min(low);
            visit.level = visit.level.max(level + u32::from(is_closed));
        }
    }

    fn close(&mut self, root: u32, level: u32) {
        let component = ix(self.found.count());
        let mut size = 0_usize;
        while let Some(member) = self.open.pop() {
            let visit = &mut self.found.visits[member as usize];
            visit.level = level;
            visit.component = component;
            size += 1;
            if member == root {
                break;
            }
        }
        let serves_itself = || self.upstream.of(root as usize).contains(&root);
        self.found.cyclic.push(size > 1 || serves_itself());
    }
}
