//! The model of a page answers as the library does, bit for bit.

use knockon::explain::ExplainOptions;
use knockon::io::sample;
use knockon::report::CustomerLine;
use knockon::{Assessment, Organisation, Scenario};
use knockon_wasm::Model;
use serde_json::json;

fn scenario() -> Scenario {
    Scenario::new("IT at half").capability("it", 0.5).condition("hr-workplaces", 0.9)
}

fn loaded(organisation: &Organisation) -> Model {
    let contents = json!({ "organisation": organisation, "scenario": scenario() });
    Model::load(contents.to_string().as_bytes()).unwrap()
}

fn solved(organisation: &Organisation, scenario: &Scenario) -> Assessment {
    organisation.compile().unwrap().solve(scenario).unwrap()
}

fn bits(qualities: impl IntoIterator<Item = f64>) -> Vec<u64> {
    qualities.into_iter().map(f64::to_bits).collect()
}

#[test]
fn loading_answers_with_what_is_assessed() {
    let organisation = sample();
    let loaded = loaded(&organisation).loaded();
    let assessed = solved(&organisation, &scenario());
    assert_eq!(bits(loaded.assessed.qualities), bits(assessed.qualities()));
    assert_eq!(loaded.parties.len(), organisation.parties().count());
    assert!(loaded.capabilities.contains(&("it".to_owned(), 0.5)));
}

#[test]
fn settings_take_the_place_of_what_the_scenario_sets() {
    let organisation = sample();
    let mut model = loaded(&organisation);
    let settings =
        json!({ "capabilities": { "it": 0.75, "hr": 0.2 }, "stopped": ["hr-workplaces"] });
    let answer = model.solve(settings.to_string().as_bytes()).unwrap();
    let same = Scenario::default()
        .capability("it", 0.75)
        .capability("hr", 0.2)
        .stop_service("hr-workplaces");
    let expected = solved(&organisation, &same);
    assert_eq!(bits(answer.qualities), bits(expected.qualities()));
    assert_eq!((answer.status, answer.proof), (expected.status(), expected.proof()));
    // Nothing of one question stays for the next.
    let again = model.solve(b"{}").unwrap();
    assert_eq!(bits(again.qualities), bits(solved(&organisation, &scenario()).qualities()));
}

#[test]
fn a_customer_is_explained_against_what_is_assessed() {
    let organisation = sample();
    let mut model = loaded(&organisation);
    let customer = organisation.customers().next().unwrap().id().as_str().to_owned();
    let settings = json!({ "conditions": { "hr-workplaces": 0.4 } });
    let question = json!({ "customer": customer, "settings": settings }).to_string();
    let answer = model.explain(question.as_bytes()).unwrap();
    let network = organisation.compile().unwrap();
    let before = network.solve(&scenario()).unwrap();
    let after = Scenario::default().capability("it", 0.5).condition("hr-workplaces", 0.4);
    let impact = network.solve(&after).unwrap().compared_with(&before).unwrap();
    let explanation = impact.explain_with(&ExplainOptions::default());
    assert_eq!(Some(answer), CustomerLine::of(&explanation, &customer, 8));
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let organisation = sample();
    let mut model = loaded(&organisation);
    let unknown = model.solve(br#"{ "capabilities": { "nobody": 0.5 } }"#).unwrap_err();
    assert!(unknown.contains("nobody"), "{unknown}");
    let outside = model.solve(br#"{ "capabilities": { "it": 1.5 } }"#).unwrap_err();
    assert!(outside.contains("1.5"), "{outside}");
    let shape = model.solve(br#"{ "capability": {} }"#).unwrap_err();
    assert!(shape.contains("capability"), "{shape}");
    let nobody = model.explain(br#"{ "customer": "it", "settings": {} }"#).unwrap_err();
    assert!(nobody.contains("no customer `it`"), "{nobody}");
    assert!(Model::load(b"{}").unwrap_err().contains("organisation"));
    assert!(model.solve(b"{}").is_ok());
}
