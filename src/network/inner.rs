//! Which services of a department in a cycle stay inside it.
//!
//! While a cycle is iterated, what its departments receive from outside does not change. Their
//! plain rows are stored with services from outside first, so that these are summed once and only
//! the rest is read again in every sweep.

use std::ops::Range;

use super::{Layout, RowKind};
use crate::numerics::csr::ix;

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
                RowKind::Plain(_) => ix(sort_row(layout, row, &parties, &mut inside)),
                RowKind::Detailed { .. } => ix(row.start),
            };
        }
    }
    inner_start
}

/// Partitions one row stably; `inside` is scratch.
fn sort_row(
    layout: &mut Layout,
    row: Range<usize>,
    cycle: &Range<usize>,
    inside: &mut Vec<(u32, f64, u32)>,
) -> usize {
    inside.clear();
    let mut next = row.start;
    for entry in row {
        let (provider, dependence) = (layout.provider[entry], layout.dependence[entry]);
        let service = layout.service[entry];
        if cycle.contains(&(provider as usize)) {
            inside.push((provider, dependence, service));
        } else {
            put(layout, next, (provider, dependence, service));
            next += 1;
        }
    }
    for (entry, &(provider, dependence, service)) in (next..).zip(&*inside) {
        put(layout, entry, (provider, dependence, service));
    }
    next
}

fn put(layout: &mut Layout, entry: usize, (provider, dependence, service): (u32, f64, u32)) {
    layout.dependence[entry] = dependence;
    let structure = layout.structure_mut();
    structure.provider[entry] = provider;
    structure.service[entry] = service;
}
