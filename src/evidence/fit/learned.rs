//! What draws say of each need: intervals, what was learned, and which are not told apart.

use super::draw::PosteriorDraws;
use super::problem::Prior;
use super::truncated::{TruncatedNormal, shortest_of};
use crate::evidence::Estimate;
use crate::numerics::series::{mean, median, variance};
use crate::organisation::Origin;

/// Below this share of what was unknown a dependence is not identified.
pub(crate) const IDENTIFIED: f64 = 0.5;
/// Needs whose draws are correlated below this are not told apart.
const TOLD_APART: f64 = -0.7;
/// Needs whose series are correlated above this are not told apart.
const TOGETHER: f64 = 0.9;
/// The variance of a dependence of which nothing is known.
const UNKNOWN_VARIANCE: f64 = 1.0 / 12.0;

/// What draws say of a number.
pub(crate) fn summary(draws: &[f64], confidence: f64, effective: f64, origin: Origin) -> Estimate {
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = shortest_of(&sorted, confidence);
    Estimate {
        value: median(&sorted).unwrap_or(f64::NAN),
        low,
        high,
        confidence,
        standard_deviation: variance(&sorted).sqrt(),
        effective_number: effective,
        origin,
    }
}

/// What is believed of a dependence before readings.
pub(crate) fn believed(prior: Prior, confidence: f64, origin: Origin) -> Estimate {
    let cut = TruncatedNormal::new(prior.mean, prior.standard_deviation, (0.0, 1.0));
    let (low, high) = cut.shortest(confidence);
    let (_, variance) = cut.moments();
    Estimate {
        value: prior.mean.clamp(0.0, 1.0),
        low,
        high,
        confidence,
        standard_deviation: variance.sqrt(),
        effective_number: 0.0,
        origin,
    }
}

/// How much was unknown of a dependence before readings, as a variance.
pub(crate) fn unknown(prior: Option<Prior>) -> f64 {
    prior.map_or(UNKNOWN_VARIANCE, |prior| {
        TruncatedNormal::new(prior.mean, prior.standard_deviation, (0.0, 1.0)).moments().1
    })
}

/// The share of what was unknown that is known now.
pub(crate) fn learned(after: f64, before: f64) -> f64 {
    if before > 0.0 { (1.0 - after / before).max(0.0) } else { 0.0 }
}

/// Correlation of two series; 0 where one does not vary.
pub(crate) fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let (mean_one, mean_other) = (mean(one), mean(other));
    let products = one.iter().zip(other).map(|(a, b)| (a - mean_one) * (b - mean_other));
    let covariance: f64 =
        products.sum::<f64>() / crate::numerics::series::real(one.len().max(2) - 1);
    let size = (variance(one) * variance(other)).sqrt();
    if size > 0.0 { covariance / size } else { 0.0 }
}

/// Groups of needs that are not told apart, by position: those whose draws move against each other,
/// or whose providers fail together. `series` are those of needs that were fitted.
pub(crate) fn groups(draws: &PosteriorDraws, series: &[Option<Vec<f64>>]) -> Vec<Vec<usize>> {
    let of: Vec<Vec<f64>> = (0..draws.parameter_count).map(|need| draws.of(need)).collect();
    let mut group: Vec<usize> = (0..of.len()).collect();
    for one in 0..of.len() {
        for other in one + 1..of.len() {
            let (Some(a), Some(b)) = (&series[one], &series[other]) else { continue };
            let is_one =
                correlation(&of[one], &of[other]) <= TOLD_APART || correlation(a, b) >= TOGETHER;
            if is_one && group[one] != group[other] {
                let (from, to) = (group[other], group[one]);
                for group in &mut group {
                    if *group == from {
                        *group = to;
                    }
                }
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); of.len()];
    for (need, &at) in group.iter().enumerate() {
        groups[at].push(need);
    }
    groups.retain(|members| members.len() > 1);
    groups
}
