//! Services by provider: the way downstream.

use std::ops::Range;

use super::Layout;
use crate::numerics::csr::{Csr, ix};

/// Of every department the row entries it provides, and of every row entry its consumer.
///
/// Rows lead upstream and are all that a solve reads; what leads downstream beside them is made
/// when first asked for.
#[derive(Clone, Copy)]
pub(crate) struct Downstream<'a> {
    layout: &'a Layout,
    lists: &'a Transpose,
}

/// What a network keeps to lead downstream.
#[derive(Clone)]
pub(super) struct Transpose {
    provided: Csr,
    /// The consumer of every [`SPACING`]th row entry.
    consumers: Vec<u32>,
}

/// How many row entries lie between two whose consumer is kept: a power of two.
const SPACING: usize = 16;

impl Transpose {
    fn new(layout: &Layout) -> Self {
        let mut consumers = Vec::with_capacity(layout.provider.len().div_ceil(SPACING));
        for party in 0..layout.party_count() {
            let kept = layout.row(party).end.div_ceil(SPACING);
            consumers.resize(kept, ix(party));
        }
        let provided = Csr::by_key(layout.department_count, layout.provider.iter().copied());
        Self { provided, consumers }
    }

    /// The party whose row holds an entry: at or after that of the last entry kept before it, at
    /// or before that of the next.
    pub(super) fn consumer(&self, layout: &Layout, entry: u32) -> usize {
        let kept = entry as usize / SPACING;
        let first = self.consumers[kept] as usize;
        let last = self.consumers.get(kept + 1).map_or(layout.party_count() - 1, |&p| p as usize);
        let ends = &layout.row_start[first + 1..=last];
        first + ends.partition_point(|&end| end <= entry)
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.provided.bytes() + self.consumers.capacity() * size_of::<u32>()
    }
}

impl<'a> Downstream<'a> {
    /// The row entries that a party provides, ascending, and so with ascending consumers.
    pub(crate) fn provided(&self, party: usize) -> &'a [u32] {
        self.lists.provided.of(party)
    }

    /// The row entries that a party provides to consumers within a range.
    pub(crate) fn provided_within(&self, party: usize, consumers: &Range<usize>) -> &'a [u32] {
        let entries = self.provided(party);
        let row_start = &self.layout.row_start;
        let from = entries.partition_point(|&entry| entry < row_start[consumers.start]);
        let to = entries.partition_point(|&entry| entry < row_start[consumers.end]);
        &entries[from..to]
    }

    /// The party whose row holds an entry.
    pub(crate) fn consumer(&self, entry: u32) -> usize {
        self.lists.consumer(self.layout, entry)
    }
}

impl Layout {
    /// Services by provider.
    ///
    /// # Complexity
    ///
    /// The first call takes time, and 4¼ bytes of memory per service and 4 per department; later
    /// ones nothing.
    pub(crate) fn downstream(&self) -> Downstream<'_> {
        Downstream { layout: self, lists: self.downstream.get_or_init(|| Transpose::new(self)) }
    }
}
