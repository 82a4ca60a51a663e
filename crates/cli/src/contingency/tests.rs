//! What the command answers about the embedded organisation.

use crate::shown;

/// The answer to a line of arguments, or why there is none.
fn ask(line: &str) -> Result<String, String> {
    crate::ask(&format!("contingency {line}"))
}

/// How every answer ends.
const PROOF: &str = "\nWithout a loss, qualities are proved to within 1e-9.\n";

/// Checks how an answer ends, but for what proves it.
#[track_caller]
fn assert_ends(text: &str, expected: &str) {
    let text = text.strip_suffix(PROOF).unwrap_or_else(|| panic!("{text}"));
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn what_is_shown_is_so() {
    shown::check(include_str!("mod.rs"), "contingency", ask);
}

#[test]
fn single_points_of_failure_have_names() {
    let text = ask("--threshold 0.5").unwrap();
    let expected = "Alone bring a customer below 50.0: Shops, IT, Web shop, Catering\n";
    assert_ends(&text, expected);
    let text = ask("--threshold 0.5 --top 1").unwrap();
    assert_ends(&text, "below 50.0: Shops and 3 more\n");
}

#[test]
fn a_chosen_customer_is_the_only_one_spoken_of() {
    let text = ask("--customer schools --threshold 0.6").unwrap();
    assert!(text.contains("worst first for City schools\n"), "{text}");
    assert_ends(&text, "\nAlone bring City schools below 60.0: Delivery fleet\n");
    assert!(!text.contains("Restaurants"), "{text}");
    let document = ask("--customer schools --json").unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let hit = &document["losses"][0]["worst_hit"];
    assert_eq!(hit["customer"], "schools");
    assert_eq!(hit["change"].as_f64(), document["losses"][0]["loss"].as_f64().map(|l| -l));
}

#[test]
fn the_only_customer_of_nobody_can_be_named() {
    let file = std::env::temp_dir().join(format!("knockon-contingency-{}", std::process::id()));
    let text = r#"{ "format": "knockon/organisation", "version": 1,
        "customers": [ { "id": "idle", "population": 0 } ] }"#;
    std::fs::write(&file, text).unwrap();
    let [alone, named] =
        ["", "--customer idle"].map(|more| ask(&format!("{} {more}", file.display())));
    std::fs::remove_file(&file).unwrap();
    let refused = alone.unwrap_err();
    assert!(refused.ends_with("sum to 0; name one with --customer"), "{refused}");
    assert_ends(&named.unwrap(), "for idle\n\n none\n");
}

#[test]
fn who_is_no_customer_is_refused() {
    let refused = ask("--customer it").unwrap_err();
    assert_eq!(refused, "--customer: `it` is not an external customer");
}
