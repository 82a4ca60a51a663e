//! What the command answers about the embedded organisation.

/// The answer to a line of arguments, or why there is none.
fn ask(line: &str) -> Result<String, String> {
    crate::ask(&format!("availability {line}"))
}

#[test]
fn chosen_customer_has_cut_sets_and_importance() {
    let text = ask("--customer schools").unwrap();
    assert!(text.contains("minimal cut set") && text.contains("Fussell-Vesely"), "{text}");
    assert!(!text.contains("Restaurants  "), "{text}");
    let document = ask("--customer schools --json").unwrap();
    assert!(document.contains("\"method\": \"exact\""), "{document}");
}

#[test]
fn bad_input_is_refused() {
    let refused = ask("--customer school").unwrap_err();
    assert!(refused.contains("`school` is not an external customer"), "{refused}");
    assert_eq!(ask("--order 7").unwrap_err(), "order `7` is outside 1..=6");
    assert!(ask("--threshold 2").unwrap_err().contains("threshold `2` is outside 0..=1"));
}
