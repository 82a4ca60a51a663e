//! A slow, obvious reference: every equation as it is written, the whole map swept at once.
//!
//! It shares nothing with the library but the words of a statement. Iterating from 1 gives the
//! greatest fixpoint, from 0 the least; neither order, component nor certificate plays a part.

use knockon::{Aggregation, Rule, Substitution, Transfer, Weighting};

use crate::support::statement::{Needed, Party, Statement, Supply};
use crate::support::tolerance;

/// A fixpoint, as far as the sweeps went.
#[derive(Debug, Clone)]
pub(crate) struct Solution {
    pub(crate) quality: Vec<f64>,
    pub(crate) sweeps: u32,
    pub(crate) converged: bool,
    /// How far it still moved once a step was within [`SMALL_STEP`]: what a solve that stops at a
    /// small step may be off by, where steps shrink slowly or a slope has no bound.
    pub(crate) drift: f64,
}

/// The step from which on the drift is counted.
const SMALL_STEP: f64 = 1e-12;

/// The step below which a sweep changes nothing that matters.
const LAST_STEP: f64 = 1e-15;

/// Sweeps after which it gives up.
const MOST_SWEEPS: u32 = 20_000;

/// The best state consistent with every rule.
pub(crate) fn greatest(statement: &Statement) -> Solution {
    iterate(statement, 1.0)
}

/// The worst state consistent with every rule.
pub(crate) fn least(statement: &Statement) -> Solution {
    iterate(statement, 0.0)
}

/// The largest distance between two states.
pub(crate) fn distance(one: &[f64], two: &[f64]) -> f64 {
    one.iter().zip(two).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// How far each party may lie from a state if every value may be off by an error of its own: small
/// where slopes are, and not where a steep rule magnifies what is left of an iteration.
pub(crate) fn spread(statement: &Statement, state: &[f64], error: f64) -> Vec<f64> {
    const ROUNDS: u32 = 60;
    let mut spread = vec![error; state.len()];
    for _ in 0..ROUNDS {
        let shifted = |sign: f64| {
            let shift = |(q, d): (&f64, &f64)| (q + sign * d).clamp(0.0, 1.0);
            sweep(statement, &state.iter().zip(&spread).map(shift).collect::<Vec<_>>())
        };
        let (high, low) = (shifted(1.0), shifted(-1.0));
        let moved = state.iter().zip(high.iter().zip(&low));
        spread = moved.map(|(q, (high, low))| error + (high - q).max(q - low).max(0.0)).collect();
    }
    spread
}

impl Solution {
    /// How far a solve of the same statement may lie from each party's value.
    pub(crate) fn allowance(&self, statement: &Statement) -> Vec<f64> {
        spread(statement, &self.quality, tolerance::SOLVED + self.drift)
    }
}

/// Whether two states agree within an allowance for each party.
pub(crate) fn agree(one: &[f64], two: &[f64], allowed: &[f64]) -> bool {
    one.iter().zip(two).zip(allowed).all(|((one, two), allowed)| (one - two).abs() <= *allowed)
}

fn iterate(statement: &Statement, start: f64) -> Solution {
    let mut quality = vec![start; statement.parties.len()];
    let mut at_small_step = None;
    for sweeps in 1..=MOST_SWEEPS {
        let next = sweep(statement, &quality);
        let step = distance(&next, &quality);
        quality = next;
        if step <= SMALL_STEP && at_small_step.is_none() {
            at_small_step = Some(quality.clone());
        }
        if step <= LAST_STEP {
            let drift = at_small_step.map_or(0.0, |earlier| distance(&earlier, &quality));
            return Solution { quality, sweeps, converged: true, drift };
        }
    }
    Solution { quality, sweeps: MOST_SWEEPS, converged: false, drift: f64::INFINITY }
}

/// Every party's equation, evaluated once from one state.
pub(crate) fn sweep(statement: &Statement, quality: &[f64]) -> Vec<f64> {
    let evaluate = |(index, party)| delivered(statement, index, party, quality);
    statement.parties.iter().enumerate().map(evaluate).collect()
}

fn delivered(statement: &Statement, index: usize, party: &Party, quality: &[f64]) -> f64 {
    let needs: Vec<(&Needed, f64)> = statement
        .needs
        .iter()
        .filter(|need| need.consumer == index)
        .map(|need| (need, met(need, quality)))
        .collect();
    let cap = needs
        .iter()
        .filter_map(|(need, u)| {
            let criticality = need.criticality?;
            Some((criticality.floor + criticality.slope * u).clamp(0.0, 1.0))
        })
        .fold(f64::INFINITY, f64::min);
    combined(party, &needs).min(cap)
}

fn combined(party: &Party, needs: &[(&Needed, f64)]) -> f64 {
    let s = party.capability;
    let Aggregation { order, weighting, .. } = match party.rule {
        Rule::Fdna if needs.is_empty() => return s,
        Rule::Fdna => {
            let strengths =
                needs.iter().map(|(need, u)| need.dependence * u + (1.0 - need.dependence) * s);
            let count: f64 = needs.iter().map(|_| 1.0).sum();
            return strengths.sum::<f64>() / count;
        }
        Rule::Aggregation(aggregation) => aggregation,
        _ => unreachable!("a rule the oracle does not know"),
    };
    let felt = needs.iter().map(|(need, u)| (need.weight, 1.0 - need.dependence * (1.0 - u)));
    match weighting {
        Weighting::Full => full(order, &std::iter::once((1.0, s)).chain(felt).collect::<Vec<_>>()),
        Weighting::Share { own_weight } => {
            let own = own_weight.unwrap_or(if party.is_customer { 0.0 } else { 1.0 });
            let inputs: Vec<_> = std::iter::once((own, s)).chain(felt).collect();
            let total: f64 = inputs.iter().map(|(v, _)| v).sum();
            if total > 0.0 { share(order, total, &inputs) } else { s }
        }
        _ => unreachable!("a weighting the oracle does not know"),
    }
}

/// `( 1 − Σ v (1 − x^p) )₊ ^(1/p)`, weights as they are.
fn full(p: f64, inputs: &[(f64, f64)]) -> f64 {
    let counted = || inputs.iter().filter(|(v, _)| *v > 0.0);
    if p == f64::NEG_INFINITY {
        return counted().map(|(_, x)| *x).fold(1.0, f64::min);
    }
    if p.abs() == 0.0 {
        return counted().map(|(v, x)| x.powf(*v)).product();
    }
    let inner = 1.0 - counted().map(|(v, x)| v * (1.0 - x.powf(p))).sum::<f64>();
    inner.max(0.0).powf(1.0 / p)
}

/// The same with weights that sum to 1, where it is `( Σ v x^p )^(1/p)`.
fn share(p: f64, total: f64, inputs: &[(f64, f64)]) -> f64 {
    let counted = || inputs.iter().filter(|(v, _)| *v > 0.0).map(|(v, x)| (v / total, *x));
    if p == f64::INFINITY {
        return counted().map(|(_, x)| x).fold(0.0, f64::max);
    }
    if p == f64::NEG_INFINITY || p.abs() == 0.0 {
        return full(p, &counted().collect::<Vec<_>>());
    }
    // Where little is lost the first form is exact at 1; where much is, the second keeps its digits.
    let lost = counted().map(|(v, x)| v * (1.0 - x.powf(p))).sum::<f64>();
    let left = counted().map(|(v, x)| v * x.powf(p)).sum::<f64>();
    (if lost.abs() < 0.5 { 1.0 - lost } else { left }).powf(1.0 / p).min(1.0)
}

/// How well a need is met.
pub(crate) fn met(need: &Needed, quality: &[f64]) -> f64 {
    let received: Vec<(f64, f64)> =
        need.services.iter().map(|supply| (supply.weight, received(supply, quality))).collect();
    let y = || received.iter().map(|(_, y)| *y);
    match need.substitution {
        _ if received.is_empty() => 0.0,
        None => y().next().unwrap_or(0.0),
        Some(Substitution::BestOf) => y().fold(0.0, f64::max),
        Some(Substitution::KthBest { k }) => {
            let mut sorted: Vec<f64> = y().collect();
            sorted.sort_by(|a, b| b.total_cmp(a));
            sorted[k as usize - 1]
        }
        Some(Substitution::Independent) => {
            1.0 - received.iter().map(|(w, y)| (1.0 - y).powf(*w)).product::<f64>()
        }
        Some(Substitution::IndependentAtLeast { k }) => at_least(k, &y().collect::<Vec<_>>()),
        Some(Substitution::Pooled { required }) => {
            (received.iter().map(|(w, y)| w * y).sum::<f64>() / required).min(1.0)
        }
        Some(_) => unreachable!("a substitution the oracle does not know"),
    }
}

/// The probability that at least k work, summed over every subset of those that do.
fn at_least(k: u32, works: &[f64]) -> f64 {
    assert!(works.len() <= 12, "subsets of {} services are too many", works.len());
    (0..1_u32 << works.len())
        .filter(|subset| subset.count_ones() >= k)
        .map(|subset| {
            let of = |(i, y): (usize, &f64)| if subset >> i & 1 == 1 { *y } else { 1.0 - y };
            works.iter().enumerate().map(of).product::<f64>()
        })
        .sum()
}

pub(crate) fn received(supply: &Supply, quality: &[f64]) -> f64 {
    if supply.stopped {
        return 0.0;
    }
    felt(&supply.transfer, supply.condition * quality[supply.provider])
}

fn felt(transfer: &Transfer, x: f64) -> f64 {
    match transfer {
        Transfer::Identity => x,
        Transfer::Ramp { from, to } => ((x - from) / (to - from)).clamp(0.0, 1.0),
        Transfer::Power { exponent } => x.powf(*exponent),
        Transfer::Hill { n, threshold } => {
            let k = threshold.powf(*n);
            x.powf(*n) * (1.0 + k) / (x.powf(*n) + k)
        }
        Transfer::Table { points } => {
            let Some(right) = points.iter().position(|(quality, _)| x <= *quality) else {
                return 1.0;
            };
            let (high_quality, high) = points[right];
            let Some((low_quality, low)) = right.checked_sub(1).map(|left| points[left]) else {
                return high;
            };
            low + (high - low) * (x - low_quality) / (high_quality - low_quality)
        }
        _ => unreachable!("a transfer the oracle does not know"),
    }
}
