//! Why adjoints cannot be followed upstream.

use crate::numerics::gth::Singular;

/// Why adjoints cannot be followed upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfollowed {
    /// A component passes on all that reaches it, or more: no finite sum exists.
    Singular,
    /// Slopes on the way are beyond all numbers.
    Steep,
}

impl From<Singular> for Unfollowed {
    fn from(Singular: Singular) -> Self {
        Self::Singular
    }
}
