//! Work that benches and examples measure: seeded organisations of any size, and the same
//! evaluation by the library and on petgraph.
//!
//! * [`generate`]: organisations as plain columns;
//! * [`size`]: the sizes that benches run at;
//! * [`on_knockon`], [`on_petgraph`]: both sides of a comparison;
//! * [`agreement`]: checks that both sides give the same answers;
//! * [`limit`]: the least that any solve has to do.

pub mod agreement;
pub mod generate;
pub mod limit;
pub mod on_knockon;
pub mod on_petgraph;
pub mod size;
