//! What did every customer get, over a history of readings?
//!
//! ```text
//! $ knockon replay
//! $ knockon replay ORGANISATION.json events.csv --threshold 0.95 --json
//! $ knockon replay nodes.csv edges.csv events.csv --dependence-total 0.8
//! $ knockon replay nodes.csv edges.csv --dependence-total 0.8 \
//!       --tickets tickets.csv --window-days 7 --by week
//! ```
//!
//! ```text
//! $ knockon replay
//! Harbour & Vine: what customers got from 2026-03-02 06:40 to 2026-03-07 05:00, in points of 100, worst first
//!
//!  customer           mean  at or above 99.0   time below  longest time below
//!  City schools       86.6            27.6 %  3 days 14 h  2026-03-03 04:00 to 2026-03-05 04:00
//!  Restaurants        91.3            27.6 %  3 days 14 h  2026-03-03 04:00 to 2026-03-05 04:00
//!  Online households  94.4            27.6 %  3 days 14 h  2026-03-03 04:00 to 2026-03-05 04:00
//!  Shoppers           97.8            68.2 %   1 day 14 h  2026-03-05 21:10 to 2026-03-07 05:00
//! ```
//!
//! A history is a table with the columns `at`, `party`, `service` and `quality`, or a JSON document
//! of the format `knockon/history`. Events may stand in any order. Without arguments it replays a
//! week of an embedded organisation. Bad input ends with exit code 2, a message on standard error
//! and nothing on standard output.

mod arguments;
mod tickets;

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use knockon::io::{Limits, csv, read_history};
use knockon::report::{ReplayDocument, remarks, text};
use knockon::time::{History, ReplayError};
use knockon::{Network, Organisation, Status};
use serde::Serialize;

pub(crate) use arguments::Arguments;
use arguments::Source;

use crate::answer::{Failure, json};
use crate::warning::warn;

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let (organisation, source) = arguments.read()?;
    let network = organisation.compile()?;
    let history = history(&source, &organisation, &network)?;
    let replayed = history.replay(period(arguments, &history)?, &arguments.options());
    let replayed = replayed.map_err(by_option)?;
    if replayed.status() != Status::Converged {
        warn(&format!(
            "some states did not converge; the last sweep of one still moved by {:e}",
            replayed.residual()
        ));
    }
    if arguments.json {
        return json(&Document {
            organisation: organisation.name(),
            threshold: arguments.threshold,
            replay: ReplayDocument::new(&replayed, arguments.offset),
        });
    }
    let text = text::replay(&organisation, &replayed, &arguments.options(), arguments.top);
    Ok(text + &remarks(&network))
}

/// Says which option holds what a replay refuses.
fn by_option(error: ReplayError) -> Failure {
    match error {
        ReplayError::Threshold { .. } => format!("--threshold: {error}").into(),
        other => other.into(),
    }
}

/// One JSON document.
#[derive(Serialize)]
struct Document<'a> {
    organisation: &'a str,
    threshold: f64,
    #[serde(flatten)]
    replay: ReplayDocument,
}

/// Reads the history; events of a file are checked while they are read, so that what is wrong with
/// them is told with their line.
fn history(
    source: &Source,
    organisation: &Organisation,
    network: &Network,
) -> Result<History, Failure> {
    let limits = Limits::default();
    let mut history = History::new(network);
    match source {
        Source::Embedded => {
            let week = include_bytes!("week.csv");
            csv::history_from_reader(&week[..], &limits, |event| history.push(event))?;
        }
        Source::Events(path) => read_history(path, &limits, |event| history.push(event))?,
        Source::Tickets(path, days) => {
            let window = TimeDelta::days(i64::from(*days));
            for event in tickets::events(path, organisation, window)? {
                history.push(&event)?;
            }
        }
    }
    Ok(history)
}

/// The period asked for: from the first event to the last unless stated.
fn period(arguments: &Arguments, history: &History) -> Result<Range<DateTime<Utc>>, Failure> {
    let known = history.period();
    let from = arguments.from.or(known.as_ref().map(|known| known.start));
    let to = arguments.to.or(known.as_ref().map(|known| known.end));
    let (Some(from), Some(to)) = (from, to) else {
        return Err("the history has no events; give the period with --from and --to".into());
    };
    if known.is_some_and(|known| known.is_empty()) && from == to {
        return Err(format!(
            "all events happen at `{from:?}`, so that the period is empty; give it with --from or \
             --to"
        )
        .into());
    }
    Ok(from..to)
}

#[cfg(test)]
mod tests {
    use crate::shown;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("replay {line}"))
    }

    #[test]
    fn what_is_shown_is_so() {
        shown::check(include_str!("mod.rs"), "replay", ask);
    }

    #[test]
    fn the_document_says_whose_it_is_and_what_is_good_enough() {
        let document = ask("--threshold 0.9 --json").unwrap();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["organisation"], "Harbour & Vine");
        assert_eq!(document["threshold"], 0.9);
        assert_eq!(document["customers"].as_array().unwrap().len(), 4);
        assert!(document["from"].as_str().unwrap().starts_with("2026-03-02T"));
    }
}
