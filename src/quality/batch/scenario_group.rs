//! What the scenarios of one group of lanes change, by party.

use std::sync::Arc;

use super::lanes::{LANES, Lanes, Mask};
use crate::network::{DeptIx, IndexRange, Layout, Overrides, PartyIx};

/// The scenarios of a group of lanes; a lane without one changes nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct ScenarioGroup {
    overrides: [Arc<Overrides>; LANES],
    /// The parties that some lane changes, ascending.
    changed: Vec<Changed>,
    /// What each lane changes, by party.
    changes: Vec<LaneChange>,
}

/// What one lane changes of a party: its capability, or else a service it receives or how much it
/// depends on one.
#[derive(Debug, Clone, Copy)]
struct LaneChange {
    party: PartyIx,
    lane: usize,
    capability: Option<f64>,
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
        self.changes.clear();
        for (lane, overrides) in self.overrides.iter().enumerate() {
            let capability = |(department, capability): (DeptIx, f64)| LaneChange {
                party: department.into(),
                lane,
                capability: Some(capability),
            };
            let services = |&party: &PartyIx| LaneChange { party, lane, capability: None };
            self.changes.extend(overrides.capabilities().map(capability));
            let parties = overrides.touched.iter().chain(&overrides.reweighted);
            self.changes.extend(parties.map(services));
        }
        // Stable: the lanes' own orders are runs, which it merges.
        self.changes.sort_by_key(|change| change.party);
        let parties = self.changes.chunk_by(|one, other| one.party == other.party);
        self.changed.clear();
        self.changed.extend(parties.map(|changes| Changed::new(layout, changes)));
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

impl Changed {
    /// Puts together what lanes change of one party.
    fn new(layout: &Layout, changes: &[LaneChange]) -> Self {
        let party = changes[0].party;
        let stated = layout.capabilities().get(party.index()).copied().unwrap_or(1.0);
        let capability = Lanes::splat(stated);
        let mut all = Self { party, lanes: 0, services: 0, capability };
        for change in changes {
            all.lanes |= 1 << change.lane;
            match change.capability {
                Some(capability) => all.capability.0[change.lane] = capability,
                None => all.services |= 1 << change.lane,
            }
        }
        all
    }
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
