//! The share of requests that agents serve in time, by plain quadrature.
//!
//! With `a` the offered load, `n` agents who finish `μ` requests per hour each, and callers who give
//! up at a rate `θ`, the wait `x` offered to somebody has a density in proportion to `e^E(x)`:
//!
//! ```text
//! E(x) = λ (1 − e^(−θx)) / θ − n μ x
//! ε    = ∫₀^∞ e^(−t) (1 + t/a)^(n−1) dt         the idle states, relative to λ
//! SL(T) = ( ε + λ ∫₀^T e^(E(x) − θx) dx ) / ( ε + λ ∫₀^∞ e^E(x) dx )
//! ```
//!
//! Waits of another variation than that of exponential times are `wait_factor` times as long.
//!
//! # References
//!
//! F. Baccelli and G. Hebuterne, *On queues with impatient customers*, Performance '81; H. Takahasi
//! and M. Mori, *Double exponential formulas for numerical integration* (1974), for the quadrature.

use std::f64::consts::FRAC_PI_2;
use std::sync::LazyLock;

use knockon::{ServiceLevel, Staffing};

use super::Mix;

/// More arrivals than this per hour leave no agent idle and nobody served in time.
pub(super) const ENDLESS: f64 = 1e30;

/// Returns the share of requests served in time, given the mix of handling times, arrivals per hour
/// and effort.
pub(crate) fn service_level(
    staffing: &Staffing,
    mix: Option<Mix>,
    arrivals: f64,
    effort: f64,
) -> f64 {
    let usual = Mix { minutes: staffing.handling_minutes, wait_factor: 1.0 };
    let Mix { minutes, wait_factor } = mix.unwrap_or(usual);
    let agents = staffing.agents * (1.0 - staffing.shrinkage);
    if arrivals <= 0.0 {
        return 1.0;
    }
    let rate = 60.0 / minutes * effort;
    let full = agents * rate;
    if full <= 0.0 || arrivals > ENDLESS {
        return 0.0;
    }
    let target = match staffing.service_level {
        ServiceLevel::WithinTarget => {
            staffing.target_wait_minutes.unwrap_or(0.0) / 60.0 / wait_factor
        }
        _ => f64::INFINITY,
    };
    let leaving = staffing.patience_minutes.map_or(0.0, |patience| 60.0 / patience);
    if leaving <= 0.0 && arrivals >= full {
        return 0.0;
    }
    let line = |x: f64| if leaving > 0.0 { -(-leaving * x).exp_m1() / leaving } else { x };
    let peak_at = if arrivals > full { (arrivals / full).ln() / leaving } else { 0.0 };
    // Relative to the peak, where λ e^(−θ x) = n μ: both terms may be huge by themselves.
    let exponent = |x: f64| {
        if arrivals > full {
            let beyond = x - peak_at;
            full * line(beyond) - full * beyond
        } else {
            arrivals * line(x) - full * x
        }
    };
    let peak = -exponent(0.0); // of E, which is 0 at 0
    let offered = arrivals / rate;
    let idle = |t: f64| ((agents - 1.0) * (t / offered).ln_1p() - t - peak).exp();
    let idle_peak = (agents - 1.0 - offered).max(0.0);
    let nobody_waits = from_peak(idle_peak, 1.0 + (offered + idle_peak).sqrt(), idle);
    let width = 1.0 / ((full * leaving).sqrt().max((full - arrivals).abs())).max(1e-300);
    let waits = arrivals * from_peak(peak_at, width, |x| exponent(x).exp());
    let stays = |x: f64| (exponent(x) - leaving * x).exp();
    let served = if target.is_infinite() {
        from_peak(peak_at, width, stays)
    } else if peak_at > 0.0 && peak_at < target {
        between(0.0, peak_at, stays) + between(peak_at, target, stays)
    } else {
        between(0.0, target, stays)
    };
    ((nobody_waits + arrivals * served) / (nobody_waits + waits)).clamp(0.0, 1.0)
}

/// Integrates over 0..∞ a function with one peak of about a width.
fn from_peak(peak: f64, width: f64, function: impl Fn(f64) -> f64) -> f64 {
    let right = exp_sinh(|x| width * function(peak + width * x));
    if peak > 0.0 { between(0.0, peak, function) + right } else { right }
}

/// The step of the trapezoidal rule after the substitution, and how many steps it takes either way:
/// as far as 4.5, where a half line begins at e^−70 of its width and an interval at less of its own.
const STEP: f64 = 1.0 / 40.0;
const REACH: i32 = 180;

/// A node of the trapezoidal rule, after the substitution.
struct Node {
    /// Where it lies: on the half line, or how far from the nearer end of an interval of length 2.
    at: f64,
    is_from_start: bool,
    weight: f64,
}

/// Nodes, worked out once: an oracle spends most of its time here.
fn nodes(of: impl Fn(f64) -> Node) -> Vec<Node> {
    (-REACH..=REACH).map(|index| of(STEP * f64::from(index))).collect()
}

/// Integrates over 0..∞.
fn exp_sinh(function: impl Fn(f64) -> f64) -> f64 {
    static NODES: LazyLock<Vec<Node>> = LazyLock::new(|| {
        nodes(|t| {
            let at = (FRAC_PI_2 * t.sinh()).exp();
            Node { at, is_from_start: true, weight: at * FRAC_PI_2 * t.cosh() }
        })
    });
    let term = |node: &Node| {
        let value = function(node.at) * node.weight;
        if value.is_finite() { value } else { 0.0 }
    };
    STEP * NODES.iter().map(term).sum::<f64>()
}

/// Integrates over an interval, in pieces: a sharp peak lies at one of its ends at most.
fn between(from: f64, to: f64, function: impl Fn(f64) -> f64) -> f64 {
    static NODES: LazyLock<Vec<Node>> = LazyLock::new(|| {
        nodes(|t| {
            let s = FRAC_PI_2 * t.sinh();
            // 1 − tanh |s|, so that no digit is lost near an end.
            let at = 2.0 / ((2.0 * s.abs()).exp() + 1.0);
            let weight = FRAC_PI_2 * t.cosh() / s.cosh().powi(2);
            Node { at, is_from_start: s < 0.0, weight }
        })
    });
    if to <= from {
        return 0.0;
    }
    let half = 0.5 * (to - from);
    let term = |node: &Node| {
        let from_end = half * node.at;
        let x = if node.is_from_start { from + from_end } else { to - from_end };
        let is_any = node.weight > 0.0 && node.weight.is_finite();
        if is_any { node.weight * function(x) } else { 0.0 }
    };
    STEP * half * NODES.iter().map(term).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the quadrature is off by, at most.
    const QUADRATURE: f64 = 1e-13;

    #[track_caller]
    fn assert_near(found: f64, expected: f64) {
        let off = (found - expected).abs();
        assert!(off <= QUADRATURE, "{found} is {off:e} off");
    }

    #[test]
    fn two_agents_of_erlang_c_wait_as_by_hand() {
        // a = 1, n = 2: P(wait) = 1/3, and P(W > T) = P(wait) e^(−(2μ − λ) T).
        let staffing = Staffing::new(2.0, 60.0).target_wait_minutes(30.0);
        let expected = 1.0 - (-0.5_f64).exp() / 3.0;
        assert_near(service_level(&staffing, None, 1.0, 1.0), expected);
    }

    #[test]
    fn one_impatient_agent_serves_as_by_hand() {
        // n = 1, λ = μ = θ = 1: weights 1/k!, so P(N = 0) = 1/e and 1 − 1/e are served.
        let staffing =
            Staffing::new(1.0, 60.0).patience_minutes(60.0).service_level(ServiceLevel::Served);
        let expected = 1.0 - (-1.0_f64).exp();
        assert_near(service_level(&staffing, None, 1.0, 1.0), expected);
    }

    #[test]
    fn overrun_agents_serve_what_they_can() {
        let staffing =
            Staffing::new(2.5, 60.0).patience_minutes(10.0).service_level(ServiceLevel::Served);
        assert_near(service_level(&staffing, None, 250.0, 1.0), 0.01);
    }
}
