//! What to restore first, tried by solves.
//!
//! A derivative says what a point is worth at the state as it is. Where two departments hold a
//! third down alike, or after a collapse, that is neither what restoring one gains nor what it
//! costs to lose more of it. So everything below normal is restored, and the state solved for:
//! each source alone, one point of each of the best, and sets of them. Ceilings of customers and
//! services that stand by are nothing that broke, and stay as they are.

mod candidate;
mod search;
mod trial;

use serde::Serialize;

use super::source::Source;
use crate::id::UnknownId;
use crate::network::Network;
use crate::quality::{Assessment, Objective, SolveOptions, Status};
use candidate::candidates;
use search::{Alone, smallest};
use trial::RestorationTrial;

/// How to look for what to restore first.
///
/// # Examples
///
/// ```
/// use knockon::explain::RestorationOptions;
///
/// let options = RestorationOptions::default().most(3);
/// assert_eq!((options.most, options.max_alone), (3, 1_000));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct RestorationOptions {
    /// How many of the best sources are listed; 10 unless set.
    pub most: usize,
    /// Up to how many sources each is restored by a solve of its own; 1,000 unless set. More are
    /// restored in sets that are halved, of which the most promising are followed.
    pub max_alone: usize,
    /// How many states are solved for in all, at most; 5,000 unless set.
    pub max_solves: u32,
    /// How many services are evaluated in all, at most, where each solve counts as one evaluation of
    /// every service; 1,000 million unless set, some seconds. Networks of more than 200,000 services
    /// are tried with fewer solves for that.
    pub max_evaluations: u64,
    /// How to solve. A run that is broken off tries nothing more, and says so.
    pub solve: SolveOptions,
}

impl Default for RestorationOptions {
    fn default() -> Self {
        Self {
            most: 10,
            max_alone: 1_000,
            max_solves: 5_000,
            max_evaluations: 1_000_000_000,
            solve: SolveOptions::default(),
        }
    }
}

impl RestorationOptions {
    /// Sets how many of the best sources are listed.
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Sets up to how many sources each is restored by a solve of its own.
    pub fn max_alone(mut self, max_alone: usize) -> Self {
        self.max_alone = max_alone;
        self
    }

    /// Sets how many states are solved for in all, at most.
    pub fn max_solves(mut self, max_solves: u32) -> Self {
        self.max_solves = max_solves;
        self
    }

    /// Sets how many services are evaluated in all, at most.
    pub fn max_evaluations(mut self, max_evaluations: u64) -> Self {
        self.max_evaluations = max_evaluations;
        self
    }

    /// Sets how to solve.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }

    /// How many states of a network are solved for, at most.
    fn affordable_solves(&self, network: &Network) -> u32 {
        self.max_solves.min(self.affordable(network))
    }

    /// Up to how many sources each get solves of their own: two each, and a third is left for sets.
    fn affordable_alone(&self, network: &Network) -> usize {
        self.max_alone.min(self.affordable(network) as usize / 3)
    }

    /// How many solves the evaluations allowed are enough for.
    fn affordable(&self, network: &Network) -> u32 {
        let services = (network.service_count() as u64).max(1);
        u32::try_from(self.max_evaluations / services).unwrap_or(u32::MAX)
    }
}

/// What restoring each source of a loss would bring back, and which few would bring back most.
///
/// Every source is restored to normal: a capability or condition to 1, a stopped service to one
/// that runs in full condition; agents, skill, demand and dependences that a scenario sets for the
/// worse to what is stated, and a capability that a scenario sets, where it follows from staff or effort
/// otherwise, to what follows.
///
/// # Examples
///
/// ```
/// use knockon::explain::{Objective, RestorationOptions};
/// use knockon::{Department, ExternalCustomer, Organisation, Rule, Service};
///
/// // Two suppliers, each at half: the worse of the two decides.
/// let organisation = Organisation::builder("A tie")
///     .department(Department::new("a").capability(0.5))
///     .department(Department::new("b").capability(0.5))
///     .department(Department::new("plant").rule(Rule::WEAKEST))
///     .customer(ExternalCustomer::new("buyers"))
///     .service(Service::new("a-plant", "a", "plant").dependence(1.0))
///     .service(Service::new("b-plant", "b", "plant").dependence(1.0))
///     .service(Service::new("goods", "plant", "buyers").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let buyers = Objective::party(&network, "buyers")?;
/// let options = RestorationOptions::default();
/// let restoration = network.baseline().restoration(&buyers, &options)?;
/// assert!(restoration.best.is_empty()); // neither helps alone
/// let set = restoration.smallest_set.unwrap();
/// assert_eq!(set.sources.iter().map(|source| source.id()).collect::<Vec<_>>(), ["a", "b"]);
/// assert_eq!(set.gain, 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Restoration {
    /// What the objective is called.
    pub objective: String,
    /// How many sources there are: everything stated or set below normal, or stopped, upstream of
    /// the parties that the objective weighs; of an organisation with staff, effort or requests,
    /// anywhere, since requests flow the other way.
    pub source_count: usize,
    /// What the objective gains when all of them are restored, in its own units.
    pub gain_of_all: f64,
    /// Those that gain most, each restored alone, the largest gain first; sources that gain nothing
    /// alone are not among them.
    pub best: Vec<RestoredSource>,
    /// The smallest set found that brings back nine tenths of what restoring all does; `None` where
    /// nothing is gained by that.
    pub smallest_set: Option<RestoredSet>,
    /// How many sources had no solve of their own.
    pub untried: usize,
    /// What any of these gains alone at most.
    pub untried_gain_at_most: f64,
    /// How many states were solved for.
    pub solves: u32,
    /// The worst of all solves'.
    pub status: Status,
}

/// What one source gains.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RestoredSource {
    /// What is restored.
    #[serde(flatten)]
    pub source: Source,
    /// What the objective gains when it alone is restored, whole.
    pub gain: f64,
    /// What the objective gains when one hundredth of quality of it is restored, or what is left
    /// where that is less; `None` of what is no quality (agents, demand, whether a service runs)
    /// and where no solve was left for it.
    pub gain_of_point: Option<f64>,
}

/// Sources that bring back most of what is lost.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RestoredSet {
    /// What is restored, in order of evaluation.
    pub sources: Vec<Source>,
    /// What the objective gains when these are restored.
    pub gain: f64,
    /// Whether none of them can be left out. Another set may be smaller all the same.
    pub is_minimal: bool,
}

/// The share of everything that a set brings back.
const SHARE_TO_RESTORE: f64 = 0.9;
/// Relative to that: sums of the same numbers in another order count as the same.
const SUM_ROUNDING: f64 = 1e-9;
/// Relative to the weights of an objective: what two solves leave apart.
const SOLVE_TOLERANCE: f64 = 1e-13;

impl Assessment {
    /// Restores every source of a loss of this state, alone and in sets, and solves for each.
    ///
    /// # Returns
    ///
    /// Gains of the objective in its own units, 0 or more but for rounding, and but for a set
    /// capability above the one that follows from load.
    ///
    /// # Complexity
    ///
    /// Two solves per source while there are at most
    /// [`max_alone`](RestorationOptions::max_alone), each at the cost of what it affects; as many
    /// in all where there are more; and a few per member of the smallest set. At most
    /// [`max_solves`](RestorationOptions::max_solves) and
    /// [`max_evaluations`](RestorationOptions::max_evaluations) together.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] where the objective asks about a party that the network lacks.
    pub fn restoration(
        &self,
        objective: &Objective,
        options: &RestorationOptions,
    ) -> Result<Restoration, UnknownId> {
        let weights = objective.weights_on(self.network())?;
        let nothing = SOLVE_TOLERANCE * weights.total();
        let candidates = candidates(self, &weights);
        let count = candidates.len();
        let mut restoration = Restoration {
            objective: objective.name().to_owned(),
            source_count: count,
            gain_of_all: 0.0,
            best: Vec::new(),
            smallest_set: None,
            untried: 0,
            untried_gain_at_most: 0.0,
            solves: 0,
            status: self.status(),
        };
        if count == 0 {
            return Ok(restoration);
        }
        let mut trial = RestorationTrial::new(self, weights, &candidates, options);
        let gain_of_all = trial.gain_of_all();
        restoration.gain_of_all = gain_of_all;
        (restoration.solves, restoration.status) = (trial.solves, trial.status);
        let only_helps = candidates.iter().all(|candidate| candidate.only_helps);
        if gain_of_all <= nothing && only_helps {
            // Then no part of it gains anything either.
            return Ok(restoration);
        }
        let max_alone = options.affordable_alone(self.network());
        let alone = if count <= max_alone {
            Alone::each(&mut trial, count, gain_of_all)
        } else {
            let parts = (0..count).partition(|&one| candidates[one].only_helps);
            Alone::by_halving(&mut trial, parts, gain_of_all, options.most, max_alone)
        };
        let best_first = alone.best_first();
        let source = |one: usize| Source::of(candidates[one].cause, self.network().layout());
        for &one in best_first.iter().take(options.most) {
            let gain = alone.at_most[one];
            if gain > nothing {
                let gain_of_point = trial.gain_of_point(one);
                let source = source(one);
                restoration.best.push(RestoredSource { source, gain, gain_of_point });
            }
        }
        if gain_of_all > nothing {
            let order = missed_least_first(&mut trial, &alone, count <= max_alone);
            let enough = SHARE_TO_RESTORE * gain_of_all * (1.0 - SUM_ROUNDING);
            let set = smallest(&mut trial, &order, &best_first, (enough, gain_of_all));
            restoration.smallest_set = Some(RestoredSet {
                sources: set.members.iter().map(|&one| source(one)).collect(),
                gain: set.gain,
                is_minimal: set.is_minimal && only_helps,
            });
        }
        let untried = (0..count).filter(|&one| !alone.is_tried[one]);
        restoration.untried = untried.clone().count();
        restoration.untried_gain_at_most =
            untried.map(|one| alone.at_most[one]).fold(0.0, f64::max);
        Ok(Restoration { solves: trial.solves, status: trial.status, ..restoration })
    }
}

/// The candidates in the order in which they are left out: what is missed least when all else is
/// restored, then what gains least alone, then what is last in order.
fn missed_least_first(
    trial: &mut RestorationTrial<'_>,
    alone: &Alone,
    is_each_left_out: bool,
) -> Vec<usize> {
    let count = alone.at_most.len();
    let mut left = vec![0.0; count];
    if is_each_left_out {
        for (one, left) in left.iter_mut().enumerate() {
            *left = trial.gain_without(one).unwrap_or(0.0);
        }
    }
    let mut order: Vec<usize> = (0..count).rev().collect();
    order.sort_by(|&one, &two| {
        let by_gain = || alone.at_most[one].total_cmp(&alone.at_most[two]);
        left[two].total_cmp(&left[one]).then_with(by_gain)
    });
    order
}
