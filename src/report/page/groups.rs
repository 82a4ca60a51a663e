//! How many departments of each group lose how much.

use indexmap::IndexMap;
use serde::Serialize;

use crate::id::PartyId;
use crate::organisation::{Organisation, PartyRef};
use crate::quality::Impact;

/// Groups of departments, by how much these lose.
///
/// A department is of the group of whoever it is part of, and that of, to the last.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Groups {
    /// Where bands of loss end: none at all, below the first, between the first and the second, ..,
    /// above the last.
    pub bounds: [f64; 4],
    /// The groups, those with most departments first; up to 100.
    pub rows: Vec<GroupLine>,
}

/// The departments of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GroupLine {
    /// The department that the others are part of.
    pub id: PartyId,
    /// What it is called.
    pub name: String,
    /// How many departments it has, itself among them where it serves or is served.
    pub parties: usize,
    /// How many of them lose as much as each band says.
    pub counts: [usize; 6],
}

/// How many groups are listed at most.
const MOST: usize = 100;
const BOUNDS: [f64; 4] = [0.01, 0.05, 0.1, 0.2];

impl Groups {
    /// Counts; `None` where there are fewer than two groups.
    pub(super) fn of(organisation: &Organisation, impact: &Impact) -> Option<Self> {
        let mut rows: IndexMap<&PartyId, GroupLine> = IndexMap::new();
        for party in organisation.departments() {
            let group = last_whole(party);
            let serves_or_is_served =
                party.services_provided().len() + party.services_received().len() > 0;
            if !serves_or_is_served || group.parts().len() == 0 {
                continue;
            }
            let row = rows.entry(group.id()).or_insert_with(|| GroupLine {
                id: group.id().clone(),
                name: group.name().to_owned(),
                parties: 0,
                counts: [0; 6],
            });
            let lost = impact.of(party.id()).map_or(0.0, |felt| -felt.change());
            let band = if lost <= 0.0 {
                0
            } else {
                1 + BOUNDS.iter().filter(|bound| lost >= **bound).count()
            };
            row.parties += 1;
            if let Some(count) = row.counts.get_mut(band) {
                *count += 1;
            }
        }
        let mut rows: Vec<_> = rows.into_values().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.parties));
        rows.truncate(MOST);
        (rows.len() > 1).then_some(Self { bounds: BOUNDS, rows })
    }

    /// The place of the group that a party is of.
    pub(super) fn place(&self, party: PartyRef<'_>) -> Option<usize> {
        let group = last_whole(party);
        self.rows.iter().position(|row| row.id == *group.id())
    }
}

/// What a party is part of, and that of, to the last.
fn last_whole(party: PartyRef<'_>) -> PartyRef<'_> {
    std::iter::successors(Some(party), |part| part.part_of()).last().unwrap_or(party)
}
