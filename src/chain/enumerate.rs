//! Every chain, in the order of a walk.

use std::fmt;
use std::vec::IntoIter;

use super::{Chain, Enumeration};
use crate::network::{DeptIx, EdgeIx, Layout, Network, PartyIx, StatedServiceIx};
use crate::numerics::csr::Csr;

/// Every chain one by one, in the order stated; made by
/// [`ChainQuery::all`](super::ChainQuery::all).
#[must_use]
pub struct AllChains {
    network: Network,
    /// Services by provider, in the order stated.
    provided: Csr<StatedServiceIx>,
    targets: Vec<bool>,
    /// Of each party whether any target lies downstream of it, or is it.
    leads_on: Vec<bool>,
    /// What is still to be begun: a department, or a service's provider with the service.
    beginnings: IntoIter<(PartyIx, EdgeIx)>,
    /// The parties of the chain so far.
    visited: Vec<bool>,
    /// The parties of the chain so far, each with how many of its services have been tried.
    walk: Vec<(PartyIx, usize)>,
    entries: Vec<EdgeIx>,
    expansions: u64,
    limit: u64,
    status: Enumeration,
}

impl AllChains {
    pub(super) fn new(
        network: Network,
        departments: &[DeptIx],
        services: Vec<EdgeIx>,
        targets: Vec<bool>,
        limit: u64,
    ) -> Self {
        let layout = network.layout();
        let departments = departments.iter().map(|&department| (department.into(), EdgeIx::NONE));
        let services = services.into_iter();
        let services = services.map(|entry| (layout.provider(entry).into(), entry));
        let beginnings: Vec<_> = departments.chain(services).collect();
        let pairs = layout
            .stated_services()
            .map(|service| (layout.provider(layout.edge(service)).raw(), service));
        Self {
            provided: Csr::of_pairs(layout.department_count(), pairs),
            leads_on: upstream_of(layout, &targets),
            visited: vec![false; layout.party_count()],
            beginnings: beginnings.into_iter(),
            walk: Vec::new(),
            entries: Vec::new(),
            expansions: 0,
            status: Enumeration::Underway,
            targets,
            limit,
            network,
        }
    }

    /// Returns how the enumeration stands.
    pub fn status(&self) -> Enumeration {
        self.status
    }

    /// Returns how many parties were looked at so far.
    pub fn expansions(&self) -> u64 {
        self.expansions
    }

    /// Takes the next step; whether a chain ends there.
    fn step(&mut self) -> bool {
        let Some((party, tried)) = self.walk.last_mut() else {
            return self.begin();
        };
        let provided = self.provided.of(party.index());
        // A walk that began with one service goes on from its provider by no other.
        let Some(&service) = provided.get(*tried) else {
            self.visited[*party] = false;
            self.walk.pop();
            self.entries.pop();
            return false;
        };
        *tried += 1;
        let entry = self.network.layout().edge(service);
        self.go(entry)
    }

    fn begin(&mut self) -> bool {
        let Some((department, entry)) = self.beginnings.next() else {
            self.status = Enumeration::Complete;
            return false;
        };
        let tried = if entry == EdgeIx::NONE { 0 } else { usize::MAX };
        self.expansions += 1;
        self.visited[department] = true;
        self.walk.push((department, tried));
        entry != EdgeIx::NONE && self.go(entry)
    }

    /// Goes on along a service, unless its consumer was passed before or leads nowhere.
    fn go(&mut self, entry: EdgeIx) -> bool {
        self.expansions += 1;
        let layout = self.network.layout();
        let consumer = layout.downstream().consumer(entry);
        if self.visited[consumer] || !self.leads_on[consumer] || layout.stands_by(entry) {
            return false;
        }
        self.visited[consumer] = true;
        self.walk.push((consumer, 0));
        self.entries.push(entry);
        self.targets[consumer]
    }
}

/// The parties from which a target can be reached, targets included.
fn upstream_of(layout: &Layout, targets: &[bool]) -> Vec<bool> {
    let mut reached = targets.to_vec();
    let mut open: Vec<PartyIx> = layout.parties().filter(|&party| targets[party]).collect();
    while let Some(party) = open.pop() {
        for entry in layout.row(party).filter(|&entry| !layout.stands_by(entry)) {
            let provider = layout.provider(entry);
            if !std::mem::replace(&mut reached[provider], true) {
                open.push(provider.into());
            }
        }
    }
    reached
}

impl Iterator for AllChains {
    type Item = Chain;

    fn next(&mut self) -> Option<Chain> {
        while self.status == Enumeration::Underway {
            if self.step() {
                return Some(Chain::new(&self.network, &self.entries));
            }
            // Checked after the step, so that a walk which is just complete says so.
            if self.expansions > self.limit && self.status == Enumeration::Underway {
                self.status = Enumeration::LimitReached;
            }
        }
        None
    }
}

impl std::iter::FusedIterator for AllChains {}

impl fmt::Debug for AllChains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AllChains")
            .field("status", &self.status)
            .field("expansions", &self.expansions)
            .finish_non_exhaustive()
    }
}
