//! Organisations, scenarios, plans, histories and actions as YAML documents.
//!
//! ```yaml
//! format: knockon/organisation
//! version: 1
//! name: Harbour & Vine
//! departments:
//! - { id: it, name: IT }
//! - id: hr
//! customers:
//! - { id: applicants, kind: person, population: 400 }
//! services:
//! - { id: it-hr, provider: it, consumer: hr, dependence: 0.6 }   # asked in May
//! - { provider: hr, consumer: applicants, dependence: 0.9 }
//! ```
//!
//! The documents are those of [`json`](crate::io), field by field: what is required, refused and
//! left out is the same, and numbers survive writing and reading bit for bit. The syntax is YAML
//! 1.2:
//!
//! | stated | read as |
//! | --- | --- |
//! | `id: NO`, `id: on`, `id: 007` | the text as it stands, for an id is a text |
//! | `id: null`, `id: ~` | refused; `id: "null"` is a text |
//! | `running: yes` | refused: `true` and `false` are the only truth values |
//! | `capability: .inf` | an infinity, which is outside of every range; as `order` it is an order |
//! | `&name`, `*name` | an anchor and its aliases, within limits that grow with the file |
//! | `<<`, `!tag`, a second document | refused |
//!
//! Comments are skipped, and are lost where a document is written again. A file nests at most 64
//! deep.

mod history;
mod options;
mod syntax_error;
mod write;

use super::Limits;
use super::document::{self, DocumentError, Syntax};
use crate::organisation::{Organisation, Scenario};
use crate::outcome::Actions;
use crate::time::TimelinePlan;

pub use history::history_from_reader;
pub(super) use syntax_error::read;
pub use write::{
    actions_to_string, organisation_to_string, organisation_to_writer, plan_to_string,
    scenario_to_string,
};

/// Reads an organisation.
///
/// # Errors
///
/// [`DocumentError::Invalid`] with every problem of meaning there is; else the first fault of
/// syntax or shape.
///
/// # Complexity
///
/// Time and memory linear in the length of the text.
///
/// # Examples
///
/// ```
/// use knockon::io::yaml;
///
/// let organisation = yaml::organisation_from_str(
///     "format: knockon/organisation
/// version: 1
/// name: Kiosk
/// departments:
/// - { id: counter, capability: 0.9 }   # two of twenty shifts are short
/// customers:
/// - id: passers-by
/// services:
/// - { provider: counter, consumer: passers-by, dependence: 1 }
/// ",
/// )?;
/// assert_eq!(organisation.services().next().unwrap().id(), "counter>passers-by");
///
/// let error = yaml::organisation_from_str(
///     "format: knockon/organisation
/// version: 1
/// departments:
/// - id: counter
///   capability: full
/// ",
/// )
/// .unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "line 5, column 3, departments[0].capability: string \"full\", where a number or an object \
///      with `value`, `low`, `high` and `origin` is needed",
/// );
/// # Ok::<(), knockon::io::DocumentError>(())
/// ```
pub fn organisation_from_str(text: &str) -> Result<Organisation, DocumentError> {
    organisation_from_slice_with(text.as_bytes(), &Limits::default())
}

/// Reads an organisation of limited size from UTF-8 bytes; a byte order mark at their start is
/// skipped.
///
/// # Errors
///
/// As [`organisation_from_str`], and [`DocumentError::TooLarge`] or [`DocumentError::TooMany`]
/// beyond a limit.
pub fn organisation_from_slice_with(
    bytes: &[u8],
    limits: &Limits,
) -> Result<Organisation, DocumentError> {
    document::organisation(Syntax::Yaml, bytes, limits, None)
}

/// Reads a scenario, whose `format` and `version` may be left out.
///
/// An entry given twice is kept twice, so that solving reports it; whether ids exist and numbers
/// are in range is checked there as well.
///
/// # Errors
///
/// [`DocumentError`] with the first fault of syntax or shape.
///
/// # Examples
///
/// ```
/// use knockon::Scenario;
/// use knockon::io::yaml;
///
/// let scenario = yaml::scenario_from_str("name: Flu week\ncapability: { it: 0.5 }\n")?;
/// assert_eq!(scenario, Scenario::new("Flu week").capability("it", 0.5));
/// assert_eq!(yaml::scenario_from_str(&yaml::scenario_to_string(&scenario))?, scenario);
/// # Ok::<(), knockon::io::DocumentError>(())
/// ```
pub fn scenario_from_str(text: &str) -> Result<Scenario, DocumentError> {
    scenario_from_slice_with(text.as_bytes(), &Limits::default())
}

/// Reads a scenario from UTF-8 bytes of at most [`Limits::max_file_bytes`]; a byte order mark at
/// their start is skipped.
///
/// # Errors
///
/// As [`scenario_from_str`], and [`DocumentError::TooLarge`] beyond the limit.
pub fn scenario_from_slice_with(bytes: &[u8], limits: &Limits) -> Result<Scenario, DocumentError> {
    document::scenario(Syntax::Yaml, bytes, limits, None)
}

/// Reads the plan of a timeline, whose `format` and `version` may be left out.
///
/// # Errors
///
/// [`DocumentError`] with the first fault of syntax or shape.
///
/// # Examples
///
/// ```
/// use knockon::io::yaml;
///
/// let plan = yaml::plan_from_str(
///     "span_hours: 240
/// events:
/// - { from_hours: 24, to_hours: 48, scenario: { capability: { it: 0.5 } } }
/// ",
/// )?;
/// assert_eq!(yaml::plan_from_str(&yaml::plan_to_string(&plan))?, plan);
/// # Ok::<(), knockon::io::DocumentError>(())
/// ```
pub fn plan_from_str(text: &str) -> Result<TimelinePlan, DocumentError> {
    plan_from_slice_with(text.as_bytes(), &Limits::default())
}

/// Reads the plan of a timeline from UTF-8 bytes of at most [`Limits::max_file_bytes`]; a byte
/// order mark at their start is skipped.
///
/// # Errors
///
/// As [`plan_from_str`], and [`DocumentError::TooLarge`] beyond the limit.
pub fn plan_from_slice_with(bytes: &[u8], limits: &Limits) -> Result<TimelinePlan, DocumentError> {
    document::plan(Syntax::Yaml, bytes, limits)
}

/// Reads actions to choose from, whose `format` and `version` may be left out.
///
/// # Errors
///
/// [`DocumentError::Invalid`] with every problem of meaning there is; else the first fault of syntax
/// or shape. Whether ids exist is checked where actions are chosen.
///
/// # Examples
///
/// ```
/// use knockon::io::yaml;
///
/// let text = "actions:\n- id: it+1\n  cost: 65\n  add_agents:\n    it: 1\n";
/// let actions = yaml::actions_from_str(text)?;
/// assert_eq!(yaml::actions_from_str(&yaml::actions_to_string(&actions))?, actions);
/// # Ok::<(), knockon::io::DocumentError>(())
/// ```
pub fn actions_from_str(text: &str) -> Result<Actions, DocumentError> {
    actions_from_slice_with(text.as_bytes(), &Limits::default())
}

/// Reads actions from UTF-8 bytes of at most [`Limits::max_file_bytes`]; a byte order mark at their
/// start is skipped.
///
/// # Errors
///
/// As [`actions_from_str`], and [`DocumentError::TooLarge`] beyond the limit.
pub fn actions_from_slice_with(bytes: &[u8], limits: &Limits) -> Result<Actions, DocumentError> {
    document::actions(Syntax::Yaml, bytes, limits)
}
