//! What readings say of one party that was fitted: its level, its needs, and which are not told
//! apart.

use super::assembly::{NeedReadings, PartyRows};
use super::draw::{PosteriorDraws, draw};
use super::effective::{Planning, effective_length};
use super::equation::EquationScratch;
use super::fit_inputs::FitInputs;
use super::learned::{IDENTIFIED, believed as believed_of, groups, learned, summary, unknown};
use super::normal::Normal;
use super::options::FitOptions;
use super::order::{only_order, with_order};
use super::outcome::{FittedNeed, FittedParty, NeedGroup, NeedVerdict, OrderFit, OwnTrouble};
use super::prior::{Priors, stated_prior};
use super::problem::{FitProblem, ParameterPoint, Prior};
use super::solve::{SolvedFit, refit};
use crate::evidence::Estimate;
use crate::evidence::judgement::Judged;
use crate::numerics::series::{corrected_autocorrelation, real, variance};
use crate::organisation::{Aggregation, Origin, Rule};

/// Rows and beliefs of a party that is to be fitted.
pub(super) struct ToFit {
    pub(super) rows: PartyRows,
    pub(super) prior: Vec<Option<Prior>>,
    pub(super) solved: SolvedFit,
    pub(super) orders: Vec<OrderFit>,
}

/// What readings and draws say of a party.
pub(super) fn finish(
    one: &mut ToFit,
    inputs: &FitInputs<'_>,
    options: &FitOptions,
    scratch: &mut EquationScratch,
) -> FittedParty {
    let FitInputs { organisation, table, priors, .. } = *inputs;
    let stated = organisation.stated();
    let mut rule = stated.rule(one.rows.party);
    if let (Some(order), Rule::Aggregation(aggregation)) =
        (only_order(&one.orders, one.rows.equation.order()), rule)
        && let Some(problem) = with_order(&one.solved.problem, order)
    {
        rule = Rule::Aggregation(Aggregation { order, ..aggregation });
        one.solved = refit(one.solved.clone(), &problem, scratch);
    }
    let SolvedFit { problem, point, variance: noise, converged, trimmed } = &one.solved;
    let residuals = problem.residuals(point, scratch);
    let columns = free_columns(problem);
    let effective = effective_length(&residuals, columns.iter().flatten().map(Vec::as_slice));
    let squares = |of: &[f64]| of.iter().map(|residual| residual * residual).sum::<f64>();
    let in_residuals = squares(&residuals).max(f64::MIN_POSITIVE);
    let residuals = problem.quality_residuals(point, scratch);
    // Noise as a quality.
    let noise = noise * squares(&residuals) / in_residuals;
    let normal = Normal::of(problem, point, scratch);
    let sequence = real(one.rows.party).to_bits();
    let count = options.draws.max(2);
    let mut draws = draw(problem, point, &normal, effective, count, (options.seed, sequence));
    let scale = one.rows.scale;
    let weights = problem.of_weights();
    for level in &mut draws.level {
        *level = one.rows.equation.stated_level(*level);
    }
    let level = summary(&draws.level, options.confidence, effective, Origin::Fitted);
    let found_groups = groups(&draws, &columns);
    let mut needs: Vec<FittedNeed> = (0..one.rows.needs.len())
        .map(|at| need_of(one, at, &draws.of(at), &residuals, effective, priors, options))
        .collect();
    let mut groups = Vec::new();
    for members in found_groups {
        let numbers = (effective, options.confidence);
        let number = groups.len();
        groups.push(group_of(&members, &mut needs, &draws, one, numbers, (number, priors)));
    }
    let period = |row: usize| table.starts()[one.rows.periods[row]];
    let mut own_trouble: Vec<OwnTrouble> = trimmed
        .iter()
        .map(|&(_, row, size)| OwnTrouble { at: period(row), size: size * scale })
        .collect();
    own_trouble.sort_by_key(|trouble| trouble.at);
    FittedParty {
        party: stated.parties.id(one.rows.party).map(ToString::to_string).unwrap_or_default(),
        level,
        needs,
        groups,
        orders: std::mem::take(&mut one.orders),
        rule,
        weights,
        own_trouble,
        periods: one.rows.row_count() - trimmed.len(),
        effective_periods: effective,
        noise: noise.sqrt() * scale,
        converged: *converged,
        number: one.rows.party,
        draws,
    }
}

/// How many independent periods the rows that were kept are worth.
pub(super) fn effective_periods(
    problem: &FitProblem,
    point: &ParameterPoint,
    scratch: &mut EquationScratch,
) -> f64 {
    let residuals = problem.residuals(point, scratch);
    let columns = free_columns(problem);
    effective_length(&residuals, columns.iter().flatten().map(Vec::as_slice)).max(1.0)
}

/// The series of each need that is fitted.
fn free_columns(problem: &FitProblem) -> Vec<Option<Vec<f64>>> {
    let is_free = |at: usize| problem.fixed[at].is_none();
    (0..problem.parameter_count()).map(|at| is_free(at).then(|| column(problem, at))).collect()
}

/// A need's series over the rows that were kept.
fn column(problem: &FitProblem, need: usize) -> Vec<f64> {
    let count = problem.parameter_count();
    problem.blocks[0].met.iter().skip(need).step_by(count).copied().collect()
}

fn need_of(
    one: &ToFit,
    at: usize,
    draws: &[f64],
    residuals: &[f64],
    effective: f64,
    priors: &Priors,
    options: &FitOptions,
) -> FittedNeed {
    let key = one.rows.needs[at].key.clone();
    let judged = priors.judged.get(&key).copied();
    let stated = stated_prior(&key, priors);
    let weights = one.solved.problem.of_weights();
    // What a class says was learned from readings, too.
    let before = unknown(stated);
    let is_free = one.solved.problem.fixed[at].is_none();
    let read = is_free.then(|| summary(draws, options.confidence, effective, Origin::Fitted));
    let learned_of = |read: Estimate| learned(read.standard_deviation.powi(2), before);
    let share_learned = read.map_or(0.0, learned_of);
    let verdict = match one.rows.readings[at] {
        NeedReadings::Read if share_learned >= IDENTIFIED => NeedVerdict::Fitted,
        NeedReadings::Read => NeedVerdict::NotIdentified,
        NeedReadings::Unread => NeedVerdict::Unread,
        NeedReadings::Constant(_) => NeedVerdict::Constant,
        NeedReadings::Entangled => NeedVerdict::Entangled,
    };
    let prior = one.prior[at].filter(|_| !weights);
    let origin = match judged {
        Some(_) => Origin::Judged,
        None if prior == stated => Origin::Assumed,
        None => Origin::Shrunk,
    };
    // What nobody judged stays as stated; and a class of which hardly anybody is known says nothing.
    let is_belief = |prior: &Prior| {
        let is_told = learned(unknown(Some(*prior)), unknown(None)) >= IDENTIFIED;
        judged.is_some() || (one.rows.stated[at].is_none() && (is_told || stated == Some(*prior)))
    };
    let believed = prior.filter(is_belief);
    let believed = believed.map(|prior| believed_of(prior, options.confidence, origin));
    let dependence = if verdict == NeedVerdict::Fitted { read } else { believed };
    let conflict = judged.zip(read).and_then(|(judged, read)| conflict(judged, read, prior));
    let is_open = matches!(verdict, NeedVerdict::NotIdentified);
    FittedNeed {
        need: key,
        dependence,
        read,
        learned: share_learned,
        verdict,
        group: None,
        judged,
        conflict,
        reliability: one.rows.reliability[at].map(|counted| counted.share),
        periods_needed: is_open.then(|| periods_needed(one, at, residuals)).flatten(),
    }
}

/// How far readings alone and a judgement differ, in standard deviations, beyond 2.
fn conflict(judged: Judged, together: Estimate, prior: Option<Prior>) -> Option<f64> {
    // What readings say alone: both together less the belief.
    let precision = |deviation: f64| deviation.powi(-2);
    let both = precision(together.standard_deviation.max(1e-9));
    let of_prior = prior.map_or(0.0, |prior| precision(prior.standard_deviation));
    let alone = both - of_prior;
    if alone <= 0.0 {
        return None;
    }
    let prior_mean = prior.map_or(0.0, |prior| prior.mean);
    let mean = (both * together.value - of_prior * prior_mean) / alone;
    let distance =
        (mean - judged.mean).abs() / judged.standard_deviation.hypot(alone.sqrt().recip());
    (distance > 2.0).then_some(distance)
}

fn periods_needed(one: &ToFit, at: usize, residuals: &[f64]) -> Option<f64> {
    let series = column(&one.solved.problem, at);
    let planning = Planning {
        provider_deviation: variance(&series).sqrt(),
        noise_deviation: variance(residuals).sqrt(),
        level: one.solved.point.levels.first().copied()?,
        residual_autocorrelation: corrected_autocorrelation(residuals),
        provider_autocorrelation: corrected_autocorrelation(&series),
        parameters: real(one.solved.problem.free_count()),
    };
    let periods = planning.periods_for(0.1).ceil();
    periods.is_finite().then_some(periods)
}

/// Takes needs that are not told apart together.
fn group_of(
    members: &[usize],
    needs: &mut [FittedNeed],
    draws: &PosteriorDraws,
    one: &ToFit,
    (effective, confidence): (f64, f64),
    (number, priors): (usize, &Priors),
) -> NeedGroup {
    let columns: Vec<Vec<f64>> = members.iter().map(|&at| draws.of(at)).collect();
    let sums: Vec<f64> =
        (0..draws.count()).map(|at| columns.iter().map(|column| column[at]).sum()).collect();
    let total = summary(&sums, confidence, effective, Origin::Fitted);
    let before: f64 =
        members.iter().map(|&at| unknown(stated_prior(&one.rows.needs[at].key, priors))).sum();
    let learned = learned(total.standard_deviation.powi(2), before);
    for &at in members {
        let need = &mut needs[at];
        need.group = Some(number);
        if learned >= IDENTIFIED && need.verdict != NeedVerdict::Fitted {
            need.verdict = NeedVerdict::NotToldApart;
            need.dependence = need.read;
            need.periods_needed = None;
        }
    }
    NeedGroup { needs: members.iter().map(|&at| needs[at].need.clone()).collect(), total, learned }
}
