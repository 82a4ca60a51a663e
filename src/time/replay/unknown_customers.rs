//! Whose quality is unknown: that of customers downstream of things that are.

use super::customer_walk::CustomerWalk;
use super::event::DenseSubject;
use super::options::Gaps;
use crate::network::{Layout, Network};

/// How many unknown things lead to every customer.
#[derive(Debug, Clone)]
pub(super) struct UnknownCustomers {
    /// By dense number less the count of departments.
    leading: Vec<u32>,
    walk: CustomerWalk,
}

impl UnknownCustomers {
    /// Readies for a policy; `None` where old readings make nobody unknown.
    pub(super) fn new(gaps: Gaps, network: &Network) -> Option<Self> {
        matches!(gaps, Gaps::UnknownAfter(_)).then(|| Self::none(network))
    }

    /// Nobody is unknown so far.
    pub(super) fn none(network: &Network) -> Self {
        Self { leading: vec![0; network.customer_count()], walk: CustomerWalk::new(network) }
    }

    pub(super) fn is(&self, customer: usize) -> bool {
        self.leading[customer] > 0
    }

    /// Takes one more thing to be unknown; returns the customers who were not concerned before.
    pub(super) fn lose(&mut self, layout: &Layout, thing: DenseSubject) -> &[u32] {
        let Self { leading, walk } = self;
        walk.of_subject(layout, thing);
        walk.retain(|customer| {
            leading[customer] += 1;
            leading[customer] == 1
        })
    }

    /// Takes one thing to be known again; returns the customers who are not concerned any more.
    pub(super) fn regain(&mut self, layout: &Layout, thing: DenseSubject) -> &[u32] {
        let Self { leading, walk } = self;
        walk.of_subject(layout, thing);
        walk.retain(|customer| {
            leading[customer] -= 1;
            leading[customer] == 0
        })
    }
}
