//! Files of other programs by their path.

use std::path::Path;

use super::error::ImportError;
use super::format::SourceFormat;
use super::mapping::{Mapping, mapping_from_slice};
use super::options::ReadOptions;
use super::step::{Imported, organisation};
use super::{detect, read, unrecognised};
use crate::io::file::read_limited;
use crate::io::{DocumentError, FileFormat, Limits, ReadError};

/// Reads an organisation from files of other programs, each in the format given, or in the one that
/// it has; what they say is joined by id.
///
/// Tables of ours are read as well, but for columns that mean something between two tables of ours
/// alone. An organisation that no file and no mapping names takes the name of the first file.
///
/// # Errors
///
/// [`ReadError`] where a file cannot be opened, and as [`read`] and [`organisation`].
///
/// # Examples
///
/// ```
/// use knockon::io::import::{Mapping, ReadOptions, read_files};
///
/// let error = read_files(&["nowhere.graphml"], None, &Mapping::default(), &ReadOptions::default());
/// assert!(error.unwrap_err().to_string().starts_with("nowhere.graphml: cannot be read"));
/// ```
pub fn read_files(
    paths: &[impl AsRef<Path>],
    format: Option<SourceFormat>,
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<Imported, ReadError> {
    let mut all = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let bytes = read_limited(path, &options.limits)?;
        let file = path.display().to_string();
        let Some(format) = format.or_else(|| detect::detect(&bytes, &file)) else {
            return Err(unrecognised(&bytes, &file).into());
        };
        all.push(read(&bytes, format, &file, options)?);
    }
    Ok(organisation(all, mapping, &options.limits)?)
}

/// Says whether a file is one of another program, by how it begins: a document, or a table of ours
/// with our names of columns, is not.
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, or is larger than the limit.
pub fn is_foreign(path: impl AsRef<Path>, limits: &Limits) -> Result<bool, ReadError> {
    let path = path.as_ref();
    let bytes = read_limited(path, limits)?;
    Ok(SourceFormat::of_content(&bytes, &path.display().to_string()).is_some())
}

/// Reads a mapping, JSON or YAML by the ending of the file's name, else by how it begins.
///
/// # Errors
///
/// [`ReadError`] where the file cannot be opened, is larger than a limit, or is no mapping.
pub fn read_mapping(path: impl AsRef<Path>, limits: &Limits) -> Result<Mapping, ReadError> {
    let path = path.as_ref();
    let bytes = read_limited(path, limits)?;
    let format = FileFormat::of_name(path).unwrap_or_else(|| FileFormat::of_document(&bytes));
    let failed = |source: DocumentError| ReadError::Document { path: path.to_owned(), source };
    mapping_from_slice(&bytes, format, limits).map_err(failed)
}

/// Says of an error which file it is of; import errors name it already.
impl From<ImportError> for ReadError {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}
