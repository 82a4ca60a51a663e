//! A network with other dependences than stated: the same structure, other numbers.
//!
//! Kernels read dependences from the layout, row after row, and what was proved at compile time
//! rests on them. So a scenario that sets some is solved on a layout of its own, which shares the
//! structure and costs a copy of the dependences.
//!
//! A dependence that is lowered takes nothing from a proof: every bound on a slope grows with it.
//! One that is raised does, and so does any other where bounds do not grow with it (under `fdna`,
//! and where people's effort depends on what they receive); the cycles are then certified anew.

use std::sync::Arc;

use super::certificate::certify;
use super::{EdgeIx, Layout, NeedIx, Network, Overrides, PartyIx, RowKind};
use crate::rule::Aggregator;

/// Where a dependence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum DependenceSlot {
    /// With the edge of a plain row.
    Edge(EdgeIx),
    /// With a need of a detailed row.
    Need(NeedIx),
}

/// What sets a layout apart from the one that was compiled.
#[derive(Clone)]
pub(crate) struct Variant {
    stated: Arc<Layout>,
    /// What replaces stated dependences, sorted.
    dependences: Vec<(DependenceSlot, f64)>,
    /// How many of these void what was proved with the stated ones.
    voiding: usize,
}

impl Network {
    /// The network as it was compiled.
    pub(crate) fn stated(&self) -> Self {
        match &self.layout.variant {
            Some(variant) => Self { layout: variant.stated.clone() },
            None => self.clone(),
        }
    }

    /// The network with the dependences that a scenario sets, and no others.
    ///
    /// # Complexity
    ///
    /// Time linear in services where it sets any, and that of certifying all cycles where one of
    /// them voids what was proved.
    pub(crate) fn with_dependences(&self, overrides: &Overrides) -> Self {
        let asked = overrides.dependences();
        if asked.clone().eq(self.layout.dependences_set().iter().copied()) {
            return self.clone();
        }
        let mut network = self.stated();
        network.set_dependences(asked.map(|(slot, value)| (slot, Some(value))));
        network
    }

    /// The network as though the dependences that it has were stated: those below them void nothing
    /// of it but [some](Layout::fall_voids).
    #[cfg(feature = "draws")]
    pub(crate) fn as_stated(&self) -> Self {
        let mut network = self.clone();
        if network.layout.variant.is_some() {
            Arc::make_mut(&mut network.layout).variant = None;
        }
        network
    }

    /// Replaces dependences, `None` by what is stated; whether what is proved may be another.
    pub(crate) fn set_dependences(
        &mut self,
        changes: impl IntoIterator<Item = (DependenceSlot, Option<f64>)>,
    ) -> bool {
        let mut changes: Vec<_> = changes.into_iter().collect();
        if changes.is_empty() {
            return false;
        }
        changes.sort_by_key(|&(slot, _)| slot);
        let stated = self.stated().layout;
        let falls_may_void = stated.falls_may_void();
        let voids = |&(slot, value): &(DependenceSlot, f64)| {
            let before = stated.dependence_at(slot);
            value > before || (falls_may_void && value < before && stated.fall_voids(slot))
        };
        let layout = Arc::make_mut(&mut self.layout);
        let variant = layout.variant.take();
        let was_void = variant.as_ref().is_some_and(|variant| variant.voiding > 0);
        let former = variant.map(|variant| variant.dependences).unwrap_or_default();
        let dependences = merged(former, &changes);
        for &(slot, value) in &changes {
            layout.set_dependence(slot, value.unwrap_or_else(|| stated.dependence_at(slot)));
        }
        let voiding = dependences.iter().filter(|set| voids(set)).count();
        if voiding > 0 {
            layout.certify_anew();
        } else if was_void {
            layout.take_proof_of(&stated);
        }
        if !dependences.is_empty() {
            layout.variant = Some(Variant { stated, dependences, voiding });
        }
        voiding > 0 || was_void
    }
}

/// Sorted values with changes, sorted as well, in their place; the last of one slot counts.
fn merged(
    former: Vec<(DependenceSlot, f64)>,
    changes: &[(DependenceSlot, Option<f64>)],
) -> Vec<(DependenceSlot, f64)> {
    let mut merged = Vec::with_capacity(former.len() + changes.len());
    let mut former = former.into_iter().peekable();
    for of_slot in changes.chunk_by(|(one, _), (two, _)| one == two) {
        let Some(&(slot, value)) = of_slot.last() else { continue };
        while let Some(kept) = former.next_if(|&(kept, _)| kept < slot) {
            merged.push(kept);
        }
        former.next_if(|&(kept, _)| kept == slot);
        merged.extend(value.map(|value| (slot, value)));
    }
    merged.extend(former);
    merged
}

impl Layout {
    /// The dependences that replace stated ones, sorted.
    pub(crate) fn dependences_set(&self) -> &[(DependenceSlot, f64)] {
        self.variant.as_ref().map_or(&[], |variant| &variant.dependences)
    }

    pub(crate) fn dependence_at(&self, slot: DependenceSlot) -> f64 {
        match slot {
            DependenceSlot::Edge(entry) => self.dependence[entry],
            DependenceSlot::Need(need) => self.needs[need].dependence,
        }
    }

    /// The first service that meets a need.
    pub(crate) fn first_entry(&self, slot: DependenceSlot) -> Option<EdgeIx> {
        match slot {
            DependenceSlot::Edge(entry) => Some(entry),
            DependenceSlot::Need(need) => self.needs[need].rows.clone().next(),
        }
    }

    /// Where the dependence of a row entry stands.
    pub(crate) fn slot_of(&self, entry: EdgeIx) -> DependenceSlot {
        match self.row_kind_of(self.consumer(entry)) {
            RowKind::Plain(_) => DependenceSlot::Edge(entry),
            RowKind::Detailed { needs, .. } => {
                // The needs of a row cut its entries in order.
                let of_row = self.needs(needs);
                let before = of_row.partition_point(|need| need.rows.end <= entry);
                DependenceSlot::Need(needs.start + before)
            }
        }
    }

    /// The party that depends.
    pub(crate) fn consumer_at(&self, slot: DependenceSlot) -> PartyIx {
        match slot {
            DependenceSlot::Edge(entry) => self.consumer(entry),
            DependenceSlot::Need(need) => {
                // A need that no service meets has no row entry to be found by.
                let has = |party: &PartyIx| match self.row_kind_of(*party) {
                    RowKind::Detailed { needs, .. } => needs.contains(&need),
                    RowKind::Plain(_) => false,
                };
                match &self.needs[need].rows {
                    rows if rows.is_empty() => self.parties().find(has).unwrap_or_default(),
                    rows => self.consumer(rows.start),
                }
            }
        }
    }

    /// The name of a dependence: that of the service, or `consumer/need` of a declared need.
    pub(crate) fn dependence_name(&self, slot: DependenceSlot) -> String {
        self.declared_name(slot).unwrap_or_else(|| {
            let entry = self.first_entry(slot);
            entry.map_or_else(String::new, |entry| self.service_id(entry).to_string())
        })
    }

    /// `consumer/need` of a declared need.
    pub(super) fn declared_name(&self, slot: DependenceSlot) -> Option<String> {
        let DependenceSlot::Need(need) = slot else { return None };
        let stated = self.names.organisation()?.stated();
        let consumer = self.consumer_at(slot);
        let RowKind::Detailed { needs, .. } = self.row_kind_of(consumer) else { return None };
        // Declared needs come first in a row.
        let declared = stated.links.needs_of.of(self.stated(consumer).index());
        let number = declared.get(need - needs.start)?;
        let statement = &stated.needs[*number as usize];
        Some(format!("{}/{}", statement.consumer, statement.name))
    }

    /// Replaces a dependence wherever it is kept.
    fn set_dependence(&mut self, slot: DependenceSlot, value: f64) {
        match slot {
            DependenceSlot::Edge(entry) => self.dependence[entry] = value,
            DependenceSlot::Need(need) => {
                let need = &mut self.needs[need];
                need.dependence = value;
                self.dependence[need.rows.indices()].fill(value);
            }
        }
    }

    /// Whether there is anybody of whom [`fall_voids`](Self::fall_voids) may be true.
    fn falls_may_void(&self) -> bool {
        let is_fdna = |kind: &RowKind| kind.aggregator() == Aggregator::Fdna;
        self.demand.is_some() || self.row_kinds.iter().any(is_fdna)
    }

    /// Whether a dependence that is lowered may void what was proved with the stated one, and may be
    /// for the worse: under `fdna`, where own capability takes what it leaves, and where people's
    /// effort depends on what they receive.
    pub(crate) fn fall_voids(&self, slot: DependenceSlot) -> bool {
        let consumer = self.consumer_at(slot);
        let workforce = self.workforce_of(consumer);
        workforce.is_some() || self.row_kind_of(consumer).aggregator() == Aggregator::Fdna
    }

    /// Takes what was proved of another variant.
    fn take_proof_of(&mut self, other: &Self) {
        self.cycles.clone_from(&other.cycles);
        self.feedback.clone_from(&other.feedback);
        self.inverse_gaps.clone_from(&other.inverse_gaps);
        self.amplification = other.amplification;
    }

    /// Certifies every cycle with the dependences as they are.
    fn certify_anew(&mut self) {
        for cycle in &mut self.cycles {
            cycle.certificate = None;
        }
        for back in &mut self.feedback {
            back.inverse_gap = 0.0;
        }
        self.inverse_gaps.clear();
        self.amplification = 0.0;
        certify(self, None);
    }
}
