//! Tells the format of a file by how it begins.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::format::SourceFormat;
use super::{service_graph_head, servicenow, table};
use crate::io::{FileFormat, without_byte_order_mark};

/// How many bytes of a text are looked at.
const HEAD: usize = 1 << 14;

/// The format of another program that a file has; `None` of documents of ours and of what is not
/// known.
pub(super) fn detect(bytes: &[u8], file: &str) -> Option<SourceFormat> {
    if bytes.starts_with(b"PK\x03\x04") {
        #[cfg(feature = "excel")]
        return Some(SourceFormat::Excel);
        #[cfg(not(feature = "excel"))]
        return None;
    }
    let bytes = without_byte_order_mark(bytes);
    let start = head(bytes)?.trim_start();
    match start.bytes().next()? {
        b'<' => of_xml(start),
        b'{' | b'[' => of_json(bytes, start),
        _ => of_text(start, file),
    }
}

/// Whether a table has names of columns that are not ours, where ours are absent.
pub(super) fn is_foreign_table(bytes: &[u8]) -> bool {
    head(without_byte_order_mark(bytes)).is_some_and(table::is_foreign)
}

/// The beginning of a text.
fn head(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    // A letter may be cut in two at the end.
    let head = match std::str::from_utf8(head) {
        Ok(head) => head,
        Err(error) if head.len() - error.valid_up_to() < 4 => {
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    Some(head)
}

#[cfg(not(feature = "graphml"))]
fn of_xml(_: &str) -> Option<SourceFormat> {
    None
}

#[cfg(feature = "graphml")]
fn of_xml(start: &str) -> Option<SourceFormat> {
    let has_element = |name: &str| {
        let mut places = start.match_indices(name);
        places.any(|(at, _)| {
            let before = start.get(..at).unwrap_or_default();
            before.ends_with('<') || before.ends_with(':')
        })
    };
    if has_element("graphml") {
        return Some(SourceFormat::GraphMl);
    }
    let is_model = has_element("model") && start.contains("archimate");
    is_model.then_some(SourceFormat::ArchiMate)
}

/// What stands at the top of a document; values are passed over.
#[derive(Deserialize)]
struct Top {
    format: Option<IgnoredAny>,
    nodes: Option<IgnoredAny>,
    edges: Option<IgnoredAny>,
    links: Option<IgnoredAny>,
    elements: Option<IgnoredAny>,
    result: Option<IgnoredAny>,
    data: Option<Data>,
}

/// A list of calls, or the result of a query.
#[derive(Deserialize)]
#[serde(untagged)]
enum Data {
    Query {
        #[serde(rename = "resultType")]
        _result_type: IgnoredAny,
    },
    Calls(Vec<Call>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
struct Call {
    #[serde(rename = "callCount")]
    _call_count: IgnoredAny,
}

fn of_json(bytes: &[u8], start: &str) -> Option<SourceFormat> {
    if start.contains("\"knockon/")
        && !start.contains("\"nodes\"")
        && !start.contains("\"elements\"")
    {
        return None;
    }
    let top: Top = serde_json::from_slice(bytes).ok()?;
    if top.format.is_some() {
        return None;
    }
    match top.data {
        Some(Data::Query { .. }) => return Some(SourceFormat::ServiceGraph),
        Some(Data::Calls(calls)) if !calls.is_empty() && top.elements.is_none() => {
            return Some(SourceFormat::Jaeger);
        }
        _ => {}
    }
    if top.elements.is_some() {
        return Some(SourceFormat::Cytoscape);
    }
    if top.nodes.is_some() && (top.edges.is_some() || top.links.is_some()) {
        return Some(SourceFormat::NodeLink);
    }
    top.result.is_some().then_some(SourceFormat::ServiceNow)
}

fn of_text(start: &str, file: &str) -> Option<SourceFormat> {
    let first = |prefix: &str| start.lines().any(|line| line.starts_with(prefix));
    #[cfg(feature = "yaml")]
    {
        let version = |name: &str| {
            start.lines().any(|line| {
                let value = line.strip_prefix("apiVersion:");
                value.is_some_and(|value| value.trim().trim_matches(['"', '\'']).starts_with(name))
            })
        };
        if version("openslo/") {
            return Some(SourceFormat::OpenSlo);
        }
        if version("backstage.io/") {
            return Some(SourceFormat::Backstage);
        }
    }
    let named = FileFormat::of_name(std::path::Path::new(file));
    if matches!(named, Some(FileFormat::Json | FileFormat::Yaml)) {
        return None;
    }
    if service_graph_head(start) {
        return Some(SourceFormat::ServiceGraph);
    }
    let ends = |ending: &str| {
        let path = std::path::Path::new(file).extension();
        path.is_some_and(|known| known.eq_ignore_ascii_case(ending))
    };
    if first("display ") || (ends("conf") && start.contains('=')) {
        return Some(SourceFormat::Icinga);
    }
    if named.is_none() && first("format:") {
        return None;
    }
    if servicenow::is_header(start) {
        return Some(SourceFormat::ServiceNow);
    }
    let is_table = named == Some(FileFormat::Csv) || table::is_header(start);
    is_table.then_some(SourceFormat::Table)
}
