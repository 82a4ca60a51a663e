//! Whose share of a change it is.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use super::attribution::{Attribution, Share};
use super::comparison::Comparison;
use super::influence::Adjoint;
use super::load::{Joint, LoadFlow};
use super::multiplier::{Cause, Multipliers, OwnPart};
use super::shapley::ShapleyOptions;
use super::source::Source;
use crate::elimination::NothingLeaves;
use crate::quality::Impact;
use crate::quality::Objective;
use crate::quality::Weights;

/// How a change could be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Split {
    /// Every share lies between nothing and the whole change.
    Exact,
    /// Sources work against each other: a share exceeds the change or goes the other way.
    Offsetting,
    /// A component tipped and its fall has no direct share of any source, or slopes on the way are
    /// beyond all numbers. One source has all of it; several have their Shapley values.
    Tipped,
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
}

/// Every source's share of the change of an objective; the shares sum to the change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Contributions {
    /// What the objective is called.
    pub objective: String,
    /// The objective's change.
    pub change: f64,
    /// Largest first, by size.
    pub contributions: Vec<Contribution>,
    /// How the change could be split.
    pub split: Split,
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
/// let impact = network.solve(&lame)?.impact_on(&network.baseline());
///
/// let explanation = impact.explain();
/// let shares = explanation.contributions(&Objective::party(&network, "walker")?);
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
    pub(super) load: Option<Result<Arc<LoadFlow>, NothingLeaves>>,
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explanation").field("impact", &self.impact).finish_non_exhaustive()
    }
}

/// A tipped change of up to this many sources is split by all their coalitions, a longer one by
/// random orders: each takes a few hundred solves.
const TIPPED_MAX_EXACT: usize = 8;
/// How many pairs of random orders that is.
const TIPPED_PAIRS: u32 = 16;
/// A share beyond the change by this much, relatively, is more than rounding; shares that miss it by
/// as much of the objective's weight do not add up.
const BEYOND: f64 = 1e-9;

impl Impact {
    /// Splits every party's change over what it received and what changed at itself.
    ///
    /// # Complexity
    ///
    /// Time linear in services for the named rules; see
    /// [`explain`](crate::explain#what-it-costs).
    pub fn explain(&self) -> Explanation {
        let comparison = Comparison::new(self);
        let multipliers = Multipliers::new(&comparison);
        let load = LoadFlow::new(&comparison, Some(&multipliers));
        let adjoint = Adjoint::new(comparison, multipliers);
        Explanation {
            impact: self.clone(),
            adjoint: Arc::new(adjoint),
            load: load.map(|load| load.map(Arc::new)),
        }
    }
}

impl Explanation {
    /// Returns the impact that is explained.
    pub fn impact(&self) -> &Impact {
        &self.impact
    }

    /// Splits an objective's change over everything that changed.
    ///
    /// # Returns
    ///
    /// The shares of all sources, which sum to the objective's change; empty where nothing
    /// changed.
    ///
    /// # Complexity
    ///
    /// One upstream pass: time linear in departments and the services between them; times the
    /// number of sweeps for cyclic components, `O(n³)` once for those of up to 500 departments
    /// without a certificate.
    pub fn contributions(&self, objective: &Objective) -> Contributions {
        let comparison = &self.adjoint.comparison;
        let weights = objective.weights_on(&comparison.network);
        let change = change(comparison, &weights);
        let causes = self.causes();
        let (shares, tipped) = match self.shares(&causes, &weights) {
            shares if causes.len() == 1 => (vec![change], shares.is_err()),
            Ok(shares) => {
                let sum: f64 = shares.iter().sum();
                // Not so, too, where a slope is steep enough to make much of what a solve leaves.
                let adds_up = (sum - change).abs() <= BEYOND * weights.total();
                (if adds_up { shares } else { Vec::new() }, !adds_up && !causes.is_empty())
            }
            Err(_) => (Vec::new(), true),
        };
        let layout = comparison.network.layout();
        let mut contributions: Vec<Contribution> = causes
            .keys()
            .zip(&shares)
            .map(|(&cause, &change)| Contribution { source: Source::of(cause, layout), change })
            .collect();
        if tipped && causes.len() > 1 {
            contributions = self.tipped_shares(objective, change);
        }
        contributions.sort_by(|one, two| two.change.abs().total_cmp(&one.change.abs()));
        let beyond = |share: &Contribution| {
            share.change.abs() > change.abs() * (1.0 + BEYOND) || share.change * change < 0.0
        };
        let split = match contributions.iter().any(beyond) {
            _ if tipped => Split::Tipped,
            true => Split::Offsetting,
            false => Split::Exact,
        };
        Contributions { objective: objective.name().to_owned(), change, contributions, split }
    }

    /// Every cause once, in the order of evaluation; those that act through load after the others.
    pub(super) fn causes(&self) -> IndexMap<Cause, ()> {
        let through_load = self.load.iter().flatten().flat_map(|load| load.causes());
        self.own().map(|part| part.cause).chain(through_load).map(|cause| (cause, ())).collect()
    }

    /// The changes that start at parties; that of a capability which follows from load does not.
    pub(super) fn own(&self) -> impl Iterator<Item = &OwnPart> {
        let load = self.load.iter().flatten().next();
        let own = self.adjoint.multipliers.own.iter();
        own.filter(move |part| load.is_none_or(|load| !load.explains(part)))
    }

    fn shares(
        &self,
        causes: &IndexMap<Cause, ()>,
        weights: &Weights,
    ) -> Result<Vec<f64>, NothingLeaves> {
        let mut shares = vec![0.0; causes.len()];
        let mut add = |cause, share| {
            if let Some(index) = causes.get_index_of(&cause) {
                shares[index] += share;
            }
        };
        let follow = |weights: &Weights| self.adjoint.influence(weights);
        let demand = self.adjoint.comparison.network.layout().demand.as_ref();
        if let (Some(load), Some(demand)) = (&self.load, demand) {
            let flow = load.as_ref().map_err(|&nothing| nothing)?;
            let joint = Joint::new(flow, demand, weights, follow)?;
            self.own().for_each(|part| add(part.cause, part.change * joint.quality.of(part.party)));
            joint.shares(flow).for_each(|(cause, share)| add(cause, share));
        } else {
            let influence = follow(weights)?;
            self.own().for_each(|part| add(part.cause, part.change * influence.of(part.party)));
        }
        Ok(shares)
    }

    /// Shapley values, where both states are of one network; the whole change in one otherwise.
    fn tipped_shares(&self, objective: &Objective, change: f64) -> Vec<Contribution> {
        let options = ShapleyOptions {
            max_exact: TIPPED_MAX_EXACT,
            pairs: TIPPED_PAIRS,
            ..ShapleyOptions::default()
        };
        let contribution =
            |share: Share| Contribution { source: share.source, change: share.change };
        match Attribution::shapley(&self.impact, objective, &options) {
            Ok(attribution) => attribution.shares.into_iter().map(contribution).collect(),
            Err(_) => vec![Contribution { source: Source::Organisation, change }],
        }
    }
}

/// The change of a weighted sum of qualities.
pub(super) fn change(comparison: &Comparison, weights: &Weights) -> f64 {
    weights.sum_of_changes(comparison.before.quality(), comparison.after.quality())
}
