//! Results as documents.

/// Documents of results, and their debug output.
mod documents;
/// Documents of timelines.
mod timeline;
/// Sums of nothing are 0.
mod zeros;
