//! Services by provider: the way downstream.

use super::{DeptIx, EdgeIx, IndexRange, Layout, PartyIx};
use crate::numerics::csr::Csr;

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
    provided: Csr<EdgeIx>,
    /// The consumer of every [`SPACING`]th row entry.
    consumers: Vec<PartyIx>,
}

/// How many row entries lie between two whose consumer is kept: a power of two.
const SPACING: usize = 16;

impl Transpose {
    fn new(layout: &Layout) -> Self {
        let mut consumers = Vec::with_capacity(layout.provider.len().div_ceil(SPACING));
        for party in layout.parties() {
            let kept = layout.row(party).end.index().div_ceil(SPACING);
            consumers.resize(kept, party);
        }
        let pairs = layout.provider.iter().copied().zip(layout.edges());
        let provided = Csr::of_pairs(layout.department_count, pairs);
        Self { provided, consumers }
    }

    /// The party whose row holds an entry: at or after that of the last entry kept before it, at
    /// or before that of the next.
    pub(super) fn consumer(&self, layout: &Layout, entry: EdgeIx) -> PartyIx {
        let kept = entry.index() / SPACING;
        let first = self.consumers[kept].index();
        let last = self.consumers.get(kept + 1).map_or(layout.party_count() - 1, |p| p.index());
        let ends = &layout.row_start[first + 1..=last];
        PartyIx::new(first + ends.partition_point(|&end| end <= entry.raw()))
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.provided.bytes() + self.consumers.capacity() * size_of::<PartyIx>()
    }
}

impl<'a> Downstream<'a> {
    /// The row entries that a party provides, ascending, and so with ascending consumers.
    pub(crate) fn provided(&self, party: impl Into<PartyIx>) -> &'a [EdgeIx] {
        self.lists.provided.of(party.into().index())
    }

    /// The row entries that a party provides to consumers within a range.
    pub(crate) fn provided_within(
        &self,
        party: impl Into<PartyIx>,
        consumers: &IndexRange<PartyIx>,
    ) -> &'a [EdgeIx] {
        let entries = self.provided(party);
        let rows = self.layout.rows(consumers);
        let from = entries.partition_point(|&entry| entry < rows.start);
        let to = entries.partition_point(|&entry| entry < rows.end);
        &entries[from..to]
    }

    /// The party whose row holds an entry.
    pub(crate) fn consumer(&self, entry: EdgeIx) -> PartyIx {
        self.lists.consumer(self.layout, entry)
    }
}

impl Layout {
    /// Whether a department serves or is served.
    pub(crate) fn is_connected(&self, department: DeptIx) -> bool {
        !self.row(department).is_empty() || !self.downstream().provided(department).is_empty()
    }

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
