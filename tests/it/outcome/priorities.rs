//! Worked examples: values made by an independent program that tried every affordable set.

#![expect(clippy::unreadable_literal, reason = "values as the other program printed them")]

use knockon::io::{sample_actions, sample_in_trouble};
use knockon::outcome::{
    Action, Actions, Choice, ChoiceOptions, ChoiceStatus, Criterion, RankedSet, Robustness,
    SearchMethod,
};
use knockon::{
    Department, ExternalCustomer, Need, Network, Organisation, OrganisationBuilder, Rule, Scenario,
    Service, Substitution,
};

/// How far certified values may differ: cycles are settled within 1e-12.
pub(super) const CERTIFIED: f64 = 1e-11;

/// A set with its cost and value.
pub(super) type Expected<'a> = (&'a [&'a str], f64, f64);

pub(super) fn near(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= CERTIFIED,
        "{what}: {found}, where {expected} is certified"
    );
}

pub(super) fn is(set: &RankedSet, (actions, cost, value): Expected<'_>) {
    assert_eq!(set.actions, actions);
    near(set.cost, cost, "cost");
    near(set.value, value, "value");
}

/// Checks what is chosen, by every method.
pub(super) fn check(
    network: &Network,
    options: &ChoiceOptions,
    today: f64,
    best: Expected<'_>,
    next: &[Expected<'_>],
) -> Choice {
    let searched = network.choose(&options.clone().max_enumerated(0)).unwrap();
    assert_eq!(searched.method, SearchMethod::BranchAndBound);
    let choice = network.choose(options).unwrap();
    assert_eq!(choice.method, SearchMethod::Enumeration);
    for choice in [&searched, &choice] {
        assert_eq!(choice.actions().collect::<Vec<_>>(), best.0, "{:?}", choice.method);
        assert_eq!(choice.status, ChoiceStatus::Optimal);
        near(choice.today, today, "today");
        near(choice.cost, best.1, "cost");
        near(choice.value, best.2, "value");
        near(choice.bound.unwrap(), best.2, "bound");
        let shares: f64 = choice.chosen.iter().map(|chosen| chosen.share).sum();
        near(shares, choice.gain(), "shares");
    }
    for (found, &expected) in choice.next.iter().zip(next) {
        is(found, expected);
    }
    assert!(choice.next_is_complete && choice.next.len() >= next.len());
    choice
}

pub(super) fn alone(choice: &Choice, action: &str) -> f64 {
    let chosen = choice.chosen.iter().map(|it| (it.action.as_str(), it.alone));
    let rejected = choice.rejected.iter().map(|it| (it.action.as_str(), it.alone));
    chosen.chain(rejected).find(|&(id, _)| id == action).unwrap().1
}

fn thumb<'a>(choice: &'a Choice, rule: &str) -> &'a RankedSet {
    &choice.rules_of_thumb.iter().find(|found| found.rule.starts_with(rule)).unwrap().set
}

pub(super) fn compiled(builder: OrganisationBuilder) -> Network {
    builder.build().unwrap().compile().unwrap()
}

pub(super) fn raise(id: &str, cost: f64, department: &str, capability: f64) -> Action {
    Action::new(id).cost(cost).capability(department, capability)
}

pub(super) fn at(id: &str, capability: f64) -> Department {
    Department::new(id).capability(capability)
}

pub(super) fn full(id: &str, provider: &str, consumer: &str) -> Service {
    Service::new(id, provider, consumer).dependence(1.0)
}

pub(super) fn actions(all: impl IntoIterator<Item = Action>) -> Actions {
    let builder =
        all.into_iter().fold(Actions::builder(), knockon::outcome::ActionsBuilder::action);
    builder.build().unwrap()
}

pub(super) fn chain() -> Network {
    compiled(
        Organisation::builder("chain")
            .department(at("a", 0.5))
            .department(at("b", 0.5))
            .customer(ExternalCustomer::new("x"))
            .service(full("ab", "a", "b"))
            .service(full("bx", "b", "x")),
    )
}

#[test]
fn links_of_a_chain_complement_each_other() {
    let both = || actions([raise("a8", 1.0, "a", 0.8), raise("b8", 1.0, "b", 0.8)]);
    let next: [Expected<'_>; 2] = [(&["a8"], 1.0, 0.4), (&["b8"], 1.0, 0.4)];
    let options = ChoiceOptions::within(2.0, both());
    let choice = check(&chain(), &options, 0.25, (&["a8", "b8"], 2.0, 0.64), &next);
    near(alone(&choice, "a8"), 0.15, "alone");
    assert!(choice.sum_alone < choice.gain());
    near(choice.chosen[0].last, 0.24, "last");
    // One of two that tie is affordable: the first stated.
    let next: [Expected<'_>; 2] = [(&["b8"], 1.0, 0.4), (&[], 0.0, 0.25)];
    let options = ChoiceOptions::within(1.0, both());
    let choice = check(&chain(), &options, 0.25, (&["a8"], 1.0, 0.4), &next);
    let more = choice.next_budget.unwrap();
    near(more.budget, 2.0, "next budget");
    is(&more.set, (&["a8", "b8"], 2.0, 0.64));
    // For nothing b8 would be taken beside a8.
    assert_eq!(choice.rejected[0].chosen_up_to_cost, Some(0.0));
}

#[test]
fn greedy_misses_a_weakest_pair() {
    let network = compiled(
        Organisation::builder("weakest pair")
            .department(at("a", 0.5).rule(Rule::WEAKEST))
            .department(at("b", 0.5).rule(Rule::WEAKEST))
            .department(at("j", 1.0).rule(Rule::WEAKEST))
            .department(at("k", 0.9).rule(Rule::WEAKEST))
            .customer(ExternalCustomer::new("x").population(9.0))
            .customer(ExternalCustomer::new("y"))
            .service(full("aj", "a", "j"))
            .service(full("bj", "b", "j"))
            .service(full("jx", "j", "x"))
            .service(full("ky", "k", "y")),
    );
    let all = actions([
        raise("a9", 1.0, "a", 0.9),
        raise("b9", 1.0, "b", 0.9),
        raise("k1", 1.0, "k", 1.0),
    ]);
    let next: [Expected<'_>; 2] = [(&["k1"], 1.0, 0.55), (&["a9", "k1"], 2.0, 0.55)];
    let options = ChoiceOptions::within(2.0, all);
    let choice = check(&network, &options, 0.54, (&["a9", "b9"], 2.0, 0.9), &next);
    near(thumb(&choice, "most per cost").value, 0.55, "per cost");
    near(thumb(&choice, "most first").value, 0.55, "plain");
    near(thumb(&choice, "most critical").value, 0.9, "critical");
    near(alone(&choice, "a9"), 0.0, "alone");
    near(alone(&choice, "k1"), 0.01, "alone");
}

#[test]
fn substitutes_overlap() {
    let network = compiled(
        Organisation::builder("substitutes")
            .department(at("a", 0.5))
            .department(at("b", 0.5))
            .department(at("j", 1.0))
            .department(at("k", 0.5))
            .customer(ExternalCustomer::new("x"))
            .customer(ExternalCustomer::new("y"))
            .need(Need::new("j", "n").dependence(1.0).substitution(Substitution::BestOf))
            .service(Service::new("aj", "a", "j").for_need("n"))
            .service(Service::new("bj", "b", "j").for_need("n"))
            .service(full("jx", "j", "x"))
            .service(full("ky", "k", "y")),
    );
    let all = actions([
        raise("a9", 1.0, "a", 0.9),
        raise("b9", 1.0, "b", 0.9),
        raise("k7", 1.0, "k", 0.7),
    ]);
    let next: [Expected<'_>; 2] = [(&["b9", "k7"], 2.0, 0.8), (&["a9"], 1.0, 0.7)];
    let options = ChoiceOptions::within(2.0, all);
    let choice = check(&network, &options, 0.5, (&["a9", "k7"], 2.0, 0.8), &next);
    assert_eq!(thumb(&choice, "most critical").actions, ["a9", "k7"]);
    near(alone(&choice, "b9"), 0.2, "alone");
}

pub(super) fn three_apart() -> Network {
    compiled(
        Organisation::builder("three")
            .department(at("a", 0.5))
            .department(at("b", 0.5))
            .department(at("c", 0.5))
            .customer(ExternalCustomer::new("x"))
            .customer(ExternalCustomer::new("y"))
            .customer(ExternalCustomer::new("z"))
            .service(full("ax", "a", "x"))
            .service(full("by", "b", "y"))
            .service(full("cz", "c", "z")),
    )
}

#[test]
fn greedy_by_cost_misses_the_knapsack() {
    let all = actions([
        raise("a", 1.0, "a", 0.62),
        raise("b", 1.0, "b", 0.59),
        raise("c", 2.0, "c", 0.73),
    ]);
    let next: [Expected<'_>; 2] = [(&["a", "b"], 2.0, 0.57), (&["a"], 1.0, 0.54)];
    let options = ChoiceOptions::within(2.0, all);
    let best: Expected<'_> = (&["c"], 2.0, 0.5766666666666667);
    let choice = check(&three_apart(), &options, 0.5, best, &next);
    assert_eq!(thumb(&choice, "most per cost").actions, ["a", "b"]);
    assert_eq!(thumb(&choice, "largest derivative").actions, ["a", "b"]);
    assert_eq!(thumb(&choice, "most first").actions, ["c"]);
}

#[test]
fn exclusive_actions_are_not_taken_together() {
    let all = Actions::builder()
        .action(raise("a6", 1.0, "a", 0.6))
        .action(raise("a9", 3.0, "a", 0.9))
        .action(raise("b8", 2.0, "b", 0.75))
        .exclusive(["a6", "a9"])
        .build()
        .unwrap();
    let next: [Expected<'_>; 2] =
        [(&["a6", "b8"], 3.0, 0.6166666666666666), (&["b8"], 2.0, 0.5833333333333333)];
    let options = ChoiceOptions::within(4.0, all);
    let choice = check(&three_apart(), &options, 0.5, (&["a9"], 3.0, 0.6333333333333333), &next);
    assert_eq!(choice.rejected.len(), 2);
}

#[test]
fn services_are_hardened_and_dependences_lowered() {
    let network = compiled(
        Organisation::builder("harden")
            .department(at("a", 0.6))
            .department(at("b", 0.9))
            .customer(ExternalCustomer::new("x"))
            .service(Service::new("ab", "a", "b").dependence(0.8).condition(0.5))
            .service(Service::new("bx", "b", "x").dependence(0.9)),
    );
    let all = actions([
        Action::new("h").cost(1.0).condition("ab", 1.0),
        Action::new("d").cost(1.0).dependence("ab", 0.3),
        raise("a9", 1.0, "a", 0.9),
    ]);
    let next: [Expected<'_>; 2] = [(&["h", "d"], 2.0, 0.8128), (&["d", "a9"], 2.0, 0.77635)];
    let options = ChoiceOptions::within(2.0, all);
    let choice = check(&network, &options, 0.4564, (&["h", "a9"], 2.0, 0.8452), &next);
    assert_eq!(thumb(&choice, "most per cost").actions, ["h", "d"]);
    assert_eq!(thumb(&choice, "most critical").actions, ["h", "d"]);
    near(alone(&choice, "d"), 0.2835, "alone");
    // What was chosen can be solved and explained.
    let after = network.solve(&choice.realised()[0]).unwrap();
    near(after.mean_customer_quality().unwrap().get(), choice.value, "realised");
}

#[test]
fn departments_of_a_cycle_raise_each_other() {
    let network = compiled(
        Organisation::builder("ring")
            .department(at("it", 0.8))
            .department(at("hr", 0.8))
            .customer(ExternalCustomer::new("x"))
            .service(Service::new("it-hr", "it", "hr").dependence(0.5))
            .service(Service::new("hr-it", "hr", "it").dependence(0.5))
            .service(Service::new("hr-x", "hr", "x").dependence(0.9)),
    );
    let all = actions([raise("it", 1.0, "it", 1.0), raise("hr", 1.0, "hr", 1.0)]);
    let next: [Expected<'_>; 2] = [(&["it"], 1.0, 0.775), (&[], 0.0, 0.7)];
    let options = ChoiceOptions::within(1.0, all);
    let choice = check(&network, &options, 0.7, (&["hr"], 1.0, 0.8875), &next);
    near(alone(&choice, "it"), 0.075, "alone");
}

pub(super) fn in_trouble() -> Network {
    sample_in_trouble().compile().unwrap()
}

const TODAY: f64 = 0.6928882088087424;

#[test]
fn embedded_organisation_within_200() {
    let options = ChoiceOptions::within(200.0, sample_actions()).frontier(Criterion::Internal);
    let next: [Expected<'_>; 2] = [
        (&["it-10"], 200.0, 0.7989180406283849),
        (&["hr-10", "warehouse-10", "tills"], 185.0, 0.7946228233215475),
    ];
    let best: Expected<'_> = (&["it-9", "warehouse-10"], 190.0, 0.8136133746694978);
    let choice = check(&in_trouble(), &options, TODAY, best, &next);
    near(thumb(&choice, "most per cost").value, 0.7946228233215653, "per cost");
    near(thumb(&choice, "most first").value, 0.7989180406283849, "plain");
    near(thumb(&choice, "most critical").value, 0.7716803896518183, "critical");
    // Tills come first by a hair: 5.997e-4 of gain per cost, Warehouse 5.929e-4, IT 5.7e-4.
    near(thumb(&choice, "largest derivative").value, 0.7946228233215653, "derivative");
    for (action, expected) in [
        ("it-9", 0.06937372187105706),
        ("it-10", 0.10602983181964254),
        ("hr-10", 0.03995042206970212),
        ("fleet-10", 5.4458590058370504e-05),
        ("tills", 0.014991609035241327),
        ("cold-rooms", 0.0010434204194270658),
    ] {
        near(alone(&choice, action), expected, action);
    }
    // The choice changes at a budget of 210.
    assert!(choice.next_budget.as_ref().is_some_and(|next| (next.budget - 210.0).abs() < 1e-9));

    let searched = in_trouble().choose(&options.max_enumerated(0)).unwrap();
    for choice in [&choice, &searched] {
        let [external, internal] = choice.frontier.as_slice() else {
            panic!("{:?}", choice.frontier);
        };
        is(&external.set, best);
        near(external.second, 0.8245151265995323, "internal");
        is(&internal.set, (&["it-10"], 200.0, 0.7989180406283849));
        near(internal.second, 0.8518840584382529, "internal");
    }
}

#[test]
fn embedded_organisation_within_300() {
    let next: [Expected<'_>; 2] = [
        (&["it-10", "hr-10"], 290.0, 0.8619506575724077),
        (&["it-10", "warehouse-10", "tills"], 295.0, 0.8597733069264528),
    ];
    let options = ChoiceOptions::within(300.0, sample_actions());
    let best: Expected<'_> = (&["it-9", "hr-10", "warehouse-10"], 280.0, 0.8739919598967045);
    let choice = check(&in_trouble(), &options, TODAY, best, &next);
    // Every rule of thumb misses it.
    near(thumb(&choice, "most per cost").value, 0.8468115372296201, "per cost");
    near(thumb(&choice, "most first").value, 0.8619506575724077, "plain");
    near(thumb(&choice, "most critical").value, 0.8501146423511793, "critical");
    near(thumb(&choice, "largest derivative").value, 0.8468115372296201, "derivative");
}

#[test]
fn best_for_the_worst_served() {
    let options = ChoiceOptions::within(200.0, sample_actions()).criterion(Criterion::WorstServed);
    let network = in_trouble();
    for most in [16, 0] {
        let choice = network.choose(&options.clone().max_enumerated(most)).unwrap();
        assert_eq!(choice.actions().collect::<Vec<_>>(), ["it-10"]);
        near(choice.value, 0.7897020356116411, "worst served");
        assert_eq!(choice.status, ChoiceStatus::Optimal);
    }
}

#[test]
fn best_sets_by_budget_are_not_nested() {
    let network = in_trouble();
    let expected: [(f64, &[&str], f64); 12] = [
        (0.0, &[], TODAY),
        (25.0, &["tills"], 0.7078798178439837),
        (50.0, &["tills"], 0.7078798178439837),
        (100.0, &["warehouse-10", "tills"], 0.7507698664546555),
        (150.0, &["it-9", "tills"], 0.7702741267753095),
        (200.0, &["it-9", "warehouse-10"], 0.8136133746694978),
        (250.0, &["it-9", "hr-10", "tills"], 0.8225376756218388),
        (300.0, &["it-9", "hr-10", "warehouse-10"], 0.8739919598967045),
        (400.0, &["it-10", "hr-10", "warehouse-10", "tills"], 0.9274367637033893),
        (
            500.0,
            &["it-10", "hr-10", "warehouse-10", "fleet-10", "facilities-10"],
            0.9707755599082499,
        ),
        (
            650.0,
            &["it-10", "hr-10", "warehouse-10", "fleet-10", "facilities-10", "support-10"],
            1.0,
        ),
        (
            845.0,
            &["it-10", "hr-10", "warehouse-10", "fleet-10", "facilities-10", "support-10"],
            1.0,
        ),
    ];
    let options = ChoiceOptions::within(845.0, sample_actions()).by_budget(true);
    for most in [16, 0] {
        let choice = network.choose(&options.clone().max_enumerated(most)).unwrap();
        for (budget, actions, value) in expected {
            let step = choice.by_budget.iter().rfind(|step| step.budget <= budget).unwrap();
            assert_eq!(step.set.actions, actions, "within {budget}");
            near(step.set.value, value, "by budget");
        }
    }
}

fn two_in_two_scenarios(robustness: Robustness) -> Choice {
    let network = compiled(
        Organisation::builder("calm and storm")
            .department(at("a", 1.0))
            .department(at("b", 1.0))
            .customer(ExternalCustomer::new("x"))
            .customer(ExternalCustomer::new("y"))
            .service(full("ax", "a", "x"))
            .service(full("by", "b", "y")),
    );
    // At once in every scenario: what is added comes on top of what a scenario says.
    let all = actions([
        Action::new("a").cost(1.0).add_capability("a", 1.0),
        Action::new("b").cost(1.0).add_capability("b", 1.0),
    ]);
    let options = ChoiceOptions::within(1.0, all)
        .scenario(Scenario::new("calm").capability("a", 0.6).capability("b", 0.9), 0.8)
        .scenario(Scenario::new("storm").capability("a", 0.9).capability("b", 0.2), 0.2)
        .robustness(robustness);
    let choice = network.choose(&options).unwrap();
    let searched = network.choose(&options.max_enumerated(0)).unwrap();
    assert_eq!(choice.chosen, searched.chosen);
    assert_eq!((choice.status, searched.status), (ChoiceStatus::Optimal, ChoiceStatus::Optimal));
    choice
}

#[test]
fn mean_and_worst_case_choose_differently() {
    let mean = two_in_two_scenarios(Robustness::Mean);
    assert_eq!(mean.actions().collect::<Vec<_>>(), ["a"]);
    near(mean.value, 0.88, "mean");
    near(mean.next[0].value, 0.83, "mean of b");
    near(mean.scenarios[1].value, 0.6, "a in the storm");
    let worst = two_in_two_scenarios(Robustness::WorstCase);
    assert_eq!(worst.actions().collect::<Vec<_>>(), ["b"]);
    near(worst.value, 0.8, "worst case");
    let regret = two_in_two_scenarios(Robustness::Regret);
    assert_eq!(regret.actions().collect::<Vec<_>>(), ["b"]);
    near(regret.value, -0.15, "regret of b");
    near(regret.next[0].value, -0.35, "regret of a");
    near(regret.scenarios[0].best.unwrap(), 0.95, "best in the calm");
}
