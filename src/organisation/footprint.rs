//! What a statement holds in memory.

use super::{Department, ExternalCustomer, Links, Need, Service, Stated};
use crate::id::{PartyId, ServiceId};

/// What an id holds beside its text: two counts of those who share it.
const SHARED: usize = 2 * size_of::<usize>();
/// What an index by id holds per entry: its hash, and its place in a table filled to seven eighths.
const INDEXED: usize = 2 * size_of::<usize>() + 2;

impl Stated {
    /// About how many bytes are held, without labels; time linear in parties and services.
    pub(crate) fn bytes(&self) -> usize {
        let Self { departments, customers, services, needs, need_dependence, links, .. } = self;
        let id = |id: &str| SHARED + id.len() + INDEXED;
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
        let department = |(key, stated): (&PartyId, &Department)| {
            id(key.as_str()) + text(&stated.name) + text(&stated.part_of)
        };
        let customer = |(key, stated): (&PartyId, &ExternalCustomer)| {
            id(key.as_str()) + text(&stated.name) + text(&stated.also_department)
        };
        let service = |(key, stated): (&ServiceId, &Service)| {
            id(key.as_str()) + text(&stated.name) + text(&stated.need)
        };
        let (keys, stated) = services.capacity();
        departments.capacity() * size_of::<(PartyId, Department)>()
            + customers.capacity() * size_of::<(PartyId, ExternalCustomer)>()
            + keys * size_of::<ServiceId>()
            + stated * size_of::<Service>()
            + departments.iter().map(department).sum::<usize>()
            + customers.iter().map(customer).sum::<usize>()
            + services.iter().map(service).sum::<usize>()
            + needs.capacity() * size_of::<Need>()
            + need_dependence.capacity() * size_of::<f64>()
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
