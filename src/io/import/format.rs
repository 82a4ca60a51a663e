//! Which format a file has: by its content first, by its name second.

use std::fmt;
use std::str::FromStr;

/// A format of another program that is read.
///
/// # Examples
///
/// ```
/// use knockon::io::import::SourceFormat;
///
/// let text = br#"{ "directed": true, "nodes": [], "links": [] }"#;
/// assert_eq!(SourceFormat::of_content(text, "graph.json"), Some(SourceFormat::NodeLink));
/// assert_eq!("node-link".parse(), Ok(SourceFormat::NodeLink));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceFormat {
    /// A table of parties, or one of relations, by the field's names of columns.
    Table,
    /// A workbook of Excel with such tables.
    #[cfg(feature = "excel")]
    Excel,
    /// GraphML.
    #[cfg(feature = "graphml")]
    GraphMl,
    /// NetworkX's node-link JSON.
    NodeLink,
    /// Cytoscape's JSON.
    Cytoscape,
    /// A Backstage catalogue.
    #[cfg(feature = "yaml")]
    Backstage,
    /// Relations of ServiceNow (`cmdb_rel_ci`), as CSV or JSON.
    ServiceNow,
    /// A service graph in Prometheus' text format, or the answer of a query.
    ServiceGraph,
    /// The dependencies that Jaeger answers with.
    Jaeger,
    /// OpenSLO services.
    #[cfg(feature = "yaml")]
    OpenSlo,
    /// Processes of Icinga's Business Process module.
    Icinga,
    /// An exchange file of ArchiMate.
    #[cfg(feature = "graphml")]
    ArchiMate,
}

/// A name that no format has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("format `{name}` is unknown, where one of {} is needed", known_formats())]
pub struct UnknownSourceFormat {
    name: String,
}

impl SourceFormat {
    /// Every format there is, with the features that are on.
    pub const ALL: &'static [Self] = &[
        Self::Table,
        #[cfg(feature = "excel")]
        Self::Excel,
        #[cfg(feature = "graphml")]
        Self::GraphMl,
        Self::NodeLink,
        Self::Cytoscape,
        #[cfg(feature = "yaml")]
        Self::Backstage,
        Self::ServiceNow,
        Self::ServiceGraph,
        Self::Jaeger,
        #[cfg(feature = "yaml")]
        Self::OpenSlo,
        Self::Icinga,
        #[cfg(feature = "graphml")]
        Self::ArchiMate,
    ];

    /// Returns the name by which the format is asked for, such as `node-link`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            #[cfg(feature = "excel")]
            Self::Excel => "excel",
            #[cfg(feature = "graphml")]
            Self::GraphMl => "graphml",
            Self::NodeLink => "node-link",
            Self::Cytoscape => "cytoscape",
            #[cfg(feature = "yaml")]
            Self::Backstage => "backstage",
            Self::ServiceNow => "servicenow",
            Self::ServiceGraph => "service-graph",
            Self::Jaeger => "jaeger",
            #[cfg(feature = "yaml")]
            Self::OpenSlo => "openslo",
            Self::Icinga => "icinga",
            #[cfg(feature = "graphml")]
            Self::ArchiMate => "archimate",
        }
    }

    /// Says which format a file has, by how it begins, and by its name where that leaves it open.
    ///
    /// Documents of ours, tables with our names of columns, and what is none of these formats, are
    /// `None`. A JSON document is told by the keys at its top, which takes time linear in its length.
    pub fn of_content(bytes: &[u8], file: &str) -> Option<Self> {
        let found = super::detect::detect(bytes, file)?;
        (found != Self::Table || super::detect::is_foreign_table(bytes)).then_some(found)
    }
}

impl fmt::Display for SourceFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a name, such as `node-link`.
impl FromStr for SourceFormat {
    type Err = UnknownSourceFormat;

    fn from_str(name: &str) -> Result<Self, UnknownSourceFormat> {
        let known = Self::ALL.iter().copied().find(|format| format.name() == name);
        known.ok_or_else(|| UnknownSourceFormat { name: name.to_owned() })
    }
}

/// The names of all formats, as messages list them.
pub(super) fn known_formats() -> String {
    let names = ["json", "yaml", "csv"].into_iter();
    let names = names.chain(SourceFormat::ALL.iter().map(|format| format.name()));
    names.collect::<Vec<_>>().join(", ")
}
