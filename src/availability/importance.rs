//! How much each event matters.

use serde::Serialize;

use super::bounded_value::BoundedValue;
use super::event::{ChanceEvent, FailureEvent};
use super::signature::{MergedEvent, any_of};
use super::tally::MemberBounds;

/// How much an event matters to a subject, with `U` its unavailability and `p` the chance of the
/// event.
///
/// # References
///
/// W. Vesely and others, *Measures of Risk Importance and Their Applications*, NUREG/CR-3385
/// (1983); IEC 61025. Four meanings of the name Fussell-Vesely are in public use; two of them stand
/// here under their own names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Importance {
    /// The event.
    pub event: FailureEvent,
    /// Its chance, `p`.
    pub probability: f64,
    /// Birnbaum importance: what the chance of being good enough gains if the event stays away
    /// for certain, over its happening for certain: `U(certain) − U(impossible)`.
    pub birnbaum: BoundedValue,
    /// Criticality importance: `p` times Birnbaum over `U`, the share of `U` in which the event
    /// decides.
    pub criticality: BoundedValue,
    /// Fussell-Vesely importance: the chance that a minimal cut with the event holds, over `U`.
    pub fussell_vesely: BoundedValue,
    /// The chance that the event holds, given that the subject has too little.
    pub probability_given_failure: BoundedValue,
    /// Risk achievement worth: `U(certain) / U`.
    pub risk_achievement_worth: BoundedValue,
    /// Risk reduction worth: `U / U(impossible)`; `None` where every cut holds the event, which is
    /// infinite. An upper bound may be infinite by itself.
    pub risk_reduction_worth: Option<BoundedValue>,
}

/// What is known where an event is certain, impossible, and of the cuts it is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct EventBounds {
    pub(super) with: BoundedValue,
    pub(super) without: BoundedValue,
    /// The chance that the event holds and the subject has too little.
    pub(super) failed_with: BoundedValue,
    /// The chance that a minimal cut holds that the event is of.
    pub(super) in_cut: BoundedValue,
}

impl EventBounds {
    /// Of an event that the subject does not feel.
    pub(super) fn unfelt(unavailability: BoundedValue, probability: f64) -> Self {
        let failed = |it: f64| it * probability;
        let failed_with =
            BoundedValue::within(failed(unavailability.lower), failed(unavailability.upper));
        let in_cut = BoundedValue::exact(0.0);
        Self { with: unavailability, without: unavailability, failed_with, in_cut }
    }

    /// Of one of merged events, given what is known of the merged one.
    pub(super) fn of_merged(
        member: &MemberBounds,
        merged: &MergedEvent,
        event: usize,
        events: &[ChanceEvent],
    ) -> Self {
        let others = merged.events.iter().filter(|&&it| it != event);
        let others = any_of(others.map(|&it| events[it].probability));
        let share = events[event].probability / merged.probability;
        let scaled = |it: BoundedValue| BoundedValue {
            value: it.value * share,
            lower: it.lower * share,
            upper: it.upper * share,
        };
        let (with, without) = (member.unavailability_with, member.unavailability_without);
        let mixed = |with: f64, without: f64| others * with + (1.0 - others) * without;
        Self {
            with,
            without: BoundedValue {
                value: mixed(with.value, without.value),
                lower: mixed(with.lower, without.lower),
                upper: mixed(with.upper, without.upper),
            },
            failed_with: scaled(member.failed_with),
            in_cut: scaled(member.in_cut),
        }
    }

    /// The importance of the event.
    pub(super) fn importance(
        &self,
        event: &ChanceEvent,
        unavailability: BoundedValue,
    ) -> Importance {
        let Self { with, without, failed_with, in_cut } = *self;
        let (u, p) = (unavailability, event.probability);
        let birnbaum = BoundedValue {
            value: with.value - without.value,
            lower: with.lower - without.upper,
            upper: with.upper - without.lower,
        }
        .clamped(0.0, 1.0);
        let share = |it: BoundedValue| ratio(it, u).clamped(0.0, 1.0);
        let scaled = BoundedValue {
            value: p * birnbaum.value,
            lower: p * birnbaum.lower,
            upper: p * birnbaum.upper,
        };
        let criticality = share(scaled);
        let probability_given_failure = share(failed_with);
        // An event that decides is in a cut that holds, and one in such a cut holds.
        let in_cut = share(in_cut);
        let lower = in_cut.lower.max(criticality.lower);
        let upper = in_cut.upper.min(probability_given_failure.upper).max(lower);
        let fussell_vesely = BoundedValue { value: in_cut.value.clamp(lower, upper), lower, upper };
        Importance {
            event: event.name.clone(),
            probability: p,
            birnbaum,
            criticality,
            fussell_vesely,
            probability_given_failure,
            risk_achievement_worth: ratio(with, u),
            risk_reduction_worth: (without.upper > 0.0).then(|| ratio(u, without)),
        }
    }
}

/// A quotient of numbers of 0 or more; 0 over 0 is 0.
fn ratio(numerator: BoundedValue, denominator: BoundedValue) -> BoundedValue {
    let over = |one: f64, two: f64| if one <= 0.0 { 0.0 } else { one / two };
    BoundedValue {
        value: over(numerator.value, denominator.value),
        lower: over(numerator.lower, denominator.upper),
        upper: over(numerator.upper, denominator.lower),
    }
}
