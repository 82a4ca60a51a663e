//! Texts that are said many times, held once.

use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::grouped::dense;

/// What stands between the parties of a service's derived id.
pub(crate) const SEPARATOR: char = '>';

/// Texts by number, in the order of their first mention.
///
/// Hashes are seeded anew for every table, so that texts of strangers cannot be made to collide;
/// numbers do not depend on them.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    texts: IndexSet<Arc<str>, RandomState>,
    any_with_separator: bool,
}

impl Mentions {
    /// Returns the number of a text, which is the next one where it is new.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        match self.find(text) {
            Some(number) => number,
            None => self.add(Arc::from(text)),
        }
    }

    /// Returns the number of a text, which is shared where it is new.
    pub(crate) fn number_shared(&mut self, text: &Arc<str>) -> u32 {
        match self.find(text) {
            Some(number) => number,
            None => self.add(Arc::clone(text)),
        }
    }

    fn add(&mut self, text: Arc<str>) -> u32 {
        self.any_with_separator |= text.contains(SEPARATOR);
        dense(self.texts.insert_full(text).0)
    }

    /// Returns the text that every mention of it shares.
    pub(crate) fn shared(&mut self, text: &str) -> Arc<str> {
        self.numbered(text).1
    }

    /// Returns the number of a text, and the text that every mention of it shares.
    pub(crate) fn numbered(&mut self, text: &str) -> (u32, Arc<str>) {
        let number = self.number(text);
        let shared = self.texts.get_index(number as usize);
        (number, shared.map_or_else(|| Arc::from(text), Arc::clone))
    }

    /// Finds the number of a text.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.texts.get_index_of(text).map(dense)
    }

    /// Returns the text of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get_index(number as usize).map_or("", |text| text)
    }

    /// Returns how many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether a text holds what stands between the parties of a derived id.
    pub(crate) fn any_with_separator(&self) -> bool {
        self.any_with_separator
    }

    /// Returns about how many bytes are held beside the texts.
    pub(super) fn bytes(&self) -> usize {
        /// A hash and a text, and their place in a table filled to seven eighths.
        const ENTRY: usize = size_of::<u64>() + size_of::<Arc<str>>() + size_of::<usize>() + 2;
        self.texts.capacity() * ENTRY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order_of_first_mention() {
        let mut mentions = Mentions::default();
        let numbers = ["b", "a", "", "b", "a", "c"].map(|text| mentions.number(text));
        assert_eq!(numbers, [0, 1, 2, 0, 1, 3]);
        assert_eq!([0, 1, 2, 3, 4].map(|number| mentions.text(number)), ["b", "a", "", "c", ""]);
        assert_eq!((mentions.find("c"), mentions.find("d"), mentions.len()), (Some(3), None, 4));
    }

    #[test]
    fn every_mention_shares_one_text() {
        let mut mentions = Mentions::default();
        let stated: Arc<str> = Arc::from("a");
        assert_eq!(mentions.number_shared(&stated), 0);
        assert_eq!(mentions.number_shared(&Arc::from("a")), 0);
        let (one, two) = (mentions.shared("a"), mentions.shared("a"));
        assert!(Arc::ptr_eq(&one, &two) && Arc::ptr_eq(&one, &stated));
    }

    #[test]
    fn separators_are_noticed_wherever_they_come_from() {
        let mut mentions = Mentions::default();
        mentions.number("a");
        assert!(!mentions.any_with_separator());
        mentions.number_shared(&Arc::from("a>b"));
        assert!(mentions.any_with_separator());
    }
}
