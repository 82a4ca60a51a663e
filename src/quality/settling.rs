//! When a component has settled.

use crate::network::{Certificate, Feedback};

/// A component has converged once the largest step of a sweep is at most this; of two sweeps in a
/// row where it is not certified.
const SETTLED: f64 = 1e-14;
/// A certified component has converged, too, once its error is proved to be at most this: half of
/// 1e-12, since errors of several components add up downstream.
const PROVED: f64 = 5e-13;
/// A certified component that has not settled after so many sweeps is accelerated.
pub(super) const PLAIN_SWEEPS: u32 = 7;

/// The largest steps, in one sweep, of departments that [feed back](Feedback): nothing else that
/// was before a sweep matters to it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Steps {
    pub(super) largest: f64,
    /// Over the gap of the department, where the component is certified.
    pub(super) largest_relative: f64,
}

impl Steps {
    #[inline]
    pub(super) fn take(&mut self, step: f64, inverse_gap: f64) {
        self.largest = larger(self.largest, step);
        self.largest_relative = larger(self.largest_relative, step * inverse_gap);
    }

    /// The steps from what departments were before a sweep to what they are, which becomes what
    /// they were before the next.
    pub(super) fn of_sweep(
        feedback: &[Feedback],
        before: &mut [f64],
        after: impl Fn(usize) -> f64,
    ) -> Self {
        let mut steps = Self::default();
        for (back, before) in feedback.iter().zip(before) {
            let after = after(back.department as usize);
            steps.take((after - *before).abs(), back.inverse_gap);
            *before = after;
        }
        steps
    }
}

/// The larger of two numbers that are none of them NaN: one instruction, where `f64::max` takes
/// three and a conditional assignment may branch.
#[inline]
pub(super) fn larger(one: f64, two: f64) -> f64 {
    if one > two { one } else { two }
}

/// When components stop being swept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    /// After so many sweeps in any case.
    max_sweeps: u32,
    /// The same of certified components.
    max_sweeps_certified: u32,
    /// Once a certified component's error is proved to be at most this.
    enough: f64,
}

impl Stop {
    /// Once the error is proved to be small.
    pub(super) const fn proved(max_sweeps: u32) -> Self {
        Self { max_sweeps, max_sweeps_certified: max_sweeps, enough: PROVED }
    }

    /// Once hardly anything moves, whatever is proved before: for solves that are part of an
    /// iteration themselves. Certified components begin anew in each, and what a sweep too few
    /// leaves of them would not be what the next goes on with: they have a number of their own.
    pub(super) const fn still(max_sweeps: u32, max_sweeps_certified: u32) -> Self {
        Self { max_sweeps, max_sweeps_certified, enough: 0.0 }
    }

    /// How many sweeps a component may take.
    pub(super) const fn max_sweeps(self, is_certified: bool) -> u32 {
        if is_certified { self.max_sweeps_certified } else { self.max_sweeps }
    }
}

/// How one component came out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) sweeps: u32,
    /// The largest step of the last sweep: of those that feed back once settled, else of anybody.
    pub(super) residual: f64,
    pub(super) settled: bool,
    /// The proved error of the component's own solution; 0 where nothing is proved.
    pub(super) proved_error: f64,
}

impl Outcome {
    /// Of nothing.
    pub(super) const NONE: Self =
        Self { sweeps: 0, residual: 0.0, settled: true, proved_error: 0.0 };

    /// Takes another component: the worse of each.
    pub(super) fn merge(&mut self, other: &Self) {
        self.sweeps = self.sweeps.max(other.sweeps);
        self.residual = self.residual.max(other.residual);
        self.settled &= other.settled;
        self.proved_error = self.proved_error.max(other.proved_error);
    }
}

/// A component on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settling {
    certificate: Option<Certificate>,
    /// A proved error that is small enough.
    enough: f64,
    pub(super) sweeps: u32,
    /// Of the last sweep.
    pub(super) steps: Steps,
    /// Whether the last sweep moved next to nothing.
    pub(super) calm: bool,
    pub(super) settled: bool,
}

impl Settling {
    pub(super) fn new(certificate: Option<Certificate>, stop: Stop) -> Self {
        let (enough, steps) = (stop.enough, Steps::default());
        Self { certificate, enough, sweeps: 0, steps, calm: false, settled: false }
    }

    /// Takes a sweep, and decides whether it was the last.
    pub(super) fn swept(&mut self, steps: Steps) {
        self.steps = steps;
        self.sweeps += 1;
        // Where slopes have no bound, a step of next to nothing may begin a long way.
        let calm = steps.largest <= SETTLED;
        self.settled = self.proved_error() <= self.enough
            || steps.largest == 0.0
            || (calm && (self.certificate.is_some() || self.calm));
        self.calm = calm;
    }

    /// Looks at everybody's step in the last sweep allowed, unless it sufficed.
    pub(super) fn ran_out(&mut self, before: &[f64], after: &[f64]) {
        if !self.settled {
            let steps = before.iter().zip(after).map(|(before, after)| (after - before).abs());
            self.steps.largest = steps.fold(0.0, larger);
        }
    }

    /// Bounds the error of the component's own solution; infinite without a certificate.
    fn proved_error(&self) -> f64 {
        let bound = |proof: Certificate| proof.error_bound(self.steps.largest_relative);
        self.certificate.map_or(f64::INFINITY, bound)
    }

    pub(super) fn outcome(&self) -> Outcome {
        let (residual, proved_error) = match (self.sweeps, self.certificate) {
            (0, _) => (1.0, f64::INFINITY),
            (_, Some(_)) => (self.steps.largest, self.proved_error()),
            (_, None) => (self.steps.largest, 0.0),
        };
        Outcome { sweeps: self.sweeps, residual, settled: self.settled, proved_error }
    }
}
