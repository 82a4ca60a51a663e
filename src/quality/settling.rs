//! When a component has settled.

use super::circle::Steps;
use crate::network::Certificate;

/// A component has converged once the largest step of a sweep is at most this; of two sweeps in a
/// row where it is not certified.
const SETTLED: f64 = 1e-14;
/// A certified component has converged, too, once its error is proved to be at most this.
const PROVED: f64 = 1e-12;
/// A certified component that has not settled after so many sweeps is accelerated.
pub(super) const PLAIN_SWEEPS: u32 = 10;

/// How one component came out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outcome {
    pub(super) sweeps: u32,
    /// The largest step of the last sweep.
    pub(super) residual: f64,
    pub(super) settled: bool,
    /// The proved error of the component's own solution; 0 where nothing is proved.
    pub(super) proved_error: f64,
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
    pub(super) fn new(certificate: Option<Certificate>) -> Self {
        let steps = Steps::default();
        Self { certificate, enough: PROVED, sweeps: 0, steps, calm: false, settled: false }
    }

    /// Goes on until hardly anything moves, whatever is proved before: for solves that are part of
    /// an iteration themselves.
    pub(super) fn thorough(mut self, is_thorough: bool) -> Self {
        if is_thorough {
            self.enough = 0.0;
        }
        self
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
