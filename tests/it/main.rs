//! The integration tests: one binary, one folder per subject, one module per capability.

mod batch;
mod chain;
mod demand;
mod explain;
mod io;
mod library;
mod live;
mod model;
mod queue;
mod report;
mod solve;
mod support;
mod time;
