//! Typed indices: numbers of parties, departments, services and needs that cannot be mixed up.
//!
//! A network has two numberings. Dense numbers follow the order of evaluation ([`PartyIx`],
//! [`DeptIx`], [`EdgeIx`], [`NeedIx`]); stated numbers follow the order in which parties and
//! services were stated ([`StatedPartyIx`], [`StatedServiceIx`]). The stated number of a party and
//! that of a service are two types, since both are looked up in the same table of names.
//!
//! Dense indices and ranges of them read plain slices, so kernels need no container of their own:
//! `quality[party]`, `providers[layout.row(party)]`. Stated indices do not: only the layout reads
//! what is kept in stated order.

use std::iter::FusedIterator;
use std::ops::{Add, Index, IndexMut, Range, Sub};

use crate::numerics::csr::{NONE, ix};

/// An index type that [`define_index!`] makes.
pub(crate) trait TypedIndex: Copy + Ord {
    fn new(index: usize) -> Self;
    fn index(self) -> usize;
}

/// Defines an index over `u32`; with `reads slices` it indexes every slice and vector.
macro_rules! define_index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub(crate) struct $name(u32);

        impl $name {
            /// Narrows a number that a builder has checked.
            #[inline]
            pub(crate) const fn new(index: usize) -> Self {
                Self::from_raw(ix(index))
            }

            #[inline]
            pub(crate) const fn index(self) -> usize {
                self.raw() as usize
            }

            #[inline]
            pub(crate) const fn from_raw(raw: u32) -> Self {
                Self(raw)
            }

            #[inline]
            pub(crate) const fn raw(self) -> u32 {
                self.0
            }
        }

        /// The index so many places on.
        impl Add<usize> for $name {
            type Output = Self;

            #[inline]
            fn add(self, places: usize) -> Self {
                Self::new(self.index() + places)
            }
        }

        /// How many places an index lies after another.
        impl Sub for $name {
            type Output = usize;

            #[inline]
            fn sub(self, other: Self) -> usize {
                self.index() - other.index()
            }
        }

        impl TypedIndex for $name {
            #[inline]
            fn new(index: usize) -> Self {
                Self::new(index)
            }

            #[inline]
            fn index(self) -> usize {
                self.index()
            }
        }
    };
    ($(#[$doc:meta])* $name:ident reads slices) => {
        define_index!($(#[$doc])* $name);

        impl<T> Index<$name> for [T] {
            type Output = T;

            #[inline]
            fn index(&self, index: $name) -> &T {
                &self[index.index()]
            }
        }

        impl<T> IndexMut<$name> for [T] {
            #[inline]
            fn index_mut(&mut self, index: $name) -> &mut T {
                &mut self[index.index()]
            }
        }

        impl<T> Index<$name> for Vec<T> {
            type Output = T;

            #[inline]
            fn index(&self, index: $name) -> &T {
                &self[index.index()]
            }
        }

        impl<T> IndexMut<$name> for Vec<T> {
            #[inline]
            fn index_mut(&mut self, index: $name) -> &mut T {
                &mut self[index.index()]
            }
        }
    };
}

define_index!(
    /// A party in the order of evaluation: departments first, then external customers.
    PartyIx reads slices
);
define_index!(
    /// A department in the order of evaluation.
    DeptIx reads slices
);
define_index!(
    /// A row entry: a service in the order in which a solve reads it.
    EdgeIx reads slices
);
define_index!(
    /// A need of a party with a detailed row.
    NeedIx reads slices
);
define_index!(
    /// A party as stated: departments first, then external customers.
    StatedPartyIx
);
define_index!(
    /// A service as stated.
    StatedServiceIx
);

impl EdgeIx {
    /// Marks that there is no row entry, where an option would take twice the room.
    pub(crate) const NONE: Self = Self(NONE);
}

impl From<DeptIx> for PartyIx {
    #[inline]
    fn from(department: DeptIx) -> Self {
        Self(department.0)
    }
}

impl IndexRange<DeptIx> {
    pub(crate) fn into_parties(self) -> IndexRange<PartyIx> {
        IndexRange { start: self.start.into(), end: self.end.into() }
    }
}

/// Consecutive indices; an iterator, as ranges of numbers are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct IndexRange<I> {
    pub(crate) start: I,
    pub(crate) end: I,
}

impl<I: TypedIndex> IndexRange<I> {
    #[inline]
    pub(crate) const fn new(start: I, end: I) -> Self {
        Self { start, end }
    }

    /// The first indices, so many of them.
    pub(crate) fn first(count: usize) -> Self {
        Self { start: I::new(0), end: I::new(count) }
    }

    /// One index alone.
    #[inline]
    pub(crate) fn one(index: I) -> Self {
        Self { start: index, end: I::new(index.index() + 1) }
    }

    /// The one index before another, which is above 0.
    pub(crate) fn last_below(end: I) -> Self {
        Self { start: I::new(end.index() - 1), end }
    }

    /// The indices as plain numbers.
    #[inline]
    pub(crate) fn indices(&self) -> Range<usize> {
        self.start.index()..self.end.index()
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    #[inline]
    pub(crate) fn contains(&self, index: &I) -> bool {
        self.start <= *index && *index < self.end
    }
}

impl<I: TypedIndex> From<Range<usize>> for IndexRange<I> {
    #[inline]
    fn from(range: Range<usize>) -> Self {
        Self { start: I::new(range.start), end: I::new(range.end) }
    }
}

impl<I: TypedIndex> Iterator for IndexRange<I> {
    type Item = I;

    #[inline]
    fn next(&mut self) -> Option<I> {
        let next = self.start;
        if next >= self.end {
            return None;
        }
        self.start = I::new(next.index() + 1);
        Some(next)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.indices().len();
        (length, Some(length))
    }
}

impl<I: TypedIndex> DoubleEndedIterator for IndexRange<I> {
    #[inline]
    fn next_back(&mut self) -> Option<I> {
        if self.start >= self.end {
            return None;
        }
        self.end = I::new(self.end.index() - 1);
        Some(self.end)
    }
}

impl<I: TypedIndex> ExactSizeIterator for IndexRange<I> {}

impl<I: TypedIndex> FusedIterator for IndexRange<I> {}

impl<T, I: TypedIndex> Index<IndexRange<I>> for [T] {
    type Output = [T];

    #[inline]
    fn index(&self, range: IndexRange<I>) -> &[T] {
        &self[range.indices()]
    }
}

impl<T, I: TypedIndex> IndexMut<IndexRange<I>> for [T] {
    #[inline]
    fn index_mut(&mut self, range: IndexRange<I>) -> &mut [T] {
        &mut self[range.indices()]
    }
}

impl<T, I: TypedIndex> Index<IndexRange<I>> for Vec<T> {
    type Output = [T];

    #[inline]
    fn index(&self, range: IndexRange<I>) -> &[T] {
        &self[range.indices()]
    }
}

impl<T, I: TypedIndex> IndexMut<IndexRange<I>> for Vec<T> {
    #[inline]
    fn index_mut(&mut self, range: IndexRange<I>) -> &mut [T] {
        &mut self[range.indices()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_walk_both_ways_and_read_slices() {
        let range = IndexRange::new(EdgeIx::new(1), EdgeIx::new(4));
        let numbers = |range: IndexRange<EdgeIx>| range.map(EdgeIx::index).collect::<Vec<_>>();
        assert_eq!(numbers(range.clone()), [1, 2, 3]);
        assert_eq!(range.clone().rev().map(EdgeIx::index).collect::<Vec<_>>(), [3, 2, 1]);
        assert_eq!((range.len(), range.contains(&EdgeIx::new(4))), (3, false));
        assert_eq!("abcde".as_bytes()[range.clone()], *b"bcd");
        assert_eq!([10, 20, 30][PartyIx::from(DeptIx::new(2))], 30);

        let nothing = IndexRange::new(EdgeIx::new(2), EdgeIx::new(2));
        assert!(nothing.is_empty() && numbers(nothing).is_empty());
        assert_eq!(IndexRange::last_below(EdgeIx::new(4)), IndexRange::one(EdgeIx::new(3)));
        assert_eq!(range.end - range.start, 3);
    }
}
