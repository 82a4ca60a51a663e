//! Whether departments go on oscillating.

/// How far departments moved over two spans of time that end where the timeline does, each a third
/// of the time since anything last happened.
pub(super) struct Oscillation {
    /// When the first begins, the second, and when the second ends.
    bounds: [i64; 3],
    first: Vec<Excursion>,
    second: Vec<Excursion>,
}

/// What a department went through.
#[derive(Debug, Clone, Copy)]
struct Excursion {
    low: f64,
    high: f64,
    last: f64,
    /// All steps together, up and down.
    total_variation: f64,
}

/// An amplitude of the second span that is at least so much of that of the first does not fade.
const LASTING: f64 = 0.9;
/// A span holds the longest lag so many times, or tells nothing.
const LAGS: i64 = 2;
/// What oscillates goes back and forth: its total variation is so many times its amplitude.
const BACK_AND_FORTH: f64 = 1.8;

impl Oscillation {
    /// Begins anew at an instant, up to the end.
    pub(super) fn since(at: i64, end: i64) -> Self {
        let third = (end - at) / 3;
        Self { bounds: [at + third, at + 2 * third, end], first: Vec::new(), second: Vec::new() }
    }

    /// Takes what departments deliver at an instant.
    pub(super) fn take(&mut self, at: i64, departments: &[f64]) {
        let [first, second, end] = self.bounds;
        let ranges = if (first..second).contains(&at) {
            &mut self.first
        } else if (second..=end).contains(&at) {
            &mut self.second
        } else {
            return;
        };
        if ranges.is_empty() {
            let at = |&quality: &f64| Excursion {
                low: quality,
                high: quality,
                last: quality,
                total_variation: 0.0,
            };
            ranges.extend(departments.iter().map(at));
            return;
        }
        for (range, &quality) in ranges.iter_mut().zip(departments) {
            range.low = range.low.min(quality);
            range.high = range.high.max(quality);
            range.total_variation += (quality - range.last).abs();
            range.last = quality;
        }
    }

    /// The largest amplitude, from peak to peak, that does not fade, of at least a size; `None` where
    /// there is none, and where each span is so short that a lag alone may make a fading one look
    /// like that.
    pub(super) fn lasting(&self, least: f64, longest_lag: i64) -> Option<f64> {
        let [first, second, end] = self.bounds;
        if second - first < longest_lag.saturating_mul(LAGS) || end - second < 1 {
            return None;
        }
        let amplitude = |range: &Excursion| range.high - range.low;
        let oscillates = |range: &Excursion| {
            let amplitude = amplitude(range);
            amplitude >= least && range.total_variation >= BACK_AND_FORTH * amplitude
        };
        let pairs = self.first.iter().zip(&self.second);
        let lasting = pairs.filter(|(first, second)| {
            oscillates(first)
                && oscillates(second)
                && amplitude(second) >= LASTING * amplitude(first)
        });
        lasting.map(|(_, second)| amplitude(second)).reduce(f64::max)
    }
}
