//! `-` in place of a file.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const ORGANISATION: &str = r#"{ "format": "knockon/organisation", "version": 1, "name": "Kiosk",
    "departments": [ { "id": "it" } ], "customers": [ { "id": "guests" } ],
    "services": [ { "provider": "it", "consumer": "guests", "dependence": 0.5 } ] }"#;

/// Runs the program with text coming in, and with a folder of its own for temporary files, which must
/// be empty afterwards.
fn run(name: &str, arguments: &[&str], text: &[u8]) -> Output {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_knockon"));
    command.args(arguments).env("TMPDIR", &folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap();
    // A program that has seen enough is no failure.
    let _ = running.stdin.take().unwrap().write_all(text);
    let output = running.wait_with_output().unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{arguments:?} leaves files behind");
    output
}

fn answer(name: &str, arguments: &[&str], text: &[u8]) -> String {
    let output = run(name, arguments, text);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn documents_tables_and_files_of_other_programs_come_in() {
    let here = |arguments: &[&str], text: &[u8]| answer("come-in", arguments, text);
    let assessed = here(&["assess", "-", "--set", "it=0.5"], ORGANISATION.as_bytes());
    assert!(assessed.contains("guests: -25.0 points"), "{assessed}");
    let graph = here(&["convert", "-", "--format", "graphml"], ORGANISATION.as_bytes());
    let again = here(&["assess", "-", "--set", "it=0.5"], graph.as_bytes());
    assert_eq!(again, assessed);
    let table = b"provider,consumer,dependence\nit,guests,0.5\n";
    let of_table = here(&["assess", "-", "--read-as", "csv", "--set", "it=0.5"], table);
    assert!(of_table.contains("guests: -25.0 points"), "{of_table}");
    // What is no organisation may come in as well.
    let scenario =
        br#"{ "format": "knockon/scenario", "version": 1, "capability": { "it": 0.5 } }"#;
    let embedded = here(&["assess", "--scenario", "-"], scenario);
    assert!(embedded.contains("Online households"), "{embedded}");
}

#[test]
fn what_is_wrong_with_it_is_said_of_it() {
    let refused = |arguments: &[&str], text: &[u8]| {
        let output = run("wrong", arguments, text);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let broken = refused(&["assess", "-"], b"{ \"format\": ");
    assert!(broken.starts_with("-: line 1, column "), "{broken}");
    assert!(refused(&["assess", "-"], b"").starts_with("-: "));
    // It is removed even where the arguments are refused.
    refused(&["assess", "-", "--set", "nothing"], ORGANISATION.as_bytes());
}
