//! The engine: everything that evaluates equations until a state is consistent.

pub(super) mod collapse;
pub(super) mod convergence;
pub(crate) mod equation;
pub(crate) mod jacobi;
pub(super) mod levels;
pub(super) mod local_gap;
pub(super) mod packed_scc;
pub(super) mod replaced_rows;
pub(super) mod rows;
pub(crate) mod scc;
pub(super) mod scc_memory;
pub(super) mod segments;
pub(super) mod solution;
pub(super) mod solver;
pub(super) mod start;
pub(super) mod state_slice;
pub(super) mod threads;
pub(super) mod through_one;
