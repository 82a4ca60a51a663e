//! Results inside the JSON of another program, and statements inside its settings.

use knockon::io::sample;
use knockon::{Assessment, Impact, PartyId, Quality, Rule, Scenario};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Settings of another program.
#[derive(Debug, Serialize, Deserialize)]
struct Settings {
    title: String,
    rule: Rule,
    /// What is asked every morning.
    scenarios: Vec<Scenario>,
    /// Who is told, and below which quality.
    told_below: Vec<(PartyId, Quality)>,
}

/// What it sends.
#[derive(Serialize)]
struct Message<'a> {
    title: &'a str,
    told: Vec<&'a PartyId>,
    state: &'a Assessment,
    impact: &'a Impact,
}

const SETTINGS: &str = r#"{
    "title": "Every morning", "rule": "weakest",
    "scenarios": [ { "name": "IT at half", "capability": { "it": 0.5 } } ],
    "told_below": [ ["shoppers", 0.95], ["schools", 0.5] ]
}"#;

#[test]
fn statements_are_read_and_results_written_in_place() {
    let settings: Settings = serde_json::from_str(SETTINGS).unwrap();
    let organisation = sample().to_builder().with_rule_everywhere(settings.rule).build().unwrap();
    let network = organisation.compile().unwrap();
    let state = network.solve(&settings.scenarios[0]).unwrap();
    let impact = state.compared_with(&network.baseline()).unwrap();
    let is_told = |(id, least): &&(PartyId, Quality)| state.quality(id).unwrap() < *least;
    let told = settings.told_below.iter().filter(is_told).map(|(id, _)| id).collect();
    let message = Message { title: &settings.title, told, state: &state, impact: &impact };
    let text = serde_json::to_string(&message).unwrap();

    let message: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(message["told"], serde_json::json!(["shoppers"]));
    assert_eq!(message["state"]["status"], "converged");
    let quality = state.quality("shoppers").unwrap();
    assert_eq!(message["state"]["quality"]["shoppers"], quality.get());
    assert!(message["impact"].is_object());
    // What was read is written again as it was.
    let again: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
    assert_eq!((again.rule, &again.scenarios), (settings.rule, &settings.scenarios));

    let wrong = SETTINGS.replace("0.95", "9");
    let refused = serde_json::from_str::<Settings>(&wrong).unwrap_err().to_string();
    assert!(refused.starts_with("quality `9` is outside 0..=1"), "{refused}");
}
