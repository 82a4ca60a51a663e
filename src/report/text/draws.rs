//! How qualities spread over draws.

use std::fmt::Write;

use super::name::stated;
use super::number::percent;
use super::{Column, Points, plain, short, table};
use crate::organisation::Organisation;
use crate::report::DrawsDocument;
use crate::uncertainty::{DrawSpread, DrawnQuality, DrawsOutcome, VarianceShares};

/// Describes the objective and then parties, those of the lowest mean first, up to `top` of them;
/// what a scenario on top changes, and who carries the variance.
pub fn draws(organisation: &Organisation, document: &DrawsDocument, top: usize) -> String {
    let outcome = &document.outcome;
    let numbers = numbers(outcome.inputs.len());
    let scenario = match outcome.scenario.as_deref() {
        None => "as it is".to_owned(),
        Some("") => "the scenario".to_owned(),
        Some(scenario) => plain(scenario),
    };
    let mut text = format!(
        "{}, {scenario}: {} draws of {numbers}, seed {}\n",
        plain(&document.organisation),
        outcome.draws,
        outcome.seed
    );
    if outcome.draws < outcome.asked {
        let _ = writeln!(text, "Broken off: {} draws were asked for.", outcome.asked);
    }
    let mut lines: Vec<&DrawnQuality> = outcome.parties.iter().collect();
    lines.sort_by(|one, two| one.quality.mean.total_cmp(&two.quality.mean));
    let lines: Vec<(String, &DrawnQuality)> = outcome
        .objective
        .iter()
        .chain(lines)
        .map(|line| (short(&stated(organisation, line.of.as_str())), line))
        .collect();
    text += "\nQuality, in points\n\n";
    text += &qualities(&lines, top);
    if lines.iter().any(|(_, line)| line.change.is_some()) {
        text += "\nWhat the scenario changes, draw by draw, in points\n\n";
        text += &changes(&lines, top);
    }
    for (what, shares) in [("", &outcome.shares), (" of the change", &outcome.change_shares)] {
        if let (Some(shares), Some((objective, _))) = (shares, lines.first()) {
            text += &variance(what, objective, shares, top);
        }
    }
    text + &certainty(outcome)
}

/// So many numbers that were drawn, in words.
pub(super) fn numbers(count: usize) -> String {
    if count == 1 { "one number".to_owned() } else { format!("{count} numbers") }
}

/// A number of a line, and how far it says the objective or a party is from full.
type Cells = Vec<f64>;

fn qualities(lines: &[(String, &DrawnQuality)], top: usize) -> String {
    let cells = |line: &DrawnQuality| {
        let DrawSpread { mean, percentiles, .. } = &line.quality;
        let mut cells = vec![line.as_stated, *mean];
        cells.extend(percentiles.iter().map(|at| at.value));
        cells
    };
    let shown = lines.iter().take(1 + top).flat_map(|(_, line)| {
        let spread = line.quality.standard_deviation;
        cells(line).into_iter().map(|quality| 1.0 - quality).chain([spread])
    });
    let points = Points::of_losses(shown);
    let headings = ["as stated", "mean"];
    spread_table(
        lines,
        top,
        &headings,
        |line| (cells(line), &line.quality),
        |quality| points.quality(quality),
    )
}

fn changes(lines: &[(String, &DrawnQuality)], top: usize) -> String {
    let changed: Vec<(String, &DrawnQuality)> =
        lines.iter().filter(|(_, line)| line.change.is_some()).cloned().collect();
    let spread = |line: &'_ DrawnQuality| line.change.clone();
    let shown = changed.iter().take(1 + top).filter_map(|(_, line)| spread(line));
    let points = Points::of_losses(shown.flat_map(|spread| {
        let of_percentiles = spread.percentiles.into_iter().map(|at| at.value);
        of_percentiles.chain([spread.mean, spread.standard_deviation]).collect::<Vec<_>>()
    }));
    let cells = |line: &DrawnQuality| match &line.change {
        Some(spread) => {
            let of_percentiles = spread.percentiles.iter().map(|at| at.value);
            [spread.mean].into_iter().chain(of_percentiles).collect()
        }
        None => Vec::new(),
    };
    spread_table(
        &changed,
        top,
        &["mean"],
        |line| (cells(line), line.change.as_ref().unwrap_or(&line.quality)),
        |change| points.change(change),
    )
}

/// A table of how qualities, or changes, spread: the objective, and the first `top` others.
fn spread_table<'a>(
    lines: &[(String, &'a DrawnQuality)],
    top: usize,
    headings: &[&str],
    cells: impl Fn(&'a DrawnQuality) -> (Cells, &'a DrawSpread),
    written: impl Fn(f64) -> String,
) -> String {
    let Some(&(_, first)) = lines.first() else { return " none\n".to_owned() };
    let (_, first) = cells(first);
    let percents: Vec<String> =
        first.percentiles.iter().map(|at| format!("{} %", at.percent)).collect();
    let below = first.below.map(|below| format!("below {}", written(below.threshold)));
    let mut columns = vec![Column::Text("party")];
    columns.extend(headings.iter().map(|heading| Column::Number(heading)));
    columns.extend(percents.iter().map(|heading| Column::Number(heading)));
    columns.push(Column::Number("deviation"));
    if let Some(heading) = &below {
        columns.extend([Column::Number(heading), Column::Text("95 % interval")]);
    }
    let rows = lines.iter().map(|(name, line)| {
        let (cells, spread) = cells(line);
        let mut row = vec![name.clone()];
        row.extend(cells.into_iter().map(&written));
        // Deviations have no sign.
        row.push(written(spread.standard_deviation).trim_start_matches('+').to_owned());
        if let Some(below) = spread.below {
            row.push(percent(below.chance));
            row.push(format!("{} to {}", percent(below.low), percent(below.high)));
        }
        row
    });
    table(&columns, rows, 1 + top)
}

fn variance(what: &str, objective: &str, shares: &VarianceShares, top: usize) -> String {
    let mut text = format!(
        "\nWho carries the variance{what} of {objective}, from {} pairs of draws\n\n",
        shares.samples
    );
    let columns = [
        Column::Text("drawn"),
        Column::Number("alone"),
        Column::Number("±"),
        Column::Number("in all"),
        Column::Number("±"),
    ];
    let rows = shares.shares.iter().map(|share| {
        let name = plain(&share.name).replace('`', "");
        let numbers = [share.first_order, share.first_order_error, share.total, share.total_error];
        [name].into_iter().chain(numbers.map(percent))
    });
    text += &table(&columns, rows, top);
    text +=
        "Alone: what would go if it alone were known; in all: what would stay if all else were.\n";
    text
}

/// What is proved of the draws.
fn certainty(outcome: &DrawsOutcome) -> String {
    let mut text = if outcome.is_certified {
        "\nEvery cycle is proved to have one solution, at the largest values drawn and below.\n"
            .to_owned()
    } else {
        "\nAt the largest values drawn a cycle is not proved to have one solution: draws are consistent, \
         and that\nno better state is consistent is not proved.\n"
            .to_owned()
    };
    if outcome.not_converged > 0 {
        let _ = writeln!(text, "{} draws did not converge.", outcome.not_converged);
    }
    text
}
