//! The answer in words and tables for people.

use std::fmt::Write;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use knockon::explain::{Bracket, PartyBounds};
use knockon::report::AssessmentDocument;
use knockon::{Felt, Impact, PartyId, Uniqueness};

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
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["customer", "losses add", "worst decides"]);
    for bounds in bracketed(document, bracket).take(top) {
        let (lower, upper) = (points(bounds.lower.get()), points(bounds.upper.get()));
        table.add_row([plain(bounds.id.as_str()), lower, upper]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("\nWhatever the rule, between\n\n{}\n", table.trim_fmt())
}

/// A tenth of a point: less is not shown.
const SMALLEST_CHANGE: f64 = 0.0005;

fn subject(scenario: &str) -> String {
    if scenario.is_empty() { "as it is today".to_owned() } else { plain(scenario) }
}

fn rows(heading: &str, lines: &[Felt<'_>], top: usize, with_population: bool) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let mut header = vec![heading, "before", "after", "points"];
    if with_population {
        header.insert(1, "population");
    }
    table.set_header(header);
    for felt in lines.iter().take(top) {
        let mut row = vec![
            plain(&felt.name()),
            points(felt.baseline().get()),
            points(felt.quality().get()),
            signed(felt.change()),
        ];
        if with_population {
            row.insert(1, felt.population().to_string());
        }
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = format!("{}\n", table.trim_fmt());
    if lines.len() > top {
        let _ = writeln!(text, " and {} more", lines.len() - top);
    }
    text
}

pub(crate) fn certainty(impact: &Impact) -> String {
    let sweeps = impact.iterations();
    let certain = match impact.uniqueness() {
        Uniqueness::Certified => "this is proved to be the only consistent state",
        Uniqueness::Computed => "the lower state was solved for, too, and is the same",
        Uniqueness::Multiple => "the organisation can tip into a lower state",
        _ => "whether it can tip into a lower state was not asked (--tipping)",
    };
    format!("Solved in {sweeps} {}; {certain}.\n", if sweeps == 1 { "sweep" } else { "sweeps" })
}

/// A quality in points of 100.
pub(crate) fn points(quality: f64) -> String {
    format!("{:.1}", 100.0 * quality)
}

/// A change in points of 100, with its sign.
pub(crate) fn signed(change: f64) -> String {
    if change.abs() < SMALLEST_CHANGE {
        "0.0".to_owned()
    } else {
        format!("{:+.1}", 100.0 * change)
    }
}

/// Text from files without control characters, which could rewrite a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}
