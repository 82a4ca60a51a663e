//! Writes organisations, scenarios and plans as JSON documents, laid out for people.

use std::io::{self, Write};

use super::pretty;
use crate::organisation::{Organisation, Scenario};
use crate::outcome::Actions;
use crate::time::TimelinePlan;

/// Writes an organisation as a JSON document.
///
/// One party, service or need stands on a line. Values equal to their default are left out, so
/// that files stay short; ids of services are always written. Reading the text gives an equal
/// organisation, numbers bit for bit.
///
/// # Examples
///
/// ```
/// use knockon::io::json;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Kiosk")
///     .department(Department::new("counter").capability(0.9))
///     .customer(ExternalCustomer::person("passers-by"))
///     .service(Service::between("counter", "passers-by").dependence(1.0))
///     .build()?;
/// let text = json::organisation_to_string(&organisation);
/// assert_eq!(
///     text,
///     r#"{
///   "format": "knockon/organisation",
///   "version": 1,
///   "name": "Kiosk",
///   "departments": [
///     { "id": "counter", "capability": 0.9 }
///   ],
///   "customers": [
///     { "id": "passers-by", "kind": "person" }
///   ],
///   "services": [
///     { "id": "counter>passers-by", "provider": "counter", "consumer": "passers-by", "dependence": 1 }
///   ]
/// }
/// "#,
/// );
/// assert_eq!(json::organisation_from_str(&text)?, organisation);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn organisation_to_string(organisation: &Organisation) -> String {
    pretty::to_string(organisation)
}

/// Writes an organisation, as [`organisation_to_string`] does, part by part: give it a buffered
/// writer.
///
/// # Errors
///
/// What the writer reports.
pub fn organisation_to_writer(organisation: &Organisation, writer: impl Write) -> io::Result<()> {
    pretty::to_writer(writer, organisation)
}

/// Writes a scenario; reading it gives an equal one, if its numbers are finite.
///
/// JSON has no way to write NaN and infinities: they become `null`, which is the same as leaving
/// the entry out. No solve accepts them either.
pub fn scenario_to_string(scenario: &Scenario) -> String {
    pretty::to_string(scenario)
}

/// Writes the plan of a timeline; reading it gives an equal one, but for how states are solved,
/// which is the program's.
pub fn plan_to_string(plan: &TimelinePlan) -> String {
    pretty::to_string(plan)
}

/// Writes actions; reading them gives equal ones.
pub fn actions_to_string(actions: &Actions) -> String {
    pretty::to_string(actions)
}
