//! Satisfaction of quality and expectation, and what is heard of it.
//!
//! ```text
//! curve          K(q) = expm1(−κ q) / expm1(−κ)        K = q at κ = 0
//! satisfaction   s = K(q)·(1 − loss·(E − q)₊) + (1 − K(q))·gain·(q − E)₊
//! voice          V = s / (s + ν (1 − s))
//! ```
//!
//! Satisfaction is a blend, so that it stays in 0..=1, rises in quality and falls in expectation for
//! all parameters; it has a kink where quality is what is expected. The voice is the share of good
//! among what is said when the dissatisfied speak ν times as often.

/// Below this size the curve is a straight line to the last bit.
const STRAIGHT: f64 = 1e-16;

/// How quality and expectation become satisfaction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SatisfactionCurve {
    pub(super) curvature: f64,
    pub(super) gain: f64,
    pub(super) loss: f64,
}

impl SatisfactionCurve {
    /// K(q), which rises from 0 to 1.
    pub(super) fn curve(&self, quality: f64) -> f64 {
        if self.curvature.abs() < STRAIGHT {
            return quality;
        }
        (-self.curvature * quality).exp_m1() / (-self.curvature).exp_m1()
    }

    /// K'(q).
    fn slope(&self, quality: f64) -> f64 {
        if self.curvature.abs() < STRAIGHT {
            return 1.0;
        }
        -self.curvature * (-self.curvature * quality).exp() / (-self.curvature).exp_m1()
    }

    pub(super) fn satisfaction(&self, quality: f64, expectation: f64) -> f64 {
        let curve = self.curve(quality);
        let missed = (expectation - quality).max(0.0);
        let beyond = (quality - expectation).max(0.0);
        curve * (1.0 - self.loss * missed) + (1.0 - curve) * self.gain * beyond
    }

    /// ∂s/∂q with the expectation fixed; on the kink that of the way down.
    pub(super) fn satisfaction_slope(&self, quality: f64, expectation: f64) -> f64 {
        let (curve, slope) = (self.curve(quality), self.slope(quality));
        if quality <= expectation {
            slope * (1.0 - self.loss * (expectation - quality)) + curve * self.loss
        } else {
            slope * (1.0 - self.gain * (quality - expectation)) + (1.0 - curve) * self.gain
        }
    }

    /// ds/dq where expectation follows.
    pub(super) fn adapted_slope(&self, quality: f64) -> f64 {
        self.slope(quality)
    }

    /// Whether the expectation counts at all.
    pub(super) fn has_kink(&self) -> bool {
        self.gain > 0.0 || self.loss > 0.0
    }
}

/// The share of good among what is said, where the dissatisfied speak so many times as often.
pub(super) fn voice(satisfaction: f64, bad_news: f64) -> f64 {
    satisfaction / (satisfaction + bad_news * (1.0 - satisfaction))
}

/// dV/ds.
pub(super) fn voice_slope(satisfaction: f64, bad_news: f64) -> f64 {
    let said = satisfaction + bad_news * (1.0 - satisfaction);
    bad_news / (said * said)
}
