//! Names of services and needs, of which many are the same.

use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use super::interner::SEPARATOR;

/// What a shared text holds beside itself: two counts of those who share it.
pub(crate) const SHARED_TEXT_BYTES: usize = 2 * size_of::<usize>();

/// Names that were stated, each held once.
///
/// Hashes are seeded anew for every table, so that no file holds texts that collide in all of them.
#[derive(Debug, Default)]
pub(crate) struct StatedNames {
    names: IndexSet<Arc<str>, RandomState>,
    any_with_separator: bool,
}

impl StatedNames {
    /// Returns the text that everything of this name shares.
    pub(crate) fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(shared) = self.names.get(name) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(name);
        self.any_with_separator |= name.contains(SEPARATOR);
        self.names.insert(Arc::clone(&shared));
        shared
    }

    /// Whether a name holds what stands between the parties of a derived id.
    #[cfg(feature = "csv")]
    pub(crate) fn any_with_separator(&self) -> bool {
        self.any_with_separator
    }
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::names::*;

    #[test]
    fn equal_names_share_one_text() {
        let mut names = StatedNames::default();
        let (one, other, again) = (names.shared("a"), names.shared("b"), names.shared("a"));
        assert!(Arc::ptr_eq(&one, &again));
        assert_eq!((&*one, &*other), ("a", "b"));
    }

    #[cfg(feature = "csv")]
    #[test]
    fn separators_are_noticed() {
        let mut names = StatedNames::default();
        names.shared("a");
        assert!(!names.any_with_separator());
        names.shared("a>b");
        assert!(names.any_with_separator());
    }
}
