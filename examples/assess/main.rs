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
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/numbers.rs"]
mod numbers;
#[path = "../common/scenario.rs"]
mod scenario;
mod table;
mod why;

use std::process::ExitCode;

use clap::Parser;
use indexmap::IndexMap;
use knockon::explain::{Bracket, bracket};
use knockon::report::AssessmentDocument;
use knockon::{
    Assessment, Impact, Network, Organisation, PartyId, Quality, Scenario, SolveOptions, Status,
    Workspace,
};
use serde::Serialize;

use arguments::Arguments;
use common::{Failure, finish, warn};
use scenario::warn_of_statement;

fn main() -> ExitCode {
    finish(answer(&Arguments::parse()))
}

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let organisation = arguments.organisation()?;
    let scenario = arguments.scenario()?;
    let changed = arguments.changed_organisation()?;
    for organisation in changed.iter().chain([&organisation]) {
        warn_of_statement(organisation);
    }

    let options = SolveOptions::default().lower_state(arguments.tipping);
    let network = organisation.compile()?;
    let later = changed.as_ref().map(Organisation::compile).transpose()?;
    let before = solve(&network, &Scenario::default(), &options)?;
    let after = solve(later.as_ref().unwrap_or(&network), &scenario, &options)?;
    let impact = after.impact_on(&before);
    warn_of_impact(&impact);

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
        warn("a weight other than 1 under full weighting may lie outside the bracket");
    }
}

fn solve(
    network: &Network,
    scenario: &Scenario,
    options: &SolveOptions,
) -> Result<Assessment, Failure> {
    Ok(network.solve_with(scenario, options, &mut Workspace::new())?)
}

fn warn_of_impact(impact: &Impact) {
    if impact.status() == Status::NotConverged {
        warn(&format!(
            "not converged after {} sweeps, the last of which still moved by {:e}",
            impact.iterations(),
            impact.residual()
        ));
    }
    for (parties, what) in [(impact.added(), "only after"), (impact.removed(), "only before")] {
        for party in parties {
            warn(&format!("`{party}` is there {what} the change and is not compared"));
        }
    }
}
