//! What consumers read: a department as it is, or as it was some time ago.

use chrono::TimeDelta;

use super::{DeptIx, EdgeIx, Layout};
use crate::numerics::csr::ix;

/// A department as it was a lag ago, which one service or several show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DelayedProvider {
    pub(crate) department: DeptIx,
    /// Above zero.
    pub(crate) lag: TimeDelta,
}

/// Everything that rows read.
///
/// Rows read departments as they are first; those of services with a lag follow, in the order of
/// [`lagged`](Self::lagged). The providers of the layout kept here count on through both, also as
/// [`DeptIx`], so that whatever reads the qualities of providers from a table can read them from a
/// table of both.
#[derive(Clone)]
pub(crate) struct DelayedLayout {
    /// `None` where no service has a lag: rows read departments then.
    layout: Option<Box<Layout>>,
    /// Those with a lag, by department, then by lag.
    pub(crate) lagged: Vec<DelayedProvider>,
}

impl DelayedLayout {
    /// Finds what the rows of a network read.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services; where any has a lag, the memory of the layout again.
    pub(crate) fn of(layout: &Layout) -> Self {
        let entries = layout.edges();
        let has_lags = layout.names.organisation().is_some();
        let of_entry = |entry: EdgeIx| DelayedProvider {
            department: layout.provider(entry),
            lag: layout.lag(entry),
        };
        let is_lagged = |delayed: &DelayedProvider| delayed.lag > TimeDelta::zero();
        let mut lagged: Vec<DelayedProvider> = if has_lags {
            entries.clone().map(of_entry).filter(is_lagged).collect()
        } else {
            Vec::new()
        };
        lagged.sort_unstable_by_key(|delayed| (delayed.department, delayed.lag));
        lagged.dedup();
        if lagged.is_empty() {
            return Self { layout: None, lagged };
        }
        let count = layout.department_count;
        // Where those of each department start; one more than there are departments.
        let start = |department: usize| {
            lagged.partition_point(|delayed| delayed.department.index() < department)
        };
        let starts: Vec<usize> = (0..=count).map(start).collect();
        let seen = |entry| {
            let delayed = of_entry(entry);
            if !is_lagged(&delayed) {
                return delayed.department.raw();
            }
            let first = starts[delayed.department];
            let of_department = &lagged[first..starts[delayed.department + 1]];
            let place = of_department.partition_point(|other| other.lag < delayed.lag);
            ix(count + first + place)
        };
        let provider = entries.map(seen).collect();
        let mut layout = layout.clone();
        layout.structure_mut().provider = provider;
        Self { layout: Some(Box::new(layout)), lagged }
    }

    /// The layout whose rows read departments and delayed ones, given the one they are of.
    pub(crate) fn layout<'a>(&'a self, network: &'a Layout) -> &'a Layout {
        self.layout.as_deref().unwrap_or(network)
    }
}
