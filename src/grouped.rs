//! Items grouped by a dense key: one array of starts, one of items (compressed sparse rows).

/// Narrows an index; builders refuse organisations of more than [`MOST`] of anything first.
#[expect(
    clippy::cast_possible_truncation,
    reason = "counts are checked against MOST before anything dense is made"
)]
pub(crate) const fn dense(index: usize) -> u32 {
    debug_assert!(index <= MOST);
    index as u32
}

/// The largest count of parties, services or needs: one below `u32::MAX`, which marks absence.
pub(crate) const MOST: usize = u32::MAX as usize - 1;

/// Items `0..n` grouped by key, in their own order within a group.
#[derive(Debug, Clone)]
pub(crate) struct Grouped {
    /// Where each group starts; one more than there are groups, ending in the number of items.
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Grouped {
    /// Groups items by counting: time and memory linear in groups and items. Items whose key lies
    /// outside `0..groups` belong to no group.
    pub(crate) fn by_key(groups: usize, keys: impl Iterator<Item = u32> + Clone) -> Self {
        let mut start = vec![0_u32; groups + 1];
        for key in keys.clone() {
            if let Some(count) = start.get_mut(key as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for count in &mut start {
            total += *count;
            *count = total;
        }
        let mut next = start.clone();
        let mut items = vec![0_u32; total as usize];
        for (item, key) in keys.enumerate() {
            if (key as usize) < groups
                && let Some(slot) = next.get_mut(key as usize)
            {
                if let Some(place) = items.get_mut(*slot as usize) {
                    *place = dense(item);
                }
                *slot += 1;
            }
        }
        Self { start, items }
    }

    /// Returns the items of one group; none for a key outside the groups.
    pub(crate) fn of(&self, key: usize) -> &[u32] {
        match (self.start.get(key), self.start.get(key + 1)) {
            (Some(&from), Some(&to)) => {
                self.items.get(from as usize..to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }
}
