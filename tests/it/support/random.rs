//! Seeded random statements: every rule, transfer and substitution, cycles and oddities.

use knockon::{Aggregation, Criticality, Rule, Substitution, Transfer, Weighting};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::statement::{Needed, Shock, Statement, Supply};

/// How much departments depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Temper {
    /// The dependences of a party add up to less than 1: most cycles have one equilibrium.
    Calm,
    /// Any dependence anywhere, often exactly 1: cycles may have several, or tip.
    Fierce,
}

/// Makes a statement of up to `size` departments and half as many customers.
pub(crate) fn statement(seed: u64, size: usize, temper: Temper) -> Statement {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut statement = Statement::default();
    let departments = rng.random_range(1..=size.max(1));
    for index in 0..departments {
        let capability = number(&mut rng, &[1.0, 1.0, 0.0]);
        let rule = rule(&mut rng);
        statement.department(format!("dept-{index}"), capability, rule);
    }
    for index in 0..rng.random_range(0..=size.div_ceil(2)) {
        let rule = rule(&mut rng);
        statement.customer(format!("cust-{index}"), rule);
    }
    let mut services = 0;
    for consumer in 0..statement.parties.len() {
        let count = rng.random_range(0..=4_u32);
        let greatest = match temper {
            Temper::Calm => 0.9 / f64::from(count.max(1)),
            Temper::Fierce => 1.0,
        };
        for _ in 0..count {
            let rule = statement.parties[consumer].rule;
            let mut need = need(&mut rng, consumer, departments, rule, &mut services);
            need.dependence = greatest * number(&mut rng, &[1.0, 0.0, 1.0]);
            statement.needs.push(need);
        }
    }
    for (index, need) in statement.needs.iter_mut().enumerate() {
        need.name = need.name.take().map(|_| format!("need-{index}"));
    }
    statement
}

/// A ring of departments that feel each other through a soft step: healthy or broken down, with
/// little between.
pub(crate) fn hill_ring(seed: u64) -> Statement {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut statement = Statement::default();
    let count = rng.random_range(2..=5);
    for index in 0..count {
        let capability = rng.random_range(0.97..=1.0);
        statement.department(format!("dept-{index}"), capability, Rule::INDEPENDENT);
    }
    let customer = statement.customer("cust-0", Rule::MEAN);
    for index in 0..count {
        let transfer = Transfer::Hill {
            n: rng.random_range(4.0..=8.0),
            threshold: rng.random_range(0.4..=0.6),
        };
        let supply = Supply { transfer, ..Supply::plain(format!("s{index}"), index) };
        statement.service(supply, (index + 1) % count, 1.0);
    }
    statement.serve(0, customer, 0.9);
    statement
}

/// A ring where everybody depends wholly on the one before: as good as new, or nothing at all.
pub(crate) fn full_ring(seed: u64) -> Statement {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut statement = Statement::default();
    let count = rng.random_range(1..=6);
    let rule = [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::WEAKEST, Rule::full(-2.0), Rule::Fdna]
        [rng.random_range(0..5)];
    for index in 0..count {
        statement.department(format!("dept-{index}"), 1.0, rule);
    }
    let customer = statement.customer("cust-0", Rule::MEAN);
    for index in 0..count {
        statement.serve(index, (index + 1) % count, 1.0);
    }
    statement.serve(count - 1, customer, 1.0);
    statement
}

/// A plain organisation for [`Rule::full`] of any one order: weights 1 and identity transfers.
pub(crate) fn plain(seed: u64, size: usize, rule: Rule) -> Statement {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut statement = Statement::default();
    for index in 0..size {
        statement.department(format!("dept-{index}"), rng.random_range(0.3..=1.0), rule);
    }
    statement.customer("cust-0", rule);
    for consumer in 0..=size {
        let count = rng.random_range(0..=3_u32);
        for _ in 0..count {
            let provider = rng.random_range(0..size);
            let dependence = rng.random_range(0.0..0.9) / f64::from(count);
            statement.serve(provider, consumer, dependence);
        }
    }
    statement
}

/// Makes a shock to a statement: each thing is changed with the given probability, up or down.
pub(crate) fn shock(seed: u64, statement: &Statement, probability: f64) -> Shock {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    let mut shock = Shock::default();
    for (index, party) in statement.parties.iter().enumerate() {
        if !party.is_customer && rng.random_bool(probability) {
            shock.capabilities.push((index, number(&mut rng, &[0.0, 1.0])));
        }
    }
    for (need, needed) in statement.needs.iter().enumerate() {
        for service in 0..needed.services.len() {
            if rng.random_bool(probability) {
                if rng.random_bool(0.3) {
                    shock.stops.push((need, service));
                } else {
                    let condition = number(&mut rng, &[0.0, 1.0]);
                    shock.conditions.push(((need, service), condition));
                }
            }
        }
    }
    shock
}

/// A shock with dependences besides, some lower than stated and some higher.
pub(crate) fn reweighted(
    seed: u64,
    statement: &Statement,
    probability: f64,
    of_dependences: f64,
) -> Shock {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xdee9);
    let mut shock = shock(seed, statement, probability);
    for (need, needed) in statement.needs.iter().enumerate() {
        if rng.random_bool(of_dependences) {
            let dependence = number(&mut rng, &[0.0, needed.dependence, 1.0]);
            let lower = dependence * needed.dependence;
            let is_raised = rng.random_bool(0.3);
            shock.dependences.push((need, if is_raised { dependence } else { lower }));
        }
    }
    shock
}

/// A number in 0..=1, one in five times a special one.
fn number(rng: &mut ChaCha8Rng, special: &[f64]) -> f64 {
    if rng.random_bool(0.2) {
        special[rng.random_range(0..special.len())]
    } else {
        rng.random_range(0.0..=1.0)
    }
}

fn rule(rng: &mut ChaCha8Rng) -> Rule {
    let named = Rule::NAMED[rng.random_range(0..Rule::NAMED.len())].1;
    match rng.random_range(0..3) {
        0 => named,
        1 => Rule::full(order(rng, 1.0)),
        _ => {
            let own_weight = rng.random_bool(0.6).then(|| rng.random_range(0.1..=2.0));
            let order = match rng.random_range(0..8) {
                0 => f64::INFINITY,
                1 => f64::NEG_INFINITY,
                _ => order(rng, 20.0),
            };
            Rule::Aggregation(Aggregation::new(order, Weighting::Share { own_weight }))
        }
    }
}

/// An order in −20..=most, also 0, and otherwise not so near to 0 that the oracle loses digits.
fn order(rng: &mut ChaCha8Rng, most: f64) -> f64 {
    match rng.random_range(0..6) {
        0 => 0.0,
        1 => -rng.random_range(0.1..=1.0),
        2 => rng.random_range(0.1..=1.0),
        3 => rng.random_range(0.1..=1.0) * most,
        _ => -rng.random_range(1.0..=20.0),
    }
}

fn need(
    rng: &mut ChaCha8Rng,
    consumer: usize,
    departments: usize,
    rule: Rule,
    next_service: &mut u32,
) -> Needed {
    let mut supply = |rng: &mut ChaCha8Rng, weight: f64| {
        *next_service += 1;
        Supply {
            id: format!("svc-{next_service}"),
            provider: rng.random_range(0..departments),
            weight,
            condition: if rng.random_bool(0.7) { 1.0 } else { number(rng, &[1.0, 0.0]) },
            transfer: transfer(rng),
            stopped: false,
        }
    };
    let declared = rng.random_bool(0.5);
    let count = if declared { rng.random_range(0..=4_u32) } else { 1 };
    let substitution = match rng.random_range(0..6) {
        _ if !declared || count == 0 => None,
        0 => Some(Substitution::BestOf),
        1 => Some(Substitution::KthBest { k: rng.random_range(1..=count) }),
        2 => Some(Substitution::IndependentAtLeast { k: rng.random_range(1..=count) }),
        3 => Some(Substitution::Independent),
        4 => Some(Substitution::Pooled { required: 0.0 }),
        _ if count == 1 => None,
        _ => Some(Substitution::Independent),
    };
    let takes_weights =
        matches!(substitution, Some(Substitution::Independent | Substitution::Pooled { .. }));
    let is_weighted = takes_weights && rng.random_bool(0.6);
    let services: Vec<_> = (0..count)
        .map(|_| {
            let weight = if is_weighted { rng.random_range(0.2..=2.5) } else { 1.0 };
            supply(rng, weight)
        })
        .collect();
    let total: f64 = services.iter().map(|service| service.weight).sum();
    let substitution = match substitution {
        Some(Substitution::Pooled { .. }) => {
            Some(Substitution::Pooled { required: total * rng.random_range(0.3..=1.0) })
        }
        other => other,
    };
    let criticality = rng
        .random_bool(0.15)
        .then(|| Criticality::floor(number(rng, &[0.0, 1.0])).slope(rng.random_range(0.0..=1.5)));
    Needed {
        consumer,
        name: declared.then(String::new),
        dependence: 0.0,
        weight: need_weight(rng, rule),
        substitution,
        criticality,
        services,
    }
}

/// A weight that the consumer's rule does not refuse: some are 0 where own capability still counts.
fn need_weight(rng: &mut ChaCha8Rng, rule: Rule) -> f64 {
    let Rule::Aggregation(Aggregation { weighting, .. }) = rule else { return 1.0 };
    let may_vanish = weighting != Weighting::Share { own_weight: None };
    if may_vanish && rng.random_bool(0.1) {
        0.0
    } else if rng.random_bool(0.4) {
        rng.random_range(0.2..=2.5)
    } else {
        1.0
    }
}

fn transfer(rng: &mut ChaCha8Rng) -> Transfer {
    match rng.random_range(0..10) {
        0 => {
            let from = rng.random_range(0.0..=0.6);
            Transfer::Ramp { from, to: rng.random_range(from + 0.1..=1.0) }
        }
        1 => Transfer::Power { exponent: rng.random_range(0.3..=4.0) },
        2 => Transfer::Hill {
            n: rng.random_range(0.5..=6.0),
            threshold: rng.random_range(0.2..=1.0),
        },
        3 => {
            let low = rng.random_range(0.0..=0.3);
            let middle = rng.random_range(0.4..=0.8);
            let felt = rng.random_range(0.0..=1.0);
            let floor = rng.random_range(0.0..=felt);
            Transfer::Table { points: vec![(low, floor), (middle, felt), (1.0, 1.0)] }
        }
        _ => Transfer::Identity,
    }
}
