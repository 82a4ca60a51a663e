//! How available everybody is.

use chrono::TimeDelta;
use serde::Serialize;

use super::bounded_value::BoundedValue;
use super::cut_set::CutSet;
use super::importance::Importance;
use super::target::{TargetCheck, TargetComposition};
use crate::quality::Status;
use crate::time::Subject;

/// How a figure was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AvailabilityMethod {
    /// Every state is accounted for.
    Exact,
    /// The most probable states were looked at; the bounds hold whatever the others are.
    Bounded,
    /// States were drawn; the bounds are 95 % intervals.
    Sampled,
}

/// How available one party is, or what is received on one service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SubjectAvailability {
    /// Who it is.
    pub subject: Subject,
    /// The quality from which on it is good enough.
    pub threshold: f64,
    /// Its quality with everything up.
    pub quality_when_up: f64,
    /// The mean of its quality over all states.
    pub expected_quality: BoundedValue,
    /// The chance that its quality is at least the threshold.
    pub chance: BoundedValue,
    /// The chance that it is less, summed by itself.
    pub unavailability: BoundedValue,
    /// How these were found.
    pub method: AvailabilityMethod,
    /// Of the unavailability, where states were drawn.
    pub standard_error: Option<f64>,
    /// How long it has too little, in 30 days, in the long run.
    pub downtime_seconds_per_30_days: f64,
    /// The same of 365 days.
    pub downtime_seconds_per_year: f64,
    /// Whether it keeps the target that it states, if any.
    pub target: Option<TargetCheck>,
    /// How many events can reach it, and how many different ones.
    pub events: usize,
    /// How many variables are left of these: those that nothing tells apart are one.
    pub variables: usize,
    /// How many states were looked at.
    pub states: usize,
    /// How many nodes its decision diagram has, if there is one.
    pub nodes: Option<usize>,
    /// Minimal cut sets up to the order asked for, the most probable first.
    pub cut_sets: Vec<CutSet>,
    /// Whether there are no others: none of a higher order, and none left out.
    pub cut_sets_complete: bool,
    /// The order up to which all of them were found.
    pub cut_set_order: usize,
    /// How much each event upstream matters, by criticality, the largest first.
    pub importance: Vec<Importance>,
    /// The worst of all states'.
    pub status: Status,
}

pub(super) const SECONDS_PER_30_DAYS: f64 = 30.0 * 86_400.0;
pub(super) const SECONDS_PER_YEAR: f64 = 365.0 * 86_400.0;

impl SubjectAvailability {
    /// Returns how long it has too little, in 30 days, in the long run.
    pub fn downtime_per_30_days(&self) -> TimeDelta {
        duration(self.downtime_seconds_per_30_days)
    }

    /// Returns how long it has too little, in a year of 365 days, in the long run.
    pub fn downtime_per_year(&self) -> TimeDelta {
        duration(self.downtime_seconds_per_year)
    }

    /// Returns the single points of failure: the events that bring it below the threshold alone.
    pub fn single_points_of_failure(&self) -> impl DoubleEndedIterator<Item = &CutSet> {
        self.cut_sets.iter().filter(|cut| cut.order() == 1)
    }
}

/// Seconds as a duration, to the nanosecond.
fn duration(seconds: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "at most a year in nanoseconds")]
    TimeDelta::nanoseconds((seconds * 1e9).round() as i64)
}

/// How available everybody asked about is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
#[must_use]
pub struct Availability {
    /// Those asked about, in their order.
    pub subjects: Vec<SubjectAvailability>,
    /// How targets fit together, of everybody who states one.
    pub targets: Vec<TargetComposition>,
    /// The worst of all states'.
    pub status: Status,
}

impl Availability {
    /// Returns how available a party is; `None` of one that was not asked about.
    pub fn party(&self, id: impl AsRef<str>) -> Option<&SubjectAvailability> {
        let id = id.as_ref();
        let is = |it: &&SubjectAvailability| matches!(&it.subject, Subject::Party(of) if of == id);
        self.subjects.iter().find(is)
    }

    /// Returns how available a service is; `None` of one that was not asked about.
    pub fn service(&self, id: impl AsRef<str>) -> Option<&SubjectAvailability> {
        let id = id.as_ref();
        let is =
            |it: &&SubjectAvailability| matches!(&it.subject, Subject::Service(of) if of == id);
        self.subjects.iter().find(is)
    }
}
