//! Ridge regression on everybody who was read, its weight by leaving one out.

use std::ops::Range;

use crate::evidence::fit::RegressionSums;
use crate::numerics::series::real;

/// Weights that are tried.
const WEIGHTS: [f64; 7] = [1e-6, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0];
/// Into how many parts rows are cut where leaving out one at a time takes too long.
const MOST_PARTS: usize = 30;

/// The weight with the least squared error on rows left out; one after the other, or in parts of rows
/// that follow each other where there are many.
pub(crate) fn best_weight(series: &[f64], columns: &[&[f64]], weights: &[f64]) -> f64 {
    let rows = series.len();
    let parts = rows.min(MOST_PARTS);
    let rows_of = |part: usize| part * rows / parts..(part + 1) * rows / parts;
    let none = || {
        let first = |column: &[f64]| column.first().copied().unwrap_or_default();
        RegressionSums::around(first(series), columns.iter().map(|column| first(column)))
    };
    let sums_of = |rows: Range<usize>| {
        let mut sums = none();
        for row in rows {
            sums.push(weights[row], series[row], columns.iter().map(|column| column[row]));
        }
        sums
    };
    let all = sums_of(0..rows);
    let kept: Vec<RegressionSums> =
        (0..parts).map(|part| all.without(&sums_of(rows_of(part)))).collect();
    let error = |weight: f64| -> f64 {
        let of_part = |part: usize| -> f64 {
            let Some(fit) = kept[part].regression(weight) else { return 0.0 };
            rows_of(part)
                .map(|row| {
                    let said = fit.at(columns.iter().map(|column| column[row]));
                    weights[row] * (series[row] - said).powi(2)
                })
                .sum()
        };
        (0..parts).map(of_part).sum::<f64>() / real(rows.max(1))
    };
    let errors = WEIGHTS.map(|weight| (weight, error(weight)));
    let best = errors.into_iter().min_by(|one, other| one.1.total_cmp(&other.1));
    best.map_or(1.0, |(weight, _)| weight)
}
