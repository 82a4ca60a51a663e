//! Draws of levels and dependences, given the readings: Gibbs sampling within bounds.
//!
//! The sum of squares is taken to second order around its least value. Each number in turn is drawn
//! from its normal distribution given all others, cut to its bounds, then the noise from
//! `R / χ²`. Readings that follow each other say less than as many independent ones: the
//! likelihood is scaled by effective over actual length.
//!
//! What was received and counted was drawn towards its mean by a reliability that is uncertain, too:
//! it is drawn anew in every round. Moves are then those of a dependence times `ρ`, the reliability
//! drawn over the one that was used, for that product alone is what readings show.
//!
//! # References
//!
//! J. Geweke, *Efficient simulation from the multivariate normal and Student-t distributions subject
//! to linear constraints*, Computing Science and Statistics 23 (1991) 571-578.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::effective::Reliability;
use super::normal::Normal;
use super::problem::{FitProblem, ParameterPoint};
use super::truncated::TruncatedNormal;
use crate::numerics::beta::BetaMixture;
use crate::numerics::series::real;

/// Draws that are thrown away.
const BURN_IN: usize = 100;
/// The least variance of noise: readings have few digits.
const LEAST_VARIANCE: f64 = 1e-14;
/// The least reliability that is drawn, over the one that was used: nearly all is counting noise.
const LEAST_RATIO: f64 = 0.02;

/// Draws, the parameters of one after those of another.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PosteriorDraws {
    pub(crate) parameter_count: usize,
    pub(crate) parameters: Vec<f64>,
    /// Of the mean level of all rows.
    pub(crate) level: Vec<f64>,
}

impl PosteriorDraws {
    /// The draws of one parameter.
    pub(crate) fn of(&self, parameter: usize) -> Vec<f64> {
        let count = self.parameter_count.max(1);
        self.parameters.iter().skip(parameter).step_by(count).copied().collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.level.len()
    }
}

/// Draws around the least value of a problem.
pub(crate) fn draw(
    problem: &FitProblem,
    found: &ParameterPoint,
    normal: &Normal,
    effective: f64,
    count: usize,
    (seed, sequence): (u64, u64),
) -> PosteriorDraws {
    let mut random = random_numbers(seed, sequence);
    let rows = real(problem.row_count()).max(1.0);
    let effective = effective.clamp(2.0, rows.max(2.0));
    let scale = effective / rows;
    let mut share = vec![0.0; found.levels.len()];
    for block in &problem.blocks {
        for &level in &block.level_of {
            share[level] += 1.0 / rows;
        }
    }
    let mut sampler = GibbsSampler {
        problem,
        found,
        normal,
        weights: problem.of_weights(),
        ratio: vec![1.0; found.parameters.len()],
        directions: normal.conjugate_directions(|at| problem.fixed[at].is_none()),
        moves: ParameterPoint {
            levels: vec![0.0; found.levels.len()],
            parameters: vec![0.0; found.parameters.len()],
        },
    };
    let mut variance = (normal.squares / rows).max(LEAST_VARIANCE);
    let mut draws = PosteriorDraws {
        parameter_count: found.parameters.len(),
        parameters: Vec::with_capacity(count * found.parameters.len()),
        level: Vec::with_capacity(count),
    };
    for at in 0..BURN_IN + count {
        sampler.draw_reliabilities(&mut random);
        sampler.sweep(scale / variance, &mut random);
        sampler.sweep_along(scale / variance, &mut random);
        let squares = normal.squares_after(&sampler.moves).max(0.0);
        variance = (scale * squares / chi_squared(effective, &mut random)).max(LEAST_VARIANCE);
        if at >= BURN_IN {
            let start = draws.parameters.len();
            draws.parameters.extend((0..found.parameters.len()).map(|one| sampler.drawn(one)));
            let levels = sampler.levels(&draws.parameters[start..]);
            draws.level.push(levels.zip(&share).map(|(level, share)| share * level).sum());
        }
    }
    draws
}

struct GibbsSampler<'a> {
    problem: &'a FitProblem,
    found: &'a ParameterPoint,
    /// Of the readings alone.
    normal: &'a Normal,
    weights: bool,
    /// Of each need the reliability drawn over the one that was used; 1 where nothing is counted.
    ratio: Vec<f64>,
    /// Along which numbers that are not told apart move together.
    directions: Vec<ParameterPoint>,
    moves: ParameterPoint,
}

impl GibbsSampler<'_> {
    /// Draws how reliable counted series are: the noise of counting is known, the variance as a whole
    /// is that of a sample.
    fn draw_reliabilities(&mut self, random: &mut ChaCha8Rng) {
        if self.weights {
            return;
        }
        for (ratio, counted) in self.ratio.iter_mut().zip(&self.problem.counted) {
            let Some(Reliability { share, freedom }) = *counted else { continue };
            if share > 0.0 {
                let noise = (1.0 - share) * chi_squared(freedom, random) / freedom;
                *ratio = ((1.0 - noise) / share).max(LEAST_RATIO);
            }
        }
    }

    /// A parameter as it was drawn.
    fn drawn(&self, one: usize) -> f64 {
        let moved = self.found.parameters[one] + self.moves.parameters[one];
        if self.problem.fixed[one].is_some() { moved } else { (moved / self.ratio[one]).min(1.0) }
    }

    /// The levels that leave what is delivered on the average alone.
    fn levels(&self, drawn: &[f64]) -> impl Iterator<Item = f64> {
        let count = drawn.len();
        (0..self.found.levels.len()).map(move |level| {
            let at = self.found.levels[level] + self.moves.levels[level];
            let of_level = self.normal.level_level[level];
            let row = &self.normal.level_parameter[level * count..(level + 1) * count];
            let beyond = drawn.iter().enumerate().map(|(one, drawn)| {
                row[one] * (drawn - self.found.parameters[one] - self.moves.parameters[one])
            });
            let beyond: f64 = beyond.sum();
            let (low, high) = self.problem.level_bounds();
            if of_level > 0.0 { (at - beyond / of_level).clamp(low, high) } else { at }
        })
    }

    /// Draws every number once; `precision` is what a squared residual counts.
    fn sweep(&mut self, precision: f64, random: &mut ChaCha8Rng) {
        let (low, high) = self.problem.level_bounds();
        for level in 0..self.moves.levels.len() {
            let slope = precision * self.normal.level_slope(level, &self.moves);
            let curvature = precision * self.normal.level_level[level];
            let from = self.found.levels[level];
            let at = self.moves.levels[level];
            self.moves.levels[level] =
                conditional(at, slope, curvature, (low - from, high - from), random);
        }
        for one in 0..self.moves.parameters.len() {
            if self.problem.fixed[one].is_some() {
                continue;
            }
            let from = self.found.parameters[one];
            let at = self.moves.parameters[one];
            let mut slope = precision * self.normal.parameter_slope(one, &self.moves);
            let mut curvature = precision * self.normal.between(one, one);
            if let Some((away, of_prior)) = self.away_from_prior(one) {
                slope += of_prior * away;
                curvature += of_prior;
            }
            let high = if self.weights { self.most_weight(one) } else { self.ratio[one] };
            self.moves.parameters[one] =
                conditional(at, slope, curvature, (-from, high - from), random);
        }
    }

    /// Draws once along every direction.
    fn sweep_along(&mut self, precision: f64, random: &mut ChaCha8Rng) {
        let directions = std::mem::take(&mut self.directions);
        for direction in &directions {
            let (slope, curvature) = self.normal.along(direction, &self.moves);
            let (mut slope, mut curvature) = (precision * slope, precision * curvature);
            for (one, by) in direction.parameters.iter().enumerate() {
                if let Some((away, of_prior)) = self.away_from_prior(one) {
                    slope += of_prior * by * away;
                    curvature += of_prior * by * by;
                }
            }
            let bounds = self.reach(direction);
            let by = conditional(0.0, slope, curvature, bounds, random);
            for (at, along) in self.moves.levels.iter_mut().zip(&direction.levels) {
                *at += by * along;
            }
            for (at, along) in self.moves.parameters.iter_mut().zip(&direction.parameters) {
                *at += by * along;
            }
        }
        self.directions = directions;
    }

    /// How far a parameter lies from what is believed of it, and how much that counts.
    fn away_from_prior(&self, one: usize) -> Option<(f64, f64)> {
        let prior = self.problem.prior[one]?;
        let ratio = self.ratio[one];
        let at = self.found.parameters[one] + self.moves.parameters[one];
        Some((at - ratio * prior.mean, (ratio * prior.standard_deviation).powi(-2)))
    }

    /// How far moves along a direction stay within all bounds.
    fn reach(&self, direction: &ParameterPoint) -> (f64, f64) {
        let mut reach = (f64::NEG_INFINITY, f64::INFINITY);
        let mut narrow = |at: f64, along: f64, (low, high): (f64, f64)| {
            if along != 0.0 {
                let (one, other) = ((low - at) / along, (high - at) / along);
                reach = (reach.0.max(one.min(other)), reach.1.min(one.max(other)));
            }
        };
        let levels = self.found.levels.iter().zip(&self.moves.levels).zip(&direction.levels);
        for ((at, by), along) in levels {
            narrow(at + by, *along, self.problem.level_bounds());
        }
        let (mut sum, mut of_sum) = (0.0, 0.0);
        let parameters = self.found.parameters.iter().zip(&self.moves.parameters);
        let parameters = parameters.zip(&self.ratio);
        for (((at, by), ratio), along) in parameters.zip(&direction.parameters) {
            narrow(at + by, *along, (0.0, *ratio));
            sum += at + by;
            of_sum += along;
        }
        if self.weights {
            narrow(sum, of_sum, (0.0, 1.0));
        }
        (reach.0.min(0.0), reach.1.max(0.0))
    }

    /// What the other weights leave.
    fn most_weight(&self, one: usize) -> f64 {
        let taken = self.found.parameters.iter().zip(&self.moves.parameters).enumerate();
        let others = taken.filter(|&(at, _)| at != one).map(|(_, (at, by))| at + by);
        (1.0 - others.sum::<f64>()).max(0.0)
    }
}

/// Draws a number from its distribution given all others: normal, or uniform where nothing is said
/// of it, cut to its bounds.
fn conditional(
    at: f64,
    slope: f64,
    curvature: f64,
    (low, high): (f64, f64),
    random: &mut ChaCha8Rng,
) -> f64 {
    let p = unit(random);
    if curvature <= f64::MIN_POSITIVE {
        return low + p * (high - low);
    }
    let centre = at - slope / curvature;
    TruncatedNormal::new(centre, curvature.sqrt().recip(), (low, high)).quantile(p)
}

/// The random number, inside 0..1, of one draw of one number.
pub(crate) fn chance(seed: u64, sequence: u64, draw: usize) -> f64 {
    let mut random = random_numbers(seed, sequence);
    // Two words of 32 bits each.
    random.set_word_pos(2 * u128::try_from(draw).unwrap_or(0));
    unit(&mut random)
}

/// A number of 0..=1 that is known by its mean and standard deviation, from its Beta distribution.
pub(crate) fn judged_value(mean: f64, deviation: f64, chance: f64) -> f64 {
    if deviation <= 0.0 || mean <= 0.0 || mean >= 1.0 {
        return mean;
    }
    BetaMixture::of_moments(mean, deviation * deviation).quantile(chance)
}

/// The numbers below a count, in an order drawn from a seed (Fisher and Yates).
pub(crate) fn shuffled(count: usize, (seed, sequence): (u64, u64)) -> Vec<u32> {
    let mut random = random_numbers(seed, sequence);
    let mut places: Vec<u32> = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
    for at in (1..places.len()).rev() {
        let other = crate::evidence::fit::rank(unit(&mut random) * real(at + 1)).min(at);
        places.swap(at, other);
    }
    places
}

/// The random numbers of one sequence of a seed; no two sequences share any.
fn random_numbers(seed: u64, sequence: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(sequence);
    random
}

/// A number inside 0..1.
fn unit(random: &mut ChaCha8Rng) -> f64 {
    const STEP: f64 = 1.0 / 4_294_967_296.0;
    STEP * (f64::from(random.next_u32()) + STEP * (f64::from(random.next_u32()) + 0.5))
}

/// A chi-squared number of any freedom: twice a gamma number.
///
/// G. Marsaglia and W. Tsang, *A simple method for generating gamma variables*, ACM Trans. Math.
/// Software 26 (2000) 363-372.
fn chi_squared(freedom: f64, random: &mut ChaCha8Rng) -> f64 {
    let d = 0.5 * freedom - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = crate::numerics::quantile::normal(unit(random));
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && unit(random).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return 2.0 * d * v;
        }
    }
}
