//! What the command answers about its help desk.

use crate::shown;

fn ask(line: &str) -> Result<String, String> {
    crate::ask(&format!("queue {line}"))
}

#[test]
fn what_is_shown_is_so() {
    shown::check(include_str!("mod.rs"), "queue", ask);
}

#[test]
fn the_document_says_what_was_asked_and_all_that_the_text_says() {
    let ask = |line: &str| ask(line).unwrap();
    let line = "--arrivals-per-hour 50 --service-level 0.8 --patience-minutes 3";
    let text = ask(line);
    let document = ask(&format!("{line} --json"));
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["arrivals_per_hour"], 50.0);
    assert_eq!(document["handling_minutes"], 6.0);
    assert_eq!(document["service_level"], 0.8);
    assert_eq!(document["patience_minutes"], 3.0);
    let percentiles = document["wait_percentiles"].as_array().unwrap();
    assert_eq!(percentiles.len(), 4);
    for percentile in percentiles {
        let wait = percentile["wait_minutes"].as_f64().unwrap();
        let wait = knockon::report::text::seconds(60.0 * wait);
        assert!(text.contains(&wait), "{wait}: {text}");
    }

    // More than they can do: nobody knows how long it takes.
    let document = ask("--agents 4 --json");
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert!(document["wait_percentiles"][0]["wait_minutes"].is_null());
    assert!(document["patience_minutes"].is_null());
}

#[test]
fn durations_shrinkage_and_caps_count_in_the_inverse() {
    let agents = |more: &str| {
        let line = "--arrivals-per-hour 200 --handling-minutes 3m --target-wait-minutes 20s \
                    --service-level 0.8 --json";
        let document = ask(&format!("{line} {more}")).unwrap();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        document["agents"].as_f64().unwrap()
    };
    let same = ask("--arrivals-per-hour 200 --handling-minutes 3 --agents 14").unwrap();
    assert_eq!(ask("--arrivals-per-hour 200 --handling-minutes 180s --agents 14").unwrap(), same);
    // Ten busy at a time take fourteen (Erlang C).
    assert!((agents("") - 14.0).abs() < 1e-12);
    let least = agents("--fractional");
    assert!(13.0 < least && least < 14.0, "{least}");
    assert!((agents("--fractional --shrinkage 30%") * 0.7 - least).abs() < 1e-9);
    // Half busy at most takes twenty who answer.
    assert!((agents("--occupancy-cap 50%") - 20.0).abs() < 1e-12);
    assert!((agents("--occupancy-cap 0.5 --shrinkage 0.2") - 25.0).abs() < 1e-12);
    for (line, said) in [
        ("--shrinkage 1", "--shrinkage: shrinkage `1` is not from 0 to below 1"),
        (
            "--service-level 0.8 --occupancy-cap 0",
            "--occupancy-cap: occupancy cap `0` is not above",
        ),
        ("--handling-minutes soon", "`soon` is no duration"),
        ("--occupancy-cap 0.5", "--service-level"),
    ] {
        let refused = ask(line).unwrap_err();
        assert!(refused.contains(said), "{line}: {refused}");
    }
}
