//! How many tickets met their target, by service and by provider.

use indexmap::IndexSet;

use crate::evidence::condition::{Count, TwoLevels, two_levels};
use crate::evidence::evidence::Evidence;
use crate::evidence::known::NONE;
use crate::evidence::measuring::Measuring;
use crate::evidence::stored::{STILL_OPEN, StoredTicket, seconds};
use crate::unit::OutOfRange;

/// Counts of tickets, and the shares they give.
pub(super) struct TicketCounts {
    /// By service.
    pub(super) services: Vec<Count>,
    /// Parties that provide services.
    pub(super) providers: IndexSet<u32>,
    /// Nothing where no ticket has a target.
    pub(super) shares: Option<TwoLevels>,
}

/// Whether a ticket met its target, as far as that is known today.
pub(super) fn outcome(ticket: &StoredTicket, measuring: &Measuring) -> Option<bool> {
    let is_future = ticket.resolved != STILL_OPEN && ticket.resolved >= seconds(measuring.until);
    ticket.target_met.filter(|_| !is_future)
}

impl TicketCounts {
    pub(super) fn new(
        evidence: &Evidence,
        tickets: &[&StoredTicket],
        measuring: &Measuring,
    ) -> Result<Self, OutOfRange> {
        let mut services = vec![Count::default(); evidence.known.service_count()];
        for ticket in tickets.iter().filter(|ticket| ticket.service != NONE) {
            let Some(is_met) = outcome(ticket, measuring) else { continue };
            let weight = measuring.weight(ticket.opened);
            let count = &mut services[ticket.service as usize];
            count.total += weight;
            count.met += if is_met { weight } else { 0.0 };
        }
        let mut providers = IndexSet::new();
        let of_services: Vec<_> = (0..)
            .map_while(|service| evidence.known.ends(service))
            .map(|ends| providers.insert_full(ends.provider).0)
            .collect();
        let has_tickets = services.iter().any(|count| count.total > 0.0);
        let shares = has_tickets
            .then(|| two_levels(&of_services, &services, providers.len(), measuring.confidence));
        Ok(Self { services, providers, shares: shares.transpose()? })
    }

    /// The share of a provider, as an estimate; nothing where it has no tickets of its own.
    pub(super) fn provider(&self, party: u32) -> Option<&crate::evidence::Estimate> {
        let estimate = self.shares.as_ref()?.providers.get(self.providers.get_index_of(&party)?)?;
        Some(estimate)
    }
}
