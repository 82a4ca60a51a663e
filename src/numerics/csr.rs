//! Items grouped by a dense key: one array of starts, one of items (compressed sparse rows).

use std::ops::Range;

/// Narrows an index; builders refuse organisations of more than [`MAX_INDEX`] of anything first.
#[expect(
    clippy::cast_possible_truncation,
    reason = "counts are checked against MOST before anything dense is made"
)]
pub(crate) const fn ix(index: usize) -> u32 {
    debug_assert!(index <= MAX_INDEX);
    index as u32
}

/// The largest count of parties, services or needs: one below `u32::MAX`, which marks absence.
pub(crate) const MAX_INDEX: usize = u32::MAX as usize - 1;

/// Marks that there is no index.
pub(crate) const NONE: u32 = u32::MAX;

/// Items grouped by key, in their own order within a group: numbers `0..n`, or an index type.
#[derive(Debug, Clone)]
pub(crate) struct Csr<T = u32> {
    /// Where each group starts; one more than there are groups, ending in the number of items.
    start: Vec<u32>,
    items: Vec<T>,
}

impl Csr {
    /// Groups items by counting: time and memory linear in groups and items. Items whose key lies
    /// outside `0..groups` belong to no group.
    pub(crate) fn by_key(groups: usize, keys: impl Iterator<Item = u32> + Clone) -> Self {
        Self::of_pairs(groups, keys.enumerate().map(|(item, key)| (key, ix(item))))
    }
}

impl<T: Copy + Default> Csr<T> {
    /// Groups items that come with their key, as [`by_key`](Csr::by_key) does.
    pub(crate) fn of_pairs(groups: usize, pairs: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        let mut counts = vec![0_u32; groups];
        for (key, _) in pairs.clone() {
            if let Some(count) = counts.get_mut(key as usize) {
                *count += 1;
            }
        }
        Self::of_counted(counts, pairs)
    }

    /// Groups items that come with their key, given how many there are of each key.
    pub(crate) fn of_counted(mut counts: Vec<u32>, pairs: impl Iterator<Item = (u32, T)>) -> Self {
        let mut start = Vec::with_capacity(counts.len() + 1);
        let mut total = 0;
        for count in &mut counts {
            start.push(total);
            total += std::mem::replace(count, total);
        }
        start.push(total);
        let mut next = counts;
        let mut items = vec![T::default(); total as usize];
        for (key, item) in pairs {
            if let Some(slot) = next.get_mut(key as usize) {
                if let Some(place) = items.get_mut(*slot as usize) {
                    *place = item;
                }
                *slot += 1;
            }
        }
        Self { start, items }
    }

    /// Returns where the items of one group stand among [all](Self::items); nowhere for a key
    /// outside the groups.
    pub(crate) fn range(&self, key: usize) -> Range<u32> {
        match (self.start.get(key), self.start.get(key + 1)) {
            (Some(&from), Some(&to)) => from..to,
            _ => 0..0,
        }
    }

    /// Returns how many groups there are.
    pub(crate) fn count(&self) -> usize {
        self.start.len() - 1
    }

    /// Returns the items of all groups, one group after the other.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// Returns how many bytes are held.
    pub(crate) fn bytes(&self) -> usize {
        self.start.capacity() * size_of::<u32>() + self.items.capacity() * size_of::<T>()
    }

    /// Returns the items of one group; none for a key outside the groups.
    pub(crate) fn of(&self, key: usize) -> &[T] {
        let range = self.range(key);
        self.items.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

/// Sorts items by a key below `keys`, stably, by counting: time and memory linear in both, see
/// [`bytes_to_sort`].
pub(crate) fn sorted_by_key(
    items: impl Iterator<Item = u32> + Clone,
    keys: usize,
    key: impl Fn(u32) -> u32,
) -> Vec<u32> {
    Csr::of_pairs(keys, items.map(|item| (key(item), item))).items
}

/// How many bytes [`sorted_by_key`] holds at most, its result among them.
pub(crate) const fn bytes_to_sort(items: usize, keys: usize) -> usize {
    (items + 2 * keys + 1) * size_of::<u32>()
}
