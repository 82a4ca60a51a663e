//! Chains between departments and customers.

/// Chains against an enumeration of all simple paths.
mod paths;
