//! Inputs of a product that moves little: two nodes are enough for all of a row, and what is felt
//! of a whole stretch of services is taken there at once.

use super::product::{LEAST_FELT, LEAST_PRODUCT};
use super::{Carried, Parts, Row, Stretch};
use crate::explain::stage::PAIR;

/// An input at the two nodes of the quadrature.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::explain::multiplier) struct Paired {
    ahead: f64,
    behind: f64,
    /// `1 / (ahead · behind)`.
    inverse: f64,
    /// From the middle of the segment to its end.
    half: f64,
}

impl Paired {
    /// Takes what is felt of every service of a stretch.
    pub(super) fn fill(stretch: &Stretch<'_>, inputs: &mut [Self]) {
        let (old, new) = (stretch.states.old, stretch.states.new);
        let feel = |provider: u32, dependence: f64| {
            let (old, new) = (old[provider as usize], new[provider as usize]);
            let middle = 1.0 - dependence * (1.0 - 0.5 * (old + new));
            Self::new(middle, 0.5 * dependence * (new - old))
        };
        let (providers, last_providers) = stretch.providers().as_chunks::<2>();
        let (dependences, last_dependences) = stretch.dependences().as_chunks::<2>();
        let (twos, last) = inputs.as_chunks_mut::<2>();
        for (([one, two], providers), dependences) in
            twos.iter_mut().zip(providers).zip(dependences)
        {
            *one = feel(providers[0], dependences[0]);
            *two = feel(providers[1], dependences[1]);
            // Two quotients by one division: 1/x = y/(x y).
            let (x, y) = (one.ahead * one.behind, two.ahead * two.behind);
            let inverse = 1.0 / (x * y);
            (one.inverse, two.inverse) = (y * inverse, x * inverse);
        }
        for ((input, &provider), &dependence) in
            last.iter_mut().zip(last_providers).zip(last_dependences)
        {
            *input = feel(provider, dependence);
            input.inverse = 1.0 / (input.ahead * input.behind);
        }
    }

    fn new(middle: f64, half: f64) -> Self {
        let reached = PAIR.place * half;
        let kept = |value: f64| if value > LEAST_FELT { value } else { LEAST_FELT };
        Self { ahead: kept(middle + reached), behind: kept(middle - reached), inverse: 1.0, half }
    }
}

/// What a row carries, and its multipliers; `None` where two nodes are not exact, or an input is
/// next to nothing.
#[inline]
pub(super) fn carry_by_pair(row: &Row<'_>, inputs: &[Paired], to: &mut [f64]) -> Option<Carried> {
    let own = Paired::new(0.5 * (row.own.0 + row.own.1), 0.5 * (row.own.1 - row.own.0));
    let (mut ahead, mut behind) = (0.5, 0.5);
    let (mut moved, mut least) = (own.half.abs(), own.ahead.min(own.behind));
    for input in inputs {
        ahead *= input.ahead;
        behind *= input.behind;
        moved += input.half.abs();
        let lower = if input.ahead < input.behind { input.ahead } else { input.behind };
        least = if lower < least { lower } else { least };
    }
    let of_own = ahead + behind;
    let (ahead, behind) = (ahead * own.ahead, behind * own.behind);
    // No input is further from its ends than all move together.
    let is_exact = 2.0 * moved <= PAIR.spread * (least - moved);
    if !is_exact || ahead < LEAST_PRODUCT || behind < LEAST_PRODUCT {
        return None;
    }
    let mut received = Parts::default();
    for ((to, input), dependence) in to.iter_mut().zip(inputs).zip(row.dependences) {
        let of_felt = input.inverse * (ahead * input.behind + behind * input.ahead);
        *to = of_felt * dependence;
        received.take(of_felt * 2.0 * input.half);
    }
    Some(Carried { of_own, received })
}
