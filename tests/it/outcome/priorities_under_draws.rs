//! Sets of a choice where numbers are drawn, against choices and solves of each draw.

use knockon::outcome::{Action, Actions, ChoiceError, ChoiceOptions, Criterion, Robustness};
use knockon::uncertainty::{Draws, Uniform};
use knockon::{Department, ExternalCustomer, Network, Organisation, Scenario, Service};

use crate::support::check::assert_near;
use crate::support::tolerance;

/// Two lines, of which the first is better known than the second.
fn two_lines() -> Network {
    Organisation::builder("Two lines")
        .department(Department::new("a").capability(0.5))
        .department(Department::new("b").capability(0.4))
        .customer(ExternalCustomer::new("of-a"))
        .customer(ExternalCustomer::new("of-b"))
        .service(Service::new("sa", "a", "of-a").dependence(0.6))
        .service(Service::new("sb", "b", "of-b").dependence(0.5))
        .build()
        .unwrap()
        .compile()
        .unwrap()
}

fn actions() -> Actions {
    Actions::builder()
        .action(Action::new("a up").cost(1.0).capability("a", 0.9))
        .action(Action::new("b up").cost(1.0).capability("b", 0.9))
        .action(Action::new("less of a").cost(1.0).dependence("sa", 0.3))
        .build()
        .unwrap()
}

/// What both customers feel on average: `1 - d (1 - c)` each.
fn felt([a, b]: [f64; 2], [on_a, on_b]: [f64; 2]) -> f64 {
    1.0 - 0.5 * (on_a * (1.0 - a) + on_b * (1.0 - b))
}

fn drawn(draw: &Scenario) -> ([f64; 2], f64) {
    let capability = |id: &str| draw.capabilities().find(|(of, _)| *of == id).unwrap().1;
    ([capability("a"), capability("b")], draw.dependences().next().unwrap().1)
}

fn draws() -> Draws {
    Draws::new(300)
        .seed(7)
        .capability("a", Uniform::new(0.3, 1.0).unwrap())
        .capability("b", Uniform::new(0.2, 0.6).unwrap())
        .dependence("sa", Uniform::new(0.1, 0.9).unwrap())
}

#[test]
fn of_what_is_drawn_and_what_is_done_the_better_counts() {
    let (network, draws) = (two_lines(), draws());
    let options = ChoiceOptions::within(1.0, actions());
    let choice = network.choose(&options).unwrap();
    let found = network.choice_under_draws(&options, &choice, &draws).unwrap();
    let value = |set: &[String], draw: &Scenario| {
        let (mut capability, mut on_a) = drawn(draw);
        for action in set {
            match action.as_str() {
                "a up" => capability[0] = f64::max(capability[0], 0.9),
                "b up" => capability[1] = f64::max(capability[1], 0.9),
                _ => on_a = f64::min(on_a, 0.3),
            }
        }
        felt(capability, [on_a, 0.5])
    };
    let all: Vec<Scenario> = draws.scenarios(&Scenario::default()).collect();
    assert_eq!((found.draws, found.seed), (300, 7));
    assert_eq!(found.sets.len(), 1 + choice.next.len());
    let best: Vec<f64> = all
        .iter()
        .map(|draw| found.sets.iter().map(|it| value(&it.set.actions, draw)).fold(0.0, f64::max))
        .collect();
    // Of sets that tie the first counts.
    let first_best = |(draw, best): (&Scenario, &f64)| {
        found.sets.iter().position(|it| value(&it.set.actions, draw) > best - 1e-9)
    };
    let first_best: Vec<_> = all.iter().zip(&best).map(first_best).collect();
    for (place, one) in found.sets.iter().enumerate() {
        let mut values: Vec<f64> = all.iter().map(|draw| value(&one.set.actions, draw)).collect();
        let what = format!("{:?}", one.set.actions);
        let near = |found: f64, expected: f64| {
            assert_near(found, expected, tolerance::CLOSED_FORM, &what);
        };
        near(one.mean, values.iter().sum::<f64>() / 300.0);
        let regret = values.iter().zip(&best).map(|(value, best)| best - value).sum::<f64>();
        near(one.mean_regret, regret / 300.0);
        let first = first_best.iter().filter(|first| **first == Some(place)).count();
        near(one.share_best, f64::from(u32::try_from(first).unwrap()) / 300.0);
        values.sort_by(f64::total_cmp);
        near(one.worst_5, values[14]);
    }
    let shares: f64 = found.sets.iter().map(|set| set.share_best).sum();
    assert_near(shares, 1.0, tolerance::CLOSED_FORM, "shares");
}

#[test]
fn what_a_scenario_sets_is_not_drawn() {
    let network = two_lines();
    let fixed =
        Scenario::new("fixed").capability("a", 0.5).capability("b", 0.4).dependence("sa", 0.6);
    let options = ChoiceOptions::within(1.0, actions())
        .scenario(fixed, 0.5)
        .scenario(
            Scenario::new("worse").capability("a", 0.0).capability("b", 0.0).dependence("sa", 1.0),
            1.5,
        )
        .robustness(Robustness::WorstCase);
    let choice = network.choose(&options).unwrap();
    let found = network.choice_under_draws(&options, &choice, &draws()).unwrap();
    for (one, ranked) in found.sets.iter().skip(1).zip(&choice.next) {
        assert_near(one.mean, ranked.value, tolerance::CLOSED_FORM, "as it is set");
        assert_near(one.worst_5, ranked.value, tolerance::CLOSED_FORM, "as it is set");
    }
    assert_near(found.sets[0].share_best, 1.0, 0.0, "nothing varies");
}

#[test]
fn draws_that_do_not_fit_are_refused() {
    let network = two_lines();
    let options = ChoiceOptions::within(1.0, actions()).criterion(Criterion::WorstServed);
    let choice = network.choose(&options).unwrap();
    let refused = |draws: &Draws| network.choice_under_draws(&options, &choice, draws).unwrap_err();
    assert_eq!(refused(&Draws::new(10)), ChoiceError::NothingDrawn);
    let unknown = Draws::new(10).capability("c", Uniform::new(0.0, 1.0).unwrap());
    assert!(refused(&unknown).to_string().contains("`c` is not a department"));
}
