//! What users attach to parties for their own purposes.

use std::sync::LazyLock;

use indexmap::IndexMap;

/// Labels by key, in the order attached; most parties have none, and hold nothing for them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Labels(Option<Box<IndexMap<String, String>>>);

static NONE: LazyLock<IndexMap<String, String>> = LazyLock::new(IndexMap::new);

impl Labels {
    /// Attaches a label, replacing one of the same key.
    pub(crate) fn insert(&mut self, key: String, value: String) {
        self.0.get_or_insert_default().insert(key, value);
    }

    pub(crate) fn all(&self) -> &IndexMap<String, String> {
        self.0.as_deref().unwrap_or_else(|| &*NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_order_and_nothing_is_held_for_none() {
        let mut labels = Labels::default();
        assert_eq!((labels.all().len(), size_of::<Labels>()), (0, size_of::<usize>()));
        for (key, value) in [("b", "1"), ("a", "2"), ("b", "3")] {
            labels.insert(key.to_owned(), value.to_owned());
        }
        let pairs: Vec<_> = labels.all().iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(pairs, [("b", "3"), ("a", "2")]);
        assert_ne!(labels, Labels::default());
    }
}
