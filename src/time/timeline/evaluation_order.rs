//! Who is evaluated when.

use super::instant::nanoseconds;
use super::relaxation::RelaxationRates;
use crate::network::{
    DelayedLayout, DeptIx, EvaluationStage, IndexRange, Layout, PartyIx, in_order,
};
use crate::quality::{JacobiRun, jacobi_runs};

/// Who is evaluated when.
pub(super) struct EvaluationOrder {
    /// Departments that take time, one way or both.
    pub(super) slow: Vec<DeptIx>,
    pub(super) slow_jacobi_runs: Vec<JacobiRun>,
    /// The posts of departments that are never held.
    pub(super) slow_staffed: Vec<u32>,
    /// Departments that follow at once, one way or both.
    pub(super) stages: Vec<OrderStage>,
    pub(super) customers: Vec<JacobiRun>,
    /// Whether any customer takes time.
    pub(super) slow_customers: bool,
}

/// Departments that follow at once, and are evaluated together.
pub(super) struct OrderStage {
    pub(super) departments: Vec<DeptIx>,
    pub(super) jacobi_runs: Vec<JacobiRun>,
    pub(super) staffed_departments: Vec<u32>,
    pub(super) is_cycle: bool,
    /// How many services a sweep evaluates.
    pub(super) evaluations: usize,
}

impl EvaluationOrder {
    pub(super) fn new(
        layout: &Layout,
        delayed_layout: &DelayedLayout,
        relaxation_rates: &RelaxationRates,
        longest_step: i64,
    ) -> Self {
        let count = layout.department_count();
        let slow: Vec<DeptIx> =
            layout.departments().filter(|&it| relaxation_rates.takes_time(it)).collect();
        let slow_jacobi_runs = jacobi_runs(layout, slow.iter().map(|&it| it.into()));
        let is_instant = |department: DeptIx| relaxation_rates.is_instant(department);
        // Looks with a lag longer than any step show what is past.
        let seen = delayed_layout.layout(layout);
        let shown = |delayed: u32| {
            let Some(lagged) = (delayed as usize).checked_sub(count) else {
                return Some(DeptIx::from_raw(delayed));
            };
            let delayed = delayed_layout.lagged[lagged];
            (nanoseconds(delayed.lag) < longest_step).then_some(delayed.department)
        };
        let departments = layout.departments().filter(|&it| is_instant(it));
        let pairs = departments.flat_map(|consumer| {
            let row = seen.providers()[seen.row(consumer)].iter();
            row.filter_map(move |&delayed| shown(delayed))
                .filter(|&provider| is_instant(provider))
                .map(move |provider| (consumer, provider))
        });
        let stage = |stage: EvaluationStage| {
            let parties = stage.departments.iter().map(|&it| it.into());
            let evaluations = |&department: &DeptIx| {
                let party = PartyIx::from(department);
                layout.evaluations(IndexRange::new(party, party + 1))
            };
            OrderStage {
                evaluations: stage.departments.iter().map(evaluations).sum(),
                jacobi_runs: if stage.is_cycle { Vec::new() } else { jacobi_runs(layout, parties) },
                staffed_departments: Vec::new(),
                departments: stage.departments,
                is_cycle: stage.is_cycle,
            }
        };
        Self {
            slow,
            slow_jacobi_runs,
            slow_staffed: Vec::new(),
            stages: in_order(count, is_instant, pairs).into_iter().map(stage).collect(),
            customers: jacobi_runs(layout, layout.customers()),
            slow_customers: layout.customers().any(|party| relaxation_rates.takes_time(party)),
        }
    }
}
