//! Live organisations against full solves.

/// Every sequence of changes against a full solve.
mod full_solves;
/// The same where capability follows from load.
mod load;
