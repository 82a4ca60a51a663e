//! The k-th largest of several inputs: the share of the segment for which each is it.

use super::Segment;

/// Values nearer than this are ties; inputs that also move alike split their share equally.
const TIE: f64 = 1e-14;

/// The multipliers of the input of a rank, 0 for the largest.
///
/// Follows the selected input along the segment. It stays selected until another crosses it; of
/// all that meet there, the one whose slope gives it the rank goes on.
///
/// # Complexity
///
/// Time `O(n)` per change of the selected input.
pub(in crate::explain) fn selection(segment: Segment<'_>, rank: usize, multipliers: &mut Vec<f64>) {
    let count = segment.len();
    multipliers.clear();
    multipliers.resize(count, 0.0);
    let slope = |input: usize| segment.after[input] - segment.before[input];

    let mut values: Vec<f64> = segment.before.to_vec();
    let (_, &mut start, _) = values.select_nth_unstable_by(rank, |one, two| two.total_cmp(one));
    let (mut t, mut level) = (0.0, start);
    // Every step passes a crossing, and two lines cross once.
    for _ in 0..=count * count {
        let above = |input: usize| segment.at(input, t) - level;
        let higher = (0..count).filter(|&input| above(input) > TIE).count();
        let mut meeting: Vec<usize> =
            (0..count).filter(|&input| above(input).abs() <= TIE).collect();
        meeting.sort_by(|&one, &two| slope(two).total_cmp(&slope(one)));
        let chosen = rank.saturating_sub(higher).min(meeting.len().saturating_sub(1));
        let Some(&selected) = meeting.get(chosen) else { return };

        let crossing = |input: usize| {
            let closing = slope(selected) - slope(input);
            let crossing = t + above(input) / closing;
            (above(input).abs() > TIE && crossing > t).then_some(crossing)
        };
        let next = (0..count).filter_map(crossing).fold(1.0, f64::min);
        meeting.retain(|&input| (slope(input) - slope(selected)).abs() <= TIE);
        let share = (next - t) / meeting.iter().map(|_| 1.0).sum::<f64>();
        for &input in &meeting {
            multipliers[input] += share;
        }
        if next >= 1.0 {
            return;
        }
        t = next;
        level = segment.at(selected, t);
    }
}
