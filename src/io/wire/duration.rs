//! Durations as hours and minutes: lags of services, time constants of parties, times of staff.

use std::fmt;

use chrono::TimeDelta;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::io::parse_duration;
use crate::organisation::{Inertia, Place, Problem, ProblemCode, Problems, Service};
use crate::unit::Figure;

/// A duration in units of so many seconds: a number of them, or a text with units of its own.
#[derive(Clone, Copy)]
pub(super) struct DurationIn<const SECONDS: u32>(pub(super) f64);

pub(super) type DurationInHours = DurationIn<3600>;
pub(super) type DurationInMinutes = DurationIn<60>;

impl<'de, const SECONDS: u32> Deserialize<'de> for DurationIn<SECONDS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<const SECONDS: u32>;

        impl<const SECONDS: u32> Visitor<'_> for Reader<SECONDS> {
            type Value = DurationIn<SECONDS>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a duration such as \"1h30m\"")
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(DurationIn(number))
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(DurationIn(number as f64))
            }

            #[expect(clippy::cast_precision_loss, reason = "what any reader of numbers does")]
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(DurationIn(number as f64))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let time = parse_duration(text).map_err(E::custom)?;
                Ok(DurationIn(time.as_seconds_f64() / f64::from(SECONDS)))
            }
        }

        deserializer.deserialize_any(Reader::<SECONDS>)
    }
}

/// How far from a whole number the seconds of a duration may lie.
const SECOND_TOLERANCE: f64 = 1e-6;

/// Makes the time constants of a party; `None` where all are zero.
pub(super) fn inertia(
    degradation: Option<DurationInHours>,
    recovery: Option<DurationInHours>,
    place: impl Fn(&'static str) -> Place,
    owner: &str,
    problems: &mut Problems,
) -> Option<Box<Inertia>> {
    degradation.or(recovery)?;
    let mut time = |hours: Option<DurationInHours>, field| {
        hours.map_or_else(TimeDelta::zero, |hours| read(hours, field, &place, owner, problems))
    };
    let degradation = time(degradation, "degradation_hours");
    let recovery = time(recovery, "recovery_hours");
    Inertia { degradation, recovery }.stated()
}

/// Turns hours into a duration; reports what is wrong with them, and takes none instead.
pub(super) fn read(
    DurationIn(hours): DurationInHours,
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
