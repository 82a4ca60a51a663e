//! What one external customer goes through.

use chrono::TimeDelta;
use serde::{Serialize, Serializer};

use super::instant::{NEVER, PER_DAY, between, length, nanoseconds, time};
use crate::id::PartyId;
use crate::unit::{Population, Quality};

/// What an external customer goes through, from the start of a timeline to its end.
///
/// Between step ends quality is taken to be a straight line. As a document, times are in days.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Disruption {
    /// The customer.
    pub customer: PartyId,
    /// How many people or organisations it stands for.
    pub population: Population,
    /// What it experienced at the start, before anything happened; of a timeline that
    /// [continues](super::TimelinePlan::starting_from) another the same as of that one.
    pub baseline: Quality,
    /// When it first got less than [the share of its baseline](super::TimelinePlan::felt_below)
    /// that it does not miss; `None` where it never did.
    #[serde(rename = "first_felt_days", serialize_with = "optional_days")]
    pub first_felt: Option<TimeDelta>,
    /// The least it experienced.
    pub deepest: Quality,
    /// When it first experienced that.
    #[serde(rename = "deepest_at_days", serialize_with = "days")]
    pub deepest_at: TimeDelta,
    /// From when on it got that share again, for good; `None` where it never felt anything, and
    /// where it still did at the end.
    #[serde(rename = "recovered_days", serialize_with = "optional_days")]
    pub recovered: Option<TimeDelta>,
    /// How long it got less, in all.
    #[serde(rename = "felt_for_days", serialize_with = "days")]
    pub felt_for: TimeDelta,
    /// The area between its baseline and what it experienced below it: 1 is a day of nothing
    /// instead of everything.
    pub loss_quality_days: f64,
}

impl Disruption {
    /// Returns the loss of all whom the customer stands for, population times quality-days.
    pub fn population_loss_quality_days(&self) -> f64 {
        self.population.get() * self.loss_quality_days
    }
}

fn days<S: Serializer>(time: &TimeDelta, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(length(nanoseconds(*time)) / PER_DAY)
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn optional_days<S: Serializer>(
    time: &Option<TimeDelta>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => days(time, serializer),
        None => serializer.serialize_none(),
    }
}

/// A disruption under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct DisruptionTracker {
    baseline: f64,
    threshold: f64,
    deepest: f64,
    deepest_at: i64,
    first_felt: i64,
    recovered: i64,
    is_felt: bool,
    felt_for: i64,
    /// Quality times nanoseconds.
    loss: f64,
}

impl DisruptionTracker {
    pub(super) fn new(baseline: f64, felt_below: f64) -> Self {
        Self {
            baseline,
            threshold: felt_below * baseline,
            deepest: baseline,
            deepest_at: 0,
            first_felt: NEVER,
            recovered: NEVER,
            is_felt: false,
            felt_for: 0,
            loss: 0.0,
        }
    }

    /// That of a customer who experiences something else than its baseline from the start.
    pub(super) fn going_on(baseline: f64, felt_below: f64, felt: f64) -> Self {
        let mut track = Self::new(baseline, felt_below);
        track.follow([0, 0], [felt, felt]);
        track
    }

    pub(super) fn baseline(&self) -> f64 {
        self.baseline
    }

    /// Follows quality along a straight line from one instant to another, or to another quality
    /// within one instant.
    #[inline]
    pub(super) fn follow(&mut self, [from, to]: [i64; 2], [before, after]: [f64; 2]) {
        if before >= self.baseline && after >= self.baseline && !self.is_felt {
            return;
        }
        self.lose(length(to - from), self.baseline - before, self.baseline - after);
        if after < self.deepest {
            (self.deepest, self.deepest_at) = (after, to);
        }
        let felt = after < self.threshold;
        let crossing = if felt == self.is_felt {
            to
        } else if before.to_bits() == after.to_bits() {
            from
        } else {
            let share = (before - self.threshold) / (before - after);
            between(from, to, share.clamp(0.0, 1.0))
        };
        if self.is_felt {
            self.felt_for += crossing - from;
        }
        if felt && !self.is_felt {
            self.felt_for += to - crossing;
            self.first_felt = self.first_felt.min(crossing);
        }
        if self.is_felt && !felt {
            self.recovered = crossing;
        }
        self.is_felt = felt;
    }

    /// Adds what lies below the baseline, given how far both ends do.
    fn lose(&mut self, time: f64, first: f64, last: f64) {
        let (low, high) = (first.min(last), first.max(last));
        if low >= 0.0 {
            self.loss += 0.5 * (first + last) * time;
        } else if high > 0.0 {
            self.loss += 0.5 * high * high / (high - low) * time;
        }
    }

    /// Quality times days.
    pub(super) fn loss_quality_days(&self) -> f64 {
        self.loss / PER_DAY
    }

    pub(super) fn disruption(&self, customer: PartyId, population: f64) -> Disruption {
        Disruption {
            customer,
            population: Population::checked(population),
            baseline: Quality::checked(self.baseline),
            first_felt: time(self.first_felt),
            deepest: Quality::checked(self.deepest),
            deepest_at: TimeDelta::nanoseconds(self.deepest_at),
            recovered: time(self.recovered).filter(|_| !self.is_felt),
            felt_for: TimeDelta::nanoseconds(self.felt_for),
            loss_quality_days: self.loss_quality_days(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::time::timeline::disruption::*;

    const DAY: i64 = 86_400_000_000_000;

    fn followed(points: &[(f64, f64)]) -> Disruption {
        #[expect(clippy::cast_possible_truncation, reason = "whole fractions of days")]
        let at = |days: f64| (days * PER_DAY) as i64;
        let mut track = DisruptionTracker::new(points[0].1, 0.9);
        for pair in points.windows(2) {
            track.follow([at(pair[0].0), at(pair[1].0)], [pair[0].1, pair[1].1]);
        }
        track.disruption(PartyId::new("a"), 3.0)
    }

    #[test]
    fn a_dip_is_felt_from_where_it_crosses_the_threshold_to_where_it_does_again() {
        // Down to a half in two days, up again in eight; 0.9 is crossed after 0.4 and 8.4 days.
        let disruption = followed(&[(0.0, 1.0), (2.0, 0.5), (10.0, 1.0), (12.0, 1.0)]);
        assert_eq!(disruption.first_felt, Some(TimeDelta::nanoseconds(DAY * 4 / 10)));
        assert_eq!(disruption.recovered, Some(TimeDelta::nanoseconds(DAY * 84 / 10)));
        assert_eq!(disruption.felt_for, TimeDelta::days(8));
        assert_eq!((disruption.deepest.get(), disruption.deepest_at), (0.5, TimeDelta::days(2)));
        assert!((disruption.loss_quality_days - 2.5).abs() < 1e-15, "{disruption:?}");
        assert!((disruption.population_loss_quality_days() - 7.5).abs() < 1e-14);
    }

    #[test]
    fn jumps_take_no_time_and_gains_make_up_for_no_loss() {
        let disruption = followed(&[
            (0.0, 0.8),
            (1.0, 0.8),
            (1.0, 0.3),
            (3.0, 0.3),
            (3.0, 1.0),
            (4.0, 1.0),
            (5.0, 0.6),
        ]);
        assert_eq!(disruption.first_felt, Some(TimeDelta::days(1)));
        assert_eq!(disruption.recovered, None, "the last dip lasts");
        assert_eq!((disruption.deepest.get(), disruption.deepest_at), (0.3, TimeDelta::days(1)));
        // Two days at 0.5 below, and half a day of a triangle 0.2 deep.
        assert!((disruption.loss_quality_days - 1.05).abs() < 1e-15, "{disruption:?}");
        // The threshold, 0.72, is crossed 0.7 of the way through the last day.
        let felt = DAY * 2 + DAY * 3 / 10;
        assert!((nanoseconds(disruption.felt_for) - felt).abs() <= 1, "{disruption:?}");
    }

    #[test]
    fn what_only_improves_is_never_felt() {
        let disruption = followed(&[(0.0, 0.5), (1.0, 0.7), (2.0, 0.5)]);
        assert_eq!((disruption.first_felt, disruption.recovered), (None, None));
        assert_eq!((disruption.deepest.get(), disruption.deepest_at), (0.5, TimeDelta::zero()));
        assert!(disruption.loss_quality_days <= 0.0);
    }
}
