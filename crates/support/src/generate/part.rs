//! Rules, transfers and needs, of every kind.

use knockon::{Aggregation, Criticality, Rule, Substitution, Transfer, Weighting};

use super::SPECIAL;
use crate::choices::Choices;
use crate::statement::{Needed, Supply};

/// Makes a rule: named, of any order in full, or a mean of any order.
pub(super) fn rule(choices: &mut Choices) -> Rule {
    match choices.below(5) {
        0 | 1 => Rule::NAMED[choices.below(Rule::NAMED.len())].1,
        2 => Rule::full(order(choices, 1.0)),
        _ => {
            let own_weight = match choices.below(4) {
                0 => None,
                1 => Some(choices.pick(&[0.0, 1.0, 1e-3, 50.0])),
                _ => Some(choices.between(0.1, 2.0)),
            };
            let order = if choices.chance(0.12) { f64::INFINITY } else { order(choices, 12.0) };
            Rule::Aggregation(Aggregation::new(order, Weighting::Share { own_weight }))
        }
    }
}

/// Makes an order up to `most`.
fn order(choices: &mut Choices, most: f64) -> f64 {
    match choices.below(9) {
        0 => 0.0,
        1 => f64::NEG_INFINITY,
        2 => choices.pick(&[1.0, -1.0, 0.5, 0.3]),
        3 => -choices.between(0.05, 1.0),
        4 => choices.between(0.05, 1.0),
        5 => choices.between(0.2, 1.0) * most,
        6 => -choices.between(1.0, 4.0),
        7 => -choices.between(4.0, 40.0),
        _ => choices.pick(&[1e-3, -1e-3, -1e-2, 1e-2]),
    }
}

/// Makes a transfer, plain half of the time.
pub(super) fn transfer(choices: &mut Choices) -> Transfer {
    match choices.below(10) {
        0 => {
            let from = choices.number(&[0.0, 0.5]) * 0.8;
            let width = choices.between(0.05, 1.0) * (1.0 - from);
            Transfer::Ramp { from, to: (from + width).min(1.0) }
        }
        1 => Transfer::Power { exponent: choices.pick(&[2.0, 3.0, 1.0, 0.5]) },
        2 => Transfer::Power { exponent: choices.between(0.3, 4.0) },
        3 => Transfer::Hill { n: choices.between(0.5, 9.0), threshold: choices.between(0.15, 1.0) },
        4 => {
            let middle = choices.between(0.35, 0.8);
            let felt = choices.number(&[0.0, 0.5, 1.0]);
            let floor = felt * choices.number(&[0.0, 0.0, 1.0]);
            let low = choices.between(0.0, 0.3);
            Transfer::Table { points: vec![(low, floor), (middle, felt), (1.0, 1.0)] }
        }
        _ => Transfer::Identity,
    }
}

/// Makes a need of up to four services; its dependence is set by the caller.
pub(super) fn need(
    choices: &mut Choices,
    consumer: usize,
    departments: usize,
    rule: Rule,
    next_service: &mut u32,
) -> Needed {
    let declared = choices.chance(0.5);
    let count = if declared { choices.below(5) } else { 1 };
    let kind = if declared { substitution(choices, count) } else { None };
    let takes_weights =
        matches!(kind, Some(Substitution::Independent | Substitution::Pooled { .. }));
    let is_weighted = takes_weights && choices.chance(0.6);
    let services: Vec<Supply> = (0..count)
        .map(|_| {
            *next_service += 1;
            let mut supply = Supply::new(format!("svc-{next_service}"), choices.below(departments));
            supply.condition = if choices.chance(0.7) { 1.0 } else { choices.number(&SPECIAL) };
            supply.transfer = transfer(choices);
            supply.running = !declared || choices.chance(0.85);
            if is_weighted {
                supply.weight = choices.pick(&[1.0, 0.5, 2.0]) * choices.between(0.4, 1.3);
            }
            supply
        })
        .collect();
    let total: f64 = services.iter().map(|supply| supply.weight).sum();
    let substitution = match kind {
        Some(Substitution::Pooled { .. }) => {
            Some(Substitution::Pooled { required: total * choices.between(0.3, 1.0) })
        }
        other => other,
    };
    Needed {
        consumer,
        name: declared.then(String::new),
        dependence: 0.0,
        weight: weight(choices, rule),
        substitution,
        criticality: criticality(choices),
        services,
    }
}

fn criticality(choices: &mut Choices) -> Option<Criticality> {
    choices.chance(0.15).then(|| {
        Criticality::floor(choices.number(&SPECIAL)).slope(choices.number(&[1.0, 0.0]) * 1.5)
    })
}

fn substitution(choices: &mut Choices, count: usize) -> Option<Substitution> {
    if count == 0 || (count == 1 && choices.chance(0.5)) {
        return None;
    }
    let mut k = || u32::try_from(choices.below(count) + 1).unwrap_or(1);
    let k = k();
    Some(match choices.below(5) {
        0 => Substitution::BestOf,
        1 => Substitution::KthBest { k },
        2 => Substitution::IndependentAtLeast { k },
        3 => Substitution::Pooled { required: 1.0 },
        _ => Substitution::Independent,
    })
}

/// A weight that the consumer's rule does not refuse: some are 0 where own capability counts.
fn weight(choices: &mut Choices, rule: Rule) -> f64 {
    let Rule::Aggregation(Aggregation { weighting, .. }) = rule else { return 1.0 };
    let own_counts = match weighting {
        Weighting::Share { own_weight } => own_weight.is_some_and(|own| own > 0.0),
        _ => true,
    };
    if own_counts && choices.chance(0.1) {
        0.0
    } else if choices.chance(0.3) {
        choices.between(0.2, 2.5)
    } else {
        1.0
    }
}
