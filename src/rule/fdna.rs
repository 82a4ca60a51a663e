//! Functional dependency network analysis: the mean over needs of `α u + (1 − α) s`.

use super::FeltNeeds;
use super::directed::{DirectedNeed, RoundingDirection, UNITS, count};

/// The mean over needs of `α u + (1 − α) s`, which is `s + α (1 − s) − ℓ`; own capability without
/// needs.
pub(super) fn combine(own: f64, needs: FeltNeeds<'_>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (&loss, &dependence) in needs.loss.iter().zip(needs.dependence) {
        sum += own + dependence * (1.0 - own) - loss;
        count += 1.0;
    }
    if count > 0.0 { (sum / count).clamp(0.0, 1.0) } else { own }
}

pub(super) fn directed(own: f64, needs: &[DirectedNeed], direction: RoundingDirection) -> f64 {
    if needs.is_empty() {
        return own;
    }
    let units = UNITS * count(needs.len() + 1);
    let strength = |need: &DirectedNeed| need.dependence * need.met + (1.0 - need.dependence) * own;
    let sum: f64 = needs.iter().map(strength).sum();
    direction.nudged(sum / count(needs.len()), 2.0 * units)
}

pub(super) fn slope_bound(need_count: f64) -> f64 {
    1.0 / need_count
}

pub(super) fn secants(need_weights: &[f64], dependence: &[f64], secants: &mut Vec<f64>) {
    let needs: f64 = need_weights.iter().map(|_| 1.0).sum();
    let own: f64 = dependence.iter().map(|dependence| 1.0 - dependence).sum();
    secants.clear();
    secants.push(if needs > 0.0 { own / needs } else { 1.0 });
    secants.extend(need_weights.iter().map(|_| 1.0 / needs));
}

/// ∂combined/∂dependence over ∂combined/∂felt: own capability takes what the dependence leaves.
pub(super) fn dependence_slope(met: f64, own: f64) -> f64 {
    met - own
}
