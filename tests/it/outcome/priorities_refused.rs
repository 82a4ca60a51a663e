//! What is refused, and in which words.

use knockon::io::sample_with_people;
use knockon::outcome::{Action, Actions, ActionsBuilder, ChoiceError, ChoiceOptions, Criterion};
use knockon::{Department, Organisation, Scenario};

fn refused(builder: ActionsBuilder) -> String {
    builder.build().unwrap_err().to_string()
}

fn refused_choice(options: &ChoiceOptions) -> String {
    sample_with_people().compile().unwrap().choose(options).unwrap_err().to_string()
}

fn within(action: Action) -> ChoiceOptions {
    ChoiceOptions::within(10.0, Actions::builder().action(action).build().unwrap())
}

#[test]
fn statements_say_every_problem() {
    let raise = |id: &str| Action::new(id).capability("facilities", 0.9);
    let all = refused(
        Actions::builder()
            .action(raise("a"))
            .action(raise("a"))
            .action(Action::new("b").cost(-1.0))
            .action(Action::new("").capability("it", 2.0))
            .action(Action::new("c").capability("it", 0.8).add_capability("it", 0.1))
            .exclusive(["a", "z"])
            .requires("b", ["y"])
            .requires("c", ["c"]),
    );
    assert_eq!(
        all.lines().collect::<Vec<_>>(),
        [
            "actions[1].id: action `a` is stated twice",
            "actions[2].cost: cost `-1` of action `b` is no number of 0 or more",
            "actions[2]: action `b` changes nothing",
            "actions[3].id: an id is empty",
            "actions[3].capability: capability `2` of `it` in action `` is outside 0..=1",
            "actions[4].add_capability: action `c` changes the capability of `it` twice",
            "exclusive[\"a\"]: `z` is no action",
            "requires[\"b\"]: `y` is no action",
            "requires[\"c\"]: action `c` requires itself",
        ]
    );
    let three = Actions::builder().action(raise("a")).action(raise("b")).action(raise("c"));
    let circle = three.requires("a", ["b"]).requires("b", ["c"]).requires("c", ["a"]);
    let message = "requires[\"a\"]: actions `a`, `b` and 1 more require each other in a cycle";
    assert_eq!(refused(circle), message);
}

#[test]
fn what_does_not_fit_the_network_is_named() {
    let cases = [
        (
            Action::new("x").capability("itt", 1.0),
            "actions[0].capability: `itt` is not a department",
        ),
        (
            Action::new("x").capability("it", 1.0),
            "actions[0].capability: the capability of `it` follows from its people; change its \
             agents or its skill instead",
        ),
        (
            Action::new("hosting").dependence("hosting", 0.8),
            "actions[0].dependence: action `hosting` sets dependence `0.8` of `hosting`, above the \
             stated `0.6`; an action can only lower it",
        ),
        (
            Action::new("x").start_service("hosting"),
            "actions[0].start_services: service `hosting` runs already, so that starting it changes \
             nothing",
        ),
    ];
    for (action, message) in cases {
        assert_eq!(refused_choice(&within(action)), message);
    }
    let fleet = refused_choice(&within(Action::new("x").add_agents("fleet", 1.0)));
    assert!(fleet.starts_with("actions[0].add_agents: department `fleet`"), "{fleet}");
}

#[test]
fn budget_weights_and_gap_are_checked() {
    let raise = || Action::new("a").capability("facilities", 0.9);
    let mut options = within(raise());
    options.budget = f64::NAN;
    assert_eq!(refused_choice(&options), "budget `NaN` is no number of 0 or more");
    options.budget = -1.0;
    assert_eq!(refused_choice(&options), "budget `-1` is no number of 0 or more");
    let of_weight = |weight| refused_choice(&within(raise()).scenario(Scenario::new("s"), weight));
    assert_eq!(of_weight(-1.0), "weight `-1` of scenario `s` is no number of 0 or more");
    assert_eq!(of_weight(0.0), "the weights of all scenarios sum to 0");
    assert_eq!(refused_choice(&within(raise()).gap(2.0)), "gap `2` is outside 0..=1");
    let scenario = Scenario::new("s").capability("nobody", 0.5);
    assert_eq!(
        refused_choice(&within(raise()).scenario(scenario, 1.0)),
        "scenario `s`: capability[\"nobody\"]: `nobody` is not a department"
    );
}

#[test]
fn criteria_need_somebody() {
    let alone = Organisation::builder("alone").department(Department::new("facilities"));
    let network = alone.build().unwrap().compile().unwrap();
    let options = || within(Action::new("a").capability("facilities", 0.9));
    let refused = |criterion| network.choose(&options().criterion(criterion)).unwrap_err();
    assert_eq!(refused(Criterion::WorstServed), ChoiceError::NoCustomer);
    assert_eq!(refused(Criterion::Internal), ChoiceError::NoInternalCustomer);
    let message = "there are no external customers";
    assert_eq!(refused(Criterion::Customers).to_string(), message);
}
