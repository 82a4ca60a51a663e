//! Shared by the benches: seeded organisations and the same work written on petgraph.

pub(crate) mod agreement;
pub(crate) mod generate;
pub(crate) mod on_petgraph;
pub(crate) mod size;
