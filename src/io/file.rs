//! Files by their path: sizes are checked before anything is read, and every message names the
//! file.

use std::{fmt, io, path::PathBuf};
#[cfg(any(feature = "json", feature = "csv"))]
use std::{fs::File, io::Read, path::Path};

#[cfg(any(feature = "json", feature = "csv"))]
use super::Limits;
#[cfg(feature = "csv")]
use super::csv::{self, PartiesFrom, Table, TableError, TableOptions};
#[cfg(any(feature = "json", feature = "csv"))]
use super::history::HistoryError;
#[cfg(feature = "json")]
use super::json::{self, JsonError};
#[cfg(any(feature = "json", feature = "csv"))]
use crate::organisation::Organisation;
#[cfg(any(feature = "json", feature = "csv"))]
use crate::organisation::Scenario;
#[cfg(any(feature = "json", feature = "csv"))]
use crate::time::{Event, EventError};

/// Why a file could not be read; the message names the file on every line.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or read.
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file is larger than [`Limits::max_file_bytes`](super::Limits::max_file_bytes).
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes allowed.
        limit: u64,
    },
    /// A table stands where a document must.
    TableForDocument {
        /// The file.
        path: PathBuf,
    },
    /// The document is malformed or means nothing that can be used.
    #[cfg(feature = "json")]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: JsonError,
    },
    /// The tables are malformed or mean nothing that can be used.
    #[cfg(feature = "csv")]
    Tables {
        /// The table of parties.
        nodes: PathBuf,
        /// The table of services.
        edges: PathBuf,
        /// What is wrong with them.
        source: TableError,
    },
    /// The table of scenarios is malformed, or holds cells that mean nothing.
    #[cfg(feature = "csv")]
    ScenarioTable {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        source: TableError,
    },
    /// The history is malformed, or events of it mean nothing that can be used.
    #[cfg(any(feature = "json", feature = "csv"))]
    History {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: HistoryError,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{}: cannot be read: {source}", path.display()),
            Self::TooLarge { path, limit } => {
                write!(f, "{}: is larger than the limit of {limit} bytes", path.display())
            }
            Self::TableForDocument { path } => write!(
                f,
                "{}: is a table, where one JSON document is needed, or two tables: one of parties \
                 and one of services",
                path.display()
            ),
            #[cfg(feature = "json")]
            Self::Json { path, source: JsonError::Invalid(invalid) } => {
                invalid.write_lines(f, |f, place| write!(f, "{}: {place}", path.display()))
            }
            #[cfg(feature = "json")]
            Self::Json { path, source } => write!(f, "{}: {source}", path.display()),
            #[cfg(feature = "csv")]
            Self::Tables { nodes, edges, source } => {
                let name = |table| match table {
                    Table::Nodes => nodes.display().to_string(),
                    Table::Edges | Table::Scenarios => edges.display().to_string(),
                };
                source.write_naming(f, name)
            }
            #[cfg(feature = "csv")]
            Self::ScenarioTable { path, source } => {
                source.write_naming(f, |_| path.display().to_string())
            }
            #[cfg(any(feature = "json", feature = "csv"))]
            Self::History { path, source } => source.write_naming(f, &path.display().to_string()),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::TooLarge { .. } | Self::TableForDocument { .. } => None,
            #[cfg(feature = "json")]
            Self::Json { source, .. } => Some(source),
            #[cfg(feature = "csv")]
            Self::Tables { source, .. } | Self::ScenarioTable { source, .. } => Some(source),
            #[cfg(any(feature = "json", feature = "csv"))]
            Self::History { source, .. } => Some(source),
        }
    }
}

/// Reads an organisation from a JSON document.
///
/// An organisation that states no name takes the file's: `harbour` of `data/harbour.json`.
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than a limit, is a `.csv` table, or is
/// no valid organisation.
///
/// # Examples
///
/// ```
/// use knockon::io::{Limits, read_organisation};
///
/// let error = read_organisation("nowhere.json", &Limits::default()).unwrap_err();
/// assert!(error.to_string().starts_with("nowhere.json: cannot be read"));
/// ```
#[cfg(feature = "json")]
pub fn read_organisation(
    path: impl AsRef<Path>,
    limits: &Limits,
) -> Result<Organisation, ReadError> {
    let path = path.as_ref();
    let bytes = read_document(path, limits)?;
    json::named_organisation(&bytes, limits, stem(path).as_deref())
        .map_err(|source| ReadError::Json { path: path.to_owned(), source })
}

/// Reads a scenario from a JSON document.
///
/// A scenario that states no name takes the file's.
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than
/// [`Limits::max_file_bytes`](super::Limits::max_file_bytes), is a `.csv` table, or is no scenario.
/// Whether the ids it names exist is checked when it is solved.
#[cfg(feature = "json")]
pub fn read_scenario(path: impl AsRef<Path>, limits: &Limits) -> Result<Scenario, ReadError> {
    let path = path.as_ref();
    let bytes = read_document(path, limits)?;
    json::named_scenario(&bytes, limits, stem(path).as_deref())
        .map_err(|source| ReadError::Json { path: path.to_owned(), source })
}

/// Reads an organisation from a table of parties and a table of services, see
/// [`csv`](super::csv).
///
/// Without [`TableOptions::name`] the organisation takes the name of the file of parties, or of its
/// folder where that is `nodes.csv`: `harbour` of `data/harbour/nodes.csv`.
///
/// # Errors
///
/// [`ReadError`] where a file cannot be opened, is larger than a limit, or the two are no valid
/// organisation.
#[cfg(feature = "csv")]
pub fn read_tables(
    nodes: impl AsRef<Path>,
    edges: impl AsRef<Path>,
    options: &TableOptions,
) -> Result<Organisation, ReadError> {
    let (nodes, edges) = (nodes.as_ref(), edges.as_ref());
    let (node_bytes, edge_bytes) =
        (read_limited(nodes, &options.limits)?, read_limited(edges, &options.limits)?);
    let name = name_of_tables(nodes);
    csv::read_all(PartiesFrom::Table(&node_bytes), &edge_bytes, options, name.as_deref()).map_err(
        |source| ReadError::Tables { nodes: nodes.to_owned(), edges: edges.to_owned(), source },
    )
}

/// Reads an organisation from a table of services alone, see
/// [`csv::organisation_from_services`](super::csv::organisation_from_services).
///
/// # Errors
///
/// As [`read_tables`].
#[cfg(feature = "csv")]
pub fn read_services(
    services: impl AsRef<Path>,
    customers: &[&str],
    options: &TableOptions,
) -> Result<Organisation, ReadError> {
    let services = services.as_ref();
    let bytes = read_limited(services, &options.limits)?;
    let name = name_of_tables(services);
    csv::read_all(PartiesFrom::Services(customers), &bytes, options, name.as_deref()).map_err(
        |source| ReadError::Tables {
            nodes: services.to_owned(),
            edges: services.to_owned(),
            source,
        },
    )
}

/// Reads scenarios for an organisation from a table, see
/// [`csv::scenarios_from_slice`](super::csv::scenarios_from_slice).
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than a limit, or is no table of
/// scenarios.
#[cfg(feature = "csv")]
pub fn read_scenarios(
    path: impl AsRef<Path>,
    organisation: &Organisation,
    limits: &Limits,
) -> Result<Vec<Scenario>, ReadError> {
    let path = path.as_ref();
    let bytes = read_limited(path, limits)?;
    csv::scenarios_from_slice(&bytes, organisation, limits)
        .map_err(|source| ReadError::ScenarioTable { path: path.to_owned(), source })
}

/// Reads a history as a stream, and hands over one event after the other: a JSON document if the
/// file's name ends in `.json`, else a table, see
/// [`json::history_from_reader`](super::json::history_from_reader) and
/// [`csv::history_from_reader`](super::csv::history_from_reader).
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than
/// [`Limits::max_file_bytes`](super::Limits::max_file_bytes), or is no history; with every event
/// that means nothing or that `take` refuses, which is called for all that can be read.
///
/// # Examples
///
/// ```
/// use knockon::io::{Limits, read_history};
///
/// let error = read_history("nowhere.csv", &Limits::default(), |_| Ok(())).unwrap_err();
/// assert!(error.to_string().starts_with("nowhere.csv: cannot be read"));
/// ```
#[cfg(any(feature = "json", feature = "csv"))]
pub fn read_history(
    path: impl AsRef<Path>,
    limits: &Limits,
    take: impl FnMut(&Event) -> Result<(), EventError>,
) -> Result<(), ReadError> {
    let path = path.as_ref();
    let file = open_limited(path, limits)?;
    let read = match path.extension() {
        #[cfg(all(feature = "json", feature = "csv"))]
        Some(extension) if extension.eq_ignore_ascii_case("json") => {
            json::history_from_reader(file, limits, take)
        }
        #[cfg(not(feature = "csv"))]
        _ => json::history_from_reader(file, limits, take),
        #[cfg(feature = "csv")]
        _ => csv::history_from_reader(file, limits, take),
    };
    read.map_err(|source| ReadError::History { path: path.to_owned(), source })
}

#[cfg(feature = "json")]
fn read_document(path: &Path, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        return Err(ReadError::TableForDocument { path: path.to_owned() });
    }
    read_limited(path, limits)
}

/// Reads a file whole. Its stated size is checked first; what arrives is checked again, for a pipe
/// states none and a file may grow.
#[cfg(any(feature = "json", feature = "csv"))]
fn read_limited(path: &Path, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let failed = |source: io::Error| ReadError::Io { path: path.to_owned(), source };
    let file = open_limited(path, limits)?;
    let stated = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(stated).unwrap_or(0));
    file.take(limits.max_file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if limits.allow_bytes(bytes.len()) { Ok(bytes) } else { Err(too_large(path, limits)) }
}

/// Opens a file whose stated size is allowed.
#[cfg(any(feature = "json", feature = "csv"))]
fn open_limited(path: &Path, limits: &Limits) -> Result<File, ReadError> {
    let failed = |source: io::Error| ReadError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let stated = file.metadata().map_err(failed)?.len();
    if stated <= limits.max_file_bytes { Ok(file) } else { Err(too_large(path, limits)) }
}

#[cfg(any(feature = "json", feature = "csv"))]
fn too_large(path: &Path, limits: &Limits) -> ReadError {
    ReadError::TooLarge { path: path.to_owned(), limit: limits.max_file_bytes }
}

#[cfg(any(feature = "json", feature = "csv"))]
fn stem(path: &Path) -> Option<String> {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned())
}

/// The name of a table; of its folder where the name says no more than that.
#[cfg(feature = "csv")]
fn name_of_tables(nodes: &Path) -> Option<String> {
    let own = stem(nodes)?;
    if !["nodes", "edges"].iter().any(|name| own.eq_ignore_ascii_case(name)) {
        return Some(own);
    }
    let folder =
        |path: &Path| path.parent()?.file_name().map(|it| it.to_string_lossy().into_owned());
    // A path from within the folder does not name it.
    folder(nodes).or_else(|| folder(&nodes.canonicalize().ok()?)).or(Some(own))
}
