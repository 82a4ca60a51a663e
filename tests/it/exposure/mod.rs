//! Segments of customers of any size.

/// Segments against the customers they are made of.
mod customers_in_memory;
/// What has no exposure, and what an exposure does not follow.
mod refusals;
/// Exposures as tables.
#[cfg(feature = "csv")]
mod tables;
