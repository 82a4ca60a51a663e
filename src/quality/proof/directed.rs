//! The equation of one party, rounded outwards: a bound that the exact value cannot exceed.
//!
//! A solve evaluates equations in floating point, by what is *missing*, `1 − q`, which is quick and
//! has an absolute error of a few units in the last place of 1. Here they are evaluated by what
//! *arrives*, so that small qualities keep their relative digits, and every step is moved outwards
//! by more than it may be off: by a few units in the last place, or by what its operands may be off
//! where they cancel. It shares no formula with the kernels of a solve but the transfers'.
//!
//! # References
//!
//! R. Moore, R. Kearfott and M. Cloud, *Introduction to Interval Analysis*, SIAM (2009).

use crate::network::slope::NO_ORDER;
use crate::network::{Aggregator, CompiledNeed, ConditionOverride, RowKind};
use crate::organisation::{Criticality, Substitution, Transfer};
use crate::quality::engine::equation::EquationContext;
use crate::quality::transfer;

/// In which direction values are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::quality) enum RoundingDirection {
    Down,
    Up,
}

/// Units in the last place by which a value of one or two operations is moved.
const UNITS: f64 = 4.0;

impl RoundingDirection {
    /// Returns 1 upwards, −1 downwards.
    pub(in crate::quality) fn sign(self) -> f64 {
        match self {
            Self::Down => -1.0,
            Self::Up => 1.0,
        }
    }

    /// Moves a quality outwards by so many units in its last place; 0 is exact.
    pub(in crate::quality) fn nudged(self, value: f64, units: f64) -> f64 {
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
struct DirectedNeed {
    met: f64,
    dependence: f64,
    weight: f64,
}

impl DirectedNeed {
    /// What is felt, `1 − α (1 − u)`, with the relative digits of a small `u`; exact at 0.
    fn quality(self, direction: RoundingDirection) -> f64 {
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

/// Memory that evaluations reuse.
#[derive(Debug, Default)]
pub(in crate::quality) struct Needs {
    needs: Vec<DirectedNeed>,
    received: Vec<f64>,
}

/// Evaluates the equation of a party from bounds of all qualities in the same direction, and of
/// its capability.
pub(in crate::quality) fn evaluate(
    context: &EquationContext<'_>,
    party: usize,
    own: f64,
    quality: &impl Fn(usize) -> f64,
    direction: RoundingDirection,
    memory: &mut Needs,
) -> f64 {
    memory.needs.clear();
    let layout = context.layout;
    let mut cap = 1.0_f64;
    let (RowKind::Plain(aggregator) | RowKind::Detailed { aggregator, .. }) =
        layout.row_kind_of(party);
    match layout.row_kind_of(party) {
        RowKind::Plain(_) => {
            for entry in layout.row(party) {
                let met = received(context, party, entry, quality, direction);
                let dependence = layout.dependence[entry];
                memory.needs.push(DirectedNeed { met, dependence, weight: 1.0 });
            }
        }
        RowKind::Detailed { needs, .. } => {
            for need in &layout.needs[needs.start as usize..needs.end as usize] {
                let met = met(context, party, need, quality, direction, &mut memory.received);
                let CompiledNeed { dependence, weight, .. } = *need;
                memory.needs.push(DirectedNeed { met, dependence, weight });
                if let Some(criticality) = need.criticality {
                    cap = cap.min(capped(criticality, met, direction));
                }
            }
        }
    }
    aggregate(*aggregator, own, &memory.needs, direction).min(cap)
}

/// What a criticality allows of a need that is met; exact where that is all of it.
#[expect(clippy::float_cmp, reason = "a cap of exactly what is met is not rounded")]
fn capped(criticality: Criticality, met: f64, direction: RoundingDirection) -> f64 {
    let Criticality { floor, slope } = criticality;
    if floor == 0.0 && slope == 1.0 {
        return met;
    }
    direction.nudged(floor + slope * met, UNITS)
}

fn received(
    context: &EquationContext<'_>,
    party: usize,
    entry: usize,
    quality: &impl Fn(usize) -> f64,
    direction: RoundingDirection,
) -> f64 {
    let detail = context.layout.detail_of(party, entry);
    let condition = match context.overrides.of_row(entry) {
        Some(ConditionOverride::Stopped) => return 0.0,
        Some(ConditionOverride::Condition(condition)) => condition,
        None => detail.map_or(1.0, |detail| detail.condition),
    };
    let provided = quality(context.layout.provider[entry] as usize);
    let arriving =
        if condition < 1.0 { direction.nudged(condition * provided, UNITS) } else { provided };
    match detail.map(|detail| &detail.transfer) {
        None | Some(Transfer::Identity) => arriving,
        // A quotient to the n-th power has n times its error.
        Some(hill @ Transfer::Hill { n, .. }) => {
            direction.nudged(transfer::felt(hill, arriving), UNITS + 2.0 * n)
        }
        Some(transfer) => direction.nudged(transfer::felt(transfer, arriving), UNITS),
    }
}

fn met(
    context: &EquationContext<'_>,
    party: usize,
    need: &CompiledNeed,
    quality: &impl Fn(usize) -> f64,
    direction: RoundingDirection,
    memory: &mut Vec<f64>,
) -> f64 {
    memory.clear();
    memory.extend(need.rows().map(|entry| received(context, party, entry, quality, direction)));
    if memory.is_empty() {
        return 0.0;
    }
    let weights = need.rows().map(|entry| context.layout.detail_of(party, entry));
    let weights = weights.map(|detail| detail.map_or(1.0, |detail| detail.weight));
    let units = UNITS * count(memory.len() + 1);
    match need.substitution {
        None => memory[0],
        Some(Substitution::BestOf) => memory.iter().copied().fold(0.0, f64::max),
        Some(Substitution::KthBest { k }) => {
            memory.sort_unstable_by(|one, two| two.total_cmp(one));
            memory[k as usize - 1]
        }
        Some(Substitution::Independent) => {
            let logarithms = memory.iter().zip(weights).filter(|&(_, weight)| weight > 0.0);
            let sum: f64 = logarithms.map(|(y, weight)| weight * (-y).ln_1p()).sum();
            direction.nudged(-sum.exp_m1(), units)
        }
        Some(Substitution::IndependentAtLeast { k }) => {
            direction.nudged(at_least(memory, k as usize), units)
        }
        Some(Substitution::Pooled { required }) => {
            let pooled: f64 = memory.iter().zip(weights).map(|(y, weight)| weight * y).sum();
            direction.nudged(pooled / required, units)
        }
    }
}

/// The chance that at least `k` of independent services work, as a sum of chances that none is
/// below 0: of every count, kept whole.
fn at_least(received: &[f64], k: usize) -> f64 {
    let mut exactly = vec![0.0; received.len() + 1];
    exactly[0] = 1.0;
    for (seen, &y) in received.iter().enumerate() {
        for count in (0..=seen).rev() {
            exactly[count + 1] += exactly[count] * y;
            exactly[count] *= 1.0 - y;
        }
    }
    exactly[k..].iter().rev().sum()
}

fn aggregate(
    aggregator: Aggregator,
    own: f64,
    needs: &[DirectedNeed],
    direction: RoundingDirection,
) -> f64 {
    if let Some(exact) = unrounded(aggregator, own, needs) {
        return exact;
    }
    let units = UNITS * count(needs.len() + 1);
    let felt = needs.iter().map(|need| need.quality(direction));
    match aggregator {
        Aggregator::Product => direction.nudged(felt.fold(own, |product, x| product * x), units),
        Aggregator::Weakest => {
            let counting = needs.iter().filter(|need| need.weight > 0.0);
            counting.map(|need| need.quality(direction)).fold(own, f64::min)
        }
        Aggregator::Additive => full(1.0, own, needs, direction),
        Aggregator::Full { order } if order == f64::NEG_INFINITY => {
            aggregate(Aggregator::Weakest, own, needs, direction)
        }
        Aggregator::Full { order } => full(order, own, needs, direction),
        Aggregator::Mean { own: own_weight } => {
            let weighted = needs.iter().map(|need| need.weight * need.quality(direction));
            let total = own_weight + needs.iter().map(|need| need.weight).sum::<f64>();
            let sum = own_weight * own + weighted.sum::<f64>();
            if total > 0.0 { direction.nudged(sum / total, 2.0 * units) } else { own }
        }
        Aggregator::Share { order, own: own_weight } => {
            share(order, own, own_weight, needs, direction)
        }
        Aggregator::Fdna if needs.is_empty() => own,
        Aggregator::Fdna => {
            let strength =
                |need: &DirectedNeed| need.dependence * need.met + (1.0 - need.dependence) * own;
            let sum: f64 = needs.iter().map(strength).sum();
            direction.nudged(sum / count(needs.len()), 2.0 * units)
        }
    }
}

/// The aggregate where it takes no rounding: 1 where nothing is missing, and the one input that is
/// not 1 where all others are, of weight 1 under full weighting.
#[expect(clippy::float_cmp, reason = "exactly 1 is nothing missing")]
fn unrounded(aggregator: Aggregator, own: f64, needs: &[DirectedNeed]) -> Option<f64> {
    let mut lacking = needs.iter().filter(|need| need.met != 1.0);
    let is_full =
        matches!(aggregator, Aggregator::Product | Aggregator::Additive | Aggregator::Full { .. });
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

/// Logarithms of sums above this are those of their largest terms.
const LARGE: f64 = 700.0;

/// The logarithm of every input that counts, and its weight.
fn logarithms(
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
fn full(order: f64, own: f64, needs: &[DirectedNeed], direction: RoundingDirection) -> f64 {
    let terms = logarithms(own, 1.0, needs, direction);
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
fn share(
    order: f64,
    own: f64,
    own_weight: f64,
    needs: &[DirectedNeed],
    direction: RoundingDirection,
) -> f64 {
    let terms = logarithms(own, own_weight, needs, direction);
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

fn count(number: usize) -> f64 {
    f64::from(crate::numerics::csr::ix(number))
}
