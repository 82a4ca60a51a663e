//! One loss after the other, on one network.

use super::{Candidates, Loss, Lost, ResilienceError, ResilienceOptions, WorstHit};
use crate::grouped::{Grouped, dense};
use crate::id::PartyId;
use crate::network::{Layout, Network, Overrides, Received};
use crate::quality::{Assessment, MEETING, Status, Workspace};
use crate::unit::{Quality, Weight};

/// What is lost next: a department, or a service alone, by dense number.
pub(super) struct Candidate {
    department: Option<u32>,
    entries: Vec<u32>,
    /// The sum of dependences on it.
    weight: f64,
}

pub(super) struct Study<'a> {
    network: &'a Network,
    options: &'a ResilienceOptions,
    base: Overrides,
    pub(super) baseline: Assessment,
    pub(super) base_loss: f64,
    /// By dense number.
    weights: Vec<(u32, f64)>,
    /// The customers who must not fall below the threshold, as stated.
    watched: Vec<u32>,
    workspace: Workspace,
}

impl<'a> Study<'a> {
    pub(super) fn new(
        network: &'a Network,
        options: &'a ResilienceOptions,
    ) -> Result<Self, ResilienceError> {
        if let Some(threshold) = options.threshold.filter(|value| !Quality::allows(*value)) {
            return Err(ResilienceError::Threshold { threshold });
        }
        let layout = network.layout();
        let weights = weights(layout, &options.weights)?;
        let stated = |party: u32| layout.stated_of[party as usize];
        let mut watched: Vec<u32> = if options.weights.is_empty() {
            (dense(layout.department_count)..dense(layout.party_count())).collect()
        } else {
            weights.iter().map(|&(party, _)| stated(party)).collect()
        };
        watched.sort_unstable();
        let base = network.overrides(&options.scenario)?;
        let mut workspace = Workspace::new();
        let name = options.scenario.name().to_owned();
        let baseline = network.run(name, base.clone(), &options.solve, &mut workspace);
        let base_loss = loss(&weights, baseline.dense_qualities());
        Ok(Self { network, options, base, baseline, base_loss, weights, watched, workspace })
    }

    /// What is lost in turn, as stated, and how many are left out.
    pub(super) fn candidates(&self) -> (Vec<Candidate>, usize) {
        let layout = self.network.layout();
        let dependence = |entry: u32| layout.dependence[entry as usize];
        let mut candidates: Vec<Candidate> = match self.options.candidates {
            Candidates::Departments => {
                let provided =
                    Grouped::by_key(layout.department_count, layout.provider.iter().copied());
                let departments = layout.dense_of.iter().take(layout.department_count);
                departments
                    .map(|&department| {
                        let entries = provided.of(department as usize).to_vec();
                        let weight = entries.iter().map(|&entry| dependence(entry)).sum();
                        Candidate { department: Some(department), entries, weight }
                    })
                    .collect()
            }
            Candidates::Services => (0..layout.service.len())
                .map(|service| {
                    let entry = layout.row_of_service(service);
                    Candidate { department: None, entries: vec![entry], weight: dependence(entry) }
                })
                .collect(),
        };
        let left_out = candidates.len().saturating_sub(self.options.most_candidates);
        if left_out > 0 {
            candidates.sort_by(|one, two| two.weight.total_cmp(&one.weight));
            candidates.truncate(self.options.most_candidates);
        }
        (candidates, left_out)
    }

    fn solve(&mut self, overrides: Overrides) -> Assessment {
        self.network.run(String::new(), overrides, &self.options.solve, &mut self.workspace)
    }

    pub(super) fn lose(&mut self, candidate: &Candidate) -> Loss {
        let after = if candidate.entries.is_empty() {
            self.baseline.clone()
        } else {
            self.solve(self.stopped(candidate))
        };
        let lost_loss = loss(&self.weights, after.dense_qualities());
        let mut status = after.status().max(self.baseline.status());
        let at_best = match self.perfect(candidate) {
            None => self.base_loss,
            Some(overrides) => {
                let perfect = self.solve(overrides);
                status = status.max(perfect.status());
                loss(&self.weights, perfect.dense_qualities())
            }
        };
        let (tips, lasting, repaired) = self.repair(&after);
        let today = self.base_loss;
        Loss {
            lost: self.lost(candidate),
            loss: lost_loss - today,
            achievement_ratio: (today > 0.0).then(|| lost_loss / today),
            reduction: today - at_best,
            reduction_ratio: (today > 0.0 && at_best > 0.0).then(|| today / at_best),
            worst_hit: self.worst_hit(&after),
            below: self.below(&after),
            tips,
            lasting,
            status: status.max(repaired),
        }
    }

    fn lost(&self, candidate: &Candidate) -> Lost {
        let layout = self.network.layout();
        if let Some(department) = candidate.department {
            let stated = layout.stated_of[department as usize] as usize;
            Lost::Department(layout.names.party_id(stated))
        } else {
            let entry = candidate.entries[0] as usize;
            Lost::Service(layout.names.service_id(layout.service[entry] as usize))
        }
    }

    fn stopped(&self, candidate: &Candidate) -> Overrides {
        let services = self.with_services(candidate, Received::Stopped);
        Overrides::new(self.network.layout(), self.base.capabilities.clone(), services)
    }

    /// What holds with the candidate as good as can be; `None` where it is.
    fn perfect(&self, candidate: &Candidate) -> Option<Overrides> {
        let layout = self.network.layout();
        let mut capabilities = self.base.capabilities.clone();
        if let Some(department) = candidate.department {
            capabilities.retain(|&(set, _)| set != department);
            capabilities.push((department, 1.0));
        }
        let services = self.with_services(candidate, Received::Condition(1.0));
        let perfect = Overrides::new(layout, capabilities, services);
        let received = |overrides: &Overrides, entry: u32| {
            let stated = layout.row_detail(entry as usize).map_or(1.0, |detail| detail.condition);
            overrides.of_row(entry as usize).unwrap_or(Received::Condition(stated))
        };
        let same_services = candidate
            .entries
            .iter()
            .all(|&entry| received(&perfect, entry) == received(&self.base, entry));
        let same_capability = candidate.department.is_none_or(|department| {
            let set = self.base.capabilities.iter().find(|(set, _)| *set == department);
            set.map_or(layout.capability[department as usize], |&(_, value)| value) >= 1.0
        });
        (!same_services || !same_capability).then_some(perfect)
    }

    fn with_services(&self, candidate: &Candidate, received: Received) -> Vec<(u32, Received)> {
        let mut services = self.base.services.clone();
        services.retain(|(entry, _)| candidate.entries.binary_search(entry).is_err());
        services.extend(candidate.entries.iter().map(|&entry| (entry, received)));
        services
    }

    fn worst_hit(&self, after: &Assessment) -> Option<WorstHit> {
        let layout = self.network.layout();
        let mut worst: Option<(usize, f64)> = None;
        for customer in layout.department_count..layout.party_count() {
            let change = after.quality_of(customer) - self.baseline.quality_of(customer);
            if change < worst.map_or(0.0, |(_, change)| change) {
                worst = Some((customer, change));
            }
        }
        worst.map(|(customer, change)| WorstHit {
            customer: layout.names.party_id(customer),
            quality: Quality::checked(after.quality_of(customer)),
            change,
        })
    }

    fn below(&self, after: &Assessment) -> Vec<PartyId> {
        let Some(threshold) = self.options.threshold else { return Vec::new() };
        let falls = |party: &&u32| {
            let party = **party as usize;
            after.quality_of(party) < threshold && self.baseline.quality_of(party) >= threshold
        };
        let fallen = self.watched.iter().filter(falls);
        fallen.map(|&party| self.network.layout().names.party_id(party as usize)).collect()
    }

    /// Whether a state stays down once everything is as it was, how much of the loss stays, and
    /// whether that is known.
    fn repair(&mut self, after: &Assessment) -> (bool, f64, Status) {
        if self.network.is_certified() {
            return (false, 0.0, Status::Converged);
        }
        let Self { network, options, base, workspace, .. } = self;
        let state = after.dense_qualities();
        let (repaired, settled) = network.settle_from(state, base, &options.solve, workspace);
        let baseline = self.baseline.dense_qualities();
        let departments = repaired.iter().zip(baseline).take(network.layout().department_count);
        let stays = departments.into_iter().any(|(after, before)| before - after > MEETING);
        match (settled, stays) {
            (false, _) => (false, 0.0, Status::NotConverged),
            (true, false) => (false, 0.0, Status::Converged),
            (true, true) => {
                (true, loss(&self.weights, &repaired) - self.base_loss, Status::Converged)
            }
        }
    }
}

/// `Σ w (1 − q)`.
fn loss(weights: &[(u32, f64)], quality: &[f64]) -> f64 {
    weights.iter().map(|&(party, weight)| weight * (1.0 - quality[party as usize])).sum()
}

/// Weights by dense number: those given, or every customer's part of the population.
fn weights(layout: &Layout, given: &[(String, f64)]) -> Result<Vec<(u32, f64)>, ResilienceError> {
    if given.is_empty() {
        let population = |party: usize| layout.names.population(layout.stated_of[party] as usize);
        let customers = layout.department_count..layout.party_count();
        let total: f64 = customers.clone().map(population).sum();
        if total <= 0.0 {
            return Err(ResilienceError::NoPopulation);
        }
        return Ok(customers.map(|party| (dense(party), population(party) / total)).collect());
    }
    let weight = |(id, weight): &(String, f64)| {
        if !Weight::allows(*weight) {
            return Err(ResilienceError::Weight { id: id.clone(), weight: *weight });
        }
        match layout.names.find_party(id) {
            Some(stated) => Ok((layout.dense_of[stated], *weight)),
            None => Err(ResilienceError::Unknown { id: id.clone() }),
        }
    };
    given.iter().map(weight).collect()
}
