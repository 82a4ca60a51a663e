//! Looks at a department a lag ago that lies within the step being taken: on the way from where it
//! was to where it is, and so a share of an unknown.

use super::instant::{length, nanoseconds};
use crate::network::{DelayedLayout, DeptIx};
use crate::numerics::csr::ix;
use crate::quality::ProviderValues;

/// Looks whose lag lies within a step: on the way from where a department was to where it is.
pub(super) struct ShortDelays {
    /// Where the delayed values of each department start, shortest lag first; one more than there
    /// are departments.
    first: Vec<u32>,
    lag: Vec<i64>,
    /// Of each delayed value where it would be if the department were at 0, and the share of it
    /// that the department makes.
    base: Vec<f64>,
    share: Vec<f64>,
    shortest: i64,
    /// The step that shares are for.
    step: i64,
    /// Whether there are any in this step.
    pub(super) any: bool,
}

impl ShortDelays {
    pub(super) fn new(delayed_layout: &DelayedLayout, department_count: usize) -> Self {
        let first = |department: usize| {
            let before = delayed_layout
                .lagged
                .partition_point(|delayed| delayed.department.index() < department);
            ix(before)
        };
        let lag: Vec<i64> =
            delayed_layout.lagged.iter().map(|delayed| nanoseconds(delayed.lag)).collect();
        Self {
            first: (0..=department_count).map(first).collect(),
            base: vec![0.0; lag.len()],
            share: vec![0.0; lag.len()],
            step: 0,
            shortest: lag.iter().copied().min().unwrap_or(i64::MAX),
            lag,
            any: false,
        }
    }

    /// Makes ready for a step.
    pub(super) fn begin(&mut self, step: i64, quality: &[f64]) {
        self.any = self.shortest < step;
        if !self.any {
            return;
        }
        let is_new = self.step != step;
        self.step = step;
        for (department, pair) in self.first.windows(2).enumerate() {
            for delayed in pair[0] as usize..pair[1] as usize {
                if self.lag[delayed] >= step {
                    break;
                }
                if is_new {
                    self.share[delayed] = length(step - self.lag[delayed]) / length(step);
                }
                self.base[delayed] = (1.0 - self.share[delayed]) * quality[department];
            }
        }
    }

    pub(super) fn of(&self, department: DeptIx) -> std::ops::Range<usize> {
        self.first[department] as usize..self.first[department + 1] as usize
    }

    /// Shows one of so many departments where it is, and its short delays.
    #[inline]
    pub(super) fn show(
        &self,
        table: &mut ProviderValues,
        count: usize,
        department: DeptIx,
        quality: f64,
    ) {
        table.set(department.index(), quality);
        if self.any {
            for delayed in self.of(department) {
                // Those of longer lags, which follow, show what is past.
                if self.lag[delayed] >= self.step {
                    break;
                }
                table.set(count + delayed, self.base[delayed] + self.share[delayed] * quality);
            }
        }
    }
}
