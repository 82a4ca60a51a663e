//! Organisations, scenarios and histories as files.
//!
//! | form | reads | writes |
//! | --- | --- | --- |
//! | `json` | organisations and scenarios, every field there is; histories | organisations and scenarios, bit for bit |
//! | `csv` | organisations, as a table of parties and a table of services; scenarios; histories | |
//! | [`dot`], [`mermaid`] | | diagrams of organisations and impacts |
//! | any of serde | every statement, plans of timelines among them | the same |
//!
//! The formats are types of their own, apart from what they describe, and have one version: a file
//! passes through the same validation as a statement built by hand. *Syntax and shape* stop at the
//! first fault, with line, column and path; *meaning* reports every problem there is, one line
//! each.
//!
//! A file is taken to be hostile: nothing in it makes the readers panic, hang or take more memory
//! than a constant times its size, and [`Limits`] say how large it may be at all. Histories are
//! read as streams, in memory that does not depend on their length.
//!
//! `Serialize` and `Deserialize` of statements are the same formats through serde alone. They need
//! no feature, apply the default limits, and are for one's own data; an error has no line.

#[cfg(feature = "csv")]
pub mod csv;
mod diagram;
pub mod dot;
mod file;
#[cfg(any(feature = "json", feature = "csv"))]
mod history;
#[cfg(feature = "json")]
pub mod json;
#[cfg(any(feature = "json", feature = "csv"))]
mod limited;
pub mod mermaid;
#[cfg(feature = "json")]
mod sample;
mod wire;

pub use file::ReadError;
#[cfg(any(feature = "json", feature = "csv"))]
pub use file::read_history;
#[cfg(feature = "json")]
pub use file::{read_organisation, read_scenario};
#[cfg(feature = "csv")]
pub use file::{read_scenarios, read_services, read_tables};
#[cfg(any(feature = "json", feature = "csv"))]
pub use history::{HistoryError, HistoryPlace, HistoryProblem};
#[cfg(feature = "json")]
pub use sample::{sample, sample_with_people};

/// How much a file may hold before it is refused.
///
/// The defaults are generous: they stop a mistake, not a large organisation. A service that reads
/// files of strangers sets them to what it expects, for memory grows with each.
///
/// # Examples
///
/// ```
/// use knockon::io::Limits;
///
/// let limits = Limits::default().max_file_bytes(1 << 20).max_parties(5_000);
/// assert_eq!(limits.max_services_and_needs, 50_000_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct Limits {
    /// The largest size of one file in bytes; 1 GiB unless set. A larger one is refused before it
    /// is read. The labels that a table gives its parties may not take more either.
    pub max_file_bytes: u64,
    /// The most departments and external customers together; 10 million unless set.
    pub max_parties: usize,
    /// The most services and declared needs together, or rows of a table of services; 50 million
    /// unless set.
    pub max_services_and_needs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_bytes: 1 << 30,
            max_parties: 10_000_000,
            max_services_and_needs: 50_000_000,
        }
    }
}

impl Limits {
    /// Sets [`max_file_bytes`](Self::max_file_bytes).
    pub fn max_file_bytes(mut self, max_file_bytes: u64) -> Self {
        self.max_file_bytes = max_file_bytes;
        self
    }

    /// Sets [`max_parties`](Self::max_parties).
    pub fn max_parties(mut self, max_parties: usize) -> Self {
        self.max_parties = max_parties;
        self
    }

    /// Sets [`max_services_and_needs`](Self::max_services_and_needs).
    pub fn max_services_and_needs(mut self, max_services_and_needs: usize) -> Self {
        self.max_services_and_needs = max_services_and_needs;
        self
    }
}

#[cfg(any(feature = "json", feature = "csv"))]
impl Limits {
    /// Whether a text of so many bytes is small enough.
    fn allow_bytes(&self, bytes: usize) -> bool {
        u64::try_from(bytes).is_ok_and(|bytes| bytes <= self.max_file_bytes)
    }
}

/// Drops the mark that some programs write at the start of a text.
#[cfg(any(feature = "json", feature = "csv"))]
fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The line and column, both from 1, at which a text stops being UTF-8.
#[cfg(any(feature = "json", feature = "csv"))]
fn not_utf8_at(bytes: &[u8], error: std::str::Utf8Error) -> (usize, usize) {
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let last_line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    (before.split(|&byte| byte == b'\n').count(), last_line.len() + 1)
}
