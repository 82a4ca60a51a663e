//! The answer in words and tables for people.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use knockon::Organisation;
use knockon::time::{CustomerReplay, Indicators, Replayed};

use crate::arguments::Arguments;
use crate::common::{Column, plain, table};
use crate::name::short;

/// A customer over a stretch of time.
type Line<'a> = (CustomerReplay<'a>, Indicators);

/// Describes a replay: every customer over the whole period, then the spans that were asked for.
pub(crate) fn describe(
    organisation: &Organisation,
    replayed: &Replayed,
    asked: &Arguments,
) -> String {
    let mut text = format!(
        "{}: what customers got from {} to {}, worst first\n\n",
        plain(organisation.name()),
        local(replayed.from(), asked),
        local(replayed.to(), asked)
    );
    let whole = replayed.customers().map(|customer| (customer, customer.whole()));
    text += &rows(whole.collect(), None, asked);
    if let Some(by) = asked.by {
        let lines = replayed
            .customers()
            .flat_map(|customer| customer.spans(by.span()).map(move |span| (customer, span)));
        let name = by.name();
        let _ = write!(text, "\nBy {name}, worst first\n\n");
        text += &rows(lines.collect(), Some(name), asked);
    }
    text
}

/// Lays out lines, worst mean first; those of spans with their beginning.
fn rows(mut lines: Vec<Line<'_>>, span: Option<&str>, asked: &Arguments) -> String {
    let mean = |(_, of): &Line<'_>| of.mean.map_or(1.0, f64::from);
    lines.sort_by(|one, two| mean(one).total_cmp(&mean(two)));
    let at_or_above = format!("at or above {}", points(asked.objective));
    let mut columns = vec![Column::Text("customer")];
    columns.extend(span.map(Column::Text));
    columns.extend([
        Column::Number("mean"),
        Column::Number(&at_or_above),
        Column::Number("hours below"),
        Column::Text("longest stretch below"),
    ]);
    columns.extend(asked.target.map(|_| Column::Number("budget used")));
    let row = |(customer, of): Line<'_>| {
        let stretch = of
            .worst
            .map(|worst| format!("{} to {}", local(worst.from, asked), local(worst.to, asked)));
        let mut row = vec![short(&customer.name())];
        row.extend(span.map(|_| of.from.with_timezone(&asked.offset).date_naive().to_string()));
        row.extend([
            or_dash(of.mean.map(|mean| points(mean.get()))),
            or_dash(of.at_or_above.map(percent)),
            format!("{:.1}", of.seconds_below() / 3600.0),
            or_dash(stretch),
        ]);
        row.extend(asked.target.map(|_| or_dash(of.budget_used.map(percent))));
        row
    };
    table(&columns, lines.into_iter().map(row), asked.top)
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}

/// A quality in points of 100.
fn points(quality: f64) -> String {
    format!("{:.1}", 100.0 * quality)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Local time, to the minute.
fn local(at: DateTime<Utc>, asked: &Arguments) -> String {
    at.with_timezone(&asked.offset).format("%Y-%m-%d %H:%M").to_string()
}
