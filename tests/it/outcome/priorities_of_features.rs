//! What actions can do, one feature a test: stand-ins, levels, scenarios, limits of the search.

#![expect(clippy::unreadable_literal, reason = "values as the other program printed them")]

use knockon::io::sample_actions;
use knockon::outcome::{Action, Actions, ChoiceOptions, ChoiceStatus, Criterion, Robustness};
use knockon::{ExternalCustomer, Need, Network, Organisation, Scenario, Service, Substitution};

use super::priorities::{
    CERTIFIED, Expected, actions, alone, at, chain, check, compiled, in_trouble, near, raise,
    three_apart,
};

#[test]
fn what_is_set_gives_way_to_a_scenario() {
    let network = chain();
    let storm = || Scenario::new("storm").capability("a", 0.2);
    let within = |action: Action| {
        let options = ChoiceOptions::within(1.0, actions([action])).scenario(storm(), 1.0);
        network.choose(&options).unwrap()
    };
    let set = within(raise("a to 90", 1.0, "a", 0.9));
    assert!(set.chosen.is_empty());
    near(set.value, 0.1, "set");
    let added = within(Action::new("a by 40").cost(1.0).add_capability("a", 0.4));
    near(added.value, 0.3, "added");
}

/// A line of some capability, and a radio in its place that nobody has started.
fn line_and_radio(line: f64) -> Network {
    compiled(
        Organisation::builder("stand-in")
            .department(at("line", line))
            .department(at("radio", 0.7))
            .customer(ExternalCustomer::new("x"))
            .need(Need::new("x", "call").dependence(1.0).substitution(Substitution::BestOf))
            .service(Service::new("by line", "line", "x").for_need("call"))
            .service(Service::new("by radio", "radio", "x").for_need("call").running(false)),
    )
}

#[test]
fn stand_ins_are_started() {
    let network = line_and_radio(0.4);
    let all = || {
        Actions::builder()
            .action(Action::new("radio").cost(2.0).start_service("by radio"))
            .action(Action::new("tuned").cost(1.0).add_capability("radio", 0.2))
            .requires("tuned", ["radio"])
            .build()
            .unwrap()
    };
    let next: [Expected<'_>; 2] = [(&["radio"], 2.0, 0.7), (&[], 0.0, 0.4)];
    let options = ChoiceOptions::within(3.0, all());
    let choice = check(&network, &options, 0.4, (&["radio", "tuned"], 3.0, 0.9), &next);
    near(choice.chosen[0].last, 0.5, "without the radio tuning is idle");
    let after = network.solve(&choice.realised()[0]).unwrap();
    near(after.quality("x").unwrap().get(), 0.9, "realised");
    // Where a scenario stops the stand-in, starting it changes nothing.
    let options = ChoiceOptions::within(3.0, all())
        .scenario(Scenario::new("static").stop_service("by radio"), 1.0);
    assert!(network.choose(&options).unwrap().chosen.is_empty());
}

#[test]
fn what_pays_in_a_flu_alone_is_found_where_the_flu_is_stated() {
    let network = line_and_radio(0.9);
    let all = || {
        let radio = Action::new("radio").cost(1.0).start_service("by radio");
        actions([radio, Action::new("line").cost(1.0).add_capability("line", 0.05)])
    };
    let today = check(
        &network,
        &ChoiceOptions::within(1.0, all()),
        0.9,
        (&["line"], 1.0, 0.95),
        &[(&[], 0.0, 0.9)],
    );
    near(alone(&today, "radio"), 0.0, "today it is idle");
    let stated = ChoiceOptions::within(1.0, all())
        .scenario(Scenario::new("as today"), 0.8)
        .scenario(Scenario::new("flu").capability("line", 0.2), 0.2);
    let chosen = check(&network, &stated, 0.76, (&["radio"], 1.0, 0.86), &[(&["line"], 1.0, 0.81)]);
    near(alone(&chosen, "radio"), 0.1, "half a point in one state of five");
}

#[test]
fn levels_are_taken_one_after_the_other() {
    let all = Actions::builder()
        .levels(Action::new("a+").cost(1.0).add_capability("a", 0.1), 3)
        .action(raise("b8", 2.0, "b", 0.6))
        .build()
        .unwrap();
    let options = ChoiceOptions::within(3.0, all);
    let choice = chain().choose(&options).unwrap();
    assert_eq!(choice.actions().collect::<Vec<_>>(), ["a+", "a+/2", "a+/3"]);
    near(choice.value, 0.4, "three levels");
    let shares: Vec<f64> = choice.chosen.iter().map(|chosen| chosen.share).collect();
    assert!(shares[0] > shares[1] && shares[1] > shares[2], "{shares:?}");
}

#[test]
fn actions_that_worsen_something_are_bounded_by_nothing() {
    let all = || {
        actions([
            Action::new("shift").cost(1.0).capability("a", 0.3).capability("b", 0.9),
            raise("c8", 1.0, "c", 0.8),
        ])
    };
    let options = ChoiceOptions::within(2.0, all());
    // Every set is tried, so that the best is known all the same.
    let choice = three_apart().choose(&options).unwrap();
    assert_eq!(choice.status, ChoiceStatus::Optimal);
    assert_eq!(choice.actions().collect::<Vec<_>>(), ["shift", "c8"]);
    assert!(choice.warnings[0].contains("`shift` may also worsen"), "{:?}", choice.warnings);
    let searched = three_apart().choose(&options.max_enumerated(0)).unwrap();
    assert_eq!((searched.status, searched.bound), (ChoiceStatus::BestFound, None));
    assert_eq!(searched.value.to_bits(), choice.value.to_bits());
}

#[test]
fn a_search_cut_short_says_how_far_it_may_be_off() {
    let options = ChoiceOptions::within(300.0, sample_actions()).max_enumerated(0).max_nodes(0);
    let choice = in_trouble().choose(&options).unwrap();
    let ChoiceStatus::Within { gap } = choice.status else { panic!("{:?}", choice.status) };
    let bound = choice.bound.unwrap();
    near(bound - choice.value, gap, "gap");
    assert!(bound >= 0.8739919598967045 - CERTIFIED, "{bound}");
    // The bound at the root is no worse than everything there is.
    assert!(bound <= 0.9670721589397665 + CERTIFIED, "{bound}");
}

#[test]
fn order_of_statement_decides_ties_alone() {
    let network = in_trouble();
    let forwards = network.choose(&ChoiceOptions::within(300.0, sample_actions())).unwrap();
    let stated = sample_actions();
    let reversed = stated.iter().rev().cloned();
    let reversed = reversed.fold(Actions::builder(), knockon::outcome::ActionsBuilder::action);
    let reversed = reversed.exclusive(["it-10", "it-9"]).build().unwrap();
    let backwards = network.choose(&ChoiceOptions::within(300.0, reversed)).unwrap();
    assert_eq!(forwards.value.to_bits(), backwards.value.to_bits());
    let (mut one, mut two): (Vec<_>, Vec<_>) =
        (forwards.actions().collect(), backwards.actions().collect());
    one.sort_unstable();
    two.sort_unstable();
    assert_eq!(one, two);
}

#[test]
fn weights_per_head_choose_by_revenue() {
    let network = three_apart();
    let all = || actions([raise("a", 1.0, "a", 0.9), raise("c", 1.0, "c", 0.7)]);
    let revenue = Criterion::by_head(&network, [("x", 1.0), ("y", 1.0), ("z", 8.0)]).unwrap();
    let choice = network.choose(&ChoiceOptions::within(1.0, all()).criterion(revenue)).unwrap();
    assert_eq!(choice.actions().collect::<Vec<_>>(), ["c"]);
    near(choice.value, 0.5 + 0.8 * 0.2, "by revenue");
    let by_head = network.choose(&ChoiceOptions::within(1.0, all())).unwrap();
    assert_eq!(by_head.actions().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn nothing_affordable_is_no_error() {
    let options = ChoiceOptions::within(0.5, actions([raise("a", 1.0, "a", 0.9)]));
    let choice = three_apart().choose(&options).unwrap();
    assert!(choice.chosen.is_empty());
    assert_eq!(choice.warnings, ["no action is affordable"]);
    let choice = three_apart().choose(&ChoiceOptions::within(f64::INFINITY, actions([]))).unwrap();
    assert_eq!((choice.budget, choice.status), (None, ChoiceStatus::Optimal));
}

/// Regret at a budget is against the best that this budget affords, so that each step is what would
/// be chosen there.
#[test]
fn steps_by_budget_are_choices_of_that_budget() {
    let network = three_apart();
    let all = || {
        actions([
            Action::new("a").cost(1.0).add_capability("a", 0.3),
            Action::new("b").cost(2.0).add_capability("b", 0.4),
            Action::new("c").cost(3.0).add_capability("c", 0.5),
        ])
    };
    for robustness in [Robustness::Mean, Robustness::WorstCase, Robustness::Regret] {
        let within = |budget: f64| {
            ChoiceOptions::within(budget, all())
                .scenario(Scenario::new("one").capability("a", 0.2).capability("b", 0.6), 0.6)
                .scenario(Scenario::new("two").capability("b", 0.3).capability("c", 0.1), 0.4)
                .robustness(robustness)
        };
        let choice = network.choose(&within(6.0).by_budget(true)).unwrap();
        assert!(choice.by_budget.len() > 2, "{robustness:?}");
        for step in &choice.by_budget {
            let alone = network.choose(&within(step.budget)).unwrap();
            let ids: Vec<_> = alone.actions().collect();
            assert_eq!(step.set.actions, ids, "{robustness:?} within {}", step.budget);
            near(step.set.value, alone.value, "value");
            assert_eq!(step.status, alone.status);
        }
    }
}
