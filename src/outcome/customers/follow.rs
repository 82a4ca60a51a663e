//! One group followed along one trajectory, step by step.

use super::dynamics::{CustomerDynamics, GroupState};
use super::trajectory::QualitySegment;

/// How far and how finely groups are followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct FollowedSpan {
    /// How long.
    pub(super) years: f64,
    /// The longest step.
    pub(super) step: f64,
    /// The discount, continuous, per year.
    pub(super) discount: f64,
    /// When something is over, if that is asked about.
    pub(super) mark: Option<f64>,
}

/// What came of a group.
#[derive(Debug, Clone)]
pub(super) struct FollowedGroup {
    pub(super) end: GroupState,
    /// At the mark.
    pub(super) at_mark: Option<GroupState>,
    pub(super) fewest: GroupState,
}

/// Steps that are shorter than this share of the whole are rounding.
const ROUNDING: f64 = 1e-12;

/// Follows a group, and hands over the state after every step.
pub(super) fn follow(
    dynamics: &CustomerDynamics,
    segments: &[QualitySegment],
    span: &FollowedSpan,
    mut take: impl FnMut(&GroupState, f64),
) -> FollowedGroup {
    let mut state = dynamics.start();
    let mut followed = FollowedGroup { end: state, at_mark: None, fewest: state };
    let held = segments.last().map_or(dynamics.quality_today, |last| last.quality[1]);
    let rest = QualitySegment { years: f64::INFINITY, quality: [held; 2] };
    let mut begins = 0.0;
    take(&state, segments.first().map_or(held, |first| first.quality[0]));
    for segment in segments.iter().chain([&rest]) {
        let ends = (begins + segment.years).min(span.years);
        // Steps end at the mark as well.
        let marked = span.mark.filter(|&mark| begins < mark && mark < ends);
        for [from, to] in [Some([begins, marked.unwrap_or(ends)]), marked.map(|mark| [mark, ends])]
            .into_iter()
            .flatten()
        {
            let length = to - from;
            if length <= ROUNDING * span.years {
                continue;
            }
            let count = (length / span.step).ceil().max(1.0);
            let quality = |at: f64| {
                let share = ((at - begins) / segment.years).min(1.0);
                segment.quality[0] + share * (segment.quality[1] - segment.quality[0])
            };
            let mut step = 0.0;
            while step < count && !state.is_unlimited {
                let at = |step: f64| from + length * (step / count);
                let lines = [quality(at(step)), quality(at(step + 1.0))];
                dynamics.step(&mut state, lines, length / count, span.discount);
                if state.customers < followed.fewest.customers {
                    followed.fewest = state;
                }
                take(&state, lines[1]);
                step += 1.0;
            }
            if span.mark.is_some_and(|mark| (mark - to).abs() <= ROUNDING * span.years) {
                followed.at_mark = Some(state);
            }
        }
        begins += segment.years;
        if begins >= span.years {
            break;
        }
    }
    followed.end = state;
    followed
}
