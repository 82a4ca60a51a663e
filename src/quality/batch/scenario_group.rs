//! What the scenarios of one group of lanes change, by party.

use std::sync::Arc;

use super::lanes::{LANES, Lanes, Mask};
use crate::network::{IndexRange, Layout, Overrides, PartyIx};

/// The scenarios of a group of lanes; a lane without one changes nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct ScenarioGroup {
    overrides: [Arc<Overrides>; LANES],
    /// The parties that some lane changes, ascending.
    changed: Vec<Changed>,
}

/// A party of which some lane changes something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed {
    pub(super) party: PartyIx,
    /// The lanes that change anything.
    pub(super) lanes: Mask,
    /// The lanes that change a service it receives, or how much it depends on one.
    pub(super) services: Mask,
    /// Its own capability in each lane; 1 for an external customer.
    pub(super) capability: Lanes,
}

impl ScenarioGroup {
    /// Takes the scenarios of the next group, the memory of the last.
    pub(super) fn fill(&mut self, layout: &Layout, overrides: [Arc<Overrides>; LANES]) {
        self.overrides = overrides;
        self.changed.clear();
        let changed = |party: PartyIx| Changed {
            party,
            lanes: 0,
            services: 0,
            capability: Lanes::splat(
                layout.capabilities().get(party.index()).copied().unwrap_or(1.0),
            ),
        };
        let parties = self.overrides.iter().flat_map(|overrides| {
            let departments = overrides.capabilities().map(|(department, _)| department.into());
            departments.chain(overrides.touched.iter().chain(&overrides.reweighted).copied())
        });
        self.changed.extend(parties.map(changed));
        self.changed.sort_unstable_by_key(|changed| changed.party);
        self.changed.dedup_by_key(|changed| changed.party);
        for (lane, overrides) in self.overrides.iter().enumerate() {
            for (department, capability) in overrides.capabilities() {
                if let Some(changed) = find(&mut self.changed, department.into()) {
                    changed.lanes |= 1 << lane;
                    changed.capability.0[lane] = capability;
                }
            }
            for &party in overrides.touched.iter().chain(&overrides.reweighted) {
                if let Some(changed) = find(&mut self.changed, party) {
                    changed.lanes |= 1 << lane;
                    changed.services |= 1 << lane;
                }
            }
        }
    }

    /// Whether any lane changes a service.
    pub(super) fn changes_services(&self) -> bool {
        self.changed.iter().any(|changed| changed.services != 0)
    }

    pub(super) fn overrides(&self, lane: usize) -> &Overrides {
        &self.overrides[lane]
    }

    /// What is changed within a range of parties.
    pub(super) fn within(&self, parties: &IndexRange<PartyIx>) -> &[Changed] {
        let first = self.changed.partition_point(|changed| changed.party < parties.start);
        let rest = &self.changed[first..];
        &rest[..rest.partition_point(|changed| changed.party < parties.end)]
    }

    /// What is changed of a party.
    pub(super) fn of(&self, party: PartyIx) -> Option<&Changed> {
        self.within(&IndexRange::one(party)).first()
    }
}

fn find(changed: &mut [Changed], party: PartyIx) -> Option<&mut Changed> {
    let found = changed.binary_search_by_key(&party, |changed| changed.party);
    found.ok().map(|index| &mut changed[index])
}

/// Cuts a range of parties at those that are changed: each of these comes alone.
pub(super) fn for_segments<'a>(
    parties: &IndexRange<PartyIx>,
    changed: impl IntoIterator<Item = &'a Changed>,
    mut segment: impl FnMut(IndexRange<PartyIx>, Option<&'a Changed>),
) {
    let mut next = parties.start;
    for changed in changed {
        if next < changed.party {
            segment(IndexRange::new(next, changed.party), None);
        }
        segment(IndexRange::one(changed.party), Some(changed));
        next = changed.party + 1;
    }
    if next < parties.end {
        segment(IndexRange::new(next, parties.end), None);
    }
}
