//! What the command answers about the embedded organisation.

use crate::shown;

/// The answer to a line of arguments, or why there is none.
fn ask(line: &str) -> Result<String, String> {
    crate::ask(&format!("draws {line}"))
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(&ask(&format!("{line} --json")).unwrap()).unwrap()
}

#[test]
fn what_is_shown_is_so() {
    shown::check(include_str!("mod.rs"), "draws", ask);
}

#[test]
fn a_fixed_number_is_what_is_set() {
    let document = json("--capability it=fixed(0.5) --draws 20 --percentile 50");
    assert_eq!((&document["format"], &document["version"]), (&"knockon/draws".into(), &1.into()));
    let assessed = crate::ask("assess --set it=0.5 --json").unwrap();
    let assessed: serde_json::Value = serde_json::from_str(&assessed).unwrap();
    for party in document["parties"].as_array().unwrap() {
        assert_eq!(party["name"], serde_json::Value::Null, "{party}");
        let id = party["id"].as_str().unwrap();
        assert_eq!(party["quality"]["percentiles"][0]["value"], assessed["quality"][id], "{id}");
        assert_eq!(party["quality"]["standard_deviation"], 0.0);
    }
}

#[test]
fn a_scenario_comes_on_top() {
    let document = json("--set it=0.5 --dependence tills=uniform(0.1..0.5) --draws 100");
    assert_eq!(document["scenario"], "it at 0.5");
    let change = &document["objective"]["change"];
    assert!(change["mean"].as_f64().unwrap() < -0.1, "{change}");
    let text = ask("--set it=0.5 --dependence tills=uniform(0.1..0.5) --draws 100");
    assert!(text.unwrap().contains("What the scenario changes, draw by draw, in points"));
}

#[test]
fn what_is_drawn_together_has_one_share() {
    let line = "--capability it=uniform(0.3..0.9) --dependence tills=uniform(0.1..0.5) \
                --dependence hosting=uniform(0.1..0.9) --together use=tills,hosting \
                --draws 50 --variance 200";
    let document = json(line);
    let shares = document["shares"]["shares"].as_array().unwrap();
    let mut names: Vec<_> = shares.iter().map(|share| share["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["capability of `it`", "use"]);
    assert!(ask(line).unwrap().contains("Who carries the variance of all customers"));
}

#[test]
fn what_does_not_fit_is_refused() {
    for (line, message) in [
        ("--dependence tills", "`NAME=KNOWN` is needed, such as `it-hr=beta(0.6, 0.4..0.8)`"),
        ("--dependence tills=gamma(1,2)", "`gamma(1,2)` is no distribution"),
        ("--dependence till=fixed(0.5)", "dependence[\"till\"]: `till` is not a service"),
        ("--capability it=uniform(0.3..1.9)", "capability `1.9` of `it` is outside 0..=1"),
        ("--together a=tills,coal", "--together: nothing is known of `coal`"),
        ("--together a=tills", "`NAME=ID,ID` is needed"),
        ("--objective its", "--objective: `its` is not a department or an external customer"),
        ("--change-threshold -0.1", "needs a scenario on top"),
        ("--draws 1", "1 draws are outside 2..=4294967294"),
    ] {
        let refused = ask(line).unwrap_err();
        assert!(refused.contains(message), "{line}: {refused}");
    }
}

#[test]
fn stated_ranges_are_drawn() {
    let file = std::env::temp_dir().join(format!("knockon-draws-{}.json", std::process::id()));
    let write = |dependence: &str| {
        let text = format!(
            r#"{{ "format": "knockon/organisation", "version": 1,
                "departments": [ {{ "id": "it", "capability": 0.5 }}, {{ "id": "hr" }} ],
                "services": [ {{ "id": "it-hr", "provider": "it", "consumer": "hr",
                                 "dependence": {dependence} }} ] }}"#
        );
        std::fs::write(&file, text).unwrap();
        ask(&format!("{} --objective hr --draws 500", file.display()))
    };
    let stated = write(r#"{ "value": 0.6, "low": 0.4, "high": 0.8, "origin": "judged" }"#);
    let none = write("0.6");
    std::fs::remove_file(&file).unwrap();
    assert!(stated.unwrap().contains("500 draws of one number, seed 1"));
    let refused = none.unwrap_err();
    assert!(refused.starts_with("no number of the organisation states its range"), "{refused}");
    assert!(refused.contains("dependence_low") && refused.contains("--dependence"), "{refused}");
}
