//! Logs that hold only what was active in a window: what was opened before it lacks all that was
//! resolved quickly.

use crate::evidence::measuring::Measuring;
use crate::evidence::stored::{STILL_OPEN, Seconds, StoredTicket, seconds};
use crate::numerics::series::real;

const WEEK: Seconds = 7 * 86_400;
/// Fewer tickets in a third say nothing.
const FEWEST: usize = 30;
/// What is resolved within a week in the first third, at most, and in the last, at least.
const JUMP: (f64, f64) = (0.05, 0.25);

/// The first resolution of a log whose early openings were hardly ever resolved within a week, while
/// late ones were.
pub(super) fn start(tickets: &[StoredTicket], measuring: &Measuring) -> Option<Seconds> {
    let today = seconds(measuring.until);
    // What was opened within the last week may still be resolved within one.
    let mut opened: Vec<(Seconds, bool)> = tickets
        .iter()
        .filter(|ticket| measuring.holds(ticket.opened) && ticket.opened < today - WEEK)
        .map(|ticket| (ticket.opened, ticket.resolved.saturating_sub(ticket.opened) <= WEEK))
        .collect();
    opened.sort_unstable();
    // Thirds of time, not of tickets: there are few before the window.
    let (first, last) = (opened.first()?.0, opened.last()?.0);
    let third = (last - first) / 3;
    let early = opened.partition_point(|(at, _)| *at < first + third);
    let late = opened.partition_point(|(at, _)| *at < last - third);
    let (early, late) = (&opened[..early], &opened[late..]);
    if early.len() < FEWEST || late.len() < FEWEST {
        return None;
    }
    let share = |part: &[(Seconds, bool)]| {
        real(part.iter().filter(|(_, is_quick)| *is_quick).count()) / real(part.len())
    };
    let is_jump = share(early) <= JUMP.0 && share(late) >= JUMP.1;
    let resolved = tickets.iter().map(|ticket| ticket.resolved).filter(|at| *at < STILL_OPEN);
    is_jump.then(|| resolved.min()).flatten()
}
