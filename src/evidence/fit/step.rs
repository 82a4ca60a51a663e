//! Least squares within bounds: Gauss-Newton steps, each the least value of a quadratic in the box.
//!
//! # References
//!
//! K. Madsen, H. Nielsen and O. Tingleff, *Methods for non-linear least squares problems*, 2nd ed.
//! (2004), chapter 3; damping as there, the box by coordinates in turn.

use super::equation::EquationScratch;
use super::normal::Normal;
use super::problem::{FitProblem, ParameterPoint};

/// A step below this ends the search.
const SETTLED: f64 = 1e-12;
const MOST_STEPS: usize = 200;
/// A sum of squares that is larger by this share is not known to be larger: near the solution every
/// other step would seem to have failed.
const ROUNDING: f64 = 1e-13;
/// Damping of the first step that did not help, and its growth.
const DAMPING: f64 = 1e-4;
const DAMPING_GROWTH: f64 = 4.0;

/// Where a search ended.
#[derive(Debug, Clone)]
pub(crate) struct StepOutcome {
    pub(crate) point: ParameterPoint,
    pub(crate) converged: bool,
}

/// Finds the least of `Σ w (q − model)² + variance · Σ ((α − mean) / sd)²` within bounds.
pub(crate) fn least_squares(
    problem: &FitProblem,
    start: ParameterPoint,
    variance: f64,
    scratch: &mut EquationScratch,
) -> StepOutcome {
    let normal_at = |point: &ParameterPoint, scratch: &mut EquationScratch| {
        let mut normal = Normal::of(problem, point, scratch);
        normal.add_priors(problem, point, variance);
        normal
    };
    let mut point = start;
    let mut damping = 0.0;
    let mut normal = normal_at(&point, scratch);
    for _ in 0..MOST_STEPS {
        let moves = normal.least(problem, &point, damping);
        let steps = moves.levels.iter().chain(&moves.parameters);
        if steps.fold(0.0, |most: f64, by| most.max(by.abs())) < SETTLED {
            return StepOutcome { point, converged: true };
        }
        let next = moved(problem, &point, &moves);
        // Slopes cost little beside values, and nearly every step helps.
        let reached = normal_at(&next, scratch);
        if reached.squares <= normal.squares * (1.0 + ROUNDING) {
            (point, normal, damping) = (next, reached, 0.0);
        } else {
            damping = if damping > 0.0 { damping * DAMPING_GROWTH } else { DAMPING };
        }
    }
    StepOutcome { point, converged: false }
}

/// A point after moves, kept within bounds.
fn moved(problem: &FitProblem, point: &ParameterPoint, moves: &ParameterPoint) -> ParameterPoint {
    let (low, high) = problem.level_bounds();
    let levels = point.levels.iter().zip(&moves.levels);
    let parameters = point.parameters.iter().zip(&moves.parameters).enumerate();
    ParameterPoint {
        levels: levels.map(|(at, by)| (at + by).clamp(low, high)).collect(),
        parameters: parameters
            .map(|(parameter, (at, by))| {
                let (low, high) = problem.parameter_bounds(parameter);
                (at + by).clamp(low, high)
            })
            .collect(),
    }
}
