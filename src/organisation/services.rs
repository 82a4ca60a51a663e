//! Services by position and by key.

use std::ops::Index;

use indexmap::IndexSet;

use super::Service;
use crate::id::ServiceId;

/// The services of an organisation, in the order stated; each has a key of its own.
#[derive(Debug)]
pub(crate) struct Services {
    keys: IndexSet<ServiceId>,
    stated: Vec<Service>,
}

impl Services {
    /// Joins services and their keys, of which there are as many.
    pub(super) fn new(keys: IndexSet<ServiceId>, stated: Vec<Service>) -> Self {
        debug_assert_eq!(keys.len(), stated.len());
        Self { keys, stated }
    }

    pub(crate) fn len(&self) -> usize {
        self.stated.len()
    }

    /// How many services, with their keys, there is room for.
    pub(super) fn capacity(&self) -> (usize, usize) {
        (self.keys.capacity(), self.stated.capacity())
    }

    pub(crate) fn get_index(&self, index: usize) -> Option<(&ServiceId, &Service)> {
        Some((self.keys.get_index(index)?, self.stated.get(index)?))
    }

    pub(crate) fn get_index_of(&self, id: &str) -> Option<usize> {
        self.keys.get_index_of(id)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&ServiceId, &Service)> {
        self.keys.iter().zip(&self.stated)
    }

    pub(crate) fn values(&self) -> std::slice::Iter<'_, Service> {
        self.stated.iter()
    }
}

/// Equal where the same services are stated in the same order: their keys follow from that.
impl PartialEq for Services {
    fn eq(&self, other: &Self) -> bool {
        self.stated == other.stated
    }
}

#[expect(clippy::indexing_slicing, reason = "as of a slice")]
impl Index<usize> for Services {
    type Output = Service;

    fn index(&self, index: usize) -> &Service {
        &self.stated[index]
    }
}
