//! What customers got over a history.

use std::fmt::Write;

use chrono::{DateTime, FixedOffset, Utc};

use super::number::percent;
use super::{Column, Points, duration, plain, seconds, short, table};
use crate::organisation::Organisation;
use crate::time::{CustomerReplay, Indicators, ReplayOptions, Replayed, Span};

/// A customer over some time.
type CustomerSpan<'a> = (CustomerReplay<'a>, Indicators);

/// Describes a replay: every customer over the whole period, then over the calendar spans asked
/// for, up to `top` lines of each.
pub fn replay(
    organisation: &Organisation,
    replayed: &Replayed,
    options: &ReplayOptions,
    top: usize,
) -> String {
    let mut text = format!(
        "{}: what customers got from {} to {} ({}), in points of 100, worst first\n\n",
        plain(organisation.name()),
        local(replayed.from(), options.offset),
        local(replayed.to(), options.offset),
        offset_name(options.offset)
    );
    text += &counted(replayed, options);
    let whole = replayed.customers().map(|customer| (customer, customer.whole()));
    text += &rows(whole.collect(), None, options, top);
    for &span in &options.spans {
        let lines = replayed.customers().flat_map(|customer| {
            customer.spans(span).map(move |indicators| (customer, indicators))
        });
        let name = match span {
            Span::Week => "week",
            Span::Month => "month",
            _ => "day",
        };
        let _ = write!(text, "\nBy {name}, worst first\n\n");
        text += &rows(lines.collect(), Some(name), options, top);
    }
    text
}

/// What of the period counts, where not all of it does.
fn counted(replayed: &Replayed, options: &ReplayOptions) -> String {
    if !counts_some(options) {
        return String::new();
    }
    let hours = options.hours.as_ref().map_or("all time".to_owned(), |hours| {
        format!("service hours, {} a week", duration(hours.per_week()))
    });
    let windows = match options.maintenance.len() {
        0 => String::new(),
        1 => ", without 1 interval of maintenance".to_owned(),
        count => format!(", without {count} intervals of maintenance"),
    };
    let all = duration(replayed.to() - replayed.from());
    format!("What counts of {all} is {hours}{windows}.\n\n")
}

/// Whether only a part of the period counts.
fn counts_some(options: &ReplayOptions) -> bool {
    options.hours.is_some() || !options.maintenance.is_empty()
}

/// Lays out lines, worst mean first; those of spans with their beginning.
fn rows(
    mut lines: Vec<CustomerSpan<'_>>,
    span: Option<&str>,
    options: &ReplayOptions,
    top: usize,
) -> String {
    let mean = |(_, of): &CustomerSpan<'_>| of.mean.map_or(1.0, f64::from);
    lines.sort_by(|one, two| mean(one).total_cmp(&mean(two)));
    let points = Points::of_losses(lines.iter().take(top).map(|line| 1.0 - mean(line)));
    let threshold = Points::of_losses([1.0 - options.threshold]).quality(options.threshold);
    let at_or_above = format!("at or above {threshold}");
    let mut columns = vec![Column::Text("customer")];
    columns.extend(span.map(Column::Text));
    let counts_some = counts_some(options);
    columns.extend(counts_some.then_some(Column::Number("counted")));
    columns.extend([
        Column::Number("mean"),
        Column::Number(&at_or_above),
        Column::Number("time below"),
        Column::Text("longest time below"),
    ]);
    columns.extend(options.target.map(|_| Column::Number("budget used")));
    columns.extend(options.budget.map(|_| Column::Number("burn rate")));
    let row = |(customer, of): CustomerSpan<'_>| {
        let longest = of.worst.map(|worst| {
            let [from, to] = [worst.from, worst.to].map(|at| local(at, options.offset));
            format!("{from} to {to}")
        });
        let mut row = vec![short(&customer.name())];
        row.extend(span.map(|_| of.from.with_timezone(&options.offset).date_naive().to_string()));
        row.extend(counts_some.then(|| duration(of.counted)));
        row.extend([
            or_dash(of.mean.map(|mean| points.quality(mean.get()))),
            or_dash(of.at_or_above.map(percent)),
            seconds(of.seconds_below()),
            or_dash(longest),
        ]);
        row.extend(options.target.map(|_| or_dash(of.budget_used.map(percent))));
        row.extend(options.budget.map(|_| or_dash(of.burn_rate.map(|rate| format!("{rate:.2}")))));
        row
    };
    table(&columns, lines.into_iter().map(row), top)
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}

/// What local time is called.
fn offset_name(offset: FixedOffset) -> String {
    if offset.local_minus_utc() == 0 { "UTC".to_owned() } else { format!("UTC{offset}") }
}

/// Local time, to the minute.
fn local(at: DateTime<Utc>, offset: FixedOffset) -> String {
    at.with_timezone(&offset).format("%Y-%m-%d %H:%M").to_string()
}
