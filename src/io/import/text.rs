//! Bytes as text, and texts as documents, within limits.

use serde::de::DeserializeOwned;

use super::error::ImportError;
use super::source_place::SourcePlace;
use crate::io::document::{DocumentError, Syntax};
use crate::io::{Limits, not_utf8_at, without_byte_order_mark};

/// Checks that bytes are a text of allowed size.
pub(super) fn checked<'t>(
    bytes: &'t [u8],
    place: &SourcePlace,
    limits: &Limits,
) -> Result<&'t str, ImportError> {
    if !limits.allow_bytes(bytes.len()) {
        return Err(too_large(place, limits));
    }
    let bytes = without_byte_order_mark(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = not_utf8_at(bytes, error);
        let place = place.character(line as u64, column as u64);
        ImportError::unreadable(place, "not UTF-8 text; save the file as UTF-8")
    })
}

pub(super) fn too_large(place: &SourcePlace, limits: &Limits) -> ImportError {
    ImportError::TooLarge { file: place.file().to_owned(), limit: limits.max_file_bytes }
}

/// Reads a JSON document.
pub(super) fn json<T: DeserializeOwned>(
    bytes: &[u8],
    place: &SourcePlace,
    limits: &Limits,
) -> Result<T, ImportError> {
    document(Syntax::Json, checked(bytes, place, limits)?, place, 0)
}

/// Reads a document of any syntax, of a file in which so many lines come before it.
pub(super) fn document<T: DeserializeOwned>(
    syntax: Syntax,
    text: &str,
    place: &SourcePlace,
    lines_before: u64,
) -> Result<T, ImportError> {
    let read = syntax.read(text, || std::marker::PhantomData::<T>);
    read.map_err(|error| match error {
        DocumentError::Unreadable { line, column, path, message } => {
            let place = place.character(line as u64 + lines_before, column as u64);
            let at = if path.is_empty() { String::new() } else { format!("{path}: ") };
            ImportError::unreadable(place, format!("{at}{message}"))
        }
        other => ImportError::unreadable(place.clone(), other.to_string()),
    })
}
