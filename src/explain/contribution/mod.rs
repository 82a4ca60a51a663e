//! Whose share of a change it is.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;

use super::adjoint::{Adjoint, Unfollowed, is_followed};
use super::attribution::coalition::Players;
use super::demand::{DemandJacobian, JointAdjoint};
use super::jacobian::{Cause, OwnPart, Secants};
use super::options::ExplainOptions;
use super::solved_split::{SolvedShare, SolvedSplit};
use super::source::Source;
use super::state_pair::StatePair;
use crate::id::UnknownId;
use crate::network::{Cycle, Layout, PartyIx};
use crate::quality::{Impact, Objective, Status, Weights};

/// How a change could be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Split {
    /// Followed along services; every share lies between nothing and the whole change.
    Exact,
    /// Followed along services; sources work against each other, so that a share exceeds the change
    /// or goes the other way.
    Offsetting,
    /// A component tipped: it passes on all it misses, and its fall has no direct share of any
    /// source. One source has all of it; several have their Shapley values. No chain has a share.
    Tipped,
    /// Slopes on the way are so steep that shares along services miss the change, or offset each
    /// other with more than all the quality there is. One source has all of it; several have their
    /// Shapley values. No chain has a share.
    Steep,
    /// No split that was tried adds up: solves did not converge, or would have been more than
    /// [allowed](super::ExplainOptions::max_solves), or two organisations with load differ. What
    /// nobody has a share of is that of [`Source::Organisation`]. No chain has a share.
    Unexplained,
}

impl Split {
    /// Whether the change was followed along services, so that chains have shares.
    pub fn is_followed(self) -> bool {
        matches!(self, Self::Exact | Self::Offsetting)
    }
}

/// One source's share of a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Contribution {
    /// What changed.
    #[serde(flatten)]
    pub source: Source,
    /// Its part of the objective's change.
    pub change: f64,
    /// The standard error of `change`; 0, and not written, where it was not sampled.
    #[serde(skip_serializing_if = "is_nothing")]
    pub standard_error: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_nothing(standard_error: &f64) -> bool {
    *standard_error <= 0.0
}

/// Every source's share of the change of an objective; the shares sum to the change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Contributions {
    /// What the objective is called.
    pub objective: String,
    /// The objective's change.
    pub change: f64,
    /// Of everything that was set to another value, and of what else changed at a party itself;
    /// largest first, by size.
    pub contributions: Vec<Contribution>,
    /// How the change could be split.
    pub split: Split,
    /// Where the random orders started, where shares were sampled; each then has a standard error.
    pub seed: Option<u64>,
    /// The worst status of the two states, and of the solves the split took.
    pub status: Status,
    /// By how much shares may miss the change.
    #[serde(skip)]
    allowed: f64,
}

impl Contributions {
    /// Returns the change less the sum of all shares.
    pub fn residual(&self) -> f64 {
        self.change - self.contributions.iter().map(|share| share.change).sum::<f64>()
    }

    /// Whether shares sum to the change, to within a billionth of it and what two solves leave,
    /// 1e-12 of the objective's weight. Every list that is returned does.
    pub fn adds_up(&self) -> bool {
        self.residual().abs() <= self.allowed
    }

    /// Makes what no share explains the organisation's, and says so.
    fn leave_rest(&mut self) {
        if self.adds_up() {
            return;
        }
        let (source, change) = (Source::Organisation, self.residual());
        match self.contributions.iter_mut().find(|share| share.source == source) {
            Some(organisation) => organisation.change += change,
            None => {
                self.contributions.push(Contribution { source, change, standard_error: 0.0 });
            }
        }
        self.split = Split::Unexplained;
    }
}

/// Why an impact is what it is: answers about shares and chains, for any objective.
///
/// # Examples
///
/// ```
/// use knockon::explain::Objective;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Two legs")
///     .department(Department::new("left"))
///     .department(Department::new("right"))
///     .customer(ExternalCustomer::new("walker"))
///     .service(Service::new("l", "left", "walker").dependence(0.5))
///     .service(Service::new("r", "right", "walker").dependence(0.5))
///     .build()?;
/// let network = organisation.compile()?;
/// let lame = Scenario::new("lame").capability("left", 0.2).capability("right", 0.6);
/// let impact = network.solve(&lame)?.compared_with(&network.baseline())?;
///
/// let explanation = impact.explain();
/// let shares = explanation.contributions(&Objective::party(&network, "walker")?)?;
/// assert_eq!(shares.contributions[0].source.id(), "left");
/// assert!((shares.contributions[0].change - -0.2).abs() < 1e-15);
/// assert!((shares.contributions[1].change - -0.1).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Cheap to clone; it owns all it needs.
#[derive(Clone)]
#[must_use]
pub struct Explanation {
    pub(super) impact: Impact,
    pub(super) adjoint: Arc<Adjoint>,
    /// What runs through load, where capabilities follow from it.
    pub(super) load: Option<Result<Arc<DemandJacobian>, Unfollowed>>,
    options: ExplainOptions,
}

/// Two explanations are equal where they explain equal impacts with equal options.
impl PartialEq for Explanation {
    fn eq(&self, other: &Self) -> bool {
        self.impact == other.impact && self.options == other.options
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explanation").field("impact", &self.impact).finish_non_exhaustive()
    }
}

/// A share beyond the change by this much, relatively, is more than rounding; shares that miss it
/// by as much do not add up.
const BEYOND: f64 = 1e-9;
/// What two solves may leave of a quality: shares of that are nobody's.
const LEFT: f64 = 1e-12;

impl Impact {
    /// Splits every party's change over what it received and what changed at itself.
    ///
    /// # Complexity
    ///
    /// Time linear in services for the named rules; see
    /// [`explain`](crate::explain#what-it-costs).
    pub fn explain(&self) -> Explanation {
        self.explain_with(&ExplainOptions::default())
    }

    /// Splits every party's change as [`explain`](Self::explain) does, and says how to solve where
    /// a change has to be solved for again.
    ///
    /// # Complexity
    ///
    /// That of [`explain`](Self::explain).
    pub fn explain_with(&self, options: &ExplainOptions) -> Explanation {
        let mut pair = StatePair::new(self);
        let mut secants = Secants::new(&pair);
        if cut_where_unfollowed(&mut pair, &secants) {
            secants = Secants::new(&pair);
        }
        let load = DemandJacobian::new(&pair, Some(&secants));
        let adjoint = Adjoint::new(pair, secants);
        let load = load.map(|load| load.map(Arc::new).map_err(Unfollowed::from));
        Explanation {
            impact: self.clone(),
            adjoint: Arc::new(adjoint),
            load,
            options: options.clone(),
        }
    }
}

/// Cuts cycles, at the departments that were read, round which a change goes for ever; whether there
/// are any.
fn cut_where_unfollowed(pair: &mut StatePair, secants: &Secants) -> bool {
    let network = pair.network.clone();
    let layout = network.layout();
    let cycles = layout.cycles().iter();
    let cycles = cycles.filter(|cycle| cycle.certificate.is_none());
    let cut: Vec<_> = cycles
        .filter(|cycle| pair.is_any_read(&cycle.parties()))
        .filter(|cycle| !is_followed(pair, secants, cycle))
        .map(Cycle::parties)
        .collect();
    let is_any = !cut.is_empty();
    for cycle in cut {
        pair.cut(cycle);
    }
    is_any
}

impl Explanation {
    /// Returns the impact that is explained.
    pub fn impact(&self) -> &Impact {
        &self.impact
    }

    /// Returns everything that was set to another value or states another equation, in the order of
    /// evaluation, whomever it reaches.
    ///
    /// # Complexity
    ///
    /// Time linear in what was set and in the parties with a change of their own.
    pub fn sources(&self) -> Vec<Source> {
        let layout = self.adjoint.pair.network.layout();
        let sources: IndexSet<_> =
            self.causes().into_keys().map(|cause| Source::of(cause, layout)).collect();
        sources.into_iter().collect()
    }

    /// Splits an objective's change over everything that changed.
    ///
    /// # Returns
    ///
    /// The shares of all sources, which [sum](Contributions::adds_up) to the objective's change;
    /// empty where nothing changed. A source is whatever was set to another value, also where its
    /// share is 0.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] where the objective asks about a party that the later network lacks.
    ///
    /// # Complexity
    ///
    /// One upstream pass: time linear in departments and the services between them; times the
    /// number of sweeps for cyclic components, `O(n³)` once for those of up to 500 departments
    /// without a certificate. Where the change [cannot be followed](Split), up to
    /// [`max_solves`](ExplainOptions::max_solves) solves.
    pub fn contributions(&self, objective: &Objective) -> Result<Contributions, UnknownId> {
        let pair = &self.adjoint.pair;
        let weights = objective.weights_on(&pair.network)?;
        let change = change(pair, &weights);
        let mut explained = self.unexplained(objective.name(), change, weights.total());
        match self.followed(&weights, change) {
            Ok(shares) => explained.take_followed(shares, pair.network.layout()),
            Err(split) => {
                explained.split = split;
                self.solve_for(&weights, &mut explained);
            }
        }
        explained.sort();
        Ok(explained)
    }

    /// What is to be split of an objective of a total weight.
    fn unexplained(&self, objective: &str, change: f64, total: f64) -> Contributions {
        Contributions {
            objective: objective.to_owned(),
            change,
            contributions: Vec::new(),
            split: Split::Exact,
            seed: None,
            status: self.impact.status(),
            allowed: allowed(change, total),
        }
    }

    /// The contributions to the change of one party, given the share of every cause; `None` where
    /// these do not add up.
    pub(super) fn contributions_of(
        &self,
        party: PartyIx,
        shares: IndexMap<Cause, f64>,
    ) -> Option<Contributions> {
        let pair = &self.adjoint.pair;
        let layout = pair.network.layout();
        let change = pair.after.quality()[party] - pair.before.quality()[party];
        let shares = self.checked(shares, change, 1.0).ok()?;
        let mut explained = self.unexplained(&layout.party_name(party), change, 1.0);
        explained.take_followed(shares, layout);
        explained.sort();
        Some(explained)
    }

    /// The share of every cause along services, where these sum to an objective's change; why not,
    /// otherwise. Contributions and chains both go by this.
    pub(super) fn followed(
        &self,
        weights: &Weights,
        change: f64,
    ) -> Result<IndexMap<Cause, f64>, Split> {
        let shares = self.shares(weights).map_err(|unfollowed| match unfollowed {
            Unfollowed::Singular => Split::Tipped,
            Unfollowed::Steep => Split::Steep,
        })?;
        self.checked(shares, change, weights.total())
    }

    /// Shares that sum to the change of an objective of a total weight, and none of which is beyond
    /// what there is.
    pub(super) fn checked(
        &self,
        mut shares: IndexMap<Cause, f64>,
        change: f64,
        total: f64,
    ) -> Result<IndexMap<Cause, f64>, Split> {
        let sum: f64 = shares.values().sum();
        // Not so where a slope is steep enough to make much of what a solve leaves.
        let misses = (sum - change).abs() > allowed(change, total) || sum.is_nan();
        // Where both states are settled, nothing is left of an equation but what is too steep.
        let is_left = |(cause, share): (&Cause, &f64)| {
            matches!(cause, Cause::Structure(_)) && share.abs() > allowed(change, total)
        };
        let leaves = self.adjoint.pair.is_settled && shares.iter().any(is_left);
        let most = (1.0 + BEYOND) * total;
        if misses || leaves || shares.values().any(|share| share.abs() > most) {
            return Err(Split::Steep);
        }
        if shares.len() == 1 {
            shares[0] = change;
        }
        Ok(shares)
    }

    /// Splits a change that cannot be followed by Shapley values over everything that was set, and
    /// says so of what is left over.
    fn solve_for(&self, weights: &Weights, explained: &mut Contributions) {
        let layout = self.adjoint.pair.network.layout();
        let contribution = |(source, change)| Contribution { source, change, standard_error: 0.0 };
        let causes = self.causes();
        match causes.as_slice().keys().collect::<Vec<_>>()[..] {
            // Whatever one source alone changed is its share.
            [&only] if self.adjoint.pair.is_settled => {
                let whole = (Source::of(only, layout), explained.change);
                explained.contributions.push(contribution(whole));
            }
            _ => {
                if let Some(split) = SolvedSplit::of(&self.impact, weights, &self.options) {
                    explained.status = explained.status.max(split.status);
                    explained.seed = split.is_sampled.then_some(self.options.seed);
                    explained.contributions.extend(split.shares.into_iter().map(|share| {
                        let SolvedShare { source, change, standard_error } = share;
                        Contribution { source, change, standard_error }
                    }));
                }
            }
        }
        // Everything that was set is listed, also what cannot reach the objective.
        for &cause in causes.keys().filter(|cause| !matches!(cause, Cause::Structure(_))) {
            let source = Source::of(cause, layout);
            if explained.contributions.iter().all(|share| share.source != source) {
                explained.contributions.push(contribution((source, 0.0)));
            }
        }
        explained.leave_rest();
    }

    /// Every cause once: those with a part at a party, in the order of evaluation, those that act
    /// through load, and whatever else was set to another value. Where load cannot be followed, a
    /// capability may have followed from it, so that only what was set is a cause.
    pub(super) fn causes(&self) -> IndexMap<Cause, f64> {
        let through_load = self.load.iter().flatten().flat_map(|load| load.causes());
        let is_followed = !matches!(self.load, Some(Err(_)));
        let own = self.own().filter(|_| is_followed).map(|part| part.cause);
        let felt = own.chain(through_load);
        let set = Players::of(&self.impact).map_or_else(|_| Vec::new(), |set| set.causes());
        felt.chain(set).map(|cause| (cause, 0.0)).collect()
    }

    /// The changes that start at parties; that of a capability which follows from load does not.
    pub(super) fn own(&self) -> impl Iterator<Item = &OwnPart> {
        let load = self.load.iter().flatten().next();
        let own = self.adjoint.secants.own.iter();
        own.filter(move |part| load.is_none_or(|load| !load.explains(part)))
    }

    /// The share of every cause along services.
    fn shares(&self, weights: &Weights) -> Result<IndexMap<Cause, f64>, Unfollowed> {
        let mut shares = self.causes();
        let mut add = |cause, share: f64| {
            // What a workforce does not change has a part of 0.
            if share != 0.0 {
                *shares.entry(cause).or_default() += share;
            }
        };
        let follow = |weights: &Weights| self.adjoint.solve(weights);
        let demand = self.adjoint.pair.network.layout().demand();
        if let (Some(load), Some(demand)) = (&self.load, demand) {
            let flow = load.as_ref().map_err(|&unfollowed| unfollowed)?;
            let joint = JointAdjoint::new(flow, demand, weights, follow)?;
            self.own().for_each(|part| add(part.cause, part.change * joint.quality.of(part.party)));
            joint.shares(flow).for_each(|(cause, share)| add(cause, share));
        } else {
            let adjoint = follow(weights)?;
            self.own().for_each(|part| add(part.cause, part.change * adjoint.of(part.party)));
        }
        Ok(shares)
    }
}

impl Contributions {
    /// Sorts shares, largest first.
    fn sort(&mut self) {
        self.contributions.sort_by(|one, two| two.change.abs().total_cmp(&one.change.abs()));
    }

    /// Takes shares that were followed along services.
    fn take_followed(&mut self, shares: IndexMap<Cause, f64>, layout: &Layout) {
        let beyond = |&share: &f64| {
            let goes_too_far = share.abs() > self.change.abs() + self.allowed;
            goes_too_far || (share * self.change < 0.0 && share.abs() > self.allowed)
        };
        if shares.values().any(beyond) {
            self.split = Split::Offsetting;
        }
        let contribution = |(cause, change)| Contribution {
            source: Source::of(cause, layout),
            change,
            standard_error: 0.0,
        };
        self.contributions = shares.into_iter().map(contribution).collect();
    }
}

/// By how much shares may miss the change of an objective of a total weight.
fn allowed(change: f64, total: f64) -> f64 {
    BEYOND * change.abs() + LEFT * total
}

/// The change of a weighted sum of qualities.
pub(super) fn change(pair: &StatePair, weights: &Weights) -> f64 {
    weights.sum_of_changes(pair.before.quality(), pair.after.quality())
}
