//! From amounts to dependences: a total shared by weights, or sums that rounding took above 1.

use super::edges::Read;
use super::lines::Lines;
use crate::organisation::{Draft, ProblemCode};

/// How far above 1 a sum of dependences may come by rounding alone.
const ROUNDING: f64 = 1e-12;

/// What is known of a consumer's rows.
#[derive(Clone, Copy, Default)]
struct Received {
    first: Option<usize>,
    weight: f64,
    unreadable: bool,
}

/// Takes what rounding added back from sums of dependences.
pub(super) fn round_down(draft: &mut Draft) {
    for service in 0..draft.services.len() {
        if let Some(dependence) = draft.services.dependence_mut(service)
            && *dependence > 1.0
            && *dependence <= 1.0 + ROUNDING
        {
            *dependence = 1.0;
        }
    }
}

/// Makes of weights the dependences that share a total among the services of each consumer, and
/// reports consumers among whose services it cannot be shared; those of whose rows some are
/// unreadable are reported already.
pub(super) fn share_total(read: &mut Read<'_>, total: f64, unreadable: &[u32], lines: &Lines<'_>) {
    let received = received(read, unreadable);
    check_sums(read, &received, lines);
    let Draft { ends, services, .. } = &mut *read.draft;
    for (service, &consumer) in ends.consumer.iter().enumerate() {
        let Some(amount) = services.dependence_mut(service) else { continue };
        *amount = match received.get(consumer as usize) {
            Some(consumer) if usable(consumer.weight) => total * *amount / consumer.weight,
            // A problem says so.
            _ => 0.0,
        };
    }
}

/// Adds up what each consumer receives, by the number of its text.
fn received(read: &Read<'_>, unreadable: &[u32]) -> Vec<Received> {
    let Draft { mentions, ends, services, .. } = &*read.draft;
    let mut received = vec![Received::default(); mentions.len()];
    for (service, &consumer) in ends.consumer.iter().enumerate() {
        if let Some(received) = received.get_mut(consumer as usize) {
            received.first.get_or_insert(service);
            received.weight += services.dependence(service).unwrap_or_default();
        }
    }
    for &consumer in unreadable {
        if let Some(received) = received.get_mut(consumer as usize) {
            received.unreadable = true;
        }
    }
    received
}

/// Reports consumers whose weights have no usable sum, in the order in which the table mentions
/// them.
fn check_sums(read: &mut Read<'_>, received: &[Received], lines: &Lines<'_>) {
    let at_fault = |received: &Received| {
        received.first.is_some() && !received.unreadable && !usable(received.weight)
    };
    if !received.iter().any(at_fault) {
        return;
    }
    let mut is_reported = vec![false; received.len()];
    for service in 0..read.starts.len() {
        let ends = &read.draft.ends;
        let mentioned = [&ends.provider, &ends.consumer].map(|ends| ends.get(service).copied());
        for number in mentioned.into_iter().flatten() {
            let Some(consumer) = received.get(number as usize) else { continue };
            let Some(is_reported) = is_reported.get_mut(number as usize) else { continue };
            if !at_fault(consumer) || std::mem::replace(is_reported, true) {
                continue;
            }
            let message = format!(
                "the weights of the services that `{}` receives sum to `{}`, where a finite sum \
                 above 0 is needed to share the dependence total",
                read.draft.mentions.text(number),
                consumer.weight
            );
            let first = consumer.first.and_then(|first| read.starts.get(first).copied());
            let line = lines.at(first.unwrap_or_default());
            read.problem(ProblemCode::NoWeight, line, "weight", message);
        }
    }
}

/// Whether a total can be shared by weights of that sum.
fn usable(sum: f64) -> bool {
    sum > 0.0 && sum.is_finite()
}
