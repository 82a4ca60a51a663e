//! [`ReplacedRows`] packs rows of cyclic components whose services a scenario changes.
//!
//! A plain service that is stopped, or that has another condition, stays affine in what its provider
//! delivers: `α (1 − c q)`, with `c = 0` for a stopped one. So what a row receives from outside its
//! component is taken once, as that of an unchanged row is, and a sweep reads provider, dependence
//! and condition of the services inside, without asking again what the scenario replaces. Every
//! value has the bits that [`EquationContext::evaluate_from`] gives it.

use std::ops::Range;

use super::equation::EquationContext;
use super::state_slice::StateSlice;
use crate::network::{DependenceSlot, PartyIx, RowKind, ServiceState};
use crate::rule::{Aggregator, FeltNeeds};

/// Rows of departments, by entry; those of one department follow each other.
#[derive(Debug, Default, Clone)]
pub(in crate::quality) struct ReplacedRows {
    rows: Vec<ReplacedRow>,
    /// The place of the provider in the slice; 0 for one outside.
    provider: Vec<u32>,
    dependence: Vec<f64>,
    condition: Vec<f64>,
    /// What is felt to be lost; of services from outside it stays as it is.
    loss: Vec<f64>,
}

/// The row of a department.
#[derive(Debug, Clone)]
struct ReplacedRow {
    aggregator: Aggregator,
    own: f64,
    entries: Range<usize>,
    /// Where entries of services from inside begin.
    inside: usize,
}

impl ReplacedRows {
    /// Forgets the rows before.
    pub(in crate::quality) fn clear(&mut self) {
        self.rows.clear();
        self.provider.clear();
        self.dependence.clear();
        self.condition.clear();
        self.loss.clear();
    }

    /// Packs the row of a department of the slice, and returns its number; `None` where more than its
    /// plain services says what it delivers.
    pub(in crate::quality) fn pack(
        &mut self,
        context: &EquationContext<'_>,
        party: PartyIx,
        slice: &StateSlice<'_>,
    ) -> Option<usize> {
        let EquationContext { layout, overrides, .. } = *context;
        let RowKind::Plain(aggregator) = *layout.row_kind_of(party) else { return None };
        if overrides.delivered(party).is_some() {
            return None;
        }
        let row = layout.row(party);
        let replaced = overrides.within(&row);
        let dependences = overrides.dependences_of(party);
        let first = slice.parties.start;
        let start = self.loss.len();
        let mut inside = start;
        for entry in row.clone() {
            let provider = PartyIx::from(layout.provider(entry));
            let set = dependences.of(DependenceSlot::Edge(entry));
            let dependence = set.unwrap_or_else(|| layout.dependence(entry));
            let condition = match replaced.state(entry, None) {
                ServiceState::Running(condition) => condition,
                ServiceState::Stopped => 0.0,
            };
            let received = condition * slice.quality_of(provider);
            let is_outside = provider < first;
            self.provider.push(if is_outside { 0 } else { provider.raw() - first.raw() });
            self.dependence.push(dependence);
            self.condition.push(condition);
            self.loss.push(dependence * (1.0 - received));
            inside += usize::from(is_outside);
        }
        debug_assert!(
            row.clone()
                .take(inside - start)
                .all(|entry| layout.provider(entry).raw() < first.raw()),
            "services from outside come first"
        );
        let entries = start..self.loss.len();
        self.rows.push(ReplacedRow { aggregator, own: context.own(party), entries, inside });
        Some(self.rows.len() - 1)
    }

    /// Evaluates a row from the newest values of its component.
    pub(in crate::quality) fn evaluate(&mut self, row: usize, quality: &[f64]) -> f64 {
        let ReplacedRow { aggregator, own, ref entries, inside } = self.rows[row];
        let inner = inside..entries.end;
        let columns = self.dependence[inner.clone()].iter().zip(&self.condition[inner.clone()]);
        let columns = columns.zip(&self.provider[inner.clone()]);
        for (loss, ((dependence, condition), &provider)) in self.loss[inner].iter_mut().zip(columns)
        {
            *loss = dependence * (1.0 - condition * quality[provider as usize]);
        }
        let needs = FeltNeeds {
            loss: &self.loss[entries.clone()],
            dependence: &self.dependence[entries.clone()],
            weight: &[],
        };
        aggregator.combine(own, needs)
    }
}
