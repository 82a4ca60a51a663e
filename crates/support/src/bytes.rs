//! What reads files, given any bytes: nothing panics or hangs, messages stay short, and what is
//! accepted is written and read back as it was.
//!
//! One function a fuzz target; each panics where something is wrong, as fuzzers expect. The same
//! run in the library's tests, over committed seeds that are [mutated](mutated) without a fuzzer.

use knockon::io::csv::{TableOptions, organisation_from_slices};
#[cfg(feature = "import")]
use knockon::io::import::{self, Direction, Mapping, ReadOptions, SourceFormat};
#[cfg(feature = "yaml")]
use knockon::io::yaml;
use knockon::io::{HistoryError, HistoryOptions, Limits, csv, json, sample, sample_with_people};
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
    #[cfg(feature = "yaml")]
    Target { name: "yaml_organisation", run: yaml_organisation, dictionary: YAML_WORDS },
    #[cfg(feature = "yaml")]
    Target { name: "yaml_scenario", run: yaml_scenario, dictionary: YAML_WORDS },
    #[cfg(feature = "yaml")]
    Target { name: "yaml_history", run: yaml_history, dictionary: YAML_WORDS },
    Target { name: "csv_tables", run: csv_tables, dictionary: CSV_WORDS },
    Target { name: "csv_scenarios", run: csv_scenarios, dictionary: CSV_WORDS },
    Target { name: "csv_history", run: csv_history, dictionary: CSV_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_table", run: import_table, dictionary: CSV_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_node_link", run: import_node_link, dictionary: JSON_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_cytoscape", run: import_cytoscape, dictionary: JSON_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_servicenow", run: import_servicenow, dictionary: CSV_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_service_graph", run: import_service_graph, dictionary: CSV_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_jaeger", run: import_jaeger, dictionary: JSON_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_icinga", run: import_icinga, dictionary: ICINGA_WORDS },
    #[cfg(feature = "import")]
    Target { name: "import_mapping", run: import_mapping, dictionary: JSON_WORDS },
    #[cfg(all(feature = "import", feature = "yaml"))]
    Target { name: "import_backstage", run: import_backstage, dictionary: YAML_WORDS },
    #[cfg(all(feature = "import", feature = "yaml"))]
    Target { name: "import_openslo", run: import_openslo, dictionary: YAML_WORDS },
    #[cfg(feature = "graphml")]
    Target { name: "import_graphml", run: import_graphml, dictionary: XML_WORDS },
    #[cfg(feature = "graphml")]
    Target { name: "import_archimate", run: import_archimate, dictionary: XML_WORDS },
    #[cfg(feature = "excel")]
    Target { name: "import_excel", run: import_excel, dictionary: &["PK\x03\x04", "\0"] },
];

#[cfg(feature = "import")]
const ICINGA_WORDS: &[&str] =
    &["&", "|", "%", "+", "^", "!", "2 of: ", " = ", ";", "\\", "@", ":", "\n", "#", "display 1;"];

#[cfg(feature = "graphml")]
const XML_WORDS: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#0;",
    "&#x1F;",
    "&x;",
    "\"",
    "=",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "<?xml version=\"1.1\"?>",
    "<graph>",
    "<node id=\"a\">",
    "<data key=\"d0\">",
    " source=\"a\"",
    "\u{feff}",
    "\0",
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

#[cfg(feature = "yaml")]
const YAML_WORDS: &[&str] = &[
    "- ",
    "  ",
    "\n",
    "\t",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "? ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "!x ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "|\n",
    ">-\n",
    "\"",
    "'",
    "#",
    "~",
    "null",
    "NO",
    ".inf",
    "-.nan",
    "0x1F",
    "1e999",
    "-0.0",
    "\\x41",
    "\u{feff}",
    "\u{85}",
    "\0",
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

/// Reads an organisation of YAML; what is written as YAML reads back as well.
///
/// # Panics
///
/// Where something is wrong with what was read, or with how it was.
#[cfg(feature = "yaml")]
pub fn yaml_organisation(bytes: &[u8]) {
    match yaml::organisation_from_slice_with(bytes, &limits()) {
        Err(error) => refused(&error.to_string()),
        Ok(organisation) => {
            let text = yaml::organisation_to_string(&organisation);
            match yaml::organisation_from_str(&text) {
                Ok(read) => assert!(read == organisation, "read back as another: {text}"),
                Err(error) => panic!("written, but not read back: {error}\n{text}"),
            }
            accepted(&organisation);
        }
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

/// Reads a scenario of the embedded organisation, of YAML.
///
/// # Panics
///
/// Where something is wrong with what was read, or with how it was.
#[cfg(feature = "yaml")]
pub fn yaml_scenario(bytes: &[u8]) {
    match yaml::scenario_from_slice_with(bytes, &limits()) {
        Err(error) => refused(&error.to_string()),
        Ok(scenario) => {
            let text = yaml::scenario_to_string(&scenario);
            let read = yaml::scenario_from_str(&text);
            // NaN is not equal to itself, and is refused by every solve.
            let debug = |scenario: &knockon::Scenario| format!("{scenario:?}");
            assert_eq!(read.ok().as_ref().map(debug), Some(debug(&scenario)), "{text}");
            let network = sample_with_people().compile().expect("it is embedded");
            solved(&network, &scenario);
        }
    }
}

/// Reads a history of the embedded organisation, as YAML.
#[cfg(feature = "yaml")]
pub fn yaml_history(bytes: &[u8]) {
    history(|take| yaml::history_from_reader(bytes, &history_options(), take));
}

/// Reads a history of the embedded organisation, as JSON.
pub fn json_history(bytes: &[u8]) {
    history(|take| json::history_from_reader(bytes, &history_options(), take));
}

/// Reads a history of the embedded organisation, as a table, and tickets and maintenance.
pub fn csv_history(bytes: &[u8]) {
    if let Err(error) = csv::tickets_from_reader(bytes, &history_options(), drop) {
        refused(&error.to_string());
    }
    if let Err(error) = csv::maintenance_from_reader(bytes, &history_options()) {
        refused(&error.to_string());
    }
    history(|take| csv::history_from_reader(bytes, &history_options(), take));
}

fn history_options() -> HistoryOptions {
    HistoryOptions::default().limits(limits())
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

/// Reads what another program wrote, both ways round, with and without a total.
///
/// # Panics
///
/// Where something is wrong with what was read, or with how it was.
#[cfg(feature = "import")]
fn import(bytes: &[u8], format: SourceFormat) {
    let _ = SourceFormat::of_content(bytes, "file");
    for direction in [Direction::ProviderFirst, Direction::ConsumerFirst] {
        let options =
            ReadOptions::default().limits(limits()).direction(direction).skip_broken(true);
        let records = match import::read(bytes, format, "file", &options) {
            Ok(records) => records,
            Err(error) => return refused(&error.to_string()),
        };
        for mapping in [Mapping::default(), Mapping::default().dependence_total(0.8)] {
            let mapping = mapping.direction(direction);
            match import::organisation(vec![records.clone()], &mapping, &limits()) {
                Err(error) => refused(&error.to_string()),
                Ok(imported) => {
                    imported.notes.iter().for_each(|note| refused(&note.to_string()));
                    accepted(&imported.organisation);
                }
            }
        }
    }
}

/// Reads a mapping, and applies it to a graph of calls.
///
/// # Panics
///
/// Where that graph is not read, or what a reader promises does not hold.
#[cfg(feature = "import")]
pub fn import_mapping(bytes: &[u8]) {
    let graph = b"source,target,type,calls\nweb,pay,calls,3\nweb,search,uses,1\npay,web,part,2\n";
    match import::mapping_from_slice(bytes, knockon::io::FileFormat::Json, &limits()) {
        Err(error) => refused(&error.to_string()),
        Ok(mapping) => {
            let read =
                import::read(graph, SourceFormat::Table, "calls.csv", &ReadOptions::default());
            match import::organisation(vec![read.expect("it is a table")], &mapping, &limits()) {
                Err(error) => refused(&error.to_string()),
                Ok(imported) => accepted(&imported.organisation),
            }
        }
    }
}

/// Targets that read one format of another program.
macro_rules! imports {
    ($($(#[$on:meta])* $name:ident: $format:ident,)*) => {
        $(
            /// Reads a file of another program.
            $(#[$on])*
            pub fn $name(bytes: &[u8]) {
                import(bytes, SourceFormat::$format);
            }
        )*
    };
}

imports!(
    #[cfg(feature = "import")]
    import_table: Table,
    #[cfg(feature = "import")]
    import_node_link: NodeLink,
    #[cfg(feature = "import")]
    import_cytoscape: Cytoscape,
    #[cfg(feature = "import")]
    import_servicenow: ServiceNow,
    #[cfg(feature = "import")]
    import_service_graph: ServiceGraph,
    #[cfg(feature = "import")]
    import_jaeger: Jaeger,
    #[cfg(feature = "import")]
    import_icinga: Icinga,
    #[cfg(all(feature = "import", feature = "yaml"))]
    import_backstage: Backstage,
    #[cfg(all(feature = "import", feature = "yaml"))]
    import_openslo: OpenSlo,
    #[cfg(feature = "graphml")]
    import_graphml: GraphMl,
    #[cfg(feature = "graphml")]
    import_archimate: ArchiMate,
    #[cfg(feature = "excel")]
    import_excel: Excel,
);

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
