//! What may concern a customer: parties and services upstream of it.

use super::customer_walk::CustomerWalk;
use super::event::DenseSubject;
use super::explained::HeldReadings;
use crate::network::{Layout, Network, PartyIx};

/// A walk over everything that may concern some customers, stand-ins included.
#[derive(Debug, Clone)]
pub(super) struct UpstreamWalk {
    /// Whether requests are asked again, so that whoever asks the same department matters, too: then
    /// everything may concern everybody.
    is_everything: bool,
    /// In which round each party was come by last.
    seen: Vec<u32>,
    round: u32,
    pending: Vec<PartyIx>,
}

impl UpstreamWalk {
    pub(super) fn new(network: &Network, walk: &CustomerWalk) -> Self {
        let parties = network.layout().party_count();
        Self {
            is_everything: walk.follows_requests(),
            seen: vec![0; parties],
            round: 0,
            pending: Vec::new(),
        }
    }

    /// Those of the readings that may concern some customers, given by dense number less the count of
    /// departments.
    pub(super) fn readings(
        &mut self,
        layout: &Layout,
        held: &HeldReadings,
        customers: &[u32],
    ) -> HeldReadings {
        if self.is_everything {
            return held.clone();
        }
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
        for &customer in customers {
            self.reach(layout.first_customer() + customer as usize);
        }
        while let Some(party) = self.pending.pop() {
            for entry in layout.row(party) {
                self.reach(layout.provider(entry).into());
            }
        }
        let concerned = |subject: &DenseSubject| match *subject {
            DenseSubject::Party(party) => party,
            DenseSubject::Entry(entry) => layout.consumer(entry),
        };
        let may_concern = |subject: &DenseSubject| self.seen[concerned(subject)] == self.round;
        let held = held.iter().filter(|(subject, _)| may_concern(subject));
        held.map(|(&subject, &reading)| (subject, reading)).collect()
    }

    fn reach(&mut self, party: PartyIx) {
        if std::mem::replace(&mut self.seen[party], self.round) != self.round {
            self.pending.push(party);
        }
    }
}
