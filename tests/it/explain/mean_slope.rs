//! Mean slopes of a stage, from its values alone, and the random segments they are asked on.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::tolerance;

/// Into how many pieces the oracle cuts every segment before it looks closer.
const PIECES: u32 = 64;
/// How often it then halves a piece at most.
const HALVINGS: u32 = 48;

/// The mean slope of a function in every input along the straight segment between two places; 0
/// for inputs that do not move.
///
/// Over a piece of the segment one input moves, the others stay where they are at its ends or in
/// the middle; pieces are halved until it no longer matters where.
pub(super) fn mean_slopes(before: &[f64], after: &[f64], f: &dyn Fn(&[f64]) -> f64) -> Vec<f64> {
    let change = |input: usize| after[input] - before[input];
    let slope = |input: usize| match change(input) {
        0.0 => 0.0,
        change => {
            let segment = Moving { before, after, input, f };
            let end = |step: u32| f64::from(step) / f64::from(PIECES);
            let part = |step: u32| segment.part(end(step), end(step + 1), HALVINGS);
            (0..PIECES).map(part).sum::<f64>() / change
        }
    };
    (0..before.len()).map(slope).collect()
}

/// A segment of which one input's part is asked for.
struct Moving<'a> {
    before: &'a [f64],
    after: &'a [f64],
    input: usize,
    f: &'a dyn Fn(&[f64]) -> f64,
}

impl Moving<'_> {
    /// The input's part over a piece, in halves of halves as fine as it takes.
    ///
    /// A kink inside shows in what the ends say, or in what the halves say.
    fn part(&self, from: f64, to: f64, halvings: u32) -> f64 {
        let middle = f64::midpoint(from, to);
        let inside = self.over(from, to, middle);
        let ends = f64::midpoint(self.over(from, to, from), self.over(from, to, to));
        let quarters = (f64::midpoint(from, middle), f64::midpoint(middle, to));
        let halves = self.over(from, middle, quarters.0) + self.over(middle, to, quarters.1);
        let apart = (inside - ends).abs().max((inside - halves).abs());
        if halvings == 0 || apart <= tolerance::STAGE_PIECES {
            return halves + (halves - inside) / 3.0;
        }
        self.part(from, middle, halvings - 1) + self.part(middle, to, halvings - 1)
    }

    /// The change while the input moves over a piece and the others stay at one place.
    fn over(&self, from: f64, to: f64, others: f64) -> f64 {
        let mut place = self.at(others);
        place[self.input] = self.at(to)[self.input];
        let end = (self.f)(&place);
        place[self.input] = self.at(from)[self.input];
        end - (self.f)(&place)
    }

    fn at(&self, t: f64) -> Vec<f64> {
        self.before.iter().zip(self.after).map(|(b, a)| b * (1.0 - t) + a * t).collect()
    }
}

/// Which way inputs go.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way {
    Falls,
    Rises,
    Mixed,
}

/// Qualities before and after, from above a floor, some of them exactly 0 and 1 where that is the
/// floor.
pub(super) fn ends(
    rng: &mut ChaCha8Rng,
    count: usize,
    way: Way,
    floor: f64,
) -> (Vec<f64>, Vec<f64>) {
    let number = |rng: &mut ChaCha8Rng| match rng.random_range(0..12) {
        0 => 1.0,
        1 => floor,
        _ => rng.random_range(floor..=1.0),
    };
    let pairs = (0..count).map(|_| {
        let (one, two): (f64, f64) = (number(rng), number(rng));
        match way {
            Way::Falls => (one.max(two), one.min(two)),
            Way::Rises => (one.min(two), one.max(two)),
            Way::Mixed => (one, two),
        }
    });
    pairs.unzip()
}

/// Runs a comparison for random ends of several numbers of inputs, in all directions.
pub(super) fn for_random_ends(
    floor: f64,
    mut compare: impl FnMut(&mut ChaCha8Rng, &[f64], &[f64], &str),
) {
    for way in [Way::Falls, Way::Rises, Way::Mixed] {
        for seed in 0..12 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let count = rng.random_range(2..=5);
            let (before, after) = ends(&mut rng, count, way, floor);
            compare(&mut rng, &before, &after, &format!("{way:?}, seed {seed}"));
        }
    }
}
