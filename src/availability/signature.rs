//! What tells events apart for one subject, and events that nothing tells apart.

use indexmap::IndexMap;

use super::effect::{Effect, SubjectUpstream, overrides};
use super::event::ChanceEvent;
use super::subject::SubjectIx;
use crate::network::{DeptIx, EdgeIx, PartyIx};
use crate::organisation::Transfer;
use crate::quality::{EquationContext, Scratch};
use crate::rule::transfer;

/// What an event comes to, whatever else happens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Signature {
    /// Nothing that the subject feels.
    Nothing,
    /// The subject has nothing.
    Dead,
    /// The rest of the organisation is the same where these are.
    Partial {
        /// The services on which nothing is received by parties that may have something left.
        stopped: Vec<EdgeIx>,
        /// Departments and services of which something is left, and how much, bit by bit.
        departments: Vec<(DeptIx, u64)>,
        services: Vec<(EdgeIx, u64)>,
    },
}

/// Events that no state can tell apart: one of them is as bad as all.
#[derive(Debug, Clone)]
pub(super) struct MergedEvent {
    /// Positions among all events.
    pub(super) events: Vec<usize>,
    pub(super) signature: Signature,
    /// That of the first of them.
    pub(super) effect: Effect,
    /// The chance that any of them holds.
    pub(super) probability: f64,
}

/// The chance that any of independent events holds.
pub(super) fn any_of(probabilities: impl Iterator<Item = f64> + Clone) -> f64 {
    let mut several = probabilities.clone();
    match (several.next(), several.next()) {
        (Some(one), None) => one,
        _ => -probabilities.map(|probability| (-probability).ln_1p()).sum::<f64>().exp_m1(),
    }
}

/// Reads what parties come to under an event, from how good they are where nothing fails.
pub(super) struct Signer<'a> {
    pub(super) upstream: &'a SubjectUpstream<'a>,
    /// Of each department where nothing fails.
    pub(super) capability: &'a [f64],
    /// Of each party where nothing fails.
    pub(super) quality: &'a [f64],
    scratch: Scratch,
}

impl<'a> Signer<'a> {
    pub(super) fn new(
        upstream: &'a SubjectUpstream<'a>,
        capability: &'a [f64],
        quality: &'a [f64],
    ) -> Self {
        Self { upstream, capability, quality, scratch: Scratch::default() }
    }

    /// Merges events that nothing tells apart, in their order; those that the subject does not feel
    /// are left out.
    ///
    /// # Complexity
    ///
    /// Per event, time linear in the services of parties that are at 0 because of it.
    pub(super) fn merge(&mut self, events: &[ChanceEvent]) -> Vec<MergedEvent> {
        let mut by_signature: IndexMap<Signature, MergedEvent> = IndexMap::new();
        for (index, event) in events.iter().enumerate() {
            let effect = self.upstream.effect(event);
            if effect.is_nothing() {
                continue;
            }
            let signature = self.sign(&effect);
            if signature == Signature::Nothing {
                continue;
            }
            let merged = by_signature.entry(signature.clone());
            let merged = merged.or_insert_with(|| {
                let (events, probability) = (Vec::new(), 0.0);
                MergedEvent { events, signature, effect, probability }
            });
            merged.events.push(index);
        }
        let mut merged: Vec<_> = by_signature.into_values().collect();
        for event in &mut merged {
            event.probability = any_of(event.events.iter().map(|&it| events[it].probability));
        }
        merged
    }

    /// What an event comes to.
    ///
    /// A party is at 0 in every state in which the event holds if its equation gives 0 with
    /// everything else at its best: equations are monotone. What it does then reaches others by the
    /// services it provides alone, on which nothing is received.
    fn sign(&mut self, effect: &Effect) -> Signature {
        let SubjectUpstream { layout, base, subject, .. } = *self.upstream;
        let mut at_zero: IndexMap<PartyIx, ()> = IndexMap::new();
        let mut stopped: Vec<EdgeIx> = effect.stopped.clone();
        at_zero.extend(effect.lost.iter().map(|&department| (department.into(), ())));
        // Where people's load decides, no equation stands by itself.
        let follows = layout.demand().is_none();
        let mut next = 0;
        while follows && next < stopped.len() {
            let entry = stopped[next];
            next += 1;
            if subject == SubjectIx::Service(entry) {
                return Signature::Dead;
            }
            let consumer = layout.consumer(entry);
            if !self.upstream.contains(consumer) || at_zero.contains_key(&consumer) {
                continue;
            }
            let row = layout.row(consumer);
            let of_row = stopped.iter().copied().filter(|entry| row.contains(entry)).collect();
            let without = Effect { stopped: of_row, ..Effect::default() };
            let values = overrides(layout, base, std::iter::once(&without));
            let context =
                EquationContext { layout, capability: self.capability, overrides: &values };
            let left = context.evaluate(consumer, self.quality, &mut self.scratch);
            if left > 0.0 {
                continue;
            }
            at_zero.insert(consumer, ());
            if let Some(department) = layout.department(consumer) {
                let mut leaves = Vec::new();
                for entry in self.upstream.services_of(department) {
                    let passes_on = layout.row_detail(entry).is_some_and(|detail| {
                        detail.transfer != Transfer::Identity
                            && transfer::felt(&detail.transfer, 0.0) > 0.0
                    });
                    if passes_on {
                        leaves.clear();
                        at_zero.swap_remove(&consumer);
                        break;
                    }
                    leaves.push(entry);
                }
                stopped.extend(
                    leaves.into_iter().filter(|it| !stopped.contains(it)).collect::<Vec<_>>(),
                );
            }
        }
        if at_zero.contains_key(&subject.party(layout)) {
            return Signature::Dead;
        }
        self.partial(effect, stopped, &at_zero)
    }

    fn partial(
        &self,
        effect: &Effect,
        mut stopped: Vec<EdgeIx>,
        at_zero: &IndexMap<PartyIx, ()>,
    ) -> Signature {
        let layout = self.upstream.layout;
        let is_dead = |party: PartyIx| at_zero.contains_key(&party);
        let matters = |entry: EdgeIx| !is_dead(layout.consumer(entry));
        stopped.retain(|&entry| matters(entry));
        stopped.sort_unstable();
        let departments = effect.departments.iter().filter(|(it, _)| !is_dead((*it).into()));
        let mut departments: Vec<_> =
            departments.map(|&(department, left)| (department, left.to_bits())).collect();
        let services = effect
            .services
            .iter()
            .filter(|(entry, _)| matters(*entry) && stopped.binary_search(entry).is_err());
        let mut services: Vec<_> = services.map(|&(entry, left)| (entry, left.to_bits())).collect();
        departments.sort_unstable();
        services.sort_unstable();
        if stopped.is_empty() && departments.is_empty() && services.is_empty() {
            return Signature::Nothing;
        }
        Signature::Partial { stopped, departments, services }
    }
}
