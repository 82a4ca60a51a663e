//! How likely it is that an agent is free, and how likely each wait is: masses, not yet scaled to
//! sum to 1.
//!
//! With the mean handling time as the unit of time, `a` the offered load, `n` agents and `ϑ` the
//! patience rate, the time `s` somebody of endless patience would wait has the density
//!
//! ```text
//! a e^E(s)      E(s) = a (1 − e^(−ϑ s)) / ϑ − n s            (ϑ = 0: a s − n s)
//! ```
//!
//! beside the mass that an agent is free, with `B` Erlang's loss formula,
//!
//! ```text
//! ε = 1 / B(n − 1, a) = a ∫₀^∞ e^(n v − a (e^v − 1)) dv
//! ```
//!
//! which is the integral `∫₀^∞ e^(−t) (1 + t/a)^(n−1) dt` with `1 + t/a = e^v`: the same exponent
//! as `E`, with `ϑ = 1`, continued to negative waits `−v`.

use super::LARGEST;
use super::log_concave_integral::{Exponent, QuadratureNode};

/// A queue in units of its mean handling time.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScaledQueue {
    /// Arrivals per handling time, `a`.
    pub(super) load: f64,
    /// Any real number above 0, `n`.
    pub(super) agents: f64,
    /// Handling times per mean patience, `ϑ`; 0 for endless patience.
    pub(super) impatience: f64,
}

/// Masses relative to `e^scale`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaled<const M: usize> {
    pub(super) scale: f64,
    pub(super) masses: [f64; M],
}

/// Whole numbers of agents up to here take less time by the recurrence of `B` than by the integral.
const MOST_AGENTS_BY_RECURRENCE: f64 = 400.0;

impl ScaledQueue {
    /// Under a higher load nobody is served.
    pub(super) const LARGEST_LOAD: f64 = LARGEST * LARGEST;

    /// States a queue; numbers beyond all reach are brought within it, which changes no share.
    pub(super) fn new(load: f64, agents: f64, impatience: f64) -> Self {
        Self {
            load: load.max(1e-250),
            agents: agents.min(LARGEST),
            impatience: impatience.min(Self::LARGEST_LOAD),
        }
    }

    /// The mass `ε` that an agent is free; it may be infinite where nearly nobody waits.
    pub(super) fn free(self) -> Scaled<1> {
        let whole = self.agents.trunc().to_bits() == self.agents.to_bits();
        if !whole || self.agents > MOST_AGENTS_BY_RECURRENCE {
            return self.free_moments(|_, _| [self.load]);
        }
        // 1 / B(k) = 1 + k / a · 1 / B(k − 1) from B(0) = 1.
        let (mut inverse, mut k) = (1.0, 1.0);
        while k < self.agents {
            inverse = 1.0 + inverse * (k / self.load);
            k += 1.0;
        }
        Scaled { scale: 0.0, masses: [inverse] }
    }

    /// The same with its derivatives: `ε`, `∂ε/∂a` and `∂ε/∂n`.
    pub(super) fn free_with_slopes(self) -> Scaled<3> {
        let a = self.load;
        self.free_moments(|v, grown| [a, 1.0 - grown, a * v])
    }

    /// Integrates over `v`, given `v` and `a (e^v − 1)` at each node.
    fn free_moments<const M: usize>(self, moments: impl Fn(f64, f64) -> [f64; M]) -> Scaled<M> {
        let (a, n) = (self.load, self.agents);
        let anchor = ((n + 1.0) / a).ln().max(0.0);
        let at_anchor = a.max(n + 1.0);
        let slope = if anchor > 0.0 { 1.0 } else { a - n };
        let exponent = Exponent { drain: -n, flow: -at_anchor, rate: -1.0, slope };
        let masses = exponent.integrate(anchor, f64::INFINITY, |node| {
            moments(anchor + node.distance, (at_anchor - a) + at_anchor * node.rise)
        });
        Scaled { scale: exponent.drop(-anchor), masses }
    }

    /// The density of waits before a target and after it.
    pub(super) fn split_at(self, target: f64) -> SplitDensity {
        SplitDensity {
            before: (target > 0.0).then(|| self.interval(0.0, target)),
            after: (target < f64::INFINITY).then(|| self.interval(target, f64::INFINITY)),
        }
    }

    fn interval(self, from: f64, to: f64) -> DensityInterval {
        let Self { load: a, agents: n, impatience } = self;
        let peak = (a / (n + impatience)).ln() / impatience;
        let anchor = peak.clamp(from, to);
        let fade = (-impatience * anchor).exp();
        let waited = -(-impatience * anchor).exp_m1() / impatience;
        let (flow, slope) = if from < peak && peak < to {
            (n + impatience, -impatience)
        } else {
            (a * fade, n - a * fade)
        };
        let exponent = Exponent { drain: n, flow, rate: impatience, slope };
        DensityInterval { from, to, anchor, waited, fade, load: a, exponent }
    }
}

/// The waits up to a target, and those beyond it; `None` where there is no such time.
#[derive(Debug, Clone, Copy)]
pub(super) struct SplitDensity {
    pub(super) before: Option<DensityInterval>,
    pub(super) after: Option<DensityInterval>,
}

impl SplitDensity {
    /// What masses that an agent is free, of waits before and of waits after have to be multiplied
    /// by to be comparable, given the scale of the first; at least one of the factors is near 1.
    pub(super) fn factors(&self, free: f64) -> [f64; 3] {
        let (to_anchor, to_target) = self
            .before
            .map_or((0.0, 0.0), |before| (before.rise_to_anchor(), before.rise_to_end()));
        let between =
            self.after.map_or(f64::NEG_INFINITY, |after| to_target + after.rise_to_anchor());
        let busy = to_anchor + between.max(0.0);
        let top = free.max(busy);
        let factor = (busy - top).exp();
        [(free - top).exp(), factor * (-between.max(0.0)).exp(), factor * between.min(0.0).exp()]
    }
}

/// The density of waits over an interval of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct DensityInterval {
    from: f64,
    to: f64,
    /// The wait `s` from which distances of nodes count.
    pub(super) anchor: f64,
    /// `(1 − e^(−ϑ s)) / ϑ` at the anchor.
    pub(super) waited: f64,
    /// `e^(−ϑ s)` at the anchor.
    fade: f64,
    load: f64,
    exponent: Exponent,
}

impl DensityInterval {
    /// How much higher the exponent `E` is at the anchor than at the start.
    fn rise_to_anchor(&self) -> f64 {
        self.exponent.drop(self.from - self.anchor)
    }

    /// How much higher it is at the end than at the anchor.
    fn rise_to_end(&self) -> f64 {
        if self.to < f64::INFINITY {
            -self.exponent.drop(self.to - self.anchor)
        } else {
            f64::NEG_INFINITY
        }
    }

    /// Integrates moments of the density, relative to its height at the anchor.
    pub(super) fn integrate<const M: usize>(
        &self,
        moments: impl Fn(QuadratureNode) -> [f64; M],
    ) -> [f64; M] {
        let (before, beyond) = (self.anchor - self.from, self.to - self.anchor);
        self.exponent.integrate(before, beyond, moments).map(|mass| self.load * mass)
    }

    /// Who of those with this wait ahead stays to the end of it, `e^(−ϑ s)`.
    pub(super) fn staying(&self, node: QuadratureNode) -> f64 {
        self.fade * node.fade
    }

    /// How much longer than at the anchor those with this wait ahead wait on average, until they
    /// are served or leave: the mean is `(1 − e^(−ϑ s)) / ϑ`.
    pub(super) fn waited_longer(&self, node: QuadratureNode) -> f64 {
        self.fade * node.rise
    }

    /// How much later another interval has its anchor, and how much longer on average those wait
    /// who have until then to wait.
    pub(super) fn until_anchor_of(&self, other: &Self) -> [f64; 2] {
        let rate = self.exponent.rate;
        let later = other.anchor - self.anchor;
        [later, self.fade * -(-rate * later).exp_m1() / rate]
    }
}

#[cfg(test)]
mod tests {
    use crate::queue::wait_density::{MOST_AGENTS_BY_RECURRENCE, ScaledQueue};

    #[test]
    fn recurrence_and_integral_agree() {
        let mut agents = 1.0;
        while agents <= MOST_AGENTS_BY_RECURRENCE {
            for share in [0.1, 0.7, 0.98, 1.0, 1.03, 2.0, 300.0] {
                let station = ScaledQueue::new(share * agents, agents, 0.0);
                let recurrence = station.free().masses[0];
                let integral = station.free_with_slopes();
                let deviation = integral.masses[0] / recurrence * integral.scale.exp() - 1.0;
                // What is large by an exponent has the digits of its exponent.
                let error = 1e-14 * (1.0 + recurrence.ln().abs());
                assert!(
                    deviation.abs() < error || recurrence > 1e300,
                    "{deviation:e} at {station:?}"
                );
            }
            agents += 1.0;
        }
    }
}
