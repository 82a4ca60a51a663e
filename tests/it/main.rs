//! The integration tests: one binary, one folder per subject, one module per capability.

mod availability;
mod batch;
mod chain;
mod demand;
#[cfg(feature = "evidence")]
mod evidence;
mod explain;
mod exposure;
mod interface;
mod io;
mod library;
mod live;
mod model;
mod outcome;
mod queue;
mod report;
mod solve;
mod support;
mod time;
#[cfg(feature = "draws")]
mod uncertainty;
