//! Secants of stages whose slopes are no polynomials along the segment.

use super::StageSegment;
use crate::numerics::gauss_kronrod::integrate;

/// Integrates slopes along a segment, or takes them where nothing moves.
///
/// Every place is taken together with its mirror image, each reckoned from its own end: slopes may
/// grow without bound towards either, where inputs are 0 and must keep their digits.
pub(in crate::rule) fn integrate_or_slope(
    segment: StageSegment<'_>,
    mut slopes: impl FnMut(&[f64], &mut [f64]),
) -> Vec<f64> {
    let count = segment.len();
    let mut at_place = vec![0.0; count];
    if segment.moving() == 0 {
        slopes(segment.before, &mut at_place);
        return at_place;
    }
    let mut inputs = vec![0.0; count];
    let StageSegment { before, after } = segment;
    integrate(count, |t, mean| {
        mean.fill(0.0);
        for (near, far) in [(before, after), (after, before)] {
            for ((input, near), far) in inputs.iter_mut().zip(near).zip(far) {
                *input = near + 0.5 * t * (far - near);
            }
            slopes(&inputs, &mut at_place);
            for (mean, slope) in mean.iter_mut().zip(&at_place) {
                *mean += 0.5 * slope;
            }
        }
    })
}

/// A slope, or 0 where there is none: at an input of 0 that cannot fall further.
pub(in crate::rule) fn finite(slope: f64) -> f64 {
    if slope.is_finite() { slope } else { 0.0 }
}

/// A factor times a slope, which may be infinite: nothing of it is nothing.
pub(crate) fn times(factor: f64, slope: f64) -> f64 {
    if factor == 0.0 { 0.0 } else { factor * slope }
}
