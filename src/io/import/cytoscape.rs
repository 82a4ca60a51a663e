//! Graphs of Cytoscape as JSON, and of programs that write the same.

use serde::Deserialize;
use serde_json::Value;

use super::error::ImportError;
use super::node_link;
use super::options::ReadOptions;
use super::record::Records;
use super::source_place::SourcePlace;
use super::text;
use crate::io::wire::Entries;

#[derive(Deserialize)]
struct CytoscapeDocument {
    data: Option<Entries<Value>>,
    elements: CytoscapeElements,
}

/// By kind, or one after the other.
#[derive(Deserialize)]
#[serde(untagged)]
enum CytoscapeElements {
    ByKind { nodes: Option<Vec<CytoscapeElement>>, edges: Option<Vec<CytoscapeElement>> },
    Listed(Vec<CytoscapeElement>),
}

#[derive(Deserialize)]
struct CytoscapeElement {
    group: Option<String>,
    data: Entries<Value>,
}

/// Reads a Cytoscape document: the `data` of nodes are parties, that of edges lead from `source` to
/// `target`.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let document: CytoscapeDocument = text::json(bytes, place, &options.limits)?;
    let (nodes, edges) = match document.elements {
        CytoscapeElements::ByKind { nodes, edges } => {
            (nodes.unwrap_or_default(), edges.unwrap_or_default())
        }
        CytoscapeElements::Listed(all) => all.into_iter().partition(|element| {
            let has_source = element.data.0.iter().any(|(name, _)| name == "source");
            element.group.as_deref().map_or(!has_source, |group| group == "nodes")
        }),
    };
    let mut records = Records::of_file(place.file());
    let mut of_graph = document.data.map(|Entries(entries)| entries).unwrap_or_default();
    let nodes = nodes.into_iter().map(|element| element.data.0);
    let edges = edges.into_iter().map(|element| element.data.0);
    let lists = ((nodes, "elements.nodes"), (edges, "elements.edges"));
    node_link::fill(&mut records, &mut of_graph, lists.0, lists.1, ["source", "target"], options)?;
    Ok(records)
}
