//! Organisations as two tables, of parties and of services, as [`csv`](super::csv) reads them.

use indexmap::IndexSet;
use serde_json::{Map, Value};

use super::csv::{TableOptions, organisation_from_str};
use super::graph_parts::object;
use super::wire::WrittenService;
use crate::organisation::{Defaults, Organisation, Stated, quoted};

/// An organisation as two tables, and what they cannot say of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Tables {
    /// The table of parties.
    pub nodes: String,
    /// The table of services.
    pub edges: String,
    /// What reading the tables would not give back, in words; nothing where they say all but the
    /// organisation's name.
    pub lost: Vec<String>,
}

/// How many losses are listed; the rest is counted.
const MOST_LOSSES: usize = 20;

/// Columns of the table of parties, as far as they are used.
const NODE_COLUMNS: [&str; 9] = [
    "id",
    "name",
    "kind",
    "part_of",
    "capability",
    "ceiling",
    "population",
    "rule",
    "availability",
];
/// Columns of the table of services, as far as they are used.
const EDGE_COLUMNS: [&str; 15] = [
    "provider",
    "consumer",
    "name",
    "id",
    "dependence",
    "dependence_low",
    "dependence_high",
    "origin",
    "weight",
    "condition",
    "lag_hours",
    "running",
    "need",
    "substitution",
    "availability",
];

/// Writes an organisation as two tables.
///
/// What tables have no columns for is listed as lost; the tables are read back to see that nothing
/// else is.
///
/// # Complexity
///
/// Time and memory linear in parties and services.
///
/// # Examples
///
/// ```
/// use knockon::io::tables;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Kiosk")
///     .department(Department::new("counter").skill(0.8))
///     .customer(ExternalCustomer::person("passers-by"))
///     .service(Service::between("counter", "passers-by").dependence(1.0))
///     .build()?;
/// let written = tables::organisation_to_tables(&organisation);
/// assert_eq!(written.nodes, "id,kind\ncounter,department\npassers-by,person\n");
/// assert_eq!(written.lost, ["`skill` of department `counter`"]);
/// # Ok::<(), knockon::Invalid>(())
/// ```
#[must_use]
pub fn organisation_to_tables(organisation: &Organisation) -> Tables {
    let mut losses = Losses::default();
    let stated = organisation.stated();
    let nodes = nodes(stated, &mut losses);
    let edges = edges(stated, &mut losses);
    let Stated { defaults, common_causes, valuation, .. } = stated;
    if *defaults != Defaults::default() {
        losses.push("the default rules".to_owned());
    }
    let whole = [
        ("common causes", !common_causes.is_empty()),
        ("incidents", !valuation.incidents.is_empty()),
        ("the discount", valuation.discount.is_some()),
        ("the currency", valuation.currency.is_some()),
    ];
    whole.iter().filter(|(_, is_stated)| *is_stated).for_each(|(what, _)| {
        losses.push((*what).to_owned());
    });
    if losses.listed.is_empty() {
        let options = TableOptions::default().name(organisation.name());
        match organisation_from_str(&nodes, &edges, &options) {
            Ok(read) if read == *organisation => {}
            Ok(_) => losses.push("what tables read otherwise, such as equal rows".to_owned()),
            Err(error) => losses.push(format!("what tables refuse: {error}")),
        }
    }
    Tables { nodes, edges, lost: losses.words() }
}

#[derive(Default)]
struct Losses {
    listed: Vec<String>,
    more: usize,
}

impl Losses {
    fn push(&mut self, loss: String) {
        if self.listed.len() < MOST_LOSSES {
            self.listed.push(loss);
        } else {
            self.more += 1;
        }
    }

    fn words(mut self) -> Vec<String> {
        if self.more > 0 {
            self.listed.push(format!("and {} more", self.more));
        }
        self.listed
    }
}

/// The text of a value that stands in a cell; `None` where it cannot.
fn cell(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.trim() == text && !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(answer) => Some(answer.to_string()),
        _ => None,
    }
}

/// The rows of a table, by column.
struct TableGrid {
    columns: Vec<String>,
    rows: Vec<Map<String, Value>>,
}

impl TableGrid {
    /// Writes the columns that any row fills, with their names in a table.
    fn text(&self, needed: &[&str], name: impl Fn(&str) -> String) -> String {
        let is_used = |column: &&String| {
            needed.contains(&column.as_str())
                || self.rows.iter().any(|row| row.contains_key(*column))
        };
        let columns: Vec<&String> = self.columns.iter().filter(is_used).collect();
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = writer.write_record(columns.iter().map(|column| name(column)));
        for row in &self.rows {
            let cell = |column: &&String| row.get(*column).and_then(cell).unwrap_or_default();
            let _ = writer.write_record(columns.iter().map(cell));
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// Moves what a table has columns for into a row, and says what is lost.
fn row(
    mut fields: Map<String, Value>,
    columns: &[&str],
    owner: &str,
    losses: &mut Losses,
) -> Map<String, Value> {
    let mut row = Map::new();
    for column in columns {
        if let Some(value) = fields.remove(*column) {
            if cell(&value).is_some() {
                row.insert((*column).to_owned(), value);
            } else {
                losses.push(format!("`{column}` of {owner}"));
            }
        }
    }
    fields.keys().for_each(|field| losses.push(format!("`{field}` of {owner}")));
    row
}

fn nodes(stated: &Stated, losses: &mut Losses) -> String {
    let mut labels: IndexSet<String> = IndexSet::new();
    let mut rows = Vec::new();
    let departments = stated.parties.departments.iter().map(|it| (object(it), "department"));
    let customers = stated.parties.customers.iter().map(|it| (object(it), "external_customer"));
    for (mut fields, kind) in departments.chain(customers) {
        let of_party = fields.remove("labels");
        fields.entry("kind").or_insert_with(|| Value::from(kind));
        let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
        let owner =
            format!("{} `{}`", if kind == "department" { kind } else { "customer" }, quoted(id));
        let mut row = row(fields, &NODE_COLUMNS, &owner, losses);
        for (label, value) in of_party.as_ref().and_then(Value::as_object).into_iter().flatten() {
            let key = format!("label.{label}");
            if cell(value).is_none() || label.trim() != label || label.is_empty() {
                losses.push(format!("label `{}` of {owner}", quoted(label)));
                continue;
            }
            labels.insert(key.clone());
            row.insert(key, value.clone());
        }
        rows.push(row);
    }
    let columns = NODE_COLUMNS.iter().map(|column| (*column).to_owned()).chain(labels).collect();
    // Where there is no name, such a label would be read as one.
    let may_be_name = |label: &str| rows.iter().any(|row| row.contains_key(label));
    let needed: &[&str] = match ["label.label", "label.title", "label.display_name"] {
        labels if labels.into_iter().any(may_be_name) => &["id", "name", "kind"],
        _ => &["id", "kind"],
    };
    TableGrid { columns, rows }.text(needed, |column| match column {
        "part_of" => "parent".to_owned(),
        other => other.strip_prefix("label.").unwrap_or(other).to_owned(),
    })
}

fn edges(stated: &Stated, losses: &mut Losses) -> String {
    let mut needs: indexmap::IndexMap<(String, String), Map<String, Value>> = stated
        .needs
        .iter()
        .map(|need| ((need.consumer.to_string(), need.name.clone()), object(need)))
        .collect();
    let mut rows = Vec::new();
    for index in 0..stated.services.len() {
        let mut fields = object(&WrittenService { stated, index });
        let owner = fields.get("id").and_then(Value::as_str).unwrap_or_default();
        let owner = format!("service `{}`", quoted(owner));
        spread_range(&mut fields);
        let need = fields.get("need").and_then(Value::as_str).map(str::to_owned);
        if let Some(name) = need {
            let consumer = fields.get("consumer").and_then(Value::as_str).unwrap_or_default();
            let key = (consumer.to_owned(), name.clone());
            // What is stated of a need stands on its first row.
            if let Some(mut need) = needs.swap_remove(&key) {
                spread_range(&mut need);
                let substitution = need.remove("substitution");
                if let Some(text) = substitution.as_ref().and_then(substitution_text) {
                    fields.insert("substitution".to_owned(), Value::from(text));
                }
                for field in ["dependence", "dependence_low", "dependence_high", "origin"] {
                    if let Some(value) = need.remove(field) {
                        fields.insert(field.to_owned(), value);
                    }
                }
                for field in
                    need.keys().filter(|field| !["consumer", "name"].contains(&field.as_str()))
                {
                    losses.push(format!("`{field}` of need `{}`", quoted(&name)));
                }
            }
        }
        rows.push(row(fields, &EDGE_COLUMNS, &owner, losses));
    }
    for (_, name) in needs.keys() {
        losses.push(format!("need `{}`, which no service meets", quoted(name)));
    }
    let columns = EDGE_COLUMNS.iter().map(|column| (*column).to_owned()).collect();
    TableGrid { columns, rows }.text(&["provider", "consumer", "id", "dependence"], |column| {
        if column == "name" { "service".to_owned() } else { column.to_owned() }
    })
}

/// Takes a number and how well it is known apart.
fn spread_range(fields: &mut Map<String, Value>) {
    if let Some(Value::Object(mut stated)) = fields.get("dependence").cloned() {
        for (from, to) in [
            ("value", "dependence"),
            ("low", "dependence_low"),
            ("high", "dependence_high"),
            ("origin", "origin"),
        ] {
            if let Some(value) = stated.remove(from) {
                fields.insert(to.to_owned(), value);
            }
        }
    }
}

/// A substitution as a cell has it: its name, and the number it takes.
fn substitution_text(stated: &Value) -> Option<String> {
    let kind = stated.get("kind")?.as_str()?;
    let number = ["k", "required"].iter().find_map(|field| stated.get(field));
    Some(match (number, stated.get("at_least_share").and_then(Value::as_f64)) {
        (_, Some(share)) => format!("{kind} {}%", share * 100.0),
        (Some(number), None) => format!("{kind} {number}"),
        (None, None) => kind.to_owned(),
    })
}
