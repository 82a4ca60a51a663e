//! Who feels it, by how much?
//!
//! ```text
//! $ cargo run --release --example assess
//! $ cargo run --release --example assess -- ORGANISATION.json --set it=0.5
//! $ cargo run --release --example assess -- nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! Without arguments it asks what the customers of an embedded organisation feel when its IT works
//! at half. Where several things change at once, `--attribution` says whose share it is:
//!
//! ```text
//! $ cargo run --release --example assess -- --set it=0.5 --set warehouse=0.4 --attribution
//! ...
//! Whose share it is, by Shapley values: -37.8 points of all customers
//!
//!  change     share  alone   last
//!  IT         -21.3  -26.2  -16.4
//!  Warehouse  -16.5  -21.4  -11.6
//!
//! Alone: nothing else changes. Last: everything else has changed before.
//! Alone they sum to -47.6 points, more than together, for they overlap.
//! Shapley values, exact, from 4 states.
//! ...
//! ```
//!
//! Without a scenario it explains the level: whose share it is of all that is missing. `--bracket` says how far the answer hangs on the order at which losses meet, and `--diagram dot`
//! or `mermaid` draws it. Bad input ends with exit code 2, a message on standard error and nothing on standard
//! output; `--help` lists every option.

mod arguments;
mod attribution;
mod bracket;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/list.rs"]
mod list;
#[path = "../common/name.rs"]
mod name;
#[path = "../common/numbers.rs"]
mod numbers;
mod restoration;
#[path = "../common/scenario.rs"]
mod scenario;
#[cfg(test)]
#[path = "../common/shown.rs"]
mod shown;
mod table;
#[cfg(test)]
mod tests;
mod why;

use std::process::ExitCode;

use clap::Parser;
use knockon::explain::{self, Attribution};
use knockon::io::{dot, mermaid};
use knockon::report::{AssessmentDocument, remarks};
use knockon::{
    Assessment, Impact, Network, Organisation, Scenario, SolveOptions, Status, Workspace,
};
use serde::Serialize;

use arguments::{Arguments, Diagram};
use bracket::BracketDocument;
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
    // A level is explained as a change is: from the state with nothing below 1.
    let is_level = scenario.is_empty() && later.is_none();
    let before = if is_level {
        network.ideal_with(&options, &mut Workspace::new())
    } else {
        solve(&network, &Scenario::default(), &options)?
    };
    let after = solve(later.as_ref().unwrap_or(&network), &scenario, &options)?;
    let impact = after.compared_with(&before)?;
    warn_of_impact(&impact);

    let asked = changed.as_ref().unwrap_or(&organisation);
    let document = arguments.chosen(AssessmentDocument::new(organisation.name(), &impact))?;
    let restoration = restoration::of(&after, &document, arguments.chooses())?;
    let document = document.with_restoration(restoration);
    match arguments.diagram {
        Some(Diagram::Dot) => return Ok(dot::impact(asked, &impact)),
        Some(Diagram::Mermaid) => return Ok(mermaid::impact(asked, &impact)),
        None => {}
    }
    let bracket = arguments.bracket.then(|| explain::bracket(asked, &scenario)).transpose()?;
    let bracket = bracket.map(|bracket| BracketDocument::new(&document, &bracket));
    let chosen = document.impact.iter().filter(|_| arguments.chooses()).map(|line| &line.customer);
    let split = |split| attribution::attribute(&impact, split, chosen);
    let attributions = arguments.attribution.map(split).transpose()?;
    let explanation = impact.explain();
    let top = arguments.top;
    if arguments.json {
        let document = document.explained(&explanation, top);
        return Ok(
            serde_json::to_string_pretty(&Answer { document, attributions, bracket })? + "\n"
        );
    }
    let mut text = table::describe(&impact, &document, scenario.name(), top)
        + &why::describe(&explanation, &document, top)
        + &restoration::describe(&document, &after, top);
    if let Some(attributions) = &attributions {
        text += &attribution::describe(attributions, &after, top);
    }
    if let Some(bracket) = &bracket {
        text += &bracket.describe(&after, top);
    }
    Ok(text + &remarks(after.network()) + "\n" + &table::certainty(&impact))
}

/// One JSON document.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    document: AssessmentDocument,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributions: Option<Vec<Attribution>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bracket: Option<BracketDocument>,
}

fn solve(
    network: &Network,
    scenario: &Scenario,
    options: &SolveOptions,
) -> Result<Assessment, Failure> {
    Ok(network.solve_with(scenario, options, &mut Workspace::new())?)
}

fn warn_of_impact(impact: &Impact) {
    if impact.status() != Status::Converged {
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
