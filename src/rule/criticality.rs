//! Criticalities: what a quality is capped at, given how well a need is met.

use super::directed::{RoundingDirection, UNITS};
use crate::organisation::Criticality;

/// Evaluates the cap `β + κ u`, which may lie above 1.
pub(crate) fn cap(Criticality { floor, slope }: Criticality, met: f64) -> f64 {
    floor + slope * met
}

/// Evaluates the cap, rounded outwards; exact where it is how well the need is met.
#[expect(clippy::float_cmp, reason = "a cap of exactly what is met is not rounded")]
pub(crate) fn cap_directed(
    criticality: Criticality,
    met: f64,
    direction: RoundingDirection,
) -> f64 {
    if criticality.floor == 0.0 && criticality.slope == 1.0 {
        return met;
    }
    direction.nudged(cap(criticality, met), UNITS)
}

/// Bounds the slope of the cap in how well the need is met.
pub(crate) fn slope_bound(criticality: Criticality) -> f64 {
    criticality.slope
}
