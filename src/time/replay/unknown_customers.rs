//! Whose quality is unknown: that of customers downstream of things that are.
//!
//! Where bad service brings requests again, what is unknown also goes upstream: how much a
//! department is asked for, and so how well it answers everybody else, depends on what those who
//! ask it receive.

use super::event::DenseSubject;
use super::options::Gaps;
use crate::network::{Demand, Layout, Network, PartyIx, RequestFlow};
use crate::numerics::csr::{Csr, ix};

/// How many unknown things lead to every customer.
#[derive(Debug, Clone)]
pub(super) struct UnknownCustomers {
    /// By dense number less the count of departments.
    leading: Vec<u32>,
    /// Whom each party asks more or less often when it is served otherwise; `None` where nobody
    /// asks again.
    asked: Option<Csr<PartyIx>>,
    walk: Walk,
}

/// A walk over everybody whom a thing may concern.
#[derive(Debug, Clone)]
struct Walk {
    /// In which round each party was come by last.
    seen: Vec<u32>,
    round: u32,
    pending: Vec<PartyIx>,
    /// Customers come to, by dense number less the count of departments.
    reached: Vec<u32>,
}

impl UnknownCustomers {
    /// Readies for a policy; `None` where old readings make nobody unknown.
    pub(super) fn new(gaps: Gaps, network: &Network) -> Option<Self> {
        let parties = network.department_count() + network.customer_count();
        matches!(gaps, Gaps::UnknownAfter(_)).then(|| Self {
            leading: vec![0; network.customer_count()],
            asked: network.layout().demand().and_then(|demand| asked(network, demand)),
            walk: Walk {
                seen: vec![0; parties],
                round: 0,
                pending: Vec::new(),
                reached: Vec::new(),
            },
        })
    }

    pub(super) fn is(&self, customer: usize) -> bool {
        self.leading[customer] > 0
    }

    /// Takes one more thing to be unknown; returns the customers who were not concerned before.
    pub(super) fn lose(&mut self, layout: &Layout, thing: DenseSubject) -> &[u32] {
        let Self { leading, asked, walk } = self;
        walk.over(layout, asked.as_ref(), thing);
        walk.reached.retain(|&customer| {
            leading[customer as usize] += 1;
            leading[customer as usize] == 1
        });
        &walk.reached
    }

    /// Takes one thing to be known again; returns the customers who are not concerned any more.
    pub(super) fn regain(&mut self, layout: &Layout, thing: DenseSubject) -> &[u32] {
        let Self { leading, asked, walk } = self;
        walk.over(layout, asked.as_ref(), thing);
        walk.reached.retain(|&customer| {
            leading[customer as usize] -= 1;
            leading[customer as usize] == 0
        });
        &walk.reached
    }
}

impl Walk {
    fn over(&mut self, layout: &Layout, asked: Option<&Csr<PartyIx>>, thing: DenseSubject) {
        self.reached.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
        match thing {
            DenseSubject::Department(department) => self.reach(layout, department.into()),
            DenseSubject::Entry(entry) => self.reach(layout, layout.consumer(entry)),
        }
        while let Some(party) = self.pending.pop() {
            if layout.is_department(party) {
                let downstream = layout.downstream();
                let provided = downstream.provided(party).iter();
                for &entry in provided.filter(|&&entry| !layout.stands_by(entry)) {
                    self.reach(layout, downstream.consumer(entry));
                }
            }
            for &asked in asked.map_or(&[][..], |asked| asked.of(party.index())) {
                self.reach(layout, asked);
            }
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
