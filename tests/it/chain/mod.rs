//! Chains between departments and customers, and losses in turn.

/// Every department or service lost in turn.
mod contingency;
/// Chains against an enumeration of all simple paths.
mod paths;
