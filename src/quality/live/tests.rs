//! That the walk party by party and the flat passes come to the same, wherever one gives way to
//! the other.

use super::Live;
use super::propagation::Budget;
use crate::network::{Columns, Network};
use crate::organisation::Rule;

/// Fifty departments, some in cycles, and a hundred customers.
fn network(rule: Rule) -> Network {
    let (mut provider, mut consumer) = (Vec::new(), Vec::new());
    let mut serve = |from: u32, to: u32| {
        provider.push(from);
        consumer.push(to);
    };
    for department in 1..50 {
        serve(department / 3, department);
        serve(department - 1, department);
        if department % 7 == 0 {
            serve(department, department - 2);
        }
    }
    for customer in 50..150 {
        serve(customer % 50, customer);
        serve(customer % 13, customer);
    }
    let dependence: Vec<_> = (0..provider.len()).map(|s| [0.3, 0.17, 0.29][s % 3]).collect();
    let columns = Columns::new(50, 100)
        .unwrap()
        .department_rule(rule)
        .provider(&provider)
        .consumer(&consumer)
        .dependence(&dependence);
    Network::from_columns(&columns).unwrap()
}

fn bits(qualities: impl Iterator<Item = f64>) -> Vec<u64> {
    qualities.map(f64::to_bits).collect()
}

#[test]
fn every_patience_comes_to_the_same() {
    for rule in [Rule::INDEPENDENT, Rule::ADDITIVE, Rule::MEAN, Rule::WEAKEST] {
        let network = network(rule);
        assert!(network.cycle_sizes().len() > 3);
        let (mut compared, mut one_by_one) = (0, 0);
        for budget in [0, 1, 3, 10, 30, 100, usize::MAX] {
            for (departments, customers) in [(budget, usize::MAX), (usize::MAX, budget)] {
                let mut live = Live::new(&network);
                live.state.budget = Budget { departments, customers };
                for step in 0..120_u32 {
                    let before = bits(live.state.quality.iter().copied());
                    let value = f64::from(step * 37 % 101) / 100.0;
                    if step % 3 == 0 {
                        live.set_condition(format!("s{}", step * 11 % 290), value).unwrap();
                    } else {
                        live.set_capability(format!("d{}", step * 17 % 50), value).unwrap();
                    }
                    let solved = network.solve(&live.scenario()).unwrap();
                    let after = bits(live.state.quality.iter().copied());
                    assert_eq!(bits(live.qualities()), bits(solved.qualities()), "{budget}");
                    let changed = (0..150).filter(|&party| before[party] != after[party]);
                    let changed: Vec<_> =
                        changed.map(|party| (before[party], after[party])).collect();
                    let reported = live.changes().map(|change| {
                        (change.before().get().to_bits(), change.after().get().to_bits())
                    });
                    assert_eq!(reported.collect::<Vec<_>>(), changed, "{budget}");
                    if live.state.log.is_compared() { compared += 1 } else { one_by_one += 1 }
                }
            }
        }
        assert!(compared > 100 && one_by_one > 100, "{compared} compared, {one_by_one} not");
    }
}
