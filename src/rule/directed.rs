//! Rules rounded outwards: bounds that the exact values cannot exceed.
//!
//! A solve evaluates rules in floating point, by what is *missing*, `1 − q`, which is quick and
//! has an absolute error of a few units in the last place of 1. Here they are evaluated by what
//! *arrives*, so that small qualities keep their relative digits, and every step is moved outwards
//! by more than it may be off: by a few units in the last place, or by what its operands may be off
//! where they cancel. These formulas share nothing with those of a solve but the transfers.
//!
//! # References
//!
//! R. Moore, R. Kearfott and M. Cloud, *Introduction to Interval Analysis*, SIAM (2009).

use super::{Aggregator, Formulas, PlainRule, fdna, power, with_rule};

/// In which direction values are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoundingDirection {
    Down,
    Up,
}

/// Units in the last place by which a value of one or two operations is moved.
pub(crate) const UNITS: f64 = 4.0;

impl RoundingDirection {
    /// Returns 1 upwards, −1 downwards.
    pub(crate) fn sign(self) -> f64 {
        match self {
            Self::Down => -1.0,
            Self::Up => 1.0,
        }
    }

    /// Moves a quality outwards by so many units in its last place; 0 is exact.
    pub(crate) fn nudged(self, value: f64, units: f64) -> f64 {
        let moved = value * (1.0 + self.sign() * units * f64::EPSILON);
        match self {
            Self::Down => moved.clamp(0.0, 1.0),
            // The worst there is, should anything not be a number.
            Self::Up if moved.is_nan() => 1.0,
            Self::Up => moved.min(1.0),
        }
    }
}

/// A need, for the aggregate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DirectedNeed {
    pub(crate) met: f64,
    pub(crate) dependence: f64,
    pub(crate) weight: f64,
}

impl DirectedNeed {
    /// What is felt, `1 − α (1 − u)`, with the relative digits of a small `u`; exact at 0.
    pub(super) fn quality(self, direction: RoundingDirection) -> f64 {
        let Self { met, dependence, .. } = self;
        if dependence >= 1.0 {
            return met;
        }
        let felt = if met < 0.5 {
            (1.0 - dependence) + dependence * met
        } else {
            1.0 - dependence * (1.0 - met)
        };
        direction.nudged(felt, UNITS)
    }
}

/// Combines own capability and needs.
pub(crate) fn combine(
    aggregator: Aggregator,
    own: f64,
    needs: &[DirectedNeed],
    direction: RoundingDirection,
) -> f64 {
    if let Some(exact) = unrounded(aggregator, own, needs) {
        return exact;
    }
    match aggregator {
        Aggregator::Plain(rule) => with_rule!(rule, |rule| rule.directed(own, needs, direction)),
        Aggregator::Full { order } if order == f64::NEG_INFINITY => {
            combine(Aggregator::Plain(PlainRule::Weakest), own, needs, direction)
        }
        Aggregator::Full { order } => power::full_directed(order, own, needs, direction),
        Aggregator::Share { order, own_weight } => {
            power::share_directed(order, own, own_weight, needs, direction)
        }
        Aggregator::Fdna => fdna::directed(own, needs, direction),
    }
}

/// The aggregate where it takes no rounding: 1 where nothing is missing, and the one input that is
/// not 1 where all others are, of weight 1 under full weighting.
#[expect(clippy::float_cmp, reason = "exactly 1 is nothing missing")]
fn unrounded(aggregator: Aggregator, own: f64, needs: &[DirectedNeed]) -> Option<f64> {
    let mut lacking = needs.iter().filter(|need| need.met != 1.0);
    let is_full = matches!(
        aggregator,
        Aggregator::Plain(PlainRule::Product | PlainRule::Additive) | Aggregator::Full { .. }
    );
    match (own == 1.0, lacking.next(), lacking.next()) {
        (true, None, _) => Some(1.0),
        (false, None, _) if is_full => Some(own),
        (true, Some(&need @ DirectedNeed { dependence: 1.0, weight: 1.0, .. }), None)
            if is_full =>
        {
            Some(need.met)
        }
        _ => None,
    }
}

pub(super) fn count(number: usize) -> f64 {
    f64::from(crate::numerics::csr::ix(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::Substitution;
    use crate::rule::product::Product;
    use crate::rule::substitution::met_directed;

    const BOTH: [RoundingDirection; 2] = [RoundingDirection::Down, RoundingDirection::Up];

    fn needs(count: usize, met: f64) -> Vec<DirectedNeed> {
        let weight = 1.0 / f64::from(u32::try_from(count).unwrap());
        vec![DirectedNeed { met, dependence: 1.0, weight }; count]
    }

    #[test]
    fn a_single_product_is_moved_outwards_by_more_than_it_is_off() {
        let [down, up] = BOTH.map(|direction| Product.directed(0.3, &needs(1, 0.7), direction));
        let product: f64 = 0.3 * 0.7;
        assert!(down < product.next_down() && product.next_up() < up, "{down} {up}");
    }

    #[test]
    fn what_more_needs_may_be_off_by_is_more() {
        let width = |count: usize| {
            let [down, up] = BOTH
                .map(|direction| power::full_directed(2.0, 0.9, &needs(count, 0.99), direction));
            assert!(down < up, "{down} {up}");
            up - down
        };
        assert!(width(400) > 20.0 * width(1), "{} {}", width(400), width(1));
    }

    #[test]
    fn sources_without_weight_meet_nothing() {
        for direction in BOTH {
            let weights = [1.0, 0.0].into_iter();
            let independent = Some(Substitution::Independent);
            let met = met_directed(independent, &mut [0.7, 0.8], weights, direction);
            assert!((met - 0.7).abs() < 1e-14, "{met}");
        }
    }
}
