//! The answer in words and tables for people.

use std::fmt::Write;

use knockon::explain::{Bracket, PartyBounds};
use knockon::report::AssessmentDocument;
use knockon::{Felt, Impact, PartyId, Uniqueness};

use crate::common::{Column, plain, table};
use crate::numbers::{SMALLEST_CHANGE, points, signed};

/// Describes an impact: who feels it, which departments carry it, how sure the answer is.
pub(crate) fn describe(
    impact: &Impact,
    document: &AssessmentDocument,
    scenario: &str,
    top: usize,
) -> String {
    let mut text = format!("{}: {}\n", plain(&document.organisation), subject(scenario));
    let chosen = |id: &PartyId| document.impact.iter().any(|line| line.customer == *id);
    let customers: Vec<_> = impact.customers().filter(|felt| chosen(&felt.id())).collect();
    if !customers.is_empty() {
        text += "\nWhat external customers feel, worst first\n\n";
        text += &rows("customer", &customers, top, true);
    }
    let changed = |felt: &Felt<'_>| felt.change().abs() >= SMALLEST_CHANGE;
    let departments: Vec<_> = impact.departments().filter(changed).collect();
    if !departments.is_empty() {
        text += "\nWhat departments deliver, worst first\n\n";
        text += &rows("department", &departments, top, false);
    }
    if let Some(totals) = impact.totals() {
        let _ = write!(
            text,
            "\nAll customers by head: {} before, {} after, {} points.\n",
            points(totals.baseline),
            points(totals.quality),
            signed(totals.change)
        );
    }
    text
}

/// The bracket of every customer the document lists, as stated.
pub(crate) fn bracketed<'a>(
    document: &'a AssessmentDocument,
    bracket: &'a Bracket,
) -> impl Iterator<Item = PartyBounds> + 'a {
    bracket
        .customers()
        .filter(|bounds| document.impact.iter().any(|line| line.customer == bounds.id))
}

/// Describes what is felt under the mildest and the harshest rule, as stated.
pub(crate) fn bracket(document: &AssessmentDocument, bracket: &Bracket, top: usize) -> String {
    let columns =
        [Column::Text("customer"), Column::Number("losses add"), Column::Number("worst decides")];
    let row = |bounds: PartyBounds| {
        let (lower, upper) = (points(bounds.lower.get()), points(bounds.upper.get()));
        [plain(bounds.id.as_str()), lower, upper]
    };
    let listed: Vec<_> = bracketed(document, bracket).take(top).collect();
    let table = table(&columns, listed.into_iter().map(row), top);
    format!("\nWhatever the rule, between\n\n{table}")
}

fn subject(scenario: &str) -> String {
    if scenario.is_empty() { "as it is today".to_owned() } else { plain(scenario) }
}

fn rows(heading: &str, lines: &[Felt<'_>], top: usize, with_population: bool) -> String {
    let mut columns = vec![
        Column::Text(heading),
        Column::Number("before"),
        Column::Number("after"),
        Column::Number("points"),
    ];
    if with_population {
        columns.insert(1, Column::Number("population"));
    }
    let row = |felt: &Felt<'_>| {
        let mut row = vec![
            plain(&felt.name()),
            points(felt.baseline().get()),
            points(felt.quality().get()),
            signed(felt.change()),
        ];
        if with_population {
            row.insert(1, felt.population().to_string());
        }
        row
    };
    table(&columns, lines.iter().map(row), top)
}

pub(crate) fn certainty(impact: &Impact) -> String {
    let sweeps = impact.iterations();
    let certain = match impact.uniqueness() {
        Uniqueness::Certified => "this is proved to be the only consistent state",
        Uniqueness::Computed => "the lower state was solved for, too, and is the same",
        Uniqueness::Multiple => "the organisation can tip into a lower state",
        _ => "whether it can tip into a lower state was not asked (--tipping)",
    };
    let what = if impact.after().workloads().next().is_some() { "round" } else { "sweep" };
    let s = if sweeps == 1 { "" } else { "s" };
    format!("Solved in {sweeps} {what}{s}; {certain}.\n")
}
