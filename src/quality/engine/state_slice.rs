//! A run of departments, apart from the rest: what is evaluated by itself.

use std::ops::Range;

use crate::network::{IndexRange, PartyIx};

/// Consecutive departments, and what those before them deliver.
///
/// What a run is evaluated from lies in one part of memory, what it is evaluated into in
/// another; so runs that do not depend on each other are free to be evaluated at once.
pub(in crate::quality) struct StateSlice<'a> {
    /// Of the first departments: all that the run depends on, itself aside.
    pub(in crate::quality) before: DepartmentValues<'a>,
    pub(in crate::quality) parties: IndexRange<PartyIx>,
    /// By place in the run.
    pub(in crate::quality) quality: &'a mut [f64],
    pub(in crate::quality) missing: &'a mut [f64],
}

/// What departments deliver, both ways round, by dense number.
#[derive(Clone, Copy)]
pub(in crate::quality) struct DepartmentValues<'a> {
    pub(in crate::quality) quality: &'a [f64],
    /// `1 − q`.
    pub(in crate::quality) missing: &'a [f64],
}

impl<'a> StateSlice<'a> {
    /// Takes departments out of all of them; everything before them is settled.
    pub(in crate::quality) fn of(
        quality: &'a mut [f64],
        missing: &'a mut [f64],
        parties: IndexRange<PartyIx>,
    ) -> Self {
        let (quality_before, quality) = quality.split_at_mut(parties.start.index());
        let (missing_before, missing) = missing.split_at_mut(parties.start.index());
        Self {
            before: DepartmentValues { quality: quality_before, missing: missing_before },
            quality: &mut quality[..parties.len()],
            missing: &mut missing[..parties.len()],
            parties,
        }
    }

    /// The places of departments of it.
    pub(in crate::quality) fn places(&self, parties: &IndexRange<PartyIx>) -> Range<usize> {
        parties.start - self.parties.start..parties.end - self.parties.start
    }

    /// Takes a part that does not depend on the others.
    pub(in crate::quality) fn part(&mut self, parties: IndexRange<PartyIx>) -> StateSlice<'_> {
        let places = self.places(&parties);
        StateSlice {
            before: self.before,
            parties,
            quality: &mut self.quality[places.clone()],
            missing: &mut self.missing[places],
        }
    }

    /// Cuts it in two that do not depend on each other.
    pub(in crate::quality) fn split_at(self, party: PartyIx) -> (Self, Self) {
        let IndexRange { start, end } = self.parties;
        let (quality, quality_after) = self.quality.split_at_mut(party - start);
        let (missing, missing_after) = self.missing.split_at_mut(party - start);
        let before = self.before;
        (
            Self { before, parties: IndexRange::new(start, party), quality, missing },
            Self {
                before,
                parties: IndexRange::new(party, end),
                quality: quality_after,
                missing: missing_after,
            },
        )
    }

    /// Sets all departments to one quality.
    pub(in crate::quality) fn fill(&mut self, quality: f64) {
        self.quality.fill(quality);
        self.missing.fill(1.0 - quality);
    }

    pub(in crate::quality) fn set(&mut self, party: impl Into<PartyIx>, quality: f64) {
        let place = party.into() - self.parties.start;
        self.quality[place] = quality;
        self.missing[place] = 1.0 - quality;
    }

    /// The quality of a department of it or before it.
    pub(in crate::quality) fn quality_of(&self, party: impl Into<PartyIx>) -> f64 {
        let party = party.into();
        if party < self.parties.start {
            self.before.quality[party]
        } else {
            self.quality[party - self.parties.start]
        }
    }
}
