//! A history from tickets: what a service was like is the share of tickets within target.
//!
//! At any instant a service is judged by its tickets that are open, and by those that were closed
//! within some days before. Its condition is the share of them that met their target, in hindsight:
//! an open ticket counts as it will end. Without any ticket it is 1.
//!
//! Columns: `provider`, `consumer`, `service`, `opened_at`, `resolved_at`, `closed_at` and
//! `sla_met`; instants without an offset are in UTC, and a ticket that was never resolved ends when
//! it is closed. A ticket is of the service that joins its provider and consumer and has its name;
//! where one service alone joins the two, it is of that one, whatever its name.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use csv::ErrorKind;
use indexmap::IndexMap;
use knockon::Organisation;
use knockon::time::Event;
use serde::Deserialize;

use crate::answer::Failure;
use crate::warning::warn;

/// A row of the table.
#[derive(Debug, Deserialize)]
struct Ticket {
    provider: String,
    consumer: String,
    service: String,
    opened_at: String,
    resolved_at: String,
    closed_at: String,
    sla_met: String,
}

const COLUMNS: [&str; 7] =
    ["provider", "consumer", "service", "opened_at", "resolved_at", "closed_at", "sla_met"];

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
) -> Result<Vec<Event>, Failure> {
    let mut joining = Joining::new();
    for service in organisation.services() {
        let (provider, consumer) = (service.provider().id(), service.consumer().id());
        let services = joining.entry((provider.as_str(), consumer.as_str())).or_default();
        services.insert(service.name(), service.id().as_str());
    }
    let mut steps: IndexMap<&str, BTreeMap<DateTime<Utc>, Step>> = IndexMap::new();
    let (mut count, mut unknown) = (0, 0);
    let mut table = csv::Reader::from_path(path).map_err(|error| at(path, &error))?;
    let header = table.headers().map_err(|error| at(path, &error))?.clone();
    if let Some(missing) = COLUMNS.iter().find(|column| !header.iter().any(|it| it == **column)) {
        let (path, columns) = (path.display(), COLUMNS.join(", "));
        return Err(format!(
            "{path}, line 1: there is no column `{missing}`, where the columns {columns} are needed"
        )
        .into());
    }
    for row in table.records() {
        let row = row.map_err(|error| at(path, &error))?;
        let ticket: Ticket = row.deserialize(Some(&header)).map_err(|error| at(path, &error))?;
        count += 1;
        let Some(service) = service_of(&ticket, &joining) else {
            unknown += 1;
            continue;
        };
        let line = row.position().map_or(0, csv::Position::line);
        add(steps.entry(service).or_default(), &ticket, window)
            .map_err(|problem| format!("{}, line {line}, {problem}", path.display()))?;
    }
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
fn add(
    steps: &mut BTreeMap<DateTime<Utc>, Step>,
    ticket: &Ticket,
    window: TimeDelta,
) -> Result<(), String> {
    let met = match &*ticket.sla_met {
        "1" => 1,
        "0" => 0,
        other => return Err(format!("sla_met: `{other}` is neither 0 nor 1")),
    };
    let end = match &*ticket.resolved_at {
        "" => instant("closed_at", &ticket.closed_at)?,
        resolved => instant("resolved_at", resolved)?,
    };
    let ceases = end.checked_add_signed(window).ok_or("resolved_at: is too late")?;
    for (at, sign) in [(instant("opened_at", &ticket.opened_at)?, 1), (ceases, -1)] {
        let step = steps.entry(at).or_default();
        step.all += sign;
        step.met += sign * met;
    }
    Ok(())
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

fn instant(column: &str, text: &str) -> Result<DateTime<Utc>, String> {
    let local = text.parse::<NaiveDateTime>().map(|local| local.and_utc());
    local.or_else(|_| text.parse::<DateTime<Utc>>()).map_err(|_| {
        format!(
            "{column}: `{text}` is no instant, where one such as `2026-03-02T09:00:00` is needed"
        )
    })
}

fn at(path: &Path, error: &csv::Error) -> String {
    let path = path.display();
    let line = |position: &Option<csv::Position>| position.as_ref().map_or(0, csv::Position::line);
    match error.kind() {
        ErrorKind::Io(error) => format!("{path}: cannot be read: {error}"),
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = line(pos);
            format!("{path}, line {line}: {len} cells, where the header has {expected_len}")
        }
        ErrorKind::Utf8 { pos, .. } => {
            format!("{path}, line {}: a cell is not UTF-8", line(pos))
        }
        _ => format!("{path}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{COLUMNS, events};

    /// Reads a table whose header is right unless given, and expects a message after its path.
    fn refuse(header: &str, row: &str, message: &str) {
        let mut path = std::env::temp_dir();
        path.push(format!("knockon-tickets-{}-{}.csv", std::process::id(), message.len()));
        std::fs::write(&path, format!("{header}\n{row}\n")).unwrap();
        let refused = events(&path, &knockon::io::sample(), TimeDelta::days(7));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(refused.unwrap_err().to_string(), format!("{}{message}", path.display()));
    }

    #[test]
    fn what_is_no_ticket_is_named_with_its_line() {
        let header = COLUMNS.join(",");
        let needed = COLUMNS.join(", ");
        let missing = format!(
            ", line 1: there is no column `service`, where the columns {needed} are needed"
        );
        refuse("provider,consumer", "it,hr", &missing);
        refuse(&header, "it,hr", ", line 2: 2 cells, where the header has 7");
        let ticket = |opened: &str, met: u8| {
            format!("it,hr,hr-workplaces,{opened},,2026-01-02T00:00:00,{met}")
        };
        let day = "2026-01-01T00:00:00";
        refuse(&header, &ticket(day, 2), ", line 2, sla_met: `2` is neither 0 nor 1");
        refuse(
            &header,
            &ticket("yesterday", 1),
            ", line 2, opened_at: `yesterday` is no instant, where one such as \
             `2026-03-02T09:00:00` is needed",
        );
    }
}
