//! Organisations as graphs of NetworkX: node-link JSON.
//!
//! Departments and external customers are `nodes`, services `edges` from provider to consumer. What
//! other programs have a use for stands in attributes (`name`, `kind`, `capability`, `dependence`,
//! `weight`, `label.` and a label); all else in one attribute `knockon`, so that
//! [reading](crate::io::import) gives an equal organisation, numbers bit for bit, also after
//! NetworkX has read and written the file.

use serde_json::{Value, json};

use super::graph_parts::{self, GraphPart, Holds};
use super::import::OURS;
use crate::organisation::Organisation;

/// Writes an organisation as a node-link document.
///
/// # Complexity
///
/// Time and memory linear in parties and services.
///
/// # Examples
///
/// ```
/// use knockon::io::{Limits, import, node_link};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Kiosk")
///     .department(Department::new("counter").capability(0.9))
///     .customer(ExternalCustomer::person("passers-by"))
///     .service(Service::between("counter", "passers-by").dependence(1.0))
///     .build()?;
/// let text = node_link::organisation_to_string(&organisation);
/// let format = import::SourceFormat::NodeLink;
/// let records = import::read(text.as_bytes(), format, "kiosk.json", &Default::default())?;
/// let read = import::organisation(vec![records], &Default::default(), &Limits::default())?;
/// assert_eq!(read.organisation, organisation);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn organisation_to_string(organisation: &Organisation) -> String {
    let every = Holds { id: |_| true, value: |_| true };
    let mut text = String::from("{\n  \"directed\": true,\n  \"multigraph\": true,\n  \"graph\": ");
    let graph = json!({ "name": organisation.name(), OURS: graph_parts::whole(organisation) });
    text += &graph.to_string();
    let nodes = graph_parts::nodes(organisation, every, "name").map(|part| {
        let id = [("id", part.id.clone())];
        object(part, &id)
    });
    text += ",";
    write_list(&mut text, ("nodes", "  "), nodes);
    text += ",";
    let edges = graph_parts::edges(organisation, every).map(|part| {
        let [source, target] = part.ends.clone();
        let ends = [("source", source), ("target", target), ("key", part.id.clone())];
        object(part, &ends)
    });
    write_list(&mut text, ("edges", "  "), edges);
    text + "\n}\n"
}

/// A part as an object, its attributes in order.
pub(super) fn object(part: GraphPart, keys: &[(&str, String)]) -> String {
    let keys = keys.iter().map(|(key, value)| ((*key).to_owned(), Value::from(value.as_str())));
    let mut text = String::from("{");
    for (key, value) in keys.chain(part.attributes) {
        text += if text.len() > 1 { ", " } else { " " };
        text += &Value::from(key).to_string();
        text += ": ";
        text += &value.to_string();
    }
    text + " }"
}

/// Writes a list of an object at an indentation, an element on a line.
pub(super) fn write_list(
    text: &mut String,
    (name, indent): (&str, &str),
    elements: impl Iterator<Item = String>,
) {
    for part in ["\n", indent, "\"", name, "\": ["] {
        *text += part;
    }
    for (at, element) in elements.enumerate() {
        let before = if at == 0 { "\n" } else { ",\n" };
        for part in [before, indent, "  ", &element] {
            *text += part;
        }
    }
    for part in ["\n", indent, "]"] {
        *text += part;
    }
}
