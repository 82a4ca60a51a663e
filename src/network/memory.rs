//! What a network holds in memory.

use super::layout::Structure;
use super::transpose::Transpose;
use super::{Demand, EdgeDetail, Layout, Network, PartyNames};
use crate::organisation::Transfer;

/// What a network holds in memory, in bytes, counted from the capacities of everything it made.
///
/// # Examples
///
/// ```
/// use knockon::{Columns, Network};
///
/// let network = Network::from_columns(&Columns::new(2, 1)?
///     .provider(&[0, 1])
///     .consumer(&[1, 2])
///     .dependence(&[0.5, 0.8]))?;
/// let memory = network.memory();
/// assert!(memory.peak_bytes >= memory.network_bytes);
/// assert_eq!(memory.downstream_bytes, 0);
/// # Ok::<(), knockon::network::ColumnsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Memory {
    /// The network itself, without names and without what is made only when asked for: 16 bytes
    /// per service and 16 per party, 12 more per department of a network with cycles, 8 more per
    /// department in one, and 16 per department that serves one before it in its cycle.
    pub network_bytes: usize,
    /// About what names take: the organisation a network was compiled from, shared with it,
    /// without labels; or the populations of numbered customers.
    pub names_bytes: usize,
    /// Services by provider, which chains are searched along; 0 until made.
    pub downstream_bytes: usize,
    /// The place of every service, by which scenarios and results name it; 0 until made.
    pub service_places_bytes: usize,
    /// The most held at once while the network was compiled: it and what it was made from, but
    /// neither names nor the columns or the organisation given.
    pub peak_bytes: usize,
}

impl Network {
    /// Returns what the network holds in memory.
    ///
    /// # Complexity
    ///
    /// Constant time for a network made from columns; for others linear in parties and services.
    pub fn memory(&self) -> Memory {
        let layout = self.layout();
        Memory {
            network_bytes: layout.bytes(),
            names_bytes: match layout.names() {
                PartyNames::Stated(organisation) => organisation.stated().bytes(),
                PartyNames::Numbered { population, availability, .. } => {
                    bytes(population) + bytes(availability)
                }
            },
            downstream_bytes: layout.downstream.get().map_or(0, Transpose::bytes),
            service_places_bytes: layout.edges_of_services.get().map_or(0, bytes),
            peak_bytes: layout.peak_bytes,
        }
    }
}

impl Layout {
    /// Bytes held, without names and what is made when asked for.
    pub(super) fn bytes(&self) -> usize {
        let points = |detail: &EdgeDetail| match &detail.transfer {
            Transfer::Table { points } => bytes(points),
            _ => 0,
        };
        size_of::<Self>()
            + size_of::<Structure>()
            + bytes(&self.capability)
            + bytes(&self.stated_of)
            + bytes(&self.dense_of)
            + bytes(&self.row_start)
            + bytes(&self.provider)
            + bytes(&self.dependence)
            + bytes(&self.service)
            + bytes(&self.inner_start)
            + bytes(&self.row_kind)
            + bytes(&self.row_kinds)
            + bytes(&self.needs)
            + bytes(&self.row_details)
            + self.row_details.iter().map(points).sum::<usize>()
            + bytes(&self.runs)
            + bytes(&self.standing_by)
            + bytes(&self.blocks)
            + bytes(&self.wide_levels)
            + bytes(&self.cycles)
            + bytes(&self.inverse_gaps)
            + self.demand.as_ref().map_or(0, Demand::bytes)
            + bytes(&self.feedback)
    }
}

/// Bytes a vector holds, but for what its items hold.
pub(super) fn bytes<T>(items: &Vec<T>) -> usize {
    items.capacity() * size_of::<T>()
}

/// Keeps the most held at once, noted wherever it may be highest.
#[derive(Debug, Default)]
pub(super) struct Peak {
    /// What is held meanwhile by callers.
    held: usize,
    most: usize,
}

impl Peak {
    /// Says what is held from now on beside anything noted.
    pub(super) fn hold(&mut self, held: usize) {
        self.held = held;
    }

    pub(super) fn note(&mut self, bytes: usize) {
        self.most = self.most.max(self.held + bytes);
    }

    pub(super) fn bytes(&self) -> usize {
        self.most
    }
}
