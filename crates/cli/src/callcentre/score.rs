//! How far predictions are from what was observed.

use serde::Serialize;
use statrs::distribution::{Binomial, Discrete, DiscreteCDF};

use super::desk::{Prediction, Sample};
use super::fit::interval;

/// Predictions of one figure held against what was observed; every hour of a service counts by its
/// calls.
#[derive(Debug, Serialize)]
pub(crate) struct Score {
    pub(crate) observed: f64,
    pub(crate) predicted: f64,
    pub(crate) mean_absolute_error: f64,
    /// The error that binomial chance would leave if the predictions were right; not known of
    /// waits, of whose spread the table says nothing.
    pub(crate) error_by_chance: Option<f64>,
    /// The share of rows whose count lies in the middle 95 % of the binomial distribution
    /// predicted.
    pub(crate) within_chance: Option<f64>,
    /// None where all predictions are the same.
    pub(crate) correlation: Option<f64>,
    /// The mean distance between predicted and observed, of the bins.
    pub(crate) calibration_error: f64,
    pub(crate) bins: Vec<Bin>,
}

/// Rows of similar prediction.
#[derive(Debug, Serialize)]
pub(crate) struct Bin {
    rows: usize,
    calls: f64,
    predicted: f64,
    observed: f64,
}

/// One row of a figure.
#[derive(Debug, Clone, Copy)]
struct Point {
    calls: f64,
    observed: f64,
    predicted: f64,
}

impl Score {
    /// Of the shares that left.
    pub(crate) fn of_shares(sample: &Sample<'_>, predictions: &[Prediction]) -> Self {
        let (mut expected, mut within, mut calls) = (0.0, 0_u32, 0.0);
        for (row, prediction) in sample.rows.iter().zip(predictions) {
            let chance = Chance::new(row.arrivals, prediction.share);
            expected += chance.as_ref().map_or(0.0, Chance::mean_distance);
            within += u32::from(chance.is_some_and(|chance| chance.covers(row.abandoned)));
            calls += f64::from(row.arrivals);
        }
        Self {
            error_by_chance: Some(expected / calls),
            within_chance: Some(share_of_rows(within, sample)),
            ..Self::new(&points(sample, predictions, Figure::Share))
        }
    }

    /// Of mean waits, in seconds.
    pub(crate) fn of_waits(sample: &Sample<'_>, predictions: &[Prediction]) -> Self {
        Self::new(&points(sample, predictions, Figure::Wait))
    }

    fn new(points: &[Point]) -> Self {
        let bins = bins(points);
        let all = Bin::of(points);
        let off = bins.iter().map(|bin| bin.calls * (bin.predicted - bin.observed).abs());
        Self {
            observed: all.observed,
            predicted: all.predicted,
            mean_absolute_error: mean(points, |point| (point.predicted - point.observed).abs()),
            error_by_chance: None,
            within_chance: None,
            correlation: correlation(points, &all),
            calibration_error: off.sum::<f64>() / all.calls,
            bins,
        }
    }
}

/// What is predicted of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    Share,
    Wait,
}

fn points(sample: &Sample<'_>, predictions: &[Prediction], figure: Figure) -> Vec<Point> {
    let point = |(row, prediction): (&&super::hourly::Row, &Prediction)| {
        let calls = f64::from(row.arrivals);
        let (observed, predicted) = match figure {
            Figure::Share => (f64::from(row.abandoned) / calls, prediction.share),
            Figure::Wait => (row.mean_wait_s, prediction.wait_s),
        };
        Point { calls, observed, predicted }
    };
    sample.rows.iter().zip(predictions).map(point).collect()
}

fn share_of_rows(count: u32, sample: &Sample<'_>) -> f64 {
    f64::from(count) / u32::try_from(sample.rows.len()).map_or(f64::INFINITY, f64::from)
}

fn mean(points: &[Point], of: impl Fn(&Point) -> f64) -> f64 {
    let calls: f64 = points.iter().map(|point| point.calls).sum();
    points.iter().map(|point| point.calls * of(point)).sum::<f64>() / calls
}

/// Less spread than this, of means, is rounding.
const LEAST_SPREAD: f64 = 1e-9;

fn correlation(points: &[Point], all: &Bin) -> Option<f64> {
    let spread = |of: &dyn Fn(&Point) -> f64| mean(points, |point| of(point).powi(2)).sqrt();
    let observed = |point: &Point| point.observed - all.observed;
    let predicted = |point: &Point| point.predicted - all.predicted;
    let spreads = (spread(&observed), spread(&predicted));
    let together = mean(points, |point| observed(point) * predicted(point));
    let varies =
        spreads.0 > LEAST_SPREAD * all.observed && spreads.1 > LEAST_SPREAD * all.predicted;
    varies.then(|| together / (spreads.0 * spreads.1))
}

impl Bin {
    fn of(points: &[Point]) -> Self {
        Self {
            rows: points.len(),
            calls: points.iter().map(|point| point.calls).sum(),
            predicted: mean(points, |point| point.predicted),
            observed: mean(points, |point| point.observed),
        }
    }
}

/// How many bins there are at most, of about as many calls each.
const BINS: f64 = 5.0;

/// Bins by prediction; rows predicted alike are not parted.
fn bins(points: &[Point]) -> Vec<Bin> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|one, two| one.predicted.total_cmp(&two.predicted));
    let all: f64 = sorted.iter().map(|point| point.calls).sum();
    let alike = |one: &Point, two: &Point| one.predicted.total_cmp(&two.predicted).is_eq();
    let mut bins: Vec<(f64, Vec<Point>)> = Vec::new();
    let mut before = 0.0;
    for points in sorted.chunk_by(alike) {
        let number = (BINS * before / all).floor();
        match bins.last_mut() {
            Some((last, bin)) if number <= *last => bin.extend(points),
            _ => bins.push((number, points.to_vec())),
        }
        before += points.iter().map(|point| point.calls).sum::<f64>();
    }
    bins.iter().map(|(_, bin)| Bin::of(bin)).collect()
}

/// How many of a row's calls leave, if each leaves with the probability predicted.
struct Chance {
    calls: f64,
    share: f64,
    leaving: Binomial,
}

/// What is left out on either side of the middle.
const TAIL: f64 = 0.025;

impl Chance {
    fn new(calls: u32, share: f64) -> Option<Self> {
        let leaving = Binomial::new(share, u64::from(calls)).ok()?;
        Some(Self { calls: f64::from(calls), share, leaving })
    }

    /// Whether the count is in the middle 95 %.
    fn covers(&self, left: u32) -> bool {
        let left = u64::from(left);
        let at_least = left.checked_sub(1).map_or(1.0, |fewer| self.leaving.sf(fewer));
        self.leaving.cdf(left) > TAIL && at_least > TAIL
    }

    /// The mean distance of the count from `n p`, the one predicted (de Moivre): `2 (1 − p) m b(m)`
    /// where `m` is the least count above `n p`, and `b(m)` its probability.
    fn mean_distance(&self) -> f64 {
        let above = (self.calls * self.share).floor() + 1.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number above 0 and at most 1 above the calls"
        )]
        let probability = self.leaving.pmf(above as u64);
        2.0 * (1.0 - self.share) * above * probability
    }
}

/// How much less a predictor is off than the baseline, on the same rows.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Gain {
    pub(crate) value: f64,
    pub(crate) interval: Option<[f64; 2]>,
    /// The share of rows where the predictor is off by less, each counted once: unlike the mean it
    /// is not carried by a few hours of many calls.
    pub(crate) nearer: f64,
}

impl Gain {
    /// The gain, with its interval over days.
    pub(crate) fn over(
        baseline: &[Prediction],
        predictions: &[Prediction],
        sample: &Sample<'_>,
        figure: Figure,
    ) -> Self {
        let mut totals = vec![(0.0, 0.0); sample.days.len()];
        let before = points(sample, baseline, figure);
        let after = points(sample, predictions, figure);
        let error = |point: &Point| (point.predicted - point.observed).abs();
        let mut nearer = 0_u32;
        for ((before, after), &day) in before.iter().zip(&after).zip(&sample.day) {
            let gain = error(before) - error(after);
            nearer += u32::from(gain > 0.0);
            if let Some((gained, calls)) = totals.get_mut(day) {
                *gained += after.calls * gain;
                *calls += after.calls;
            }
        }
        let gain = |weights: &[f64]| {
            let days = totals.iter().zip(weights);
            let sum = days.fold((0.0, 0.0), |sum, (day, w)| (sum.0 + w * day.0, sum.1 + w * day.1));
            sum.0 / sum.1
        };
        Self {
            value: gain(&vec![1.0; totals.len()]),
            interval: interval(totals.len(), gain),
            nearer: share_of_rows(nearer, sample),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chance, Point, bins};

    #[test]
    fn chance_is_that_of_coins() {
        for (calls, distance) in [(1, 0.5), (2, 0.5), (3, 0.75), (4, 0.75)] {
            let chance = Chance::new(calls, 0.5).unwrap();
            assert!((chance.mean_distance() - distance).abs() < 1e-12, "{calls}");
        }
        // No more than 1 of 10 heads has probability 11/1024, no more than 2 has 56/1024.
        let chance = Chance::new(10, 0.5).unwrap();
        let covered = (0..=10).filter(|&heads| chance.covers(heads)).collect::<Vec<_>>();
        assert_eq!(covered, (2..=8).collect::<Vec<_>>());
    }

    #[test]
    fn bins_hold_a_fifth_of_calls_each_and_do_not_part_equals() {
        let point = |predicted| Point { calls: 10.0, observed: 0.5, predicted };
        let rows = |predicted: &[f64]| {
            let points: Vec<_> = predicted.iter().copied().map(point).collect();
            bins(&points).iter().map(|bin| bin.rows).collect::<Vec<_>>()
        };
        let apart: Vec<_> = (0..10).map(f64::from).collect();
        assert_eq!(rows(&apart), [2; 5]);
        assert_eq!(rows(&[0.1; 10]), [10]);
        assert_eq!(rows(&[0.1, 0.1, 0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.7]), [3, 1, 2, 2, 2]);
    }
}
