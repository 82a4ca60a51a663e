//! When a component has settled.

use crate::network::{Certificate, Cycle, DeptIx, FeedbackVertex, Layout};
use crate::progress::OnProgress;
use crate::quality::solve_options::SolveOptions;
use crate::quality::status::Status;

/// A department has stopped moving if a sweep moves it by at most this share of its quality and a
/// unit in the last place of 1: what is received is made of what is missing, `1 − q`, which has no
/// finer digits.
const STEP_TOLERANCE: f64 = 1e-14;
const LAST_PLACE: f64 = f64::EPSILON;
/// A quality below this is looked at relative to its size before a proved error suffices: further
/// downstream a steep transfer may make much of it.
const SMALL: f64 = 1e-3;
/// A certified component that moved by at most [`STEP_TOLERANCE`] in so many sweeps in a row moves
/// by rounding alone.
const ROUNDING_SWEEPS: u32 = 50;
/// A certified component has converged, too, once its error is proved to be at most this: half of
/// 1e-12, since errors of several components add up downstream.
const PROVED: f64 = 5e-13;
/// A certified component that has not settled after so many sweeps is accelerated; one that feeds
/// back through a single department from the first, since two sweeps show its slope.
pub(in crate::quality) const PLAIN_SWEEPS: u32 = 7;
/// A component that has not settled after so many sweeps, and is not certified, is looked at: it
/// may be on its way to 0.
pub(in crate::quality) const SLOW_SWEEPS: u32 = 100;

/// By how much more than a share of its own size a value moved that an iteration took from one
/// number to another: the same size of step is much for a value near 0, of which a steep transfer
/// further downstream may make a large one.
#[inline]
pub(in crate::quality) fn excess(before: f64, after: f64) -> f64 {
    (after - before).abs() - STEP_TOLERANCE * after
}

/// Whether values whose largest [excess] is given have stopped moving.
pub(in crate::quality) fn is_still(largest_excess: f64) -> bool {
    largest_excess <= LAST_PLACE
}

/// The largest steps, in one sweep, of departments that [feed back](FeedbackVertex): nothing else
/// that was before a sweep matters to it.
#[derive(Debug, Clone, Copy)]
pub(in crate::quality) struct StepNorms {
    pub(in crate::quality) largest: f64,
    /// Over the gap of the department, where the component is certified.
    pub(in crate::quality) largest_relative: f64,
    /// The largest [excess].
    pub(in crate::quality) excess: f64,
    /// The smallest quality that a step led to.
    pub(in crate::quality) smallest: f64,
}

impl StepNorms {
    /// Of nobody.
    pub(in crate::quality) const NONE: Self =
        Self { largest: 0.0, largest_relative: 0.0, excess: 0.0, smallest: 1.0 };

    #[inline]
    pub(in crate::quality) fn take(&mut self, before: f64, after: f64, inverse_gap: f64) {
        let step = (after - before).abs();
        self.largest = larger(self.largest, step);
        self.largest_relative = larger(self.largest_relative, step * inverse_gap);
        self.excess = larger(self.excess, excess(before, after));
        self.smallest = if after < self.smallest { after } else { self.smallest };
    }

    /// The steps from what departments were before a sweep to what they are, which becomes what
    /// they were before the next.
    pub(in crate::quality) fn of_sweep(
        feedback: &[FeedbackVertex],
        before: &mut [f64],
        after: impl Fn(DeptIx) -> f64,
    ) -> Self {
        let mut steps = Self::NONE;
        for (back, before) in feedback.iter().zip(before) {
            let after = after(back.department);
            steps.take(*before, after, back.inverse_gap);
            *before = after;
        }
        steps
    }
}

/// The larger of two numbers that are none of them NaN: one instruction, where `f64::max` takes
/// three and a conditional assignment may branch.
#[inline]
pub(in crate::quality) fn larger(one: f64, two: f64) -> f64 {
    if one > two { one } else { two }
}

/// When components stop being swept.
#[derive(Debug, Clone)]
pub(in crate::quality) struct StoppingRule {
    /// After so many sweeps in any case.
    max_sweeps: u32,
    /// The same of certified components.
    max_sweeps_certified: u32,
    /// Once a certified component's error is proved to be at most this.
    enough: f64,
    /// Once it says so.
    on_progress: Option<OnProgress>,
}

impl StoppingRule {
    /// Once the error is proved to be small.
    pub(in crate::quality) fn proved(layout: &Layout, options: &SolveOptions) -> Self {
        let max_sweeps = options.sweeps_of(layout);
        let on_progress = options.on_progress.clone();
        Self { max_sweeps, max_sweeps_certified: max_sweeps, enough: PROVED, on_progress }
    }

    /// Once hardly anything moves, whatever is proved before: for solves that are part of an
    /// iteration themselves. Certified components begin anew in each, and what a sweep too few
    /// leaves of them would not be what the next goes on with: they have a number of their own.
    pub(in crate::quality) fn still(
        layout: &Layout,
        options: &SolveOptions,
        max_sweeps: u32,
    ) -> Self {
        Self { max_sweeps, enough: 0.0, ..Self::proved(layout, options) }
    }

    /// Takes services that were evaluated; whether the run goes on.
    pub(in crate::quality) fn evaluated(&self, services: usize) -> bool {
        match &self.on_progress {
            Some(on_progress) => on_progress.evaluated(services).is_continue(),
            None => true,
        }
    }

    /// Whether the run was broken off.
    pub(in crate::quality) fn is_stopped(&self) -> bool {
        self.on_progress.as_ref().is_some_and(OnProgress::is_stopped)
    }
}

/// How one component came out.
#[derive(Debug, Clone, Copy)]
pub(in crate::quality) struct SccOutcome {
    pub(in crate::quality) sweeps: u32,
    /// The largest step of anybody in the last sweep.
    pub(in crate::quality) residual: f64,
    pub(in crate::quality) settled: bool,
    /// Whether it was broken off before it had settled.
    pub(in crate::quality) stopped: bool,
    /// The proved error of the component's own solution; 0 where nothing is proved.
    pub(in crate::quality) proved_error: f64,
}

impl SccOutcome {
    /// Of nothing.
    pub(in crate::quality) const NONE: Self =
        Self { sweeps: 0, residual: 0.0, settled: true, stopped: false, proved_error: 0.0 };

    pub(in crate::quality) fn status(&self) -> Status {
        match (self.settled, self.stopped) {
            (true, _) => Status::Converged,
            (false, true) => Status::Stopped,
            (false, false) => Status::NotConverged,
        }
    }

    /// Takes another component: the worse of each.
    pub(in crate::quality) fn merge(&mut self, other: &Self) {
        self.sweeps = self.sweeps.max(other.sweeps);
        self.residual = self.residual.max(other.residual);
        self.settled &= other.settled;
        self.stopped |= other.stopped;
        self.proved_error = self.proved_error.max(other.proved_error);
    }
}

/// A component on its way.
#[derive(Debug, Clone, Copy)]
pub(in crate::quality) struct Convergence {
    certificate: Option<Certificate>,
    /// A proved error that is small enough.
    enough: f64,
    max_sweeps: u32,
    /// How many sweeps it takes before it is accelerated.
    plain_sweeps: u32,
    /// How many sweeps in a row that hardly move anything settle it, whatever is proved. The first
    /// after a secant may end where the slope was not yet known well.
    still_enough: u32,
    pub(in crate::quality) sweeps: u32,
    /// Of the last sweep.
    pub(in crate::quality) steps: StepNorms,
    /// How many sweeps in a row moved next to nothing.
    calm_sweeps: u32,
    /// How many sweeps in a row left every department where it was, but for a unit in its last
    /// place.
    still_sweeps: u32,
    pub(in crate::quality) settled: bool,
    stopped: bool,
    is_closed: bool,
}

impl Convergence {
    #[inline]
    pub(in crate::quality) fn new(cycle: &Cycle, stop: &StoppingRule) -> Self {
        let certificate = cycle.certificate;
        let is_certified = certificate.is_some();
        let (plain_sweeps, still_enough) = match certificate {
            // Where slopes have no bound, a step of next to nothing may begin a long way.
            None => (u32::MAX, 2),
            Some(_) if cycle.has_one_feedback() => (0, 2),
            Some(_) => (PLAIN_SWEEPS, 1),
        };
        Self {
            certificate,
            enough: stop.enough,
            max_sweeps: if is_certified { stop.max_sweeps_certified } else { stop.max_sweeps },
            plain_sweeps,
            still_enough,
            sweeps: 0,
            steps: StepNorms::NONE,
            calm_sweeps: 0,
            still_sweeps: 0,
            settled: false,
            stopped: stop.is_stopped(),
            is_closed: false,
        }
    }

    /// Breaks it off: only the closing sweep is left.
    pub(in crate::quality) fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether another sweep is due before the closing one, which everybody's steps are taken of.
    pub(in crate::quality) fn goes_on(&self) -> bool {
        !self.settled && !self.stopped && self.sweeps + 1 < self.max_sweeps
    }

    /// Whether the next sweep, if one is due, is one before it is accelerated.
    pub(in crate::quality) fn is_plain(&self) -> bool {
        self.goes_on() && self.sweeps < self.plain_sweeps
    }

    /// Whether a closing sweep is due.
    pub(in crate::quality) fn is_unclosed(&self) -> bool {
        !self.is_closed && self.sweeps < self.max_sweeps
    }

    /// Takes a sweep, and decides whether it settled the component.
    pub(in crate::quality) fn swept(&mut self, steps: StepNorms) {
        self.steps = steps;
        self.sweeps += 1;
        self.still_sweeps = if is_still(steps.excess) { self.still_sweeps + 1 } else { 0 };
        self.calm_sweeps = if steps.largest <= STEP_TOLERANCE { self.calm_sweeps + 1 } else { 0 };
        self.settled = steps.largest == 0.0
            || self.still_sweeps >= self.still_enough
            || (self.certificate.is_some()
                && (self.calm_sweeps >= ROUNDING_SWEEPS
                    || (steps.smallest >= SMALL && self.proved_error() <= self.enough)));
    }

    /// Takes it that something moved, not by a sweep.
    pub(in crate::quality) fn reopen(&mut self) {
        self.settled = false;
        self.still_sweeps = 0;
        self.calm_sweeps = 0;
    }

    /// Takes the closing sweep, by those that feed back and by everybody. Where slopes have no
    /// bound, somebody else may still move by more than those do: then it was not the last.
    pub(in crate::quality) fn close(&mut self, steps: StepNorms, everybody: StepNorms) {
        let was_settled = self.settled;
        self.swept(steps);
        self.settled |= was_settled;
        self.steps.largest = everybody.largest;
        self.is_closed = self.certificate.is_some() || self.stopped || is_still(everybody.excess);
        if !self.is_closed {
            self.reopen();
        }
    }

    /// Bounds the error of the component's own solution; infinite without a certificate.
    fn proved_error(&self) -> f64 {
        let bound = |proof: Certificate| proof.error_bound(self.steps.largest_relative);
        self.certificate.map_or(f64::INFINITY, bound)
    }

    pub(in crate::quality) fn outcome(&self) -> SccOutcome {
        let (residual, proved_error) = match (self.sweeps, self.certificate) {
            (0, _) => (1.0, f64::INFINITY),
            (_, Some(_)) => (self.steps.largest, self.proved_error()),
            (_, None) => (self.steps.largest, 0.0),
        };
        let stopped = self.stopped && !self.settled;
        SccOutcome { sweeps: self.sweeps, residual, settled: self.settled, stopped, proved_error }
    }
}
