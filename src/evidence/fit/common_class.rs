//! Needs of one class have one dependence, fitted to all parties that have such a need together.

use super::class_member::{ClassMember, classes};
use super::equation::EquationScratch;
use super::fit_error::{FitError, MOST_TOGETHER};
use super::normal::Normal;
use super::options::ClassBy;
use super::party_fit::{ToFit, effective_periods};
use super::problem::{FitProblem, ParameterPoint, Prior};
use super::residual_scale::ResidualScale;
use super::solve::{SolvedFit, refit};
use super::step::least_squares;
use crate::evidence::judgement::{Judged, pool};
use crate::numerics::series::{mean, real};
use crate::organisation::Organisation;

/// The least noise: readings have few digits.
const LEAST_VARIANCE: f64 = 1e-14;

/// A need's place in the problem of its party, and in the one of all.
struct CommonNeed {
    need: usize,
    parameter: usize,
}

/// A party's share of the problem of all.
struct JointParty {
    party: usize,
    /// Which parameter each of its needs has.
    parameter_of: Vec<usize>,
    shared: Vec<CommonNeed>,
    first_level: usize,
    /// What a squared residual of it counts: one over its noise, as often as its rows are independent.
    precision: f64,
}

/// Fits one dependence for all needs of a class. Each party is then fitted with what the others say
/// as a belief of its own: one that puts it where all of them together are, as sure as they are.
pub(super) fn share_dependences(
    to_fit: &mut [ToFit],
    organisation: &Organisation,
    class_by: ClassBy,
    scratch: &mut EquationScratch,
) -> Result<(), FitError> {
    let is_free =
        |member: &ClassMember| to_fit[member.party].solved.problem.fixed[member.need].is_none();
    let mut classes: Vec<Vec<ClassMember>> =
        classes(to_fit, organisation, class_by).into_values().collect();
    for members in &mut classes {
        members.retain(is_free);
    }
    classes.retain(|members| members.len() > 1);
    if classes.is_empty() {
        return Ok(());
    }
    let (parts, problem, start) = together(to_fit, &classes, scratch)?;
    let found = least_squares(&problem, start, 1.0, scratch).point;
    let mut normal = Normal::of(&problem, &found, scratch);
    normal.add_priors(&problem, &found, 1.0);
    let variances = normal.parameter_variances();
    for part in parts {
        let one = &mut to_fit[part.party];
        let levels = part.first_level..part.first_level + one.solved.problem.level_count;
        let point = ParameterPoint {
            levels: found.levels[levels].to_vec(),
            parameters: part.parameter_of.iter().map(|&at| found.parameters[at]).collect(),
        };
        let own = Normal::of(&one.solved.problem, &point, scratch);
        let of_own = own.parameter_variances();
        let problem = &one.solved.problem;
        let freedom = (real(problem.row_count()) - real(problem.free_count())).max(1.0);
        let variance = (own.squares / freedom).max(LEAST_VARIANCE);
        for CommonNeed { need, parameter } in part.shared {
            let Some(of_all) = variances[parameter].filter(|it| *it > 0.0) else { continue };
            let of_own = of_own[need].map_or(0.0, |own| part.precision / own);
            let of_others = (1.0 / of_all - of_own).max(1e-6 / of_all);
            one.prior[need] = Some(Prior {
                mean: point.parameters[need] + own.gradient[need] / (variance * of_others),
                standard_deviation: of_others.sqrt().recip(),
            });
        }
        let mut problem = problem.clone();
        for (to, prior) in problem.prior.iter_mut().zip(&one.prior) {
            *to = *prior;
        }
        let solved = SolvedFit { point, variance, ..one.solved.clone() };
        one.solved = refit(solved, &problem, scratch);
    }
    Ok(())
}

/// The problem of all parties that have a need of a class, and where to begin.
fn together(
    to_fit: &[ToFit],
    classes: &[Vec<ClassMember>],
    scratch: &mut EquationScratch,
) -> Result<(Vec<JointParty>, FitProblem, ParameterPoint), FitError> {
    let mut class_of: Vec<Vec<Option<usize>>> =
        to_fit.iter().map(|one| vec![None; one.rows.needs.len()]).collect();
    for (class, members) in classes.iter().enumerate() {
        for member in members {
            class_of[member.party][member.need] = Some(class);
        }
    }
    let of_members = |members: &[ClassMember], of: &dyn Fn(&ToFit, usize) -> f64| -> f64 {
        let values = members.iter().map(|member| of(&to_fit[member.party], member.need));
        mean(&values.collect::<Vec<_>>())
    };
    let prior_of = |members: &Vec<ClassMember>| {
        let priors = members.iter().filter_map(|it| to_fit[it.party].prior[it.need]);
        let judged = priors.map(|prior| Judged::new(prior.mean, prior.standard_deviation));
        let pooled = pool(&judged.collect::<Vec<_>>())?;
        Some(Prior { mean: pooled.mean, standard_deviation: pooled.standard_deviation })
    };
    let mut problem = FitProblem {
        blocks: Vec::new(),
        level_count: 0,
        highest_level: 1.0,
        residual_scale: ResidualScale::Quality,
        prior: classes.iter().map(prior_of).collect(),
        fixed: vec![None; classes.len()],
        counted: vec![None; classes.len()],
    };
    let value = |one: &ToFit, need: usize| one.solved.point.parameters[need];
    let mut start = ParameterPoint {
        levels: Vec::new(),
        parameters: classes.iter().map(|members| of_members(members, &value)).collect(),
    };
    let mut parts = Vec::new();
    for (party, of_needs) in class_of.into_iter().enumerate() {
        if of_needs.iter().all(Option::is_none) {
            continue;
        }
        let SolvedFit { problem: own, point, variance, .. } = &to_fit[party].solved;
        let effective = effective_periods(own, point, scratch) / real(own.row_count().max(1));
        let precision = effective / variance.max(LEAST_VARIANCE);
        let first_level = problem.level_count;
        let (mut parameter_of, mut shared) = (Vec::new(), Vec::new());
        for (need, class) in of_needs.into_iter().enumerate() {
            let parameter = class.unwrap_or_else(|| {
                problem.prior.push(own.prior[need]);
                problem.fixed.push(own.fixed[need]);
                problem.counted.push(None);
                start.parameters.push(point.parameters[need]);
                problem.prior.len() - 1
            });
            parameter_of.push(parameter);
            shared.extend(class.map(|_| CommonNeed { need, parameter }));
        }
        if problem.prior.len() > MOST_TOGETHER {
            return Err(FitError::TooManyTogether);
        }
        for block in &own.blocks {
            let mut block = block.clone();
            block.parameter_of = block.parameter_of.iter().map(|&at| parameter_of[at]).collect();
            block.weight.iter_mut().for_each(|weight| *weight *= precision);
            block.level_of.iter_mut().for_each(|level| *level += first_level);
            problem.blocks.push(block);
        }
        problem.level_count += own.level_count;
        start.levels.extend(&point.levels);
        parts.push(JointParty { party, parameter_of, shared, first_level, precision });
    }
    Ok((parts, problem, start))
}
