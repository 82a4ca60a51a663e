//! Plain linear least squares with an intercept, for first stages and for baselines.

use crate::numerics::series::{mean, real};

/// A linear regression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Regression {
    pub(crate) intercept: f64,
    pub(crate) slopes: Vec<f64>,
    /// The weighted sum of squared residuals.
    pub(crate) squares: f64,
}

impl Regression {
    pub(crate) fn at(&self, inputs: impl Iterator<Item = f64>) -> f64 {
        self.intercept + self.slopes.iter().zip(inputs).map(|(slope, x)| slope * x).sum::<f64>()
    }
}

/// Regresses a series on others. `ridge` is added to each squared deviation of a column, relative
/// to its mean one; columns that say nothing beside others get slope 0. `None` without rows.
pub(crate) fn regress(series: &[f64], columns: &[&[f64]], ridge: f64) -> Option<Regression> {
    let mut sums = RegressionSums::around(mean(series), columns.iter().map(|it| mean(it)));
    for (row, value) in series.iter().enumerate() {
        sums.push(1.0, *value, columns.iter().map(|column| column[row]));
    }
    let mut found = sums.regression(ridge)?;
    let residual = |row: usize| series[row] - found.at(columns.iter().map(|column| column[row]));
    found.squares = (0..series.len()).map(|row| residual(row).powi(2)).sum();
    Some(found)
}

/// Weighted sums of rows, enough for a regression: rows are added, and sums of others are taken away.
#[derive(Debug, Clone)]
pub(crate) struct RegressionSums {
    /// What numbers are taken less of, for squares to stay small: the series first.
    shift: Vec<f64>,
    weight: f64,
    /// Of each number less its shift.
    sum: Vec<f64>,
    /// Of products of two, by the lower half of a matrix.
    products: Vec<f64>,
    away: Vec<f64>,
}

impl RegressionSums {
    /// No rows yet, of numbers near those that are given: of the series, and of each column.
    pub(crate) fn around(series: f64, columns: impl Iterator<Item = f64>) -> Self {
        let shift: Vec<f64> = std::iter::once(series).chain(columns).collect();
        let count = shift.len();
        Self {
            weight: 0.0,
            sum: vec![0.0; count],
            products: vec![0.0; count * (count + 1) / 2],
            away: Vec::with_capacity(count),
            shift,
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, weight: f64, series: f64, columns: impl Iterator<Item = f64>) {
        let numbers = std::iter::once(series).chain(columns);
        self.away.clear();
        self.away.extend(numbers.zip(&self.shift).map(|(number, shift)| number - shift));
        self.weight += weight;
        let mut products = self.products.iter_mut();
        for (at, (sum, one)) in self.sum.iter_mut().zip(&self.away).enumerate() {
            let weighted = weight * one;
            *sum += weighted;
            // The shorter one first: the other must not be asked for one too many.
            for (other, to) in self.away[..=at].iter().zip(products.by_ref()) {
                *to += weighted * other;
            }
        }
    }

    /// These rows without some of them, whose sums are around the same numbers.
    pub(crate) fn without(&self, rows: &Self) -> Self {
        let mut left = self.clone();
        left.weight -= rows.weight;
        for (to, by) in left.sum.iter_mut().zip(&rows.sum) {
            *to -= by;
        }
        for (to, by) in left.products.iter_mut().zip(&rows.products) {
            *to -= by;
        }
        left
    }

    /// The regression on these rows, held back by so much relative to the columns' mean square;
    /// `None` without rows.
    pub(crate) fn regression(&self, ridge: f64) -> Option<Regression> {
        if self.weight <= 0.0 {
            return None;
        }
        let count = self.shift.len() - 1;
        let product = |one: usize, other: usize| {
            let at = one * (one + 1) / 2 + other;
            self.products[at] - self.sum[one] * self.sum[other] / self.weight
        };
        let mut matrix = vec![0.0; count * count];
        for one in 0..count {
            for other in 0..=one {
                matrix[one * count + other] = product(one + 1, other + 1);
            }
        }
        let size: f64 = (0..count).map(|one| matrix[one * count + one]).sum();
        let held = ridge * size / real(count.max(1));
        for one in 0..count {
            matrix[one * count + one] += held;
        }
        let right: Vec<f64> = (1..=count).map(|one| product(one, 0)).collect();
        let slopes = solve(matrix, right.clone());
        let mean = |at: usize| self.shift[at] + self.sum[at] / self.weight;
        let felt = slopes.iter().enumerate().map(|(one, slope)| slope * mean(one + 1));
        let intercept = mean(0) - felt.sum::<f64>();
        let square = |slopes: &[f64]| -> f64 {
            let one = |at: usize, other: usize| {
                let (high, low) = (at.max(other), at.min(other));
                slopes[at] * slopes[other] * product(high + 1, low + 1)
            };
            (0..count).map(|at| (0..count).map(|other| one(at, other)).sum::<f64>()).sum()
        };
        let explained: f64 = slopes.iter().zip(&right).map(|(slope, of)| slope * of).sum();
        let squares = (product(0, 0) - 2.0 * explained + square(&slopes)).max(0.0);
        Some(Regression { intercept, slopes, squares })
    }
}

/// A regression on ever more rows: each row is taken in once.
#[derive(Debug)]
pub(crate) struct RollingRegression<'a> {
    series: &'a [f64],
    columns: Vec<&'a [f64]>,
    weights: Option<&'a [f64]>,
    sums: RegressionSums,
    taken: usize,
}

impl<'a> RollingRegression<'a> {
    pub(crate) fn new(
        series: &'a [f64],
        columns: Vec<&'a [f64]>,
        weights: Option<&'a [f64]>,
    ) -> Self {
        let first = |column: &[f64]| column.first().copied().unwrap_or_default();
        let sums = RegressionSums::around(first(series), columns.iter().map(|it| first(it)));
        Self { series, columns, weights, sums, taken: 0 }
    }

    /// The regression on the rows before one, which is not before any that was asked for.
    pub(crate) fn before(&mut self, row: usize, ridge: f64) -> Option<Regression> {
        for at in self.taken..row {
            let weight = self.weights.map_or(1.0, |weights| weights[at]);
            self.sums.push(weight, self.series[at], self.columns.iter().map(|column| column[at]));
        }
        self.taken = self.taken.max(row);
        self.sums.regression(ridge)
    }
}

/// Solves a positive semidefinite system whose lower half is given; what depends on others is 0.
pub(super) fn solve(mut matrix: Vec<f64>, mut right: Vec<f64>) -> Vec<f64> {
    const DEPENDENT: f64 = 1e-10;
    let count = right.len();
    let mut kept = vec![true; count];
    for one in 0..count {
        let before = matrix[one * count + one];
        for other in 0..one {
            let inner: f64 =
                (0..other).map(|at| matrix[one * count + at] * matrix[other * count + at]).sum();
            let pivot = matrix[other * count + other];
            matrix[one * count + other] =
                if kept[other] { (matrix[one * count + other] - inner) / pivot } else { 0.0 };
        }
        let left = before - (0..one).map(|at| matrix[one * count + at].powi(2)).sum::<f64>();
        kept[one] = left > DEPENDENT * before && before > 0.0;
        matrix[one * count + one] = if kept[one] { left.sqrt() } else { 1.0 };
        if !kept[one] {
            matrix[one * count..one * count + one].fill(0.0);
        }
    }
    for one in 0..count {
        let inner: f64 = (0..one).map(|at| matrix[one * count + at] * right[at]).sum();
        right[one] = if kept[one] { (right[one] - inner) / matrix[one * count + one] } else { 0.0 };
    }
    for one in (0..count).rev() {
        let inner: f64 = (one + 1..count).map(|at| matrix[at * count + one] * right[at]).sum();
        right[one] = if kept[one] { (right[one] - inner) / matrix[one * count + one] } else { 0.0 };
    }
    right
}

#[cfg(test)]
mod tests {
    use super::{RegressionSums, RollingRegression, regress};

    #[test]
    fn exact_line_and_a_column_twice() {
        let x = [0.1, 0.4, 0.2, 0.9, 0.5];
        let y: Vec<f64> = x.iter().map(|x| 0.3 + 0.5 * x).collect();
        let line = regress(&y, &[&x], 0.0).unwrap();
        assert!((line.intercept - 0.3).abs() < 1e-13 && (line.slopes[0] - 0.5).abs() < 1e-13);
        let twice = regress(&y, &[&x, &x, &[0.7; 5]], 0.0).unwrap();
        assert!((twice.slopes.iter().sum::<f64>() - 0.5).abs() < 1e-12 && twice.squares < 1e-25);
        assert!((twice.at([0.4, 0.4, 0.7].into_iter()) - 0.5).abs() < 1e-12);
        assert!(regress(&[], &[], 0.0).is_none());
    }

    /// Two columns and a series without a pattern.
    fn rows() -> (Vec<f64>, [Vec<f64>; 2]) {
        let wave = |by: usize| {
            (0..30)
                .map(|at| {
                    f64::from((at * at * 7 + at * 3) % 29 % 13)
                        .mul_add(0.01, 0.9 + 0.001 * crate::numerics::series::real(by))
                })
                .collect::<Vec<f64>>()
        };
        let (one, other) = (wave(1), wave(2).into_iter().rev().collect::<Vec<f64>>());
        let both = one.iter().zip(&other).enumerate();
        let series = both
            .map(|(at, (a, b))| 0.2 + 0.4 * a + 0.3 * b + 0.01 * f64::from(u8::from(at % 3 == 0)));
        (series.collect(), [one, other])
    }

    #[test]
    fn rolling_regression_equals_one_of_all_rows() {
        let (series, [one, other]) = rows();
        let weights: Vec<f64> = (0..30).map(|at| 1.0 + f64::from(at % 4)).collect();
        let mut rolling = RollingRegression::new(&series, vec![&one, &other], Some(&weights));
        for count in [10, 11, 30] {
            let rolled = rolling.before(count, 0.01).unwrap();
            let mut sums = RegressionSums::around(0.0, [0.0, 0.0].into_iter());
            for row in 0..count {
                sums.push(weights[row], series[row], [one[row], other[row]].into_iter());
            }
            let found = sums.regression(0.01).unwrap();
            assert!((rolled.intercept - found.intercept).abs() < 1e-11, "{rolled:?} {found:?}");
            assert!((rolled.squares - found.squares).abs() < 1e-11, "{rolled:?} {found:?}");
        }
    }

    #[test]
    fn rows_are_taken_away() {
        let (series, [one, other]) = rows();
        let of = |rows: std::ops::Range<usize>| {
            let mut sums = RegressionSums::around(0.9, [0.9, 0.9].into_iter());
            for row in rows {
                sums.push(1.0, series[row], [one[row], other[row]].into_iter());
            }
            sums
        };
        let left = of(0..30).without(&of(0..12)).regression(0.0).unwrap();
        let kept = regress(&series[12..], &[&one[12..], &other[12..]], 0.0).unwrap();
        assert!((left.slopes[0] - kept.slopes[0]).abs() < 1e-10, "{left:?} {kept:?}");
        assert!((left.squares - kept.squares).abs() < 1e-12, "{left:?} {kept:?}");
    }
}
