//! The largest own capability with which a party delivers no more than it was read to deliver.
//!
//! Every rule is continuous and does not fall in own capability `s`, so that `{ s ≤ 1 : A(s) ≤ o }`
//! is empty or reaches from 0 to its largest member, with weights of `share` scaled to sum to 1:
//!
//! ```text
//! full, p = 0     s = o / Π x^v                   share, p = 0     s = (o / Π x^v)^(1/v₀)
//! full, any p     sᵖ = oᵖ + Σ v (1 − xᵖ)          share, any p     sᵖ = (oᵖ − Σ v xᵖ) / v₀
//! p = −∞          s = o if o < min x, else 1      p = +∞           s = o if o ≥ max x, else none
//! fdna            s = (n o − Σ α u) / Σ (1 − α)
//! ```
//!
//! A right side below 0 is none for `p > 0`: capability 0 delivers more than was read. For `p < 0` it
//! is 1, as where some input is 0. Orders near 0 go through `exp_m1` and `ln_1p`.

use super::{Aggregator, FeltNeeds, PlainRule};

/// A closed formulaula that misses the reading by more than this is looked for anew.
const MISSED: f64 = 1e-14;
/// Halvings until a capability is as near as numbers are.
const HALVINGS: u32 = 1100;

/// The input and the weight of every need that counts.
fn inputs(needs: FeltNeeds<'_>) -> impl Iterator<Item = (f64, f64)> {
    let felt = needs.loss.iter().enumerate();
    felt.map(move |(need, loss)| (1.0 - loss, needs.weight(need))).filter(|&(_, v)| v > 0.0)
}

impl Aggregator {
    /// The largest own capability, 0..=1, with which needs so felt combine to no more than a
    /// quality; `None` where they combine to more without any.
    ///
    /// # Complexity
    ///
    /// Time linear in needs.
    pub(crate) fn largest_own(self, combined: f64, needs: FeltNeeds<'_>) -> Option<f64> {
        let own = match self {
            Self::Plain(PlainRule::Product) => Some(full(0.0, combined, needs)),
            Self::Plain(PlainRule::Additive) => Some(full(1.0, combined, needs)),
            Self::Plain(PlainRule::Weakest) => Some(full(f64::NEG_INFINITY, combined, needs)),
            Self::Full { order } => Some(full(order, combined, needs)),
            Self::Plain(PlainRule::Mean { own_weight }) => share(1.0, own_weight, combined, needs),
            Self::Share { order, own_weight } => share(order, own_weight, combined, needs),
            Self::Fdna => fdna(combined, needs),
        };
        let own = own?.clamp(0.0, 1.0);
        let delivered = self.combine(own, needs);
        let misses = delivered > combined + MISSED || (own < 1.0 && delivered < combined - MISSED);
        if misses { self.halved(combined, needs) } else { Some(own) }
    }

    /// The same by halving, where cancellation takes the digits of a closed formulaula.
    fn halved(self, combined: f64, needs: FeltNeeds<'_>) -> Option<f64> {
        if self.combine(0.0, needs) > combined {
            return None;
        }
        if self.combine(1.0, needs) <= combined {
            return Some(1.0);
        }
        let (mut kept, mut beyond) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(kept, beyond);
            if middle <= kept || middle >= beyond {
                break;
            }
            if self.combine(middle, needs) <= combined { kept = middle } else { beyond = middle }
        }
        Some(kept)
    }
}

#[expect(clippy::float_cmp, reason = "orders 0 and 1 are limits of the general formula")]
fn full(order: f64, combined: f64, needs: FeltNeeds<'_>) -> f64 {
    if order == f64::NEG_INFINITY {
        return weakest(combined, needs);
    }
    if order == 1.0 {
        let lost: f64 = needs.weighted().map(|(loss, weight)| weight * loss).sum();
        return combined + lost;
    }
    if order <= 0.0 && inputs(needs).any(|(x, _)| x <= 0.0) {
        return 1.0;
    }
    if order == 0.0 {
        let product: f64 =
            inputs(needs).map(|(x, v)| if v == 1.0 { x } else { x.powf(v) }).product();
        return if product > 0.0 { combined / product } else { 1.0 };
    }
    let delivered = combined.ln();
    let least = inputs(needs).map(|(x, _)| x.ln()).fold(delivered, f64::min);
    if order < 0.0 && delivered == f64::NEG_INFINITY {
        return 0.0;
    }
    if order * least > 1.0 {
        // Powers are large: relative to the largest of them.
        let nothing_lost = (-order * least).exp();
        let lost: f64 =
            inputs(needs).map(|(x, v)| v * ((order * (x.ln() - least)).exp() - nothing_lost)).sum();
        let left = (order * (delivered - least)).exp() - lost;
        return if left > 0.0 { (least + left.ln() / order).exp() } else { 1.0 };
    }
    let lost: f64 = inputs(needs).map(|(x, v)| v * (order * x.ln()).exp_m1()).sum();
    let left = (order * delivered).exp_m1() - lost;
    match (left > -1.0, order > 0.0) {
        (true, _) => (left.ln_1p() / order).exp(),
        (false, true) => 0.0,
        (false, false) => 1.0,
    }
}

#[expect(clippy::float_cmp, reason = "orders 0 and 1 are limits of the general formula")]
fn share(order: f64, own_weight: f64, combined: f64, needs: FeltNeeds<'_>) -> Option<f64> {
    let total = own_weight + inputs(needs).map(|(_, v)| v).sum::<f64>();
    if total <= 0.0 {
        return Some(combined);
    }
    if own_weight <= 0.0 {
        // Whatever it is, own capability changes nothing.
        let unchanged = Aggregator::Share { order, own_weight }.combine(1.0, needs);
        return (unchanged <= combined).then_some(1.0);
    }
    if order == f64::NEG_INFINITY {
        return Some(weakest(combined, needs));
    }
    let best = inputs(needs).map(|(x, _)| x).fold(0.0, f64::max);
    if order == f64::INFINITY {
        return (combined >= best).then_some(combined);
    }
    if order == 1.0 {
        let received: f64 = inputs(needs).map(|(x, v)| v * x).sum();
        let own = (combined * total - received) / own_weight;
        return (own >= -MISSED).then_some(own);
    }
    if order <= 0.0 && inputs(needs).any(|(x, _)| x <= 0.0) {
        return Some(1.0);
    }
    if combined <= 0.0 {
        return (order <= 0.0 || best <= 0.0).then_some(0.0);
    }
    let (own_share, delivered) = (own_weight / total, combined.ln());
    if order == 0.0 {
        let received: f64 = inputs(needs).map(|(x, v)| v / total * x.ln()).sum();
        return Some(((delivered - received) / own_share).exp());
    }
    let logarithms = inputs(needs).map(|(x, _)| x.ln());
    let dominant = if order > 0.0 {
        logarithms.fold(delivered, f64::max)
    } else {
        logarithms.fold(delivered, f64::min)
    };
    let power = |y: f64| (order * (y - dominant)).exp_m1();
    let received: f64 = inputs(needs).map(|(x, v)| v / total * power(x.ln())).sum();
    let left = (power(delivered) - received) / own_share;
    match (left >= -1.0, order > 0.0) {
        (true, _) => Some((dominant + left.ln_1p() / order).exp()),
        (false, true) => None,
        (false, false) => Some(1.0),
    }
}

/// Of a minimum over inputs.
fn weakest(combined: f64, needs: FeltNeeds<'_>) -> f64 {
    let least = 1.0 + needs.most_lost();
    if combined < least { combined } else { 1.0 }
}

fn fdna(combined: f64, needs: FeltNeeds<'_>) -> Option<f64> {
    let (mut count, mut received, mut own) = (0.0, 0.0, 0.0);
    for (&loss, &dependence) in needs.loss.iter().zip(needs.dependence) {
        count += 1.0;
        received += dependence - loss;
        own += 1.0 - dependence;
    }
    if count <= 0.0 {
        return Some(combined);
    }
    let left = count * combined - received;
    if own > 0.0 {
        (left >= -MISSED).then_some(left / own)
    } else {
        (left >= -MISSED).then_some(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The next number of a fixed sequence (a linear congruence).
    fn next_whole(state: &mut u64) -> u32 {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(*state >> 33).unwrap_or_default()
    }

    /// A number in 0..=1.
    fn next(state: &mut u64) -> f64 {
        f64::from(next_whole(state)) / f64::from(u32::MAX >> 1)
    }

    fn below(count: u32, state: &mut u64) -> usize {
        usize::try_from(next_whole(state) % count).unwrap_or_default()
    }

    fn aggregators(state: &mut u64) -> Vec<Aggregator> {
        let own_weight = [0.0, 0.3, 1.0, 7.0][below(4, state)];
        let plain = [
            PlainRule::Product,
            PlainRule::Additive,
            PlainRule::Weakest,
            PlainRule::Mean { own_weight },
        ];
        let orders = [-300.0, -7.3, -1.0, -0.5, -1e-9, 0.0, 1e-9, 0.4, 1.0];
        let beyond = [2.0, 8.5, 120.0, f64::INFINITY, f64::NEG_INFINITY];
        let full = orders.map(|order| Aggregator::Full { order });
        let share =
            orders.iter().chain(&beyond).map(|&order| Aggregator::Share { order, own_weight });
        let plain = plain.map(Aggregator::Plain).into_iter();
        plain.chain(full).chain(share).chain([Aggregator::Fdna]).collect()
    }

    /// The largest capability that delivers no more than a quality, by halving alone.
    fn by_bisection(aggregator: Aggregator, combined: f64, needs: FeltNeeds<'_>) -> Option<f64> {
        let delivers = |own: f64| aggregator.combine(own, needs);
        if delivers(0.0) > combined {
            return None;
        }
        if delivers(1.0) <= combined {
            return Some(1.0);
        }
        let (mut kept, mut beyond) = (0.0, 1.0);
        while beyond - kept > 1e-16 * beyond {
            let middle = f64::midpoint(kept, beyond);
            if middle <= kept || middle >= beyond {
                break;
            }
            if delivers(middle) <= combined { kept = middle } else { beyond = middle }
        }
        Some(kept)
    }

    #[test]
    fn inverses_equal_bisection_for_every_rule() {
        let mut state = 42;
        let (mut worst, mut compared) = (0.0_f64, 0_u32);
        for _ in 0..1500 {
            let count = below(5, &mut state);
            let exact = |x: f64| {
                if x < 0.1 {
                    0.0
                } else if x > 0.9 {
                    1.0
                } else {
                    x
                }
            };
            let dependence: Vec<f64> = (0..count).map(|_| exact(next(&mut state))).collect();
            let loss: Vec<f64> =
                dependence.iter().map(|dependence| dependence * exact(next(&mut state))).collect();
            let weight: Vec<f64> = (0..count).map(|_| 3.0 * next(&mut state)).collect();
            for aggregator in aggregators(&mut state) {
                let of_one = matches!(
                    aggregator,
                    Aggregator::Plain(PlainRule::Product | PlainRule::Additive)
                );
                let weight: &[f64] = if of_one { &[] } else { &weight };
                let needs = FeltNeeds { loss: &loss, dependence: &dependence, weight };
                let combined = exact(next(&mut state));
                let closed = aggregator.largest_own(combined, needs);
                let expected = by_bisection(aggregator, combined, needs);
                // Near the edge of a plateau rounding decides: what is delivered is compared.
                let off = |own: f64| (aggregator.combine(own, needs) - combined).abs();
                match (closed, expected) {
                    (Some(closed), Some(expected)) => {
                        let (one, two) = (
                            aggregator.combine(closed, needs),
                            aggregator.combine(expected, needs),
                        );
                        worst = worst.max((one - two).abs());
                        assert!(
                            (one - two).abs() <= 1e-13,
                            "{aggregator:?} {combined} {needs:?}: {closed} and not {expected}"
                        );
                    }
                    (None, None) => {}
                    (one, two) => {
                        let least = off(0.0);
                        assert!(
                            least <= 1e-13,
                            "{aggregator:?} {combined} {needs:?}: {one:?} and not {two:?}"
                        );
                    }
                }
                compared += 1;
            }
        }
        assert!(compared > 20_000 && worst > 0.0, "{compared} inverses, worst {worst:e}");
    }
}
