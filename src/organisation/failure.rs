//! How often something fails, and what is left of it then.

use crate::unit::Figure;

/// Statement of how a department or a service fails: by chance, apart from everything else.
///
/// Availability is a chance: that it is up at an instant, or the share of a long time that it is.
/// It is no level, and no solve reads it: [`Network::availability`](crate::Network::availability)
/// does.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Failure;
///
/// // Up 2,000 hours between failures, down 4 hours for each.
/// let tills = Failure::times(2000.0, 4.0).when_down(0.2);
/// assert!((tills.unavailability() - 4.0 / 2004.0).abs() < 1e-18);
/// assert_eq!(Failure::unavailable(1e-12).unavailability(), 1e-12); // which 1 - 1e-12 would round
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct Failure {
    /// How often it is down.
    pub chance: FailureChance,
    /// Capability of a department, condition of a service, while it is down, 0..1. A department
    /// that has nothing left is lost: nothing is received from it. 0 unless set.
    pub when_down: f64,
}

/// How often something is down, in one of three ways.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum FailureChance {
    /// By the chance that it is up, above 0 and up to 1.
    Available(f64),
    /// By the chance that it is down, 0..1, which keeps its digits however small it is.
    Unavailable(f64),
    /// By how long it is up between failures and how long it is down for each, in the mean.
    Times {
        /// Mean time between failures, from repair to failure, in hours, above 0 and up to 1e9.
        mtbf_hours: f64,
        /// Mean time to repair, in hours, above 0 and up to 1e9.
        mttr_hours: f64,
    },
}

impl Failure {
    /// States the chance that it is up, above 0 and up to 1.
    pub const fn available(availability: f64) -> Self {
        Self { chance: FailureChance::Available(availability), when_down: 0.0 }
    }

    /// States the chance that it is down, 0..1.
    pub const fn unavailable(unavailability: f64) -> Self {
        Self { chance: FailureChance::Unavailable(unavailability), when_down: 0.0 }
    }

    /// States mean time between failures and mean time to repair, in hours: it is up for
    /// `mtbf / (mtbf + mttr)` of the time.
    pub const fn times(mtbf_hours: f64, mttr_hours: f64) -> Self {
        Self { chance: FailureChance::Times { mtbf_hours, mttr_hours }, when_down: 0.0 }
    }

    /// Sets [`when_down`](Self::when_down).
    pub const fn when_down(mut self, when_down: f64) -> Self {
        self.when_down = when_down;
        self
    }

    /// Returns the chance that it is down.
    pub fn unavailability(&self) -> f64 {
        match self.chance {
            FailureChance::Available(available) => 1.0 - available,
            FailureChance::Unavailable(unavailable) => unavailable,
            FailureChance::Times { mtbf_hours, mttr_hours } => {
                mttr_hours / (mtbf_hours + mttr_hours)
            }
        }
    }

    /// What is wrong with it: a field, and a message that follows on `the failure of ..`.
    pub(crate) fn faults(&self) -> Vec<(&'static str, String)> {
        let outside = |value: f64, what: &str, range: &str| {
            format!("states {what} `{value}`, outside {range}", value = Figure(value))
        };
        let mut faults = Vec::new();
        let within = |value: f64| value > 0.0 && value <= Self::LONGEST_HOURS;
        match self.chance {
            FailureChance::Available(value) if !(value > 0.0 && value <= 1.0) => {
                let range = "0..=1, with 0 left out: what is never up is a capability of 0";
                faults.push(("availability", outside(value, "an availability of", range)));
            }
            FailureChance::Unavailable(value) if !(0.0..1.0).contains(&value) => {
                let range = "0..1, with 1 left out: what is never up is a capability of 0";
                faults.push(("availability", outside(value, "an unavailability of", range)));
            }
            FailureChance::Times { mtbf_hours, mttr_hours } => {
                let times = [
                    ("availability.mtbf_hours", "an mtbf_hours of", mtbf_hours),
                    ("availability.mttr_hours", "an mttr_hours of", mttr_hours),
                ];
                for (field, what, value) in times.into_iter().filter(|time| !within(time.2)) {
                    faults.push((field, outside(value, what, "0..=1e9, with 0 left out")));
                }
            }
            _ => {}
        }
        if !(0.0..1.0).contains(&self.when_down) {
            let range = "0..1, with 1 left out: what is left in full never fails";
            let fault = outside(self.when_down, "a when_down of", range);
            faults.push(("availability.when_down", fault));
        }
        faults
    }

    /// The longest time between failures, or to repair.
    const LONGEST_HOURS: f64 = 1e9;
}
