//! Episodes as rows of a fit: what somebody remembers, beside what was read.

use super::assembly::{NeedReadings, PartyRows};
use super::equation::EquationScratch;
use super::fit_inputs::FitInputs;
use super::prior::Episode;
use super::problem::FitRows;
use super::solve::{SolvedFit, refit};
use crate::numerics::series::median;
use crate::rule::transfer;

/// Memory is no better than this, as a standard deviation.
const LEAST_DEVIATION: f64 = 0.05;

/// Adds what is remembered as rows, each of the weight that noise and memory give it.
///
/// Both ends of an episode are against usual: the provider gives that share of what it usually gives,
/// and the consumer delivers that share of what it usually delivers. Everything else was received as
/// it was read on that day, or as usual where the day is not known or was not read.
pub(super) fn with_episodes(
    mut solved: SolvedFit,
    rows: &PartyRows,
    inputs: &FitInputs<'_>,
    scratch: &mut EquationScratch,
) -> SolvedFit {
    let stated = inputs.organisation.stated();
    let usual = median(&rows.observed).unwrap_or(1.0);
    let noise = solved.variance;
    let mut any = false;
    let of_party = inputs.episodes.get(&rows.party).map_or(&[][..], Vec::as_slice);
    for episode in of_party.iter().map(|&at| &inputs.priors.episodes[at]) {
        let Some(provider) = stated.party_index(&episode.provider) else { continue };
        let row = row_of(rows, episode, inputs);
        let mut met: Vec<f64> = match row {
            Some(row) => rows.met[row * rows.needs.len()..(row + 1) * rows.needs.len()].to_vec(),
            None => (0..rows.needs.len())
                .map(|need| median(&rows.met_of(need)).unwrap_or(1.0))
                .collect(),
        };
        let mut is_served = false;
        for (need, met) in met.iter_mut().enumerate() {
            if is_row(rows, need, provider, inputs) {
                *met = left(rows, need, episode.provider_left, inputs);
                is_served = true;
            }
        }
        if !is_served {
            continue;
        }
        let observed = usual * episode.consumer_left;
        let deviation = episode.standard_deviation.max(LEAST_DEVIATION) / rows.scale;
        let deviation = deviation * rows.residual_scale.slope(observed);
        let block = &mut solved.problem.blocks[0];
        let level = row.map_or_else(|| commonest_level(block), |row| rows.level_of[row]);
        block.met.extend(met);
        block.observed.push(observed);
        block.weight.push(noise / (deviation * deviation));
        block.level_of.push(level);
        any = true;
    }
    if !any {
        return solved;
    }
    let problem = solved.problem.clone();
    refit(solved, &problem, scratch)
}

/// Whether an episode of a provider says something of a need that is fitted: one that no other
/// provider meets.
pub(super) fn is_row(
    rows: &PartyRows,
    need: usize,
    provider: usize,
    inputs: &FitInputs<'_>,
) -> bool {
    let provider_of = &inputs.organisation.stated().links.provider;
    let services = &rows.needs[need].services;
    rows.readings[need] == NeedReadings::Read
        && services.iter().all(|&service| provider_of[service] as usize == provider)
}

/// How well a need is met when its provider gives a share of what it usually does.
fn left(rows: &PartyRows, need: usize, share: f64, inputs: &FitInputs<'_>) -> f64 {
    let stated = inputs.organisation.stated();
    let [service] = rows.needs[need].services[..] else {
        return share * median(&rows.met_of(need)).unwrap_or(1.0);
    };
    let provider = stated.parties.id(stated.links.provider[service] as usize);
    let of_service = inputs.table.service(stated.service_id(service).as_str());
    let (series, condition) = match of_service {
        Some(series) => (Some(series), 1.0),
        None => (
            provider.and_then(|id| inputs.table.party(id.as_str())),
            stated.services[service].condition,
        ),
    };
    let periods = 0..inputs.table.period_count();
    let read = series.map(|series| periods.filter_map(|at| series.at(at)).collect::<Vec<_>>());
    let usual = read.and_then(|read| median(&read)).unwrap_or(1.0);
    let quality = (condition * usual * share).clamp(0.0, 1.0);
    (transfer::felt(&stated.services[service].transfer, quality) / rows.scale).min(1.0)
}

/// The row of the period in which an episode was.
fn row_of(rows: &PartyRows, episode: &Episode, inputs: &FitInputs<'_>) -> Option<usize> {
    let at = episode.at?;
    let starts = inputs.table.starts();
    let period = starts.partition_point(|start| *start <= at).checked_sub(1)?;
    let is_inside = at < *starts.get(period)? + inputs.table.period_length();
    is_inside.then(|| rows.periods.binary_search(&period).ok()).flatten()
}

/// The level that most rows have.
fn commonest_level(block: &FitRows) -> usize {
    let mut counts = vec![0_usize; block.level_of.iter().max().map_or(1, |most| most + 1)];
    for &level in &block.level_of {
        counts[level] += 1;
    }
    let commonest =
        counts.iter().enumerate().max_by_key(|(level, count)| (**count, usize::MAX - level));
    commonest.map_or(0, |(level, _)| level)
}
