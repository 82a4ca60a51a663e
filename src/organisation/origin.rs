//! `Origin`: where a number comes from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// Counted or read, and nothing else.
    Measured,
    /// Measured, and drawn towards what others like it show, the more the less was measured.
    Shrunk,
    /// Fitted to measured series.
    Fitted,
    /// Said by people.
    Judged,
    /// Published by others.
    Published,
    /// Assumed, for want of anything better.
    Assumed,
}

impl Origin {
    /// Every origin.
    #[cfg(any(feature = "csv", feature = "schema"))]
    pub(crate) const ALL: [Self; 6] =
        [Self::Measured, Self::Shrunk, Self::Fitted, Self::Judged, Self::Published, Self::Assumed];

    /// The word that files and messages use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Shrunk => "shrunk",
            Self::Fitted => "fitted",
            Self::Judged => "judged",
            Self::Published => "published",
            Self::Assumed => "assumed",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
