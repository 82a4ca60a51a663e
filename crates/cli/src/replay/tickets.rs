//! A history from tickets: what a service was like is the share of tickets within target.
//!
//! At any instant a service is judged by its tickets that are open, and by those that were closed
//! within some days before. Its condition is the share of them that met their target, in hindsight:
//! an open ticket counts as it will end. Without any ticket it is 1.
//!
//! A ticket ends when it is resolved, else when it is closed. It is of the service that joins its
//! provider and consumer and has its name; where one service alone joins the two, it is of that
//! one, whatever its name.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;
use knockon::Organisation;
use knockon::io::csv::Ticket;
use knockon::io::{HistoryOptions, read_tickets};
use knockon::time::Event;

use crate::answer::Failure;
use crate::warning::warn;

/// How a service's tickets change at an instant.
#[derive(Debug, Default, Clone, Copy)]
struct Step {
    all: i64,
    met: i64,
}

/// The services that join a provider and a consumer, by name.
type Joining<'o> = IndexMap<(&'o str, &'o str), IndexMap<&'o str, &'o str>>;

/// Derives the events of a table of tickets.
pub(crate) fn events(
    path: &Path,
    organisation: &Organisation,
    window: TimeDelta,
    options: &HistoryOptions,
) -> Result<Vec<Event>, Failure> {
    let mut joining = Joining::new();
    for service in organisation.services() {
        let (provider, consumer) = (service.provider().id(), service.consumer().id());
        let services = joining.entry((provider.as_str(), consumer.as_str())).or_default();
        services.insert(service.name(), service.id().as_str());
    }
    let mut steps: IndexMap<&str, BTreeMap<DateTime<Utc>, Step>> = IndexMap::new();
    let (mut count, mut unknown) = (0, 0);
    read_tickets(path, options, |ticket| {
        count += 1;
        match service_of(&ticket, &joining) {
            Some(service) => add(steps.entry(service).or_default(), &ticket, window),
            None => unknown += 1,
        }
    })?;
    if unknown > 0 {
        warn(&format!("{unknown} of {count} tickets are of no service of the organisation"));
    }
    Ok(steps.iter().flat_map(|(service, steps)| conditions(service, steps)).collect())
}

fn service_of<'o>(ticket: &Ticket, joining: &Joining<'o>) -> Option<&'o str> {
    let services = joining.get(&(&*ticket.provider, &*ticket.consumer))?;
    let named = services.get(&*ticket.service);
    let only = || services.values().next().filter(|_| services.len() == 1);
    named.or_else(only).copied()
}

/// Notes when a ticket begins and ceases to count.
fn add(steps: &mut BTreeMap<DateTime<Utc>, Step>, ticket: &Ticket, window: TimeDelta) {
    let ceases = ticket.ended_at.checked_add_signed(window).unwrap_or(DateTime::<Utc>::MAX_UTC);
    for (at, sign) in [(ticket.opened_at, 1), (ceases, -1)] {
        let step = steps.entry(at).or_default();
        step.all += sign;
        step.met += sign * i64::from(ticket.target_met);
    }
}

/// The condition of a service from every step on.
fn conditions(id: &str, steps: &BTreeMap<DateTime<Utc>, Step>) -> Vec<Event> {
    let mut now = Step::default();
    let condition = |(&at, step): (&DateTime<Utc>, &Step)| {
        now = Step { all: now.all + step.all, met: now.met + step.met };
        let share = match (u32::try_from(now.met), u32::try_from(now.all)) {
            (Ok(met), Ok(all)) if all > 0 => f64::from(met) / f64::from(all),
            _ => 1.0,
        };
        Event::service(at, id, share)
    };
    steps.iter().map(condition).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, TimeDelta};
    use knockon::io::{HistoryOptions, TableView};
    use knockon::time::{Event, Subject};

    use std::path::Path;

    use super::events;
    use crate::scratch::scratch;

    /// The events of a table, or the message after its path.
    fn read(table: &str, options: &HistoryOptions) -> Result<Vec<Event>, String> {
        let path = scratch(&format!("tickets-{}.csv", table.len()), table);
        let read = events(Path::new(&path), &knockon::io::sample(), TimeDelta::days(7), options);
        read.map_err(|error| error.to_string().replace(&path, ""))
    }

    #[test]
    fn a_foreign_table_is_read_by_its_own_names() {
        let table = "Assignee;Customer;SERVICE;Created;Closed at;State;SLA met\n\
                     it;hr;hr-workplaces;2026-01-01 01:00;2026-01-02T00:00:00Z;final;yes\n\
                     it;hr;hr-workplaces;2026-01-01 01:00;2026-01-02T00:00:00Z;final;0\n\
                     it;hr;hr-workplaces;2026-01-01 01:00;2026-01-02T00:00:00Z;draft;0\n\
                     ;;;;;;\n";
        let view = TableView::default()
            .column("provider", "assignee")
            .column("consumer", "customer")
            .column("opened_at", "created")
            .only("state", "final");
        let offset = FixedOffset::east_opt(3600).unwrap();
        let options = HistoryOptions::default().offset(offset).view(view);
        let events = read(table, &options).unwrap();
        let service = Subject::Service("hr-workplaces".to_owned());
        let said: Vec<_> =
            events.iter().map(|event| (event.at.to_rfc3339(), event.quality)).collect();
        assert!(events.iter().all(|event| event.subject == service), "{events:?}");
        let expected = [("2026-01-01T00:00:00+00:00", 0.5), ("2026-01-09T00:00:00+00:00", 1.0)];
        assert_eq!(said, expected.map(|(at, quality)| (at.to_owned(), quality)));
    }

    #[test]
    fn what_is_no_ticket_is_named_with_its_line() {
        let refused = |table: &str| read(table, &HistoryOptions::default()).unwrap_err();
        assert_eq!(
            refused("provider,consumer\nit,hr\n"),
            ", line 1: the header lacks `opened_at`, `resolved_at` or `closed_at`, `target_met` or \
             `sla_met`, where the columns `provider`, `consumer`, `opened_at`, `resolved_at` or \
             `closed_at`, and `target_met` are needed, separated by commas, semicolons or tabs; \
             other names are mapped, as in `at=time`"
        );
        let header = "provider,consumer,service,opened_at,resolved_at,closed_at,target_met\n";
        assert_eq!(
            refused(&format!("{header}it,hr\n")),
            ", line 2: the row has 2 cells, where the header has 7 columns"
        );
        assert_eq!(
            refused(&format!("{header}it,hr,x,yesterday,,,2\nit,hr,x,2026-01-01 00:00,,,\n")),
            ", line 2, opened_at: `yesterday` is no instant, where one such as \
             `2026-03-02 09:00:00` or `2026-03-02T09:00:00+01:00` is needed\n\
             , line 2, closed_at: `` is no instant, where one such as `2026-03-02 09:00:00` or \
             `2026-03-02T09:00:00+01:00` is needed\n\
             , line 2, target_met: `2` is neither `yes` nor `no`\n\
             , line 3, closed_at: `` is no instant, where one such as `2026-03-02 09:00:00` or \
             `2026-03-02T09:00:00+01:00` is needed\n\
             , line 3, target_met: `` is neither `yes` nor `no`"
        );
    }
}
