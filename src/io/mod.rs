//! Organisations, scenarios and histories as files.
//!
//! | form | reads | writes |
//! | --- | --- | --- |
//! | `json`, `yaml` | organisations, scenarios, plans and actions, every field there is; histories | the same but histories, bit for bit |
//! | `csv` | organisations, as a table of parties and a table of services; scenarios; actions; exposures; histories, tickets, planned maintenance; evidence | organisations (`tables`) |
//! | `import` | files of other programs: tables, GraphML, node-link, Cytoscape, Backstage, ServiceNow, service graphs, OpenSLO, Icinga, ArchiMate, Excel | |
//! | `graphml`, `node_link`, `cytoscape` | by `import` | organisations as graphs, bit for bit |
//! | [`dot`], [`mermaid`] | | diagrams of organisations and impacts |
//! | `sql` | | queries for customers that live in a warehouse |
//! | any of serde | every statement, plans of timelines among them | the same |
//!
//! The formats are types of their own, apart from what they describe, and have one version: a file
//! passes through the same validation as a statement built by hand. *Syntax and shape* stop at the
//! first fault, with line, column and path; *meaning* reports every problem there is, one line
//! each.
//!
//! A file is taken to be hostile: nothing in it makes the readers panic, hang or take more memory
//! than a constant times its size, and [`Limits`] say how large it may be at all. Histories are
//! read as streams, in memory that does not depend on their length.
//!
//! Durations are read as people write them ([`parse_duration`]), and so are instants
//! ([`parse_instant`]).
//!
//! `Serialize` and `Deserialize` of statements are the same formats through serde alone. They need
//! no feature, apply the default limits, and are for one's own data; an error has no line.

#[cfg(feature = "csv")]
pub mod csv;
#[cfg(feature = "import")]
pub mod cytoscape;
mod diagram;
#[cfg(any(feature = "json", feature = "yaml"))]
mod document;
pub mod dot;
mod duration;
#[cfg(feature = "csv")]
mod exposure_file;
mod file;
mod file_format;
#[cfg(feature = "import")]
mod graph_parts;
#[cfg(feature = "graphml")]
pub mod graphml;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
mod history;
#[cfg(any(feature = "json", feature = "yaml"))]
mod history_document;
#[cfg(feature = "import")]
pub mod import;
mod instant;
#[cfg(feature = "json")]
pub mod json;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
mod limited;
pub mod mermaid;
#[cfg(feature = "import")]
pub mod node_link;
#[cfg(feature = "json")]
mod sample;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "sql")]
pub mod sql;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
mod table_view;
#[cfg(feature = "import")]
pub mod tables;
mod wire;
#[cfg(any(feature = "json", feature = "yaml"))]
mod wording;
#[cfg(feature = "yaml")]
pub mod yaml;

#[cfg(any(feature = "json", feature = "yaml"))]
pub use document::DocumentError;
pub use duration::{DurationError, parse_duration};
#[cfg(feature = "csv")]
pub use exposure_file::read_exposure;
pub use file::ReadError;
#[cfg(feature = "evidence")]
pub use file::read_evidence;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
pub use file::read_history;
#[cfg(any(feature = "json", feature = "yaml"))]
pub use file::{read_actions, read_organisation, read_organisation_as, read_plan, read_scenario};
#[cfg(feature = "csv")]
pub use file::{read_maintenance, read_scenarios, read_services, read_tables, read_tickets};
pub use file_format::{FileFormat, UnknownFormat};
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
pub use history::{HistoryError, HistoryOptions, HistoryPlace, HistoryProblem};
pub use instant::{InstantError, parse_instant};
#[cfg(feature = "json")]
pub use sample::{
    sample, sample_actions, sample_in_trouble, sample_money, sample_with_availability,
    sample_with_money, sample_with_people,
};
#[cfg(all(feature = "json", feature = "evidence"))]
pub use sample::{sample_evidence, sample_evidence_of};
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
pub use table_view::TableView;

/// How much a file may hold before it is refused.
///
/// The defaults are generous: they stop a mistake, not a large organisation. A service that reads
/// files of strangers sets them to what it expects, for memory grows with each.
///
/// # Examples
///
/// ```
/// use knockon::io::Limits;
///
/// let limits = Limits::default().max_file_bytes(1 << 20).max_parties(5_000);
/// assert_eq!(limits.max_services_and_needs, 50_000_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct Limits {
    /// The largest size of one file in bytes; 1 GiB unless set. A larger one is refused before it
    /// is read. The labels that a table gives its parties may not take more either.
    pub max_file_bytes: u64,
    /// The most departments and external customers together; 10 million unless set.
    pub max_parties: usize,
    /// The most services and declared needs together, or rows of a table of services; 50 million
    /// unless set.
    pub max_services_and_needs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 1 << 30,
            max_parties: 10_000_000,
            max_services_and_needs: 50_000_000,
        }
    }
}

impl Limits {
    /// Sets [`max_file_bytes`](Self::max_file_bytes).
    pub fn max_file_bytes(mut self, max_file_bytes: u64) -> Self {
        self.max_file_bytes = max_file_bytes;
        self
    }

    /// Sets [`max_parties`](Self::max_parties).
    pub fn max_parties(mut self, max_parties: usize) -> Self {
        self.max_parties = max_parties;
        self
    }

    /// Sets [`max_services_and_needs`](Self::max_services_and_needs).
    pub fn max_services_and_needs(mut self, max_services_and_needs: usize) -> Self {
        self.max_services_and_needs = max_services_and_needs;
        self
    }
}

#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
impl Limits {
    /// Whether a text of so many bytes is small enough.
    fn allow_bytes(&self, bytes: usize) -> bool {
        u64::try_from(bytes).is_ok_and(|bytes| bytes <= self.max_file_bytes)
    }
}

/// Drops the mark that some programs write at the start of a text.
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The line and column, both from 1, at which a text stops being UTF-8.
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
fn not_utf8_at(bytes: &[u8], error: std::str::Utf8Error) -> (usize, usize) {
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let last_line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    (before.split(|&byte| byte == b'\n').count(), last_line.len() + 1)
}
