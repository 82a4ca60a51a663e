//! What share of requests was served.

use super::name::stated;
use super::number::{percent, quality};
use super::{Column, Points, short, table};
use crate::organisation::Organisation;
use crate::time::{ReplayOptions, RequestLine, Requests};

/// Describes what share of customers' requests was served, worst first, up to `top` lines; spans
/// have their beginning.
pub fn requests(
    organisation: &Organisation,
    found: &Requests,
    options: &ReplayOptions,
    top: usize,
) -> String {
    let threshold = format!("at or above {}", quality(options.threshold));
    let mut columns = vec![
        Column::Text("from"),
        Column::Text("customer"),
        Column::Number("requests"),
        Column::Number("mean"),
        Column::Number(&threshold),
    ];
    columns.extend(options.target.map(|_| Column::Number("budget used")));
    let mean = |line: &RequestLine| line.mean.map_or(1.0, f64::from);
    let mut lines: Vec<&RequestLine> = found.lines.iter().collect();
    lines.sort_by(|one, two| {
        (one.span.is_some()).cmp(&two.span.is_some()).then(mean(one).total_cmp(&mean(two)))
    });
    let points = Points::of_losses(lines.iter().take(top).map(|line| 1.0 - mean(line)));
    let row = |line: &RequestLine| {
        let from = line.from.with_timezone(&options.offset).format("%Y-%m-%d");
        let dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let mut row = vec![
            line.span.map_or_else(|| "all".to_owned(), |_| from.to_string()),
            short(&stated(organisation, &line.customer)),
            format!("{:.0}", line.requests),
            dash(line.mean.map(|mean| points.quality(mean.get()))),
            dash(line.at_or_above.map(percent)),
        ];
        row.extend(options.target.map(|_| dash(line.budget_used.map(percent))));
        row
    };
    let table = table(&columns, lines.iter().map(|line| row(line)), top);
    format!("\nBy requests, in points of 100, worst first:\n{table}")
}
