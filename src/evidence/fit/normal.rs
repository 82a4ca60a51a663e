//! `Normal`: a sum of squares to second order around a point, and its least value within bounds.

use super::equation::EquationScratch;
use super::problem::{FitProblem, ParameterPoint};

/// Half the gradient and half the second derivatives of a weighted sum of squares, with levels
/// apart: each row has one level, so that their part is diagonal.
#[derive(Debug, Clone)]
pub(crate) struct Normal {
    /// Of each level.
    pub(crate) level_gradient: Vec<f64>,
    pub(crate) level_level: Vec<f64>,
    /// By level, then parameter.
    pub(crate) level_parameter: Vec<f64>,
    pub(crate) gradient: Vec<f64>,
    /// By parameter, then parameter.
    pub(crate) parameter_parameter: Vec<f64>,
    /// The sum of squares itself.
    pub(crate) squares: f64,
}

/// The largest move of a coordinate at which the least value within bounds is found.
const SETTLED: f64 = 1e-15;
const MOST_SWEEPS: usize = 10_000;
/// After how many sweeps the numbers inside their bounds move together: numbers that hardly anything
/// tells apart move slowly one at a time.
const SWEEPS_PER_LEAP: usize = 4;

impl Normal {
    /// Takes the readings in; `scale` is the share of each row that counts.
    pub(crate) fn of(
        problem: &FitProblem,
        point: &ParameterPoint,
        scratch: &mut EquationScratch,
    ) -> Self {
        let (levels, parameters) = (problem.level_count, problem.parameter_count());
        let mut normal = Self {
            level_gradient: vec![0.0; levels],
            level_level: vec![0.0; levels],
            level_parameter: vec![0.0; levels * parameters],
            gradient: vec![0.0; parameters],
            parameter_parameter: vec![0.0; parameters * parameters],
            squares: 0.0,
        };
        problem.each_row(point, scratch, |block, row, residual, slopes| {
            let (weight, level) = (block.weight[row], block.level_of[row]);
            let (of_level, of_needs) = (slopes[0], &slopes[1..]);
            normal.squares += weight * residual * residual;
            normal.level_gradient[level] -= weight * residual * of_level;
            normal.level_level[level] += weight * of_level * of_level;
            for (&slope, &one) in of_needs.iter().zip(&block.parameter_of) {
                let weighted = weight * slope;
                normal.gradient[one] -= weighted * residual;
                normal.level_parameter[level * parameters + one] += weighted * of_level;
                let to = &mut normal.parameter_parameter[one * parameters..(one + 1) * parameters];
                for (&slope, &other) in of_needs.iter().zip(&block.parameter_of) {
                    to[other] += weighted * slope;
                }
            }
        });
        normal
    }

    pub(crate) fn parameter_count(&self) -> usize {
        self.gradient.len()
    }

    /// Adds what is believed: `variance ((α − mean) / sd)²` of each parameter.
    pub(crate) fn add_priors(
        &mut self,
        problem: &FitProblem,
        point: &ParameterPoint,
        variance: f64,
    ) {
        let parameters = self.parameter_count();
        for (at, prior) in problem.prior.iter().enumerate() {
            let Some(prior) = prior else { continue };
            let precision = variance / prior.standard_deviation.powi(2);
            let away = point.parameters[at] - prior.mean;
            self.gradient[at] += precision * away;
            self.parameter_parameter[at * parameters + at] += precision;
            self.squares += precision * away * away;
        }
    }

    /// Half the slope in a level after moves.
    pub(crate) fn level_slope(&self, level: usize, moves: &ParameterPoint) -> f64 {
        let row = &self.level_parameter[level * self.parameter_count()..];
        let through: f64 = row.iter().zip(&moves.parameters).map(|(h, step)| h * step).sum();
        self.level_gradient[level] + self.level_level[level] * moves.levels[level] + through
    }

    /// Half the slope in a parameter after moves.
    pub(crate) fn parameter_slope(&self, parameter: usize, moves: &ParameterPoint) -> f64 {
        let count = self.parameter_count();
        let of_levels = self.level_parameter.iter().skip(parameter).step_by(count);
        let of_levels: f64 = of_levels.zip(&moves.levels).map(|(h, step)| h * step).sum();
        let row = &self.parameter_parameter[parameter * count..(parameter + 1) * count];
        let through: f64 = row.iter().zip(&moves.parameters).map(|(h, step)| h * step).sum();
        self.gradient[parameter] + of_levels + through
    }

    pub(crate) fn between(&self, one: usize, other: usize) -> f64 {
        self.parameter_parameter[one * self.parameter_count() + other]
    }

    /// The sum of squares after moves, to second order.
    pub(crate) fn squares_after(&self, moves: &ParameterPoint) -> f64 {
        let levels = (0..moves.levels.len()).map(|level| {
            moves.levels[level] * (self.level_slope(level, moves) + self.level_gradient[level])
        });
        let parameters = (0..moves.parameters.len())
            .map(|at| moves.parameters[at] * (self.parameter_slope(at, moves) + self.gradient[at]));
        self.squares + levels.sum::<f64>() + parameters.sum::<f64>()
    }

    /// Second derivatives by parameter, then parameter, where levels follow.
    fn without_levels(&self) -> Vec<f64> {
        let count = self.parameter_count();
        let mut left = self.parameter_parameter.clone();
        for (row, level) in self.level_parameter.chunks(count.max(1)).zip(&self.level_level) {
            if *level > 0.0 {
                for one in 0..count {
                    for other in 0..count {
                        left[one * count + other] -= row[one] * row[other] / level;
                    }
                }
            }
        }
        left
    }

    /// Directions that the readings tell apart: moves along one leave the slopes along all others
    /// alone. Levels follow; the last of needs that always move together is one along which nothing
    /// changes.
    pub(crate) fn conjugate_directions(
        &self,
        is_free: impl Fn(usize) -> bool,
    ) -> Vec<ParameterPoint> {
        let count = self.parameter_count();
        let left = self.without_levels();
        let free: Vec<usize> =
            (0..count).filter(|&at| is_free(at) && self.between(at, at) > 0.0).collect();
        let mut directions: Vec<ParameterPoint> = Vec::with_capacity(free.len());
        let times = |one: &[f64], other: &[f64]| -> f64 {
            let row = |at: usize| &left[at * count..(at + 1) * count];
            let product = |at: usize| row(at).iter().zip(other).map(|(h, x)| h * x).sum::<f64>();
            one.iter().enumerate().map(|(at, x)| x * product(at)).sum()
        };
        for &at in &free {
            let mut parameters = vec![0.0; count];
            parameters[at] = 1.0;
            for earlier in &directions {
                let curvature = times(&earlier.parameters, &earlier.parameters);
                let by = times(&earlier.parameters, &parameters) / curvature;
                if by.is_finite() && curvature > 1e-12 * self.between(at, at) {
                    for (to, along) in parameters.iter_mut().zip(&earlier.parameters) {
                        *to -= by * along;
                    }
                }
            }
            let levels = self.level_parameter.chunks(count).zip(&self.level_level);
            let levels = levels.map(|(row, level)| {
                let along: f64 = row.iter().zip(&parameters).map(|(h, x)| h * x).sum();
                if *level > 0.0 { -along / level } else { 0.0 }
            });
            let levels = levels.collect();
            directions.push(ParameterPoint { levels, parameters });
        }
        directions
    }

    /// Half the slope along a direction after moves, and half the second derivative.
    pub(crate) fn along(&self, direction: &ParameterPoint, moves: &ParameterPoint) -> (f64, f64) {
        let levels = direction.levels.iter().enumerate();
        let levels = levels.map(|(level, by)| by * self.level_slope(level, moves));
        let parameters = direction.parameters.iter().enumerate();
        let parameters = parameters.map(|(one, by)| by * self.parameter_slope(one, moves));
        (levels.sum::<f64>() + parameters.sum::<f64>(), self.curvature(direction))
    }

    /// Half the second derivative along a direction.
    fn curvature(&self, direction: &ParameterPoint) -> f64 {
        let count = self.parameter_count();
        let levels = self.level_parameter.chunks(count.max(1)).zip(&self.level_level);
        let of_levels = levels.zip(&direction.levels).map(|((row, level), by)| {
            let crossed: f64 = row.iter().zip(&direction.parameters).map(|(h, x)| h * x).sum();
            by * (level * by + 2.0 * crossed)
        });
        let of_parameters = (0..count).map(|one| {
            let row = &self.parameter_parameter[one * count..(one + 1) * count];
            let product: f64 = row.iter().zip(&direction.parameters).map(|(h, x)| h * x).sum();
            direction.parameters[one] * product
        });
        (of_levels.sum::<f64>() + of_parameters.sum::<f64>()).max(0.0)
    }

    /// The variance of each parameter, levels and all others free, in units of the noise's; `None` of
    /// those on which nothing depends apart from others.
    pub(crate) fn parameter_variances(&self) -> Vec<Option<f64>> {
        const DEPENDENT: f64 = 1e-10;
        let count = self.parameter_count();
        let mut left = self.without_levels();
        // Swept in place, one after the other: what is left of a diagonal is the inverse.
        let mut kept = vec![true; count];
        for at in 0..count {
            let pivot = left[at * count + at];
            kept[at] = pivot > DEPENDENT * self.between(at, at) && pivot > 0.0;
            if !kept[at] {
                continue;
            }
            for one in (0..count).filter(|&one| one != at) {
                let factor = left[one * count + at] / pivot;
                for other in (0..count).filter(|&other| other != at) {
                    left[one * count + other] -= factor * left[at * count + other];
                }
                left[one * count + at] = -factor;
            }
            for other in (0..count).filter(|&other| other != at) {
                left[at * count + other] /= pivot;
            }
            left[at * count + at] = 1.0 / pivot;
        }
        (0..count).map(|at| kept[at].then(|| left[at * count + at].abs())).collect()
    }

    /// Finds the moves from a point to the least value within bounds, by coordinates in turn; with
    /// `damping`, that share more of each own second derivative holds moves back.
    pub(crate) fn least(
        &self,
        problem: &FitProblem,
        point: &ParameterPoint,
        damping: f64,
    ) -> ParameterPoint {
        let mut moves = ParameterPoint {
            levels: vec![0.0; point.levels.len()],
            parameters: vec![0.0; point.parameters.len()],
        };
        let weights = problem.of_weights();
        let (low, high) = problem.level_bounds();
        for sweep in 1..=MOST_SWEEPS {
            let mut largest = 0.0_f64;
            for level in 0..moves.levels.len() {
                let curvature = self.level_level[level];
                let slope = self.level_slope(level, &moves);
                let at = &mut moves.levels[level];
                let bounds = (low - point.levels[level], high - point.levels[level]);
                largest = largest.max(step(at, slope, curvature, damping, bounds));
            }
            for one in 0..moves.parameters.len() {
                let slope = self.parameter_slope(one, &moves);
                let (low, mut high) = problem.parameter_bounds(one);
                if weights {
                    high = high
                        .min(slack(point, &moves) + point.parameters[one] + moves.parameters[one]);
                }
                let bounds = (low - point.parameters[one], high - point.parameters[one]);
                let at = &mut moves.parameters[one];
                largest = largest.max(step(at, slope, self.between(one, one), damping, bounds));
            }
            if weights {
                largest = largest.max(self.exchange(problem, point, damping, &mut moves));
            }
            if largest < SETTLED {
                break;
            }
            if sweep.is_multiple_of(SWEEPS_PER_LEAP) {
                self.leap(problem, point, damping, &mut moves);
            }
        }
        moves
    }

    /// Moves weight between two needs, as single moves cannot where nothing is left to take.
    fn exchange(
        &self,
        problem: &FitProblem,
        point: &ParameterPoint,
        damping: f64,
        moves: &mut ParameterPoint,
    ) -> f64 {
        let mut largest = 0.0_f64;
        let count = moves.parameters.len();
        for one in 0..count {
            for other in one + 1..count {
                if problem.fixed[one].is_some() || problem.fixed[other].is_some() {
                    continue;
                }
                let curvature = self.between(one, one) - 2.0 * self.between(one, other)
                    + self.between(other, other);
                let slope = self.parameter_slope(one, moves) - self.parameter_slope(other, moves);
                let held = damping
                    * (moves.parameters[one] * self.between(one, one)
                        - moves.parameters[other] * self.between(other, other));
                let at = |need: usize| point.parameters[need] + moves.parameters[need];
                let bounds = (-at(one), at(other));
                let curvature =
                    curvature + damping * (self.between(one, one) + self.between(other, other));
                if curvature <= 0.0 {
                    continue;
                }
                let by = (-(slope + held) / curvature).clamp(bounds.0, bounds.1.max(bounds.0));
                moves.parameters[one] += by;
                moves.parameters[other] -= by;
                largest = largest.max(by.abs());
            }
        }
        largest
    }
}

/// What weights leave for own capability.
pub(super) fn slack(point: &ParameterPoint, moves: &ParameterPoint) -> f64 {
    let taken: f64 = point.parameters.iter().zip(&moves.parameters).map(|(at, by)| at + by).sum();
    (1.0 - taken).max(0.0)
}

/// Moves one coordinate to the least value within bounds, and returns how far.
fn step(at: &mut f64, slope: f64, curvature: f64, damping: f64, (low, high): (f64, f64)) -> f64 {
    if curvature <= 0.0 {
        return 0.0;
    }
    let slope = slope + damping * curvature * *at;
    let to = (*at - slope / (curvature * (1.0 + damping))).clamp(low, high.max(low));
    let by = (to - *at).abs();
    *at = to;
    by
}
