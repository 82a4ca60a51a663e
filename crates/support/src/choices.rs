//! Decisions of the generators: from a seed, or from bytes that a fuzzer made up.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of decisions. The same seed, or the same bytes, decide alike for ever.
#[derive(Debug)]
pub struct Choices {
    source: Source,
}

#[derive(Debug)]
enum Source {
    Seeded(Box<ChaCha8Rng>),
    /// Bytes from the last to the first; zeros once they are used up.
    Bytes(Vec<u8>),
}

impl Choices {
    /// Decides by a seed.
    pub fn seeded(seed: u64) -> Self {
        Self { source: Source::Seeded(Box::new(ChaCha8Rng::seed_from_u64(seed))) }
    }

    /// Decides by bytes: near bytes give near decisions, which is what a fuzzer needs.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self { source: Source::Bytes(bytes.iter().rev().copied().collect()) }
    }

    /// Returns a position below `count`, which is above 0.
    pub fn below(&mut self, count: usize) -> usize {
        match &mut self.source {
            Source::Seeded(rng) => rng.random_range(0..count),
            Source::Bytes(bytes) => usize::from(bytes.pop().unwrap_or(0)) % count,
        }
    }

    /// Returns true with a probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        match &mut self.source {
            Source::Seeded(rng) => rng.random_bool(probability),
            Source::Bytes(bytes) => f64::from(bytes.pop().unwrap_or(u8::MAX)) < 256.0 * probability,
        }
    }

    /// Returns a number from `low` to `high`, both included.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        match &mut self.source {
            Source::Seeded(rng) => rng.random_range(low..=high),
            Source::Bytes(bytes) => {
                let mut byte = || u16::from(bytes.pop().unwrap_or(0));
                let share = f64::from(byte() << 8 | byte()) / f64::from(u16::MAX);
                (low + (high - low) * share).min(high)
            }
        }
    }

    /// Returns one of several.
    pub fn pick<T: Copy>(&mut self, several: &[T]) -> T {
        several[self.below(several.len())]
    }

    /// Returns a number in 0..=1, one in four times one of several that are special.
    pub fn number(&mut self, special: &[f64]) -> f64 {
        if self.chance(0.25) { self.pick(special) } else { self.between(0.0, 1.0) }
    }
}
