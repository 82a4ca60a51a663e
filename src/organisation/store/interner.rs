//! Ids that are mentioned many times, numbered once.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::id::PartyId;
use crate::numerics::csr::{NONE, ix};

/// What stands between the parties of a service's derived id.
pub(crate) const SEPARATOR: char = '>';

/// Texts by number, in the order of their first mention.
///
/// Texts lie end to end, so that many stay close to the processor. Hashes are seeded anew for every
/// table, so that no file holds texts that collide in all of them; the hash is not made to
/// withstand those who watch how long it takes. Numbers do not depend on hashes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    texts: Texts,
    table: HashTable<InternedText>,
    hasher: RandomState,
    any_with_separator: bool,
}

/// Statements of parties, and the number of each one's id.
#[derive(Debug)]
pub(crate) struct Interned<T> {
    pub(crate) stated: Vec<T>,
    pub(crate) id: Vec<u32>,
    /// The positions of those that were left out for what is wrong with them, among all.
    pub(crate) left_out: Vec<u32>,
    /// The numbers of their ids.
    pub(crate) left_out_ids: Vec<u32>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        let (stated, id) = (Vec::new(), Vec::new());
        Self { stated, id, left_out: Vec::new(), left_out_ids: Vec::new() }
    }
}

/// Texts one after the other.
#[derive(Debug, Clone, Default)]
struct Texts {
    text: String,
    end: Vec<usize>,
}

/// A text that was mentioned, and enough of its hash to tell it from most others.
#[derive(Debug, Clone, Copy)]
struct InternedText {
    hash: u32,
    number: u32,
}

impl Texts {
    fn range(&self, number: u32) -> Option<Range<usize>> {
        let number = number as usize;
        let start = match number.checked_sub(1) {
            Some(before) => *self.end.get(before)?,
            None => 0,
        };
        Some(start..*self.end.get(number)?)
    }

    fn get(&self, number: u32) -> Option<&str> {
        self.text.get(self.range(number)?)
    }

    /// Whether a text has this number.
    fn is(&self, number: u32, text: &str) -> bool {
        let bytes = self.range(number).and_then(|range| self.text.as_bytes().get(range));
        bytes == Some(text.as_bytes())
    }

    fn push(&mut self, text: &str) -> u32 {
        let number = ix(self.end.len());
        self.text.push_str(text);
        self.end.push(self.text.len());
        number
    }
}

impl InternedText {
    /// Whether it is of a text with this hash.
    fn is(self, hash: u32, text: &str, texts: &Texts) -> bool {
        self.hash == hash && texts.is(self.number, text)
    }

    /// Where it belongs in the table, which looks at both ends of a hash.
    fn place(self) -> u64 {
        place(self.hash)
    }
}

fn place(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

impl Interner {
    /// Returns the number of a text, which is the next one where it is new.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let hash = self.hash(text);
        let Self { texts, table, any_with_separator, .. } = self;
        let is_text = |mention: &InternedText| mention.is(hash, text, texts);
        match table.entry(place(hash), is_text, |mention| mention.place()) {
            Entry::Occupied(entry) => entry.get().number,
            Entry::Vacant(entry) => {
                *any_with_separator |= text.contains(SEPARATOR);
                let number = texts.push(text);
                entry.insert(InternedText { hash, number });
                number
            }
        }
    }

    /// Finds the number of a text.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hash(text);
        let is_text = |mention: &InternedText| mention.is(hash, text, &self.texts);
        self.table.find(place(hash), is_text).map(|mention| mention.number)
    }

    /// Numbers many texts in turn.
    ///
    /// A lookup does little but wait for memory: for the table, then for the text that it names.
    /// Each step is taken for all texts before the next, so that the processor waits for many at
    /// once. `scratch` is overwritten.
    pub(crate) fn number_all<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t str> + Clone,
        scratch: &mut Vec<u32>,
        mut take: impl FnMut(u32),
    ) {
        scratch.clear();
        scratch.extend(texts.clone().map(|text| self.hash(text)));
        for hash in scratch.iter_mut() {
            let hashed = |mention: &InternedText| mention.hash == *hash;
            let likely = self.table.find(place(*hash), hashed);
            *hash = likely.map_or(NONE, |mention| mention.number);
        }
        for (&likely, text) in scratch.iter().zip(texts) {
            take(if self.texts.is(likely, text) { likely } else { self.number(text) });
        }
    }

    /// Makes room for texts to come.
    #[cfg(feature = "csv")]
    pub(crate) fn reserve(&mut self, more: usize) {
        self.texts.end.reserve(more);
        self.table.reserve(more, |mention| mention.place());
    }

    #[expect(clippy::cast_possible_truncation, reason = "half of a hash tells texts apart as well")]
    fn hash(&self, text: &str) -> u32 {
        self.hasher.hash_one(text) as u32
    }

    /// Returns the text of a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number).unwrap_or_default()
    }

    /// Returns how many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.end.len()
    }

    /// Whether a text holds what stands between the parties of a derived id.
    pub(crate) fn any_with_separator(&self) -> bool {
        self.any_with_separator
    }

    /// Returns about how many bytes are held.
    pub(in crate::organisation) fn bytes(&self) -> usize {
        self.texts.text.capacity()
            + self.texts.end.capacity() * size_of::<usize>()
            + self.table.allocation_size()
    }
}

impl<T> Interned<T> {
    /// How many there are, with those that were left out.
    pub(crate) fn len(&self) -> usize {
        self.stated.len() + self.left_out.len()
    }

    /// Leaves one out, whose id has that number.
    pub(crate) fn leave_out(&mut self, id: u32) {
        self.left_out.push(ix(self.len()));
        self.left_out_ids.push(id);
    }
}

impl<T> Interned<T> {
    pub(crate) fn push(&mut self, id: u32, stated: T) {
        self.stated.push(stated);
        self.id.push(id);
    }

    /// Numbers the ids of statements, in their order.
    pub(crate) fn of(stated: Vec<T>, id: impl Fn(&T) -> &PartyId, interner: &mut Interner) -> Self {
        let id = stated.iter().map(|stated| interner.number(id(stated).as_str())).collect();
        Self { stated, id, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::interner::*;

    #[test]
    fn numbers_follow_the_order_of_first_mention() {
        let mut interner = Interner::default();
        let numbers = ["b", "a", "", "b", "a", "c"].map(|text| interner.number(text));
        assert_eq!(numbers, [0, 1, 2, 0, 1, 3]);
        assert_eq!([0, 1, 2, 3, 4].map(|number| interner.text(number)), ["b", "a", "", "c", ""]);
        assert_eq!((interner.find("c"), interner.find("d"), interner.len()), (Some(3), None, 4));
    }

    #[test]
    fn many_are_found_however_often_the_table_grew() {
        let mut interner = Interner::default();
        let texts: Vec<_> = (0..50_000).map(|number| format!("{number}")).collect();
        for (number, text) in (0..).zip(&texts) {
            assert_eq!(interner.find(text), None);
            assert_eq!(interner.number(text), number);
        }
        for (number, text) in (0..).zip(&texts) {
            assert_eq!((interner.find(text), interner.text(number)), (Some(number), text.as_str()));
        }
    }

    #[test]
    fn many_at_once_are_numbered_as_one_by_one() {
        let texts: Vec<_> = (0..5_000).map(|i| format!("{}", i * i % 1_999)).collect();
        let (mut interner, mut one_by_one) = (Interner::default(), Interner::default());
        let (mut scratch, mut numbers) = (Vec::new(), Vec::new());
        for some in texts.chunks(600) {
            let texts = some.iter().map(String::as_str);
            interner.number_all(texts, &mut scratch, |number| numbers.push(number));
        }
        let expected: Vec<_> = texts.iter().map(|text| one_by_one.number(text)).collect();
        assert_eq!(numbers, expected);
    }

    #[test]
    fn equal_hashes_do_not_make_texts_equal() {
        let mut texts = Texts::default();
        let (a, b) = (texts.push("a"), texts.push("b"));
        assert!(InternedText { hash: 7, number: a }.is(7, "a", &texts));
        assert!(!InternedText { hash: 7, number: a }.is(7, "b", &texts));
        assert!(!InternedText { hash: 8, number: b }.is(7, "b", &texts));
    }

    #[test]
    fn separators_are_noticed() {
        let mut interner = Interner::default();
        interner.number("a");
        assert!(!interner.any_with_separator());
        interner.number("a>b");
        assert!(interner.any_with_separator());
    }
}
