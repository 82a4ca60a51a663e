//! Summaries of documents: figures that show a change, without the data they are about.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Members that map ids to values.
const BY_ID: &[&str] = &["baseline", "quality", "lower", "handling_time_s"];
/// Members whose texts are verdicts, of which there are few, rather than names.
const VERDICTS: &[&str] = &["status", "uniqueness", "verdict", "claim", "split"];

/// The numbers of one place in a document, over all lists and maps it is in.
#[derive(Debug, Clone, Copy)]
struct Figures {
    count: u32,
    sum: f64,
    least: f64,
    most: f64,
}

/// Numbers and verdicts by place.
#[derive(Debug, Default)]
struct Places {
    figures: BTreeMap<String, Figures>,
    verdicts: BTreeMap<String, u32>,
}

/// Sums a document up: of every place, how many numbers there are, their sum, mean, least and most;
/// and how often each verdict occurs.
pub(super) fn summarise(document: &Value) -> Value {
    let mut places = Places::default();
    walk("", "", document, &mut places);
    let mut summary = Map::new();
    for (place, figures) in places.figures {
        let Figures { count, sum, least, most } = figures;
        let mean = sum / f64::from(count);
        let figures = if count == 1 {
            json!(sum)
        } else {
            json!({ "count": count, "sum": sum, "mean": mean, "least": least, "most": most })
        };
        summary.insert(place, figures);
    }
    summary.extend(places.verdicts.into_iter().map(|(place, count)| (place, json!(count))));
    Value::Object(summary)
}

fn walk(place: &str, key: &str, value: &Value, places: &mut Places) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let is_id = BY_ID.contains(&key) || !is_name_of_member(member);
                let step = if is_id { "*" } else { member };
                let dot = if place.is_empty() { "" } else { "." };
                walk(&format!("{place}{dot}{step}"), member, value, places);
            }
        }
        Value::Array(members) => {
            for value in members {
                walk(&format!("{place}[]"), "", value, places);
            }
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            let fresh = Figures { count: 0, sum: 0.0, least: number, most: number };
            let figures = places.figures.entry(place.to_owned()).or_insert(fresh);
            figures.count += 1;
            figures.sum += number;
            figures.least = figures.least.min(number);
            figures.most = figures.most.max(number);
        }
        Value::String(verdict) if VERDICTS.contains(&key) => {
            *places.verdicts.entry(format!("{place} {verdict}")).or_default() += 1;
        }
        Value::String(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// Whether a name is written as documents write those of members; most ids are not.
fn is_name_of_member(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_has_figures_and_no_names() {
        let document = json!({
            "organisation": "secret", "status": "converged", "iterations": 7,
            "quality": { "secret": 0.5, "secret-b": 1.0 },
            "agents": { "secret-a": 3 },
            "impact": [
                { "customer": "secret-b", "change": -0.25, "proof": { "verdict": "proved" } },
                { "customer": "secret-c", "change": -0.75, "proof": { "verdict": "proved" } }
            ]
        });
        let summary = summarise(&document);
        assert_eq!(
            summary,
            json!({
                "iterations": 7.0,
                "agents.*": 3.0,
                "quality.*": { "count": 2, "sum": 1.5, "mean": 0.75, "least": 0.5, "most": 1.0 },
                "impact[].change":
                    { "count": 2, "sum": -1.0, "mean": -0.5, "least": -0.75, "most": -0.25 },
                "status converged": 1,
                "impact[].proof.verdict proved": 2
            })
        );
        assert!(!summary.to_string().contains("secret"));
    }
}
