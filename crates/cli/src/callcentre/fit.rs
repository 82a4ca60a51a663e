//! Numbers fitted to what was observed, and how far chance could have moved them.

use knockon::queue::QueueError;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::desk::{Prediction, Sample};

/// A number fitted, with the interval that covers it in 95 of 100 cases.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    /// None from a single day.
    pub(crate) interval: Option<[f64; 2]>,
    /// Where the value is the least or the most tried, and nothing in between fits better.
    pub(crate) bound: Option<Bound>,
}

/// An end of the values tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Bound {
    Least,
    Most,
}

/// The values tried for a number: from the least to the most, in equal ratios.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) least: f64,
    pub(crate) most: f64,
    pub(crate) steps: u32,
}

/// From a second to a day.
pub(crate) const PATIENCE_S: Range = Range { least: 1.0, most: 86_400.0, steps: 120 };

/// From a twentieth of the agents to five times as many.
pub(crate) const FACTOR: Range = Range { least: 0.05, most: 5.0, steps: 90 };

impl Range {
    fn step(self) -> f64 {
        (self.most / self.least).ln() / f64::from(self.steps)
    }

    /// The value some steps above the least.
    fn at(self, steps: f64) -> f64 {
        if steps >= f64::from(self.steps) {
            return self.most;
        }
        (self.least * (steps * self.step()).exp()).max(self.least)
    }

    /// An estimate by a statistic of days, each weighted by how often it is drawn.
    pub(crate) fn estimate(self, days: usize, statistic: impl Fn(&[f64]) -> f64) -> Estimate {
        let statistic = |weights: &[f64]| statistic(weights).clamp(self.least, self.most);
        let value = statistic(&vec![1.0; days]);
        let bound = match value {
            _ if value <= self.least => Some(Bound::Least),
            _ if value >= self.most => Some(Bound::Most),
            _ => None,
        };
        Estimate { value, interval: interval(days, statistic), bound }
    }
}

/// How often days are drawn anew, and from which seed.
const RESAMPLES: usize = 1000;
const SEED: u64 = 1999;

/// The middle 95 % of a statistic over days drawn with replacement (percentile bootstrap). Hours of
/// a day resemble each other, so days are drawn whole.
pub(crate) fn interval(days: usize, statistic: impl Fn(&[f64]) -> f64) -> Option<[f64; 2]> {
    if days < 2 {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut draw = || {
        let mut weights = vec![0.0; days];
        for _ in 0..days {
            if let Some(weight) = weights.get_mut(random.random_range(0..days)) {
                *weight += 1.0;
            }
        }
        statistic(&weights)
    };
    let mut drawn: Vec<_> = (0..RESAMPLES).map(|_| draw()).collect();
    drawn.sort_by(f64::total_cmp);
    let tail = RESAMPLES / 40;
    Some([*drawn.get(tail)?, *drawn.get(RESAMPLES - 1 - tail)?])
}

/// The logarithm of the likelihood of as many calls leaving as did, day by day, for every value
/// tried: what any draw of days says is a sum of rows.
pub(crate) struct Likelihood {
    range: Range,
    /// Of each value, that of each day.
    days: Vec<Vec<f64>>,
}

impl Likelihood {
    /// Tries every value of a range.
    pub(crate) fn new(
        range: Range,
        sample: &Sample<'_>,
        predict: impl Fn(f64) -> Result<Vec<Prediction>, QueueError>,
    ) -> Result<Self, QueueError> {
        let at = |step| Ok(log_likelihood(sample, &predict(range.at(f64::from(step)))?));
        let days = (0..=range.steps).map(at).collect::<Result<_, QueueError>>()?;
        Ok(Self { range, days })
    }

    /// The most likely value: the best of those tried, moved to the top of the parabola through it
    /// and its neighbours. A scan cannot end on a side peak, nor run away.
    pub(crate) fn best(&self, weights: &[f64]) -> f64 {
        let sum = |days: &Vec<f64>| days.iter().zip(weights).map(|(day, w)| day * w).sum::<f64>();
        let all: Vec<f64> = self.days.iter().map(sum).collect();
        let tried = all.iter().zip(0_u32..);
        let Some((_, best)) = tried.max_by(|one, two| one.0.total_cmp(two.0)) else {
            return self.range.least;
        };
        let at = |step: Option<u32>| all.get(usize::try_from(step?).ok()?).copied();
        let around = [at(best.checked_sub(1)), at(Some(best)), at(best.checked_add(1))];
        let offset = match around {
            [Some(before), Some(peak), Some(after)] if before + after < 2.0 * peak => {
                0.5 * (before - after) / (before - 2.0 * peak + after)
            }
            _ => 0.0,
        };
        self.range.at(f64::from(best) + offset)
    }
}

/// No model is so sure that a call stays, or leaves.
const LEAST_PROBABILITY: f64 = 1e-9;

/// The logarithm of the binomial likelihood, day by day, without its constant.
pub(crate) fn log_likelihood(sample: &Sample<'_>, predictions: &[Prediction]) -> Vec<f64> {
    let mut days = vec![0.0; sample.days.len()];
    for ((row, &day), prediction) in sample.rows.iter().zip(&sample.day).zip(predictions) {
        let share = prediction.share.clamp(LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY);
        if let Some(of_day) = days.get_mut(day) {
            *of_day += f64::from(row.abandoned) * share.ln();
            *of_day += f64::from(row.served()) * (-share).ln_1p();
        }
    }
    days
}
