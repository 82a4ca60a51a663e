//! Through which departments a sweep of a cyclic component depends on what was before it.
//!
//! A sweep takes departments in order and uses each new value at once. So of all that was before,
//! only the quality of departments that serve somebody no later than themselves is looked at:
//!
//! ```text
//! order    a ──> b ──> c ──> d ──> e        b and d feed back: with their qualities given,
//!          └──<──┘     └──<──┘     │        a sweep says what everybody's is
//!                                  └──> ..
//! ```
//!
//! An iteration begins with their values, has settled once these have, and is accelerated by
//! moving these alone.
//!
//! While a cycle is iterated, what its departments receive from outside does not change. Their
//! plain rows are stored with services from outside first, so that these are summed once and only
//! the rest is read again in every sweep.

use super::{DeptIx, EdgeIx, IndexRange, Layout, PartyIx, RowKind, StatedServiceIx};
use crate::numerics::csr::ix;

/// A department of a cyclic component that serves itself or one before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeedbackVertex {
    pub(crate) department: DeptIx,
    /// One over the gap by which the component's certificate measures it; 0 without a certificate.
    pub(crate) inverse_gap: f64,
}

/// Moves services from outside a cycle to the front of the plain rows inside it, in their own
/// order, and returns where each department's services from inside begin. Rows of detailed kinds
/// stay as they are and count as inside altogether; without cycles nothing is returned.
pub(super) fn sort_rows(layout: &mut Layout) -> Vec<u32> {
    if layout.cycles.is_empty() {
        return Vec::new();
    }
    let mut inner_start = layout.row_start[1..=layout.department_count].to_vec();
    let mut inside = Vec::new();
    for cycle in 0..layout.cycles.len() {
        let parties = layout.cycles[cycle].parties();
        for party in parties.clone() {
            let row = layout.row(party);
            inner_start[party] = match layout.row_kind_of(party) {
                RowKind::Plain(_) => sort_row(layout, row, &parties, &mut inside).raw(),
                RowKind::Detailed { .. } => row.start.raw(),
            };
        }
    }
    inner_start
}

/// Partitions one row stably; `inside` is scratch.
fn sort_row(
    layout: &mut Layout,
    row: IndexRange<EdgeIx>,
    cycle: &IndexRange<PartyIx>,
    inside: &mut Vec<(u32, f64, StatedServiceIx)>,
) -> EdgeIx {
    inside.clear();
    let mut next = row.start.index();
    for entry in row {
        let (provider, dependence) = (layout.provider[entry], layout.dependence[entry]);
        let service = layout.service[entry];
        if cycle.contains(&PartyIx::from_raw(provider)) {
            inside.push((provider, dependence, service));
        } else {
            put(layout, next, (provider, dependence, service));
            next += 1;
        }
    }
    for (entry, &(provider, dependence, service)) in (next..).zip(&*inside) {
        put(layout, entry, (provider, dependence, service));
    }
    EdgeIx::new(next)
}

/// Finds the departments of every cycle that feed back, in order; rows must be sorted.
pub(super) fn find(layout: &mut Layout) -> Vec<FeedbackVertex> {
    let mut feeds_back = vec![false; layout.department_count];
    let mut feedback = Vec::new();
    for index in 0..layout.cycles.len() {
        let parties = layout.cycles[index].parties();
        for party in parties.clone() {
            let inner = IndexRange::new(layout.inner_start(party), layout.row(party).end);
            for &provider in &layout.provider[inner] {
                // Nobody outside comes after: that would depend on the component.
                feeds_back[provider as usize] |= PartyIx::from_raw(provider) >= party;
            }
        }
        layout.cycles[index].first_feedback = ix(feedback.len());
        let back = parties.filter(|&party| feeds_back[party]);
        let back = back.map(|party| FeedbackVertex {
            department: DeptIx::from_raw(party.raw()),
            inverse_gap: 0.0,
        });
        feedback.extend(back);
        layout.cycles[index].last_feedback = ix(feedback.len());
    }
    feedback.shrink_to_fit();
    feedback
}

fn put(
    layout: &mut Layout,
    entry: usize,
    (provider, dependence, service): (u32, f64, StatedServiceIx),
) {
    layout.dependence[entry] = dependence;
    let structure = layout.structure_mut();
    structure.provider[entry] = provider;
    structure.service[entry] = service;
}
