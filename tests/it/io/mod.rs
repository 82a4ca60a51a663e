//! Readers and writers of organisations, scenarios, histories and diagrams.

/// Tables.
#[cfg(feature = "csv")]
pub(crate) mod csv;
/// Tables as people have them.
#[cfg(feature = "csv")]
mod csv_forms;
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
/// Every message of a reader.
#[cfg(all(feature = "json", feature = "csv"))]
mod errors;
/// Histories as files.
#[cfg(all(feature = "json", feature = "csv"))]
mod history;
/// JSON documents.
#[cfg(feature = "json")]
pub(crate) mod json;
/// Statements and results through serde alone.
mod serde;
