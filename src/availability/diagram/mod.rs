//! Structures as a binary decision diagram.
//!
//! Whether a subject has too little is a Boolean function of events. As a diagram it gives chance, every
//! importance and every minimal cut set in a pass each, for hundreds of events with shared parts. Where
//! each party upstream has either all that it has with everything up, or nothing, that function is
//! compiled as it is; elsewhere each party has one function for every quality that it may have.
//!
//! The diagram is made by `biodivine-lib-bdd`: it has a limit of nodes, lays its nodes open, and
//! builds with the Rust of this crate. It does not reorder variables; they are numbered depth first
//! from the subject.
//!
//! # References
//!
//! R. Bryant, *Graph-based algorithms for Boolean function manipulation*, IEEE Trans. Comput. 35
//! (1986) 677-691; A. Rauzy (1993) for minimal cuts and importance.

mod compile;
mod graded;

use biodivine_lib_bdd::{Bdd, BddVariable, BddVariableSet, op_function};

use super::bounded_value::BoundedValue;
use super::cut_set::Cuts;
use super::signature::MergedEvent;
use super::tally::MemberBounds;
pub(super) use compile::compile;

/// Whether a subject has too little, by the merged events that hold.
pub(super) struct Diagram {
    failed: Bdd,
    variables: BddVariableSet,
    /// Of each variable the merged event.
    event_of: Vec<usize>,
    /// Of each merged event the variable, if it has one.
    variable_of: Vec<Option<usize>>,
    /// Disjoint functions, and the quality where each holds; nothing elsewhere.
    qualities: Vec<(Bdd, f64)>,
    max_nodes: usize,
}

/// How many minimal cuts a node may have before they are looked for in another way.
const MOST_CUTS: usize = 4_096;
/// How many visits of nodes importance may take.
const MOST_VISITS: usize = 2_000_000_000;

impl Diagram {
    pub(super) fn node_count(&self) -> usize {
        self.failed.size()
    }

    /// Whether every event can be followed through the diagram in time.
    pub(super) fn is_small(&self) -> bool {
        self.event_of.len().saturating_mul(self.node_count()) <= MOST_VISITS
    }

    fn chances(&self, events: &[MergedEvent]) -> Vec<f64> {
        self.event_of.iter().map(|&event| events[event].probability).collect()
    }

    pub(super) fn unavailability(&self, events: &[MergedEvent]) -> f64 {
        chance(&self.failed, &self.chances(events))
    }

    pub(super) fn expected(&self, events: &[MergedEvent]) -> f64 {
        let chances = self.chances(events);
        self.qualities.iter().map(|(holds, quality)| quality * chance(holds, &chances)).sum()
    }

    /// What is known of each merged event.
    pub(super) fn members(&self, events: &[MergedEvent], cuts: &Cuts) -> Vec<MemberBounds> {
        let mut chances = self.chances(events);
        let unavailability = chance(&self.failed, &chances);
        let mut in_cut = self.in_cuts(cuts, &chances);
        let member = |(event, merged): (usize, &MergedEvent)| {
            let probability = merged.probability;
            let Some(variable) = self.variable_of[event] else {
                let same = BoundedValue::exact(unavailability);
                return MemberBounds {
                    failed_with: BoundedValue::exact(probability * unavailability),
                    unavailability_with: same,
                    unavailability_without: same,
                    in_cut: BoundedValue::exact(0.0),
                };
            };
            let mut given = |certain: f64| {
                let usual = std::mem::replace(&mut chances[variable], certain);
                let given = chance(&self.failed, &chances);
                chances[variable] = usual;
                given
            };
            let (with, without) = (given(1.0), given(0.0));
            let failed_with = probability * with;
            let in_cut = in_cut.get_mut(event).and_then(Option::take);
            MemberBounds {
                failed_with: BoundedValue::exact(failed_with),
                unavailability_with: BoundedValue::exact(with),
                unavailability_without: BoundedValue::exact(without),
                in_cut: in_cut.map_or(BoundedValue::within(0.0, failed_with), BoundedValue::exact),
            }
        };
        events.iter().enumerate().map(member).collect()
    }

    /// Of each merged event the chance that a cut with it holds; `None` where the diagram of that is
    /// too large.
    fn in_cuts(&self, cuts: &Cuts, chances: &[f64]) -> Vec<Option<f64>> {
        let holds = |event: usize| {
            if !cuts.is_complete {
                return None;
            }
            let mut any = self.variables.mk_false();
            for cut in cuts.minimal.iter().filter(|cut| cut.iter().any(|(it, _)| *it == event)) {
                let mut all = self.variables.mk_true();
                for (member, _) in cut {
                    all = all.and(&self.variables.mk_var(variable(self.variable_of[*member]?)));
                }
                any = Bdd::binary_op_with_limit(self.max_nodes, &any, &all, op_function::or)?;
            }
            Some(chance(&any, chances))
        };
        (0..self.variable_of.len()).map(holds).collect()
    }

    /// Of each node, how many events hold at least on the way to it.
    fn least_taken(&self) -> Vec<usize> {
        let mut taken = vec![usize::MAX; self.failed.size()];
        let root = self.failed.root_pointer().to_index();
        taken[root] = 0;
        // What follows a node comes before it.
        for node in self.failed.pointers().rev().filter(|node| !node.is_terminal()) {
            let so_far = taken[node.to_index()];
            let [low, high] = [self.failed.low_link_of(node), self.failed.high_link_of(node)];
            for (next, more) in [(low, 0), (high, 1)] {
                let next = &mut taken[next.to_index()];
                *next = (*next).min(so_far.saturating_add(more));
            }
        }
        taken
    }

    /// Every minimal cut of up to so many events, by merged event; `None` where there are too many.
    ///
    /// A minimal cut of a node is one of what follows where its event does not hold, or its event
    /// with one of what follows where it does, unless that has one of the former in it.
    pub(super) fn cuts(&self, order: usize) -> Option<Cuts> {
        let taken = self.least_taken();
        let mut of_nodes: Vec<Vec<Vec<usize>>> = Vec::with_capacity(self.failed.size());
        for node in self.failed.pointers() {
            // What more would be of no cut that is asked for.
            let room = order.saturating_sub(taken[node.to_index()]);
            let of_node = if node.is_zero() {
                Vec::new()
            } else if node.is_one() {
                vec![Vec::new()]
            } else {
                let at = self.failed.var_of(node).to_index();
                let low = &of_nodes[self.failed.low_link_of(node).to_index()];
                let high = &of_nodes[self.failed.high_link_of(node).to_index()];
                let fits = |cut: &&Vec<usize>| cut.len() <= room;
                let mut cuts: Vec<_> = low.iter().filter(fits).cloned().collect();
                for cut in high.iter().filter(|cut| cut.len() < room) {
                    if !low.iter().any(|smaller| is_within(smaller, cut)) {
                        cuts.push(std::iter::once(at).chain(cut.iter().copied()).collect());
                    }
                }
                cuts
            };
            if of_node.len() > MOST_CUTS {
                return None;
            }
            of_nodes.push(of_node);
        }
        let mut cuts = Cuts::new(self.variable_of.len());
        let root = if self.failed.is_false() { Vec::new() } else { of_nodes.pop()? };
        for cut in root {
            let mut counts: Vec<_> = cut.iter().map(|&at| (self.event_of[at], 1)).collect();
            counts.sort_unstable();
            cuts.push(counts);
        }
        cuts.is_complete = order == usize::MAX;
        cuts.order = order;
        Some(cuts)
    }
}

/// Whether all of an ascending list are in another.
fn is_within(smaller: &[usize], larger: &[usize]) -> bool {
    let mut rest = larger.iter();
    smaller.iter().all(|one| rest.any(|other| other == one))
}

fn variable(index: usize) -> BddVariable {
    BddVariable::from_index(index)
}

/// The chance that a function holds: a sum of positive terms alone, node by node.
fn chance(of: &Bdd, chances: &[f64]) -> f64 {
    let mut of_nodes = Vec::with_capacity(of.size());
    for node in of.pointers() {
        of_nodes.push(if node.is_zero() {
            0.0
        } else if node.is_one() {
            1.0
        } else {
            let p = chances[of.var_of(node).to_index()];
            let (low, high) = (of.low_link_of(node), of.high_link_of(node));
            p * of_nodes[high.to_index()] + (1.0 - p) * of_nodes[low.to_index()]
        });
    }
    of_nodes.last().copied().unwrap_or(0.0)
}
