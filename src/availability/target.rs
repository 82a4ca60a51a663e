//! Whether targets are kept, and whether they fit together.

use serde::Serialize;

use super::analysis::{Analysis, Base, analyse};
use super::bounded_value::BoundedValue;
use super::cut_set::CutSet;
use super::effect::SubjectUpstream;
use super::event::{ChanceEvent, ElementIx, FailureEvent};
use super::options::AvailabilityOptions;
use super::outcome::SECONDS_PER_30_DAYS;
use super::subject::SubjectIx;
use crate::network::Layout;
use crate::time::Subject;

/// The range of thresholds.
pub(super) const TARGET_RANGE: &str = "0..=1, with 0 left out";

/// Whether a target is kept, as things are stated.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TargetCheck {
    /// The chance aimed at.
    pub target: f64,
    /// Whether it is kept; `None` where it lies within the bounds.
    pub is_kept: Option<bool>,
    /// How much longer it is too little than the target allows, in 30 days; below 0 where there is
    /// time to spare.
    pub excess_seconds_per_30_days: f64,
    /// The share of the error budget that is used in the long run, U / (1 − target), which is how
    /// fast it burns: above 1 the target is missed.
    pub budget_used: f64,
    /// The event that alone costs most, if any brings the subject below its threshold alone.
    pub largest_single: Option<FailureEvent>,
    /// The chance there would be if nothing but that event could happen.
    pub chance_with_that_alone: Option<f64>,
}

impl TargetCheck {
    pub(super) fn new(target: f64, unavailability: BoundedValue, cuts: &[CutSet]) -> Self {
        let allowed = 1.0 - target;
        let is_kept = match () {
            () if unavailability.upper <= allowed => Some(true),
            () if unavailability.lower > allowed => Some(false),
            () => None,
        };
        let largest = cuts.iter().find(|cut| cut.order() == 1);
        Self {
            target,
            is_kept,
            excess_seconds_per_30_days: (unavailability.value - allowed) * SECONDS_PER_30_DAYS,
            budget_used: unavailability.value / allowed,
            largest_single: largest.and_then(|cut| cut.events.first().cloned()),
            chance_with_that_alone: largest.map(|cut| 1.0 - cut.probability),
        }
    }
}

/// How a target fits the targets of others: composite objectives.
///
/// Everybody who states a target is taken to just keep it, apart from everybody else: its quality
/// is at least its threshold with that chance, and nothing is received from it otherwise. Who states
/// none fails as stated. A supplier that is reached both beside a promise and behind it counts in
/// both.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TargetComposition {
    /// Who states the target.
    pub subject: Subject,
    /// The chance aimed at.
    pub target: f64,
    /// The chance that there is if everybody upstream just keeps their targets.
    pub chance: BoundedValue,
    /// Whether the target can be kept then; `None` where it lies within the bounds.
    pub can_be_kept: Option<bool>,
    /// The least target with which everybody downstream can still keep theirs, if that can be kept
    /// as it is, everything else as stated; `None` where nobody with such a target depends on it.
    pub least_needed: Option<f64>,
    /// Whether the target is stricter than anybody needs.
    pub is_stricter_than_needed: bool,
}

/// Puts targets together.
pub(super) fn composition(
    base: &Base,
    all: &[ChanceEvent],
    targets: &[(SubjectIx, f64)],
    options: &AvailabilityOptions,
) -> Vec<TargetComposition> {
    let layout = base.network.layout();
    let mut least: Vec<Option<f64>> = vec![None; targets.len()];
    let mut composed = Vec::new();
    for &(subject, target) in targets {
        let is_promised =
            |it: SubjectIx| it != subject && targets.iter().any(|&(known, _)| known == it);
        let upstream = SubjectUpstream::of(layout, &base.overrides, subject, is_promised);
        let (elements, promises) = events_in_front(layout, &upstream, all, targets, subject);
        let found = analyse(base, &upstream, &elements, options);
        let chance = found.unavailability.complement();
        let can_be_kept = match () {
            () if chance.lower >= target => Some(true),
            () if chance.upper < target => Some(false),
            () => None,
        };
        if can_be_kept == Some(true) {
            for (promise, needed) in least_needed(&found, &elements, &promises, target) {
                let known = least[promise].unwrap_or(0.0);
                least[promise] = Some(known.max(needed));
            }
        }
        composed.push((subject, target, chance, can_be_kept));
    }
    let composed = composed.into_iter().zip(least);
    composed
        .map(|((subject, target, chance, can_be_kept), least_needed)| TargetComposition {
            subject: subject.name(layout),
            target,
            chance,
            can_be_kept,
            least_needed,
            is_stricter_than_needed: least_needed.is_some_and(|needed| needed < target),
        })
        .collect()
}

/// The events that lie in front of promises, and a promise that is broken as one event each:
/// positions of events, and of targets.
fn events_in_front(
    layout: &Layout,
    upstream: &SubjectUpstream<'_>,
    all: &[ChanceEvent],
    targets: &[(SubjectIx, f64)],
    subject: SubjectIx,
) -> (Vec<ChanceEvent>, Vec<(usize, usize)>) {
    let is_promised = |it: SubjectIx| upstream.is_promised(it);
    let in_front = |element: ElementIx| match element {
        ElementIx::Department(department) => !is_promised(SubjectIx::Party(department.into())),
        ElementIx::Service(entry) => {
            let consumer = SubjectIx::Party(layout.consumer(entry));
            let reaches = subject == SubjectIx::Service(entry) || !is_promised(consumer);
            reaches && !is_promised(SubjectIx::Service(entry))
        }
    };
    let mut events: Vec<ChanceEvent> = Vec::new();
    for event in all {
        let takes: Vec<_> =
            event.takes.iter().filter(|(element, _)| in_front(*element)).copied().collect();
        if !takes.is_empty() {
            events.push(ChanceEvent { takes, ..event.clone() });
        }
    }
    let mut promises = Vec::new();
    for (place, &(promise, target)) in targets.iter().enumerate() {
        if !is_promised(promise) {
            continue;
        }
        let (element, name) = match promise {
            SubjectIx::Party(party) => match layout.department(party) {
                Some(department) => (
                    ElementIx::Department(department),
                    FailureEvent::Department(layout.party_id(party)),
                ),
                None => continue,
            },
            SubjectIx::Service(entry) => {
                (ElementIx::Service(entry), FailureEvent::Service(layout.service_id(entry)))
            }
        };
        promises.push((events.len(), place));
        events.push(ChanceEvent { name, probability: 1.0 - target, takes: vec![(element, 0.0)] });
    }
    (events, promises)
}

/// The least each promise may be, all else as it is, for a target to be kept: unavailability is
/// linear in the chance of each event.
fn least_needed(
    found: &Analysis,
    events: &[ChanceEvent],
    promises: &[(usize, usize)],
    target: f64,
) -> Vec<(usize, f64)> {
    let bounds = found.bounds_of(events);
    let allowed = 1.0 - target;
    let needed = |&(event, place): &(usize, usize)| {
        let bounds = bounds[event]?;
        let (with, without) = (bounds.with.value, bounds.without.value);
        (with > without).then(|| {
            let broken = ((allowed - without) / (with - without)).clamp(0.0, 1.0);
            (place, 1.0 - broken)
        })
    };
    promises.iter().filter_map(needed).collect()
}
