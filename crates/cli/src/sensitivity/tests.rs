//! What the command answers about the embedded organisation.

use crate::shown;

/// The answer to a line of arguments, or why there is none.
fn ask(line: &str) -> Result<String, String> {
    crate::ask(&format!("sensitivity {line}"))
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(&ask(&format!("{line} --json")).unwrap()).unwrap()
}

#[test]
fn what_is_shown_is_so() {
    shown::check(include_str!("mod.rs"), "sensitivity", ask);
}

#[test]
fn the_ends_of_a_range_are_what_is_set() {
    let range = &json("--range it=0.4..0.8 --objective shoppers")["range"];
    assert_eq!(range["lower"], json("--set it=0.4 --objective shoppers")["value"]);
    assert_eq!(range["upper"], json("--set it=0.8 --objective shoppers")["value"]);
    let parties = range["parties"].as_array().unwrap();
    let shoppers = parties.iter().find(|party| party["id"] == "shoppers").unwrap();
    assert_eq!((&shoppers["lower"], &shoppers["upper"]), (&range["lower"], &range["upper"]));
    assert!(json("--set it=0.4").get("range").is_none());
}

#[test]
fn conditions_and_dependences_range_as_well() {
    let text = ask(
        "--set it=0.5 --range-dependence tills=0.1..0.5 --range-condition counter=0.7..1 --top 1",
    );
    let text = text.unwrap();
    assert!(text.contains("points for all customers\n"), "{text}");
    let (_, ranged) = text.split_once(" party").unwrap();
    assert!(ranged.contains("\n Shoppers "), "{text}");
}

#[test]
fn what_is_no_range_is_refused() {
    for (line, message) in [
        ("--range it", "`NAME=LOW..HIGH` is needed, such as `it=0.4..0.7`"),
        ("--range it=0.4", "`NAME=LOW..HIGH` is needed"),
        ("--range it=low..0.5", "`low` is not a number"),
        ("--range it=0.7..0.4", "`0.7` is above `0.4`, where the lower end comes first"),
        ("--range it=0.7..1.4", "capability `1.4` of `it` is outside 0..=1"),
        ("--range it=0.7..NaN", "capability `NaN` of `it` is outside 0..=1"),
        ("--range nobody=0.4..0.7", "`nobody` is not a department"),
        ("--range it=0.4..0.7 --set it=0.5", "twice"),
        ("--range-condition it=0.4..0.7", "`it` is not a service"),
        ("--range-dependence it=0.4..0.7", "`it` is not a service"),
        ("--range-dependence tills=0.4..1.7", "dependence `1.7` of `tills` is outside"),
    ] {
        let refused = ask(line).unwrap_err();
        assert!(refused.contains(message), "{line}: {refused}");
    }
}
