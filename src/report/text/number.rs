//! Numbers on a screen.

use chrono::TimeDelta;

/// A loss below this shows in none of the digits, and is no loss.
const LEAST: f64 = 5e-9;
/// The least and the most digits after the point.
const DECIMALS: std::ops::RangeInclusive<i32> = 1..=6;

/// Qualities in points of 100, all with the digits that the smallest loss among them needs.
///
/// # Examples
///
/// ```
/// use knockon::report::text::Points;
///
/// let points = Points::of_losses([0.2, 0.0005]);
/// assert_eq!(points.quality(0.9995), "99.950");
/// assert_eq!(points.change(-0.0005), "-0.050");
/// assert_eq!(points.change(0.0), "0.0");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    decimals: usize,
}

impl Points {
    /// For a column that shows these losses, 0..=1 or their negatives: two significant digits of the
    /// smallest, at least one digit after the point and at most six. Losses of 0 need none.
    pub fn of_losses(losses: impl IntoIterator<Item = f64>) -> Self {
        let there = losses.into_iter().map(f64::abs).filter(|loss| *loss >= LEAST);
        let smallest = 100.0 * there.fold(1.0, f64::min);
        // Two digits of 0.050 are three after the point.
        // What is computed as 1 less a quality is off by rounding.
        let enough = |decimals: &i32| smallest >= 10_f64.powi(1 - decimals) * (1.0 - 1e-9);
        let decimals = DECIMALS.clone().find(enough).unwrap_or(*DECIMALS.end());
        Self { decimals: usize::try_from(decimals).unwrap_or(1) }
    }

    /// For one change, 0..=1 or its negative.
    pub fn of_change(change: f64) -> Self {
        Self::of_losses([change])
    }

    /// A quality, 0..=1, in points.
    pub fn quality(self, quality: f64) -> String {
        // Rounding may leave a little less than nothing.
        let quality = if quality.abs() < LEAST { 0.0 } else { quality };
        format!("{:.*}", self.decimals, 100.0 * quality)
    }

    /// A change in points, with its sign; one that no digit shows is `0.0`.
    pub fn change(self, change: f64) -> String {
        let shown = format!("{:+.*}", self.decimals, 100.0 * change);
        let is_zero = shown.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'.' | b'0'));
        if is_zero { "0.0".to_owned() } else { shown }
    }
}

/// One change in points of 100, with its sign and the digits it needs.
pub(super) fn change(change: f64) -> String {
    Points::of_change(change).change(change)
}

/// One quality in points of 100, with the digits that what is missing needs.
pub(super) fn quality(quality: f64) -> String {
    Points::of_losses([1.0 - quality]).quality(quality)
}

/// A column of qualities in points of 100, those among the first `top` deciding the digits; nothing
/// where there is none.
pub(super) fn column(qualities: &[Option<f64>], top: usize) -> Vec<String> {
    let missing = qualities.iter().take(top).flatten().map(|quality| 1.0 - quality);
    let points = Points::of_losses(missing);
    let cell = |quality: &Option<f64>| quality.map(|it| points.quality(it)).unwrap_or_default();
    qualities.iter().map(cell).collect()
}

/// A share of a whole in per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Whether a change shows at all.
pub(super) fn shows(change: f64) -> bool {
    change.abs() >= LEAST
}

/// A duration in the two largest units that say it: `31 s`, `4 min 31 s`, `3 h`, `2 days 6 h`,
/// `12 days`.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::report::text::duration;
///
/// assert_eq!(duration(TimeDelta::seconds(271)), "4 min 31 s");
/// assert_eq!(duration(TimeDelta::hours(3)), "3 h");
/// assert_eq!(duration(TimeDelta::days(12)), "12 days");
/// assert_eq!(duration(TimeDelta::milliseconds(500)), "0.5 s");
/// ```
pub fn duration(duration: TimeDelta) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let milliseconds = duration.num_milliseconds();
    if milliseconds < 0 {
        return format!("-{}", self::duration(-duration));
    }
    match milliseconds {
        1..100 => return format!("{milliseconds} ms"),
        100..9_950 if milliseconds % 1_000 != 0 => {
            return format!("{:.1} s", duration.as_seconds_f64());
        }
        _ => {}
    }
    // To the nearest of the smaller unit.
    let rounded = |unit: i64| milliseconds.saturating_add(unit * 500) / (unit * 1_000) * unit;
    let seconds = match rounded(1) {
        seconds if seconds < HOUR => seconds,
        seconds if seconds < DAY => rounded(MINUTE),
        seconds if seconds < 10 * DAY => rounded(HOUR),
        _ => rounded(DAY),
    };
    let [days, hours, minutes, rest] =
        [seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE, seconds % MINUTE];
    let day = if days == 1 { "day" } else { "days" };
    let parts = [(days, day), (hours, "h"), (minutes, "min"), (rest, "s")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let said: Vec<_> = parts.map(|(count, unit)| format!("{count} {unit}")).collect();
    if said.is_empty() { "0 s".to_owned() } else { said.join(" ") }
}

/// So many seconds, 0 or more, as a [`duration`]; `no end` where there is none within a century.
///
/// # Examples
///
/// ```
/// use knockon::report::text::seconds;
///
/// assert_eq!(seconds(271.0), "4 min 31 s");
/// assert_eq!(seconds(f64::INFINITY), "no end");
/// ```
pub fn seconds(seconds: f64) -> String {
    const CENTURY: f64 = 100.0 * 365.25 * 86_400.0;
    if !(0.0..=CENTURY).contains(&seconds) {
        return "no end".to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "a century at most")]
    let milliseconds = (1e3 * seconds).round() as i64;
    duration(TimeDelta::milliseconds(milliseconds))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{Points, duration};

    #[test]
    fn digits_follow_the_smallest_loss() {
        for (losses, quality) in [
            (&[][..], "99.9"),
            (&[0.3], "99.9"),
            (&[0.3, 0.01], "99.9"),
            (&[0.3, 0.004_8], "99.95"),
            (&[0.000_5], "99.948"),
            (&[1e-7], "99.948000"),
            (&[1e-12], "99.9"),
            (&[1.0 - 0.9999], "99.948"),
        ] {
            let points = Points::of_losses(losses.iter().copied());
            assert_eq!(points.quality(0.99948), quality, "{losses:?}");
        }
    }

    #[test]
    fn what_no_digit_shows_has_no_sign() {
        let points = Points::of_losses([0.3]);
        assert_eq!(points.change(-0.0001), "0.0");
        assert_eq!(points.quality(-1e-17), "0.0");
        assert_eq!(Points::of_change(-6e-9).change(-6e-9), "-0.000001");
    }

    #[test]
    fn durations_round_to_the_second_of_two_units() {
        for (seconds, said) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min 59 s"),
            (3_629, "1 h"),
            (3_631, "1 h 1 min"),
            (86_399, "1 day"),
            (86_400, "1 day"),
            (388_800, "4 days 12 h"),
            (10 * 86_400 + 3_600, "10 days"),
            (-90, "-1 min 30 s"),
        ] {
            assert_eq!(duration(TimeDelta::seconds(seconds)), said);
        }
        for (milliseconds, said) in
            [(40, "40 ms"), (9_940, "9.9 s"), (9_960, "10 s"), (59_600, "1 min")]
        {
            assert_eq!(duration(TimeDelta::milliseconds(milliseconds)), said);
        }
        assert!(duration(TimeDelta::MAX).ends_with(" days"));
        assert!(duration(TimeDelta::MIN).starts_with('-'));
    }
}
