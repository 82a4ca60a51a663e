//! Products of inputs that move little, which is nearly all of them.
//!
//! Let an input be `m (1 + t ρ)` along the segment, `t` in −1..=1. The product of some is that of
//! their `m`, times `1 + e₁ t + e₂ t² + ..` with the elementary symmetric polynomials `eₖ` of their
//! `ρ`, and its mean is
//!
//! ```text
//! Π m · (1 + e₂/3 + e₄/5 + e₆/7 + ..)          |eₖ| ≤ (Σ |ρ|)ᵏ / k!
//! ```
//!
//! Without one input, `e'₂ = e₂ − ρ e₁ + ρ²` and `e'₄ = e₄ − ρ e₃ + ρ² e₂ − ρ³ e₁ + ρ⁴`: the mean
//! is a polynomial in the `ρ` left out, with coefficients that its row has in common. So a row
//! takes two loops, and no division beyond `1/m`, which is made for many rows at once.

use std::ops::Range;

use super::gauss_pairs::{InputInterval, LEAST_FELT, LEAST_PRODUCT};
use crate::rule::secant::{PartSums, RowSum};

/// What is felt of every service of a run.
#[derive(Debug, Default)]
pub(crate) struct SmallChanges(Vec<SmallChange>);

/// What is felt of one service.
#[derive(Debug, Default, Clone, Copy)]
struct SmallChange {
    middle: f64,
    /// From the middle to the end, relative to the middle.
    moved: f64,
}

/// Up to this sum of relative moves what is left out is rounding: `e₆/7` is less than `1e-16`.
const LARGEST_SMALL_CHANGE: f64 = 0.0089;

impl SmallChanges {
    /// Takes what is felt of every service, given the qualities of all parties before and after,
    /// and fills in the dependences over that.
    pub(crate) fn fill(
        &mut self,
        (old, new): (&[f64], &[f64]),
        providers: &[u32],
        dependences: &[f64],
        to: &mut [f64],
    ) {
        let feel = |provider: u32, dependence: f64| {
            let provider = provider as usize;
            let felt = InputInterval::felt(old[provider], new[provider], dependence);
            let middle = if felt.middle > LEAST_FELT { felt.middle } else { LEAST_FELT };
            InputInterval { middle, ..felt }
        };
        let (providers, last_providers) = providers.as_chunks::<2>();
        let (dependences, last_dependences) = dependences.as_chunks::<2>();
        self.0.resize(self.0.len().max(to.len()), SmallChange::default());
        let (twos, last) = self.0[..to.len()].as_chunks_mut::<2>();
        let (to, last_to) = to.as_chunks_mut::<2>();
        let services = providers.iter().zip(dependences);
        for ((small_changes, to), (providers, dependences)) in twos.iter_mut().zip(to).zip(services)
        {
            let one = feel(providers[0], dependences[0]);
            let two = feel(providers[1], dependences[1]);
            // Two quotients by one division: 1/x = y/(x y).
            let inverse = 1.0 / (one.middle * two.middle);
            let inverses = [two.middle * inverse, one.middle * inverse];
            *small_changes = [
                SmallChange { middle: one.middle, moved: one.half * inverses[0] },
                SmallChange { middle: two.middle, moved: two.half * inverses[1] },
            ];
            *to = [dependences[0] * inverses[0], dependences[1] * inverses[1]];
        }
        let services = last_providers.iter().zip(last_dependences);
        for ((small_change, to), (&provider, dependence)) in
            last.iter_mut().zip(last_to).zip(services)
        {
            let InputInterval { middle, half } = feel(provider, *dependence);
            *small_change = SmallChange { middle, moved: half / middle };
            *to = dependence / middle;
        }
    }

    /// What a row carries, given its services within the run, and their secants, given
    /// dependences over what is felt; `None` where its inputs move more, or one is next to nothing.
    #[inline]
    pub(crate) fn carry(
        &self,
        own: InputInterval,
        services: Range<usize>,
        to: &mut [f64],
    ) -> Option<RowSum> {
        let services = &self.0[services];
        let (mut product, mut all, mut moved) = (1.0, Symmetric::default(), 0.0);
        for small_change in services {
            product *= small_change.middle;
            all.take(small_change.moved);
            moved += small_change.moved.abs();
        }
        let of_own = product * all.mean_without()[0];
        let own_moved = own.half / own.middle;
        all.take(own_moved);
        product *= own.middle;
        // Not so, too, where something is no number.
        let is_slight = moved + own_moved.abs() <= LARGEST_SMALL_CHANGE && product >= LEAST_PRODUCT;
        if !is_slight {
            return None;
        }
        let mean = all.mean_without().map(|coefficient| product * coefficient);
        let mut received = PartSums::default();
        for (to, &SmallChange { moved, .. }) in to.iter_mut().zip(services) {
            let others = mean.iter().rev().fold(0.0, |sum, coefficient| sum * moved + coefficient);
            *to *= others;
            received.take(2.0 * others * moved);
        }
        Some(RowSum { of_own, received })
    }
}

/// The elementary symmetric polynomials of degrees 1 to 4.
#[derive(Clone, Copy, Default)]
struct Symmetric([f64; 4]);

impl Symmetric {
    /// Takes one more number.
    #[inline]
    fn take(&mut self, number: f64) {
        let [one, two, three, four] = self.0;
        self.0 = [one + number, two + number * one, three + number * two, four + number * three];
    }

    /// The coefficients of the mean without one number, by powers of that.
    #[inline]
    fn mean_without(&self) -> [f64; 5] {
        const THIRD: f64 = 1.0 / 3.0;
        const FIFTH: f64 = 1.0 / 5.0;
        let [one, two, three, four] = self.0;
        [
            1.0 + THIRD * two + FIFTH * four,
            -(THIRD * one + FIFTH * three),
            THIRD + FIFTH * two,
            -FIFTH * one,
            FIFTH,
        ]
    }
}
