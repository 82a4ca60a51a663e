//! Losses compound: `s · Π (1 − ℓ)`. The secant of an input is the mean of the product of all
//! others.

mod gauss_pairs;
mod secant;
mod small_changes;

use super::directed::{DirectedNeed, RoundingDirection, UNITS, count};
use super::secant::{
    ClosedForm, GaussLegendre, RowSum, SecantScratch, StageSegment, StateRow, general,
};
use super::slope_bound::Join;
use super::{Accumulate, Formulas};
use gauss_pairs::{LEAST_FELT, by_pairs};
use secant::Moves;

pub(crate) use gauss_pairs::{InputInterval, LEAST_PRODUCT};
pub(super) use secant::{fractional_product, product};
pub(crate) use small_changes::SmallChanges;

/// Losses compound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Product;

impl Accumulate for Product {
    #[inline]
    fn start(self, own: f64) -> f64 {
        own
    }

    #[inline]
    fn add(self, taken: f64, loss: f64) -> f64 {
        taken * (1.0 - loss)
    }

    #[inline]
    fn finish(self, taken: f64, _: f64) -> f64 {
        taken
    }
}

impl Formulas for Product {
    fn join(self) -> Join {
        Join::Sum
    }

    fn slope_bound(self, _weight: f64, _total_weight: f64) -> f64 {
        1.0
    }

    fn directed(self, own: f64, needs: &[DirectedNeed], direction: RoundingDirection) -> f64 {
        let units = UNITS * count(needs.len() + 1);
        let felt = needs.iter().map(|need| need.quality(direction));
        direction.nudged(felt.fold(own, |product, x| product * x), units)
    }

    fn secants(
        self,
        inputs: StageSegment<'_>,
        _: &[f64],
        gauss: &mut GaussLegendre,
        secants: &mut Vec<f64>,
    ) {
        product(inputs, gauss, secants);
    }
}

impl ClosedForm for Product {
    fn shares(
        self,
        row: &StateRow<'_>,
        scratch: &mut SecantScratch,
        scale: impl Fn(f64, f64) -> f64,
        to: &mut [f64],
    ) -> RowSum {
        let mut moving = std::mem::take(&mut scratch.moving);
        moving.clear();
        moving.extend(row.services().map(|(provider, dependence)| {
            InputInterval::felt(row.old[provider], row.new[provider], dependence)
        }));
        let carried = quadrature(row, &moving, &mut scratch.gauss, &scale, to);
        scratch.moving = moving;
        carried.unwrap_or_else(|| generally(row, scratch, scale, to))
    }

    fn slopes(self, row: &StateRow<'_>, scale: impl Fn(f64, f64) -> f64, to: &mut [f64]) -> f64 {
        let own = row.own.1;
        let mut felt_product = 1.0;
        for (felt, (provider, dependence)) in to.iter_mut().zip(row.services()) {
            *felt = 1.0 - dependence * (1.0 - row.new[provider]);
            felt_product *= *felt;
        }
        if felt_product >= f64::MIN_POSITIVE {
            let product = own * felt_product;
            for (felt, &dependence) in to.iter_mut().zip(row.dependences) {
                *felt = scale(product / *felt, dependence);
            }
            return felt_product;
        }
        // Some input is next to nothing: all ahead of each times all behind it.
        let mut behind = 1.0;
        for place in (0..to.len()).rev() {
            let (ahead, from) = to.split_at_mut(place);
            let others = own * behind * ahead.iter().product::<f64>();
            let felt = std::mem::replace(&mut from[0], scale(others, row.dependences[place]));
            behind *= felt;
        }
        behind
    }
}

/// What a row carries by as many nodes as it takes; `None` where these are too many to be worth it,
/// or an input is next to nothing.
fn quadrature(
    row: &StateRow<'_>,
    moving: &[InputInterval],
    gauss: &mut GaussLegendre,
    scale: &impl Fn(f64, f64) -> f64,
    to: &mut [f64],
) -> Option<RowSum> {
    let mut moves = Moves::default();
    for input in moving.iter().chain([&InputInterval::between(row.own)]) {
        moves.take(input.middle, input.half);
    }
    // Three nodes make no pairs; four are at least as good.
    let degree = moves.degree(1 + moving.len());
    let degree = if (4..7).contains(&degree) { 7 } else { degree };
    match *gauss.exact_for(degree) {
        [(node, weight)] => by_pairs([(node, 0.5 * weight)], row, moving, scale, to),
        [one, _] => by_pairs([one], row, moving, scale, to),
        [one, two, _, _] => by_pairs([one, two], row, moving, scale, to),
        _ => None,
    }
}

/// What a row carries whatever its inputs are.
#[cold]
fn generally(
    row: &StateRow<'_>,
    scratch: &mut SecantScratch,
    scale: impl Fn(f64, f64) -> f64,
    to: &mut [f64],
) -> RowSum {
    general(row, scratch, scale, to, |scratch| {
        product(scratch.inputs.segment(), &mut scratch.gauss, &mut scratch.combined);
    })
}

/// Fills in what is felt of each service.
pub(crate) fn feel_all(quality: &[f64], providers: &[u32], dependences: &[f64], felt: &mut [f64]) {
    let feel = |felt: &mut f64, provider: u32, dependence: f64| {
        let value = 1.0 - dependence * (1.0 - quality[provider as usize]);
        *felt = if value > LEAST_FELT { value } else { LEAST_FELT };
    };
    let (providers, last_providers) = providers.as_chunks::<4>();
    let (dependences, last_dependences) = dependences.as_chunks::<4>();
    let (fours, last) = felt.as_chunks_mut::<4>();
    for ((felt, providers), dependences) in fours.iter_mut().zip(providers).zip(dependences) {
        for lane in 0..4 {
            feel(&mut felt[lane], providers[lane], dependences[lane]);
        }
    }
    for ((felt, &provider), &dependence) in
        last.iter_mut().zip(last_providers).zip(last_dependences)
    {
        feel(felt, provider, dependence);
    }
}

/// Divides dependences by what is felt, in place: two quotients by one division,
/// `a/x = a y/(x y)` and `b/y = b x/(x y)`.
pub(crate) fn divide_all(dependences: &[f64], felt: &mut [f64]) {
    let (fours, rest) = felt.as_chunks_mut::<4>();
    let (dependences, dependences_of_rest) = dependences.as_chunks::<4>();
    for (felt, dependences) in fours.iter_mut().zip(dependences) {
        let [x, y, z, w] = *felt;
        let inverse = [1.0 / (x * z), 1.0 / (y * w)];
        *felt = [
            dependences[0] * z * inverse[0],
            dependences[1] * w * inverse[1],
            dependences[2] * x * inverse[0],
            dependences[3] * y * inverse[1],
        ];
    }
    for (felt, dependence) in rest.iter_mut().zip(dependences_of_rest) {
        *felt = dependence / *felt;
    }
}
