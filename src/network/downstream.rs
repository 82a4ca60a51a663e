//! Services by provider: the way downstream.

use std::ops::Range;

use super::Layout;
use crate::grouped::{Grouped, dense};

/// Of every department the row entries it provides, and of every row entry its consumer.
///
/// Rows lead upstream and are all that a solve reads; this is made when first asked for.
pub(crate) struct Downstream {
    provided: Grouped,
    consumer: Vec<u32>,
}

impl Downstream {
    fn new(layout: &Layout) -> Self {
        let mut consumer = vec![0; layout.provider.len()];
        for party in 0..layout.party_count() {
            consumer[layout.row(party)].fill(dense(party));
        }
        let provided = Grouped::by_key(layout.department_count, layout.provider.iter().copied());
        Self { provided, consumer }
    }

    /// The row entries that a party provides, ascending, and so with ascending consumers.
    pub(crate) fn provided(&self, party: usize) -> &[u32] {
        self.provided.of(party)
    }

    /// The row entries that a party provides to consumers within a range.
    pub(crate) fn provided_within(&self, party: usize, consumers: &Range<usize>) -> &[u32] {
        let entries = self.provided(party);
        let from = entries.partition_point(|&entry| self.consumer(entry) < consumers.start);
        let to = entries.partition_point(|&entry| self.consumer(entry) < consumers.end);
        &entries[from..to]
    }

    /// The party whose row holds an entry.
    pub(crate) fn consumer(&self, entry: u32) -> usize {
        self.consumer[entry as usize] as usize
    }
}

impl Layout {
    /// Services by provider.
    ///
    /// # Complexity
    ///
    /// The first call takes time and 8 bytes of memory per service, later ones nothing.
    pub(crate) fn downstream(&self) -> &Downstream {
        self.downstream.get_or_init(|| Downstream::new(self))
    }
}
