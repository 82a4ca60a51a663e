//! A party's fit: least squares, rows left out, and what is believed, in this order.

use super::equation::EquationScratch;
use super::problem::{FitProblem, ParameterPoint};
use super::step::{StepOutcome, least_squares};
use super::trim::{far_rows, usual};
use crate::numerics::series::real;

/// How often noise and beliefs are weighed against each other.
const PASSES: usize = 3;

/// A fit.
#[derive(Debug, Clone)]
pub(crate) struct SolvedFit {
    /// The rows that were kept.
    pub(crate) problem: FitProblem,
    pub(crate) point: ParameterPoint,
    /// The variance of what is left: `Σ w r² / (T − free)`.
    pub(crate) variance: f64,
    pub(crate) converged: bool,
    /// Rows that were left out, by block and row, and by how much they were read above the fit.
    pub(crate) trimmed: Vec<(usize, usize, f64)>,
}

/// Fits a problem, from a point near its solution where one is known. Rows in which a party had trouble of its own are left out before anything believed
/// is weighed in: they inflate the noise, and a belief would then outweigh clear readings.
pub(crate) fn solve(
    problem: &FitProblem,
    near: Option<&ParameterPoint>,
    scratch: &mut EquationScratch,
) -> SolvedFit {
    let mut kept = problem.clone();
    kept.prior.fill(None);
    let start = near.cloned().unwrap_or_else(|| kept.start());
    let mut found = least_squares(&kept, start, 0.0, scratch);
    let mut numbers: Vec<(usize, usize)> = Vec::new();
    for (at, block) in kept.blocks.iter().enumerate() {
        numbers.extend((0..block.row_count()).map(|row| (at, row)));
    }
    let mut trimmed = Vec::new();
    let most = crate::evidence::fit::rank(0.02 * real(problem.row_count()));
    for _ in 0..2 {
        let residuals = kept.residuals(&found.point, scratch);
        let mut far = far_rows(&residuals, || usual_rows(&kept));
        far.truncate(most.saturating_sub(trimmed.len()));
        if far.is_empty() {
            break;
        }
        let sizes = kept.quality_residuals(&found.point, scratch);
        trimmed.extend(far.iter().map(|&at| (numbers[at].0, numbers[at].1, sizes[at])));
        far.sort_unstable();
        leave_out(&mut kept, &mut numbers, &far);
        found = least_squares(&kept, found.point, 0.0, scratch);
    }
    let (found, variance) = believe(&mut kept, problem, found, scratch);
    SolvedFit { problem: kept, point: found.point, variance, converged: found.converged, trimmed }
}

/// Fits another problem from where one was solved: with other rows, or under another order.
pub(crate) fn refit(
    solved: SolvedFit,
    problem: &FitProblem,
    scratch: &mut EquationScratch,
) -> SolvedFit {
    let mut kept = problem.clone();
    let found = least_squares(&kept, solved.point, solved.variance, scratch);
    let (found, variance) = believe(&mut kept, problem, found, scratch);
    let trimmed = solved.trimmed;
    SolvedFit { problem: kept, point: found.point, variance, converged: found.converged, trimmed }
}

/// Fits the rows that were kept with what is believed.
fn believe(
    kept: &mut FitProblem,
    stated: &FitProblem,
    mut found: StepOutcome,
    scratch: &mut EquationScratch,
) -> (StepOutcome, f64) {
    kept.prior.clone_from(&stated.prior);
    let freedom = (real(kept.row_count()) - real(kept.free_count())).max(1.0);
    let mut variance = kept.squares(&found.point, scratch) / freedom;
    if kept.prior.iter().any(Option::is_some) {
        for _ in 0..PASSES {
            found = least_squares(kept, found.point, variance, scratch);
            variance = kept.squares(&found.point, scratch) / freedom;
        }
    }
    (found, variance)
}

/// Of each row whether everything in it that is fitted was received as usual.
fn usual_rows(problem: &FitProblem) -> Vec<bool> {
    let mut all = Vec::with_capacity(problem.row_count());
    for block in &problem.blocks {
        let needs = block.equation.need_count();
        let mut of_block = vec![true; block.row_count()];
        for (need, &parameter) in block.parameter_of.iter().enumerate() {
            if problem.fixed[parameter].is_some() {
                continue;
            }
            let series: Vec<f64> = block.met.iter().skip(need).step_by(needs).copied().collect();
            for (row, is_usual) in of_block.iter_mut().zip(usual(&series)) {
                *row &= is_usual;
            }
        }
        all.extend(of_block);
    }
    all
}

fn leave_out(problem: &mut FitProblem, numbers: &mut Vec<(usize, usize)>, far: &[usize]) {
    let mut first = 0;
    for block in &mut problem.blocks {
        let rows = block.row_count();
        block.keep(|row| far.binary_search(&(first + row)).is_err());
        first += rows;
    }
    let mut at = 0;
    numbers.retain(|_| {
        at += 1;
        far.binary_search(&(at - 1)).is_err()
    });
}
