//! `FitProblem`: rows of readings and the equations that are to reproduce them.
//!
//! A fit finds levels and parameters: every row has one level, and parameters are shared by all
//! rows of a party, or of several parties. Levels come first: the normal matrix is diagonal in them.

use super::effective::Reliability;
use super::equation::{Equation, EquationScratch, Parameters};
use super::residual_scale::ResidualScale;

/// What is believed of a parameter before the readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Prior {
    pub(crate) mean: f64,
    pub(crate) standard_deviation: f64,
}

/// Rows of one party.
#[derive(Debug, Clone)]
pub(crate) struct FitRows {
    pub(crate) equation: Equation,
    /// Of each need, which parameter is its own.
    pub(crate) parameter_of: Vec<usize>,
    /// How well each need is met, row after row.
    pub(crate) met: Vec<f64>,
    /// What was read of the party.
    pub(crate) observed: Vec<f64>,
    pub(crate) weight: Vec<f64>,
    /// Which level each row has.
    pub(crate) level_of: Vec<usize>,
}

impl FitRows {
    pub(crate) fn row_count(&self) -> usize {
        self.observed.len()
    }

    pub(crate) fn met_of(&self, row: usize) -> &[f64] {
        let needs = self.equation.need_count();
        &self.met[row * needs..(row + 1) * needs]
    }

    /// Leaves rows out.
    pub(crate) fn keep(&mut self, is_kept: impl Fn(usize) -> bool) {
        let needs = self.equation.need_count();
        let mut to = 0;
        for row in 0..self.row_count() {
            if is_kept(row) {
                self.met.copy_within(row * needs..(row + 1) * needs, to * needs);
                self.observed[to] = self.observed[row];
                self.weight[to] = self.weight[row];
                self.level_of[to] = self.level_of[row];
                to += 1;
            }
        }
        self.met.truncate(to * needs);
        self.observed.truncate(to);
        self.weight.truncate(to);
        self.level_of.truncate(to);
    }
}

/// Rows to be reproduced, and what is known before.
#[derive(Debug, Clone)]
pub(crate) struct FitProblem {
    pub(crate) blocks: Vec<FitRows>,
    pub(crate) level_count: usize,
    /// The largest level: 1, or of a customer whose ratios are not cut the number that all others were
    /// divided by, for its own capability of 1 was, too.
    pub(crate) highest_level: f64,
    pub(crate) residual_scale: ResidualScale,
    pub(crate) prior: Vec<Option<Prior>>,
    /// A parameter that is not fitted, and its value.
    pub(crate) fixed: Vec<Option<f64>>,
    /// How reliable what was received is, where it was counted.
    pub(crate) counted: Vec<Option<Reliability>>,
}

/// Levels, then parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ParameterPoint {
    pub(crate) levels: Vec<f64>,
    pub(crate) parameters: Vec<f64>,
}

/// The lowest level: capability and ceiling are above 0.
const LOWEST_LEVEL: f64 = 1e-9;

impl FitProblem {
    pub(crate) fn parameter_count(&self) -> usize {
        self.prior.len()
    }

    pub(crate) fn row_count(&self) -> usize {
        self.blocks.iter().map(FitRows::row_count).sum()
    }

    /// Whether parameters are weights, whose sum is at most 1.
    pub(crate) fn of_weights(&self) -> bool {
        let weights = |block: &FitRows| block.equation.parameters() == Parameters::Weights;
        self.blocks.first().is_some_and(weights)
    }

    /// How many numbers are free: parameters that are not fixed, and levels.
    pub(crate) fn free_count(&self) -> usize {
        self.level_count + self.fixed.iter().filter(|fixed| fixed.is_none()).count()
    }

    pub(crate) fn level_bounds(&self) -> (f64, f64) {
        (LOWEST_LEVEL, self.highest_level)
    }

    pub(crate) fn parameter_bounds(&self, parameter: usize) -> (f64, f64) {
        self.fixed[parameter].map_or((0.0, 1.0), |value| (value, value))
    }

    /// Where to begin: the level most readings stay below, and dependences of .3 or as believed.
    pub(crate) fn start(&self) -> ParameterPoint {
        let weights = self.of_weights();
        let free = 0.9 / crate::numerics::series::real(self.parameter_count() + 1);
        let usual = if weights { free } else { 0.3 };
        let start = self.prior.iter().zip(&self.fixed).map(|(prior, fixed)| match (fixed, prior) {
            (Some(value), _) => *value,
            (None, Some(prior)) if !weights => prior.mean.clamp(0.0, 1.0),
            (None, _) => usual,
        });
        let mut by_level: Vec<Vec<f64>> = vec![Vec::new(); self.level_count];
        for block in &self.blocks {
            for (observed, &level) in block.observed.iter().zip(&block.level_of) {
                by_level[level].push(*observed);
            }
        }
        let (low, high) = self.level_bounds();
        let levels = by_level.into_iter().map(|mut observed| {
            observed.sort_by(f64::total_cmp);
            let rank = observed.len() * 9 / 10;
            let level = observed.get(rank).or(observed.last()).map(|level| level * high);
            level.map_or(high, |level| level.clamp(low, high))
        });
        ParameterPoint { levels: levels.collect(), parameters: start.collect() }
    }

    /// Calls with block, row, residual and slopes of every row, on the scale of residuals.
    pub(crate) fn each_row(
        &self,
        point: &ParameterPoint,
        scratch: &mut EquationScratch,
        mut take: impl FnMut(&FitRows, usize, f64, &[f64]),
    ) {
        let mut of_needs = Vec::new();
        let mut slopes = Vec::new();
        for block in &self.blocks {
            of_needs.clear();
            of_needs.extend(block.parameter_of.iter().map(|&at| point.parameters[at]));
            slopes.resize(of_needs.len() + 1, 0.0);
            for row in 0..block.row_count() {
                let level = point.levels[block.level_of[row]];
                let met = block.met_of(row);
                let value = block.equation.slopes(level, &of_needs, met, scratch, &mut slopes);
                if self.residual_scale == ResidualScale::Value {
                    let by = self.residual_scale.slope(value);
                    for slope in &mut slopes {
                        *slope *= by;
                    }
                }
                let scale = self.residual_scale;
                take(block, row, scale.of(block.observed[row]) - scale.of(value), &slopes);
            }
        }
    }

    /// What each row was read above what the equations give, in the order of blocks and rows.
    pub(crate) fn residuals(
        &self,
        point: &ParameterPoint,
        scratch: &mut EquationScratch,
    ) -> Vec<f64> {
        self.differences(point, self.residual_scale, scratch)
    }

    /// The same as qualities, whatever the scale of residuals.
    pub(crate) fn quality_residuals(
        &self,
        point: &ParameterPoint,
        scratch: &mut EquationScratch,
    ) -> Vec<f64> {
        self.differences(point, ResidualScale::Quality, scratch)
    }

    fn differences(
        &self,
        point: &ParameterPoint,
        scale: ResidualScale,
        scratch: &mut EquationScratch,
    ) -> Vec<f64> {
        let mut residuals = Vec::with_capacity(self.row_count());
        let mut of_needs = Vec::new();
        for block in &self.blocks {
            of_needs.clear();
            of_needs.extend(block.parameter_of.iter().map(|&at| point.parameters[at]));
            for row in 0..block.row_count() {
                let level = point.levels[block.level_of[row]];
                let value = block.equation.value(level, &of_needs, block.met_of(row), scratch);
                residuals.push(scale.of(block.observed[row]) - scale.of(value));
            }
        }
        residuals
    }

    /// The weighted sum of squared residuals.
    pub(crate) fn squares(&self, point: &ParameterPoint, scratch: &mut EquationScratch) -> f64 {
        let residuals = self.residuals(point, scratch);
        let weights = self.blocks.iter().flat_map(|block| &block.weight);
        residuals.iter().zip(weights).map(|(residual, weight)| weight * residual * residual).sum()
    }
}
