//! The numbers of a draw: random numbers by position, turned into values.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::distribution::Quantile;
use super::input::Input;
use super::input_group::InputGroup;
use crate::quality::SolveOptions;

/// One of two independent matrices of random numbers: shares of the variance need both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matrix {
    First,
    Second,
}

/// Draws values: each group has a part of the sequence of random numbers of its own, two for two
/// matrices, and a draw is a place in it.
#[derive(Debug, Clone)]
pub(super) struct Sampler {
    random: ChaCha8Rng,
    inputs: Vec<SampledInput>,
    group_count: usize,
}

#[derive(Debug, Clone)]
struct SampledInput {
    group: usize,
    quantile: Quantile,
    least: f64,
    /// What no draw exceeds.
    largest: f64,
}

/// The values of so many draws, by input.
pub(super) type DrawValues = Vec<Vec<f64>>;

impl Sampler {
    pub(super) fn new(groups: &[InputGroup], seed: u64) -> Self {
        let of_group = |(group, of): (usize, &InputGroup)| {
            let input = |input: &Input| SampledInput {
                group,
                quantile: Quantile::new(&input.distribution),
                least: *input.support().start(),
                largest: f64::INFINITY,
            };
            of.inputs.iter().map(input).collect::<Vec<_>>()
        };
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            inputs: groups.iter().enumerate().flat_map(of_group).collect(),
            group_count: groups.len(),
        }
    }

    /// Finds the largest value of each input among so many draws; from then on none is above it.
    /// Where that is broken off, nothing is solved either.
    pub(super) fn find_largest(&mut self, draws: usize, pairs: usize, solve: &SolveOptions) {
        let mut chances = Vec::new();
        let mut largest = Vec::new();
        for group in 0..self.group_count {
            let mut most = 0.0_f64;
            for (matrix, count) in [(Matrix::First, draws.max(pairs)), (Matrix::Second, pairs)] {
                let mut first = 0;
                while first < count && solve.evaluated(AT_A_TIME) {
                    let next = count.min(first + AT_A_TIME);
                    self.chances(group, matrix, first, next - first, &mut chances);
                    most = chances.iter().copied().fold(most, f64::max);
                    first = next;
                }
            }
            largest.push(most);
        }
        for input in &mut self.inputs {
            input.largest = input.value(largest[input.group]);
        }
    }

    /// The largest value of each input.
    pub(super) fn largest(&self) -> impl Iterator<Item = f64> {
        self.inputs.iter().map(|input| input.largest)
    }

    /// Draws the values of consecutive draws: each group's numbers from the matrix it is told.
    pub(super) fn draw(
        &mut self,
        first: usize,
        count: usize,
        matrix: impl Fn(usize) -> Matrix,
        values: &mut DrawValues,
    ) {
        let mut chances = Vec::new();
        values.resize(self.inputs.len(), Vec::new());
        let mut of_group = None;
        for (index, values) in values.iter_mut().enumerate() {
            let group = self.inputs[index].group;
            if of_group != Some(group) {
                self.chances(group, matrix(group), first, count, &mut chances);
                of_group = Some(group);
            }
            let input = &self.inputs[index];
            values.clear();
            values.extend(chances.iter().map(|&chance| input.value(chance)));
        }
    }

    /// Uniform numbers inside 0..1, one a draw.
    fn chances(
        &mut self,
        group: usize,
        matrix: Matrix,
        first: usize,
        count: usize,
        chances: &mut Vec<f64>,
    ) {
        let part = 2 * group as u128 + u128::from(matrix == Matrix::Second);
        self.random.set_word_pos((part << WORDS_OF_PART) + 2 * first as u128);
        chances.clear();
        chances.extend((0..count).map(|_| inside_unit(self.random.next_u64())));
    }
}

impl SampledInput {
    fn value(&self, chance: f64) -> f64 {
        self.quantile.at(chance).max(self.least).min(self.largest)
    }
}

/// The middle of one of 2⁵² equal parts of 0..1.
#[expect(clippy::cast_precision_loss, reason = "52 bits fit")]
fn inside_unit(bits: u64) -> f64 {
    const PART: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * PART
}

/// How many random numbers are looked through at a time.
const AT_A_TIME: usize = 1 << 12;
/// A part of the sequence has so many words, as a power of two: two for each of 2³² draws.
const WORDS_OF_PART: u32 = 33;
