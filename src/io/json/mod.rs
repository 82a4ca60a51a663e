//! Organisations, scenarios, plans, histories and actions as JSON documents.
//!
//! ```json
//! { "format": "knockon/organisation", "version": 1, "name": "Harbour & Vine",
//!   "departments": [ { "id": "it", "name": "IT" }, { "id": "hr" } ],
//!   "customers":   [ { "id": "applicants", "kind": "person", "population": 400 } ],
//!   "services":    [ { "id": "it-hr", "provider": "it", "consumer": "hr", "dependence": 0.6 },
//!                    { "provider": "hr", "consumer": "applicants", "dependence": 0.9 } ] }
//! ```
//!
//! Required are `format`, `version`, the ids of parties, `provider` and `consumer`. A need has one
//! `dependence`, on it or on one of its services; a need without one is
//! [open](Organisation::open_dependences). `null` is the same as leaving a field out. A field the
//! format does not have is refused, and so is one given twice. Numbers survive writing and reading
//! bit for bit.
//!
//! A dependence, capability, condition or ceiling is a number, or a number with its
//! [range and origin](crate::organisation::StatedRange):
//!
//! ```json
//! "dependence": { "value": 0.6, "low": 0.4, "high": 0.8, "origin": "judged" }
//! ```
//!
//! `version` is 1 in every document. Scenarios, plans and actions need not state it, nor their
//! `format`: `knockon/scenario`, `knockon/plan`, `knockon/actions`.

mod history;
mod pretty;
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
/// [`DocumentError::Invalid`] with every problem of meaning there is; else the first fault of syntax
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
///     "line 2, column 64, departments[0].capability: string \"0.9\", where a number or an object \
///      with `value`, `low`, `high` and `origin` is needed; write 0.9",
/// );
/// # Ok::<(), knockon::io::DocumentError>(())
/// ```
pub fn organisation_from_str(text: &str) -> Result<Organisation, DocumentError> {
    organisation_from_slice_with(text.as_bytes(), &Limits::default())
}

/// Reads an organisation of limited size.
///
/// # Errors
///
/// As [`organisation_from_str`], and [`DocumentError::TooLarge`] or [`DocumentError::TooMany`] beyond the
/// limits; counts are checked while reading.
pub fn organisation_from_str_with(
    text: &str,
    limits: &Limits,
) -> Result<Organisation, DocumentError> {
    organisation_from_slice_with(text.as_bytes(), limits)
}

/// Reads an organisation from UTF-8 bytes; a byte order mark at their start is skipped.
///
/// # Errors
///
/// As [`organisation_from_str`].
pub fn organisation_from_slice(bytes: &[u8]) -> Result<Organisation, DocumentError> {
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
) -> Result<Organisation, DocumentError> {
    document::organisation(Syntax::Json, bytes, limits, None)
}

/// Reads a scenario.
///
/// `format` and `version` may be left out. An entry given twice is kept twice, so that solving
/// reports it; whether ids exist and numbers are in range is checked there as well.
///
/// # Errors
///
/// [`DocumentError`] with the first fault of syntax or shape.
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
/// # Ok::<(), knockon::io::DocumentError>(())
/// ```
pub fn scenario_from_str(text: &str) -> Result<Scenario, DocumentError> {
    document::scenario(Syntax::Json, text.as_bytes(), &Limits::default(), None)
}

/// Reads a scenario from UTF-8 bytes of at most [`Limits::max_file_bytes`]; a byte order mark at
/// their start is skipped.
///
/// # Errors
///
/// As [`scenario_from_str`], and [`DocumentError::TooLarge`] beyond the limit.
pub fn scenario_from_slice_with(bytes: &[u8], limits: &Limits) -> Result<Scenario, DocumentError> {
    document::scenario(Syntax::Json, bytes, limits, None)
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
/// use knockon::io::json;
///
/// let plan = json::plan_from_str(
///     r#"{ "span_hours": 240, "events": [
///          { "from_hours": 24, "to_hours": 48, "scenario": { "capability": { "it": 0.5 } } } ] }"#,
/// )?;
/// assert_eq!(json::plan_from_str(&json::plan_to_string(&plan))?, plan);
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
    document::plan(Syntax::Json, bytes, limits)
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
/// use knockon::io::json;
///
/// let actions = json::actions_from_str(
///     r#"{ "unit": "k€", "actions": [ { "id": "it+1", "cost": 65, "add_agents": { "it": 1 } } ] }"#,
/// )?;
/// assert_eq!(json::actions_from_str(&json::actions_to_string(&actions))?, actions);
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
    document::actions(Syntax::Json, bytes, limits)
}
