//! Documents of any syntax: what reads and checks them is shared, what takes a text apart is not.

use std::cell::Cell;

use serde::de::DeserializeSeed;

use super::wire::{ActionsDocument, Excess, Object, OrganisationSeed, ScenarioDocument};
use super::wording::at;
use super::{Limits, not_utf8_at, without_byte_order_mark};
use crate::organisation::{Invalid, Organisation, Scenario};
use crate::outcome::Actions;
use crate::time::TimelinePlan;

/// Why a document could not be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The document is malformed, of another format or version, or not of the shape the format has.
    #[error("line {line}, column {column}{}: {message}", at(path))]
    Unreadable {
        /// The line at which reading stopped, from 1.
        line: usize,
        /// The column at which reading stopped, from 1: in bytes of JSON, in characters of YAML.
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

/// What takes a text apart into values.
#[derive(Debug, Clone, Copy)]
pub(super) enum Syntax {
    #[cfg(feature = "json")]
    Json,
    #[cfg(feature = "yaml")]
    Yaml,
}

impl Syntax {
    /// Reads a text with a seed; one that fails is read again, slowly, to learn the place at fault.
    pub(super) fn read<'t, S: DeserializeSeed<'t>>(
        self,
        text: &'t str,
        seed: impl Fn() -> S,
    ) -> Result<S::Value, DocumentError> {
        match self {
            #[cfg(feature = "json")]
            Self::Json => super::json::read(text, seed),
            #[cfg(feature = "yaml")]
            Self::Yaml => super::yaml::read(text, seed),
        }
    }
}

/// Reads an organisation; one that states no name takes the given one.
pub(super) fn organisation(
    syntax: Syntax,
    bytes: &[u8],
    limits: &Limits,
    name: Option<&str>,
) -> Result<Organisation, DocumentError> {
    let text = checked_text(bytes, limits)?;
    let excess = Cell::new(None);
    let seed = || OrganisationSeed { limits, excess: &excess };
    let too_many = |Excess { what, limit }| DocumentError::TooMany { what, limit };
    let document =
        syntax.read(text, seed).map_err(|error| excess.take().map_or(error, too_many))?;
    let name = match &document.name {
        Some(stated) if !stated.is_empty() => stated.clone(),
        _ => name.unwrap_or_default().to_owned(),
    };
    Ok(document.organisation(name)?)
}

/// Reads a scenario; one that states no name takes the given one.
pub(super) fn scenario(
    syntax: Syntax,
    bytes: &[u8],
    limits: &Limits,
    name: Option<&str>,
) -> Result<Scenario, DocumentError> {
    let seed = || std::marker::PhantomData::<Object<ScenarioDocument>>;
    let Object(document) = syntax.read(checked_text(bytes, limits)?, seed)?;
    Ok(document.scenario(name.unwrap_or_default()))
}

/// Reads a plan of a timeline.
pub(super) fn plan(
    syntax: Syntax,
    bytes: &[u8],
    limits: &Limits,
) -> Result<TimelinePlan, DocumentError> {
    syntax.read(checked_text(bytes, limits)?, || std::marker::PhantomData::<TimelinePlan>)
}

/// Reads actions to choose from.
pub(super) fn actions(
    syntax: Syntax,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Actions, DocumentError> {
    let seed = || std::marker::PhantomData::<Object<ActionsDocument>>;
    let Object(document) = syntax.read(checked_text(bytes, limits)?, seed)?;
    Ok(document.actions()?)
}

/// Reads a mapping, unchecked.
#[cfg(feature = "import")]
pub(super) fn mapping(
    syntax: Syntax,
    bytes: &[u8],
    limits: &Limits,
) -> Result<super::wire::MappingDocument, DocumentError> {
    let seed = || std::marker::PhantomData::<Object<super::wire::MappingDocument>>;
    let Object(document) = syntax.read(checked_text(bytes, limits)?, seed)?;
    Ok(document)
}

fn checked_text<'t>(bytes: &'t [u8], limits: &Limits) -> Result<&'t str, DocumentError> {
    if !limits.allow_bytes(bytes.len()) {
        return Err(DocumentError::TooLarge { bytes: bytes.len(), limit: limits.max_file_bytes });
    }
    let bytes = without_byte_order_mark(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = not_utf8_at(bytes, error);
        let message = "the bytes from here on are not UTF-8 text".to_owned();
        DocumentError::Unreadable { line, column, path: String::new(), message }
    })
}
