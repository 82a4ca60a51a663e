//! [`OwnIds`] holds the ids of services that are not `provider>consumer`.

use super::interner::Interner;
use crate::numerics::csr::{NONE, ix};

/// Ids of services, end to end in a table that also finds services by them.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnIds {
    table: Interner,
    /// Of each service the number of its id; [`NONE`] of one without.
    number: Vec<u32>,
    /// The first service that was given the id of each number.
    service: Vec<u32>,
    /// How many services have one.
    count: usize,
}

impl OwnIds {
    /// Gives a service an id.
    pub(crate) fn set(&mut self, service: usize, id: &str) {
        let number = self.table.number(id);
        self.set_number(service, number);
    }

    /// Gives consecutive services from one on an id each.
    #[cfg(feature = "csv")]
    pub(crate) fn set_all<'t>(
        &mut self,
        first: usize,
        ids: impl Iterator<Item = &'t str> + Clone,
        scratch: &mut Vec<u32>,
    ) {
        let mut table = std::mem::take(&mut self.table);
        let mut service = first;
        table.number_all(ids, scratch, |number| {
            self.set_number(service, number);
            service += 1;
        });
        self.table = table;
    }

    fn set_number(&mut self, service: usize, number: u32) {
        if service >= self.number.len() {
            self.number.resize(service + 1, NONE);
        }
        if let Some(slot) = self.number.get_mut(service) {
            self.count += usize::from(*slot == NONE);
            *slot = number;
        }
        if number as usize >= self.service.len() {
            self.service.push(ix(service));
        }
    }

    /// Makes room for ids to come.
    #[cfg(feature = "csv")]
    pub(crate) fn reserve(&mut self, more: usize) {
        self.table.reserve(more);
        self.number.reserve(more);
        self.service.reserve(more);
    }

    pub(crate) fn get(&self, service: usize) -> Option<&str> {
        let number = self.number.get(service).copied().filter(|&number| number != NONE)?;
        Some(self.table.text(number))
    }

    /// Finds the service that has an id, the first where several do.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        let service = self.service.get(self.table.find(id)? as usize)?;
        Some(*service as usize)
    }

    /// The services with an id, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        let services = self.number.iter().enumerate();
        let with_id = services.filter(|&(_, number)| *number != NONE);
        with_id.map(|(service, &number)| (service, self.table.text(number)))
    }

    /// How many services have one.
    #[cfg(feature = "csv")]
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Whether no two services have the same.
    pub(crate) fn all_differ(&self) -> bool {
        self.count == self.table.len()
    }

    /// Whether any holds what stands between the parties of a derived id.
    pub(crate) fn any_with_separator(&self) -> bool {
        self.table.any_with_separator()
    }

    /// Returns about how many bytes are held.
    pub(in crate::organisation) fn bytes(&self) -> usize {
        let columns = self.number.capacity() + self.service.capacity();
        self.table.bytes() + columns * size_of::<u32>()
    }
}

/// Equal where the same services have the same ids.
impl PartialEq for OwnIds {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use crate::organisation::store::own_ids::*;

    fn ids(of: &[(usize, &str)]) -> OwnIds {
        let mut ids = OwnIds::default();
        for &(service, id) in of {
            ids.set(service, id);
        }
        ids
    }

    #[test]
    fn ids_are_found_by_service_and_by_text() {
        let ids = ids(&[(1, "a"), (4, "b")]);
        assert_eq!(
            [0, 1, 4, 9].map(|service| ids.get(service)),
            [None, Some("a"), Some("b"), None]
        );
        assert_eq!((ids.find("b"), ids.find("c")), (Some(4), None));
        assert_eq!(ids.iter().collect::<Vec<_>>(), [(1, "a"), (4, "b")]);
    }

    #[test]
    fn equal_ids_are_noticed() {
        assert!(ids(&[(0, "a"), (1, "b")]).all_differ());
        let equal = ids(&[(0, "a"), (2, "b"), (3, "a")]);
        assert!(!equal.all_differ());
        assert_eq!(equal.find("a"), Some(0));
    }

    #[test]
    fn equality_is_of_services_and_texts() {
        let one = ids(&[(0, "a"), (1, "b")]);
        assert!(one == ids(&[(1, "b"), (0, "a")]));
        assert!(one != ids(&[(0, "a")]) && one != ids(&[(0, "b"), (1, "a")]));
    }

    #[cfg(feature = "csv")]
    #[test]
    fn many_at_once_are_as_one_by_one() {
        let texts: Vec<_> = (0..3_000).map(|i| format!("{}", i % 2_900)).collect();
        let (mut all, mut scratch) = (OwnIds::default(), Vec::new());
        all.set_all(5, texts.iter().map(String::as_str), &mut scratch);
        let mut one_by_one = OwnIds::default();
        for (place, id) in texts.iter().enumerate() {
            one_by_one.set(place + 5, id);
        }
        assert!(all == one_by_one);
        assert_eq!(all.find("100"), one_by_one.find("100"));
    }
}
