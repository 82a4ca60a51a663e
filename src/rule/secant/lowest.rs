//! The least of several inputs: the share of the segment for which each is it.

use super::{StageSegment, TIE};

/// How many parts the least of the inputs may be made of.
const MOST_PIECES: usize = 8;

/// The secants of the least of at least one input, without further memory; `None` where it
/// changes often.
///
/// The least of straight lines bends down wherever another takes over, so what is the least is
/// followed from one to the next, each steeper than the one before. Of inputs that are within a
/// tie of the least, the steepest goes on; those that move alike split their share equally.
///
/// # Complexity
///
/// Time `O(n)` for every part.
pub(crate) fn lowest(segment: StageSegment<'_>, secants: &mut Vec<f64>) -> Option<()> {
    let StageSegment { before, after } = segment;
    secants.clear();
    secants.resize(before.len(), 0.0);
    let lines = || before.iter().zip(after).map(|(before, after)| (*before, after - before));
    let mut t = 0.0;
    for _ in 0..MOST_PIECES {
        let at = |(start, slope): (f64, f64)| start + t * slope;
        let level = lines().map(at).fold(f64::INFINITY, f64::min);
        let is_low = |line: (f64, f64)| at(line) - level <= TIE;
        let steepest = lines()
            .filter(|&line| is_low(line))
            .map(|(_, slope)| slope)
            .fold(f64::INFINITY, f64::min);
        let is_least = |line: (f64, f64)| is_low(line) && line.1 - steepest <= TIE;
        let (mut until, mut ties) = (1.0, 0.0);
        for line in lines() {
            if is_least(line) {
                ties += 1.0;
            } else if !is_low(line) && line.1 < steepest {
                until = f64::min(until, t + (at(line) - level) / (steepest - line.1));
            }
        }
        let share = (until - t) / ties;
        for (secant, line) in secants.iter_mut().zip(lines()) {
            if is_least(line) {
                *secant += share;
            }
        }
        if until >= 1.0 {
            return Some(());
        }
        t = until;
    }
    None
}
