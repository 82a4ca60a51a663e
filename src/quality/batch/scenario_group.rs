//! What the scenarios of one group of lanes change, by party.

use std::ops::Range;
use std::sync::Arc;

use super::lanes::{LANES, Lanes, Mask};
use crate::network::{Layout, Overrides};

/// The scenarios of a group of lanes; a lane without one changes nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct ScenarioGroup {
    overrides: [Arc<Overrides>; LANES],
    /// The parties that some lane changes, by dense number.
    changed: Vec<Changed>,
}

/// A party of which some lane changes something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed {
    pub(super) party: usize,
    /// The lanes that change anything.
    pub(super) lanes: Mask,
    /// The lanes that change a service it receives.
    pub(super) services: Mask,
    /// Its own capability in each lane; 1 for an external customer.
    pub(super) capability: Lanes,
}

impl ScenarioGroup {
    /// Takes the scenarios of the next group, the memory of the last.
    pub(super) fn fill(&mut self, layout: &Layout, overrides: [Arc<Overrides>; LANES]) {
        self.overrides = overrides;
        self.changed.clear();
        let changed = |party: u32| Changed {
            party: party as usize,
            lanes: 0,
            services: 0,
            capability: Lanes::splat(
                layout.capabilities().get(party as usize).copied().unwrap_or(1.0),
            ),
        };
        let parties = self.overrides.iter().flat_map(|overrides| {
            let departments = overrides.capabilities().map(|(department, _)| department);
            departments.chain(overrides.touched.iter().copied())
        });
        self.changed.extend(parties.map(changed));
        self.changed.sort_unstable_by_key(|changed| changed.party);
        self.changed.dedup_by_key(|changed| changed.party);
        for (lane, overrides) in self.overrides.iter().enumerate() {
            for (department, capability) in overrides.capabilities() {
                if let Some(changed) = find(&mut self.changed, department as usize) {
                    changed.lanes |= 1 << lane;
                    changed.capability.0[lane] = capability;
                }
            }
            for &party in &overrides.touched {
                if let Some(changed) = find(&mut self.changed, party as usize) {
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
    pub(super) fn within(&self, parties: Range<usize>) -> &[Changed] {
        let first = self.changed.partition_point(|changed| changed.party < parties.start);
        let rest = &self.changed[first..];
        &rest[..rest.partition_point(|changed| changed.party < parties.end)]
    }

    /// What is changed of a party.
    pub(super) fn of(&self, party: usize) -> Option<&Changed> {
        self.within(party..party + 1).first()
    }
}

fn find(changed: &mut [Changed], party: usize) -> Option<&mut Changed> {
    let found = changed.binary_search_by_key(&party, |changed| changed.party);
    found.ok().map(|index| &mut changed[index])
}

/// Cuts a range of parties at those that are changed: each of these comes alone.
pub(super) fn for_segments<'a>(
    parties: Range<usize>,
    changed: impl IntoIterator<Item = &'a Changed>,
    mut segment: impl FnMut(Range<usize>, Option<&'a Changed>),
) {
    let mut next = parties.start;
    for changed in changed {
        if next < changed.party {
            segment(next..changed.party, None);
        }
        segment(changed.party..changed.party + 1, Some(changed));
        next = changed.party + 1;
    }
    if next < parties.end {
        segment(next..parties.end, None);
    }
}
