//! What `priorities` answers.

use crate::ask;
use crate::scratch::scratch;

#[test]
fn embedded_actions_are_chosen() {
    let text = ask("priorities --budget 200").unwrap();
    assert!(text.starts_with(
        "Harbour & Vine: 10 actions, budget 200 k€, all customers by head at 69.3 points today\n"
    ));
    assert!(
        text.contains("First: IT to 90 and Warehouse to 100, cost 190: 81.4 points."),
        "{text}"
    );
    assert!(text.contains("alone they sum to 11.1 points, together they bring 12.1."), "{text}");
    assert!(text.contains("The choice changes at a budget of 210 k€"), "{text}");
    assert!(text.contains(
        "of these 12.1 points: most per cost first 84 %, most first 88 %, most critical department \
         first 65 %, largest derivative per cost first 84 %."
    ), "{text}");
}

#[test]
fn frontier_and_budgets_are_shown_on_request() {
    let text = ask("priorities --budget 200 --frontier --by-budget").unwrap();
    assert!(text.contains("Frontier of all customers by head and internal customers:"), "{text}");
    assert!(text.contains("81.4    82.5   190"), "{text}");
    assert!(text.contains("79.9    85.2   200"), "{text}");
    assert!(text.contains("budget from"), "{text}");
}

#[test]
fn one_document_says_all() {
    let text = ask("priorities --budget 200 --objective worst --json").unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["organisation"], "Harbour & Vine");
    assert_eq!(document["status"], "optimal");
    assert_eq!(document["chosen"][0]["action"], "it-10");
    assert_eq!(document["budget"], 200.0);
}

#[test]
fn revenue_needs_what_customers_are_worth() {
    let text = ask("priorities --budget 200 --objective revenue").unwrap();
    assert!(text.contains("revenue at rest, of today's at 100.0 points today"), "{text}");
    let organisation = scratch(
        "without_revenue.json",
        r#"{ "format": "knockon/organisation", "version": 1, "name": "Line",
             "departments": [{ "id": "trains", "capability": 0.5 }],
             "customers": [{ "id": "riders" }],
             "services": [{ "provider": "trains", "consumer": "riders", "dependence": 1 }] }"#,
    );
    let actions = scratch(
        "trains.json",
        r#"{ "format": "knockon/actions", "version": 1,
             "actions": [{ "id": "more", "cost": 1, "capability": { "trains": 0.9 } }] }"#,
    );
    let words =
        format!("priorities {organisation} --actions {actions} --budget 1 --objective revenue");
    let refused = ask(&words).unwrap_err();
    assert_eq!(refused, "no customer states a revenue, which the objective `revenue` needs");
    let refused = ask("priorities --budget 200 --worth shoppers=420").unwrap_err();
    assert_eq!(refused, "--worth is for --objective revenue");
    let refused = ask(&format!("priorities --budget 200 --money {organisation}")).unwrap_err();
    assert_eq!(refused, "--money is for --objective revenue and --incidents");
    let words =
        "priorities --budget 200 --objective revenue --worth shoppers=420 --worth schools=55000";
    assert!(ask(words).unwrap().contains("customers by weight per head"));
    assert_eq!(ask("priorities --budget -1").unwrap_err(), "budget `-1` is no number of 0 or more");
}

#[test]
fn sets_are_compared_where_numbers_are_drawn() {
    let text = ask("priorities --budget 200 --draws --dependence hosting=uniform(0.1..1)").unwrap();
    assert!(text.contains("is the best in"), "{text}");
    let document = ask("priorities --budget 200 --draws 50 --json").unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let robust = &document["robust"];
    assert_eq!(robust["draws"], 50);
    let sets = robust["sets"].as_array().unwrap();
    let shares: f64 = sets.iter().map(|set| set["share_best"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-12, "{shares}");
    assert_eq!(sets[0]["actions"], serde_json::json!(["it-9", "warehouse-10"]));
    let refused = ask("priorities --budget 200 --dependence tills=uniform(0..1)").unwrap_err();
    assert_eq!(refused, "numbers known as distributions are for --draws");
    let refused = ask("priorities --budget 200 --seed 3").unwrap_err();
    assert_eq!(refused, "--seed is for --draws");
    let seeded =
        |seed: u32| ask(&format!("priorities --budget 200 --draws 50 --seed {seed}")).unwrap();
    assert_eq!(ask("priorities --budget 200 --draws 50").unwrap(), seeded(1));
    assert_ne!(seeded(1), seeded(2));
    let refused =
        ask("priorities --budget 200 --draws --dependence till=uniform(0..1)").unwrap_err();
    assert!(refused.ends_with("did you mean `tills`?"), "{refused}");
}

#[test]
fn regrets_and_assumed_coefficients_are_said_to_be_such() {
    let regret = ask("priorities --budget 200 --robust regret").unwrap();
    assert!(regret.contains(", least regret at "), "{regret}");
    let revenue = ask("priorities --budget 200 --objective revenue").unwrap();
    assert!(revenue.contains("coefficients of customers, of which "), "{revenue}");
    assert!(!ask("priorities --budget 200").unwrap().contains("coefficients"));
}
