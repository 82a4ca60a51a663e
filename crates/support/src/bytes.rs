//! What reads files, given any bytes: nothing panics or hangs, messages stay short, and what is
//! accepted is written and read back as it was.
//!
//! One function a fuzz target; each panics where something is wrong, as fuzzers expect. The same
//! run in the library's tests, over committed seeds that are [mutated](mutated) without a fuzzer.

use knockon::io::csv::{TableOptions, organisation_from_slices};
use knockon::io::{HistoryError, Limits, csv, json, sample, sample_with_people};
use knockon::time::{Event, EventError, History};
use knockon::{Network, Organisation, SolveOptions, Status, Workspace};

use crate::check::Case;
use crate::choices::Choices;
use crate::trust;

/// How many scenarios of a table are solved.
const MOST_SOLVED: usize = 20;
/// The length of a message that no refusal needs.
const LONGEST_MESSAGE: usize = 100_000;
/// How many sweeps a solve of what was read may take.
const MOST_SWEEPS: u32 = 200;
/// How far an equation may be off at a state that is said to be settled.
const SETTLED: f64 = 1e-9;

/// A fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of the target and of the folder of its seeds.
    pub name: &'static str,
    /// What it does with bytes.
    pub run: fn(&[u8]),
    /// What to mutate bytes with.
    pub dictionary: &'static [&'static str],
}

/// Every target that reads a file.
pub const READERS: &[Target] = &[
    Target { name: "json_organisation", run: json_organisation, dictionary: JSON_WORDS },
    Target { name: "json_scenario", run: json_scenario, dictionary: JSON_WORDS },
    Target { name: "json_history", run: json_history, dictionary: JSON_WORDS },
    Target { name: "csv_tables", run: csv_tables, dictionary: CSV_WORDS },
    Target { name: "csv_scenarios", run: csv_scenarios, dictionary: CSV_WORDS },
    Target { name: "csv_history", run: csv_history, dictionary: CSV_WORDS },
];

const JSON_WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "-0",
    "1e308",
    "1e-320",
    "0.5",
    "1",
    "2",
    "1e999",
    "\\u0000",
    "\\ud800",
    "\"id\"",
    "\"dependence\":",
    "\"need\":",
    "\"weight\":0",
    "\"substitution\":{\"kind\":\"best_of\"}",
    "\"order\":\"-inf\"",
    "\"transfer\":",
    "\"hill\"",
    "\"lag_hours\":1e9",
    "\u{feff}",
    "\u{202e}",
];

const CSV_WORDS: &[&str] = &[
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "50%",
    "0,5",
    "1e999",
    "-0",
    "nan",
    "inf",
    "id",
    "weight",
    "dependence",
    "2026-03-02T09:00:00Z",
    "9999-12-31T23:59:60Z",
    "\u{feff}",
    "\0",
];

fn limits() -> Limits {
    Limits::default().max_file_bytes(1 << 20).max_parties(400).max_services_and_needs(1_000)
}

/// Checks the length of a refusal.
fn refused(message: &str) {
    assert!(message.len() <= LONGEST_MESSAGE, "a message of {} bytes", message.len());
    assert!(!message.is_empty(), "a refusal without words");
}

/// Reads a table of scenarios for the sample organisation, and solves under each.
pub fn csv_scenarios(bytes: &[u8]) {
    let organisation = sample();
    match csv::scenarios_from_slice(bytes, &organisation, &limits()) {
        Err(error) => refused(&error.to_string()),
        Ok(scenarios) => {
            let Ok(network) = organisation.compile() else { return };
            for scenario in scenarios.iter().take(MOST_SOLVED) {
                if let Err(invalid) = network.solve(scenario) {
                    refused(&invalid.to_string());
                }
            }
        }
    }
}

/// Reads an organisation.
pub fn json_organisation(bytes: &[u8]) {
    match json::organisation_from_slice_with(bytes, &limits()) {
        Err(error) => refused(&error.to_string()),
        Ok(organisation) => accepted(&organisation),
    }
}

/// Writes, reads back, compiles and solves what was read.
fn accepted(organisation: &Organisation) {
    let text = json::organisation_to_string(organisation);
    match json::organisation_from_str(&text) {
        Ok(read) => assert!(read == *organisation, "read back as another: {text}"),
        Err(error) => panic!("written, but not read back: {error}\n{text}"),
    }
    match organisation.compile() {
        Err(error) => refused(&error.to_string()),
        Ok(network) => solved(&network, &knockon::Scenario::new("nothing")),
    }
}

fn solved(network: &Network, scenario: &knockon::Scenario) {
    let options = SolveOptions::default().max_sweeps(MOST_SWEEPS).max_rounds(MOST_SWEEPS);
    match network.solve_with(scenario, &options, &mut Workspace::new()) {
        Err(error) => refused(&error.to_string()),
        Ok(solved) => {
            let inside = |quality: f64| (0.0..=1.0).contains(&quality);
            assert!(solved.qualities().all(inside), "a quality outside of 0..=1");
            if solved.status() == Status::Converged {
                let residual = solved.verify();
                assert!(residual <= SETTLED, "settled, but {residual:e} off");
            }
        }
    }
}

/// Reads a scenario of the embedded organisation.
///
/// # Panics
///
/// Where something is wrong with what was read, or with how it was.
pub fn json_scenario(bytes: &[u8]) {
    match json::scenario_from_slice_with(bytes, &limits()) {
        Err(error) => refused(&error.to_string()),
        Ok(scenario) => {
            let text = json::scenario_to_string(&scenario);
            let read = json::scenario_from_str(&text);
            assert_eq!(read.ok().as_ref(), Some(&scenario), "{text}");
            let network = sample_with_people().compile().expect("it is embedded");
            solved(&network, &scenario);
        }
    }
}

/// Reads a history of the embedded organisation, as JSON.
pub fn json_history(bytes: &[u8]) {
    history(|take| json::history_from_reader(bytes, &limits(), take));
}

/// Reads a history of the embedded organisation, as a table.
pub fn csv_history(bytes: &[u8]) {
    history(|take| csv::history_from_reader(bytes, &limits(), take));
}

type Take<'a> = &'a mut dyn FnMut(&Event) -> Result<(), EventError>;

fn history(read: impl FnOnce(Take<'_>) -> Result<(), HistoryError>) {
    let network = sample().compile().expect("it is embedded");
    let mut history = History::new(&network);
    if let Err(error) = read(&mut |event| history.push(event)) {
        refused(&error.to_string());
    }
}

/// Reads two tables, that of parties before the first zero and that of services behind it.
pub fn csv_tables(bytes: &[u8]) {
    let mut tables = bytes.splitn(2, |byte| *byte == 0);
    let (nodes, edges) = (tables.next().unwrap_or_default(), tables.next().unwrap_or_default());
    for options in [TableOptions::default(), TableOptions::default().dependence_total(0.8)] {
        match organisation_from_slices(nodes, edges, &options.limits(limits())) {
            Err(error) => refused(&error.to_string()),
            Ok(organisation) => accepted(&organisation),
        }
    }
}

/// Makes an organisation of bytes and checks all there is to check of it.
///
/// # Panics
///
/// Where a check fails, with the smallest organisation found that fails it.
pub fn structured(bytes: &[u8]) {
    if let Err(failure) = trust::check(&Case::of_bytes(bytes)) {
        panic!("{failure}");
    }
}

/// Changes bytes a little: some are lost, doubled, flipped, or become words of a dictionary.
#[must_use]
pub fn mutated(seed: &[u8], dictionary: &[&str], choices: &mut Choices) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=choices.below(6) {
        let at = choices.below(bytes.len() + 1);
        let end = (at + choices.below(12)).min(bytes.len());
        match choices.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                let to = choices.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            2 if at < bytes.len() => bytes[at] ^= 1 << choices.below(8),
            3 => bytes.truncate(at),
            _ => {
                let word = dictionary[choices.below(dictionary.len())];
                bytes.splice(at..end, word.bytes());
            }
        }
    }
    bytes
}
