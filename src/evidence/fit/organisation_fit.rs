//! Fits every party of an organisation that was read.

use std::collections::{BTreeMap, BTreeSet};

use super::assembly::{MOST_NEEDS, NeedReadings, PartyRows};
use super::class_pooling::learn_from_classes;
use super::episode_rows::{is_row, with_episodes};
use super::equation::EquationScratch;
use super::fit_error::FitError;
use super::fit_inputs::FitInputs;
use super::options::{FitOptions, SlotBy};
use super::order::orders;
use super::outcome::{FittedParty, OrganisationFit};
use super::party_fit::{ToFit, finish};
use super::prior::{Episode, Priors, stated_prior};
use super::problem::Prior;
use super::readings::ReadingTable;
use super::rows_fit::fit_party;
use super::two_stage::{LEAST_F, first_stage};
use super::unfitted::{believed_needs, sources};
use crate::evidence::judgement::Judged;
use crate::organisation::{Organisation, PartyRef};
use crate::progress::OnProgress;

/// Fits dependences, weights, levels and orders of every party that was read to what was read of it
/// and of its providers.
///
/// Services may be [open](Organisation::open_dependences), or state a dependence, which is then only
/// a start: what the readings say goes before it, and what they do not say stays as stated.
///
/// # Errors
///
/// [`FitError`] where readings or beliefs are of somebody who is not there, a belief is out of
/// range, a party has more needs than are fitted together, or it was broken off.
///
/// # Complexity
///
/// Time linear in readings and draws, quadratic in the needs of a party.
///
/// # Examples
///
/// ```
/// use chrono::{TimeDelta, TimeZone, Utc};
/// use knockon::evidence::fit::{FitOptions, Priors, ReadingSeries, ReadingTable, fit};
/// use knockon::{Department, Organisation, Service};
///
/// let organisation = Organisation::builder("Two teams")
///     .department(Department::new("it"))
///     .department(Department::new("hr"))
///     .service(Service::new("desk", "it", "hr"))
///     .build()?;
/// let start = Utc.with_ymd_and_hms(2026, 1, 5, 0, 0, 0).unwrap();
/// let weeks = (0..40).map(|week| start + TimeDelta::weeks(week)).collect();
/// let it: Vec<f64> = (0..40).map(|week| 1.0 - 0.05 * f64::from(week * 7 % 10)).collect();
/// let hr: Vec<f64> = it.iter().map(|it| 0.9 * (1.0 - 0.4 * (1.0 - it))).collect();
/// let mut table = ReadingTable::new(weeks)?;
/// table.insert_party("it", ReadingSeries::new(it))?;
/// table.insert_party("hr", ReadingSeries::new(hr))?;
/// let fitted = fit(&organisation, &table, &Priors::default(), &FitOptions::default())?;
/// let desk = fitted.need("desk").unwrap().dependence.unwrap();
/// assert!((desk.value - 0.4).abs() < 1e-3);
/// assert!((fitted.party("hr").unwrap().level.value - 0.9).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit(
    organisation: &Organisation,
    table: &ReadingTable,
    priors: &Priors,
    options: &FitOptions,
) -> Result<OrganisationFit, FitError> {
    check(organisation, table, priors, options)?;
    let buffered = priors.buffered(organisation);
    let organisation = &buffered;
    let mut scratch = EquationScratch::default();
    let stopped = || options.on_progress.as_ref().is_some_and(OnProgress::is_stopped);
    let mut of_parties = Vec::new();
    for party in organisation.parties() {
        if stopped() {
            return Err(FitError::Stopped);
        }
        let Some(mut rows) = rows_of(party, organisation, table, options.slot_by)? else {
            continue;
        };
        untangle(&mut rows, party, organisation, table);
        of_parties.push(rows);
    }
    let episodes = episodes_by_consumer(organisation, priors);
    let inputs = FitInputs { organisation, table, priors, episodes: &episodes };
    // An episode of what was not read is a judgement, and no row.
    let place: BTreeMap<usize, &PartyRows> =
        of_parties.iter().map(|rows| (rows.party, rows)).collect();
    let priors = priors.with_judged_episodes(organisation, |consumer, provider| {
        place.get(&consumer).is_some_and(|rows| {
            (0..rows.needs.len()).any(|need| is_row(rows, need, provider, &inputs))
        })
    });
    let inputs = FitInputs { priors: &priors, ..inputs };
    let mut to_fit = Vec::with_capacity(of_parties.len());
    for rows in of_parties {
        if stopped() {
            return Err(FitError::Stopped);
        }
        let prior = stated_priors(&rows, inputs.priors);
        let solved = fit_party(&rows, &prior, &mut scratch);
        let solved = with_episodes(solved, &rows, &inputs, &mut scratch);
        to_fit.push(ToFit { rows, prior, solved, orders: Vec::new() });
    }
    learn_from_classes(&mut to_fit, &inputs, options, &mut scratch)?;
    let mut parties = Vec::with_capacity(to_fit.len());
    for one in &mut to_fit {
        if stopped() {
            return Err(FitError::Stopped);
        }
        one.orders = orders(&one.solved, options.orders.as_deref(), &mut scratch);
        parties.push(finish(one, &inputs, options, &mut scratch));
    }
    let numbers: BTreeSet<usize> = parties.iter().map(|party: &FittedParty| party.number).collect();
    let is_fitted = |number: usize| numbers.contains(&number);
    let believed = believed_needs(organisation, inputs.priors, is_fitted, options.confidence);
    let fitted = parties.iter().flat_map(|party| &party.needs);
    let known: BTreeSet<&str> = fitted
        .filter(|need| need.dependence.is_some())
        .map(|need| need.need.as_str())
        .chain(believed.iter().map(|need| need.need.as_str()))
        .collect();
    let mut still_open = organisation.open_dependences();
    still_open.retain(|key| !known.contains(key.as_str()));
    let sources = sources(organisation, table, options.confidence);
    let organisation = organisation.clone();
    Ok(OrganisationFit { parties, sources, believed, still_open, organisation })
}

/// Which episodes are of each consumer.
fn episodes_by_consumer(
    organisation: &Organisation,
    priors: &Priors,
) -> BTreeMap<usize, Vec<usize>> {
    let mut of_consumers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, episode) in priors.episodes.iter().enumerate() {
        if let Some(consumer) = organisation.stated().party_index(&episode.consumer) {
            of_consumers.entry(consumer).or_default().push(at);
        }
    }
    of_consumers
}

/// The rows of a party; none where it was never read together with those who serve it.
pub(crate) fn rows_of(
    party: PartyRef<'_>,
    organisation: &Organisation,
    table: &ReadingTable,
    slot_by: Option<SlotBy>,
) -> Result<Option<PartyRows>, FitError> {
    let rows = PartyRows::of(organisation, party.index(), table, slot_by);
    let Some(rows) = rows.filter(|rows| rows.row_count() > 0) else { return Ok(None) };
    let needs = rows.needs.len();
    if needs > MOST_NEEDS {
        return Err(FitError::TooManyNeeds { party: party.id().to_string(), needs });
    }
    Ok(Some(rows))
}

/// Refuses readings and beliefs of somebody who is not there, and numbers out of range.
pub(crate) fn check(
    organisation: &Organisation,
    table: &ReadingTable,
    priors: &Priors,
    options: &FitOptions,
) -> Result<(), FitError> {
    if !(options.confidence > 0.0 && options.confidence < 1.0) {
        return Err(FitError::Confidence { confidence: options.confidence });
    }
    if let Some(id) = table.parties().find(|id| organisation.party(id).is_none()) {
        return Err(FitError::UnknownSubject { id: id.to_owned(), what: "party" });
    }
    if let Some(id) = table.services().find(|id| organisation.service(id).is_none()) {
        return Err(FitError::UnknownSubject { id: id.to_owned(), what: "service" });
    }
    let declared: BTreeSet<String> = organisation
        .needs()
        .map(|need| format!("{}/{}", need.consumer().id(), need.name()))
        .collect();
    for id in priors.judged.keys().chain(priors.requests.keys()) {
        if organisation.service(id).is_none() && !declared.contains(id) {
            return Err(FitError::UnknownNeed { id: id.clone() });
        }
    }
    for episode in &priors.episodes {
        for id in [&episode.provider, &episode.consumer] {
            if organisation.party(id).is_none() {
                return Err(FitError::UnknownSubject { id: id.clone(), what: "party" });
            }
        }
        let &Episode { provider_left, consumer_left, standard_deviation, .. } = episode;
        if !((0.0..1.0).contains(&provider_left)
            && (0.0..=1.0).contains(&consumer_left)
            && (0.0..=1.0).contains(&standard_deviation))
        {
            let (provider, consumer) = (episode.provider.clone(), episode.consumer.clone());
            return Err(FitError::Episode { provider, consumer });
        }
    }
    for (id, &buffer) in &priors.buffers {
        if organisation.service(id).is_none() {
            return Err(FitError::UnknownSubject { id: id.clone(), what: "service" });
        }
        if !(0.0..1.0).contains(&buffer) {
            return Err(FitError::Buffer { id: id.clone(), buffer });
        }
    }
    if let Some((id, &requests)) = priors.requests.iter().find(|(_, it)| it.is_nan() || **it < 0.0)
    {
        return Err(FitError::Requests { id: id.clone(), requests });
    }
    for (id, belief) in &priors.judged {
        let &Judged { mean, standard_deviation } = belief;
        if !((0.0..=1.0).contains(&mean)
            && standard_deviation > 0.0
            && standard_deviation.is_finite())
        {
            return Err(FitError::Belief { id: id.clone(), mean, standard_deviation });
        }
    }
    Ok(())
}

/// What is believed of each need of a party before classes.
pub(crate) fn stated_priors(rows: &PartyRows, priors: &Priors) -> Vec<Option<Prior>> {
    rows.needs.iter().map(|need| stated_prior(&need.key, priors)).collect()
}

/// Puts what comes from outside in place of partners within a cycle.
pub(crate) fn untangle(
    rows: &mut PartyRows,
    party: PartyRef<'_>,
    organisation: &Organisation,
    table: &ReadingTable,
) {
    let suppliers: BTreeSet<usize> = party.all_suppliers().map(PartyRef::index).collect();
    let mut cycle: BTreeSet<usize> = party.all_customers().map(PartyRef::index).collect();
    cycle.retain(|member| suppliers.contains(member));
    cycle.insert(party.index());
    if cycle.len() < 2 {
        return;
    }
    let stated = organisation.stated();
    let provider = |service: usize| stated.links.provider[service] as usize;
    let outside_of = |member: usize| {
        let received = stated.links.received.of(member).iter();
        received.map(|&service| provider(service as usize)).filter(|it| !cycle.contains(it))
    };
    let series = |of: usize| -> Option<Vec<f64>> {
        let series = table.party(stated.parties.id(of)?.as_str())?;
        rows.periods.iter().map(|&period| series.at(period)).collect()
    };
    let own: BTreeSet<usize> = outside_of(rows.party).collect();
    let others: BTreeSet<usize> = cycle.iter().copied().flat_map(outside_of).collect();
    let own_series: Vec<Vec<f64>> = own.iter().filter_map(|&it| series(it)).collect();
    let excluded: Vec<Vec<f64>> = others.difference(&own).filter_map(|&it| series(it)).collect();
    let own_series: Vec<&[f64]> = own_series.iter().map(Vec::as_slice).collect();
    let excluded: Vec<&[f64]> = excluded.iter().map(Vec::as_slice).collect();
    let period = table.period_length();
    let mut changes = Vec::new();
    for (at, need) in rows.needs.iter().enumerate() {
        let is_inside = |&service: &usize| {
            let partner = provider(service);
            let own_state = partner == rows.party;
            cycle.contains(&partner) && !own_state && stated.services[service].lag < period
        };
        if rows.readings[at] != NeedReadings::Read || !need.services.iter().any(is_inside) {
            continue;
        }
        let stage = first_stage(&rows.met_of(at), &own_series, &excluded);
        changes.push((at, stage.filter(|stage| stage.f >= LEAST_F)));
    }
    for (at, stage) in changes {
        match stage {
            Some(stage) => rows.replace_met(at, &stage.fitted),
            None => rows.readings[at] = NeedReadings::Entangled,
        }
    }
}
