//! How readings count for less as they grow old.

use chrono::TimeDelta;

/// The weight of a reading of an age: `2^(−age / half-life)`; 1 where nothing ages, and for one that
/// is not older than today.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use knockon::evidence::ageing_weight;
///
/// let half_life = Some(TimeDelta::days(90));
/// assert_eq!(ageing_weight(TimeDelta::days(180), half_life), 0.25);
/// assert_eq!(ageing_weight(TimeDelta::days(180), None), 1.0);
/// ```
pub fn ageing_weight(age: TimeDelta, half_life: Option<TimeDelta>) -> f64 {
    half_life.map_or(1.0, |half_life| {
        (-age.as_seconds_f64().max(0.0) / half_life.as_seconds_f64()).exp2().min(1.0)
    })
}
