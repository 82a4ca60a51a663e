//! What did every customer get, over a history of readings?
//!
//! ```text
//! $ knockon replay
//! $ knockon replay ORGANISATION.json events.csv --threshold 0.95 --json
//! $ knockon replay nodes.csv edges.csv events.csv --dependence-total 0.8
//! $ knockon replay ORGANISATION.json events.csv --hours "Mon-Fri 08:00-18:00" \
//!       --maintenance planned.csv --offset +01:00
//! $ knockon replay nodes.csv edges.csv --dependence-total 0.8 \
//!       --tickets tickets.csv --window-days 7 --by week \
//!       --column provider=assignee --where state=closed --offset +01:00
//! ```
//!
//! ```text
//! $ knockon replay
//! Harbour & Vine: what customers got from 2026-03-02 06:40 to 2026-03-07 05:00 (UTC), in points of 100, worst first
//!
//!  customer           mean  at or above 99.0   time below  longest time below
//!  City schools       86.6            27.6 %  3 days 14 h  2026-03-03 04:00 to 2026-03-05 04:00
//!  Restaurants        91.3            27.6 %  3 days 14 h  2026-03-03 04:00 to 2026-03-05 04:00
//!  Online households  94.4            27.6 %  3 days 14 h  2026-03-03 04:00 to 2026-03-05 04:00
//!  Shoppers           97.8            68.2 %   1 day 14 h  2026-03-05 21:10 to 2026-03-07 05:00
//! ```
//!
//! A history is a table with the columns `at`, `party`, `service`, `observed`, `capability` and
//! `condition`, of which a row fills one of the last three, or a document of the format `knockon/history`. Tables of other shapes are mapped with `--column` and `--where`;
//! instants without an offset are in that of `--offset`, UTC unless given. Events may stand in any order. Without arguments it replays a
//! week of an embedded organisation. Bad input ends with exit code 2, a message on standard error
//! and nothing on standard output.

mod arguments;
mod tickets;

use std::ops::Range;

use chrono::{DateTime, Utc};
use knockon::io::{csv, read_history};
use knockon::report::{ReplayDocument, remarks, text};
use knockon::time::{Downtime, History, ReplayError, Requests};
use knockon::{Network, Organisation, Status};
use serde::Serialize;

pub(crate) use arguments::Arguments;
use arguments::Source;

use crate::advice::meant_by;
use crate::answer::Failure;
use crate::paint;
use crate::warning::{warn, warn_of_conflicts};

/// Works out everything before a byte is printed, so that a failure leaves standard output empty.
pub(crate) fn answer(arguments: &Arguments) -> Result<String, Failure> {
    let (organisation, source) = arguments.read()?;
    let network = organisation.compile()?;
    let history = history(arguments, &source, &organisation, &network)?;
    let options = arguments.options()?;
    let period = period(arguments, &history)?;
    let downtime = arguments.causes.then(|| history.downtime(period.clone(), &options));
    let downtime = downtime.transpose().map_err(|error| by_option(error, &organisation))?;
    let requests = history.has_volumes().then(|| history.requests(period.clone(), &options));
    let requests = requests.transpose().map_err(|error| by_option(error, &organisation))?;
    let replayed = history.replay(period, &options);
    let replayed = replayed.map_err(|error| by_option(error, &organisation))?;
    if replayed.status() != Status::Converged {
        warn(&format!(
            "some states did not converge; the last sweep of one still moved by {:e}",
            replayed.residual()
        ));
    }
    if !arguments.format.is_text() {
        let document = Document {
            organisation: organisation.name(),
            threshold: arguments.threshold,
            replay: ReplayDocument::new(&replayed, arguments.table.offset),
            requests,
            downtime,
        };
        let lists = ["customers", "customers.spans"];
        return Ok(arguments.format.written(&document, &lists)?.unwrap_or_default());
    }
    let mut text = text::replay(&organisation, &replayed, &options, arguments.top);
    if let Some(requests) = &requests {
        text += &text::requests(&organisation, requests, &options, arguments.top);
    }
    if let Some(downtime) = &downtime {
        text += &text::downtime(&organisation, downtime, arguments.threshold, arguments.top);
    }
    Ok(paint::text(text + &remarks(&network)))
}

/// Says which option holds what a replay refuses.
fn by_option(error: ReplayError, organisation: &Organisation) -> Failure {
    match error {
        ReplayError::Threshold { .. } => format!("--threshold: {error}").into(),
        ReplayError::UnknownSubject { .. } | ReplayError::TooMuchMaintenance { .. } => {
            let message = format!("--maintenance: {error}");
            (message + &meant_by(&error.into(), organisation)).into()
        }
        other => other.into(),
    }
}

/// One JSON document.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    replay: ReplayDocument,
    organisation: &'a str,
    threshold: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<Requests>,
    #[serde(skip_serializing_if = "Option::is_none")]
    downtime: Option<Downtime>,
}

/// Reads the history; events of a file are checked while they are read, so that what is wrong with
/// them is told with their line.
fn history(
    arguments: &Arguments,
    source: &Source,
    organisation: &Organisation,
    network: &Network,
) -> Result<History, Failure> {
    let options = arguments.table.options();
    let mut history = History::new(network);
    match source {
        Source::Embedded => {
            let week = include_bytes!("week.csv");
            csv::history_from_reader(&week[..], &options, |event| history.push(event))?;
        }
        Source::Events(path) => {
            arguments.table.refuse_for_document(path)?;
            read_history(path, &options, |event| history.push(event))?;
            warn_of_conflicts(path, &history);
        }
        Source::Tickets(path, window) => {
            for event in tickets::events(path, organisation, *window, &options)? {
                history.push(&event)?;
            }
        }
    }
    Ok(history)
}

/// The period asked for: from the first event to the last unless stated.
fn period(arguments: &Arguments, history: &History) -> Result<Range<DateTime<Utc>>, Failure> {
    let known = history.period();
    let from = arguments
        .instant("--from", arguments.from.as_deref())?
        .or(known.as_ref().map(|known| known.start));
    let to = arguments
        .instant("--to", arguments.to.as_deref())?
        .or(known.as_ref().map(|known| known.end));
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
    use crate::scratch::scratch;
    use crate::shown;

    fn ask(line: &str) -> Result<String, String> {
        crate::ask(&format!("replay {line}"))
    }

    #[test]
    fn what_is_shown_is_so() {
        shown::check(include_str!("mod.rs"), "replay", ask);
    }

    #[test]
    fn what_does_not_count_is_left_out_and_said() {
        let run = |table: &str, more: &[&str]| {
            let file = scratch("maintenance.csv", table);
            let line =
                ["knockon", "replay", "--hours", "Mon-Fri 08:00-18:00", "--maintenance", &file];
            let cli =
                <crate::Cli as clap::Parser>::try_parse_from(line.iter().chain(more)).unwrap();
            crate::answer(&cli).map_err(|error| error.to_string().replace(&file, ""))
        };
        let planned = "from;to;party\n2026-03-02 08:00;2026-03-02 18:00;\n";
        let text = run(planned, &[]).unwrap();
        let said = "What counts of 4 days 22 h is service hours, 2 days 2 h a week, without 1 \
                    interval of maintenance.";
        assert!(text.contains(said), "{text}");
        let document = run(planned, &["--json"]).unwrap();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        // Five days of ten hours in the period, less one.
        assert_eq!(document["customers"][0]["seconds_counted"], 4.0 * 36_000.0);
        let refused = run("from,to,party\n2026-03-02 08:00,2026-03-02 18:00,nobody\n", &[]);
        let expected = "--maintenance: maintenance is of `nobody`, which is no party";
        assert_eq!(refused.unwrap_err(), expected);
        let refused = run("from,to\n2026-03-02 08:00,soon\n", &[]).unwrap_err();
        assert!(refused.starts_with(", line 2, to: `soon` is no instant"), "{refused}");
        assert!(ask("--hours Mon-Fri").unwrap_err().contains("is no service hours"));
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
