//! Signs of life while an answer takes long, and what it cost.
//!
//! After a second standard error shows what goes on, if it is a terminal. An answer that took longer
//! says what it cost, in time and in services evaluated. Nothing of this stands on standard output,
//! and no answer depends on it.

use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use knockon::OnProgress;
use knockon::report::text;

/// How long an answer may take without a sign of life.
const PATIENCE: Duration = Duration::from_secs(1);

/// This run of the program; none in tests.
static RUN: OnceLock<Run> = OnceLock::new();

/// One run of the program.
struct Run {
    bar: ProgressBar,
    begun: Instant,
    /// How many services were evaluated, in steps of about a million.
    evaluations: AtomicU64,
}

/// Begins to watch how long the answer takes.
pub(crate) fn begin() {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    bar.set_style(style("{spinner} {elapsed:>4} {msg}"));
    let shown = bar.clone();
    let run = Run { bar, begun: now(), evaluations: AtomicU64::new(0) };
    if RUN.set(run).is_ok() {
        thread::spawn(move || {
            thread::sleep(PATIENCE);
            if !shown.is_finished() {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(200));
            }
        });
    }
}

/// Says how many parts an answer has, of which [`advance`] counts those that are done.
pub(crate) fn expect(parts: usize) {
    if let Some(Run { bar, .. }) = RUN.get() {
        bar.set_length(parts as u64);
        bar.set_style(style("{elapsed:>4} {wide_bar} {pos} of {len} {msg:<24}"));
    }
}

/// Counts a part that is done.
pub(crate) fn advance() {
    if let Some(Run { bar, .. }) = RUN.get() {
        bar.inc(1);
    }
}

/// Says what begins.
pub(crate) fn say(what: &'static str) {
    if let Some(Run { bar, .. }) = RUN.get() {
        bar.set_message(what);
    }
}

/// Counts the services that a call evaluates; it is never broken off.
pub(crate) fn counting() -> Option<OnProgress> {
    let Run { bar, evaluations, .. } = RUN.get()?;
    let counted = AtomicU64::new(0);
    let count = move |progress: knockon::Progress| {
        let before = counted.fetch_max(progress.evaluations, Ordering::Relaxed);
        let more = progress.evaluations.saturating_sub(before);
        let all = evaluations.fetch_add(more, Ordering::Relaxed).saturating_add(more);
        if bar.length().is_none() {
            bar.set_message(format!("{} services evaluated", worded(all)));
        }
        ControlFlow::Continue(())
    };
    Some(OnProgress::new(count))
}

/// Lets something else write to standard error.
pub(crate) fn suspended<T>(write: impl FnOnce() -> T) -> T {
    match RUN.get() {
        Some(Run { bar, .. }) => bar.suspend(write),
        None => write(),
    }
}

/// Ends the signs of life; what the answer cost, where it took longer than a second.
pub(crate) fn finish() -> Option<String> {
    let Run { bar, begun, evaluations } = RUN.get()?;
    bar.finish_and_clear();
    cost(begun.elapsed(), evaluations.load(Ordering::Relaxed))
}

fn cost(taken: Duration, evaluations: u64) -> Option<String> {
    (taken > PATIENCE).then(|| {
        let time = text::seconds(taken.as_secs_f64());
        match evaluations {
            0 => format!("took {time}"),
            some => format!("took {time}, for {} services evaluated", worded(some)),
        }
    })
}

/// A large count, in millions or thousands of millions.
fn worded(count: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let millions = count as f64 / 1e6;
    if millions < 1e4 {
        format!("{millions:.0} million")
    } else {
        format!("{:.0} billion", millions / 1e3)
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[expect(clippy::disallowed_methods, reason = "only how long it takes is told")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_answers_say_what_they_cost() {
        assert_eq!(cost(Duration::from_millis(900), 5_000_000), None);
        let said = cost(Duration::from_millis(3_200), 1_240_000_000).unwrap();
        assert_eq!(said, "took 3.2 s, for 1240 million services evaluated");
        assert_eq!(cost(Duration::from_secs(271), 0).unwrap(), "took 4 min 31 s");
        assert_eq!(worded(31_000_000_000), "31 billion");
    }

    #[test]
    fn nothing_is_counted_where_nothing_was_begun() {
        assert!(counting().is_none() && finish().is_none());
        assert_eq!(suspended(|| 3), 3);
    }
}
