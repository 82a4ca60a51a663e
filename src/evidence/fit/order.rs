//! Which orders of a rule the readings allow.

use super::equation::{EquationScratch, Parameters};
use super::outcome::OrderFit;
use super::problem::FitProblem;
use super::solve::SolvedFit;
use super::step::least_squares;
use crate::numerics::series::real;

/// Orders behind the best by less are allowed: 95 % of chi-squared with one degree of freedom.
const ALLOWED: f64 = 3.84;
/// The least mean square: readings have few digits.
const LEAST_SQUARE: f64 = 1e-16;

/// Fits every order to the rows that were kept; the stated one is among them. None where the rule has
/// no order.
pub(crate) fn orders(
    solved: &SolvedFit,
    offered: Option<&[f64]>,
    scratch: &mut EquationScratch,
) -> Vec<OrderFit> {
    let equation = &solved.problem.blocks[0].equation;
    let Some(stated) = equation.order() else { return Vec::new() };
    let is_mean = equation.parameters() == Parameters::Weights;
    let usual: &[f64] =
        if is_mean { &[1.0, 0.0, -1.0, -2.0] } else { &[1.0, 0.0, -1.0, f64::NEG_INFINITY] };
    let mut tried: Vec<f64> = offered.unwrap_or(usual).to_vec();
    tried.retain(|order| !order.is_nan() && (is_mean || *order <= 1.0));
    if !tried.iter().any(|order| order.to_bits() == stated.to_bits()) {
        tried.insert(0, stated);
    }
    let rows = real(solved.problem.row_count());
    let behind = tried.iter().filter_map(|&order| {
        let problem = with_order(&solved.problem, order)?;
        let found = least_squares(&problem, solved.point.clone(), solved.variance, scratch);
        let square = problem.squares(&found.point, scratch) / rows;
        Some((order, rows * square.max(LEAST_SQUARE).ln()))
    });
    let behind: Vec<(f64, f64)> = behind.collect();
    let best = behind.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
    let fit = |(order, value): (f64, f64)| OrderFit {
        order,
        behind: value - best,
        allowed: value - best <= ALLOWED,
    };
    behind.into_iter().map(fit).collect()
}

/// A problem whose equations have another order.
pub(crate) fn with_order(problem: &FitProblem, order: f64) -> Option<FitProblem> {
    let mut problem = problem.clone();
    for block in &mut problem.blocks {
        block.equation = block.equation.with_order(order)?;
    }
    Some(problem)
}

/// The only order that is allowed, if it is not the stated one.
pub(crate) fn only_order(orders: &[OrderFit], stated: Option<f64>) -> Option<f64> {
    let mut allowed = orders.iter().filter(|fit| fit.allowed);
    let only = allowed.next()?;
    (allowed.next().is_none() && Some(only.order.to_bits()) != stated.map(f64::to_bits))
        .then_some(only.order)
}
