//! What is said on standard error beside an answer, and where it is.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::slice;

/// Writes a file for a test, and names it.
fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn output(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_knockon"));
    let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.stderr(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    running.wait_with_output().unwrap()
}

/// The warnings beside an answer.
fn warnings(arguments: &[&str]) -> Vec<String> {
    let output = output(arguments, "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    let warnings = said.lines().filter_map(|line| line.strip_prefix("warning: "));
    warnings.map(str::to_owned).collect()
}

const NODES: &str =
    "id,kind,parent\nit,department,\nshop,department,branch\nc,person,\nd,person,\n";
const EDGES: &str = "provider,consumer,dependence\nit,shop,0.5\nshop,shop,0.5\nshop,c,0.9\n";

#[test]
fn warnings_name_file_and_line_as_errors_do() {
    let [nodes, edges] = [file("odd-nodes.csv", NODES), file("odd-edges.csv", EDGES)];
    let parent = format!("{nodes}, line 3, parent: ");
    let itself = format!("{edges}, line 3: ");
    let unserved = format!("{nodes}, line 5: ");
    for command in [&["assess", "--set", "it=0.5"][..], &["convert"], &["chains"]] {
        let arguments = [command, &[&nodes, &edges]].concat();
        let said = warnings(&arguments);
        for place in [&parent, &itself, &unserved] {
            assert!(said.iter().any(|line| line.starts_with(place.as_str())), "{place}: {said:?}");
        }
        assert!(!said.iter().any(|line| line.starts_with("nodes")), "{said:?}");
    }
    let checked = output(&["check", &nodes, &edges, "--json"], "");
    let document: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    let said = document["warnings"].as_array().unwrap();
    assert!(said.iter().any(|line| line.as_str().unwrap().starts_with(&parent)), "{said:?}");
}

#[test]
fn warnings_of_a_document_name_it() {
    let document = r#"{ "format": "knockon/organisation", "version": 1,
        "departments": [ { "id": "it" } ], "customers": [ { "id": "c" }, { "id": "d" } ],
        "services": [ { "provider": "it", "consumer": "c", "dependence": 0.5 } ] }"#;
    let one = file("odd.json", document);
    let place = format!("{one}: customers[1]: ");
    let said = warnings(&["assess", &one, "--set", "it=0.5"]);
    assert!(said.len() == 1 && said[0].starts_with(&place), "{said:?}");
    let other = file("odd-after.json", document);
    let said = warnings(&["assess", &one, "--after", &other]);
    assert!(said.iter().any(|line| line.starts_with(&format!("{other}: customers[1]: "))));
    // Standard input is called what it was called.
    let checked = output(&["check", "-", "--json"], document);
    let document: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    let said = document["warnings"][0].as_str().unwrap();
    assert!(said.starts_with("-: customers[1]: "), "{said}");
}

#[test]
fn readings_that_contradict_each_other_are_told() {
    let organisation = file(
        "conflict.json",
        r#"{ "format": "knockon/organisation", "version": 1,
             "departments": [ { "id": "it" } ], "customers": [ { "id": "c" } ],
             "services": [ { "id": "help", "provider": "it", "consumer": "c", "dependence": 1 } ] }"#,
    );
    let head = "at,party,service,capability,condition\n";
    let once = "2026-03-02 09:00,it,,0.5,\n2026-03-02 12:00,it,,1,\n2026-03-02 13:00,it,,1,\n";
    let equal = file("conflict-equal.csv", &format!("{head}{once}2026-03-02 09:00,it,,0.5,\n"));
    assert_eq!(warnings(&["replay", &organisation, &equal]), [""; 0]);
    let twice = format!("{head}{once}2026-03-02 09:00,it,,0.25,\n");
    let twice = file("conflict-twice.csv", &twice);
    let first = format!(
        "{twice}: `it` is read twice at `2026-03-02T09:00:00Z`, as capability `0.5` and then as \
         capability `0.25`; of readings of one thing at one instant the last one holds: leave the \
         others out, or give each its instant"
    );
    assert_eq!(warnings(&["replay", &organisation, &twice]), slice::from_ref(&first));
    let money = r#"{ "format": "knockon/organisation", "version": 1,
        "customers": [ { "id": "c", "revenue": { "per_year": 10 } } ] }"#;
    let money = file("conflict-money.json", money);
    let said = warnings(&["outcome", &organisation, "--money", &money, "--from-replay", &twice]);
    assert!(said.contains(&first), "{said:?}");
    let more = format!(
        "{head}{once}2026-03-02 12:00,,help,,0.5\n2026-03-02 12:00,,help,,UNKNOWN\n\
         2026-03-02 12:00,it,,0.9,\n"
    );
    let more = file("conflict-more.csv", &more);
    let said = warnings(&["replay", &organisation, &more]);
    assert!(said[0].contains("as capability `1` and then as capability `0.9`, and so is 1 more; "));
}

#[test]
fn a_factor_of_agents_that_nobody_states_is_refused() {
    let lines = "{\"agents_factor_of_all\":0.5}\n{\"capability\":{\"it\":0.5}}\n";
    let output = output(&["watch"], lines);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        said.lines().next().unwrap(),
        "line 1: agents_factor_of_all: no department states staffing, so an agents factor changes \
         nothing; state `staffing`, or set capabilities"
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 4);
}
