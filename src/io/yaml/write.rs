//! Writes organisations, scenarios and plans as YAML documents.

use std::io::{self, Write};

use serde::Serialize;
use serde_saphyr::SerializerOptions;

use crate::organisation::{Organisation, Scenario};
use crate::outcome::Actions;
use crate::time::TimelinePlan;

/// Writes an organisation as a YAML document.
///
/// Values equal to their default are left out; ids of services are always written. Texts that other
/// readers take for something else (`NO`, `1e3`, `2026-03-02`) stand in quotes. Reading the text
/// gives an equal organisation, numbers bit for bit.
///
/// # Examples
///
/// ```
/// use knockon::io::yaml;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Kiosk")
///     .department(Department::new("counter").capability(0.9))
///     .customer(ExternalCustomer::person("NO"))
///     .service(Service::between("counter", "NO").dependence(1.0))
///     .build()?;
/// let text = yaml::organisation_to_string(&organisation);
/// assert_eq!(
///     text,
///     r#"format: knockon/organisation
/// version: 1
/// name: Kiosk
/// departments:
/// - id: counter
///   capability: 0.9
/// customers:
/// - id: "NO"
///   kind: person
/// services:
/// - id: counter>NO
///   provider: counter
///   consumer: "NO"
///   dependence: 1
/// "#,
/// );
/// assert_eq!(yaml::organisation_from_str(&text)?, organisation);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn organisation_to_string(organisation: &Organisation) -> String {
    to_string(organisation)
}

/// Writes an organisation, as [`organisation_to_string`] does, part by part: give it a buffered
/// writer.
///
/// # Errors
///
/// What the writer reports.
pub fn organisation_to_writer(
    organisation: &Organisation,
    mut writer: impl Write,
) -> io::Result<()> {
    serde_saphyr::to_io_writer_with_options(&mut writer, organisation, options())
        .map_err(io::Error::other)
}

/// Writes a scenario; reading it gives an equal one.
pub fn scenario_to_string(scenario: &Scenario) -> String {
    to_string(scenario)
}

/// Writes the plan of a timeline; reading it gives an equal one, but for how states are solved,
/// which is the program's.
pub fn plan_to_string(plan: &TimelinePlan) -> String {
    to_string(plan)
}

/// Writes actions; reading them gives equal ones.
pub fn actions_to_string(actions: &Actions) -> String {
    to_string(actions)
}

#[expect(clippy::expect_used, reason = "memory takes every byte and every key is a string")]
fn to_string(document: &impl Serialize) -> String {
    let mut text = String::new();
    serde_saphyr::to_fmt_writer_with_options(&mut text, document, options())
        .expect("writing to memory does not fail");
    text
}

/// Texts stand in one line, in quotes where need be: nothing is folded.
fn options() -> SerializerOptions {
    serde_saphyr::ser_options! { prefer_block_scalars: false }
}
