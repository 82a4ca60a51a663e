//! Requests, staff and load: the equilibrium and questions about agents.

/// Factors of stated agents.
mod agents_factor;
/// Agents that a target takes.
mod agents_for;
/// Quality and demand together against the oracle.
mod equilibrium;
/// Handling times by service, shrinkage and occupancy.
mod handling;
/// Laws of quality and demand together.
mod laws;
/// The worth of one more agent.
mod next_agent;
/// Requests upstream: certified cases and conservation.
mod requests;
/// Quality and demand against a simulation of single requests.
mod simulation;
/// The tipping margin against a scan over agents.
mod tipping_margin;
