//! What the command answers about the embedded organisation.

use crate::scratch::scratch;

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

#[test]
fn who_gets_nothing_with_everything_up_is_said_to() {
    let organisation = scratch(
        "nothing-up.json",
        r#"{ "format": "knockon/organisation", "version": 1, "name": "Line",
             "departments": [ { "id": "it", "capability": 0, "availability": 0.9 },
                              { "id": "shop", "availability": 0.8 } ],
             "customers": [ { "id": "idle" }, { "id": "served" } ],
             "services": [ { "provider": "it", "consumer": "idle", "dependence": 1 },
                           { "provider": "shop", "consumer": "served", "dependence": 1 } ] }"#,
    );
    let text = ask(&organisation).unwrap();
    let line = |text: &str, id: &str| {
        text.lines().find(|line| line.starts_with(&format!(" {id} "))).unwrap().to_owned()
    };
    assert!(line(&text, "idle").ends_with("gets nothing with everything up"), "{text}");
    assert!(!line(&text, "served").contains("gets nothing"), "{text}");
    // Nothing brings it lower, so nobody is named for it.
    assert!(!text.contains("Alone bring idle"), "{text}");
    assert!(text.contains("Alone bring served below 100.0: shop\n"), "{text}");
    let alone = ask(&format!("{organisation} --customer idle")).unwrap();
    assert!(line(&alone, "idle").ends_with("gets nothing with everything up"), "{alone}");
    assert!(!alone.contains("cut set") && !alone.contains("Birnbaum"), "{alone}");
}
