//! Scenarios that are solved each by itself: of quality and demand together, since their rounds
//! differ, and those that set dependences, which all lanes share.

use std::sync::Arc;

use super::outcome::{BatchOutcome, Below, WorstServed};
use super::request::Batch;
use crate::id::PartyId;
use crate::quality::assessment::{Assessment, PartyQuality};
use crate::unit::Quality;

/// What the batch is asked for of one scenario.
pub(super) fn outcome(batch: &Batch, ids: &Arc<[PartyId]>, solved: &Assessment) -> BatchOutcome {
    let asked = batch.asked();
    BatchOutcome {
        scenario: solved.scenario().to_owned(),
        parties: Arc::clone(ids),
        qualities: ids.iter().filter_map(|id| solved.quality(id.as_str())).collect(),
        mean: asked.mean.then(|| solved.mean_customer_quality()).flatten(),
        worst: asked.worst.then(|| worst(solved)).flatten(),
        below: asked.below.map(|threshold| below(solved, threshold)),
        proof: asked.proof.then(|| solved.proof()),
        status: solved.status(),
        iterations: solved.iterations(),
        residual: solved.residual(),
    }
}

fn customers(solved: &Assessment) -> impl Iterator<Item = PartyQuality<'_>> {
    solved.parties().filter(|party| !party.is_department())
}

/// The first of those who are served worst.
fn worst(solved: &Assessment) -> Option<WorstServed> {
    let by_quality = |one: &PartyQuality<'_>, two: &PartyQuality<'_>| {
        one.quality().get().total_cmp(&two.quality().get())
    };
    let worst = customers(solved).min_by(by_quality)?;
    Some(WorstServed { customer: worst.id(), quality: worst.quality() })
}

fn below(solved: &Assessment, threshold: f64) -> Below {
    let mut below = Below { threshold: Quality::checked(threshold), customers: 0, population: 0.0 };
    for customer in customers(solved).filter(|customer| customer.quality().get() < threshold) {
        below.customers += 1;
        below.population += customer.population().get();
    }
    below
}
