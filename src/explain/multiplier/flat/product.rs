//! Losses compound: the multiplier of an input is the mean of the product of all others.
//!
//! At every node of the quadrature that product is the product of all, divided by the input: two
//! loops over a row, whatever its length. Nodes lie in pairs, as far from the middle as each
//! other, and both quotients of a pair take one division:
//!
//! ```text
//! P₊/(m + s h) + P₋/(m − s h) = ((P₊ + P₋) m − s (P₊ − P₋) h) / (m² − s² h²)
//! ```

use super::paired::{Paired, carry_by_pair};
use super::{Carried, Law, Parts, Row, Stretch, Work, general};
use crate::explain::stage::{Moves, product};

/// Losses compound.
#[derive(Clone, Copy)]
pub(super) struct Product;

/// An input along the segment: its value in the middle, and how far it is from there to the end.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::explain::multiplier) struct Moving {
    middle: f64,
    half: f64,
}

impl Moving {
    fn between((before, after): (f64, f64)) -> Self {
        Self { middle: 0.5 * (before + after), half: 0.5 * (after - before) }
    }

    /// The value at a place in −1..=1.
    #[inline]
    fn at(self, place: f64) -> f64 {
        self.middle + place * self.half
    }
}

impl Law for Product {
    fn shares(
        self,
        row: &Row<'_>,
        work: &mut Work,
        scale: impl Fn(f64, f64) -> f64,
        to: &mut [f64],
    ) -> Carried {
        let own = Moving::between(row.own);
        let mut moves = Moves::default();
        moves.take(own.middle, own.half);
        let count = row.providers.len();
        work.moving.resize(work.moving.len().max(count), Moving::default());
        let moving = &mut work.moving[..count];
        for (felt, (provider, dependence)) in moving.iter_mut().zip(row.services()) {
            let (old, new) = (row.old[provider], row.new[provider]);
            let middle = 1.0 - dependence * (1.0 - 0.5 * (old + new));
            *felt = Moving { middle, half: 0.5 * dependence * (new - old) };
            moves.take(felt.middle, felt.half);
        }
        // Three nodes make no pairs; four are at least as good.
        let degree = moves.degree(1 + count);
        let degree = if (4..7).contains(&degree) { 7 } else { degree };
        let divided = match *work.gauss.exact_for(degree) {
            [(node, weight)] => divide([(node, 0.5 * weight)], own, row, moving, &scale, to),
            [one, _] => divide([one], own, row, moving, &scale, to),
            [one, two, _, _] => divide([one, two], own, row, moving, &scale, to),
            _ => None,
        };
        divided.unwrap_or_else(|| {
            general(row, work, scale, to, |work| {
                product(work.inputs.segment(), &mut work.gauss, &mut work.combined);
            })
        })
    }

    fn carry(
        self,
        stretch: &Stretch<'_>,
        work: &mut Work,
        services: &mut [f64],
        mut take: impl FnMut(&Row<'_>, &mut [f64], Carried),
    ) {
        let mut inputs = std::mem::take(&mut work.paired);
        inputs.resize(inputs.len().max(services.len()), Paired::default());
        Paired::fill(stretch, &mut inputs[..services.len()]);
        let mut others = &inputs[..];
        for (row, to) in stretch.rows(services) {
            let (own, after) = others.split_at(to.len());
            others = after;
            let carried = if stretch.states.only_moving && row.is_still() {
                Carried::default()
            } else {
                carry_by_pair(&row, own, to).unwrap_or_else(|| {
                    self.shares(&row, work, |of_felt, dependence| of_felt * dependence, to)
                })
            };
            take(&row, to, carried);
        }
        work.paired = inputs;
    }

    fn slopes(self, row: &Row<'_>, scale: impl Fn(f64, f64) -> f64, to: &mut [f64]) -> f64 {
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
    fn factor<'a>(
        self,
        stretch: &Stretch<'a>,
        of_row: &mut [f64],
        made: &'a mut [f64],
    ) -> &'a [f64] {
        let Stretch { states, ref parties } = *stretch;
        let dependences = stretch.dependences();
        feel_all(states.new, stretch.providers(), dependences, made);
        if stretch.is_in_cycle() {
            for ((row, felt), of_row) in stretch.rows(made).zip(&mut *of_row) {
                *of_row = felt.iter().fold(row.own.1, |product, felt| product * felt);
            }
        } else {
            // What is delivered is the product, to the last bit.
            of_row.copy_from_slice(&states.new[parties.clone()]);
        }
        divide_all(dependences, made);
        if of_row.iter().any(|&product| product < LEAST_PRODUCT) {
            for ((row, slopes), of_row) in stretch.rows(made).zip(of_row) {
                if *of_row < LEAST_PRODUCT {
                    *of_row = 1.0;
                    self.slopes(&row, |of_felt, dependence| of_felt * dependence, slopes);
                }
            }
        }
        made
    }
}

/// Fills in what is felt of each service.
fn feel_all(quality: &[f64], providers: &[u32], dependences: &[f64], felt: &mut [f64]) {
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
fn divide_all(dependences: &[f64], felt: &mut [f64]) {
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

/// Two nodes of the quadrature, on either side of the middle.
#[derive(Clone, Copy, Default)]
struct Pair {
    /// How far from the middle they are, in 0..=1.
    place: f64,
    /// The weighted products at the two, their sum.
    even: f64,
    /// The same, their difference, times the place.
    odd: f64,
}

impl Pair {
    #[inline]
    fn divided_by(&self, input: Moving) -> f64 {
        let Self { place, even, odd } = *self;
        let reached = place * input.half;
        (even * input.middle - odd * input.half) / (input.middle * input.middle - reached * reached)
    }
}

/// A product smaller than this may have factors next to nothing, by which one does not divide.
pub(super) const LEAST_PRODUCT: f64 = 1e-70;
/// Instead of a smaller input, of which there is none in a product that large.
pub(super) const LEAST_FELT: f64 = 1e-75;

/// Divides the products of all inputs at a few pairs of nodes, each given by its first as
/// (node in 0..=1, weight), by each input; `None` where some input is next to nothing.
#[inline]
fn divide<const PAIRS: usize>(
    nodes: [(f64, f64); PAIRS],
    own: Moving,
    row: &Row<'_>,
    felt: &[Moving],
    scale: &impl Fn(f64, f64) -> f64,
    to: &mut [f64],
) -> Option<Carried> {
    let places = nodes.map(|(node, _)| 1.0 - 2.0 * node);
    let mut products = [[1.0; 2]; PAIRS];
    for felt in felt {
        for ([behind, ahead], place) in products.iter_mut().zip(places) {
            let reached = place * felt.half;
            *behind *= felt.middle - reached;
            *ahead *= felt.middle + reached;
        }
    }
    if products.as_flattened().iter().any(|&product| product < LEAST_PRODUCT) {
        return None;
    }
    let mut of_own = 0.0;
    let mut pairs = [Pair::default(); PAIRS];
    for (pair, ([behind, ahead], (place, (_, weight)))) in
        pairs.iter_mut().zip(products.into_iter().zip(places.into_iter().zip(nodes)))
    {
        let (behind, ahead) = (weight * behind, weight * ahead);
        of_own += behind + ahead;
        let (behind, ahead) = (behind * own.at(-place), ahead * own.at(place));
        *pair = Pair { place, even: ahead + behind, odd: place * (ahead - behind) };
    }
    let mut received = Parts::default();
    for ((to, felt), &dependence) in to.iter_mut().zip(felt).zip(row.dependences) {
        let of_felt = pairs.iter().fold(0.0, |sum, pair| sum + pair.divided_by(*felt));
        *to = scale(of_felt, dependence);
        received.take(of_felt * 2.0 * felt.half);
    }
    Some(Carried { of_own, received })
}
