//! Skill: how much smaller squared errors are than those of something obvious, and whether that may
//! be chance.

use serde::Serialize;
use statrs::function::beta::beta_reg;

use crate::numerics::series::{mean, real};

/// How one series of errors compares with another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Skill {
    /// 1 − squared error / squared error of the baseline; above 0 where it is smaller.
    pub skill: f64,
    /// Newey and West's statistic of the difference of squared errors, below 0 where it is smaller.
    pub t: f64,
    /// The chance of such a difference, or a larger one, where none is smaller.
    pub p: f64,
}

/// Compares errors with those of a baseline, period by period.
///
/// `d = e² − b²`; its mean over its Newey-West standard error, with Bartlett weights over
/// `⌊n^{1/3}⌋` lags, against Student's distribution of `n − 1`. `None` of fewer than three periods.
///
/// # References
///
/// W. Newey and K. West, Econometrica 55 (1987) 703-708; F. Diebold and R. Mariano, J. Bus. Econ.
/// Stat. 13 (1995) 253-263.
///
/// # Examples
///
/// ```
/// use knockon::evidence::calibration::skill;
///
/// let model = [0.02, -0.01, 0.03, -0.02, 0.01, 0.0, -0.03, 0.02, 0.01, -0.01, 0.02, -0.02];
/// let last = [0.05, -0.03, 0.04, -0.05, 0.03, 0.02, -0.06, 0.01, 0.04, -0.03, 0.05, -0.04];
/// let skill = skill(&model, &last).unwrap();
/// assert!((skill.skill - 0.780).abs() < 1e-3 && skill.p < 1e-6);
/// ```
pub fn skill(errors: &[f64], baseline: &[f64]) -> Option<Skill> {
    let count = errors.len().min(baseline.len());
    if count < 3 {
        return None;
    }
    let pairs = || errors.iter().zip(baseline);
    let squares: (f64, f64) =
        pairs().fold((0.0, 0.0), |sums, (e, b)| (sums.0 + e * e, sums.1 + b * b));
    let differences: Vec<f64> = pairs().map(|(e, b)| e * e - b * b).collect();
    let mean = mean(&differences);
    let n = real(count);
    let lags = crate::evidence::fit::rank(n.cbrt() + 1e-9);
    let covariance = |lag: usize| -> f64 {
        let products = differences.iter().zip(&differences[lag..]);
        products.map(|(one, other)| (one - mean) * (other - mean)).sum::<f64>() / n
    };
    let weighted = (1..=lags).map(|lag| {
        let weight = 1.0 - real(lag) / real(lags + 1);
        2.0 * weight * covariance(lag)
    });
    let variance = (covariance(0) + weighted.sum::<f64>()) / (n - 1.0);
    let skill = if squares.1 > 0.0 { 1.0 - squares.0 / squares.1 } else { 0.0 };
    if variance <= 0.0 {
        let p = if mean < 0.0 { 0.0 } else { 1.0 };
        return Some(Skill { skill, t: if mean < 0.0 { f64::NEG_INFINITY } else { 0.0 }, p });
    }
    let t = mean / variance.sqrt();
    Some(Skill { skill, t, p: below(t, n - 1.0) })
}

/// The chance that Student's distribution is below `t`.
fn below(t: f64, freedom: f64) -> f64 {
    let tail = 0.5 * beta_reg(0.5 * freedom, 0.5, freedom / (freedom + t * t));
    if t < 0.0 { tail } else { 1.0 - tail }
}
