//! Graphs of NetworkX as JSON: nodes and links.

use serde::Deserialize;
use serde_json::Value;

use super::attributes::{self, Attributes};
use super::error::ImportError;
use super::options::ReadOptions;
use super::record::{PartyRecord, Records, RelationRecord};
use super::source_place::SourcePlace;
use super::text;
use crate::io::wire::Entries;

/// A graph as NetworkX writes it; `links` is the older name of `edges`.
#[derive(Deserialize)]
struct NodeLinkDocument {
    directed: Option<bool>,
    graph: Option<Entries<Value>>,
    nodes: Vec<Entries<Value>>,
    edges: Option<Vec<Entries<Value>>>,
    links: Option<Vec<Entries<Value>>>,
}

/// Reads a node-link document: nodes are parties, edges lead from `source` to `target`.
///
/// # Errors
///
/// As [`read`](super::read).
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let document: NodeLinkDocument = text::json(bytes, place, &options.limits)?;
    let mut records = Records::of_file(place.file());
    if document.directed == Some(false) {
        return Err(undirected(place));
    }
    let (edges, list) = match (document.edges, document.links) {
        (Some(edges), _) => (edges, "edges"),
        (None, Some(links)) => (links, "links"),
        (None, None) => (Vec::new(), "edges"),
    };
    let mut of_graph = document.graph.map(|Entries(entries)| entries).unwrap_or_default();
    let nodes = document.nodes.into_iter().map(|Entries(entries)| entries);
    let edges = edges.into_iter().map(|Entries(entries)| entries);
    fill(
        &mut records,
        &mut of_graph,
        (nodes, "nodes"),
        (edges, list),
        ["source", "target"],
        options,
    )?;
    Ok(records)
}

/// Says that a graph without directions cannot be used.
pub(super) fn undirected(place: &SourcePlace) -> ImportError {
    ImportError::unreadable(
        place.clone(),
        "the graph is undirected, where edges lead from one end to the other: who depends on whom \
         is not stated",
    )
}

/// Fills records with nodes and edges that are objects.
pub(super) fn fill(
    records: &mut Records,
    of_graph: &mut Attributes,
    (nodes, node_list): (impl Iterator<Item = Attributes>, &'static str),
    (edges, edge_list): (impl Iterator<Item = Attributes>, &'static str),
    [source, target]: [&str; 2],
    options: &ReadOptions,
) -> Result<(), ImportError> {
    let place = records.place.clone();
    let faulty = |list, index, field, message: String| {
        ImportError::unreadable(place.item(list, index, field), message)
    };
    let whole = attributes::take_ours(of_graph)
        .map_err(|fault| ImportError::unreadable(place.clone(), fault))?;
    records.rest = whole;
    records.name = text_of(of_graph, "name");
    let mut states = false;
    for (index, mut attributes) in nodes.enumerate() {
        let Some(id) = key(&mut attributes, "id") else {
            let message = "the node has no id".to_owned();
            return Err(faulty(node_list, index, "id", message));
        };
        let mut record = PartyRecord::new(id, place.item(node_list, index, ""));
        attributes::of_party(&mut record, attributes)
            .map_err(|message| faulty(node_list, index, "", message))?;
        states |= record.kind.is_some();
        records.parties.push(record);
    }
    for (index, mut attributes) in edges.enumerate() {
        let ends = [source, target].map(|end| key(&mut attributes, end));
        let [Some(from), Some(to)] = ends else {
            let message = format!("the edge lacks `{source}` or `{target}`");
            return Err(faulty(edge_list, index, "", message));
        };
        let mut record = RelationRecord::new(from, to, place.item(edge_list, index, ""));
        record.id = key(&mut attributes, "id").or_else(|| key(&mut attributes, "key"));
        states |= attributes::of_relation(&mut record, attributes)
            .map_err(|message| faulty(edge_list, index, "", message))?;
        records.relations.push(record);
    }
    attributes::decide(records, options.direction, states);
    Ok(())
}

/// Takes the key of a node; numbers are keys as well.
fn key(attributes: &mut Attributes, name: &str) -> Option<String> {
    let at = attributes.iter().position(|(known, _)| known == name)?;
    let (_, value) = attributes.remove(at);
    match value {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn text_of(attributes: &Attributes, name: &str) -> Option<String> {
    let value = attributes.iter().find(|(known, _)| known == name);
    value.and_then(|(_, value)| value.as_str()).filter(|it| !it.is_empty()).map(str::to_owned)
}
