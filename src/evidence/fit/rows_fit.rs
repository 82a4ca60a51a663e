//! `fit_party`: the fit of one party's rows, with what is believed of each need.

use super::assembly::{NeedReadings, PartyRows};
use super::equation::EquationScratch;
use super::problem::{FitProblem, ParameterPoint, Prior};
use super::solve::{SolvedFit, solve};

/// The problem of a party: needs that the readings say nothing of stand at what is believed, else at
/// what is stated. A weight of which they say nothing is part of the own one.
fn problem_of(rows: &PartyRows, prior: &[Option<Prior>]) -> FitProblem {
    let mut problem = rows.problem();
    let weights = problem.of_weights();
    for (at, readings) in rows.readings.iter().enumerate() {
        let believed = prior[at].map(|prior| prior.mean.clamp(0.0, 1.0)).or(rows.stated[at]);
        let believed = believed.filter(|_| !weights).unwrap_or(0.0);
        problem.fixed[at] = match readings {
            NeedReadings::Read => None,
            NeedReadings::Unread => Some(0.0),
            NeedReadings::Constant(_) | NeedReadings::Entangled => Some(believed),
        };
        if !weights && problem.fixed[at].is_none() {
            problem.prior[at] = prior[at];
        }
    }
    problem
}

/// Fits the rows of a party, with what is believed of each need.
pub(crate) fn fit_party(
    rows: &PartyRows,
    prior: &[Option<Prior>],
    scratch: &mut EquationScratch,
) -> SolvedFit {
    solve(&problem_of(rows, prior), None, scratch)
}

/// The same from near the solution for nearly the same rows, which takes fewer steps.
pub(crate) fn fit_party_near(
    near: &ParameterPoint,
    rows: &PartyRows,
    prior: &[Option<Prior>],
    scratch: &mut EquationScratch,
) -> SolvedFit {
    solve(&problem_of(rows, prior), Some(near), scratch)
}
