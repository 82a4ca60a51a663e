//! A break in level: from some period on a series is another one.

use serde::Serialize;

use crate::numerics::series::{corrected, mean, real};

/// The split of a series that explains most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LevelBreak {
    /// How clear the break is; above 12 it is one.
    pub f: f64,
    /// The position of the first value of the second level.
    pub first_of_second: usize,
}

/// From this on the level has changed.
const CLEAR: f64 = 12.0;
/// Splits are not tried in so much of either end.
const TRIM: f64 = 0.15;

impl LevelBreak {
    /// Whether the break is clear.
    pub fn is_clear(&self) -> bool {
        self.f > CLEAR
    }
}

/// Searches for the split of a series into two levels that is clearest.
///
/// ```text
/// F = (mean₂ − mean₁)² / (s² (1 + r)/(1 − r) (1/n₁ + 1/n₂))
/// ```
///
/// `s²` is the variance within both parts and `r` their autocorrelation at lag one. Splits in the
/// first and last 15 % are not tried. `None` of fewer than eight values, and of a series that does
/// not vary.
///
/// # Complexity
///
/// Linear in the length of the series.
///
/// # Examples
///
/// ```
/// use knockon::evidence::level_break;
///
/// // Weekly shares of targets met at a help desk.
/// let weeks =
///     [0.44, 0.04, 0.34, 0.61, 0.72, 0.76, 0.79, 0.66, 0.82, 0.77, 0.77, 0.79, 0.74];
/// let found = level_break(&weeks).unwrap();
/// assert!(found.is_clear() && found.first_of_second == 3);
/// assert!((found.f - 45.2).abs() < 0.01);
/// ```
///
/// # References
///
/// D. Andrews, Tests for parameter instability and structural change with unknown change point,
/// 1993.
pub fn level_break(series: &[f64]) -> Option<LevelBreak> {
    if series.len() < 8 {
        return None;
    }
    let sums = RunningSums::of(series);
    let length = real(series.len());
    let fewest = (TRIM * length).floor().max(2.0);
    let splits = 1..series.len();
    let is_inside = |split: &usize| real(*split) >= fewest && real(series.len() - split) >= fewest;
    let tried = splits.filter(is_inside).filter_map(|split| {
        let (before, after) = (sums.between(0, split)?, sums.between(split, series.len())?);
        let last = sums.values.get(split - 1)? - before.mean;
        let joined = last * (sums.values.get(split)? - after.mean);
        let squares = before.squares + after.squares;
        let variance = squares / (length - 2.0);
        let products = before.products + joined + after.products;
        let r = corrected(if squares > 0.0 { products / squares } else { 0.0 }, series.len());
        let spread = 1.0 / real(split) + 1.0 / real(series.len() - split);
        let f = (after.mean - before.mean).powi(2) / (variance * (1.0 + r) / (1.0 - r) * spread);
        f.is_finite().then_some(LevelBreak { f, first_of_second: split })
    });
    tried.max_by(|a, b| a.f.total_cmp(&b.f))
}

/// Sums up to each value, so that what is asked of a part takes no longer for a long one.
struct RunningSums {
    /// Values less their mean, for sums of squares to stay small.
    values: Vec<f64>,
    /// Of the first `n` values, their squares, and their products with the next.
    sums: Vec<[f64; 3]>,
}

/// What a part of a series is around its own mean.
struct SeriesPart {
    mean: f64,
    squares: f64,
    /// Of neighbours.
    products: f64,
}

impl RunningSums {
    fn of(series: &[f64]) -> Self {
        let middle = mean(series);
        let values: Vec<f64> = series.iter().map(|value| value - middle).collect();
        let mut sums = vec![[0.0; 3]];
        let mut sum = [0.0; 3];
        for (at, value) in values.iter().enumerate() {
            let next = values.get(at + 1).copied().unwrap_or(0.0);
            sum = [sum[0] + value, sum[1] + value * value, sum[2] + value * next];
            sums.push(sum);
        }
        Self { values, sums }
    }

    /// The part of the values from one position up to another.
    fn between(&self, from: usize, to: usize) -> Option<SeriesPart> {
        let difference = |to: usize| -> Option<[f64; 3]> {
            let (start, end) = (self.sums.get(from)?, self.sums.get(to)?);
            Some([end[0] - start[0], end[1] - start[1], end[2] - start[2]])
        };
        let (whole, but_last) = (difference(to)?, difference(to.checked_sub(1)?)?);
        let (first, count) = (self.values.get(from)?, real(to - from));
        let mean = whole[0] / count;
        let of_neighbours = but_last[0] + whole[0] - first;
        Some(SeriesPart {
            mean,
            squares: (whole[1] - count * mean * mean).max(0.0),
            products: but_last[2] - mean * of_neighbours + (count - 1.0) * mean * mean,
        })
    }
}
