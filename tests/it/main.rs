//! The integration tests: one binary, one module per capability.

mod agents_for;
mod attribution;
mod availability;
mod backlog;
mod batch;
mod birth_death;
mod bounds;
mod broken_off;
mod builder;
mod certified;
mod chain;
mod chain_share;
mod check;
mod contingency;
mod contribution_laws;
#[cfg(feature = "csv")]
mod csv_sums;
mod demand;
mod demand_messages;
mod dependence;
#[cfg(feature = "csv")]
mod dependence_total;
mod depth;
mod diagram;
mod documents;
mod edge_cases;
mod equilibrium;
mod error;
mod explain;
mod hostile;
mod hostile_demand;
mod integrator;
#[cfg(feature = "csv")]
mod io_csv;
#[cfg(feature = "json")]
mod io_demand;
#[cfg(all(feature = "json", feature = "csv"))]
mod io_errors;
#[cfg(all(feature = "json", feature = "csv"))]
mod io_history;
#[cfg(feature = "json")]
mod io_json;
mod live;
mod load_explain;
mod load_laws;
mod load_live;
mod load_oracle;
mod memory;
mod messages;
mod minutes;
mod next_agent;
mod oracle;
mod other_network;
#[cfg(feature = "parallel")]
mod parallel;
mod proof;
mod properties;
mod public_interface;
mod queue;
mod queue_extremes;
mod queue_laws;
mod random;
mod random_staffed;
mod range;
mod reference;
mod remark;
mod replay;
mod restoration;
mod sensitivity;
mod service_ids;
mod shared_supplier;
mod simulation;
mod single_loss;
mod slow_cycles;
mod solve;
#[cfg(feature = "tracing")]
mod spans;
mod staffed;
mod stages;
mod statement;
mod timeline;
mod timeline_document;
mod timeline_plan;
mod timeline_tolerance;
mod timing;
mod tipping_margin;
mod tolerance;
mod zeros;
