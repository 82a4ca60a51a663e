//! Files by their path: sizes are checked before anything is read, and every message names the
//! file.

use std::{fmt, io, path::PathBuf};
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
use std::{fs::File, io::Read, path::Path};

#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
use super::Limits;
#[cfg(feature = "csv")]
use super::csv::{self, PartiesFrom, Table, TableError, TableOptions, Ticket};
#[cfg(any(feature = "json", feature = "yaml"))]
use super::document::{self, DocumentError, Syntax};
use super::file_format::FileFormat;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
use super::history::{HistoryError, HistoryOptions};
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
use crate::organisation::Organisation;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
use crate::organisation::Scenario;
#[cfg(any(feature = "json", feature = "yaml"))]
use crate::outcome::Actions;
#[cfg(feature = "csv")]
use crate::time::Maintenance;
#[cfg(any(feature = "json", feature = "yaml"))]
use crate::time::TimelinePlan;
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
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
    /// The file has a format that is read with a feature of the library, which is off.
    FeatureOff {
        /// The file.
        path: PathBuf,
        /// Its format, and the feature's name.
        format: FileFormat,
    },
    /// The document is malformed or means nothing that can be used.
    #[cfg(any(feature = "json", feature = "yaml"))]
    Document {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: DocumentError,
    },
    /// Files of other programs are malformed or mean nothing that can be used.
    #[cfg(feature = "import")]
    Import(super::import::ImportError),
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
    /// The table of scenarios, actions or exposures is malformed, or holds cells that mean nothing.
    #[cfg(feature = "csv")]
    ScenarioTable {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        source: TableError,
    },
    /// The history is malformed, or events of it mean nothing that can be used.
    #[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
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
                "{}: is a table, where one document, JSON or YAML, is needed, or two tables: one of parties \
                 and one of services",
                path.display()
            ),
            Self::FeatureOff { path, format } => {
                write!(f, "{}: is {format}, for which feature `{format}` is off", path.display())
            }
            #[cfg(any(feature = "json", feature = "yaml"))]
            Self::Document { path, source: DocumentError::Invalid(invalid) } => {
                invalid.write_lines(f, |f, place| write!(f, "{}: {place}", path.display()))
            }
            #[cfg(any(feature = "json", feature = "yaml"))]
            Self::Document { path, source } => write!(f, "{}: {source}", path.display()),
            #[cfg(feature = "import")]
            Self::Import(error) => write!(f, "{error}"),
            #[cfg(feature = "csv")]
            Self::Tables { nodes, edges, source } => {
                let name = |table| match table {
                    Table::Nodes => nodes.display().to_string(),
                    Table::Edges | Table::Scenarios | Table::Actions | Table::Exposure => {
                        edges.display().to_string()
                    }
                };
                source.write_naming(f, name)
            }
            #[cfg(feature = "csv")]
            Self::ScenarioTable { path, source } => {
                source.write_naming(f, |_| path.display().to_string())
            }
            #[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
            Self::History { path, source } => source.write_naming(f, &path.display().to_string()),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::TooLarge { .. } | Self::TableForDocument { .. } | Self::FeatureOff { .. } => None,
            #[cfg(any(feature = "json", feature = "yaml"))]
            Self::Document { source, .. } => Some(source),
            #[cfg(feature = "import")]
            Self::Import(error) => Some(error),
            #[cfg(feature = "csv")]
            Self::Tables { source, .. } | Self::ScenarioTable { source, .. } => Some(source),
            #[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
            Self::History { source, .. } => Some(source),
        }
    }
}

/// Reads an organisation from a document: JSON or YAML by the ending of the file's name, else by
/// how it begins.
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
#[cfg(any(feature = "json", feature = "yaml"))]
pub fn read_organisation(
    path: impl AsRef<Path>,
    limits: &Limits,
) -> Result<Organisation, ReadError> {
    organisation(path.as_ref(), None, limits)
}

/// Reads an organisation from a document of the given format, whatever the file is called.
///
/// # Errors
///
/// As [`read_organisation`].
#[cfg(any(feature = "json", feature = "yaml"))]
pub fn read_organisation_as(
    path: impl AsRef<Path>,
    format: FileFormat,
    limits: &Limits,
) -> Result<Organisation, ReadError> {
    organisation(path.as_ref(), Some(format), limits)
}

#[cfg(any(feature = "json", feature = "yaml"))]
fn organisation(
    path: &Path,
    format: Option<FileFormat>,
    limits: &Limits,
) -> Result<Organisation, ReadError> {
    let (syntax, bytes) = read_document(path, format, limits)?;
    document::organisation(syntax, &bytes, limits, stem(path).as_deref())
        .map_err(|source| ReadError::Document { path: path.to_owned(), source })
}

/// Reads a scenario from a document, as [`read_organisation`] does an organisation.
///
/// A scenario that states no name takes the file's.
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than
/// [`Limits::max_file_bytes`](super::Limits::max_file_bytes), is a `.csv` table, or is no scenario.
/// Whether the ids it names exist is checked when it is solved.
#[cfg(any(feature = "json", feature = "yaml"))]
pub fn read_scenario(path: impl AsRef<Path>, limits: &Limits) -> Result<Scenario, ReadError> {
    let path = path.as_ref();
    let (syntax, bytes) = read_document(path, None, limits)?;
    document::scenario(syntax, &bytes, limits, stem(path).as_deref())
        .map_err(|source| ReadError::Document { path: path.to_owned(), source })
}

/// Reads the plan of a timeline from a document, as [`read_organisation`] does an organisation.
///
/// # Errors
///
/// As [`read_scenario`].
#[cfg(any(feature = "json", feature = "yaml"))]
pub fn read_plan(path: impl AsRef<Path>, limits: &Limits) -> Result<TimelinePlan, ReadError> {
    let path = path.as_ref();
    let (syntax, bytes) = read_document(path, None, limits)?;
    document::plan(syntax, &bytes, limits)
        .map_err(|source| ReadError::Document { path: path.to_owned(), source })
}

/// Reads actions to choose from: a table if the file's name ends in `.csv`, see
/// [`csv::actions_from_slice`](super::csv::actions_from_slice), else a document.
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than
/// [`Limits::max_file_bytes`](super::Limits::max_file_bytes), or is no list of actions, with every
/// problem of meaning that needs no organisation.
#[cfg(any(feature = "json", feature = "yaml"))]
pub fn read_actions(path: impl AsRef<Path>, limits: &Limits) -> Result<Actions, ReadError> {
    let path = path.as_ref();
    #[cfg(feature = "csv")]
    if FileFormat::of_name(path) == Some(FileFormat::Csv) {
        let bytes = read_limited(path, limits)?;
        return csv::actions_from_slice(&bytes, limits)
            .map_err(|source| ReadError::ScenarioTable { path: path.to_owned(), source });
    }
    let (syntax, bytes) = read_document(path, None, limits)?;
    document::actions(syntax, &bytes, limits)
        .map_err(|source| ReadError::Document { path: path.to_owned(), source })
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

/// Reads a history as a stream, and hands over one event after the other: a document if the file's
/// name ends in `.json`, `.yaml` or `.yml`, else a table.
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than
/// [`HistoryOptions::limits`] allow, or is no history; with every event
/// that means nothing or that `take` refuses, which is called for all that can be read.
///
/// # Examples
///
/// ```
/// use knockon::io::{HistoryOptions, read_history};
///
/// let error = read_history("nowhere.csv", &HistoryOptions::default(), |_| Ok(())).unwrap_err();
/// assert!(error.to_string().starts_with("nowhere.csv: cannot be read"));
/// ```
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
pub fn read_history(
    path: impl AsRef<Path>,
    options: &HistoryOptions,
    take: impl FnMut(&Event) -> Result<(), EventError>,
) -> Result<(), ReadError> {
    let path = path.as_ref();
    let file = open_limited(path, &options.limits)?;
    let read = match FileFormat::of_name(path).unwrap_or(FileFormat::Csv) {
        #[cfg(feature = "json")]
        FileFormat::Json => super::json::history_from_reader(file, options, take),
        #[cfg(feature = "yaml")]
        FileFormat::Yaml => super::yaml::history_from_reader(file, options, take),
        #[cfg(feature = "csv")]
        FileFormat::Csv => csv::history_from_reader(file, options, take),
        #[cfg(not(all(feature = "json", feature = "csv", feature = "yaml")))]
        format => return Err(ReadError::FeatureOff { path: path.to_owned(), format }),
    };
    read.map_err(|source| ReadError::History { path: path.to_owned(), source })
}

/// Reads tickets row by row, and hands over one after the other, see
/// [`csv::tickets_from_reader`](super::csv::tickets_from_reader).
///
/// # Errors
///
/// As [`read_history`].
#[cfg(feature = "csv")]
pub fn read_tickets(
    path: impl AsRef<Path>,
    options: &HistoryOptions,
    take: impl FnMut(Ticket),
) -> Result<(), ReadError> {
    let path = path.as_ref();
    let file = open_limited(path, &options.limits)?;
    csv::tickets_from_reader(file, options, take)
        .map_err(|source| ReadError::History { path: path.to_owned(), source })
}

/// Reads a table of evidence row by row into a builder, see
/// [`csv::evidence_from_reader`](super::csv::evidence_from_reader); problems name the file.
///
/// # Errors
///
/// As [`read_history`], of shape alone: problems of meaning are said by the builder.
#[cfg(feature = "evidence")]
pub fn read_evidence(
    table: csv::EvidenceTable,
    path: impl AsRef<Path>,
    options: &HistoryOptions,
    builder: &mut crate::evidence::EvidenceBuilder,
) -> Result<(), ReadError> {
    let path = path.as_ref();
    let file = open_limited(path, &options.limits)?;
    builder.begin_file(&path.display().to_string());
    csv::evidence_from_reader(table, file, options, builder)
        .map_err(|source| ReadError::History { path: path.to_owned(), source })
}

/// Reads a table of planned maintenance, see
/// [`csv::maintenance_from_reader`](super::csv::maintenance_from_reader).
///
/// # Errors
///
/// As [`read_history`].
#[cfg(feature = "csv")]
pub fn read_maintenance(
    path: impl AsRef<Path>,
    options: &HistoryOptions,
) -> Result<Vec<Maintenance>, ReadError> {
    let path = path.as_ref();
    let file = open_limited(path, &options.limits)?;
    csv::maintenance_from_reader(file, options)
        .map_err(|source| ReadError::History { path: path.to_owned(), source })
}

/// Reads a document, and says what takes it apart.
#[cfg(any(feature = "json", feature = "yaml"))]
fn read_document(
    path: &Path,
    format: Option<FileFormat>,
    limits: &Limits,
) -> Result<(Syntax, Vec<u8>), ReadError> {
    let format = format.or_else(|| FileFormat::of_name(path));
    if format == Some(FileFormat::Csv) {
        return Err(ReadError::TableForDocument { path: path.to_owned() });
    }
    let bytes = read_limited(path, limits)?;
    match format.unwrap_or_else(|| FileFormat::of_document(&bytes)) {
        #[cfg(feature = "json")]
        FileFormat::Json => Ok((Syntax::Json, bytes)),
        #[cfg(feature = "yaml")]
        FileFormat::Yaml => Ok((Syntax::Yaml, bytes)),
        format => Err(ReadError::FeatureOff { path: path.to_owned(), format }),
    }
}

/// Reads a file whole. Its stated size is checked first; what arrives is checked again, for a pipe
/// states none and a file may grow.
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
pub(super) fn read_limited(path: &Path, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let failed = |source: io::Error| ReadError::Io { path: path.to_owned(), source };
    let file = open_limited(path, limits)?;
    let stated = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(stated).unwrap_or(0));
    file.take(limits.max_file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if limits.allow_bytes(bytes.len()) { Ok(bytes) } else { Err(too_large(path, limits)) }
}

/// Opens a file whose stated size is allowed.
#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
fn open_limited(path: &Path, limits: &Limits) -> Result<File, ReadError> {
    let failed = |source: io::Error| ReadError::Io { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let stated = file.metadata().map_err(failed)?.len();
    if stated <= limits.max_file_bytes { Ok(file) } else { Err(too_large(path, limits)) }
}

#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
fn too_large(path: &Path, limits: &Limits) -> ReadError {
    ReadError::TooLarge { path: path.to_owned(), limit: limits.max_file_bytes }
}

#[cfg(any(feature = "json", feature = "csv", feature = "yaml"))]
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
