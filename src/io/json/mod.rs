//! Organisations and scenarios as JSON documents.
//!
//! ```json
//! { "format": "knockon/organisation", "version": 1, "name": "Harbour & Vine",
//!   "departments": [ { "id": "it", "name": "IT" }, { "id": "hr" } ],
//!   "customers":   [ { "id": "applicants", "kind": "person", "population": 400 } ],
//!   "services":    [ { "id": "it-hr", "provider": "it", "consumer": "hr", "dependence": 0.6 },
//!                    { "provider": "hr", "consumer": "applicants", "dependence": 0.9 } ] }
//! ```
//!
//! Required are `format`, `version`, the ids of parties, `provider` and `consumer`, and for every
//! need one `dependence`, on it or on one of its services. `null` is the same as leaving a field
//! out. A field the format does not have is refused, and so is one given twice. Numbers survive
//! writing and reading bit for bit.
//!
//! `version` is 1 in every document. A scenario need not state it, nor its `format`,
//! `knockon/scenario`.

mod history;
mod pretty;
mod syntax_error;
mod write;

use std::cell::Cell;

use super::wire::{Excess, Object, OrganisationSeed, ScenarioDocument};
use super::{Limits, not_utf8_at, without_byte_order_mark};
use crate::organisation::{Invalid, Organisation, Scenario};

pub use history::history_from_reader;
pub use write::{organisation_to_string, organisation_to_writer, scenario_to_string};

/// Why a document could not be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The document is no JSON, of another format or version, or not of the shape the format has.
    #[error("line {line}, column {column}{}: {message}", syntax_error::at(path))]
    Unreadable {
        /// The line at which reading stopped, from 1.
        line: usize,
        /// The column at which reading stopped, from 1, in bytes.
        column: usize,
        /// The value in question, such as `services[3].dependence`; empty for the document.
        path: String,
        /// What was found, and what would have been right.
        message: String,
    },
    /// The document is larger than [`Limits::max_file_bytes`].
    #[error("the document has {bytes} bytes, more than the limit of {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most allowed.
        limit: u64,
    },
    /// The document lists more than the limits allow.
    #[error("the document lists more {what} than the limit of {limit}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The most allowed.
        limit: usize,
    },
    /// The document reads well but means nothing that can be used.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// Reads an organisation.
///
/// # Errors
///
/// [`JsonError::Invalid`] with every problem of meaning there is; else the first fault of syntax
/// or shape.
///
/// # Complexity
///
/// Time and memory linear in the length of the text.
///
/// # Examples
///
/// ```
/// use knockon::io::json;
///
/// let organisation = json::organisation_from_str(
///     r#"{ "format": "knockon/organisation", "version": 1, "name": "Kiosk",
///          "departments": [ { "id": "counter", "capability": 0.9 } ],
///          "customers": [ { "id": "passers-by" } ],
///          "services": [ { "provider": "counter", "consumer": "passers-by", "dependence": 1 } ] }"#,
/// )?;
/// assert_eq!(organisation.services().next().unwrap().id(), "counter>passers-by");
///
/// let error = json::organisation_from_str(
///     r#"{ "format": "knockon/organisation", "version": 1,
///          "departments": [ { "id": "counter", "capability": "0.9" } ] }"#,
/// )
/// .unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line 2, column 64, departments[0].capability: string \"0.9\", where a number is needed",
/// );
/// # Ok::<(), json::JsonError>(())
/// ```
pub fn organisation_from_str(text: &str) -> Result<Organisation, JsonError> {
    organisation_from_slice_with(text.as_bytes(), &Limits::default())
}

/// Reads an organisation of limited size.
///
/// # Errors
///
/// As [`organisation_from_str`], and [`JsonError::TooLarge`] or [`JsonError::TooMany`] beyond the
/// limits; counts are checked while reading.
pub fn organisation_from_str_with(text: &str, limits: &Limits) -> Result<Organisation, JsonError> {
    organisation_from_slice_with(text.as_bytes(), limits)
}

/// Reads an organisation from UTF-8 bytes; a byte order mark at their start is skipped.
///
/// # Errors
///
/// As [`organisation_from_str`].
pub fn organisation_from_slice(bytes: &[u8]) -> Result<Organisation, JsonError> {
    organisation_from_slice_with(bytes, &Limits::default())
}

/// Reads an organisation of limited size from UTF-8 bytes; a byte order mark at their start is
/// skipped.
///
/// # Errors
///
/// As [`organisation_from_str_with`].
pub fn organisation_from_slice_with(
    bytes: &[u8],
    limits: &Limits,
) -> Result<Organisation, JsonError> {
    named_organisation(bytes, limits, None)
}

/// Reads an organisation; one that states no name takes the given one.
pub(super) fn named_organisation(
    bytes: &[u8],
    limits: &Limits,
    name: Option<&str>,
) -> Result<Organisation, JsonError> {
    let text = checked_text(bytes, limits)?;
    let excess = Cell::new(None);
    let seed = || OrganisationSeed { limits, excess: &excess };
    let too_many = |Excess { what, limit }| JsonError::TooMany { what, limit };
    let document =
        syntax_error::read(text, seed).map_err(|error| excess.take().map_or(error, too_many))?;
    let name = match &document.name {
        Some(stated) if !stated.is_empty() => stated.clone(),
        _ => name.unwrap_or_default().to_owned(),
    };
    Ok(document.organisation(name)?)
}

/// Reads a scenario.
///
/// `format` and `version` may be left out. An entry given twice is kept twice, so that solving
/// reports it; whether ids exist and numbers are in range is checked there as well.
///
/// # Errors
///
/// [`JsonError`] with the first fault of syntax or shape.
///
/// # Examples
///
/// ```
/// use knockon::Scenario;
/// use knockon::io::json;
///
/// let scenario = json::scenario_from_str(
///     r#"{ "name": "Flu week", "capability": { "it": 0.5 }, "stop_services": ["it-hr"] }"#,
/// )?;
/// assert_eq!(scenario, Scenario::new("Flu week").capability("it", 0.5).stop_service("it-hr"));
/// assert_eq!(json::scenario_from_str(&json::scenario_to_string(&scenario))?, scenario);
/// # Ok::<(), json::JsonError>(())
/// ```
pub fn scenario_from_str(text: &str) -> Result<Scenario, JsonError> {
    named_scenario(text.as_bytes(), &Limits::default(), None)
}

/// Reads a scenario from UTF-8 bytes of at most [`Limits::max_file_bytes`]; a byte order mark at
/// their start is skipped.
///
/// # Errors
///
/// As [`scenario_from_str`], and [`JsonError::TooLarge`] beyond the limit.
pub fn scenario_from_slice_with(bytes: &[u8], limits: &Limits) -> Result<Scenario, JsonError> {
    named_scenario(bytes, limits, None)
}

/// Reads a scenario; one that states no name takes the given one.
pub(super) fn named_scenario(
    bytes: &[u8],
    limits: &Limits,
    name: Option<&str>,
) -> Result<Scenario, JsonError> {
    let seed = || std::marker::PhantomData::<Object<ScenarioDocument>>;
    let Object(document) = syntax_error::read(checked_text(bytes, limits)?, seed)?;
    Ok(document.scenario(name.unwrap_or_default()))
}

fn checked_text<'t>(bytes: &'t [u8], limits: &Limits) -> Result<&'t str, JsonError> {
    if !limits.allow_bytes(bytes.len()) {
        return Err(JsonError::TooLarge { bytes: bytes.len(), limit: limits.max_file_bytes });
    }
    let bytes = without_byte_order_mark(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = not_utf8_at(bytes, error);
        let message = "the bytes from here on are not UTF-8 text".to_owned();
        JsonError::Unreadable { line, column, path: String::new(), message }
    })
}
