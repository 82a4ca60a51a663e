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

use super::extremes::RangedNeed;
use super::{RangeError, Ranges};
use crate::organisation::{Effort, NONE, Organisation, Rule};

/// Refuses a dependence that moves the effort of its consumer.
pub(super) fn check(
    organisation: &Organisation,
    terms: &[RangedNeed<'_>],
    ranges: &Ranges,
) -> Result<(), RangeError> {
    match terms.iter().find(|term| moves_effort(organisation, terms, term, ranges)) {
        Some(term) => Err(RangeError::Effort {
            id: organisation.stated().service_id(term.service).as_str().to_owned(),
            department: organisation
                .stated()
                .parties
                .id(term.consumer)
                .map_or_else(String::new, |id| id.as_str().to_owned()),
        }),
        None => Ok(()),
    }
}

fn moves_effort(
    organisation: &Organisation,
    terms: &[RangedNeed<'_>],
    term: &RangedNeed<'_>,
    ranges: &Ranges,
) -> bool {
    let stated = organisation.stated();
    let Some(department) = stated.parties.departments.get(term.consumer) else { return false };
    let follows = department.effort.as_deref().is_some_and(may_fall);
    let id = department.id.as_str();
    let is_set = ranges.capabilities.iter().map(|(of, _)| of.as_str());
    let is_set = is_set.chain(ranges.scenario.capabilities().map(|(of, _)| of)).any(|of| of == id);
    if !follows || is_set || term.range.start() >= term.range.end() {
        return false;
    }
    let of_consumer = needs_of(organisation, term.consumer);
    let counts = |need: &EffortNeed| {
        let varied = terms.iter().find(|term| term.is_of(need.service, need.declared));
        let most = varied.map_or(need.dependence, |term| *term.range.end());
        need.weight > 0.0 && most > 0.0
    };
    let (own, others): (Vec<_>, Vec<_>) =
        of_consumer.filter(counts).partition(|need| term.is_of(need.service, need.declared));
    // One of weight 0 counts for nothing.
    let is_alone = others.is_empty();
    let leaps = stated.rule(term.consumer) == Rule::Fdna && *term.range.start() <= 0.0;
    !own.is_empty() && (!is_alone || leaps)
}

/// Whether effort is less than full anywhere, and not always at its floor.
fn may_fall(effort: &Effort) -> bool {
    effort.reaction > 0.0 && effort.reference > 0.0 && effort.floor < 1.0
}

/// A need of a party.
struct EffortNeed {
    /// Its service, by stated number; [`NONE`] for a declared need.
    service: u32,
    /// The declared need, or [`NONE`].
    declared: u32,
    dependence: f64,
    weight: f64,
}

fn needs_of(organisation: &Organisation, party: usize) -> impl Iterator<Item = EffortNeed> {
    let stated = organisation.stated();
    let links = &stated.links;
    let declared = links.needs_of.of(party).iter().map(|&need| EffortNeed {
        service: NONE,
        declared: need,
        dependence: stated.need_dependence[need as usize],
        weight: stated.needs[need as usize].weight,
    });
    let own = links.received.of(party).iter();
    let own = own.filter(|&&service| links.need[service as usize] == NONE);
    declared.chain(own.map(|&service| EffortNeed {
        service,
        declared: NONE,
        dependence: stated.services.dependence(service as usize).unwrap_or_default(),
        weight: stated.services[service as usize].weight,
    }))
}
