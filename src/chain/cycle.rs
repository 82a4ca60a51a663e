//! Cyclic components, for people: who depends on whom in cycles.

use std::collections::VecDeque;
use std::fmt;

use super::Chain;
use crate::id::{PartyId, ServiceId};
use crate::network::{EdgeIx, IndexRange, Network, PartyIx};

/// Departments that all depend on each other, directly or through others; or one that serves
/// itself.
///
/// # Examples
///
/// ```
/// use knockon::{Columns, Network};
///
/// let network = Network::from_columns(&Columns::new(3, 1)?
///     .provider(&[0, 1, 2, 1, 2])
///     .consumer(&[1, 2, 0, 0, 3])
///     .dependence(&[0.5, 0.4, 0.3, 0.2, 0.9]))?;
/// let cycles: Vec<_> = network.cycles().collect();
/// assert_eq!(cycles.len(), 1);
/// assert_eq!(cycles[0].departments(), ["d0", "d1", "d2"]);
/// assert!(cycles[0].is_certified());
/// let loops: Vec<_> = cycles[0].loops().map(|example| example.to_string()).collect();
/// assert_eq!(loops, ["d0 -> d1 -> d0", "d2 -> d0 -> d1 -> d2"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct CyclicComponent {
    network: Network,
    /// Dense numbers.
    parties: IndexRange<PartyIx>,
    is_certified: bool,
    departments: Vec<PartyId>,
}

impl Network {
    /// Returns the cyclic components, in the order of evaluation: providers first.
    pub fn cycles(&self) -> impl DoubleEndedIterator<Item = CyclicComponent> + ExactSizeIterator {
        self.layout().cycles().iter().map(|cycle| {
            let layout = self.layout();
            let mut parties: Vec<PartyIx> = cycle.parties().collect();
            parties.sort_unstable_by_key(|&party| layout.stated(party));
            let ids = parties.into_iter().map(|party| layout.party_id(party));
            CyclicComponent {
                network: self.clone(),
                parties: cycle.parties(),
                is_certified: cycle.certificate.is_some(),
                departments: ids.collect(),
            }
        })
    }
}

impl CyclicComponent {
    /// Returns the departments, in the order stated.
    pub fn departments(&self) -> &[PartyId] {
        &self.departments
    }

    /// Returns the services between its departments, in the order stated, those among them that stand
    /// by: a scenario may start them.
    pub fn services(&self) -> Vec<ServiceId> {
        let layout = self.network.layout();
        let rows = self.parties.clone().flat_map(|party| layout.row(party));
        let inside = |&entry: &EdgeIx| self.parties.contains(&layout.provider(entry).into());
        let mut entries: Vec<EdgeIx> = rows.filter(inside).collect();
        entries.sort_unstable_by_key(|&entry| layout.stated_service(entry));
        entries.into_iter().map(|entry| layout.service_id(entry)).collect()
    }

    /// Whether it is proved to have one solution in every scenario; see
    /// [`quality`](crate::quality).
    pub fn is_certified(&self) -> bool {
        self.is_certified
    }

    /// Returns example loops, one by one: a shortest one through the first department, then
    /// through the first that no loop so far has passed, and so on until all have been.
    ///
    /// A loop is listed as a chain whose first and last party are the same; its services may stand by.
    ///
    /// # Complexity
    ///
    /// Each loop takes time linear in the component's services.
    pub fn loops(&self) -> Loops {
        let layout = self.network.layout();
        let mut order: Vec<PartyIx> = self.parties.clone().collect();
        order.sort_unstable_by_key(|&party| layout.stated(party));
        Loops {
            network: self.network.clone(),
            passed: vec![false; self.parties.len()],
            parties: self.parties.clone(),
            order: order.into_iter(),
        }
    }
}

impl fmt::Debug for CyclicComponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CyclicComponent")
            .field("departments", &self.departments)
            .field("is_certified", &self.is_certified)
            .finish_non_exhaustive()
    }
}

/// Example loops of a component; made by [`CyclicComponent::loops`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Loops {
    network: Network,
    parties: IndexRange<PartyIx>,
    /// By position in the component.
    passed: Vec<bool>,
    order: std::vec::IntoIter<PartyIx>,
}

impl Loops {
    /// The row entries of a shortest loop through a department, found breadth first.
    fn shortest(&self, through: PartyIx) -> Option<Vec<EdgeIx>> {
        let layout = self.network.layout();
        let downstream = layout.downstream();
        let first = self.parties.start;
        let mut via = vec![EdgeIx::NONE; self.parties.len()];
        let mut open = VecDeque::from([through]);
        while let Some(party) = open.pop_front() {
            for &entry in downstream.provided_within(party, &self.parties) {
                let consumer = downstream.consumer(entry);
                if via[consumer - first] != EdgeIx::NONE {
                    continue;
                }
                via[consumer - first] = entry;
                if consumer == through {
                    let mut entries = vec![entry];
                    let mut at = party;
                    while at != through {
                        let entry = via[at - first];
                        entries.push(entry);
                        at = layout.provider(entry).into();
                    }
                    entries.reverse();
                    return Some(entries);
                }
                open.push_back(consumer);
            }
        }
        None
    }
}

impl Iterator for Loops {
    type Item = Chain;

    fn next(&mut self) -> Option<Chain> {
        let first = self.parties.start;
        let through = self.order.find(|&party| !self.passed[party - first])?;
        let entries = self.shortest(through)?;
        for &entry in &entries {
            let provider = PartyIx::from(self.network.layout().provider(entry));
            self.passed[provider - first] = true;
        }
        Some(Chain::new(&self.network, &entries))
    }
}
