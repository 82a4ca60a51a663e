//! Actions of an organisation with people, against every set solved as a scenario of its own.

use knockon::io::sample_with_people;
use knockon::outcome::{Action, Actions, ChoiceOptions, ChoiceStatus, SearchMethod};
use knockon::{Network, Scenario};

/// The three scenarios: everybody is there, a flu, IT two short.
fn scenarios() -> [(Scenario, f64); 3] {
    [
        (Scenario::new("normal"), 0.8),
        (Scenario::new("flu").agents_factor_of_all(0.8), 0.1),
        (Scenario::new("IT two short").agents("it", 8.0), 0.1),
    ]
}

fn actions() -> Actions {
    Actions::builder()
        .action(Action::new("it+1").cost(65.0).add_agents("it", 1.0))
        .action(Action::new("it+2").cost(130.0).add_agents("it", 2.0))
        .action(Action::new("hr+1").cost(60.0).add_agents("hr", 1.0))
        .action(Action::new("support+1").cost(45.0).add_agents("support", 1.0))
        .action(Action::new("offline").cost(25.0).dependence("hr-workplaces", 0.2))
        .action(Action::new("fewer calls").cost(30.0).demand_per_hour("complaints-shoppers", 6.0))
        .exclusive(["it+1", "it+2"])
        .build()
        .unwrap()
}

/// What a set makes of a scenario, worked out by hand.
fn with(set: &[&str], number: usize) -> Scenario {
    let added = |of: &str| set.contains(&of);
    let it = if added("it+2") { 2.0 } else { f64::from(u8::from(added("it+1"))) };
    let hr = f64::from(u8::from(added("hr+1")));
    let support = f64::from(u8::from(added("support+1")));
    let factor = if number == 1 { 0.8 } else { 1.0 };
    let from = if number == 2 { 8.0 } else { 10.0 };
    let mut scenario = Scenario::new("by hand")
        .agents("it", (from + it) * factor)
        .agents("hr", (6.0 + hr) * factor)
        .agents("support", (7.0 + support) * factor)
        .agents("warehouse", 16.0 * factor);
    if added("fewer calls") {
        scenario = scenario.demand_per_hour("complaints-shoppers", 6.0);
    }
    if added("offline") {
        scenario = scenario.dependence("hr-workplaces", 0.2);
    }
    scenario
}

fn value(network: &Network, set: &[&str]) -> f64 {
    let of = |number| {
        let solved = network.solve(&with(set, number)).unwrap();
        solved.mean_customer_quality().unwrap().get()
    };
    0.8 * of(0) + 0.1 * of(1) + 0.1 * of(2)
}

#[test]
fn agents_are_added_to_what_scenarios_leave() {
    let network = sample_with_people().compile().unwrap();
    let stated = actions();
    let all: Vec<_> =
        stated.iter().map(|action| (action.id().to_owned(), action.cost_stated())).collect();
    let budget = 200.0;
    let mut best: (f64, Vec<&str>) = (0.0, Vec::new());
    for bits in 0..1_u32 << all.len() {
        let taken: Vec<_> =
            (0..all.len()).filter(|it| bits >> it & 1 == 1).map(|it| &all[it]).collect();
        let cost: f64 = taken.iter().map(|(_, cost)| cost).sum();
        let set: Vec<&str> = taken.iter().map(|(id, _)| id.as_str()).collect();
        if cost > budget || (set.contains(&"it+1") && set.contains(&"it+2")) {
            continue;
        }
        let value = value(&network, &set);
        if value > best.0 + 1e-12 {
            best = (value, set);
        }
    }
    let options = ChoiceOptions::within(budget, actions());
    let options = scenarios()
        .into_iter()
        .fold(options, |options, (scenario, weight)| options.scenario(scenario, weight));
    let choice = network.choose(&options).unwrap();
    assert!((choice.value - best.0).abs() < 1e-9, "{} for {}", choice.value, best.0);
    assert_eq!(choice.actions().collect::<Vec<_>>(), best.1);
    assert_eq!(choice.status, ChoiceStatus::Optimal);
    // Offline work moves the effort of people in HR, so that a search alone proves nothing.
    let searched = network.choose(&options.max_enumerated(0)).unwrap();
    assert_eq!(
        (searched.method, searched.status),
        (SearchMethod::Exchange, ChoiceStatus::BestFound)
    );
    assert!(searched.value <= choice.value + 1e-12);
}

#[test]
fn monotone_bound_proves_choices_of_people() {
    let network = sample_with_people().compile().unwrap();
    let all = Actions::builder()
        .levels(Action::new("it").cost(65.0).add_agents("it", 1.0), 2)
        .levels(Action::new("hr").cost(60.0).add_agents("hr", 1.0), 2)
        .action(Action::new("skill").cost(20.0).add_skill("support", 0.1))
        .build()
        .unwrap();
    let options = ChoiceOptions::within(190.0, all)
        .scenario(Scenario::new("flu").agents_factor_of_all(0.8), 1.0);
    let choice = network.choose(&options).unwrap();
    let searched = network.choose(&options.max_enumerated(0)).unwrap();
    assert_eq!(
        (choice.method, searched.method),
        (SearchMethod::Enumeration, SearchMethod::BranchAndBound)
    );
    assert_eq!((choice.status, searched.status), (ChoiceStatus::Optimal, ChoiceStatus::Optimal));
    assert!((choice.value - searched.value).abs() <= 1e-12);
}
