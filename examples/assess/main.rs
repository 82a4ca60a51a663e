//! Who feels it, by how much?
//!
//! ```text
//! $ cargo run --release --example assess
//! $ cargo run --release --example assess -- ORGANISATION.json --set it=0.5
//! $ cargo run --release --example assess -- nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! Without arguments it asks what the customers of an embedded organisation feel when its IT works
//! at half. Bad input ends with exit code 2, a message on standard error and nothing on standard
//! output; `--help` lists every option.

mod arguments;
mod table;
mod why;

use std::error::Error;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use indexmap::IndexMap;
use knockon::explain::{Bracket, bracket};
use knockon::report::AssessmentDocument;
use knockon::{
    Assessment, Impact, Organisation, PartyId, Quality, Scenario, SolveOptions, Status, Workspace,
};
use serde::Serialize;

use arguments::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = answer(&arguments).and_then(|text| Ok(print(&text)?));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let organisation = arguments.organisation()?;
    let scenario = arguments.scenario()?;
    let changed = arguments.changed_organisation()?;
    for organisation in changed.iter().chain([&organisation]) {
        warn_of_statement(organisation);
    }

    let options = SolveOptions::default().lower_state(arguments.tipping);
    let before = solve(&organisation, &Scenario::default(), &options)?;
    let after = solve(changed.as_ref().unwrap_or(&organisation), &scenario, &options)?;
    let impact = after.impact_on(&before);
    warn(&impact);

    let explanation = impact.explain();
    let document = arguments.chosen(AssessmentDocument::new(organisation.name(), &impact))?;
    let asked = arguments.bracket.then(|| changed.as_ref().unwrap_or(&organisation));
    let bracket = asked.map(|asked| bracket(asked, &scenario)).transpose()?;
    warn_of_bracket(bracket.as_ref());
    if arguments.json {
        let document = document.explained(&explanation, arguments.top);
        let bracket = bracket.map(|bracket| BracketDocument::new(&document, &bracket));
        Ok(serde_json::to_string_pretty(&Answer { document, bracket })? + "\n")
    } else {
        let text = table::describe(&impact, &document, scenario.name(), arguments.top)
            + &why::describe(&explanation, &document, arguments.top);
        let brackets = bracket.map(|bracket| table::bracket(&document, &bracket, arguments.top));
        Ok(text + &brackets.unwrap_or_default() + "\n" + &table::certainty(&impact))
    }
}

/// One JSON document.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    document: AssessmentDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    bracket: Option<BracketDocument>,
}

/// The quality of every customer under each of two rules.
#[derive(Serialize)]
struct BracketDocument {
    weakest: IndexMap<PartyId, Quality>,
    additive: IndexMap<PartyId, Quality>,
}

impl BracketDocument {
    fn new(document: &AssessmentDocument, bracket: &Bracket) -> Self {
        let chosen: Vec<_> = table::bracketed(document, bracket).collect();
        Self {
            weakest: chosen.iter().map(|bounds| (bounds.id.clone(), bounds.upper)).collect(),
            additive: chosen.iter().map(|bounds| (bounds.id.clone(), bounds.lower)).collect(),
        }
    }
}

fn warn_of_bracket(bracket: Option<&Bracket>) {
    if bracket.is_some_and(|bracket| !bracket.encloses()) {
        eprintln!(
            "warning: a weight other than 1 under full weighting may lie outside the bracket"
        );
    }
}

fn solve(
    organisation: &Organisation,
    scenario: &Scenario,
    options: &SolveOptions,
) -> Result<Assessment, Box<dyn Error>> {
    Ok(organisation.compile()?.solve_with(scenario, options, &mut Workspace::new())?)
}

/// How many oddities of an organisation are worth reading one by one.
const MOST_WARNINGS: usize = 10;

fn warn_of_statement(organisation: &Organisation) {
    let warnings = organisation.warnings();
    for warning in warnings.iter().take(MOST_WARNINGS) {
        eprintln!("warning: {warning}");
    }
    if warnings.len() > MOST_WARNINGS {
        eprintln!("warning: and {} more like these", warnings.len() - MOST_WARNINGS);
    }
}

fn warn(impact: &Impact) {
    if impact.status() == Status::NotConverged {
        eprintln!(
            "warning: not converged after {} sweeps, the last of which still moved by {:e}",
            impact.iterations(),
            impact.residual()
        );
    }
    for (parties, what) in [(impact.added(), "only after"), (impact.removed(), "only before")] {
        for party in parties {
            eprintln!("warning: `{party}` is there {what} the change and is not compared");
        }
    }
}

/// Prints to standard output; a reader that has seen enough is no failure.
fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
