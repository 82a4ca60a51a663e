//! Batches and threads against single solves.

/// Any number of threads gives the same bits.
#[cfg(feature = "parallel")]
mod parallel;
/// Every outcome of a batch against a single solve.
mod single_solves;
