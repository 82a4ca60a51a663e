//! In which form an answer is printed: words and tables, one JSON document, or its rows as CSV.

use clap::{Args, ValueEnum};
use indexmap::{IndexMap, IndexSet};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::answer::{Failure, json};

/// Arguments of every command that answers.
#[derive(Debug, Args)]
pub(crate) struct AnswerFormat {
    /// What to print: words and tables, one JSON document, or the rows of its main list as CSV
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table)]
    format: Format,

    /// Print one JSON document, as `--format json` does
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

impl AnswerFormat {
    /// Whether words and tables are asked for.
    pub(crate) fn is_text(&self) -> bool {
        !self.json && self.format == Format::Table
    }

    /// Whether rows are asked for.
    pub(crate) fn is_csv(&self) -> bool {
        !self.json && self.format == Format::Csv
    }

    /// As [`written`](Self::written), of an answer that does not say itself what it is.
    pub(crate) fn written_as(
        &self,
        format: &'static str,
        answer: &impl Serialize,
        lists: &[&str],
    ) -> Result<Option<String>, Failure> {
        if self.is_csv() {
            return self.written(answer, lists);
        }
        self.written(&Headed { format, version: 1, answer }, lists)
    }

    /// The document, or the rows of the lists named as CSV, with the name of its list where there are
    /// several; `None` where words are asked for. A list inside another is named after it and a dot: each
    /// of its rows then begins with what its owner states. One inside an object is named after it and a
    /// slash.
    pub(crate) fn written(
        &self,
        document: &impl Serialize,
        lists: &[&str],
    ) -> Result<Option<String>, Failure> {
        match self.format {
            _ if self.json => Ok(Some(json(document)?)),
            Format::Table => Ok(None),
            Format::Json => Ok(Some(json(document)?)),
            Format::Csv => {
                let document = serde_json::to_value(document)?;
                let of_list = |list: &&str| {
                    let (inside, list) = list.rsplit_once('/').unwrap_or(("", list));
                    let inside =
                        if inside.is_empty() { Some(&document) } else { document.get(inside) };
                    let mut rows = inside.map_or_else(Vec::new, |inside| rows(inside, list));
                    if lists.len() > 1 {
                        for row in &mut rows {
                            row.shift_insert(0, "list".to_owned(), list.to_owned());
                        }
                    }
                    rows
                };
                Ok(Some(csv_of(&lists.iter().flat_map(of_list).collect::<Vec<_>>())?))
            }
        }
    }
}

/// An answer that says what it is.
#[derive(Serialize)]
struct Headed<'a, T> {
    format: &'static str,
    version: u32,
    #[serde(flatten)]
    answer: &'a T,
}

/// One row: what is stated, by the name of its column.
type Row = IndexMap<String, String>;

/// The rows of a list; those of the document itself where no list is named.
fn rows(document: &Value, list: &str) -> Vec<Row> {
    let mut owners = vec![(document, Row::new())];
    for name in list.split('.').filter(|name| !name.is_empty()) {
        let inside = owners.into_iter().flat_map(|(owner, stated)| {
            members(owner.get(name)).into_iter().map(move |(id, member)| {
                let mut row = stated.clone();
                row.extend(id.map(|id| ("id".to_owned(), id.to_owned())));
                row.extend(stated_by(member));
                (member, row)
            })
        });
        owners = inside.collect();
    }
    let is_whole = list.is_empty();
    owners.into_iter().map(|(one, row)| if is_whole { stated_by(one) } else { row }).collect()
}

/// The members of a list, or of a map with the id of each.
fn members(list: Option<&Value>) -> Vec<(Option<&str>, &Value)> {
    match list {
        Some(Value::Array(members)) => members.iter().map(|member| (None, member)).collect(),
        Some(Value::Object(members)) => {
            members.iter().map(|(id, member)| (Some(id.as_str()), member)).collect()
        }
        _ => Vec::new(),
    }
}

/// What an object states, by dotted names. A list of ids or numbers is one cell, with semicolons
/// between; of percentiles each is a column; other lists inside are left out.
fn stated_by(value: &Value) -> Row {
    fn take(row: &mut Row, name: &str, value: &Value) {
        match value {
            Value::Object(members) => take_all(row, name, members),
            Value::Array(members) => take_list(row, name, members),
            Value::Null => drop(row.insert(name.to_owned(), String::new())),
            Value::String(text) => drop(row.insert(name.to_owned(), text.clone())),
            other => drop(row.insert(name.to_owned(), other.to_string())),
        }
    }
    fn take_list(row: &mut Row, name: &str, members: &[Value]) {
        let cell = |member: &Value| match member {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let cells = members.iter().map(cell).collect::<Option<Vec<_>>>();
        if let Some(cells) = cells.filter(|cells| !cells.is_empty()) {
            row.insert(name.to_owned(), cells.join(";"));
        }
        for member in members {
            if let (Some(percent), Some(value)) = (member.get("percent"), member.get("value")) {
                take(row, &format!("{name}.{percent}"), value);
            }
        }
    }
    fn take_all(row: &mut Row, before: &str, members: &Map<String, Value>) {
        for (name, member) in members {
            let name = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
            take(row, &name, member);
        }
    }
    let mut row = Row::new();
    match value {
        Value::Object(members) => take_all(&mut row, "", members),
        other => take(&mut row, "value", other),
    }
    row
}

/// Rows under the names of all columns, in the order in which they first appear.
fn csv_of(rows: &[Row]) -> Result<String, Failure> {
    let columns: IndexSet<&String> = rows.iter().flat_map(Row::keys).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    if !columns.is_empty() {
        writer.write_record(&columns)?;
    }
    for row in rows {
        let cells = columns.iter().map(|column| row.get(*column).map_or("", String::as_str));
        writer.write_record(cells)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_have_all_columns_and_begin_with_their_owner() {
        let document = json!({ "organisation": "Ferry", "customers": [
            { "customer": "a, \"b\"", "quality": { "mean": 0.5, "low": null },
              "spans": [{ "span": "day", "up": true }, { "span": "week" }] },
            { "customer": "c", "spans": [] } ] });
        let written = |lists: &[&str]| {
            let rows: Vec<Row> = lists.iter().flat_map(|list| rows(&document, list)).collect();
            csv_of(&rows).unwrap()
        };
        assert_eq!(
            written(&["customers"]),
            "customer,quality.mean,quality.low\n\"a, \"\"b\"\"\",0.5,\nc,,\n"
        );
        assert_eq!(
            written(&["customers.spans"]),
            "customer,quality.mean,quality.low,span,up\n\"a, \"\"b\"\"\",0.5,,day,true\n\"a, \"\"b\"\"\",0.5,,week,\n"
        );
        assert_eq!(written(&[""]), "organisation\nFerry\n");
        let document = json!({ "chains": [{ "parties": ["a", "b"], "lags": [1, 2.5], "none": [],
            "spread": [{ "percent": 5.0, "value": 0.25 }, { "percent": 95.0, "value": 0.5 }] }] });
        assert_eq!(
            csv_of(&rows(&document, "chains")).unwrap(),
            "parties,lags,spread.5.0,spread.95.0\na;b,1;2.5,0.25,0.5\n"
        );
        assert_eq!(written(&["nothing"]), "");
    }

    #[test]
    fn rows_have_what_was_asked_for() {
        let columns = |line: &str| {
            let text = crate::ask(&format!("{line} --format csv")).unwrap();
            text.lines().next().unwrap_or_default().to_owned()
        };
        assert!(columns("chains").starts_with("parties,services,"), "{}", columns("chains"));
        let drawn = columns("draws --draws 50 --percentile 10");
        assert!(drawn.contains("quality.percentiles.10"), "{drawn}");
        let below = columns("contingency --threshold 0.8");
        assert!(below.contains("below"), "{below}");
        let costs = crate::ask("outcome --incidents --format csv").unwrap();
        assert!(costs.contains("\nincidents,"), "{costs}");
        let budgets = crate::ask("priorities --budget 200 --by-budget --format csv").unwrap();
        assert!(budgets.contains("\nby_budget,"), "{budgets}");
    }

    #[test]
    fn every_document_says_what_it_is() {
        for command in ["ask", "batch", "callcentre", "check", "chains", "contingency", "queue"] {
            let text = crate::ask(&format!("{command} --json")).unwrap();
            let document: Value = serde_json::from_str(&text).unwrap();
            let format = document["format"].as_str().unwrap_or_default();
            assert!(format.starts_with("knockon/"), "{command}: {format}");
            assert_eq!(document["version"], 1, "{command}");
        }
    }

    #[test]
    fn every_answer_has_rows() {
        let commands = [
            "assess",
            "ask",
            "availability",
            "batch",
            "callcentre",
            "chains",
            "check",
            "contingency",
            "draws --draws 50",
            "fit",
            "measure",
            "outcome",
            "outcome --loop",
            "priorities --budget 200",
            "queue",
            "replay",
            "sensitivity",
            "staffing",
            "timeline --days 30 --step 1d",
        ];
        for command in commands {
            let text = crate::ask(&format!("{command} --format csv")).unwrap();
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let columns = reader.headers().unwrap().len();
            let rows = reader.records().collect::<Result<Vec<_>, _>>().unwrap();
            assert!(columns > 1 && !rows.is_empty(), "{command}: {text}");
            let refused = crate::ask(&format!("{command} --format csv --json")).unwrap_err();
            assert!(refused.contains("cannot be used with"), "{refused}");
        }
    }
}
