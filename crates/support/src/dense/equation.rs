//! The equation of one party as it is written, of numbers of any precision.

use knockon::{Aggregation, Rule, Substitution, Transfer, Weighting};

use super::number::Number;
use crate::statement::{Needed, Party, Supply};

/// What is received on a service.
pub(super) fn received<N: Number>(supply: &Supply, quality: &[N]) -> N {
    if supply.stopped || !supply.running {
        return N::of(0.0);
    }
    felt(&supply.transfer, N::of(supply.condition) * quality[supply.provider])
}

fn felt<N: Number>(transfer: &Transfer, x: N) -> N {
    let one = N::of(1.0);
    match transfer {
        Transfer::Identity => x,
        Transfer::Ramp { from, to } => {
            let (from, to) = (N::of(*from), N::of(*to));
            ((x - from) / (to - from)).unit()
        }
        Transfer::Power { exponent } => x.pow(N::of(*exponent)),
        Transfer::Hill { n, threshold } => {
            let n = N::of(*n);
            let (power, k) = (x.pow(n), N::of(*threshold).pow(n));
            power * (one + k) / (power + k)
        }
        Transfer::Table { points } => {
            let Some(right) = points.iter().position(|(quality, _)| x <= N::of(*quality)) else {
                return one;
            };
            let at = |(quality, felt): (f64, f64)| (N::of(quality), N::of(felt));
            let (high_quality, high) = at(points[right]);
            let Some(left) = right.checked_sub(1) else { return high };
            let (low_quality, low) = at(points[left]);
            low + (high - low) * (x - low_quality) / (high_quality - low_quality)
        }
        other => unreachable!("an unknown transfer {other:?}"),
    }
}

/// How well a need is met.
pub(super) fn met<N: Number>(need: &Needed, quality: &[N]) -> N {
    let (zero, one) = (N::of(0.0), N::of(1.0));
    let y: Vec<N> = need.services.iter().map(|supply| received(supply, quality)).collect();
    let weighted = || need.services.iter().map(|supply| N::of(supply.weight)).zip(&y);
    match need.substitution {
        _ if y.is_empty() => zero,
        None => y[0],
        Some(Substitution::BestOf) => y.iter().fold(zero, |best, y| best.greatest(*y)),
        Some(Substitution::KthBest { k }) => {
            let mut sorted = y;
            sorted.sort_by(|one, two| two.partial_cmp(one).expect("no NaN is received"));
            sorted[k as usize - 1]
        }
        Some(Substitution::Independent) => {
            one - weighted().fold(one, |missing, (w, y)| missing * (one - *y).pow(w))
        }
        Some(Substitution::IndependentAtLeast { k }) => at_least(k as usize, &y),
        Some(Substitution::Pooled { required }) => {
            let sum = weighted().fold(zero, |sum, (w, y)| sum + w * *y);
            (sum / N::of(required)).least(one)
        }
        Some(other) => unreachable!("an unknown substitution {other:?}"),
    }
}

/// The probability that at least `k` work: that of every number of those that work, one more at a
/// time.
fn at_least<N: Number>(k: usize, works: &[N]) -> N {
    let (zero, one) = (N::of(0.0), N::of(1.0));
    let mut chance = vec![zero; works.len() + 1];
    chance[0] = one;
    for (count, y) in works.iter().enumerate() {
        for number in (0..=count).rev() {
            let works = chance[number] * *y;
            chance[number] = chance[number] - works;
            chance[number + 1] = chance[number + 1] + works;
        }
    }
    chance[k..].iter().fold(zero, |sum, chance| sum + *chance)
}

/// What a party delivers, given its capability and all qualities.
pub(super) fn delivered<N: Number>(
    party: &Party,
    needs: &[&Needed],
    capability: N,
    quality: &[N],
) -> N {
    let met: Vec<N> = needs.iter().map(|need| met(need, quality)).collect();
    let mut delivered = combined(party, needs, &met, capability);
    for (need, u) in needs.iter().zip(&met) {
        if let Some(criticality) = need.criticality {
            let cap = N::of(criticality.floor) + N::of(criticality.slope) * *u;
            delivered = delivered.least(cap.unit());
        }
    }
    N::of(party.ceiling) * delivered
}

/// Less than this is as good as nothing: one divided by it is beyond all floats.
const NOTHING: f64 = 1e-290;

fn combined<N: Number>(party: &Party, needs: &[&Needed], met: &[N], capability: N) -> N {
    let one = N::of(1.0);
    let Rule::Aggregation(Aggregation { order, weighting, .. }) = party.rule else {
        return fdna(needs, met, capability);
    };
    let felt = needs.iter().zip(met).map(|(need, u)| {
        let felt = one - N::of(need.dependence) * (one - *u);
        let felt = if felt.get() < NOTHING { N::of(0.0) } else { felt };
        (N::of(need.weight), felt)
    });
    let inputs = |own: f64| -> Vec<(N, N)> {
        let own = std::iter::once((N::of(own), capability));
        own.chain(felt).filter(|(weight, _)| *weight > N::of(0.0)).collect()
    };
    match weighting {
        Weighting::Full => full(order, &inputs(1.0)),
        Weighting::Share { own_weight } => {
            let own = own_weight.unwrap_or(if party.is_customer { 0.0 } else { 1.0 });
            let inputs = inputs(own);
            if inputs.is_empty() { capability } else { share(order, &inputs) }
        }
        other => unreachable!("an unknown weighting {other:?}"),
    }
}

fn fdna<N: Number>(needs: &[&Needed], met: &[N], capability: N) -> N {
    let one = N::of(1.0);
    let (mut sum, mut count) = (N::of(0.0), N::of(0.0));
    for (need, u) in needs.iter().zip(met) {
        let dependence = N::of(need.dependence);
        sum = sum + dependence * *u + (one - dependence) * capability;
        count = count + one;
    }
    if count > N::of(0.0) { sum / count } else { capability }
}

/// Orders nearer to 0 are computed through logarithms, others through powers.
const SMALL_ORDER: f64 = 0.5;

/// `( 1 − Σ v (1 − x^p) )₊ ^(1/p)`, weights as they are; `p ≤ 1`.
fn full<N: Number>(order: f64, inputs: &[(N, N)]) -> N {
    let (zero, one) = (N::of(0.0), N::of(1.0));
    let least = inputs.iter().fold(one, |least, (_, x)| least.least(*x));
    if order == f64::NEG_INFINITY {
        return least;
    }
    if order == 0.0 {
        return inputs.iter().fold(one, |product, (v, x)| product * x.pow(*v));
    }
    let p = N::of(order);
    if order < 0.0 && least <= zero {
        return zero;
    }
    if order.abs() < SMALL_ORDER && least > zero {
        let lost = |sum: N, (v, x): &(N, N)| sum + *v * (p * x.ln()).exp_m1();
        let inner = inputs.iter().fold(zero, lost);
        return if inner <= -one { zero } else { (inner.ln_1p() / p).exp() };
    }
    if order < 0.0 {
        // Relative to the least input, so that no power overflows.
        let rest = inputs.iter().fold(one, |rest, (v, _)| rest - *v);
        let scaled = |sum: N, (v, x): &(N, N)| sum + *v * (*x / least).pow(p);
        let inner = inputs.iter().fold(rest * (one / least).pow(p), scaled);
        return least * inner.pow(one / p);
    }
    let lost = |sum: N, (v, x): &(N, N)| sum - *v * (one - x.pow(p));
    let inner = inputs.iter().fold(one, lost);
    inner.greatest(zero).pow(one / p)
}

/// `( Σ v x^p )^(1/p)` with weights scaled to sum to 1.
fn share<N: Number>(order: f64, inputs: &[(N, N)]) -> N {
    let (zero, one) = (N::of(0.0), N::of(1.0));
    let total = inputs.iter().fold(zero, |sum, (v, _)| sum + *v);
    let least = inputs.iter().fold(one, |least, (_, x)| least.least(*x));
    let best = inputs.iter().fold(zero, |best, (_, x)| best.greatest(*x));
    if order == f64::NEG_INFINITY || (order < 0.0 && least <= zero) {
        return least;
    }
    if order == f64::INFINITY || best <= zero {
        return best;
    }
    if order == 0.0 {
        return inputs.iter().fold(one, |product, (v, x)| product * x.pow(*v / total));
    }
    let p = N::of(order);
    let unit = if order > 0.0 { best } else { least };
    if order.abs() < SMALL_ORDER {
        let term = |sum: N, (v, x): &(N, N)| {
            let part = if *x > zero { (p * (*x / unit).ln()).exp_m1() } else { -one };
            sum + *v / total * part
        };
        return unit * (inputs.iter().fold(zero, term).ln_1p() / p).exp();
    }
    let term = |sum: N, (v, x): &(N, N)| sum + *v / total * (*x / unit).pow(p);
    (unit * inputs.iter().fold(zero, term).pow(one / p)).least(one)
}
