//! Who is reached along services that run, upstream and downstream.

use std::collections::VecDeque;

use crate::organisation::Stated;

/// Which way to follow services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::organisation) enum ServiceDirection {
    /// From consumers to providers.
    Upstream,
    /// From providers to consumers.
    Downstream,
}

/// The parties one service away that runs; a party joined by several services is repeated.
pub(in crate::organisation) fn neighbours(
    stated: &Stated,
    party: usize,
    direction: ServiceDirection,
) -> impl Iterator<Item = u32> {
    let links = &stated.links;
    let (services, ends) = match direction {
        ServiceDirection::Upstream => (links.received.of(party), &links.provider),
        ServiceDirection::Downstream => (links.provided.of(party), &links.consumer),
    };
    let runs = |service: u32| stated.services[service as usize].running;
    let running = services.iter().filter(move |&&service| runs(service));
    running.filter_map(|&service| ends.get(service as usize).copied())
}

/// Of every party whether at least one service leads to it from the start.
pub(in crate::organisation) fn reached(
    stated: &Stated,
    start: usize,
    direction: ServiceDirection,
) -> Vec<bool> {
    let mut reached = vec![false; stated.party_count()];
    let mut pending = vec![start];
    while let Some(party) = pending.pop() {
        for next in neighbours(stated, party, direction) {
            if let Some(seen) = reached.get_mut(next as usize)
                && !*seen
            {
                *seen = true;
                pending.push(next as usize);
            }
        }
    }
    reached
}

/// Breadth-first search downstream for the nearest external customer.
pub(in crate::organisation) fn distance_to_customer(stated: &Stated, start: usize) -> Option<u32> {
    let department_count = stated.parties.departments.len();
    let mut seen = vec![false; stated.party_count()];
    let mut pending = VecDeque::from([(start, 0)]);
    while let Some((party, distance)) = pending.pop_front() {
        if party >= department_count {
            return Some(distance);
        }
        for next in neighbours(stated, party, ServiceDirection::Downstream) {
            if let Some(seen) = seen.get_mut(next as usize)
                && !*seen
            {
                *seen = true;
                pending.push_back((next as usize, distance + 1));
            }
        }
    }
    None
}
