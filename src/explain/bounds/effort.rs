//! Where a dependence has no worse end, because people's effort follows from it.
//!
//! Effort follows from the mean of how well a department's needs are met, weighted by weight and
//! dependence. A need that is met better than the others raises that mean the more the department
//! depends on it, while its own loss lowers what the department delivers. Quality then neither
//! rises nor falls with the dependence, and may be greatest between its ends:
//!
//! ```text
//! q  =  e( Σ w α u / Σ w α ) · Π ( 1 − α (1 − u) )
//! ```
//!
//! With one need alone the mean is how well that need is met, at any dependence above 0, and 1 at
//! dependence 0, where nothing of it is lost either: quality falls with the dependence. Under
//! `fdna` quality moves towards effort as the dependence nears 0, and leaps at 0.

use super::RangeError;
use super::extremes::RangedDependence;
use crate::network::{DependenceSlot, Layout, Network, PartyIx, RowKind};
use crate::organisation::{Effort, Scenario};
use crate::quality::Resolved;
use crate::rule::Aggregator;

/// Refuses a dependence that moves the effort of its consumer.
pub(super) fn check(
    resolved: &Resolved,
    scenario: &Scenario,
    terms: &[RangedDependence<'_>],
) -> Result<(), RangeError> {
    let network = resolved.network();
    match terms.iter().find(|term| moves_effort(network, scenario, terms, term)) {
        Some(term) => {
            let layout = network.layout();
            Err(RangeError::Effort {
                id: term.id.to_owned(),
                department: layout.party_id(layout.consumer_at(term.slot)).as_str().to_owned(),
            })
        }
        None => Ok(()),
    }
}

fn moves_effort(
    network: &Network,
    scenario: &Scenario,
    terms: &[RangedDependence<'_>],
    term: &RangedDependence<'_>,
) -> bool {
    let layout = network.layout();
    let consumer = layout.consumer_at(term.slot);
    let follows = layout.workforce_of(consumer).is_some_and(|people| may_fall(people.effort));
    let id = layout.party_id(consumer);
    let is_set = scenario.capabilities().any(|(of, _)| id == *of);
    if !follows || is_set || term.range.start() >= term.range.end() {
        return false;
    }
    let most = |slot, dependence| {
        let varied = terms.iter().find(|term| term.slot == slot);
        varied.map_or(dependence, |term| *term.range.end())
    };
    // One of weight 0 counts for nothing.
    let counts = |(slot, dependence, weight): &(DependenceSlot, f64, f64)| {
        *weight > 0.0 && most(*slot, *dependence) > 0.0
    };
    let counted = needs_of(layout, consumer).into_iter().filter(counts);
    let (own, others): (Vec<_>, Vec<_>) = counted.partition(|(slot, ..)| *slot == term.slot);
    let is_fdna = layout.row_kind_of(consumer).aggregator() == Aggregator::Fdna;
    let leaps = is_fdna && *term.range.start() <= 0.0;
    !own.is_empty() && (!others.is_empty() || leaps)
}

/// Whether effort is less than full anywhere, and not always at its floor.
fn may_fall(effort: Effort) -> bool {
    effort.reaction > 0.0 && effort.reference > 0.0 && effort.floor < 1.0
}

/// The needs of a party: where each dependence stands, the dependence, and the weight.
fn needs_of(layout: &Layout, party: PartyIx) -> Vec<(DependenceSlot, f64, f64)> {
    match layout.row_kind_of(party) {
        RowKind::Plain(_) => {
            let of_entry = |entry| (DependenceSlot::Edge(entry), layout.dependence(entry), 1.0);
            layout.row(party).map(of_entry).collect()
        }
        RowKind::Detailed { needs, .. } => needs
            .clone()
            .zip(layout.needs(needs))
            .map(|(number, need)| (DependenceSlot::Need(number), need.dependence, need.weight))
            .collect(),
    }
}
