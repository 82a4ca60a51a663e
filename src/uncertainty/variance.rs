//! Whose uncertainty carries the variance of an answer: Sobol' indices by pick-freeze.
//!
//! Of two independent matrices of draws, A and B, a third is made for each input: A with the column
//! of that input from B. With `f` the answer,
//!
//! ```text
//! first order    S = corr( f(B), f(A with i from B) )         they have the input in common alone
//! total          T = 1 − corr( f(A), f(A with i from B) )     they have all but the input in common
//! ```
//!
//! with mean and variance of both columns together. What is drawn together is one input: its column
//! is taken as a whole, and nothing inside it is split.
//!
//! # References
//!
//! A. Janon, T. Klein, A. Lagnoux, M. Nodet and C. Prieur, *Asymptotic normality and efficiency of
//! two Sobol index estimators*, ESAIM Probab. Stat. 18 (2014) 342-364, for the estimator and its
//! standard error; A. Saltelli and others, *Variance based sensitivity analysis of model output*,
//! Comput. Phys. Commun. 181 (2010) 259-270, for the design.

use std::ops::Range;

use serde::Serialize;

use super::answer_rows::AnswerRows;
use super::draws::Draws;
use super::evaluation::{DrawEnding, DrawLanes, DrawnStates, Evaluation, WIDTH};
use super::input_group::InputGroup;
use super::rounds::in_order;
use super::sampler::{DrawValues, Matrix, Sampler};
use crate::numerics::csr::ix;

/// Whose uncertainty carries the variance of the objective, largest total share first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct VarianceShares {
    /// How many pairs of draws they rest on.
    pub samples: usize,
    /// The standard deviation of the objective over these.
    pub standard_deviation: f64,
    /// The share of each input that varies, or group that is drawn together.
    pub shares: Vec<VarianceShare>,
}

/// The share of an input, or of a group that is drawn together, in the variance.
///
/// Estimates may lie outside 0..=1 by a few standard errors.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct VarianceShare {
    /// The input, such as ``dependence of `it-hr` ``, or the group's name.
    pub name: String,
    /// The share that goes if this alone were known; the shares of all sum to 1 at most, but for
    /// errors.
    pub first_order: f64,
    /// What it may be off by: its standard error.
    pub first_order_error: f64,
    /// The share that stays if all but this were known.
    pub total: f64,
    /// What it may be off by: its standard error.
    pub total_error: f64,
}

/// Works out shares of the variance of the objective: of its quality, and of its change where there
/// is a scenario on top; `None` where it was broken off.
pub(super) fn shares(
    draws: &Draws,
    pair_count: usize,
    sampler: &Sampler,
    evaluation: Evaluation,
    answer_rows: &AnswerRows,
) -> (Option<Vec<VarianceShares>>, DrawEnding) {
    let groups: Vec<(usize, &InputGroup)> =
        draws.groups.iter().enumerate().filter(|(_, group)| group.varies()).collect();
    let places = inputs_of(&draws.groups);
    let mut columns: Vec<Vec<Vec<f64>>> =
        vec![vec![Vec::new(); 2 + groups.len()]; answer_rows.kinds];
    columns.iter_mut().flatten().for_each(|column| column.reserve_exact(pair_count));
    let mut ending = DrawEnding::NONE;
    let worker = PairWorker {
        sampler: sampler.clone(),
        evaluation,
        qualities: DrawnStates::default(),
        values: Default::default(),
    };
    let work = |worker: &mut PairWorker, block: usize| {
        let first = block * WIDTH;
        let count = WIDTH.min(pair_count - first);
        let PairWorker { sampler, values: [first_values, second_values, mixed], .. } = worker;
        sampler.draw(first, count, |_| Matrix::First, first_values);
        sampler.draw(first, count, |_| Matrix::Second, second_values);
        mixed.clone_from(first_values);
        let mut ending = DrawEnding::NONE;
        let mut answers = Vec::with_capacity(2 + groups.len());
        for matrix in [0, 1] {
            answers.push(worker.answer(matrix, count, answer_rows, &mut ending));
        }
        for (group, _) in &groups {
            worker.take_column(places[*group].clone(), 1);
            answers.push(worker.answer(2, count, answer_rows, &mut ending));
            worker.take_column(places[*group].clone(), 0);
            if draws.solve.is_stopped() {
                return None;
            }
        }
        (!draws.solve.is_stopped()).then_some((answers, count, ending))
    };
    in_order(worker, pair_count.div_ceil(WIDTH), work, |(answers, count, of_block)| {
        for (column, answer) in answers.iter().enumerate() {
            for (columns, lanes) in columns.iter_mut().zip(answer) {
                columns[column].extend_from_slice(&lanes[..count]);
            }
        }
        ending.merge(&of_block);
    });
    let is_whole = columns.iter().flatten().all(|column| column.len() == pair_count);
    let shares = is_whole.then(|| {
        let names = groups.iter().map(|(_, group)| group.name.as_str());
        columns.iter().map(|columns| of_columns(columns, names.clone())).collect()
    });
    (shares, ending)
}

/// The places of each group's inputs.
fn inputs_of(groups: &[InputGroup]) -> Vec<Range<usize>> {
    let mut next = 0;
    let mut places = |group: &InputGroup| {
        let first = next;
        next += group.inputs.len();
        first..next
    };
    groups.iter().map(&mut places).collect()
}

/// What a thread needs.
#[derive(Clone)]
struct PairWorker {
    sampler: Sampler,
    evaluation: Evaluation,
    qualities: DrawnStates,
    /// Of the first matrix, of the second, and of the first with some columns from the second.
    values: [DrawValues; 3],
}

impl PairWorker {
    /// Solves draws, and reads the objective.
    fn answer(
        &mut self,
        matrix: usize,
        count: usize,
        answer_rows: &AnswerRows,
        ending: &mut DrawEnding,
    ) -> Vec<DrawLanes> {
        let values = &self.values[matrix];
        ending.merge(&self.evaluation.solve(values, 0, count, &mut self.qualities));
        (0..answer_rows.kinds).map(|kind| answer_rows.objective(kind, &self.qualities)).collect()
    }

    /// Takes columns of the mixed matrix from the first or the second.
    fn take_column(&mut self, places: Range<usize>, from: usize) {
        let [first, second, mixed] = &mut self.values;
        let from = if from == 0 { first } else { second };
        for place in places {
            mixed[place].clone_from(&from[place]);
        }
    }
}

/// Shares from the answers to both matrices and to the mixed ones.
fn of_columns<'a>(columns: &[Vec<f64>], names: impl Iterator<Item = &'a str>) -> VarianceShares {
    let (answers, mixed) = columns.split_at(2);
    let (_, variance) = mean_and_variance(&answers[0], &answers[1]);
    let of_group = |(name, mixed): (&str, &Vec<f64>)| {
        // Where nothing varies, nothing has a share.
        let alone = correlation(&answers[1], mixed).filter(|_| variance > 0.0);
        let (first_order, first_order_error) = alone.unwrap_or((0.0, 0.0));
        let (rest, total_error) = correlation(&answers[0], mixed).unwrap_or((1.0, 0.0));
        let total = 1.0 - rest;
        VarianceShare { name: name.to_owned(), first_order, first_order_error, total, total_error }
    };
    let mut shares: Vec<_> = names.zip(mixed).map(of_group).collect();
    shares.sort_by(|one, two| two.total.total_cmp(&one.total));
    VarianceShares { samples: answers[0].len(), standard_deviation: variance.sqrt(), shares }
}

/// Mean and variance of two columns together.
fn mean_and_variance(one: &[f64], two: &[f64]) -> (f64, f64) {
    let count = 2.0 * f64::from(ix(one.len()));
    let both = || one.iter().chain(two);
    // From the first on: of equal values the mean is the value.
    let first = one.first().copied().unwrap_or_default();
    let mean = first + both().map(|value| value - first).sum::<f64>() / count;
    (mean, both().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count)
}

/// The correlation of two columns of one distribution, and its standard error; `None` where neither
/// varies.
fn correlation(one: &[f64], two: &[f64]) -> Option<(f64, f64)> {
    let (mean, variance) = mean_and_variance(one, two);
    if variance <= 0.0 {
        return None;
    }
    let count = f64::from(ix(one.len()));
    let pairs = || one.iter().zip(two).map(|(one, two)| (one - mean, two - mean));
    let correlation = pairs().map(|(one, two)| one * two).sum::<f64>() / count / variance;
    let of_pair = |(one, two): (f64, f64)| one * two - 0.5 * correlation * (one * one + two * two);
    let squares = pairs().map(of_pair).map(|effect| effect * effect).sum::<f64>();
    Some((correlation, (squares / count).sqrt() / variance / count.sqrt()))
}
