//! Timing.

use std::time::{Duration, Instant};

#[expect(clippy::disallowed_methods, reason = "a program that measures time needs a clock")]
fn now() -> Instant {
    Instant::now()
}

/// How long a piece of work took, in seconds, and what it made.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = now();
    let made = std::hint::black_box(work());
    (begun.elapsed().as_secs_f64(), made)
}

/// The least time of several runs: what the work takes when nothing disturbs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Least(f64);

impl Least {
    pub(crate) fn new() -> Self {
        Self(f64::INFINITY)
    }

    /// Times one more run.
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (seconds, made) = timed(work);
        self.0 = self.0.min(seconds);
        made
    }

    pub(crate) fn seconds(self) -> f64 {
        self.0
    }
}

/// Repeats rounds of work that is to be compared: at least three, then until two seconds are over,
/// and no more than a hundred. Taking turns, all of it meets the same disturbances.
pub(crate) fn rounds(mut round: impl FnMut()) {
    let begun = now();
    for done in 1..=100 {
        round();
        if done >= 3 && begun.elapsed() > Duration::from_secs(2) {
            break;
        }
    }
}
