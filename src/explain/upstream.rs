//! Who is upstream of an objective.

use crate::network::Layout;

/// The parties from which some parties can be reached along services, these among them.
pub(super) struct Upstream {
    is_upstream: Vec<bool>,
}

impl Upstream {
    /// Follows services from consumers to providers.
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties and the services upstream.
    pub(super) fn of(layout: &Layout, parties: impl Iterator<Item = u32>) -> Self {
        let mut is_upstream = vec![false; layout.party_count()];
        let mut waiting: Vec<u32> = parties.collect();
        while let Some(party) = waiting.pop() {
            let party = party as usize;
            if !std::mem::replace(&mut is_upstream[party], true) {
                waiting.extend_from_slice(&layout.providers()[layout.row(party)]);
            }
        }
        Self { is_upstream }
    }

    pub(super) fn contains(&self, party: usize) -> bool {
        self.is_upstream[party]
    }
}
