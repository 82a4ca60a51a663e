//! Integration tests: one binary, one module per capability.

#[cfg(feature = "csv")]
mod io_csv;
#[cfg(all(feature = "json", feature = "csv"))]
mod io_errors;
#[cfg(feature = "json")]
mod io_json;
