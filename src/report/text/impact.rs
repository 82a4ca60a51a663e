//! Who feels it, by how much, and how sure that is.

use std::fmt::Write;

use indexmap::IndexSet;

use super::number::shows;
use super::{Column, Points, plain, short, table};
use crate::id::PartyId;
use crate::quality::{Felt, Impact, Uniqueness};
use crate::report::AssessmentDocument;

/// Describes an impact: what the customers that the document lists feel, what departments deliver,
/// up to `top` of each, and the mean of all customers.
pub fn impact(impact: &Impact, document: &AssessmentDocument, top: usize) -> String {
    let is_level = document.compared_with == IDEAL;
    let mut text =
        format!("{}: {}\n", plain(&document.organisation), subject(&document.scenario, is_level));
    let [before, after] = if is_level { ["ideal", "is"] } else { ["before", "after"] };
    let chosen: IndexSet<&PartyId> = document.impact.iter().map(|line| &line.customer).collect();
    let customers: Vec<_> = impact.customers().filter(|felt| chosen.contains(&felt.id())).collect();
    if !customers.is_empty() {
        text += "\nWhat external customers feel, in points of 100, worst first\n\n";
        text += &rows(&["customer", before, after], &customers, top, true);
    }
    let departments: Vec<_> = impact.departments().filter(|felt| shows(felt.change())).collect();
    if !departments.is_empty() {
        text += "\nWhat departments deliver, in points of 100, worst first\n\n";
        text += &rows(&["department", before, after], &departments, top, false);
    }
    if let Some(totals) = impact.totals() {
        let points =
            Points::of_losses([totals.change, 1.0 - totals.baseline, 1.0 - totals.quality]);
        let _ = write!(
            text,
            "\nAll customers by head: {} {before}, {} {after}, {} points.\n",
            points.quality(totals.baseline),
            points.quality(totals.quality),
            points.change(totals.change)
        );
    }
    text
}

/// What the ideal state is called in a document.
const IDEAL: &str = "ideal";

fn subject(scenario: &str, is_level: bool) -> String {
    if is_level {
        "as it is today, against everything at 1".to_owned()
    } else if scenario.is_empty() {
        "as it is today".to_owned()
    } else {
        plain(scenario)
    }
}

fn rows(
    [heading, before, after]: &[&str; 3],
    lines: &[Felt<'_>],
    top: usize,
    with_population: bool,
) -> String {
    let shown = || lines.iter().take(top);
    let missing = shown().flat_map(|felt| [felt.baseline(), felt.quality()]);
    let losses = missing.map(|quality| 1.0 - quality.get());
    let points = Points::of_losses(losses.chain(shown().map(Felt::change)));
    let mut columns = vec![
        Column::Text(heading),
        Column::Number(before),
        Column::Number(after),
        Column::Number("points"),
    ];
    if with_population {
        columns.insert(1, Column::Number("population"));
    }
    let row = |felt: &Felt<'_>| {
        let mut row = vec![
            short(&felt.name()),
            points.quality(felt.baseline().get()),
            points.quality(felt.quality().get()),
            points.change(felt.change()),
        ];
        if with_population {
            row.insert(1, felt.population().to_string());
        }
        row
    };
    table(&columns, lines.iter().map(row), top)
}

/// Says how the state after was found, whether it is the only one, and what proves it.
pub fn certainty(impact: &Impact) -> String {
    let sweeps = impact.iterations();
    let certain = match impact.uniqueness() {
        Uniqueness::Certified => "this is proved to be the only consistent state",
        Uniqueness::Computed => "the lower state was solved for, too, and is the same",
        Uniqueness::Multiple => "the organisation can tip into a lower state",
        _ => "whether it can tip into a lower state was not asked",
    };
    let what = if impact.after().workloads().next().is_some() { "round" } else { "sweep" };
    let s = if sweeps == 1 { "" } else { "s" };
    format!("Solved in {sweeps} {what}{s}; {certain}.\nQualities are {}.\n", impact.proof())
}
