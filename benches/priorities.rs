//! What a choice of actions costs.
//!
//! ```text
//! priorities/gap-1-percent/*   forty actions, to within 1 % of the gain
//! priorities/sixteen/*         sixteen actions, every set
//! ```
//!
//! Forty departments are worn under a scenario; each action restores a part of one of them.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use knockon::outcome::{Action, Actions, ChoiceOptions, ChoiceStatus, SearchMethod};
use knockon::{Rule, Scenario};
use support::bench::agreement::assert_sides_agree;
use support::bench::on_knockon;
use support::bench::size::Size;

/// So many departments, and ten times as many customers.
const SIZE: Size = Size { name: "1k", department_count: 1_000 };

/// What is worn, and what restores it, for a budget of 0.3 of everything.
fn options(departments: usize, count: u32) -> ChoiceOptions {
    let step = departments / count as usize;
    let mut builder = Actions::builder();
    let mut scenario = Scenario::new("worn");
    let mut total = 0.0;
    for number in 0..count {
        let department = format!("d{}", number as usize * step);
        let cost = f64::from(1 + number * 7 % 11);
        let restored = f64::from(1 + number * 5 % 4) / 10.0;
        total += cost;
        scenario = scenario.capability(&department, 0.5 + f64::from(number % 2) / 10.0);
        let action = Action::new(format!("a{number}")).cost(cost);
        builder = builder.action(action.add_capability(department, restored));
    }
    let actions = builder.build().expect("the actions are sound");
    ChoiceOptions::within(0.3 * total, actions).scenario(scenario, 1.0)
}

fn priorities(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("priorities");
    group.sample_size(10);
    let generated = SIZE.generate();
    assert_sides_agree(&generated);
    let network = on_knockon::compile(&generated, Rule::INDEPENDENT);

    let forty = options(SIZE.department_count, 40).gap(0.01);
    let choice = network.choose(&forty).expect("the options are sound");
    assert!(
        matches!(choice.status, ChoiceStatus::Optimal | ChoiceStatus::Within { .. }),
        "{:?}",
        choice.status
    );
    if let ChoiceStatus::Within { gap } = choice.status {
        assert!(gap <= 0.01 * choice.gain(), "{gap} of {}", choice.gain());
    }
    group.bench_function(format!("gap-1-percent/{}", SIZE.name), |bench| {
        bench.iter(|| network.choose(black_box(&forty)));
    });

    let sixteen = options(SIZE.department_count, 16);
    let choice = network.choose(&sixteen).expect("the options are sound");
    let by_search = network.choose(&sixteen.clone().max_enumerated(0)).expect("the same");
    assert!((choice.value - by_search.value).abs() <= 2e-12);
    assert_eq!(by_search.method, SearchMethod::BranchAndBound);
    group.bench_function(format!("sixteen/{}", SIZE.name), |bench| {
        bench.iter(|| network.choose(black_box(&sixteen)));
    });
    group.finish();
}

criterion_group!(benches, priorities);
criterion_main!(benches);
