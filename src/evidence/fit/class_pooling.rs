//! Needs of one class learn from each other.

use std::collections::{BTreeMap, BTreeSet};

use super::assembly::PartyRows;
use super::class::{ClassMean, MemberEstimate};
use super::class_member::{ClassMember, classes};
use super::common_class::share_dependences;
use super::episode_rows::with_episodes;
use super::equation::EquationScratch;
use super::fit_error::FitError;
use super::fit_inputs::FitInputs;
use super::learned::unknown;
use super::normal::Normal;
use super::options::{ClassBy, FitOptions};
use super::party_fit::{ToFit, effective_periods};
use super::prior::Priors;
use super::problem::Prior;
use super::readings::ReadingTable;
use super::rows_fit::fit_party;
use super::solve::SolvedFit;
use crate::numerics::series::real;
use crate::organisation::Organisation;

/// Draws needs of one class towards what the others of it show, and fits again.
fn pool_classes(
    to_fit: &mut [ToFit],
    inputs: &FitInputs<'_>,
    class_by: ClassBy,
    scratch: &mut EquationScratch,
) {
    let classes = classes(to_fit, inputs.organisation, class_by);
    let errors: Vec<Vec<Option<f64>>> =
        to_fit.iter().map(|one| standard_errors(one, scratch)).collect();
    let mut changed = BTreeSet::new();
    for members in classes.values() {
        // What a member's own readings say; nothing where they do not tell it apart.
        let estimate = |member: &ClassMember| {
            let value = to_fit[member.party].solved.point.parameters[member.need];
            errors[member.party][member.need].map(|error| MemberEstimate { value, error })
        };
        let of_members: Vec<_> = members.iter().map(estimate).collect();
        let estimates: Vec<_> = of_members.iter().copied().flatten().collect();
        let mut own = 0;
        for (member, estimate) in members.iter().zip(of_members) {
            // A member whose readings say nothing of it has no place among those that do.
            let place = if estimate.is_some() { own } else { estimates.len() };
            own += usize::from(estimate.is_some());
            let Some(prior) = ClassMean::of_others(&estimates, place) else { continue };
            let one = &mut to_fit[member.party];
            let before = one.prior[member.need];
            let is_judged = inputs.priors.judged.contains_key(&one.rows.needs[member.need].key);
            // A class of which hardly anybody is known says less than requests per job, or nothing.
            if !is_judged && unknown(Some(prior)) < unknown(before) {
                one.prior[member.need] = Some(prior);
                changed.insert(member.party);
            }
        }
    }
    for party in changed {
        let one = &mut to_fit[party];
        let solved = fit_party(&one.rows, &one.prior, scratch);
        one.solved = with_episodes(solved, &one.rows, inputs, scratch);
    }
}

/// What is believed of the needs of each of several parties where those of one class learn from each
/// other, given its rows and what is believed before.
pub(crate) fn class_priors(
    of_parties: Vec<(PartyRows, Vec<Option<Prior>>)>,
    (organisation, table, priors): (&Organisation, &ReadingTable, &Priors),
    options: &FitOptions,
    scratch: &mut EquationScratch,
) -> Result<Vec<Vec<Option<Prior>>>, FitError> {
    let episodes = BTreeMap::new();
    let inputs = FitInputs { organisation, table, priors, episodes: &episodes };
    let mut to_fit = Vec::with_capacity(of_parties.len());
    for (rows, prior) in of_parties {
        let solved = fit_party(&rows, &prior, scratch);
        to_fit.push(ToFit { rows, prior, solved, orders: Vec::new() });
    }
    learn_from_classes(&mut to_fit, &inputs, options, scratch)?;
    Ok(to_fit.into_iter().map(|one| one.prior).collect())
}

/// Needs of one class learn from each other, or have one dependence.
pub(super) fn learn_from_classes(
    to_fit: &mut [ToFit],
    inputs: &FitInputs<'_>,
    options: &FitOptions,
    scratch: &mut EquationScratch,
) -> Result<(), FitError> {
    if options.common {
        return share_dependences(to_fit, inputs.organisation, options.class_by, scratch);
    }
    pool_classes(to_fit, inputs, options.class_by, scratch);
    Ok(())
}

/// The standard error of each dependence from readings alone, as many of which count as are
/// independent; `None` where they do not tell it apart from others.
fn standard_errors(one: &ToFit, scratch: &mut EquationScratch) -> Vec<Option<f64>> {
    let SolvedFit { problem, point, variance, .. } = &one.solved;
    let normal = Normal::of(problem, point, scratch);
    let repeated = real(problem.row_count()) / effective_periods(problem, point, scratch);
    let variances = normal.parameter_variances().into_iter().zip(&problem.fixed);
    variances
        .map(|(own, fixed)| own.filter(|_| fixed.is_none()))
        .map(|own| own.map(|own| (repeated * variance * own).sqrt().max(1e-6)))
        .collect()
}
