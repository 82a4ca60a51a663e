//! Timing, and a sign of life while it takes long.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What goes on at present, shown on standard error if that is a terminal, once it takes more than
/// a second.
pub(crate) struct Stages {
    bar: ProgressBar,
    begun: Instant,
}

/// How many stages there are.
const COUNT: u64 = 9;

impl Stages {
    pub(crate) fn begin() -> Self {
        let bar = ProgressBar::with_draw_target(Some(COUNT), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{elapsed:>4} {wide_bar} {msg:<24}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, begun: now() }
    }

    /// Says what begins.
    pub(crate) fn next(&self, what: &'static str) {
        self.bar.inc(1);
        self.bar.set_message(what);
        self.alive();
    }

    /// Shows that it goes on, in the midst of a stage.
    pub(crate) fn alive(&self) {
        if self.bar.is_hidden() && self.begun.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.tick();
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

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
