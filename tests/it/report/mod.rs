//! Results as documents.

/// Documents of results, and their debug output.
mod documents;
/// Documents of timelines.
mod reach;
mod timeline;
/// Workbooks.
#[cfg(feature = "excel")]
mod workbook;
/// Sums of nothing are 0.
mod zeros;
