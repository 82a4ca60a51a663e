//! Tickets.

use super::row::{EvidenceRow, Refused, answer_of, any_of, seconds_of};
use crate::evidence::{EvidenceBuilder, TicketReading};

pub(super) const COLUMNS: [&str; 13] = [
    "provider",
    "consumer",
    "opened_at",
    "id",
    "service",
    "resolved_at",
    "closed_at",
    "target_met",
    "sla_met",
    "closed_by",
    "reopened",
    "waited_seconds",
    "abandoned",
];

pub(super) fn read(row: &EvidenceRow<'_>, builder: &mut EvidenceBuilder) -> Result<(), Refused> {
    // Logs hold requests that nobody was given yet, and some of nobody.
    let (Some(provider), Some(consumer)) = (row.text("provider"), row.text("consumer")) else {
        builder.leave_out();
        return Ok(());
    };
    let instant = row.instant();
    let opened_at = row.read_needed("opened_at", builder, &instant);
    let resolved_at = row.read("resolved_at", builder, &instant);
    let closed_at = match resolved_at {
        Ok(None) => row.read("closed_at", builder, &instant),
        _ => Ok(None),
    };
    let target_met = match row.text("target_met") {
        Some(_) => row.read("target_met", builder, answer_of),
        None => row.read("sla_met", builder, answer_of),
    };
    let reopened = row.read("reopened", builder, any_of);
    let waited = row.read("waited_seconds", builder, seconds_of);
    let abandoned = row.read("abandoned", builder, any_of);
    let mut ticket = TicketReading::new(provider, consumer, opened_at?);
    ticket.service = row.text("service").map(str::to_owned);
    ticket.resolved_at = resolved_at?.or(closed_at?);
    ticket.target_met = target_met?;
    ticket.closed_by = row.text("closed_by").map(str::to_owned);
    ticket.reopened = reopened?;
    ticket.waited = waited?;
    ticket.abandoned = abandoned?;
    builder.ticket(&ticket);
    Ok(())
}
