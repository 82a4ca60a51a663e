//! Readers and writers of organisations, scenarios, histories and diagrams.

/// Tables.
#[cfg(feature = "csv")]
pub(crate) mod csv;
/// Tables of actions.
#[cfg(all(feature = "json", feature = "csv"))]
mod csv_actions;
/// Tables as people have them.
#[cfg(feature = "csv")]
mod csv_forms;
/// Needs in tables of services.
#[cfg(feature = "csv")]
mod csv_needs;
/// Tables of scenarios.
#[cfg(all(feature = "json", feature = "csv"))]
mod csv_scenarios;
/// Rows of tables that add up to more than 1.
#[cfg(feature = "csv")]
mod csv_sums;
/// Documents with staff and requests.
#[cfg(feature = "json")]
mod demand;
/// Diagrams in DOT and Mermaid.
mod diagram;
/// Statements of people who come, go, tire and are paid.
#[cfg(feature = "json")]
mod employment;
/// Every message of a reader.
#[cfg(all(feature = "json", feature = "csv"))]
mod errors;
/// Histories as files.
#[cfg(all(feature = "json", feature = "csv"))]
mod history;
/// Files of other programs.
#[cfg(all(feature = "import", feature = "yaml"))]
mod import;
/// JSON documents.
#[cfg(feature = "json")]
pub(crate) mod json;
/// Plans and actions within limits.
#[cfg(feature = "json")]
mod limits;
/// JSON Schemas.
#[cfg(feature = "schema")]
mod schema;
/// Statements and results through serde alone.
mod serde;
/// Queries for customers in a warehouse.
#[cfg(feature = "sql")]
mod sql;
/// Numbers with their range and origin.
#[cfg(all(feature = "json", feature = "csv"))]
mod stated_ranges;
/// Every problem and warning of a statement.
#[cfg(all(feature = "json", feature = "csv"))]
mod statement_errors;
/// YAML documents.
#[cfg(all(feature = "json", feature = "yaml"))]
mod yaml;
