//! What is received on a service on average over a timeline.

use super::instant::hours;
use crate::network::{DeptIx, EdgeIx};

/// A service whose mean is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch {
    pub(super) department: DeptIx,
    pub(super) entry: EdgeIx,
    /// What is received at the start of the step.
    start: f64,
    /// Of what is received over time, in hours.
    area: f64,
}

impl Watch {
    pub(super) fn new(department: DeptIx, entry: EdgeIx) -> Self {
        Self { department, entry, start: 0.0, area: 0.0 }
    }

    pub(super) fn begin_step(&mut self, received: f64) {
        self.start = received;
    }

    pub(super) fn end_step(&mut self, step: i64, received: f64) {
        self.area += 0.5 * hours(step) * (self.start + received);
    }

    /// The mean over so long a time.
    pub(super) fn mean(&self, span: i64) -> f64 {
        self.area / hours(span)
    }
}
