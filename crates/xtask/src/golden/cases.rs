//! Which programs are run, with which options, on which data.

use std::path::{Path, PathBuf};

/// The folder beside the repository where real inputs may lie.
const NEIGHBOUR: &str = "../shared/data";

/// The option that asks a command for a document.
pub(super) const JSON: &str = "--json";

/// A question about the organisation that a command carries.
#[derive(Debug)]
pub(crate) struct Case {
    /// What the committed file is called.
    pub(super) name: &'static str,
    /// The command.
    pub(crate) command: &'static str,
    /// Its arguments.
    pub(super) arguments: &'static [&'static str],
}

impl Case {
    /// The name of the committed file.
    pub(super) fn file(&self) -> String {
        let extension = if self.arguments.contains(&JSON) { "json" } else { "txt" };
        format!("{}.{extension}", self.name)
    }

    /// The arguments that ask for text.
    pub(crate) fn in_text(&self) -> Vec<&'static str> {
        self.arguments.iter().copied().filter(|argument| *argument != JSON).collect()
    }
}

const fn case(
    name: &'static str,
    command: &'static str,
    arguments: &'static [&'static str],
) -> Case {
    Case { name, command, arguments }
}

/// At least one question to every command that answers one, but for those that print times.
pub(crate) const CASES: &[Case] = &[
    case("assess", "assess", &[JSON]),
    case("assess_text", "assess", &[]),
    case(
        "assess_attribution",
        "assess",
        &["--set", "it=0.5", "--set", "warehouse=0.4", "--attribution", "--bracket", JSON],
    ),
    case(
        "assess_attribution_text",
        "assess",
        &["--set", "it=0.5", "--set", "warehouse=0.4", "--attribution", "--bracket"],
    ),
    case(
        "assess_observed",
        "assess",
        &["--observed", "it=0.6", "--observed", "hr=0.7", "--observed", "schools=0.4", JSON],
    ),
    case(
        "assess_observed_text",
        "assess",
        &["--observed", "it=0.6", "--observed", "hr=0.7", "--observed", "schools=0.4"],
    ),
    case("assess_mermaid", "assess", &["--diagram", "mermaid"]),
    case("assess_dot", "assess", &["--diagram", "dot"]),
    case("ask", "ask", &["--top", "5"]),
    case("ask_json", "ask", &[JSON]),
    case("outcome", "outcome", &[JSON]),
    case("outcome_text", "outcome", &["--band"]),
    case("outcome_loop", "outcome", &["--loop", "--years", "6", "--elasticity", "1", JSON]),
    case(
        "outcome_loop_text",
        "outcome",
        &["--loop", "--quick", "--years", "20", "--elasticity", "2"],
    ),
    case("batch", "batch", &[JSON]),
    case("batch_text", "batch", &["--party", "schools"]),
    case("draws", "draws", &["--draws", "200", "--variance", "100", JSON]),
    case("callcentre", "callcentre", &[JSON]),
    case("chains", "chains", &[JSON]),
    case("check", "check", &[JSON]),
    case("convert", "convert", &[]),
    case("fit", "fit", &[JSON]),
    case("fit_text", "fit", &["--top", "50"]),
    case("measure", "measure", &[JSON]),
    case("measure_text", "measure", &["--top", "50"]),
    case("new", "new", &["Corner shop"]),
    case("schema", "schema", &["scenario"]),
    case("queue", "queue", &[JSON]),
    case("replay", "replay", &[JSON]),
    case("availability", "availability", &[JSON]),
    case("sql", "sql", &["--segment", "region", "--below", "0.8", "--dialect", "duckdb"]),
    case("contingency", "contingency", &["--all", JSON]),
    case("contingency_worst", "contingency", &["--top", "3", JSON]),
    case(
        "contingency_schools",
        "contingency",
        &["--threshold", "0.5", "--customer", "schools", JSON],
    ),
    case("report", "report", &[JSON]),
    case("sensitivity", "sensitivity", &[JSON]),
    case(
        "sensitivity_range",
        "sensitivity",
        &["--range", "it=0.4..0.8", "--range-dependence", "tills=0.1..0.5", JSON],
    ),
    case("staffing", "staffing", &[JSON]),
    case("staffing_agents", "staffing", &["--agents-for", "it=0.95", "--next-agent", JSON]),
    // By default it answers for a year in steps of quarters of an hour: a large document.
    case("timeline", "timeline", &["--days", "60", "--step", "1d", JSON]),
    case("timeline_draws", "timeline", &["--days", "60", "--step", "1d", "--draws", "50"]),
    case("timeline_text", "timeline", &[]),
];

/// What `population` generates; the folder to export to follows.
pub(crate) const GENERATED: &[&str] =
    &["--departments", "1000", "--customers", "10000", "--export"];

/// A question about a real input.
#[derive(Debug)]
pub(crate) struct Question {
    /// The folder of the input.
    pub(crate) input: &'static str,
    /// The command.
    pub(crate) command: &'static str,
    /// Files of the folder, which come first.
    pub(crate) files: &'static [&'static str],
    /// Further arguments; those that name a table of the folder are `@` and its name.
    pub(super) arguments: &'static [&'static str],
}

impl Question {
    /// The arguments that ask for text.
    pub(crate) fn in_text(&self, data: &Path) -> Vec<PathBuf> {
        let folder = data.join(self.input);
        let files = self.files.iter().map(|file| folder.join(file));
        let argument = |argument: &&str| match argument.strip_prefix('@') {
            Some(file) => folder.join(file),
            None => PathBuf::from(argument),
        };
        files.chain(self.arguments.iter().map(argument)).collect()
    }
}

/// The tables of an organisation.
const TABLES: &[&str] = &["nodes.csv", "edges.csv"];

/// What the tables of real inputs do not state.
pub(super) const DEPENDENCE_TOTAL: f64 = 0.8;

const fn assess(input: &'static str, arguments: &'static [&'static str]) -> Question {
    Question { input, command: "assess", files: TABLES, arguments }
}

/// Questions about real inputs.
pub(crate) const REAL: &[Question] = &[
    assess("gitlab-2022-02", &["--dependence-total", "0.8", "--set", "svc:consul=0.5"]),
    assess("volvo-vinst", &["--dependence-total", "0.8"]),
    assess("uci-servicenow", &["--dependence-total", "0.8"]),
    assess("bea-2017", &["--dependence-total", "0.8"]),
    assess("debian-bookworm", &["--dependence-total", "0.8"]),
    Question {
        input: "gitlab-2022-02",
        command: "contingency",
        files: TABLES,
        arguments: &["--dependence-total", "0.8"],
    },
    Question {
        input: "bea-2017",
        command: "sensitivity",
        files: TABLES,
        arguments: &["--dependence-total", "0.8"],
    },
    Question { input: "callcentre-1999", command: "callcentre", files: &["."], arguments: &[] },
    Question {
        input: "uci-servicenow",
        command: "replay",
        files: TABLES,
        arguments: &["--dependence-total", "0.8", "--tickets", "@tickets.csv", "--by", "week"],
    },
];

/// The folder of real inputs beside the repository, where there is one.
pub(crate) fn neighbour() -> Option<PathBuf> {
    let data = crate::workspace::root().join(NEIGHBOUR);
    data.is_dir().then_some(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_what_is_asked_for() {
        assert_eq!(CASES[0].file(), "assess.json");
        assert_eq!(CASES[1].file(), "assess_text.txt");
        assert_eq!(case("a", "b", &["--top", "3", JSON]).in_text(), ["--top", "3"]);
    }

    #[test]
    fn questions_name_files_of_their_folder() {
        let replay = &REAL[REAL.len() - 1];
        let arguments = replay.in_text(Path::new("data"));
        assert_eq!(arguments[0], Path::new("data/uci-servicenow/nodes.csv"));
        assert!(arguments.contains(&PathBuf::from("data/uci-servicenow/tickets.csv")));
        assert!(arguments.contains(&PathBuf::from("week")));
    }

    #[test]
    fn no_two_cases_share_a_file() {
        for (at, case) in CASES.iter().enumerate() {
            assert_eq!(CASES.iter().position(|other| other.file() == case.file()), Some(at));
        }
    }
}
