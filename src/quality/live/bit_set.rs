//! A set of parties, walked in ascending order.

use crate::network::{IndexRange, PartyIx};

/// One bit per party, and one per word of these, so that a walk skips what is empty.
#[derive(Debug, Clone)]
pub(super) struct PartySet {
    words: Vec<u64>,
    /// Whether each word has a bit.
    summary: Vec<u64>,
}

impl PartySet {
    /// Makes room for so many parties.
    pub(super) fn new(count: usize) -> Self {
        let words = vec![0; count.div_ceil(64)];
        Self { summary: vec![0; words.len().div_ceil(64)], words }
    }

    #[inline]
    pub(super) fn insert(&mut self, party: impl Into<PartyIx>) {
        let party = party.into().index();
        self.words[party / 64] |= 1 << (party % 64);
        self.summary[party / 4096] |= 1 << (party / 64 % 64);
    }

    pub(super) fn remove(&mut self, party: impl Into<PartyIx>) {
        let party = party.into().index();
        self.words[party / 64] &= !(1 << (party % 64));
        if self.words[party / 64] == 0 {
            self.summary[party / 4096] &= !(1 << (party / 64 % 64));
        }
    }

    pub(super) fn contains(&self, party: impl Into<PartyIx>) -> bool {
        let party = party.into().index();
        self.words[party / 64] >> (party % 64) & 1 == 1
    }

    /// Returns the first member at or above a number.
    pub(super) fn first_from(&self, from: PartyIx) -> Option<PartyIx> {
        self.place_from(from.index()).map(PartyIx::new)
    }

    fn place_from(&self, from: usize) -> Option<usize> {
        let member = |place: usize, word: u64| place * 64 + word.trailing_zeros() as usize;
        let place = from / 64;
        let word = self.words.get(place)? & u64::MAX << (from % 64);
        if word != 0 {
            return Some(member(place, word));
        }
        let after = place + 1;
        let mut kept = u64::MAX << (after % 64);
        for (number, summary) in self.summary.iter().enumerate().skip(after / 64) {
            let left = summary & kept;
            if left != 0 {
                let place = member(number, left);
                return Some(member(place, self.words[place]));
            }
            kept = u64::MAX;
        }
        None
    }

    /// Returns the members within a range, ascending.
    pub(super) fn within<'a>(
        &'a self,
        range: &IndexRange<PartyIx>,
    ) -> impl Iterator<Item = PartyIx> + use<'a> {
        let IndexRange { start, end } = *range;
        let below_end = move |party: &PartyIx| *party < end;
        let first = self.first_from(start).filter(below_end);
        std::iter::successors(first, move |&party| self.first_from(party + 1).filter(below_end))
    }

    /// Removes the members within a range.
    pub(super) fn clear(&mut self, range: &IndexRange<PartyIx>) {
        let mut from = range.start;
        while let Some(party) = self.first_from(from).filter(|&party| party < range.end) {
            self.remove(party);
            from = party + 1;
        }
    }

    /// Removes every member.
    pub(super) fn clear_all(&mut self) {
        self.words.fill(0);
        self.summary.fill(0);
    }
}
