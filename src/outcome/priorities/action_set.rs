//! A set of actions, by number.

use std::cmp::Ordering;

/// Which actions are taken, one bit each.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct ActionSet(Box<[u64]>);

impl ActionSet {
    /// None of so many actions.
    pub(super) fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)].into())
    }

    /// All of so many actions.
    pub(super) fn all(count: usize) -> Self {
        (0..count).fold(Self::none(count), ActionSet::with)
    }

    pub(super) fn has(&self, action: usize) -> bool {
        self.0[action / 64] >> (action % 64) & 1 == 1
    }

    pub(super) fn insert(&mut self, action: usize) {
        self.0[action / 64] |= 1 << (action % 64);
    }

    pub(super) fn remove(&mut self, action: usize) {
        self.0[action / 64] &= !(1 << (action % 64));
    }

    pub(super) fn with(mut self, action: usize) -> Self {
        self.insert(action);
        self
    }

    pub(super) fn union(mut self, other: &Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
        self
    }

    /// Those that are not in the other set.
    pub(super) fn without(mut self, other: &Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= !other;
        }
        self
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(word, other)| word & other != 0)
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(word, other)| word & !other == 0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The actions in it, in the order stated.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(place, &word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place * 64 + bit)
        })
    }

    /// Whether it comes first where all else is equal: it has the first action in which they differ,
    /// unless the other has nothing from there on.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        self.order(other).is_lt()
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.iter().cmp(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::ActionSet;

    fn set(actions: &[usize]) -> ActionSet {
        actions.iter().fold(ActionSet::none(130), |set, &action| set.with(action))
    }

    #[test]
    fn sets_are_ordered_by_what_is_stated_first() {
        assert!(set(&[]).is_before(&set(&[129])));
        assert!(set(&[3]).is_before(&set(&[3, 70])));
        assert!(set(&[3, 70]).is_before(&set(&[4])));
        assert!(!set(&[4]).is_before(&set(&[4])));
    }

    #[test]
    fn set_operations_agree_with_lists() {
        let (one, two) = (set(&[1, 64, 128]), set(&[64, 2]));
        assert_eq!(one.clone().union(&two).iter().collect::<Vec<_>>(), [1, 2, 64, 128]);
        assert_eq!(one.clone().without(&two).iter().collect::<Vec<_>>(), [1, 128]);
        assert!(one.meets(&two) && !one.is_within(&two) && set(&[64]).is_within(&two));
        assert_eq!((one.iter().count(), ActionSet::all(130).iter().count()), (3, 130));
    }
}
