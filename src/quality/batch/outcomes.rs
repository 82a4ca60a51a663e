//! The stream of outcomes.

use std::array;
use std::borrow::Borrow;
use std::collections::VecDeque;
use std::fmt;
use std::iter::Fuse;
use std::sync::Arc;

use super::asked::Batch;
use super::customers::{Customers, Supply};
use super::engine::Engine;
use super::group::Group;
use super::lanes::{LANES, Lanes};
use super::outcome::{BatchOutcome, Below, WorstServed};
use super::tally::Tally;
use crate::id::PartyId;
use crate::network::{Layout, Network, Overrides};
use crate::organisation::{Invalid, Scenario};
use crate::quality::aggregate::with_fold;
use crate::quality::assessment::Status;
use crate::unit::Quality;

/// The outcomes of a [`Batch`], in the order of its scenarios.
#[must_use = "nothing is solved before an outcome is asked for"]
pub struct Outcomes<I> {
    scenarios: Fuse<I>,
    ready: VecDeque<Result<BatchOutcome, Invalid>>,
    batch: Batch,
    /// Shared by all outcomes.
    parties: Arc<[PartyId]>,
    /// Made when the first outcome is asked for.
    runner: Option<Runner>,
}

/// What groups are solved with, and the memory they reuse.
struct Runner {
    network: Network,
    engine: Engine,
    customers: Customers,
    /// The parties asked for, by dense number.
    parties: Vec<u32>,
    /// Whether every group reads qualities of departments, not only what is missing.
    reads_quality: bool,
    group: Group,
}

impl<I> Outcomes<I> {
    pub(super) fn new(batch: &Batch, scenarios: I) -> Self
    where
        I: Iterator,
    {
        Self {
            scenarios: scenarios.fuse(),
            ready: VecDeque::with_capacity(LANES),
            batch: batch.clone(),
            parties: batch.parties().into(),
            runner: None,
        }
    }
}

impl<I: Iterator<Item: Borrow<Scenario>>> Outcomes<I> {
    /// Solves the next scenarios.
    fn solve_group(&mut self) {
        let network = self.batch.network();
        let mut overrides: [Overrides; LANES] = array::from_fn(|_| Overrides::default());
        let mut names: [Option<Result<String, Invalid>>; LANES] = array::from_fn(|_| None);
        let lanes = overrides.iter_mut().zip(&mut names);
        let mut is_needed = false;
        for ((lane, name), scenario) in lanes.zip(&mut self.scenarios) {
            let scenario: &Scenario = scenario.borrow();
            *name = Some(network.overrides(scenario).map(|overrides| {
                *lane = overrides;
                is_needed = true;
                scenario.name().to_owned()
            }));
        }
        let tally = is_needed
            .then(|| self.runner.get_or_insert_with(|| Runner::new(&self.batch)).solve(overrides));
        let parties = &self.parties;
        for (lane, name) in names.into_iter().enumerate() {
            let outcome = match (name, &tally, &self.runner) {
                (Some(Ok(name)), Some(solved), Some(runner)) => {
                    Ok(runner.outcome(name, lane, solved, parties.clone(), &self.batch))
                }
                (Some(Err(invalid)), ..) => Err(invalid),
                _ => continue,
            };
            self.ready.push_back(outcome);
        }
    }
}

impl<I: Iterator<Item: Borrow<Scenario>>> Iterator for Outcomes<I> {
    type Item = Result<BatchOutcome, Invalid>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            self.solve_group();
        }
        self.ready.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (least, most) = self.scenarios.size_hint();
        let ready = self.ready.len();
        (least.saturating_add(ready), most.and_then(|most| most.checked_add(ready)))
    }
}

impl<I: ExactSizeIterator<Item: Borrow<Scenario>>> ExactSizeIterator for Outcomes<I> {}

impl<I> fmt::Debug for Outcomes<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcomes")
            .field("batch", &self.batch)
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}

/// What was found for a group.
struct Solved {
    tally: Tally,
    /// Of each party asked for.
    qualities: Vec<Lanes>,
}

impl Runner {
    fn new(batch: &Batch) -> Self {
        let layout = batch.network().layout();
        let dense = |id: &PartyId| {
            let stated = layout.names.find_party(id.as_str());
            stated.map(|party| layout.dense_of[party])
        };
        let parties: Vec<u32> = batch.parties().iter().filter_map(dense).collect();
        let departments = layout.department_count;
        let reads_quality = parties.iter().any(|&party| (party as usize) < departments)
            || layout
                .runs
                .iter()
                .any(|run| with_fold!(run.shared, |_F, _own_weight| false, else true));
        Self {
            network: batch.network().clone(),
            engine: Engine::new(layout, batch.sweeps_allowed()),
            customers: Customers::new(layout, batch.asked()),
            parties,
            reads_quality,
            group: Group::default(),
        }
    }

    fn solve(&mut self, overrides: [Overrides; LANES]) -> Solved {
        let Self { network, engine, customers, parties, reads_quality, group } = self;
        let layout: &Layout = network.layout();
        group.fill(layout, overrides);
        let keeps_quality = *reads_quality || group.changes_services();
        engine.solve(layout, group, keeps_quality);
        let Engine { state, by_hand, .. } = engine;
        let mut supply = Supply { layout, group, state, by_hand };
        let tally = customers.tally(&mut supply);
        let quality = |&party: &u32| match supply.state.quality.get(party as usize) {
            Some(&quality) => quality,
            None => supply.evaluate(party as usize, group.of(party as usize)),
        };
        Solved { tally, qualities: parties.iter().map(quality).collect() }
    }

    fn outcome(
        &self,
        scenario: String,
        lane: usize,
        solved: &Solved,
        parties: Arc<[PartyId]>,
        batch: &Batch,
    ) -> BatchOutcome {
        let asked = batch.asked();
        let total = self.customers.total_population;
        let progress = &self.engine.progress[lane];
        let worst = solved.tally.worst(lane).map(|(customer, quality)| WorstServed {
            customer: self.network.layout().names.party_id(customer),
            quality: Quality::checked(quality),
        });
        let below = asked.below.map(|objective| {
            let (customers, population) = solved.tally.below(lane);
            Below { objective: Quality::checked(objective), customers, population }
        });
        let mean = 1.0 - solved.tally.lost[lane] / total;
        BatchOutcome {
            scenario,
            parties,
            qualities: solved.qualities.iter().map(|of| Quality::checked(of.0[lane])).collect(),
            mean: (asked.mean && total > 0.0).then(|| Quality::checked(mean.clamp(0.0, 1.0))),
            worst,
            below,
            status: if progress.settled { Status::Converged } else { Status::NotConverged },
            iterations: progress.sweeps,
            residual: progress.residual,
        }
    }
}
