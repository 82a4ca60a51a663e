//! How an organisation is held: interned ids, columns, and tables of what few parties have.

pub(crate) mod draft;
pub(crate) mod endpoints;
pub(crate) mod interner;
pub(crate) mod memory;
pub(crate) mod names;
pub(crate) mod own_ids;
pub(crate) mod parties;
pub(crate) mod pending_endpoints;
pub(crate) mod reachability;
pub(crate) mod service_ids;
pub(crate) mod service_statements;
pub(crate) mod service_terms;
pub(crate) mod services;
pub(crate) mod sparse;
pub(crate) mod stated;
