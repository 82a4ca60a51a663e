//! Organisations and scenarios as they are stated, and what is refused.

/// Stated numbers just inside and just outside their ranges.
mod bounds;
/// Items taken out of a statement again, and roles of parties.
mod builder;
/// Messages about staff and requests.
mod demand_messages;
/// A dependence total is the loss when everything received is lost.
#[cfg(feature = "csv")]
mod dependence_total;
/// The smallest organisations, self-loops, meaningless scenarios.
mod edge_cases;
/// Messages about people who come, go, tire and are paid.
mod employment_messages;
/// Extreme numbers, odd names, sizes that would hang a reader.
mod hostile;
/// Extreme staff and requests.
mod hostile_demand;
/// Messages about something that is not there.
mod messages;
/// Services whose dependence nobody states.
mod open_services;
/// Graphs of petgraph.
#[cfg(feature = "petgraph")]
mod petgraph;
/// Warnings of independent needs that share a supplier.
mod self_supply;
/// Ids of services, stated or derived.
mod service_ids;
mod shared_supplier;
