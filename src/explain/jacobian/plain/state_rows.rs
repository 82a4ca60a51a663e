//! Consecutive parties in two states, and their rows.

use crate::explain::state_pair::StatePair;
use crate::network::{EdgeIx, IndexRange, Layout, PartyIx};
use crate::rule::InputInterval;
use crate::rule::secant::StateRow;

/// Both states, looked up once for many rows.
#[derive(Clone, Copy)]
pub(super) struct States<'a> {
    pub(super) layout: &'a Layout,
    /// The qualities of all parties before and after.
    pub(super) old: &'a [f64],
    pub(super) new: &'a [f64],
    /// The capabilities of departments before and after.
    pub(super) capability: (&'a [f64], &'a [f64]),
}

impl<'a> States<'a> {
    pub(super) fn new(pair: &'a StatePair) -> Self {
        let StatePair { network, before, after, .. } = pair;
        Self {
            layout: network.layout(),
            old: before.quality(),
            new: after.quality(),
            capability: (&before.capability, &after.capability),
        }
    }

    /// The change of a party's quality.
    #[inline]
    pub(super) fn change(self, party: PartyIx) -> f64 {
        self.new[party] - self.old[party]
    }

    /// A department's capability.
    #[inline]
    pub(super) fn own(self, department: PartyIx) -> InputInterval {
        InputInterval::between((self.capability.0[department], self.capability.1[department]))
    }

    /// The change of a department's capability.
    #[inline]
    pub(super) fn own_change(self, department: PartyIx) -> f64 {
        self.capability.1[department] - self.capability.0[department]
    }

    #[inline]
    pub(super) fn row(self, party: PartyIx) -> StateRow<'a> {
        let entries = self.layout.row(party);
        let own = |capability: &[f64]| capability.get(party.index()).copied().unwrap_or(1.0);
        StateRow {
            old: self.old,
            new: self.new,
            providers: &self.layout.providers()[entries.clone()],
            dependences: &self.layout.dependences()[entries],
            own: (own(self.capability.0), own(self.capability.1)),
            delivered: (self.old[party], self.new[party]),
        }
    }
}

/// Consecutive parties.
pub(super) struct PartyRange<'a> {
    pub(super) states: States<'a>,
    pub(super) parties: IndexRange<PartyIx>,
    /// Whether secants of parties that do not change may as well be 0.
    pub(super) only_moving: bool,
    /// Whether what parties deliver follows from what they receive.
    pub(super) is_solved: bool,
}

impl<'a> PartyRange<'a> {
    pub(super) fn new(pair: &'a StatePair, parties: IndexRange<PartyIx>) -> Self {
        Self { states: States::new(pair), parties, only_moving: false, is_solved: pair.is_settled }
    }

    pub(super) fn entries(&self) -> IndexRange<EdgeIx> {
        self.states.layout.rows(&self.parties)
    }

    pub(super) fn providers(&self) -> &'a [u32] {
        &self.states.layout.providers()[self.entries()]
    }

    pub(super) fn dependences(&self) -> &'a [f64] {
        &self.states.layout.dependences()[self.entries()]
    }

    /// Every row, with its part of a column that has one entry per service.
    pub(super) fn rows<'c>(
        &self,
        mut column: &'c mut [f64],
    ) -> impl ExactSizeIterator<Item = (StateRow<'a>, &'c mut [f64])> {
        let states = self.states;
        self.parties.clone().map(move |party| {
            let row = states.row(party);
            let (own, others) = std::mem::take(&mut column).split_at_mut(row.providers.len());
            column = others;
            (row, own)
        })
    }

    /// Whether a department's secants may as well be 0.
    #[inline]
    pub(super) fn may_skip(&self, department: PartyIx) -> bool {
        let states = self.states;
        self.only_moving && states.change(department) == 0.0 && states.own_change(department) == 0.0
    }
}
