//! The k-th largest of several inputs: the share of the segment for which each is it.

use super::StageSegment;

/// Values nearer than this are ties; inputs that also move alike split their share equally.
pub(crate) const TIE: f64 = 1e-14;
/// Values that are nearer to the rank than this may tie with what has it.
const MARGIN: f64 = 2e-14;
/// How many changes of the selected input are followed before a run is halved.
const MOST_RANK_STEPS: usize = 8;

/// The secants of the input of a rank, 0 for the largest.
///
/// Follows the selected input along the segment. It stays selected until another crosses it; of
/// all that meet there, the one whose slope gives it the rank goes on. Where the selection changes
/// often, what is left of the segment is halved: within half of it, most inputs lie above or below
/// wherever the rank may be, and count no more.
///
/// # Complexity
///
/// Time `O(n)` for every few changes of the selected input at worst, and `O(n log n)` in all where
/// inputs spread.
pub(crate) fn selection(segment: StageSegment<'_>, rank: usize, secants: &mut Vec<f64>) {
    secants.clear();
    secants.resize(segment.len(), 0.0);
    let whole = RankInterval { from: 0.0, to: 1.0, inputs: (0..segment.len()).collect(), rank };
    let mut open = vec![whole];
    while let Some(interval) = open.pop() {
        let Some(left_at) = interval.follow(segment, secants) else { continue };
        let middle = f64::midpoint(left_at, interval.to);
        open.push(interval.narrowed(segment, middle, interval.to));
        open.push(interval.narrowed(segment, left_at, middle));
    }
}

/// A part of the segment, and the inputs that may have the rank somewhere in it.
struct RankInterval {
    from: f64,
    to: f64,
    inputs: Vec<usize>,
    /// Among these inputs.
    rank: usize,
}

impl RankInterval {
    /// Follows the selection, and returns where it was left if it changes often.
    fn follow(&self, segment: StageSegment<'_>, secants: &mut [f64]) -> Option<f64> {
        let Self { from, to, ref inputs, rank } = *self;
        let slope = |input: usize| segment.after[input] - segment.before[input];
        let values = inputs.iter().map(|&input| segment.at(input, from)).collect();
        let (mut t, mut level) = (from, of_rank(values, rank));
        for _ in 0..MOST_RANK_STEPS {
            let above = |input: usize| segment.at(input, t) - level;
            let higher = inputs.iter().filter(|&&input| above(input) > TIE).count();
            let mut meeting: Vec<usize> =
                inputs.iter().copied().filter(|&input| above(input).abs() <= TIE).collect();
            meeting.sort_by(|&one, &two| slope(two).total_cmp(&slope(one)));
            let chosen = rank.saturating_sub(higher).min(meeting.len().saturating_sub(1));
            let &selected = meeting.get(chosen)?;

            let crossing = |input: &usize| {
                let closing = slope(selected) - slope(*input);
                let crossing = t + above(*input) / closing;
                (above(*input).abs() > TIE && crossing > t).then_some(crossing)
            };
            let next = inputs.iter().filter_map(crossing).fold(to, f64::min);
            meeting.retain(|&input| (slope(input) - slope(selected)).abs() <= TIE);
            let share = (next - t) / meeting.iter().map(|_| 1.0).sum::<f64>();
            for &input in &meeting {
                secants[input] += share;
            }
            if next >= to {
                return None;
            }
            t = next;
            level = segment.at(selected, t);
        }
        Some(t)
    }

    /// A part of the run, without the inputs that lie above or below the rank in all of it.
    fn narrowed(&self, segment: StageSegment<'_>, from: f64, to: f64) -> Self {
        let ends = |input: usize| (segment.at(input, from), segment.at(input, to));
        let least = |&input: &usize| ends(input).0.min(ends(input).1);
        let most = |&input: &usize| ends(input).0.max(ends(input).1);
        let floor = of_rank(self.inputs.iter().map(least).collect(), self.rank) - MARGIN;
        let ceiling = of_rank(self.inputs.iter().map(most).collect(), self.rank) + MARGIN;
        let higher = self.inputs.iter().filter(|input| least(input) > ceiling).count();
        let stays = |input: &usize| least(input) <= ceiling && most(input) >= floor;
        let inputs = self.inputs.iter().copied().filter(stays).collect();
        Self { from, to, inputs, rank: self.rank - higher }
    }
}

/// The value of a rank, 0 for the largest.
fn of_rank(mut values: Vec<f64>, rank: usize) -> f64 {
    *values.select_nth_unstable_by(rank, |one, two| two.total_cmp(one)).1
}

/// The secants of the input of a rank among those that have a weight.
pub(in crate::rule) fn extreme(
    inputs: StageSegment<'_>,
    weights: &[f64],
    rank: usize,
    secants: &mut Vec<f64>,
) {
    let counted: Vec<usize> = (0..weights.len()).filter(|&input| weights[input] > 0.0).collect();
    let pick = |ends: &[f64]| counted.iter().map(|&input| ends[input]).collect::<Vec<_>>();
    let (before, after) = (pick(inputs.before), pick(inputs.after));
    let segment = StageSegment { before: &before, after: &after };
    let mut shares = Vec::new();
    if counted.is_empty() {
        secants.clear();
        secants.resize(weights.len(), 0.0);
        secants[0] = 1.0;
        return;
    }
    selection(segment, rank.min(counted.len() - 1), &mut shares);
    secants.clear();
    secants.resize(weights.len(), 0.0);
    for (&input, share) in counted.iter().zip(shares) {
        secants[input] = share;
    }
}
