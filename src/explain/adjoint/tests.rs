//! Shares where parties that did not change are left out, against shares where they are not.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Adjoint;
use crate::explain::jacobian::Secants;
use crate::explain::state_pair::{Movement, StatePair};
use crate::network::{Columns, Network};
use crate::organisation::{Rule, Scenario};
use crate::quality::Objective;

const DEPARTMENTS: u32 = 60;
const CUSTOMERS: u32 = 20;

/// Departments served by up to four others, most of them before, and customers by three.
fn network(rng: &mut ChaCha8Rng, rule: Rule) -> Network {
    let (mut provider, mut consumer, mut dependence) = (Vec::new(), Vec::new(), Vec::new());
    for party in 1..DEPARTMENTS + CUSTOMERS {
        for _ in 0..rng.random_range(0..4) {
            let before = if rng.random_ratio(1, 12) { DEPARTMENTS } else { party };
            provider.push(rng.random_range(0..before.min(DEPARTMENTS)));
            consumer.push(party);
            dependence.push(rng.random_range(0.0..0.3));
        }
    }
    Network::from_columns(
        &Columns::new(DEPARTMENTS as usize, CUSTOMERS as usize)
            .unwrap()
            .department_rule(rule)
            .provider(&provider)
            .consumer(&consumer)
            .dependence(&dependence),
    )
    .unwrap()
}

/// The share of every own part in the customers' change.
fn shares(pair: StatePair, objective: &Objective) -> Vec<f64> {
    let weights = objective.weights_on(&pair.network).unwrap();
    let secants = Secants::new(&pair);
    let adjoint = Adjoint::new(pair, secants);
    let adjoints = adjoint.solve(&weights).unwrap();
    let own = adjoint.secants.own.iter();
    own.map(|part| part.change * adjoints.of(part.party)).collect()
}

#[test]
fn nothing_passes_through_who_did_not_change() {
    let mut left_out = 0;
    for rule in [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::WEAKEST, Rule::MEAN] {
        for seed in 0..60 {
            let rng = &mut ChaCha8Rng::seed_from_u64(seed);
            let network = network(rng, rule);
            let objective = Objective::customers(&network).unwrap();
            let fall = (0..3).fold(Scenario::new("fall"), |fall, part| {
                let department = rng.random_range(0..DEPARTMENTS / 3) + part * DEPARTMENTS / 3;
                fall.capability(format!("d{department}"), rng.random_range(0.2..1.0))
            });
            let impact = network.solve(&fall).unwrap().compared_with(&network.baseline()).unwrap();
            let moving = StatePair::new(&impact);
            assert_eq!(moving.movement, Movement::OneWay);
            left_out += moving.provided_change.iter().filter(|change| **change == 0.0).count();
            let mut all = StatePair::new(&impact);
            all.movement = Movement::AnyWay;
            let (moving, all) = (shares(moving, &objective), shares(all, &objective));
            assert_eq!(moving.len(), all.len());
            for (one, two) in moving.iter().zip(&all) {
                assert!((one - two).abs() <= 1e-15 + 1e-12 * two.abs(), "{seed}: {one} {two}");
            }
        }
    }
    assert!(left_out > 1_000, "{left_out}");
}
