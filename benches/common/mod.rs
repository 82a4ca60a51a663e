//! Shared by the benches: seeded organisations, and the same work done by this library and
//! written on petgraph.

pub(crate) mod agreement;
pub(crate) mod generate;
pub(crate) mod on_knockon;
pub(crate) mod on_petgraph;
pub(crate) mod size;
