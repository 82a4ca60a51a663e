//! The integration tests: one binary, one module per capability.

mod attribution;
mod availability;
mod batch;
mod certified;
mod chain;
mod chain_share;
mod check;
mod depth;
mod diagram;
mod edge_cases;
mod explain;
mod hostile;
#[cfg(feature = "csv")]
mod io_csv;
#[cfg(all(feature = "json", feature = "csv"))]
mod io_errors;
#[cfg(all(feature = "json", feature = "csv"))]
mod io_history;
#[cfg(feature = "json")]
mod io_json;
mod layering;
mod live;
mod memory;
mod messages;
mod minutes;
mod oracle;
#[cfg(feature = "parallel")]
mod parallel;
mod properties;
mod public_interface;
mod random;
mod range;
mod reference;
mod replay;
mod resilience;
mod sensitivity;
mod single_loss;
mod slow_cycles;
mod solve;
mod stages;
mod statement;
mod tolerance;
