//! The crate as a whole: its root, errors, files, memory and spans.

/// Long calls that are broken off.
mod broken_off;
/// What types of the interface can do: compare, convert, print, parse.
mod data_types;
/// The crate-wide error.
mod error;
/// Files that import from each other.
mod file_circles;
/// The pages of the guide.
mod guide;
/// Bytes that a network holds.
mod memory;
/// The crate root alone.
mod public_interface;
/// What the README shows.
#[cfg(all(feature = "json", feature = "csv"))]
mod readme;
/// Spans that a subscriber sees.
#[cfg(feature = "tracing")]
mod spans;
