//! The stream of outcomes.

use std::array;
use std::borrow::Borrow;
use std::collections::VecDeque;
use std::fmt;
use std::iter::Fuse;
use std::sync::Arc;

use super::aggregates::GroupAggregates;
use super::customers::{Customers, Supply};
use super::engine::BatchEngine;
use super::lanes::{LANES, Lanes};
use super::outcome::{BatchOutcome, Below, WorstServed};
use super::request::Batch;
use super::scenario_group::ScenarioGroup;
use super::unbatched;
use crate::id::PartyId;
use crate::network::{Layout, Overrides};
use crate::organisation::{Invalid, Scenario};
use crate::quality::solve::Workspace;
use crate::rule::Aggregator;
use crate::trace::span;
use crate::unit::Quality;

/// The outcomes of a [`Batch`], in the order of its scenarios.
#[must_use = "nothing is solved before an outcome is asked for"]
pub struct Outcomes<I> {
    scenarios: Fuse<I>,
    /// How many of them are taken next, unless more are known to come.
    window: usize,
    ready: VecDeque<Result<BatchOutcome, Invalid>>,
    batch: Batch,
    /// Shared by all outcomes.
    parties: Arc<[PartyId]>,
    /// Made when the first outcome is asked for.
    runner: Option<Runner>,
}

/// What groups are solved with, and the memory they reuse.
#[derive(Clone)]
struct Runner {
    batch: Batch,
    /// Shared by all outcomes.
    ids: Arc<[PartyId]>,
    engine: BatchEngine,
    customers: Customers,
    /// The parties asked for, by dense number.
    parties: Vec<u32>,
    /// Whether every group reads qualities of departments, not only what is missing.
    reads_quality: bool,
    group: ScenarioGroup,
}

impl<I> Outcomes<I> {
    pub(super) fn new(batch: &Batch, scenarios: I) -> Self
    where
        I: Iterator,
    {
        Self {
            scenarios: scenarios.fuse(),
            window: LANES,
            ready: VecDeque::new(),
            batch: batch.clone(),
            parties: batch.parties().into(),
            runner: None,
        }
    }
}

/// How many scenarios are taken at most before the first of them is solved, so that those that
/// change neighbours share a group: the fewer departments its lanes reach, the less a group costs.
const LARGEST_WINDOW: usize = 64 * LANES;
/// By how much a window grows where nobody knows how many scenarios are to come.
const WINDOW_GROWTH: usize = 8;

/// A scenario that was taken, by its place in the window.
struct TakenScenario {
    place: usize,
    name: String,
    overrides: Overrides,
}

impl TakenScenario {
    /// The first party in the order of evaluation that may differ from the baseline.
    fn first_changed(&self) -> Option<u32> {
        let department = self.overrides.capabilities.first().map(|&(department, _)| department);
        department.into_iter().chain(self.overrides.touched.first().copied()).min()
    }
}

impl<I: Iterator<Item: Borrow<Scenario>>> Outcomes<I> {
    /// Solves the next scenarios.
    fn solve_window(&mut self) {
        let network = self.batch.network();
        let known = self.scenarios.size_hint().0;
        let window = self.window.max(known).min(LARGEST_WINDOW);
        self.window = LARGEST_WINDOW.min(self.window * WINDOW_GROWTH);
        let mut outcomes = Vec::new();
        let mut taken = Vec::new();
        for (place, scenario) in self.scenarios.by_ref().take(window).enumerate() {
            let scenario: &Scenario = scenario.borrow();
            outcomes.push(match network.overrides(scenario) {
                Ok(overrides) => {
                    taken.push(TakenScenario {
                        place,
                        name: scenario.name().to_owned(),
                        overrides,
                    });
                    None
                }
                Err(invalid) => Some(Err(invalid)),
            });
        }
        if outcomes.is_empty() {
            return;
        }
        span!("batch", scenarios = outcomes.len(), parties = network.layout().party_count());
        if network.layout().demand.is_some() {
            let mut workspace = Workspace::new();
            for TakenScenario { place, name, overrides } in taken.drain(..) {
                let Self { batch, parties, .. } = self;
                let outcome = unbatched::outcome(batch, parties, name, overrides, &mut workspace);
                outcomes[place] = Some(Ok(outcome));
            }
        }
        taken.sort_by_key(TakenScenario::first_changed);
        if !taken.is_empty() {
            let runner = self.runner.get_or_insert_with(|| Runner::new(&self.batch, &self.parties));
            let again: Vec<_> = if self.batch.asked().proof {
                taken.iter().map(|taken| (taken.place, taken.overrides.clone())).collect()
            } else {
                Vec::new()
            };
            for (place, outcome) in solve_groups(runner, &mut taken) {
                outcomes[place] = Some(Ok(outcome));
            }
            let mut workspace = Workspace::new();
            for (place, overrides) in again {
                let solved = self.batch.network().run(
                    String::new(),
                    overrides,
                    self.batch.options(),
                    &mut workspace,
                );
                if let Some(Some(Ok(outcome))) = outcomes.get_mut(place) {
                    outcome.proof = Some(solved.proof());
                }
            }
        }
        self.ready.extend(outcomes.into_iter().flatten());
    }
}

/// Solves groups of lanes, on several threads where there are many and the feature `parallel` is
/// on.
fn solve_groups(runner: &mut Runner, taken: &mut [TakenScenario]) -> Vec<(usize, BatchOutcome)> {
    #[cfg(feature = "parallel")]
    {
        use rayon::iter::{IntoParallelIterator, ParallelIterator};

        let threads = rayon::current_num_threads();
        let groups: Vec<_> = taken.chunks_mut(LANES).collect();
        // A thread takes a runner of its own, which costs it a few groups.
        if threads > 1 && groups.len() >= LEAST_GROUPS * threads {
            let mut shares: Vec<Vec<&mut [TakenScenario]>> =
                (0..threads).map(|_| Vec::new()).collect();
            for (number, group) in groups.into_iter().enumerate() {
                shares[number % threads].push(group);
            }
            let runner = &*runner;
            let solve = |share: Vec<&mut [TakenScenario]>| {
                let mut runner = runner.clone();
                share.into_iter().flat_map(|group| runner.solve(group)).collect::<Vec<_>>()
            };
            return shares.into_par_iter().flat_map_iter(solve).collect();
        }
    }
    taken.chunks_mut(LANES).flat_map(|group| runner.solve(group)).collect()
}

/// How many groups a thread must have, to be worth its while.
#[cfg(feature = "parallel")]
const LEAST_GROUPS: usize = 4;

impl<I: Iterator<Item: Borrow<Scenario>>> Iterator for Outcomes<I> {
    type Item = Result<BatchOutcome, Invalid>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            self.solve_window();
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
struct SolvedGroup {
    tally: GroupAggregates,
    /// Of each party asked for.
    qualities: Vec<Lanes>,
}

impl Runner {
    fn new(batch: &Batch, ids: &Arc<[PartyId]>) -> Self {
        let layout = batch.network().layout();
        let dense = |id: &PartyId| {
            let stated = layout.names.find_party(id.as_str());
            stated.map(|party| layout.dense_of[party])
        };
        let parties: Vec<u32> = batch.parties().iter().filter_map(dense).collect();
        let departments = layout.department_count;
        let reads_quality = parties.iter().any(|&party| (party as usize) < departments)
            || layout.runs.iter().any(|run| run.shared.and_then(Aggregator::plain).is_none());
        Self {
            batch: batch.clone(),
            ids: Arc::clone(ids),
            engine: BatchEngine::new(layout, batch.options()),
            customers: Customers::new(layout, batch.asked()),
            parties,
            reads_quality,
            group: ScenarioGroup::default(),
        }
    }

    /// Solves a group, and returns its outcomes by their place in the window.
    fn solve(&mut self, taken: &mut [TakenScenario]) -> Vec<(usize, BatchOutcome)> {
        let mut overrides = array::from_fn(|_| Overrides::default());
        for (lane, taken) in overrides.iter_mut().zip(&mut *taken) {
            *lane = std::mem::take(&mut taken.overrides);
        }
        let solved = self.solve_lanes(overrides);
        let outcome = |(lane, taken): (usize, &mut TakenScenario)| {
            (taken.place, self.outcome(std::mem::take(&mut taken.name), lane, &solved))
        };
        taken.iter_mut().enumerate().map(outcome).collect()
    }

    fn solve_lanes(&mut self, overrides: [Overrides; LANES]) -> SolvedGroup {
        let Self { batch, engine, customers, parties, reads_quality, group, .. } = self;
        let layout: &Layout = batch.network().layout();
        group.fill(layout, overrides);
        let keeps_quality = *reads_quality || group.changes_services();
        engine.solve(layout, group, keeps_quality);
        let BatchEngine { state, by_hand, .. } = engine;
        let mut supply = Supply { layout, group, state, by_hand };
        let tally = customers.tally(&mut supply);
        let quality = |&party: &u32| match supply.state.quality.get(party as usize) {
            Some(&quality) => quality,
            None => supply.evaluate(party as usize, group.of(party as usize)),
        };
        SolvedGroup { tally, qualities: parties.iter().map(quality).collect() }
    }

    fn outcome(&self, scenario: String, lane: usize, solved: &SolvedGroup) -> BatchOutcome {
        let layout = self.batch.network().layout();
        let asked = self.batch.asked();
        let total = self.customers.total_population;
        let progress = &self.engine.progress[lane];
        let worst = solved.tally.worst(lane).map(|(customer, quality)| WorstServed {
            customer: layout.names.party_id(customer),
            quality: Quality::checked(quality),
        });
        let below = asked.below.map(|threshold| {
            let (customers, population) = solved.tally.below(lane);
            Below { threshold: Quality::checked(threshold), customers, population }
        });
        let mean = 1.0 - solved.tally.lost[lane] / total;
        BatchOutcome {
            scenario,
            parties: Arc::clone(&self.ids),
            qualities: solved.qualities.iter().map(|of| Quality::checked(of.0[lane])).collect(),
            mean: (asked.mean && total > 0.0).then(|| Quality::checked(mean.clamp(0.0, 1.0))),
            worst,
            below,
            proof: None,
            status: progress.status(),
            iterations: progress.sweeps,
            residual: progress.residual,
        }
    }
}
