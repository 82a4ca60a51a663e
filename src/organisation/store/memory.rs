//! What a statement holds in memory.

use super::stated::{Links, Stated};
use crate::organisation::Need;

impl Stated {
    /// About how many bytes are held, without labels; time linear in parties and services.
    pub(crate) fn bytes(&self) -> usize {
        let Self { parties, services, keys, needs, need_dependence, links, .. } = self;
        parties.bytes()
            + services.bytes()
            + keys.bytes()
            + needs.capacity() * size_of::<Need>()
            + need_dependence.capacity() * size_of::<Option<f64>>()
            + links.bytes()
    }
}

impl Links {
    fn bytes(&self) -> usize {
        let columns = [&self.provider, &self.consumer, &self.need, &self.part_of];
        let grouped = [&self.provided, &self.received, &self.of_need, &self.needs_of, &self.parts];
        columns.iter().map(|column| column.capacity() * size_of::<u32>()).sum::<usize>()
            + grouped.iter().map(|groups| groups.bytes()).sum::<usize>()
    }
}
