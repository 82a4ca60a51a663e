//! Service graphs of traces: Prometheus' text format and query answers, and Jaeger's dependencies.

use indexmap::IndexMap;
use serde::Deserialize;

use super::call_history::CallHistory;
use super::error::ImportError;
use super::note::ImportNote;
use super::options::ReadOptions;
use super::record::{End, PartyRecord, PartyRole, Records, RelationRecord, RelationRole};
use super::source_place::SourcePlace;
use super::text;
use crate::organisation::quoted;
use crate::unit::Figure;

/// Metrics that count requests, and those of them that fail.
const REQUESTS: [&str; 2] = ["traces_service_graph_request_total", "istio_requests_total"];
const FAILED: &str = "traces_service_graph_request_failed_total";
/// Labels that name who asks and who answers.
const ENDS: [[&str; 2]; 2] = [["client", "server"], ["source_app", "destination_app"]];
/// What whoever is outside of all traces is called.
const OUTSIDE: &str = "user";

/// What is counted between two services.
#[derive(Default)]
struct Calls {
    requests: f64,
    failed: f64,
    is_to_database: bool,
}

/// A series: labels and a value.
struct RequestSeries {
    name: String,
    labels: Vec<(String, String)>,
    value: f64,
    /// Of a range its samples: seconds since 1970, and the count so far.
    samples: Vec<(f64, f64)>,
    place: SourcePlace,
}

/// Sums what series count, by who asks and who answers.
#[derive(Default)]
struct CallGraph {
    calls: IndexMap<(String, String), (Calls, SourcePlace)>,
    others: IndexMap<String, usize>,
    history: CallHistory,
}

impl CallGraph {
    fn add(&mut self, series: RequestSeries) -> Result<(), ImportError> {
        let RequestSeries { name, labels, value, samples, place } = series;
        let label = |wanted: &str| {
            labels.iter().find(|(known, _)| known == wanted).map(|(_, value)| value.as_str())
        };
        let ends = ENDS.iter().find_map(|[client, server]| Some((label(client)?, label(server)?)));
        let is_request = name.is_empty() || REQUESTS.contains(&name.as_str());
        let (Some((client, server)), true) = (ends, is_request || name == FAILED) else {
            *self.others.entry(name).or_default() += 1;
            return Ok(());
        };
        let counts = std::iter::once(value).chain(samples.iter().map(|&(_, count)| count));
        for count in counts {
            if !(count.is_finite() && count >= 0.0) {
                let message = format!("`{}` is no count of requests", Figure(count));
                return Err(ImportError::unreadable(place, message));
            }
        }
        if server.is_empty() {
            let message = "the series does not say who answers: `server` is empty";
            return Err(ImportError::unreadable(place, message));
        }
        let client = if client.is_empty() { OUTSIDE } else { client };
        // What has no name may be anything that was worked out of counters.
        if !name.is_empty() {
            self.history.add((client, server), &samples, !is_request);
        }
        let is_to_database = label("connection_type") == Some("database");
        let key = (client.to_owned(), server.to_owned());
        let (calls, _) = self.calls.entry(key).or_insert_with(|| (Calls::default(), place));
        *(if is_request { &mut calls.requests } else { &mut calls.failed }) += value;
        calls.is_to_database |= is_to_database;
        Ok(())
    }

    fn records(self, place: &SourcePlace, options: &ReadOptions) -> Result<Records, ImportError> {
        let mut records = Records::of_file(place.file());
        let Self { calls, others, history } = self;
        let limit = options.limits.max_services_and_needs;
        if calls.len() > limit {
            return Err(ImportError::too_many(&records.place, "relations", limit));
        }
        let mut parties: IndexMap<String, PartyRecord> = IndexMap::new();
        for ((client, server), (counted, place)) in calls {
            for id in [&client, &server] {
                let party = parties
                    .entry(id.clone())
                    .or_insert_with(|| PartyRecord::new(&**id, place.clone()));
                if id == OUTSIDE && *id == client {
                    party.role = PartyRole::Customer(None);
                }
                if counted.is_to_database && *id == server {
                    party.kind = Some("database".to_owned());
                }
            }
            if counted.failed > 0.0 && counted.requests > 0.0 {
                let condition = (1.0 - counted.failed / counted.requests).max(0.0);
                records.conditions.push((client.clone(), server.clone(), condition));
            }
            let mut record = RelationRecord::new(client, server, place);
            record.role = RelationRole::ProvidedBy(End::To);
            record.weight = Some(counted.requests);
            records.relations.push(record);
        }
        records.parties = parties.into_values().collect();
        records.readings = history.readings();
        let file = place.file();
        records.notes.extend(others.into_iter().map(|(kind, count)| ImportNote::Skipped {
            file: file.to_owned(),
            kind: format!("metric `{}`", quoted(&kind)),
            count,
        }));
        Ok(records)
    }
}

/// Reads metrics in Prometheus' text format, or the answer of a query as JSON.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let text = text::checked(bytes, place, &options.limits)?;
    let mut graph = CallGraph::default();
    if text.trim_start().starts_with('{') {
        let answer: QueryAnswer = text::json(bytes, place, &options.limits)?;
        for (at, result) in answer.data.result.into_iter().enumerate() {
            let place = place.item("data.result", at, "");
            let number = |value: &str| {
                value.parse::<f64>().map_err(|_| {
                    let message = format!("`{}` is no number", quoted(value));
                    ImportError::unreadable(place.clone(), message)
                })
            };
            let sample = |(at, value): &(f64, String)| Ok((*at, number(value)?));
            let samples = result.values.iter().flatten().map(sample);
            let samples = samples.collect::<Result<Vec<_>, ImportError>>()?;
            // Of a range the counter's last value.
            let value = match (&result.value, samples.last()) {
                (Some((_, value)), _) => number(value)?,
                (None, Some(&(_, value))) => value,
                (None, None) => {
                    return Err(ImportError::unreadable(place, "the result has no value"));
                }
            };
            let mut labels: Vec<_> = result.metric.into_iter().collect();
            let name = labels.iter().position(|(name, _)| name == "__name__");
            let name = name.map(|at| labels.remove(at).1).unwrap_or_default();
            graph.add(RequestSeries { name, labels, value, samples, place })?;
        }
    } else {
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let place = place.line(at as u64 + 1);
            graph.add(series(line, &place)?)?;
        }
    }
    graph.records(place, options)
}

/// Reads a line: a name, labels in braces, a value, and perhaps an instant.
fn series(line: &str, place: &SourcePlace) -> Result<RequestSeries, ImportError> {
    let fault = |message: &str| ImportError::unreadable(place.clone(), message);
    let end = line.find(|letter: char| letter == '{' || letter.is_whitespace());
    let (name, mut rest) = line.split_at(end.unwrap_or(line.len()));
    let mut labels = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            rest = rest.trim_start_matches([',', ' ', '\t']);
            if let Some(after) = rest.strip_prefix('}') {
                rest = after;
                break;
            }
            let (label, after) =
                rest.split_once("=\"").ok_or_else(|| fault("a label has no value in quotes"))?;
            let (value, after) =
                quoted_value(after).ok_or_else(|| fault("a quote of a label is never closed"))?;
            labels.push((label.trim().to_owned(), value));
            rest = after;
        }
    }
    let value = rest.split_whitespace().next().unwrap_or_default();
    let value = value.parse().map_err(|_| {
        fault(&format!("`{}` is no value, where a number follows the labels", quoted(value)))
    })?;
    let (name, place) = (name.to_owned(), place.clone());
    Ok(RequestSeries { name, labels, value, samples: Vec::new(), place })
}

/// Reads up to the quote that closes, and returns what follows it.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => match letters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

/// The answer of a query.
#[derive(Deserialize)]
struct QueryAnswer {
    data: QueryData,
}

#[derive(Deserialize)]
struct QueryData {
    result: Vec<QuerySeries>,
}

#[derive(Deserialize)]
struct QuerySeries {
    metric: IndexMap<String, String>,
    value: Option<(f64, String)>,
    values: Option<Vec<(f64, String)>>,
}

/// Calls from one service to another.
#[derive(Deserialize)]
struct JaegerCalls {
    parent: String,
    child: String,
    #[serde(rename = "callCount")]
    call_count: f64,
}

#[derive(Deserialize)]
struct JaegerAnswer {
    data: Vec<JaegerCalls>,
}

/// Reads the answer of Jaeger for dependencies: the child answers the parent's calls.
pub(super) fn read_jaeger(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let answer: JaegerAnswer = text::json(bytes, place, &options.limits)?;
    let mut graph = CallGraph::default();
    for (at, JaegerCalls { parent, child, call_count }) in answer.data.into_iter().enumerate() {
        let labels = [("client", parent), ("server", child)];
        let labels = labels.map(|(name, value)| (name.to_owned(), value)).into();
        let place = place.item("data", at, "");
        let (name, samples) = (String::new(), Vec::new());
        graph.add(RequestSeries { name, labels, value: call_count, samples, place })?;
    }
    graph.records(place, options)
}

/// Whether a text begins with metrics.
pub(super) fn is_head(start: &str) -> bool {
    start.lines().any(|line| {
        let is_comment = line.starts_with("# HELP ") || line.starts_with("# TYPE ");
        let name = line.split(['{', ' ']).next().unwrap_or_default();
        is_comment || ((REQUESTS.contains(&name) || name == FAILED) && line.contains('{'))
    })
}
