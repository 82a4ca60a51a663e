//! `leap`: moves all numbers inside their bounds at once, to the least value or up to a bound.

use super::least_squares::solve;
use super::normal::{Normal, slack};
use super::problem::{FitProblem, ParameterPoint};

impl Normal {
    /// Moves every number that is inside its bounds to where the sum of squares is least in all of these,
    /// or as far towards it as all bounds allow. Levels are eliminated: second derivatives are diagonal in
    /// them.
    pub(super) fn leap(
        &self,
        problem: &FitProblem,
        point: &ParameterPoint,
        damping: f64,
        moves: &mut ParameterPoint,
    ) {
        let left = slack(point, moves);
        if problem.of_weights() && left <= 0.0 {
            return;
        }
        let level_at = |level: usize| point.levels[level] + moves.levels[level];
        let parameter_at = |one: usize| point.parameters[one] + moves.parameters[one];
        let is_inside = |at: f64, (low, high): (f64, f64)| low < at && at < high;
        let level_bounds = problem.level_bounds();
        let levels: Vec<usize> = (0..point.levels.len())
            .filter(|&it| self.level_level[it] > 0.0 && is_inside(level_at(it), level_bounds))
            .collect();
        let parameters: Vec<usize> = (0..point.parameters.len())
            .filter(|&it| {
                self.between(it, it) > 0.0
                    && is_inside(parameter_at(it), problem.parameter_bounds(it))
            })
            .collect();
        let count = point.parameters.len();
        let crossed = |level: usize, one: usize| self.level_parameter[level * count + one];
        let own = |level: usize| self.level_level[level] * (1.0 + damping);
        let level_slope = |level: usize| {
            let held = damping * self.level_level[level] * moves.levels[level];
            self.level_slope(level, moves) + held
        };
        let of_levels: Vec<f64> = levels.iter().map(|&level| level_slope(level)).collect();
        let free = parameters.len();
        let mut matrix = vec![0.0; free * free];
        let mut right = vec![0.0; free];
        for (row, &one) in parameters.iter().enumerate() {
            let held = damping * self.between(one, one);
            right[row] = -self.parameter_slope(one, moves) - held * moves.parameters[one];
            for (&level, slope) in levels.iter().zip(&of_levels) {
                right[row] += crossed(level, one) * slope / own(level);
            }
            for (column, &other) in parameters.iter().enumerate().take(row + 1) {
                let eliminated =
                    |&level: &usize| crossed(level, one) * crossed(level, other) / own(level);
                let eliminated: f64 = levels.iter().map(eliminated).sum();
                matrix[row * free + column] = self.between(one, other) - eliminated;
            }
            matrix[row * free + row] += held;
        }
        let by = solve(matrix, right);
        let level_by: Vec<f64> = levels
            .iter()
            .zip(&of_levels)
            .map(|(&level, slope)| {
                let through = parameters.iter().zip(&by).map(|(&one, by)| crossed(level, one) * by);
                -(slope + through.sum::<f64>()) / own(level)
            })
            .collect();
        let mut share = 1.0_f64;
        let mut narrow = |at: f64, by: f64, (low, high): (f64, f64)| {
            let room = if by > 0.0 { high - at } else { at - low };
            if by.abs() > room {
                share = share.min(room / by.abs());
            }
        };
        for (&level, &by) in levels.iter().zip(&level_by) {
            narrow(level_at(level), by, level_bounds);
        }
        for (&one, &by) in parameters.iter().zip(&by) {
            narrow(parameter_at(one), by, problem.parameter_bounds(one));
        }
        if problem.of_weights() {
            narrow(1.0 - left, by.iter().sum(), (f64::NEG_INFINITY, 1.0));
        }
        for (level, by) in levels.into_iter().zip(level_by) {
            moves.levels[level] += share * by;
        }
        for (one, by) in parameters.into_iter().zip(by) {
            moves.parameters[one] += share * by;
        }
    }
}
