//! The answer in words and tables for people.

use std::fmt::Write;

use indexmap::IndexSet;
use knockon::report::AssessmentDocument;
use knockon::{Felt, Impact, PartyId, Uniqueness};

use crate::common::{Column, plain, table};
use crate::name::short;
use crate::numbers::{SMALLEST_CHANGE, points, signed};

/// Describes an impact: who feels it, which departments carry it, how sure the answer is.
pub(crate) fn describe(
    impact: &Impact,
    document: &AssessmentDocument,
    scenario: &str,
    top: usize,
) -> String {
    let is_level = document.compared_with == IDEAL;
    let mut text = format!("{}: {}\n", plain(&document.organisation), subject(scenario, is_level));
    let [before, after] = if is_level { ["ideal", "is"] } else { ["before", "after"] };
    let chosen: IndexSet<&PartyId> = document.impact.iter().map(|line| &line.customer).collect();
    let customers: Vec<_> = impact.customers().filter(|felt| chosen.contains(&felt.id())).collect();
    if !customers.is_empty() {
        text += "\nWhat external customers feel, worst first\n\n";
        text += &rows(&["customer", before, after], &customers, top, true);
    }
    let changed = |felt: &Felt<'_>| felt.change().abs() >= SMALLEST_CHANGE;
    let departments: Vec<_> = impact.departments().filter(changed).collect();
    if !departments.is_empty() {
        text += "\nWhat departments deliver, worst first\n\n";
        text += &rows(&["department", before, after], &departments, top, false);
    }
    if let Some(totals) = impact.totals() {
        let _ = write!(
            text,
            "\nAll customers by head: {} {before}, {} {after}, {} points.\n",
            points(totals.baseline),
            points(totals.quality),
            signed(totals.change)
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
    format!("Solved in {sweeps} {what}{s}; {certain}.\nQualities are {}.\n", impact.proof())
}
