//! Who is evaluated when.

use super::instant::nanoseconds;
use super::relaxation::RelaxationRates;
use crate::network::{DelayedLayout, EvaluationStage, Layout, in_order};
use crate::numerics::csr::ix;
use crate::quality::{JacobiRun, pieces};

/// Who is evaluated when.
pub(super) struct EvaluationOrder {
    /// Departments that take time, one way or both.
    pub(super) slow: Vec<u32>,
    pub(super) slow_pieces: Vec<JacobiRun>,
    /// The posts of departments that are never held.
    pub(super) slow_posts: Vec<u32>,
    /// Departments that follow at once, one way or both.
    pub(super) stages: Vec<OrderStage>,
    pub(super) customers: Vec<JacobiRun>,
    /// Whether any customer takes time.
    pub(super) slow_customers: bool,
}

/// Departments that follow at once, and are evaluated together.
pub(super) struct OrderStage {
    pub(super) departments: Vec<u32>,
    pub(super) pieces: Vec<JacobiRun>,
    pub(super) posts: Vec<u32>,
    pub(super) is_cycle: bool,
}

impl EvaluationOrder {
    pub(super) fn new(
        layout: &Layout,
        looks: &DelayedLayout,
        paces: &RelaxationRates,
        longest_step: i64,
    ) -> Self {
        let count = layout.department_count;
        let slow: Vec<u32> = (0..ix(count)).filter(|&it| paces.takes_time(it as usize)).collect();
        let slow_pieces = pieces(layout, slow.iter().map(|&department| department as usize));
        let is_instant = |department: u32| paces.is_instant(department as usize);
        // Looks with a lag longer than any step show what is past.
        let seen = looks.layout(layout);
        let shown = |look: u32| {
            let Some(lagged) = (look as usize).checked_sub(count) else { return Some(look) };
            let look = looks.lagged[lagged];
            (nanoseconds(look.lag) < longest_step).then_some(look.department)
        };
        let departments = (0..ix(count)).filter(|&it| is_instant(it));
        let pairs = departments.flat_map(|consumer| {
            let row = seen.provider[seen.row(consumer as usize)].iter();
            row.filter_map(move |&look| shown(look))
                .filter(|&provider| is_instant(provider))
                .map(move |provider| (consumer, provider))
        });
        let stage = |stage: EvaluationStage| {
            let parties = stage.departments.iter().map(|&department| department as usize);
            OrderStage {
                pieces: if stage.is_cycle { Vec::new() } else { pieces(layout, parties) },
                posts: Vec::new(),
                departments: stage.departments,
                is_cycle: stage.is_cycle,
            }
        };
        Self {
            slow,
            slow_pieces,
            slow_posts: Vec::new(),
            stages: in_order(count, is_instant, pairs).into_iter().map(stage).collect(),
            customers: pieces(layout, count..layout.party_count()),
            slow_customers: (count..layout.party_count()).any(|party| paces.takes_time(party)),
        }
    }
}
