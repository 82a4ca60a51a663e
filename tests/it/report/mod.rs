//! Results as documents.

/// Documents of results, and their debug output.
mod documents;
/// The page and its map.
#[cfg(feature = "html")]
mod page;
/// Whom a change reaches.
mod reach;
/// Documents of timelines.
mod timeline;
/// Workbooks.
#[cfg(feature = "excel")]
mod workbook;
/// Sums of nothing are 0.
mod zeros;
