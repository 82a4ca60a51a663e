//! Who is upstream of an objective.

use crate::network::{Layout, PartyIx};

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
    pub(super) fn of(layout: &Layout, parties: impl Iterator<Item = PartyIx>) -> Self {
        let mut is_upstream = vec![false; layout.party_count()];
        let mut waiting: Vec<PartyIx> = parties.collect();
        while let Some(party) = waiting.pop() {
            if !std::mem::replace(&mut is_upstream[party], true) {
                let providers = layout.row(party).map(|entry| layout.provider(entry));
                waiting.extend(providers.map(PartyIx::from));
            }
        }
        Self { is_upstream }
    }

    pub(super) fn contains(&self, party: PartyIx) -> bool {
        self.is_upstream[party]
    }
}
