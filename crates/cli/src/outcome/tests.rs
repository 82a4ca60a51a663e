//! What `outcome` answers.

use crate::scratch::scratch;
use crate::shown;

fn ask(line: &str) -> Result<String, String> {
    crate::ask(&format!("outcome {line}"))
}

#[test]
fn what_is_shown_is_so() {
    shown::check(include_str!("mod.rs"), "outcome", ask);
}

#[test]
fn every_run_says_band_and_coefficients() {
    for line in ["", "--shock hr=0.2@0d..30d --band", "--shock it=0.5@0d.. --years 1"] {
        let text = ask(line).unwrap();
        assert!(text.contains("(coefficients: 0 measured, 0 published, 24 assumed)"), "{text}");
        assert!(text.contains("How far this can be off"), "{text}");
        assert!(text.contains("from .. to"), "{text}");
        assert!(text.contains("What does not depend on coefficients"), "{text}");
    }
    let text = ask("--band").unwrap();
    assert!(text.contains("departure ratio"), "{text}");
}

const ORGANISATION: &str = r#"{ "format": "knockon/organisation", "version": 1, "name": "Ferry",
    "departments": [ { "id": "deck" } ], "customers": [ { "id": "riders", "population": 1000 } ],
    "services": [ { "id": "seats", "provider": "deck", "consumer": "riders", "dependence": 1 } ] }"#;

const MONEY: &str = r#"{ "format": "knockon/organisation", "version": 1, "currency": "EUR",
    "customers": [ { "id": "riders", "revenue": { "per_year": 100 },
        "loyalty": { "retention": 0.8, "departure_ratio": 4 } } ],
    "incidents": [ { "name": "storm", "capability": { "deck": 0 }, "days": 10, "per_year": 0.5 } ] }"#;

#[test]
fn no_money_is_said_where_none_is_stated() {
    let file = scratch("ferry.json", ORGANISATION);
    let text = ask(&format!("{file} --shock deck=0.5@0d..30d")).unwrap();
    for word in ["revenue", "EUR", "million", "margin"] {
        assert!(!text.contains(word), "{text}");
    }
    assert!(text.contains("quality of riders falls to 50.0 points"), "{text}");
    let refused = ask(&format!("{file} --incidents")).unwrap_err();
    assert_eq!(refused, "no customer states a revenue, which value at risk needs");
}

#[test]
fn money_of_its_own_document_is_merged() {
    let (file, money) = (scratch("ferry2.json", ORGANISATION), scratch("money.json", MONEY));
    let line = format!("{file} --money {money} --shock deck=0.5@0d..30d --incidents");
    let text = ask(&line).unwrap();
    assert!(text.contains("revenue lost, EUR"), "{text}");
    assert!(text.contains("no range stated"), "{text}");
    assert!(text.contains("0 published, 2 assumed"), "{text}");
    assert!(text.contains(" storm "), "{text}");
    assert!(text.contains("In a year "), "{text}");
    let document = ask(&format!("{line} --json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["format"], "knockon/outcome");
    assert_eq!(document["customers"][0]["id"], "riders");
    assert_eq!(document["risk"]["yearly"]["quantiles"].as_array().unwrap().len(), 4);
    assert!(document["together"]["lost"].as_f64().unwrap() > 0.0);
    assert!(document["worth"][0]["per_year"].as_f64().unwrap() > 0.0);
}

#[test]
fn histories_are_followed() {
    let (file, money) = (scratch("ferry3.json", ORGANISATION), scratch("money3.json", MONEY));
    let events = "at,party,service,quality\n2026-01-01T00:00:00Z,deck,,0.5\n\
                  2026-04-01T00:00:00Z,deck,,1\n";
    let events = scratch("ferry-events.csv", events);
    let text = ask(&format!("{file} --money {money} --from-replay {events} --years 1")).unwrap();
    assert!(text.contains("quality of riders falls to 50.0 points"), "{text}");
    assert!(text.contains("From 0.2 years on the last known quality is held."), "{text}");
    // The last event sets it right again, and customers come back.
    assert!(text.contains("0.2 years"), "{text}");
    assert!(!text.contains("1.0 years"), "{text}");
}

#[test]
fn bad_options_are_refused() {
    assert!(ask("--years 0").unwrap_err().contains("outside 0..=100, and above 0"));
    assert!(ask("--discount 11").unwrap_err().contains("discount `11` is outside 0..=10"));
    assert!(ask("--shock itt=0.5@0d..3d").unwrap_err().contains("`itt`"));
    assert!(ask("--from-replay x --shock it=0.5@0d..3d").unwrap_err().contains("cannot be used"));
    assert!(ask("--all").unwrap_err().contains("--incidents"));
}
