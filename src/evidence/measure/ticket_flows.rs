//! How work flows: arrivals, handling, patience and requests per job.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use indexmap::IndexMap;

use crate::evidence::Estimate;
use crate::evidence::condition::jeffreys;
use crate::evidence::evidence::Evidence;
use crate::evidence::flow::{
    Handling, HandlingTime, arrival_rate, patience, requests_per_job, requests_per_request,
};
use crate::evidence::known::NONE;
use crate::evidence::measured::{Basis, HandlingFigures, MeasuredFlow, MeasuredRequests};
use crate::evidence::measuring::Measuring;
use crate::evidence::stored::{STILL_OPEN, Seconds, StoredTicket, instant, seconds};
use crate::id::PartyId;
use crate::numerics::series::{mean, real};
use crate::unit::OutOfRange;

use super::period_series::{AllSeries, readings};

/// A period counts as whole if the log starts no later than this share of it.
const LATE_START: f64 = 0.05;

/// Arrivals of more periods than these are counted in the latest alone.
const MOST_PERIODS: i64 = 1_000_000;

/// Flows through every department with tickets.
pub(super) fn flows(
    evidence: &Evidence,
    tickets: &[&StoredTicket],
    log_start: Option<Seconds>,
    measuring: &Measuring,
) -> Result<IndexMap<PartyId, MeasuredFlow>, OutOfRange> {
    let mut by_provider: Vec<Vec<&StoredTicket>> = vec![Vec::new(); evidence.known.party_count()];
    for &ticket in tickets {
        by_provider[ticket.provider as usize].push(ticket);
    }
    let first = tickets.iter().map(|ticket| ticket.opened).min();
    let since = [measuring.since.map(seconds), log_start].into_iter().flatten().max();
    let periods = first.map_or(0..0, |first| whole_periods(since.unwrap_or(first), measuring));
    let mut flows = IndexMap::new();
    for (party, tickets) in evidence.organisation.parties().zip(&by_provider) {
        if !tickets.is_empty() {
            flows.insert(party.id().clone(), flow(tickets, &periods, measuring)?);
        }
    }
    Ok(flows)
}

/// The numbers of the periods that lie between a start and today.
fn whole_periods(start: Seconds, measuring: &Measuring) -> std::ops::Range<i64> {
    let period = measuring.period;
    let first = period.index(instant(start), measuring.offset);
    let begins = |number| seconds(period.start(number, measuring.offset));
    #[expect(clippy::cast_precision_loss, reason = "a period has few seconds")]
    let is_late =
        (start - begins(first)) as f64 > LATE_START * (begins(first + 1) - begins(first)) as f64;
    let end = period.index(measuring.until, measuring.offset);
    let first = if is_late { first + 1 } else { first };
    first.max(end - MOST_PERIODS)..end.max(first)
}

fn flow(
    tickets: &[&StoredTicket],
    periods: &std::ops::Range<i64>,
    measuring: &Measuring,
) -> Result<MeasuredFlow, OutOfRange> {
    let length = usize::try_from(periods.end - periods.start).unwrap_or(0);
    let mut counts = vec![0.0; length];
    for ticket in tickets {
        let number = measuring.period.index(instant(ticket.opened), measuring.offset);
        let place = usize::try_from(number - periods.start).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(place) {
            *count += 1.0;
        }
    }
    let arrivals =
        (!counts.is_empty()).then(|| arrival_rate(&counts, measuring.confidence)).transpose()?;
    let waits = tickets.iter().filter(|ticket| !ticket.waited_seconds.is_nan());
    let total: f64 = waits.clone().map(|ticket| f64::from(ticket.waited_seconds)).sum();
    let gave_up = waits.filter(|ticket| ticket.abandoned == Some(true)).count();
    let has_patience = total > 0.0 && tickets.iter().any(|ticket| ticket.abandoned.is_some());
    let patience_seconds =
        has_patience.then(|| patience(total, real(gave_up), measuring.confidence)).transpose()?;
    let reopened = tickets.iter().filter_map(|ticket| ticket.reopened);
    let (again, stated) = (reopened.clone().filter(|is| *is).count(), reopened.count());
    let reopened = (stated > 0)
        .then(|| jeffreys(real(again), real(stated), measuring.confidence))
        .transpose()?;
    Ok(MeasuredFlow {
        arrivals: arrivals.map(|found| found.rate),
        dispersion: arrivals.map_or(1.0, |found| found.dispersion),
        handling: handling(tickets, measuring)?,
        patience_seconds,
        reopened,
    })
}

#[expect(clippy::cast_precision_loss, reason = "seconds of centuries are exact")]
fn hours(from: Seconds, to: Seconds) -> f64 {
    to.saturating_sub(from) as f64 / 3600.0
}

/// Handling times; what is resolved after today is open.
fn handling(
    tickets: &[&StoredTicket],
    measuring: &Measuring,
) -> Result<HandlingFigures, OutOfRange> {
    let today = seconds(measuring.until);
    let times: Vec<_> = tickets
        .iter()
        .map(|ticket| HandlingTime {
            time: hours(ticket.opened, ticket.resolved.min(today)),
            is_resolved: ticket.resolved != STILL_OPEN && ticket.resolved < today,
        })
        .collect();
    let resolved: Vec<_> =
        times.iter().filter(|time| time.is_resolved).map(|time| time.time).collect();
    let found = Handling::new(&times)?;
    let longest = times.iter().map(|time| time.time).fold(0.0, f64::max);
    let stated = measuring.horizon.map(|horizon: TimeDelta| horizon.as_seconds_f64() / 3600.0);
    let horizon_hours = stated.unwrap_or(found.usual_horizon()).min(longest);
    let mean_hours = (horizon_hours > 0.0)
        .then(|| found.mean_to(horizon_hours, measuring.confidence))
        .transpose()?;
    Ok(HandlingFigures {
        requests: found.requests(),
        still_open: found.still_open(),
        median_hours: found.quantile(0.5, measuring.confidence)?,
        four_fifths_hours: found.quantile(0.8, measuring.confidence)?,
        mean_hours,
        horizon_hours,
        resolved_mean_hours: (!resolved.is_empty()).then(|| mean(&resolved)),
    })
}

/// Requests per job: tickets that another department closed; and volumes of indicators of a provider
/// with one consumer, and of that.
pub(super) fn requests(
    evidence: &Evidence,
    tickets: &[&StoredTicket],
    series: &AllSeries,
    measuring: &Measuring,
) -> Result<Vec<MeasuredRequests>, OutOfRange> {
    let mut jobs: BTreeMap<u32, usize> = BTreeMap::new();
    let mut passed_on: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for ticket in tickets.iter().filter(|ticket| ticket.closed_by != NONE) {
        *jobs.entry(ticket.provider).or_default() += 1;
        if ticket.closed_by != ticket.provider {
            *passed_on.entry((ticket.provider, ticket.closed_by)).or_default() += 1;
        }
    }
    let ids: Vec<_> = evidence.organisation.parties().map(|party| party.id().clone()).collect();
    let mut found: BTreeMap<(u32, u32), (Basis, Estimate)> = BTreeMap::new();
    for (&pair, &count) in &passed_on {
        let estimate = requests_per_job(real(count), real(jobs[&pair.0]), measuring.confidence)?;
        found.insert(pair, (Basis::Tickets, estimate));
    }
    for party in evidence.organisation.departments() {
        // The volume of a provider with several consumers is that of all of them together.
        let mut consumers = party.services_provided().map(|service| service.consumer().id());
        let Some(consumer) = consumers.next() else { continue };
        if consumers.any(|other| other != consumer) {
            continue;
        }
        let place = |id: &PartyId| evidence.known.party(id.as_str());
        let (Ok(consumer), Ok(provider)) = (place(consumer), place(party.id())) else { continue };
        let pair = (consumer, provider);
        if found.contains_key(&pair) || !evidence.known.is_department(consumer) {
            continue;
        }
        if let Some((requests, jobs)) = volumes(evidence, series, pair, measuring) {
            let estimate = requests_per_request(requests, jobs, measuring.confidence)?;
            found.insert(pair, (Basis::Indicators, estimate));
        }
    }
    Ok(found
        .into_iter()
        .map(|((consumer, provider), (basis, estimate))| MeasuredRequests {
            consumer: ids[consumer as usize].clone(),
            provider: ids[provider as usize].clone(),
            estimate,
            basis,
        })
        .collect())
}

/// The volumes of provider and consumer over the periods in which both are known.
fn volumes(
    evidence: &Evidence,
    series: &AllSeries,
    (consumer, provider): (u32, u32),
    measuring: &Measuring,
) -> Option<(f64, f64)> {
    let volumes = |party: u32| -> BTreeMap<i64, f64> {
        let observed = series.of_party(party as usize)[0].1;
        let read = readings(observed, measuring, &evidence.texts);
        read.into_iter().filter_map(|reading| Some((reading.number, reading.volume?))).collect()
    };
    let (requests, jobs) = (volumes(provider), volumes(consumer));
    let both = jobs.iter().filter_map(|(number, jobs)| Some((requests.get(number)?, jobs)));
    let sums = both.fold((0.0, 0.0), |sums, (requests, jobs)| (sums.0 + requests, sums.1 + jobs));
    (sums.1 > 0.0).then_some(sums)
}
