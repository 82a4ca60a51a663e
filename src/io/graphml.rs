//! Organisations as GraphML, for NetworkX, yEd, Gephi, igraph and others.
//!
//! As [`node_link`](super::node_link), with the same attributes but for the name of a party, which is
//! `label` here. Where XML cannot hold an id or a text (a control character, a line break in an id),
//! it stands in the attribute `knockon`, as JSON.

use std::fmt::Write;

use indexmap::IndexMap;
use quick_xml::escape::escape;
use serde_json::Value;

use super::graph_parts::{self, GraphPart, Holds};
use super::import::OURS;
use crate::organisation::Organisation;

/// Writes an organisation as GraphML.
///
/// # Complexity
///
/// Time and memory linear in parties and services.
///
/// # Examples
///
/// ```
/// use knockon::io::{Limits, graphml, import};
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Kiosk")
///     .department(Department::new("counter").named("The <counter>"))
///     .customer(ExternalCustomer::person("passers-by").population(1e6))
///     .service(Service::between("counter", "passers-by").dependence(0.1))
///     .build()?;
/// let text = graphml::organisation_to_string(&organisation);
/// assert!(text.contains("<node id=\"counter\">"));
/// let format = import::SourceFormat::GraphMl;
/// let records = import::read(text.as_bytes(), format, "kiosk.graphml", &Default::default())?;
/// let read = import::organisation(vec![records], &Default::default(), &Limits::default())?;
/// assert_eq!(read.organisation, organisation);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn organisation_to_string(organisation: &Organisation) -> String {
    let holds = Holds { id: is_plain, value: is_text };
    let mut keys = WrittenKeys::default();
    let mut body = String::new();
    let mut of_graph = Vec::new();
    let mut whole = graph_parts::whole(organisation);
    match organisation.name() {
        "" => {}
        name if is_text(name) => of_graph.push(("name".to_owned(), Value::from(name))),
        name => drop(whole.insert("name".to_owned(), Value::from(name))),
    }
    of_graph.push((OURS.to_owned(), Value::Object(whole)));
    for (name, value) in of_graph {
        keys.write_data(&mut body, "graph", (&name, &value), "    ");
    }
    for part in graph_parts::nodes(organisation, holds, "label") {
        // Writing to a string cannot fail.
        let _ = write!(body, "    <node id=\"{}\">", escape(&*part.id));
        write_attributes(&mut body, "node", &part, &mut keys);
    }
    for part in graph_parts::edges(organisation, holds) {
        let [source, target] = &part.ends;
        let _ = write!(
            body,
            "    <edge id=\"{}\" source=\"{}\" target=\"{}\">",
            escape(&*part.id),
            escape(&**source),
            escape(&**target)
        );
        write_attributes(&mut body, "edge", &part, &mut keys);
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    );
    for ((kind, name), (id, of_number)) in &keys.ids {
        let of = if *of_number { "double" } else { "string" };
        let _ = writeln!(
            text,
            "  <key id=\"{id}\" for=\"{kind}\" attr.name=\"{}\" attr.type=\"{of}\"/>",
            // Of a blank that is no space an attribute keeps the number alone.
            escape(&**name).replace('\t', "&#9;").replace('\n', "&#10;")
        );
    }
    text += "  <graph edgedefault=\"directed\">\n";
    text += &body;
    text + "  </graph>\n</graphml>\n"
}

/// The attributes that are used, by kind of element and name: their keys, and whether each is a
/// number.
#[derive(Default)]
struct WrittenKeys {
    ids: IndexMap<(&'static str, String), (String, bool)>,
}

impl WrittenKeys {
    fn write_data(
        &mut self,
        body: &mut String,
        kind: &'static str,
        (name, value): (&str, &Value),
        indent: &str,
    ) {
        let next = format!("d{}", self.ids.len());
        let entry = self.ids.entry((kind, name.to_owned()));
        let (id, _) = entry.or_insert((next, value.is_number()));
        let text = match value {
            Value::String(text) => text.clone(),
            // XML has no way to write these two, JSON has.
            other => {
                other.to_string().replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
            }
        };
        let _ = writeln!(body, "{indent}<data key=\"{id}\">{}</data>", escape(text));
    }
}

fn write_attributes(
    body: &mut String,
    kind: &'static str,
    part: &GraphPart,
    keys: &mut WrittenKeys,
) {
    *body += "\n";
    for (name, value) in &part.attributes {
        keys.write_data(body, kind, (name, value), "      ");
    }
    let _ = writeln!(body, "    </{kind}>");
}

/// Whether XML can hold a text between tags, as it stands.
fn is_text(text: &str) -> bool {
    text.chars().all(|letter| {
        matches!(letter, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }) && !text.contains(['\u{85}', '\u{2028}'])
}

/// Whether XML can hold a text in an attribute, as it stands.
fn is_plain(text: &str) -> bool {
    is_text(text) && !text.contains(['\t', '\n'])
}
