//! GraphML: of NetworkX, yEd, Gephi, igraph, and our own.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::attributes::{self, Attributes};
use super::error::ImportError;
use super::node_link::undirected;
use super::options::ReadOptions;
use super::record::{PartyRecord, Records, RelationRecord};
use super::source_place::SourcePlace;
use super::text;
use super::xml::{XmlElement, XmlNode, XmlReader};

/// Attributes that elements of one kind may have: their names by key, and what is meant where
/// an element states none.
struct DeclaredKeys {
    names: IndexMap<String, DeclaredKey>,
    /// What is meant where a node, or an edge, states nothing, by name.
    of_nodes: IndexMap<String, String>,
    of_edges: IndexMap<String, String>,
    /// How many bytes of that may still be added to elements, and how many there were.
    left: u64,
    most: u64,
}

struct DeclaredKey {
    name: String,
    /// Whether yEd draws by it: the name stands in a label inside.
    is_drawing: bool,
}

/// What an attribute takes beside its name and value.
const BYTES_OF_ATTRIBUTE: usize = 64;

/// Reads a graph: a `node` is a party, an `edge` a relation from `source` to `target`, and a graph
/// inside a node what is part of it.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let text = text::checked(bytes, place, &options.limits)?;
    let mut reader = GraphReader {
        xml: XmlReader::new(text, place),
        keys: DeclaredKeys {
            names: IndexMap::new(),
            of_nodes: IndexMap::new(),
            of_edges: IndexMap::new(),
            left: options.limits.max_file_bytes,
            most: options.limits.max_file_bytes,
        },
        records: Records::of_file(place.file()),
        ids: IndexMap::new(),
        of_graph: Vec::new(),
        states_services: false,
    };
    reader.document(options)?;
    let GraphReader { mut records, ids, mut of_graph, states_services, .. } = reader;
    records.rest = attributes::take_ours(&mut of_graph)
        .map_err(|fault| ImportError::unreadable(place.clone(), fault))?;
    let name = of_graph.iter().find(|(name, _)| name == "name");
    records.name = name.and_then(|(_, value)| value.as_str()).map(str::to_owned);
    // Files of ours call a node otherwise whose id XML cannot hold.
    for relation in &mut records.relations {
        for end in [&mut relation.from, &mut relation.to] {
            if let Some(id) = ids.get(end.as_str()) {
                end.clone_from(id);
            }
        }
    }
    attributes::decide(&mut records, options.direction, states_services);
    Ok(records)
}

struct GraphReader<'t> {
    xml: XmlReader<'t>,
    keys: DeclaredKeys,
    records: Records,
    /// Ids that differ from what nodes are called.
    ids: IndexMap<String, String>,
    of_graph: Attributes,
    states_services: bool,
}

impl GraphReader<'_> {
    fn document(&mut self, options: &ReadOptions) -> Result<(), ImportError> {
        let root = loop {
            match self.xml.next()? {
                Some(XmlNode::Open(element)) => break element,
                Some(_) => {}
                None => {
                    return Err(self.xml.fault("the document is empty, where GraphML is needed"));
                }
            }
        };
        if root.name != "graphml" {
            let message = format!("element `{}`, where `graphml` is needed", root.name);
            return Err(ImportError::unreadable(root.place, message));
        }
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(element) => match element.name.as_str() {
                    "key" => self.key(element)?,
                    "graph" => self.graph(element, None, options)?,
                    _ => self.xml.skip()?,
                },
                XmlNode::Close => break,
                XmlNode::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Reads which attributes there are.
    fn key(&mut self, mut element: XmlElement) -> Result<(), ImportError> {
        let id = element.needed("id")?;
        let drawing = element.take("yfiles.type");
        let name = element.take("attr.name").unwrap_or_else(|| id.clone());
        let of = element.take("for").unwrap_or_else(|| "all".to_owned());
        let is_drawing = drawing.is_some_and(|drawing| drawing.ends_with("graphics"));
        let mut usual = None;
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(inner) if inner.name == "default" => usual = Some(self.xml.text()?),
                XmlNode::Open(_) => self.xml.skip()?,
                XmlNode::Close => break,
                XmlNode::Text(_) => {}
            }
        }
        if let Some(usual) = usual {
            for (kind, to) in [("node", &mut self.keys.of_nodes), ("edge", &mut self.keys.of_edges)]
            {
                if of == kind || of == "all" {
                    to.entry(name.clone()).or_insert_with(|| usual.clone());
                }
            }
        }
        self.keys.names.insert(id, DeclaredKey { name, is_drawing });
        Ok(())
    }

    /// Reads a graph, or what is part of a node. Nesting is bounded by that of elements.
    fn graph(
        &mut self,
        mut element: XmlElement,
        whole: Option<&str>,
        options: &ReadOptions,
    ) -> Result<(), ImportError> {
        if element.take("edgedefault").as_deref() == Some("undirected") {
            return Err(undirected(&element.place));
        }
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(element) => match element.name.as_str() {
                    "node" => self.node(element, whole, options)?,
                    "edge" => self.edge(element)?,
                    "data" if whole.is_none() => {
                        let mut of_graph = std::mem::take(&mut self.of_graph);
                        self.data(element, &mut of_graph)?;
                        self.of_graph = of_graph;
                    }
                    _ => self.xml.skip()?,
                },
                XmlNode::Close => break,
                XmlNode::Text(_) => {}
            }
        }
        Ok(())
    }

    fn node(
        &mut self,
        mut element: XmlElement,
        whole: Option<&str>,
        options: &ReadOptions,
    ) -> Result<(), ImportError> {
        let id = element.needed("id")?;
        if self.records.parties.len() >= options.limits.max_parties {
            return Err(ImportError::too_many(
                &self.records.place,
                "nodes",
                options.limits.max_parties,
            ));
        }
        let mut record = PartyRecord::new(&*id, element.place);
        record.parent = whole.map(str::to_owned);
        let at = self.records.parties.len();
        self.records.parties.push(record);
        let mut attributes = Vec::new();
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(inner) => match inner.name.as_str() {
                    "data" => self.data(inner, &mut attributes)?,
                    "graph" => self.graph(inner, Some(&id), options)?,
                    _ => self.xml.skip()?,
                },
                XmlNode::Close => break,
                XmlNode::Text(_) => {}
            }
        }
        self.keys.add_usual("node", &mut attributes, &self.records.place)?;
        let Some(record) = self.records.parties.get_mut(at) else { return Ok(()) };
        attributes::of_party(record, attributes)
            .map_err(|fault| ImportError::unreadable(record.place.clone(), fault))?;
        self.states_services |= record.kind.is_some();
        if record.id != id {
            self.ids.insert(id, record.id.clone());
        }
        Ok(())
    }

    fn edge(&mut self, mut element: XmlElement) -> Result<(), ImportError> {
        let (from, to) = (element.needed("source")?, element.needed("target")?);
        if element.take("directed").as_deref() == Some("false") {
            return Err(undirected(&element.place));
        }
        let mut record = RelationRecord::new(from, to, element.place.clone());
        record.id = element.take("id");
        let mut attributes = Vec::new();
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(inner) if inner.name == "data" => {
                    self.data(inner, &mut attributes)?;
                }
                XmlNode::Open(_) => self.xml.skip()?,
                XmlNode::Close => break,
                XmlNode::Text(_) => {}
            }
        }
        self.keys.add_usual("edge", &mut attributes, &self.records.place)?;
        self.states_services |= attributes::of_relation(&mut record, attributes)
            .map_err(|fault| ImportError::unreadable(record.place.clone(), fault))?;
        self.records.relations.push(record);
        Ok(())
    }

    /// Reads the value of an attribute.
    fn data(
        &mut self,
        mut element: XmlElement,
        attributes: &mut Attributes,
    ) -> Result<(), ImportError> {
        let key = element.needed("key")?;
        let Some(DeclaredKey { name, is_drawing, .. }) = self.keys.names.get(&key) else {
            let message = format!("key `{key}` is declared nowhere");
            return Err(ImportError::unreadable(element.place, message));
        };
        let (name, is_drawing) = (name.clone(), *is_drawing);
        if !is_drawing {
            let value = self.xml.text()?;
            attributes.push((name, Value::from(value)));
            return Ok(());
        }
        let mut depth = 0_usize;
        while let Some(node) = self.xml.next()? {
            match node {
                XmlNode::Open(inner) if inner.name.ends_with("Label") => {
                    let label = self.xml.text()?;
                    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
                    if !label.is_empty() && attributes.iter().all(|(name, _)| name != "label") {
                        attributes.push(("label".to_owned(), Value::from(label)));
                    }
                }
                XmlNode::Open(_) => depth += 1,
                XmlNode::Close if depth == 0 => break,
                XmlNode::Close => depth -= 1,
                XmlNode::Text(_) => {}
            }
        }
        Ok(())
    }
}

impl DeclaredKeys {
    /// Adds what is meant where an element states nothing. All that is added counts as if the file
    /// held it: a few words of defaults are repeated at every element.
    fn add_usual(
        &mut self,
        kind: &str,
        attributes: &mut Attributes,
        file: &SourcePlace,
    ) -> Result<(), ImportError> {
        let usual = match kind {
            "node" => &self.of_nodes,
            _ => &self.of_edges,
        };
        if usual.is_empty() {
            return Ok(());
        }
        let stated: IndexSet<String> = attributes.iter().map(|(name, _)| name.clone()).collect();
        for (name, value) in usual.iter().filter(|(name, _)| !stated.contains(*name)) {
            let bytes = (name.len() + value.len() + BYTES_OF_ATTRIBUTE) as u64;
            let Some(left) = self.left.checked_sub(bytes) else {
                return Err(ImportError::TooLarge {
                    file: file.file().to_owned(),
                    limit: self.most,
                });
            };
            self.left = left;
            attributes.push((name.clone(), Value::from(value.as_str())));
        }
        Ok(())
    }
}
