//! Whom a party or service may concern: customers downstream of it.
//!
//! Where bad service brings requests again, what happens also goes upstream: how much a department
//! is asked for, and so how well it answers everybody else, depends on what those who ask it
//! receive.

use super::event::DenseSubject;
use crate::network::{Demand, EdgeIx, Layout, Network, PartyIx, RequestFlow};
use crate::numerics::csr::{Csr, ix};

/// A walk over everybody whom a party or service may concern.
#[derive(Debug, Clone)]
pub(super) struct CustomerWalk {
    /// Whom each party asks more or less often when it is served otherwise; `None` where nobody
    /// asks again.
    asked: Option<Csr<PartyIx>>,
    visits: Visits,
}

/// Who has been come by.
#[derive(Debug, Clone)]
struct Visits {
    /// In which round each party was come by last.
    seen: Vec<u32>,
    round: u32,
    pending: Vec<PartyIx>,
    /// Customers come to, by dense number less the count of departments.
    reached: Vec<u32>,
}

impl CustomerWalk {
    pub(super) fn new(network: &Network) -> Self {
        let asked = network.layout().demand().and_then(|demand| asked(network, demand));
        Self { asked, ..Self::downstream(network) }
    }

    /// A walk along services alone, which does not follow requests upstream.
    pub(super) fn downstream(network: &Network) -> Self {
        let parties = network.department_count() + network.customer_count();
        Self {
            asked: None,
            visits: Visits {
                seen: vec![0; parties],
                round: 0,
                pending: Vec::new(),
                reached: Vec::new(),
            },
        }
    }

    /// Whether it goes upstream, too.
    pub(super) fn follows_requests(&self) -> bool {
        self.asked.is_some()
    }

    /// The customers whom a department or service may concern, by dense number less the count of
    /// departments.
    pub(super) fn of_subject(&mut self, layout: &Layout, subject: DenseSubject) -> &[u32] {
        match subject {
            DenseSubject::Party(party) => self.of_party(layout, party),
            DenseSubject::Entry(entry) => self.of_service(layout, entry),
        }
    }

    /// Those whom a service may concern.
    pub(super) fn of_service(&mut self, layout: &Layout, entry: EdgeIx) -> &[u32] {
        self.of_party(layout, layout.consumer(entry))
    }

    /// Those whom a party may concern, itself included.
    pub(super) fn of_party(&mut self, layout: &Layout, party: PartyIx) -> &[u32] {
        let Self { asked, visits } = self;
        visits.begin();
        visits.reach(layout, party);
        while let Some(party) = visits.pending.pop() {
            if layout.is_department(party) {
                let downstream = layout.downstream();
                let provided = downstream.provided(party).iter();
                for &entry in provided.filter(|&&entry| !layout.stands_by(entry)) {
                    visits.reach(layout, downstream.consumer(entry));
                }
            }
            for &asked in asked.as_ref().map_or(&[][..], |asked| asked.of(party.index())) {
                visits.reach(layout, asked);
            }
        }
        &visits.reached
    }

    /// Keeps of the customers last come to those that a function says.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) -> &[u32] {
        self.visits.reached.retain(|&customer| keep(customer as usize));
        &self.visits.reached
    }
}

impl Visits {
    fn begin(&mut self) {
        self.reached.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
    }

    fn reach(&mut self, layout: &Layout, party: PartyIx) {
        if std::mem::replace(&mut self.seen[party], self.round) == self.round {
            return;
        }
        self.pending.push(party);
        if let Some(customer) = layout.customer_place(party) {
            self.reached.push(ix(customer));
        }
    }
}

/// Groups those who are asked by those who ask. An external customer's demand is its own but for
/// what it asks again; a department passes on whatever it is asked for.
fn asked(network: &Network, demand: &Demand) -> Option<Csr<PartyIx>> {
    let layout = network.layout();
    let may_vary = |request_flow: &&RequestFlow| {
        let is_asked_for = !layout.stands_by(request_flow.entry);
        is_asked_for && (request_flow.retries > 0.0 || layout.is_department(request_flow.consumer))
    };
    let parties = network.department_count() + network.customer_count();
    demand.request_flows.iter().any(|request_flow| request_flow.retries > 0.0).then(|| {
        let varying = demand.request_flows.iter().filter(may_vary);
        Csr::of_pairs(
            parties,
            varying.map(|flow| (flow.consumer.raw(), PartyIx::from(flow.provider))),
        )
    })
}
