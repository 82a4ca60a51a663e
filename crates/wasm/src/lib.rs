//! The model of a page: an organisation and a scenario go in, and what changes with them comes out.
//!
//! ```text
//! page ── text into `allocate` ──> load, solve, explain ──> text at `answer` ──> page
//! ```
//!
//! The module asks nothing of where it runs: no clock, no file, no chance.

mod exports;
mod model;

pub use model::{Contents, Loaded, Model, Settings, Solved};
