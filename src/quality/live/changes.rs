//! What the last call changed.

use std::borrow::Cow;
use std::fmt;

use super::Live;
use crate::id::PartyId;
use crate::network::PartyIx;
use crate::unit::{Population, Quality};

/// The parties that changed, with what they had before.
#[derive(Debug, Clone)]
pub(super) struct Log {
    /// Ascending; of no meaning while `compared`.
    one_by_one: Vec<(PartyIx, f64)>,
    /// Whether a whole state was compared with the one before, rather than party by party.
    compared: bool,
    /// One bit per party that differs; of no meaning unless `compared`.
    differing: Vec<u64>,
    count: usize,
}

impl Log {
    /// Makes room for changes among so many parties, and so many one by one.
    pub(super) fn new(party_count: usize, one_by_one: usize) -> Self {
        Self {
            one_by_one: Vec::with_capacity(one_by_one.min(party_count)),
            compared: false,
            differing: vec![0; party_count.div_ceil(64)],
            count: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.one_by_one.clear();
        self.compared = false;
        self.count = 0;
    }

    /// Takes a party whose quality changed, above all those taken before.
    pub(super) fn push(&mut self, party: PartyIx, before: f64) {
        self.one_by_one.push((party, before));
        self.count += 1;
    }

    pub(super) fn one_by_one(&self) -> &[(PartyIx, f64)] {
        &self.one_by_one
    }

    /// Whether a whole state was compared with the one before, which is kept then.
    pub(super) fn is_compared(&self) -> bool {
        self.compared
    }

    /// Goes over to whole states, which are still to be compared.
    pub(super) fn begin_comparison(&mut self) {
        self.compared = true;
        self.count = 0;
    }

    /// Compares what follows a multiple of 64 in two states, up to another or their end.
    pub(super) fn compare(&mut self, from: usize, before: &[f64], after: &[f64]) {
        let pairs = before.chunks(64).zip(after.chunks(64));
        for (word, (before, after)) in self.differing[from / 64..].iter_mut().zip(pairs) {
            *word = differing(before, after);
            self.count += word.count_ones() as usize;
        }
    }
}

/// One bit per place at which two runs of at most 64 differ.
fn differing(before: &[f64], after: &[f64]) -> u64 {
    let mut bits = 0;
    for (place, (before, after)) in before.iter().zip(after).enumerate() {
        bits |= u64::from(before.to_bits() != after.to_bits()) << place;
    }
    bits
}

/// The parties that one call of a [`Live`] organisation changed, in order of evaluation:
/// departments first, providers before consumers wherever that is possible; then external
/// customers.
///
/// A party is among them if its quality has other bits than before.
#[derive(Clone)]
pub struct Changes<'a> {
    live: &'a Live,
    /// The next place in the list, or the next party to look at.
    next: usize,
    left: usize,
}

impl<'a> Changes<'a> {
    pub(super) fn new(live: &'a Live) -> Self {
        Self { live, next: 0, left: live.state.log.count }
    }

    /// Whether nobody is left.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// Returns the external customers among them.
    pub fn customers(self) -> impl Iterator<Item = Change<'a>> {
        self.filter(|change| !change.is_department())
    }

    /// Returns the departments among them.
    pub fn departments(self) -> impl Iterator<Item = Change<'a>> {
        self.take_while(Change::is_department)
    }
}

impl<'a> Iterator for Changes<'a> {
    type Item = Change<'a>;

    fn next(&mut self) -> Option<Change<'a>> {
        let state = &self.live.state;
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let (party, before) = if state.log.compared {
            let mut place = self.next / 64;
            let mut word = state.log.differing.get(place)? & u64::MAX << (self.next % 64);
            while word == 0 {
                place += 1;
                word = *state.log.differing.get(place)?;
            }
            let party = PartyIx::new(place * 64 + word.trailing_zeros() as usize);
            self.next = (party + 1).index();
            (party, state.other[party])
        } else {
            let (party, before) = *state.log.one_by_one.get(self.next)?;
            self.next += 1;
            (party, before)
        };
        Some(Change { live: self.live, party, before })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Changes<'_> {}

impl fmt::Debug for Changes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// One party's change.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    live: &'a Live,
    party: PartyIx,
    before: f64,
}

impl<'a> Change<'a> {
    pub(crate) fn party(&self) -> PartyIx {
        self.party
    }

    /// Returns the id.
    pub fn id(&self) -> PartyId {
        self.live.network.layout().party_id(self.party)
    }

    /// Returns the name.
    pub fn name(&self) -> Cow<'a, str> {
        self.live.network.layout().party_name(self.party)
    }

    /// Whether it is a department, rather than an external customer.
    pub fn is_department(&self) -> bool {
        self.live.network.layout().is_department(self.party)
    }

    /// Returns the population of an external customer; 1 for a department.
    pub fn population(&self) -> Population {
        Population::checked(self.live.network.layout().population(self.party))
    }

    /// Returns the quality before the call.
    pub fn before(&self) -> Quality {
        Quality::checked(self.before)
    }

    /// Returns the quality now.
    pub fn after(&self) -> Quality {
        Quality::checked(self.live.state.quality[self.party])
    }

    /// Returns quality now minus quality before, −1..=1: negative where it falls.
    pub fn change(&self) -> f64 {
        self.after().get() - self.before().get()
    }
}

impl fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("id", &self.id())
            .field("before", &self.before())
            .field("after", &self.after())
            .finish()
    }
}
