//! A help desk's tickets and a call centre's calls: shares that met their target, tried on the month
//! after; handling times, patience, hand-overs, and weeks that are on another level.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use knockon::evidence::condition::{Count, TwoLevels, two_levels};
use knockon::evidence::fit::{ClassBy, FitOptions, Priors, ReadingSeries, ReadingTable, fit};
use knockon::evidence::flow::{Handling, HandlingTime, patience};
use knockon::evidence::level_break;
use knockon::{Department, Organisation, Service};

use super::{Figure, Outcome};

/// A ticket of a help desk.
struct Ticket {
    /// The group it was given to; empty where that is not known.
    provider: String,
    service: (String, String, String),
    /// The group that closed it; empty where that is not known.
    closed_by: String,
    opened: DateTime<Utc>,
    resolved: Option<DateTime<Utc>>,
    met: bool,
}

/// Shares by provider and service, from what was counted until a day.
struct Shares {
    providers: BTreeMap<String, usize>,
    services: BTreeMap<(String, String, String), usize>,
    found: TwoLevels,
    seconds: f64,
}

pub(crate) fn help_desk(folder: &Path) -> Outcome<Vec<Figure>> {
    let tickets = read(&folder.join("tickets.csv"))?;
    let (spring, april) = (day("2016-03-28")?, day("2016-04-30")?);
    // Shares are of tickets that name a group; how long tickets take is asked of all.
    let between = |from: DateTime<Utc>, to: DateTime<Utc>| {
        let known = tickets.iter().filter(|ticket| !ticket.provider.is_empty());
        known.filter(move |ticket| (from..to).contains(&ticket.opened))
    };
    let shares = shares(between(spring, april))?;
    let may: Vec<&Ticket> = between(day("2016-05-01")?, day("2016-06-01")?).collect();
    let loss = log_loss(may.iter().map(|ticket| (shares.of(ticket), ticket.met)));
    let mut figures = vec![
        Figure::at_most("tickets, April to May: log loss of a ticket", loss, 0.458),
        Figure::at_most("tickets, shares of all services: seconds", shares.seconds, 0.5),
    ];
    let near = |what: &str, value: f64, expected: f64, off: f64| {
        Figure::between(format!("tickets, {what}"), value, expected - off, expected + off)
    };
    for (group, location, category, expected) in [
        ("70", "204", "26", [0.8462, 0.8053, 0.8830]),
        ("10", "108", "34", [0.1745, 0.0219, 0.4248]),
    ] {
        let key = (
            format!("grp:Group {group}"),
            format!("ext:Location {location}"),
            format!("Category {category}"),
        );
        let place = shares.services.get(&key).ok_or("the service has tickets")?;
        let found = &shares.found.services[*place];
        for (name, value, expected) in [
            ("share", found.value, expected[0]),
            ("low", found.low, expected[1]),
            ("high", found.high, expected[2]),
        ] {
            figures.push(near(&format!("group {group}: {name}"), value, expected, 5e-4));
        }
    }
    let TwoLevels { mean, provider_strength, service_strength, .. } = shares.found;
    figures.push(near("strength of providers", provider_strength, 5.45, 0.0545));
    figures.push(near("strength of services", service_strength, 11.60, 0.116));
    figures.push(near("mean of providers", mean, 0.5758, 0.005_758));
    figures.extend(handling(&tickets)?);
    figures.extend(hand_overs(&tickets, &shares)?);
    // Weekly shares: three weeks of another regime.
    let first = day("2016-02-29")?;
    let weeks: Vec<f64> = (0..13)
        .map(|week| {
            let from = first + TimeDelta::weeks(week);
            share(between(from, from + TimeDelta::weeks(1)))
        })
        .collect();
    let found = level_break(&weeks).ok_or("thirteen weeks are enough")?;
    figures.push(near("break of weekly shares: F", found.f, 44.0, 1.5));
    let first_of_second = u32::try_from(found.first_of_second)?;
    figures.push(near("break of weekly shares: after week", f64::from(first_of_second), 3.0, 0.0));
    Ok(figures)
}

/// Patience of one service of a call centre.
pub(crate) fn call_centre(folder: &Path) -> Outcome<Vec<Figure>> {
    let text = std::fs::read_to_string(folder.join("tickets.csv"))?;
    let (mut waited, mut gave_up) = (0.0, 0.0);
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [_, "svc:PS", _, _, _, wait, _, outcome, ..] = cells[..] else { continue };
        waited += wait.parse::<f64>()?;
        gave_up += if outcome == "HANG" { 1.0 } else { 0.0 };
    }
    let found = patience(waited, gave_up, 0.95)?;
    let near = |what: &str, value: f64, expected: f64| {
        Figure::between(format!("calls, patience: {what}"), value, expected - 0.1, expected + 0.1)
    };
    Ok(vec![
        near("seconds", found.value, 256.5),
        near("low", found.low, 247.4),
        near("high", found.high, 266.0),
    ])
}

impl Shares {
    /// The share of a ticket's service, else of its provider, else of all.
    fn of(&self, ticket: &Ticket) -> f64 {
        let service = self.services.get(&ticket.service).map(|&at| self.found.services[at].value);
        service.or_else(|| self.of_provider(&ticket.provider)).unwrap_or(self.found.mean)
    }

    fn of_provider(&self, provider: &str) -> Option<f64> {
        self.providers.get(provider).map(|&at| self.found.providers[at].value)
    }
}

#[expect(clippy::disallowed_methods, reason = "a program that says how long estimates take")]
fn now() -> Instant {
    Instant::now()
}

fn shares<'t>(tickets: impl Iterator<Item = &'t Ticket>) -> Outcome<Shares> {
    let mut providers = BTreeMap::new();
    let mut services = BTreeMap::new();
    let (mut of_services, mut counts) = (Vec::new(), Vec::<Count>::new());
    for ticket in tickets {
        let next = providers.len();
        let provider = *providers.entry(ticket.provider.clone()).or_insert(next);
        let next = services.len();
        let service = *services.entry(ticket.service.clone()).or_insert(next);
        if service == next {
            of_services.push(provider);
            counts.push(Count::default());
        }
        counts[service].total += 1.0;
        counts[service].met += if ticket.met { 1.0 } else { 0.0 };
    }
    let started = now();
    let found = two_levels(&of_services, &counts, providers.len(), 0.95)?;
    Ok(Shares { providers, services, found, seconds: started.elapsed().as_secs_f64() })
}

/// How long it takes until resolved, as of 15 April, of what was opened in four weeks before.
fn handling(tickets: &[Ticket]) -> Outcome<Vec<Figure>> {
    let today = day("2016-04-15")?;
    let opened = today - TimeDelta::days(28)..today;
    let times = tickets.iter().filter(|ticket| opened.contains(&ticket.opened)).map(|ticket| {
        let resolved = ticket.resolved.filter(|resolved| *resolved < today);
        let time = (resolved.unwrap_or(today) - ticket.opened).as_seconds_f64() / 3600.0;
        HandlingTime { time, is_resolved: resolved.is_some() }
    });
    let found = Handling::new(&times.collect::<Vec<_>>())?;
    let near = |what: &str, value: Option<f64>, expected: f64| {
        let value = value.unwrap_or(f64::NAN);
        let range = (0.995 * expected, 1.005 * expected);
        Figure::between(format!("tickets, hours until resolved: {what}"), value, range.0, range.1)
    };
    Ok(vec![
        near("median", found.time_of(0.5), 34.4),
        near("four fifths", found.time_of(0.8), 170.0),
        near("mean to 336", Some(found.mean_to(336.0, 0.95)?.value), 91.1),
    ])
}

/// Shares of the group that a ticket was given to and of the one that closed it, and whether it met
/// its target.
struct PassedOn {
    given_to: f64,
    closing: f64,
    met: f64,
}

/// Tickets that another group closed than the one they were given to: how much they depend on each of
/// the two, in April, and in May from that. A group that is not known, or that no ticket was given to,
/// is as all are.
fn hand_overs(tickets: &[Ticket], shares: &Shares) -> Outcome<Vec<Figure>> {
    let share_of = |group: &str| shares.of_provider(group).unwrap_or(shares.found.mean);
    let passed_on = |from: &str, to: &str| -> Outcome<Vec<PassedOn>> {
        let opened = day(from)?..day(to)?;
        let passed = tickets.iter().filter(|ticket| {
            let is_known = !ticket.closed_by.is_empty() && !ticket.provider.is_empty();
            opened.contains(&ticket.opened) && !(is_known && ticket.closed_by == ticket.provider)
        });
        let shares = passed.map(|ticket| PassedOn {
            given_to: share_of(&ticket.provider),
            closing: share_of(&ticket.closed_by),
            met: if ticket.met { 1.0 } else { 0.0 },
        });
        Ok(shares.collect())
    };
    let (april, may) =
        (passed_on("2016-03-28", "2016-04-30")?, passed_on("2016-05-01", "2016-06-01")?);
    let organisation = Organisation::builder("Hand-overs")
        .departments(["given to", "closing", "ticket"].map(Department::new))
        .service(Service::between("given to", "ticket"))
        .service(Service::between("closing", "ticket"))
        .build()?;
    let start = day("2016-01-01")?;
    let rows = (0..april.len()).map(|row| {
        Ok::<_, std::num::TryFromIntError>(start + TimeDelta::hours(i64::try_from(row)?))
    });
    let mut table = ReadingTable::new(rows.collect::<Result<_, _>>()?)?;
    let series =
        |of: fn(&PassedOn) -> f64| ReadingSeries::new(april.iter().map(of).collect::<Vec<_>>());
    table.insert_party("given to", series(|it| it.given_to))?;
    table.insert_party("closing", series(|it| it.closing))?;
    table.insert_party("ticket", series(|it| it.met))?;
    let options = FitOptions::default().class_by(ClassBy::Nothing).orders([]);
    let fitted = fit(&organisation, &table, &Priors::default(), &options)?;
    let dependence = |id: &str| -> Outcome<f64> {
        let need = fitted.need(id).and_then(|need| need.read);
        Ok(need.ok_or("hand-overs were fitted")?.value)
    };
    let (given_to, closing) = (dependence("given to>ticket")?, dependence("closing>ticket")?);
    let level = fitted.party("ticket").ok_or("tickets were fitted")?.level.value;
    let said = |it: &PassedOn| {
        level * (1.0 - given_to * (1.0 - it.given_to)) * (1.0 - closing * (1.0 - it.closing))
    };
    let constant =
        april.iter().map(|it| it.met).sum::<f64>() / f64::from(u32::try_from(april.len())?);
    let loss = log_loss(may.iter().map(|it| (said(it), it.met > 0.5)));
    let of_constant = log_loss(may.iter().map(|it| (constant, it.met > 0.5)));
    Ok(vec![
        Figure::shown("hand-overs: dependence on who was given it", given_to),
        Figure::between("hand-overs: dependence on who closes", closing, 0.48, 0.58),
        Figure::at_most("hand-overs, April to May: log loss", loss, 0.647),
        Figure::between(
            "hand-overs, April to May: log loss of a constant",
            of_constant,
            0.6625,
            0.6635,
        ),
    ])
}

fn share<'t>(tickets: impl Iterator<Item = &'t Ticket>) -> f64 {
    let (met, all) = tickets.fold((0.0, 0.0), |(met, all), ticket| {
        (met + if ticket.met { 1.0 } else { 0.0 }, all + 1.0)
    });
    met / all
}

/// The mean of −ln of the chance that was given to what happened.
fn log_loss(said: impl Iterator<Item = (f64, bool)>) -> f64 {
    let (sum, count) = said.fold((0.0, 0.0), |(sum, count), (chance, is)| {
        let chance: f64 = if is { chance } else { 1.0 - chance };
        (sum - chance.max(1e-12).ln(), count + 1.0)
    });
    sum / count
}

fn day(text: &str) -> Outcome<DateTime<Utc>> {
    Ok(format!("{text}T00:00:00Z").parse()?)
}

/// Tickets that name a consumer.
fn read(file: &Path) -> Outcome<Vec<Ticket>> {
    let text = std::fs::read_to_string(file)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().ok_or("a header is needed")?.split(',').collect();
    let column = |name: &str| {
        header.iter().position(|known| *known == name).ok_or(format!("no column {name}"))
    };
    let names = [
        "provider",
        "consumer",
        "service",
        "opened_at",
        "resolved_at",
        "closed_at",
        "sla_met",
        "closed_by",
    ];
    let places = names.into_iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let mut tickets = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |at: usize| cells.get(places[at]).copied().unwrap_or_default();
        let instant = |at: usize| -> Outcome<Option<DateTime<Utc>>> {
            let text = cell(at);
            let read = (!text.is_empty()).then(|| text.parse::<NaiveDateTime>()).transpose()?;
            Ok(read.map(|at| at.and_utc()))
        };
        if cell(1).is_empty() {
            continue;
        }
        tickets.push(Ticket {
            provider: cell(0).to_owned(),
            service: (cell(0).to_owned(), cell(1).to_owned(), cell(2).to_owned()),
            closed_by: cell(7).to_owned(),
            opened: instant(3)?.ok_or("every ticket was opened")?,
            resolved: instant(4)?.or(instant(5)?),
            met: cell(6) == "1",
        });
    }
    Ok(tickets)
}
