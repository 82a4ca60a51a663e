//! The answer in one table and three sentences.

use std::fmt::Write;

use super::document::Document;
use super::fit::{Bound, Estimate};
use super::{figures, sentences};

const LEGEND: &str = "The last four columns are Erlang A: with agents as seen and the patience \
    that fits abandonment, then with the patience that waits show, with a factor on agents too, \
    and with all services of an hour at one desk.";

/// Describes what was found.
pub(crate) fn describe(document: &Document) -> String {
    let Document { compared, all, no_agent_seen, few_calls, .. } = document;
    let mut text = format!(
        "{}: {} of {} calls, in {} hours of a service on {} days\n\
         hours left out: {} without an agent seen ({} of {} calls left), {} of fewer than {} calls\n\n",
        document.table,
        compared.calls,
        all.calls,
        compared.rows,
        document.days,
        no_agent_seen.rows,
        no_agent_seen.abandoned,
        no_agent_seen.calls,
        few_calls.rows,
        document.least_calls,
    );
    text += &wrapped(LEGEND);
    text += "\n\n";
    text += &figures::table(document);
    for sentence in sentences::all(document) {
        let _ = write!(text, "\n{}\n", wrapped(&sentence));
    }
    text
}

/// The most characters of a line.
const WIDTH: usize = 96;

/// Breaks a sentence between words.
fn wrapped(sentence: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

pub(crate) fn whole(number: f64) -> String {
    format!("{number:.0}")
}

pub(crate) fn percent(share: f64) -> String {
    format!("{} %", whole(100.0 * share))
}

pub(crate) fn hundredths(number: f64) -> String {
    format!("{number:.2}")
}

pub(crate) fn tenths(number: f64) -> String {
    // Adding 0 takes the sign off a negative 0.
    format!("{:.1}", (10.0 * number).round() / 10.0 + 0.0)
}

pub(crate) fn points(share: f64) -> String {
    tenths(100.0 * share)
}

pub(crate) fn between(interval: Option<[f64; 2]>, number: fn(f64) -> String) -> Option<String> {
    let [low, high] = interval?;
    Some(format!("{}..{}", number(low), number(high)))
}

pub(crate) fn bracketed(interval: Option<[f64; 2]>, number: fn(f64) -> String) -> String {
    between(interval, number).map_or_else(String::new, |interval| format!(" ({interval})"))
}

/// A number, with a sign that the best may lie beyond.
pub(crate) fn bounded(estimate: &Estimate, number: fn(f64) -> String) -> String {
    let sign = match estimate.bound {
        Some(Bound::Least) => "≤ ",
        Some(Bound::Most) => "≥ ",
        None => "",
    };
    format!("{sign}{}", number(estimate.value))
}
