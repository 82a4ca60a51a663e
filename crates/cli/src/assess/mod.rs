//! Who feels it, by how much?
//!
//! ```text
//! $ knockon assess
//! $ knockon assess ORGANISATION.json --set it=0.5
//! $ knockon assess nodes.csv edges.csv --dependence-total 0.8 --json
//! ```
//!
//! Without arguments it asks what the customers of an embedded organisation feel when its IT works
//! at half. Where several things change at once, `--attribution` says whose share it is:
//!
//! ```text
//! $ knockon assess --set it=0.5 --set warehouse=0.4 --attribution
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
//! Without a scenario it explains the level: whose share it is of all that is missing. `--bracket`
//! says how far the answer hangs on the order at which losses meet, and `--diagram dot` or `mermaid`
//! draws it. `--fail-below CUSTOMER=QUALITY` ends with exit code 1 where a customer gets less. Bad
//! input ends with exit code 2, a message on standard error and nothing on standard output; `--help`
//! lists every option.

mod arguments;
mod attribution;
mod restoration;
#[cfg(test)]
mod tests;

use knockon::explain::{self, Attribution};
use knockon::io::{dot, mermaid};
use knockon::report::{AssessmentDocument, BracketDocument, remarks, text};
use knockon::{Impact, Organisation, Scenario, SolveOptions, Status, Workspace};
use serde::Serialize;

pub(crate) use arguments::Arguments;
use arguments::Diagram;

use crate::advice::advise;
use crate::answer::{Breach, Failure, json};
use crate::warning::{warn, warn_of_statement};

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let (text, breaches) = assess(arguments)?;
    if breaches.is_empty() { Ok(text) } else { Err(Box::new(Breach { text, breaches })) }
}

/// What there is to say, and which customers get less than they must.
fn assess(arguments: &Arguments) -> Result<(String, Vec<String>), Failure> {
    let organisation = arguments.organisation()?;
    let scenario = arguments.scenario()?;
    let changed = arguments.changed_organisation()?;
    if let Some(changed) = &changed {
        warn_of_statement(changed);
    }

    let options = SolveOptions::default().lower_state(arguments.tipping);
    let network = organisation.compile()?;
    let later = changed.as_ref().map(Organisation::compile).transpose()?;
    // A level is explained as a change is: from the state with nothing below 1.
    let is_level = scenario.is_empty() && later.is_none();
    let before = if is_level {
        network.ideal_with(&options, &mut Workspace::new())
    } else {
        network.solve_with(&Scenario::default(), &options, &mut Workspace::new())?
    };
    let asked = changed.as_ref().unwrap_or(&organisation);
    let later = later.as_ref().unwrap_or(&network);
    let after = later.solve_with(&scenario, &options, &mut Workspace::new());
    let after = after.map_err(|invalid| advise(&invalid, asked))?;
    let impact = after.compared_with(&before)?;
    warn_of_impact(&impact);
    let breaches = arguments.breaches(&after)?;

    let document = arguments.chosen(AssessmentDocument::new(organisation.name(), &impact))?;
    let restoration = restoration::of(&after, &document, arguments.chooses())?;
    let document = document.with_restoration(restoration);
    match arguments.diagram {
        Some(Diagram::Dot) => return Ok((dot::impact(asked, &impact), breaches)),
        Some(Diagram::Mermaid) => return Ok((mermaid::impact(asked, &impact), breaches)),
        None => {}
    }
    let bracket = match arguments.bracket.then(|| explain::bracket(asked, &scenario)).transpose()? {
        Some(bracket) => {
            if !bracket.encloses() {
                warn("a weight other than 1 under full weighting may lie outside the bracket");
            }
            Some(BracketDocument::new(&document, &bracket))
        }
        None => None,
    };
    let chosen = document.impact.iter().filter(|_| arguments.chooses()).map(|line| &line.customer);
    let split = |split| attribution::attribute(&impact, split, chosen);
    let attributions = arguments.attribution.map(split).transpose()?;
    let explanation = impact.explain();
    let top = arguments.top;
    if arguments.json {
        let document = document.explained(&explanation, top);
        return Ok((json(&Answer { document, attributions, bracket })?, breaches));
    }
    let mut text = text::impact(&impact, &document, top)
        + &text::explanation(&explanation, &document, top)
        + &text::restoration(&document, &after, top);
    if let Some(attributions) = &attributions {
        text += &text::attributions(attributions, &after, top);
    }
    if let Some(bracket) = &bracket {
        text += &text::bracket(bracket, &after, top);
    }
    text = text + &remarks(after.network()) + "\n" + &text::certainty(&impact);
    Ok((text, breaches))
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
