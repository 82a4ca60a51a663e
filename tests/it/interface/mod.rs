//! Programs as others would write them, against the public interface alone: each is what a user
//! embeds, with the few lines around it that make it a test.

/// Rows of a CMDB in, rows by customer out.
#[cfg(feature = "csv")]
mod cmdb_rows;
/// Ten thousand draws, and rows of them.
#[cfg(feature = "draws")]
mod draws_to_rows;
/// Edit, merge, and list what changed.
#[cfg(feature = "json")]
mod edit_merge_diff;
/// Rows of a database, and a graph of petgraph, in.
#[cfg(feature = "petgraph")]
mod graph_and_rows;
/// An HTTP service: one network for all threads, live events.
#[cfg(feature = "json")]
mod http_service;
/// Errors matched by what a program can do about them.
mod matched_errors;
/// Results in the JSON of another program.
#[cfg(feature = "json")]
mod own_json;
