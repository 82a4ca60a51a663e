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
//! `--observed` states what monitors read. A reading may be low because of what its party receives, so
//! that it says whose trouble it is:
//!
//! ```text
//! $ knockon assess --observed it=0.6 --observed hr=0.7 --observed schools=0.4
//! ```
//!
//! `--exposure` adds segments of external customers of any size, of which none is in memory: a table
//! says how far the mean quality of each falls where a department falls from 1 to 0.
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

use indexmap::IndexMap;
use knockon::explain::{Attribution, Bracket, BracketError, ExplainOptions, Source};
use knockon::exposure::Exposure;
use knockon::io::{dot, mermaid};
use knockon::quality::Inference;
use knockon::report::{
    AssessmentDocument, BracketDocument, CausesDocument, OrganisationDiff, PageOptions,
    ReachDocument, remarks, text, workbook,
};
use knockon::{
    Explanation, Impact, Network, Organisation, PartyId, Scenario, Status, UnknownId, Workspace,
};
use serde::Serialize;

pub(crate) use arguments::Arguments;
use arguments::Diagram;

use crate::advice::advise;
use crate::answer::{Breach, Failure};
use crate::page::{self, PageQuestion};
use crate::paint;
use crate::warning::warn;
use crate::written::write_file;

/// How many differences of two organisations are listed, or more if `--top` is.
const DIFFERENCES: usize = 10;

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
    let options = arguments.solve.options().lower_state(arguments.tipping);
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
    let exposure = arguments.exposure(later)?;
    let inference = inference(arguments, later, asked, &scenario)?;
    let after = match &inference {
        Some(inference) => inference.assessment().clone(),
        None => later
            .solve_with(&scenario, &options, &mut Workspace::new())
            .map_err(|invalid| advise(&invalid, asked))?,
    };
    let impact = after.compared_with(&before)?;
    warn_of_impact(&impact);
    let breaches = arguments.breaches(&after, asked)?;

    let document =
        arguments.chosen(AssessmentDocument::new(organisation.name(), &impact), asked)?;
    // What was read holds whatever else is restored, so that what explains it is restored instead.
    let restored = inference.as_ref().map_or(&after, Inference::explained);
    let (objective, restoration) =
        restoration::of(restored, &document, exposure.as_ref(), arguments)?;
    let causes = inference.map(|inference| {
        let causes = inference.root_causes(&objective)?;
        Ok::<_, UnknownId>(CausesDocument::new(asked, &inference, &causes))
    });
    let causes = causes.transpose()?;
    let document = document.with_restoration(restoration);
    match arguments.diagram {
        Some(Diagram::Dot) => return Ok((dot::impact(asked, &impact), breaches)),
        Some(Diagram::Mermaid) => return Ok((mermaid::impact(asked, &impact), breaches)),
        None => {}
    }
    let bracket = bracket_document(arguments, asked, &scenario, &document)?;
    let chosen = document.impact.iter().filter(|_| arguments.chooses()).map(|line| &line.customer);
    let split = |split| attribution::attribute(&impact, split, chosen, &arguments.solve);
    let attributions = arguments.attribution.map(split).transpose()?;
    let explained = ExplainOptions::default().solve(arguments.solve.options());
    let explanation = impact.explain_with(&explained);
    let diff = changed.as_ref().map(|changed| changed.diff(&organisation));
    let reach = (!is_level).then(|| ReachDocument::new(asked, &explanation));
    if reach.is_none() && arguments.by_group {
        warn("--by-group is of what a change reaches, and nothing changes");
    }
    let top = arguments.top;
    let structure = diff.as_ref().map(|diff| structure(diff, &explanation, &organisation, asked));
    let lines = lines(arguments, &document, &explanation, exposure.as_ref())?;
    write_files(arguments, asked, &explanation, &scenario, lines.as_ref())?;
    if let (false, Some(document)) = (arguments.format.is_text(), lines) {
        let answer = Answer { document, diff, structure, causes, reach, attributions, bracket };
        let written = arguments.format.written(&answer, &["segments", "impact", "departments"])?;
        return Ok((written.unwrap_or_default(), breaches));
    }
    let mut text = text::impact(&impact, &document, top);
    if let Some(causes) = &causes {
        text += &text::causes(causes, top);
    }
    if let Some(diff) = &diff {
        text += &text::diff(diff, DIFFERENCES.max(top));
    }
    if let Some(reach) = &reach {
        text += &text::reach(reach);
        if arguments.by_group {
            text += &text::reach_by_group(reach);
        }
    }
    text += &text::explanation(&explanation, &document, top);
    if let Some(exposure) = &exposure {
        text += &text::segments(exposure, &explanation, top)?;
    }
    for (party, of) in structure.iter().flatten() {
        let name = text::plain(asked.party(party).map_or(party.as_str(), |party| party.name()));
        for part in ["\nOther services or rules of ", &name, "\n\n", &text::differences(of, top)] {
            text.push_str(part);
        }
    }
    text += &text::restoration(&document, &after, top);
    if let Some(attributions) = &attributions {
        text += &text::attributions(attributions, &after, top);
    }
    if let Some(bracket) = &bracket {
        text += &text::bracket(bracket, &after, top);
    }
    text = text + &remarks(after.network()) + "\n" + &text::certainty(&impact);
    Ok((paint::text(text), breaches))
}

/// What certainly encloses the answer, where that is asked for.
fn bracket_document(
    arguments: &Arguments,
    asked: &Organisation,
    scenario: &Scenario,
    document: &AssessmentDocument,
) -> Result<Option<BracketDocument>, Failure> {
    let Some(bracket) = bracket(arguments, asked, scenario)? else { return Ok(None) };
    if !bracket.encloses() {
        warn("a weight other than 1 under full weighting may lie outside the bracket");
    }
    Ok(Some(BracketDocument::new(document, &bracket)))
}

/// The document with everything explained, where anything but text is asked for.
fn lines(
    arguments: &Arguments,
    document: &AssessmentDocument,
    explanation: &Explanation,
    exposure: Option<&Exposure>,
) -> Result<Option<AssessmentDocument>, Failure> {
    if arguments.format.is_text() && arguments.workbook.is_none() {
        return Ok(None);
    }
    let explained = document.clone().explained(explanation, arguments.top);
    Ok(Some(match exposure {
        Some(exposure) => explained.with_segments(exposure, explanation, arguments.top)?,
        None => explained,
    }))
}

/// Writes the workbook, the page and its map, whichever are asked for.
fn write_files(
    arguments: &Arguments,
    organisation: &Organisation,
    explanation: &Explanation,
    scenario: &Scenario,
    lines: Option<&AssessmentDocument>,
) -> Result<(), Failure> {
    if let (Some(path), Some(lines)) = (&arguments.workbook, lines) {
        write_file(path, &workbook(lines)?)?;
    }
    if arguments.html.is_some() || arguments.svg.is_some() {
        if arguments.exposure.is_some() {
            warn("a page says nothing of segments");
        }
        let solve = arguments.solve.options();
        let question = PageQuestion { organisation, explanation, scenario, solve };
        let page = question.page(&PageOptions::default())?;
        page::write(&page, arguments.html.as_deref(), arguments.svg.as_deref())?;
    }
    Ok(())
}

/// What stands behind each source that is a party's equation.
fn structure(
    diff: &OrganisationDiff,
    explanation: &Explanation,
    before: &Organisation,
    after: &Organisation,
) -> IndexMap<PartyId, OrganisationDiff> {
    let sources = explanation.sources();
    let parties = sources.into_iter().filter_map(|source| match source {
        Source::Structure(party) => Some(party),
        _ => None,
    });
    let of = |party: PartyId| {
        let of = diff.of_equation(&party, before, after);
        (!of.is_empty()).then_some((party, of))
    };
    parties.filter_map(of).collect()
}

/// What readings say, where the scenario has any.
fn inference(
    arguments: &Arguments,
    network: &Network,
    organisation: &Organisation,
    scenario: &Scenario,
) -> Result<Option<Inference>, Failure> {
    if scenario.readings().len() == 0 {
        return match arguments.tolerance {
            Some(_) => Err("--tolerance is of readings, of which there are none".into()),
            None => Ok(None),
        };
    }
    let solve = arguments.solve.options().lower_state(arguments.tipping);
    let options = arguments.infer_options(solve)?;
    let inference = network.infer_with(scenario, &options);
    Ok(Some(inference.map_err(|invalid| advise(&invalid, organisation))?))
}

/// The same under the rules that the answer lies between, where it is asked for.
fn bracket(
    arguments: &Arguments,
    organisation: &Organisation,
    scenario: &Scenario,
) -> Result<Option<Bracket>, BracketError> {
    let options = arguments.solve.options();
    let bracket = || organisation.bracket_with(scenario, &options);
    arguments.bracket.then(bracket).transpose()
}

/// One JSON document.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    document: AssessmentDocument,
    /// What the organisation of `--after` states otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<OrganisationDiff>,
    /// What of it stands behind each source of the kind `structure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    structure: Option<IndexMap<PartyId, OrganisationDiff>>,
    #[serde(flatten)]
    causes: Option<CausesDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<ReachDocument>,
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
