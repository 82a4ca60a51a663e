//! What the program ends with, and where it says what.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_knockon")).args(arguments).output().unwrap()
}

#[test]
fn an_answer_is_printed_and_ends_with_0() {
    let output = run(&["assess", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    // A slow machine says what it cost.
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.is_empty() || said.starts_with("took "), "{said}");
    assert!(output.stdout.starts_with(b"{\n"));
}

#[test]
fn bad_input_prints_nothing_and_ends_with_2() {
    for arguments in [
        &["assess", "--set", "nobody=0.5"][..],
        &["assess", "nowhere.json"],
        &["assess", "--fail-below", "shoppers=nan"],
        &["batch", "nowhere.json", "nowhere.csv"],
        &["timeline", "--days", "x"],
        &["nothing"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_breach_is_printed_with_the_answer_and_ends_with_1() {
    let output = run(&["assess", "--fail-below", "shoppers=0.9"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.starts_with(b"Harbour & Vine: IT at half\n"));
    assert!(output.stderr.starts_with(b"shoppers gets 0.7"));
}

#[test]
fn colours_are_for_those_who_ask_for_them() {
    let plain = run(&["assess"]).stdout;
    assert!(!plain.contains(&0x1b));
    assert_eq!(run(&["assess", "--color", "never"]).stdout, plain);
    let painted = run(&["--color=always", "assess"]).stdout;
    assert!(painted.starts_with(b"\x1b[1mHarbour & Vine: IT at half\x1b[0m\n"));
    let document = run(&["assess", "--json", "--color", "always"]).stdout;
    assert!(document.starts_with(b"{\n") && !document.contains(&0x1b));
    let refused = run(&["assess", "--set", "nobody=0.5", "--color", "always"]);
    assert!(refused.stderr.starts_with(b"\x1b[31m"));
    assert_eq!(run(&["assess", "--color", "mauve"]).status.code(), Some(2));
}

#[test]
fn refused_events_are_told_and_the_others_answered() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_knockon"));
    let command = command.arg("watch").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut input = running.stdin.take().unwrap();
    input.write_all(b"\xff\n{\"capability\":{\"it\":0.5}}\n").unwrap();
    drop(input);
    let output = running.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"line 1: "));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 4);
}

#[test]
fn control_characters_of_a_file_reach_no_terminal() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("control.json");
    let organisation = r#"{ "format": "knockon/organisation", "version": 1,
        "departments": [ { "id": "a\u001b[31m" } ], "customers": [], "services": [] }"#;
    std::fs::write(&file, organisation).unwrap();
    let file = file.to_str().unwrap();
    for arguments in [&["check", file][..], &["assess", file, "--set", "a[31=0.5"]] {
        let output = run(arguments);
        assert!(!output.stderr.contains(&0x1b), "{arguments:?}");
    }
}
