//! Durations as hours: lags of services, time constants of parties.

use crate::unit::Figure;
use chrono::TimeDelta;

use crate::organisation::{Inertia, Place, Problem, ProblemCode, Problems, Service};

/// How far from a whole number the seconds of a duration may lie.
const SECOND_TOLERANCE: f64 = 1e-6;

/// Makes the time constants of a party; `None` where all are zero.
pub(super) fn inertia(
    degradation: Option<f64>,
    recovery: Option<f64>,
    place: impl Fn(&'static str) -> Place,
    owner: &str,
    problems: &mut Problems,
) -> Option<Box<Inertia>> {
    degradation.or(recovery)?;
    let mut time = |hours: Option<f64>, field| {
        hours.map_or_else(TimeDelta::zero, |hours| read(hours, field, &place, owner, problems))
    };
    let degradation = time(degradation, "degradation_hours");
    let recovery = time(recovery, "recovery_hours");
    Inertia { degradation, recovery }.stated()
}

/// Turns hours into a duration; reports what is wrong with them, and takes none instead.
pub(super) fn read(
    hours: f64,
    field: &'static str,
    place: impl Fn(&'static str) -> Place,
    owner: &str,
    problems: &mut Problems,
) -> TimeDelta {
    whole_seconds(hours).unwrap_or_else(|fault| {
        let message = format!("{field} `{hours}` of {owner} {fault}", hours = Figure(hours));
        problems.push(Problem::new(ProblemCode::OutOfRange, place(field), message));
        TimeDelta::zero()
    })
}

/// Turns hours into a duration, or says what is wrong with them.
pub(in crate::io) fn whole_seconds(hours: f64) -> Result<TimeDelta, String> {
    let seconds = hours * 3600.0;
    let longest = Service::MAX_LAG;
    #[expect(clippy::cast_precision_loss, reason = "ten years of seconds are exact")]
    let most = longest.num_seconds() as f64;
    if !(0.0..=most + SECOND_TOLERANCE).contains(&seconds) {
        return Err(format!("is outside 0..={}, ten years", longest.num_hours()));
    }
    let whole = seconds.round();
    if (seconds - whole).abs() > SECOND_TOLERANCE {
        return Err("is no whole number of seconds".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number within ten years")]
    let whole = whole as i64;
    Ok(TimeDelta::seconds(whole))
}

/// The hours of a duration that was read from them, or checked.
#[expect(clippy::cast_precision_loss, reason = "ten years of seconds are exact")]
pub(super) fn hours(time: TimeDelta) -> f64 {
    time.num_seconds() as f64 / 3600.0
}
