//! The stream of outcomes.

use std::array;
use std::collections::VecDeque;
use std::fmt;
use std::iter::Fuse;
use std::sync::Arc;

use super::aggregates::GroupAggregates;
use super::customers::{Customers, Supply};
use super::engine::BatchEngine;
use super::item::BatchItem;
use super::item::sealed::{Taken, TakenItem};
use super::lanes::{LANES, Lanes};
use super::outcome::{BatchOutcome, Below, WorstServed};
use super::request::Batch;
use super::scenario_group::ScenarioGroup;
use super::unbatched;
use crate::id::PartyId;
use crate::network::{Layout, Network, Overrides, PartyIx};
use crate::organisation::Invalid;
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
    /// The parties asked for.
    parties: Vec<PartyIx>,
    /// Whether every group reads qualities of departments, not only what is missing.
    reads_quality: bool,
    group: ScenarioGroup,
}

impl Batch {
    /// Solves scenarios, a group of lanes at a time.
    ///
    /// Nothing is solved before an outcome is asked for.
    ///
    /// # Arguments
    ///
    /// * `scenarios`: any number of them, owned or borrowed; up to 1,024 are taken at a time, so
    ///   that those that change neighbours are solved together, and none is kept.
    ///
    /// # Returns
    ///
    /// An outcome per scenario, in their order, or [`Invalid`] with every problem of that scenario;
    /// one that is not valid stops no other.
    ///
    /// # Complexity
    ///
    /// Time of a few single solves to begin with, and per group of sixteen that of two to four for
    /// common rules: less where few departments differ, where customers stay on their side of a
    /// threshold, or where only means are asked for. Parties of uncommon rules, or with more than
    /// plain services, are evaluated for each scenario that reaches them. Memory 300 bytes per
    /// department, and 8 per customer where populations are not all 1, whatever the number of
    /// scenarios; that much on every thread with the feature `parallel`.
    pub fn solve<I>(&self, scenarios: I) -> Outcomes<I::IntoIter>
    where
        I: IntoIterator<Item: BatchItem>,
    {
        Outcomes::new(self, scenarios.into_iter())
    }
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

/// A scenario that sets the conditions of more than one service in so many, and of more than
/// [`FEW_TOUCHED`], is solved by itself: in lanes each of them costs some seven times what it costs
/// alone.
const TOUCHED_SHARE: usize = 16;
const FEW_TOUCHED: usize = 64;

/// A scenario that was taken, by its place in the window.
struct TakenScenario {
    place: usize,
    name: Arc<str>,
    overrides: Arc<Overrides>,
    network: Option<Network>,
}

impl TakenScenario {
    /// Whether it is solved by itself: where no two scenarios have their rounds or their dependences
    /// in common, and where it touches so much that lanes would cost more than they save.
    fn is_alone(&self, layout: &Layout) -> bool {
        let overrides = &self.overrides;
        let few = FEW_TOUCHED.max(layout.edge_count() / TOUCHED_SHARE);
        layout.demand().is_some()
            || overrides.dependences().next().is_some()
            || overrides.services.len() > few
    }

    /// The first party in the order of evaluation that may differ from the baseline.
    fn first_changed(&self) -> Option<PartyIx> {
        let department =
            self.overrides.capabilities().next().map(|(department, _)| department.into());
        department.into_iter().chain(self.overrides.touched.first().copied()).min()
    }
}

impl<I: Iterator<Item: BatchItem>> Outcomes<I> {
    /// Solves the next scenarios.
    fn solve_window(&mut self) {
        let network = self.batch.network();
        let known = self.scenarios.size_hint().0;
        let window = self.window.max(known).min(LARGEST_WINDOW);
        self.window = LARGEST_WINDOW.min(self.window * WINDOW_GROWTH);
        let mut outcomes = Vec::new();
        let mut taken = Vec::new();
        for (place, scenario) in self.scenarios.by_ref().take(window).enumerate() {
            outcomes.push(match scenario.taken(network) {
                Ok(TakenItem { name, overrides, network }) => {
                    taken.push(TakenScenario { place, name, overrides, network });
                    None
                }
                Err(invalid) => Some(Err(invalid)),
            });
        }
        if outcomes.is_empty() {
            return;
        }
        span!("batch", scenarios = outcomes.len(), parties = network.layout().party_count());
        let is_alone = |taken: &mut TakenScenario| taken.is_alone(network.layout());
        let alone: Vec<_> = taken.extract_if(.., is_alone).collect();
        if !alone.is_empty() {
            let mut workspace = Workspace::new();
            for TakenScenario { place, name, overrides, network } in alone {
                let Self { batch, parties, .. } = self;
                let network =
                    network.unwrap_or_else(|| batch.network().with_dependences(&overrides));
                let options = batch.options();
                let solved = network.run_resolved(name, overrides, options, &mut workspace);
                let outcome = unbatched::outcome(batch, parties, &solved);
                workspace.recycle(solved);
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
                let (network, options) = (self.batch.network(), self.batch.options());
                let solved = network.run_resolved("".into(), overrides, options, &mut workspace);
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
const LEAST_GROUPS: usize = 3;

impl<I: Iterator<Item: BatchItem>> Iterator for Outcomes<I> {
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

impl<I: ExactSizeIterator<Item: BatchItem>> ExactSizeIterator for Outcomes<I> {}

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
        let dense = |id: &PartyId| layout.find(id.as_str());
        let parties: Vec<PartyIx> = batch.parties().iter().filter_map(dense).collect();
        let reads_quality = parties.iter().any(|&party| layout.is_department(party))
            || layout.runs().iter().any(|run| run.shared.and_then(Aggregator::plain).is_none());
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
        let mut overrides = array::from_fn(|_| Arc::default());
        for (lane, taken) in overrides.iter_mut().zip(&mut *taken) {
            *lane = Arc::clone(&taken.overrides);
        }
        let solved = self.solve_lanes(overrides);
        let outcome = |(lane, taken): (usize, &mut TakenScenario)| {
            (taken.place, self.outcome(taken.name.to_string(), lane, &solved))
        };
        taken.iter_mut().enumerate().map(outcome).collect()
    }

    fn solve_lanes(&mut self, overrides: [Arc<Overrides>; LANES]) -> SolvedGroup {
        let Self { batch, engine, customers, parties, reads_quality, group, .. } = self;
        let layout: &Layout = batch.network().layout();
        group.fill(layout, overrides);
        let keeps_quality = *reads_quality || group.changes_services();
        engine.solve(layout, group, keeps_quality);
        let BatchEngine { state, by_hand, .. } = engine;
        let mut supply = Supply { layout, group, state, by_hand };
        let tally = customers.tally(&mut supply);
        let quality = |&party: &PartyIx| match supply.state.quality.get(party.index()) {
            Some(&quality) => quality,
            None => supply.evaluate(party, group.of(party)),
        };
        SolvedGroup { tally, qualities: parties.iter().map(quality).collect() }
    }

    fn outcome(&self, scenario: String, lane: usize, solved: &SolvedGroup) -> BatchOutcome {
        let layout = self.batch.network().layout();
        let asked = self.batch.asked();
        let total = self.customers.total_population;
        let progress = &self.engine.progress[lane];
        let worst = solved.tally.worst(lane).map(|(customer, quality)| WorstServed {
            customer: layout.names().party_id(customer),
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
