//! Those who are looked at, and what a state means to them.

use super::{ContingencyError, ContingencyOptions, WorstHit};
use crate::id::PartyId;
use crate::network::{Demand, Network, PartyIx, StatedPartyIx};
use crate::quality::{Assessment, Live, Objective, ObjectiveError, Weights};
use crate::unit::Quality;

/// Who counts, and how much.
pub(super) struct Affected {
    weights: Weights,
    /// Of every party, what it counts.
    weight: Vec<f64>,
    /// Of every party, whether it must not fall below the threshold.
    watched: Vec<bool>,
    threshold: Option<f64>,
    lists_changes: bool,
    /// Of every department, whether it lies in a cycle that is not certified, or may be asked again
    /// for want of quality; empty where none does.
    uncertified: Vec<bool>,
}

/// How a state differs from the baseline.
pub(super) struct Difference {
    /// What the weighted sum of qualities falls by.
    pub(super) fall: f64,
    pub(super) worst_hit: Option<WorstHit>,
    /// Of every external customer, as stated; empty unless it is asked for.
    pub(super) changes: Vec<f64>,
    pub(super) below: Vec<PartyId>,
    /// Whether a department changed that may not come back by itself.
    pub(super) may_tip: bool,
}

impl Affected {
    pub(super) fn new(
        network: &Network,
        options: &ContingencyOptions,
    ) -> Result<Self, ContingencyError> {
        let layout = network.layout();
        let objective = match &options.objective {
            Some(objective) => objective,
            None => &Objective::customers(network)?,
        };
        if let Some(threshold) = options.threshold.filter(|value| !Quality::allows(*value)) {
            return Err(ContingencyError::Threshold { threshold });
        }
        let weights = objective.weights_on(network).map_err(ObjectiveError::from)?;
        let mut weight = vec![0.0; layout.party_count()];
        let mut watched = vec![false; layout.party_count()];
        for (party, of_party) in weights.iter() {
            weight[party] = of_party;
            watched[party] = true;
        }
        let mut uncertified = Vec::new();
        if !network.is_certified() {
            // Load leads anywhere: to whoever is asked by those who are served badly.
            let feeds_back = layout.demand().is_some_and(Demand::feeds_back);
            uncertified.resize(layout.department_count(), feeds_back);
            let cycles = layout.cycles().iter().filter(|cycle| cycle.certificate.is_none());
            cycles.for_each(|cycle| uncertified[cycle.parties()].fill(true));
        }
        Ok(Self {
            weights,
            weight,
            watched,
            threshold: options.threshold,
            lists_changes: options.changes,
            uncertified,
        })
    }

    /// What each party's quality counts.
    pub(super) fn weights(&self) -> &Weights {
        &self.weights
    }

    /// `Σ w (1 − q)`.
    pub(super) fn loss(&self, quality: &[f64]) -> f64 {
        let lost = |(party, weight): (PartyIx, f64)| weight * (1.0 - quality[party]);
        // The sum of no numbers is −0.
        0.0 + self.weights.iter().map(lost).sum::<f64>()
    }

    /// What the weighted sum of qualities rose by from the baseline, from which the last call led
    /// to a state.
    pub(super) fn rise(&self, live: &Live, baseline: &Assessment) -> f64 {
        let (before, after) = (baseline.dense_qualities(), live.dense_qualities());
        let parties = live.changes().map(|change| change.party());
        parties.fold(0.0, |sum, party| sum + self.weight[party] * (after[party] - before[party]))
    }

    /// Compares a state with the baseline, from which the last call led to it.
    pub(super) fn compare(&self, live: &Live, baseline: &Assessment) -> Difference {
        let layout = live.network().layout();
        let (before, after) = (baseline.dense_qualities(), live.dense_qualities());
        let mut difference = Difference {
            fall: 0.0,
            worst_hit: None,
            changes: vec![0.0; if self.lists_changes { layout.customers().len() } else { 0 }],
            below: Vec::new(),
            may_tip: false,
        };
        let mut worst: (f64, Option<StatedPartyIx>) = (0.0, None);
        let mut below = Vec::new();
        for party in live.changes().map(|change| change.party()) {
            let (was, is) = (before[party], after[party]);
            difference.fall += self.weight[party] * (was - is);
            if let Some(threshold) = self.threshold
                && is < threshold
                && was >= threshold
                && self.watched[party]
            {
                below.push(layout.stated(party));
            }
            let change = is - was;
            if self.lists_changes && !layout.is_department(party) {
                let customer = layout.stated(party).index() - layout.department_count();
                difference.changes[customer] = change;
            }
            if layout.is_department(party) {
                difference.may_tip |=
                    self.uncertified.get(party.index()).is_some_and(|may_tip| *may_tip);
            } else if change < worst.0 || (change <= worst.0 && worst.1.is_some()) {
                // Among equals the first as stated.
                let stated = layout.stated(party);
                let tied = worst.1.filter(|_| change >= worst.0);
                worst = (change, Some(tied.map_or(stated, |first| first.min(stated))));
            }
        }
        below.sort_unstable();
        let id = |party: StatedPartyIx| layout.names().party_id(party);
        difference.below = below.into_iter().map(id).collect();
        let (change, stated) = worst;
        difference.worst_hit = stated.map(|customer| {
            let quality = after[layout.dense(customer)];
            WorstHit { customer: id(customer), quality: Quality::checked(quality), change }
        });
        difference
    }
}
