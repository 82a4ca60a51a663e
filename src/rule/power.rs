//! Aggregations of any order, under either weighting: through logarithms.

use super::additive::sum;
use super::directed::{DirectedNeed, RoundingDirection, UNITS, count};
use super::mean::shares;
use super::product::fractional_product;
use super::secant::{StageSegment, evaluate, extreme, finite, integrate_or_slope, with_own};
use super::{Aggregator, FeltNeeds};

/// Orders nearer to 0 than this are 0 to within the last place of an aggregate or a bound.
const NO_ORDER: f64 = 1e-100;

/// `(ln x, v)` of own capability and of every need, where `v > 0`.
fn logarithms(
    own: f64,
    own_weight: f64,
    needs: FeltNeeds<'_>,
) -> impl Iterator<Item = (f64, f64)> + Clone {
    let felt = needs.loss.iter().enumerate();
    let felt = felt.map(move |(need, loss)| ((-loss).ln_1p(), needs.weight(need)));
    std::iter::once((own.ln(), own_weight)).chain(felt).filter(|&(_, weight)| weight > 0.0)
}

/// Full weighting of a finite order up to 1.
///
/// Through `exp(log1p(Σ v expm1(p y)) / p)` with `y = ln x`, which is accurate for small `|p|`;
/// where a negative order makes the terms large, relative to the largest of them instead.
pub(super) fn full(order: f64, own: f64, needs: FeltNeeds<'_>) -> f64 {
    let terms = logarithms(own, 1.0, needs);
    let least = needs.most_lost().ln_1p().min(own.ln());
    if least == f64::NEG_INFINITY && order <= 0.0 {
        return 0.0;
    }
    if order.abs() < NO_ORDER {
        return terms.map(|(y, weight)| weight * y).sum::<f64>().exp().min(1.0);
    }
    let combined = if order * least > 1.0 {
        let nothing_lost = (-order * least).exp();
        let mut scaled = nothing_lost;
        for (y, weight) in terms {
            // Each term is at least 0, so that none cancels, however large its weight.
            scaled += weight
                * if order * y < 1.0 {
                    nothing_lost * (order * y).exp_m1()
                } else {
                    (order * (y - least)).exp() - nothing_lost
                };
        }
        (least + scaled.ln() / order).exp()
    } else {
        let sum: f64 = terms.map(|(y, weight)| weight * (order * y).exp_m1()).sum();
        if sum <= -1.0 { 0.0 } else { (sum.ln_1p() / order).exp() }
    };
    combined.min(1.0)
}

/// Share weighting of any order: a power mean, relative to its dominant input so that no term
/// overflows and small inputs keep their digits.
pub(super) fn share(order: f64, own: f64, own_weight: f64, needs: FeltNeeds<'_>) -> f64 {
    let terms = logarithms(own, own_weight, needs);
    let needed: f64 = (0..needs.loss.len()).map(|need| needs.weight(need)).sum();
    let total = own_weight + needed;
    if total <= 0.0 {
        return own;
    }
    let own_input = (own_weight > 0.0).then(|| own.ln());
    let dominant = if order > 0.0 {
        let least_lost = needs.least_lost().map_or(f64::NEG_INFINITY, f64::ln_1p);
        own_input.map_or(least_lost, |own| own.max(least_lost))
    } else {
        own_input.unwrap_or(0.0).min(needs.most_lost().ln_1p())
    };
    if dominant == f64::NEG_INFINITY || order.is_infinite() {
        return dominant.exp();
    }
    if order.abs() < NO_ORDER {
        return terms.map(|(y, weight)| weight / total * y).sum::<f64>().exp().min(1.0);
    }
    let sum: f64 =
        terms.clone().map(|(y, weight)| weight / total * (order * (y - dominant)).exp_m1()).sum();
    let logarithm = if sum > -0.5 {
        sum.ln_1p()
    } else {
        // Nearly all weight lies on inputs that hardly count: what does count is not what the
        // others leave of 1.
        let logarithms = terms.map(|(y, weight)| (weight.ln(), order * (y - dominant)));
        let largest =
            logarithms.clone().map(|(ln, term)| ln + term).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logarithms.map(|(ln, term)| (ln + term - largest).exp()).sum();
        largest - total.ln() + sum.ln()
    };
    (dominant + logarithm / order).exp().min(1.0)
}

/// Bounds `∂A/∂x = v (A/x)^{1−p}` for one input that is never below `least`, `p ≤ 1`.
#[expect(clippy::float_cmp, reason = "order 1 is a limit of the general form")]
pub(super) fn full_slope_bound(weight: f64, order: f64, least: f64) -> f64 {
    if order == f64::NEG_INFINITY {
        1.0
    } else if weight >= 1.0 || order == 1.0 {
        weight
    } else if order.abs() < NO_ORDER {
        weight * least.powf(weight - 1.0)
    } else {
        // v (v + (1 − v) / mᵖ)^{(1−p)/p}, through logarithms: next to order 0 the base
        // nears 1 and its exponent grows without bound.
        let base = ((1.0 - weight) * (-order * least.ln()).exp_m1()).ln_1p();
        weight * ((1.0 - order) / order * base).exp()
    }
}

/// Bounds the slope under share weighting of order above 1, given a weight of all of 1 and
/// `Σ w mᵖ` over all needs: `v / (v + Σ_others w mₒᵖ)^{(p−1)/p}`. Own capability may fall to 0, so
/// it does not count among the others.
pub(super) fn share_slope_bound(weight: f64, order: f64, least: f64, all: f64) -> f64 {
    if order == f64::INFINITY {
        return 1.0;
    }
    let others = (all - weight * least.powf(order)).max(0.0);
    (weight / (weight + others).powf((order - 1.0) / order)).min(1.0)
}

/// The slope of a share aggregation in the weight of an input, of weights that sum to 1:
/// `A ((x/A)ᵖ − 1) / p`. Weights move together, so that only differences of such slopes count.
#[cfg(feature = "evidence")]
pub(crate) fn weight_slope(order: f64, combined: f64, x: f64) -> f64 {
    if combined <= 0.0 || order.is_infinite() {
        return 0.0;
    }
    let ratio = x.ln() - combined.ln();
    let slope = if order.abs() < NO_ORDER { ratio } else { (order * ratio).exp_m1() / order };
    finite(combined * slope)
}

/// Secants of full weighting.
pub(super) fn full_secants(
    order: f64,
    inputs: StageSegment<'_>,
    need_weights: &[f64],
    secants: &mut Vec<f64>,
) {
    let weights = with_own(1.0, need_weights);
    if order.to_bits() == 1.0_f64.to_bits() {
        sum(inputs, &weights, secants);
    } else {
        *secants = general(Aggregator::Full { order }, order, inputs, &weights, need_weights);
    }
}

/// Secants of share weighting.
pub(super) fn share_secants(
    order: f64,
    own_weight: f64,
    inputs: StageSegment<'_>,
    need_weights: &[f64],
    secants: &mut Vec<f64>,
) {
    let weights = with_own(own_weight, need_weights);
    if order.is_infinite() {
        let rank = if order > 0.0 { 0 } else { inputs.before.len() - 1 };
        extreme(inputs, &weights, rank, secants);
    } else {
        let aggregator = Aggregator::Share { order, own_weight };
        *secants = general(aggregator, order, inputs, &shares(weights), need_weights);
    }
}

/// Secants of a general finite order.
fn general(
    aggregator: Aggregator,
    order: f64,
    inputs: StageSegment<'_>,
    weights: &[f64],
    need_weights: &[f64],
) -> Vec<f64> {
    if order == 0.0 {
        return fractional_product(inputs, weights);
    }
    let value = |inputs: &[f64]| evaluate(aggregator, inputs, need_weights, need_weights);
    power(inputs, &Power { order, weights, value: &value })
}

/// The weighted aggregation whose slopes are asked for.
struct Power<'a> {
    /// Finite.
    order: f64,
    /// Of every input; they sum to 1 under share weighting.
    weights: &'a [f64],
    /// Evaluates the aggregation at inputs.
    value: &'a dyn Fn(&[f64]) -> f64,
}

/// The secants of `A(x; v, p)`, whose slope is `∂A/∂xᵢ = vᵢ (A/xᵢ)^{1−p}`.
fn power(segment: StageSegment<'_>, power: &Power<'_>) -> Vec<f64> {
    integrate_or_slope(segment, |inputs, slopes| {
        let combined = (power.value)(inputs);
        for ((slope, x), weight) in slopes.iter_mut().zip(inputs).zip(power.weights) {
            *slope = if *weight > 0.0 && combined > 0.0 {
                let exponent = (1.0 - power.order) * (combined.ln() - x.ln());
                finite((weight.ln() + exponent).exp())
            } else {
                0.0
            };
        }
    })
}

/// Logarithms of sums above this are those of their largest terms.
const LARGE: f64 = 700.0;

/// The logarithm of every input that counts, and its weight.
fn directed_logarithms(
    own: f64,
    own_weight: f64,
    needs: &[DirectedNeed],
    direction: RoundingDirection,
) -> impl Iterator<Item = (f64, f64)> + Clone {
    let felt = needs.iter().map(move |need| (need.quality(direction).ln(), need.weight));
    std::iter::once((own.ln(), own_weight)).chain(felt).filter(|&(_, weight)| weight > 0.0)
}

/// Moves `exp(logarithm)` outwards, given what the logarithm may be off by.
fn exponential(logarithm: f64, error: f64, direction: RoundingDirection) -> f64 {
    direction.nudged((logarithm + direction.sign() * error).exp(), UNITS)
}

/// Full weighting of a finite order: `(1 + Σ v (xᵖ − 1))^(1/p)`.
pub(super) fn full_directed(
    order: f64,
    own: f64,
    needs: &[DirectedNeed],
    direction: RoundingDirection,
) -> f64 {
    let terms = directed_logarithms(own, 1.0, needs, direction);
    let units = UNITS * count(needs.len() + 1) * f64::EPSILON;
    let least = terms.clone().map(|(y, _)| y).fold(0.0, f64::min);
    if least == f64::NEG_INFINITY && order <= 0.0 {
        return 0.0;
    }
    if order.abs() < NO_ORDER {
        let sum: f64 = terms.map(|(y, weight)| weight * y).sum();
        return exponential(sum, units * sum.abs(), direction);
    }
    if order * least > LARGE {
        let logarithm = |(y, weight): (f64, f64)| weight.ln() + order * y;
        let largest = terms.clone().map(logarithm).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = terms.map(|term| (logarithm(term) - largest).exp()).sum();
        let sum = (largest + sum.ln()) / order;
        return exponential(sum, units * (1.0 + sum.abs()), direction);
    }
    // All terms have one sign, so that none cancels but against the 1.
    let sum: f64 = terms.clone().map(|(y, weight)| weight * (order * y).exp_m1()).sum();
    if order > 0.0 && is_nothing(own, needs) {
        return 0.0;
    }
    let toward_better = direction.sign() * order.signum();
    let error =
        units * (1.0 + terms.map(|(y, _)| (order * y).abs().min(LARGE)).fold(0.0, f64::max));
    let base = sum + toward_better * error * sum.abs();
    let base = if base < -0.5 { base + toward_better * f64::EPSILON } else { base };
    if base <= -1.0 {
        return 0.0;
    }
    let logarithm = base.ln_1p() / order;
    exponential(logarithm, units * logarithm.abs(), direction)
}

/// Whether losses of order 1 surely leave nothing: some input alone is wholly lost, or is there
/// with all others.
fn is_nothing(own: f64, needs: &[DirectedNeed]) -> bool {
    let lost =
        |need: &DirectedNeed| need.weight >= 1.0 && need.dependence >= 1.0 && need.met <= 0.0;
    own <= 0.0 || needs.iter().any(lost)
}

/// Share weighting: a power mean, relative to its dominant input.
pub(super) fn share_directed(
    order: f64,
    own: f64,
    own_weight: f64,
    needs: &[DirectedNeed],
    direction: RoundingDirection,
) -> f64 {
    let terms = directed_logarithms(own, own_weight, needs, direction);
    let total = own_weight + needs.iter().map(|need| need.weight).sum::<f64>();
    let units = UNITS * count(needs.len() + 1) * f64::EPSILON;
    if total <= 0.0 {
        return own;
    }
    let logarithms = terms.clone().map(|(y, _)| y);
    let dominant = if order > 0.0 {
        logarithms.fold(f64::NEG_INFINITY, f64::max)
    } else {
        logarithms.fold(0.0, f64::min)
    };
    if dominant == f64::NEG_INFINITY || order.is_infinite() {
        return exponential(dominant, units * dominant.abs().min(LARGE), direction);
    }
    if order.abs() < NO_ORDER {
        let sum: f64 = terms.map(|(y, weight)| weight / total * y).sum();
        return exponential(sum, units * sum.abs(), direction);
    }
    let power = |y: f64| order * (y - dominant);
    let sum: f64 = terms.clone().map(|(y, weight)| weight / total * power(y).exp_m1()).sum();
    let logarithm = if sum > -0.5 {
        sum.ln_1p()
    } else {
        terms.clone().map(|(y, weight)| weight / total * power(y).exp()).sum::<f64>().ln()
    };
    let steepest = terms.map(|(y, _)| power(y).abs()).filter(|it| it.is_finite());
    let error = units * (1.0 + steepest.fold(0.0, f64::max).min(LARGE));
    let error = if sum > -0.5 { error * sum.abs() * 2.0 } else { error };
    let logarithm = dominant + logarithm / order;
    exponential(logarithm, error / order.abs() + units * logarithm.abs(), direction)
}
