//! Drawn states, where too much lies beyond those that can be looked at.

use std::iter::once;

use super::bounded_value::BoundedValue;
use super::states::StateSolver;
use super::tally::MemberBounds;
use super::variable::Counts;
use crate::numerics::permutation::SplitMix64;

/// How many pairs are solved at a time.
const PAIRS: usize = 512;

/// What draws say.
pub(super) struct Drawn {
    pub(super) unavailability: BoundedValue,
    pub(super) expected: BoundedValue,
    /// Of the unavailability.
    pub(super) standard_error: f64,
    /// Of each merged event.
    pub(super) members: Vec<MemberBounds>,
}

/// A sum of pairs, and of their squares.
#[derive(Debug, Clone, Copy, Default)]
struct PairSums {
    sum: f64,
    squares: f64,
}

impl PairSums {
    fn add(&mut self, pair: f64) {
        self.sum += pair;
        self.squares += pair * pair;
    }

    fn mean_and_error(self, pairs: f64) -> (f64, f64) {
        let mean = self.sum / pairs;
        let variance =
            (self.squares / pairs - mean * mean).max(0.0) * pairs / (pairs - 1.0).max(1.0);
        (mean, (variance / pairs).sqrt())
    }
}

/// Draws states in which something deviates from the most probable state, which is looked at by
/// itself.
///
/// The first event that deviates is drawn by its distribution, later ones by themselves; beside each
/// state stands a partner, drawn by what the numbers lack to 1. Standard errors are those of pairs;
/// chances have Wilson's interval for as many draws as have that error. None is rejected: that would
/// tie partners to each other.
///
/// # References
///
/// E. Wilson, *Probable inference, the law of succession, and statistical inference*, J. Am. Stat.
/// Assoc. 22 (1927) 209-212; J. Hammersley and K. Morton, *A new Monte Carlo technique: antithetic
/// variates*, Math. Proc. Camb. Phil. Soc. 52 (1956) 449-475.
pub(super) fn draw(
    solver: &mut StateSolver<'_>,
    threshold: f64,
    (pairs, seed): (usize, u64),
) -> Drawn {
    let events = solver.events;
    let usual: Vec<bool> = events.iter().map(|event| event.probability > 0.5).collect();
    let flips: Vec<f64> =
        events.iter().map(|event| event.probability.min(1.0 - event.probability)).collect();
    let mut none_so_far = 0.0;
    let first_by: Vec<f64> = flips
        .iter()
        .map(|flip: &f64| {
            none_so_far += (-flip).ln_1p();
            -f64::exp_m1(none_so_far)
        })
        .collect();
    let some = first_by.last().copied().unwrap_or(0.0);
    let state = |first: f64, later: &dyn Fn(usize) -> f64| -> Vec<usize> {
        let place = first_by.partition_point(|&up_to| up_to < first * some);
        let deviates = |index: usize| match index.cmp(&place) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => true,
            std::cmp::Ordering::Greater => later(index) < flips[index],
        };
        (0..events.len()).filter(|&index| usual[index] != deviates(index)).collect()
    };
    let most_probable: Vec<usize> = (0..events.len()).filter(|&index| usual[index]).collect();
    let variable_of = variable_of(solver);
    let counts = |held: &Vec<usize>| counts(held, &variable_of);
    let quality = solver.of_counts(once(counts(&most_probable).as_slice()))[0];
    let fails = f64::from(quality < threshold);

    let mut numbers = SplitMix64::new(seed);
    let (mut failed, mut qualities) = (PairSums::default(), PairSums::default());
    let mut with = vec![PairSums::default(); events.len()];
    let mut without = vec![PairSums::default(); events.len()];
    let mut drawn = 0;
    while drawn < pairs && !solver.is_stopped() {
        let block = PAIRS.min(pairs - drawn);
        let mut states = Vec::with_capacity(2 * block);
        for _ in 0..block {
            let first = numbers.unit();
            let later: Vec<f64> = events.iter().map(|_| numbers.unit()).collect();
            states.push(state(first, &|index| later[index]));
            states.push(state(1.0 - first, &|index| 1.0 - later[index]));
        }
        let counts: Vec<_> = states.iter().map(counts).collect();
        let found = solver.of_counts(counts.iter().map(Vec::as_slice));
        for (pair, held) in found.chunks(2).zip(states.chunks(2)) {
            let fails = |quality: f64| f64::from(quality < threshold);
            failed.add(pair.iter().map(|&it| fails(it)).sum::<f64>() / 2.0);
            qualities.add(pair.iter().sum::<f64>() / 2.0);
            let mut of_pair = vec![0.0; events.len()];
            for (&quality, held) in pair.iter().zip(held) {
                for &event in held {
                    of_pair[event] += fails(quality) / 2.0;
                }
            }
            let all = pair.iter().map(|&it| fails(it)).sum::<f64>() / 2.0;
            for (event, of_event) in of_pair.into_iter().enumerate() {
                with[event].add(of_event);
                without[event].add(all - of_event);
            }
        }
        drawn += block;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of draws")]
    let pairs = drawn.max(1) as f64;
    let none = 1.0 - some;
    let chance = |sums: PairSums, of_most_probable: f64| {
        let (lower, value, upper) = wilson(sums.mean_and_error(pairs), pairs);
        let known = none * of_most_probable;
        let whole = |it: f64| (known + some * it).clamp(0.0, 1.0);
        BoundedValue { value: whole(value), lower: whole(lower), upper: whole(upper) }
    };
    let unavailability = chance(failed, fails);
    let (mean, error) = qualities.mean_and_error(pairs);
    let whole = |it: f64| (none * quality + some * it).clamp(0.0, 1.0);
    let expected = BoundedValue {
        value: whole(mean),
        lower: whole(mean - NORMAL_95 * error),
        upper: whole(mean + NORMAL_95 * error),
    };
    let members = (0..events.len()).map(|event| {
        let probability = events[event].probability;
        let usual = f64::from(usual[event]);
        let failed_with = chance(with[event], fails * usual);
        let failed_without = chance(without[event], fails * (1.0 - usual));
        let given = |it: BoundedValue, chance: f64| BoundedValue {
            value: (it.value / chance).clamp(0.0, 1.0),
            lower: (it.lower / chance).clamp(0.0, 1.0),
            upper: (it.upper / chance).clamp(0.0, 1.0),
        };
        MemberBounds {
            failed_with,
            unavailability_with: given(failed_with, probability),
            unavailability_without: given(failed_without, 1.0 - probability),
            in_cut: BoundedValue { value: failed_with.value, lower: 0.0, upper: failed_with.upper },
        }
    });
    let members = members.collect();
    let standard_error = some * failed.mean_and_error(pairs).1;
    Drawn { unavailability, expected, standard_error, members }
}

/// The variable of each event.
fn variable_of(solver: &StateSolver<'_>) -> Vec<usize> {
    let mut variable_of = vec![0; solver.events.len()];
    for (variable, of) in solver.variables.iter().enumerate() {
        of.members.iter().for_each(|&event| variable_of[event] = variable);
    }
    variable_of
}

/// The state in which events hold.
fn counts(held: &[usize], variable_of: &[usize]) -> Counts {
    let mut variables: Vec<_> = held.iter().map(|&event| variable_of[event]).collect();
    variables.sort_unstable();
    variables.chunk_by(|one, other| one == other).map(|equal| (equal[0], equal.len())).collect()
}

/// The normal quantile of a two-sided interval of 95 %.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// Wilson's interval around a share with a standard error, as low, share and high.
fn wilson((share, error): (f64, f64), pairs: f64) -> (f64, f64, f64) {
    let draws = if error > 0.0 && share > 0.0 && share < 1.0 {
        share * (1.0 - share) / (error * error)
    } else {
        2.0 * pairs
    };
    let z2 = NORMAL_95 * NORMAL_95;
    let centre = (share + z2 / (2.0 * draws)) / (1.0 + z2 / draws);
    let half = NORMAL_95 / (1.0 + z2 / draws)
        * (share * (1.0 - share) / draws + z2 / (4.0 * draws * draws)).sqrt();
    ((centre - half).max(0.0).min(share), share, (centre + half).min(1.0).max(share))
}
