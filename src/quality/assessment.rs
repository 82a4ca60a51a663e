//! The solved state under a scenario.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::engine::solution::Solution;
use super::equilibrium::DepartmentLoads;
use super::proof::{self, Proof};
use super::status::Status;
use crate::id::PartyId;
use crate::network::{DeptIx, Network, Overrides, PartyIx};
use crate::rule::directed::RoundingDirection;
use crate::unit::{Population, Quality};

/// What is known of other states consistent with every rule; the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Uniqueness {
    /// There is no other: the gap map proves it.
    Certified,
    /// The greatest and the least state were computed and meet, to within 1e-9: nearer than that,
    /// iterations from both sides may stop short of one state.
    Computed,
    /// Not certified, and the lower state was not asked for, or one of the two states ran out of
    /// sweeps before they met.
    NotChecked,
    /// The least state is another: the organisation can tip into it.
    Multiple,
}

/// Writes the word that documents have, such as `not_checked`.
impl fmt::Display for Uniqueness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Certified => "certified",
            Self::Computed => "computed",
            Self::NotChecked => "not_checked",
            Self::Multiple => "multiple",
        })
    }
}

/// The quality of every party under a scenario: the best state consistent with every rule.
///
/// Cheap to clone; it owns all it needs. Serialises with `scenario`, `status`, `proof`,
/// `uniqueness`, `iterations`, `residual`, and `quality` and `lower` by party; `lower` is `null`
/// where it was not asked for.
#[derive(Clone)]
#[must_use]
pub struct Assessment {
    solved: Arc<Solved>,
}

struct Solved {
    network: Network,
    scenario: Arc<str>,
    overrides: Arc<Overrides>,
    upper: Solution,
    lower: Option<Solution>,
    uniqueness: Uniqueness,
    lower_asked: bool,
    /// What proves each party, by dense number, and the same of the lower state; made when first
    /// asked for.
    proofs: OnceLock<Vec<Proof>>,
    lower_proofs: OnceLock<Vec<Proof>>,
}

/// A run that did not settle, for callers who insist.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("not converged after {iterations} sweeps: the last one still moved by {residual:e}")]
#[non_exhaustive]
pub struct NotConverged {
    /// The most sweeps any component took.
    pub iterations: u32,
    /// The largest step of the last sweep.
    pub residual: f64,
}

impl NotConverged {
    /// An error unless a run has converged.
    pub(super) fn unless(status: Status, iterations: u32, residual: f64) -> Result<(), Self> {
        match status {
            Status::Converged => Ok(()),
            Status::NotConverged | Status::Stopped => Err(Self { iterations, residual }),
        }
    }
}

impl Assessment {
    pub(super) fn new(
        network: Network,
        scenario: impl Into<Arc<str>>,
        overrides: impl Into<Arc<Overrides>>,
        upper: Solution,
        lower: Option<Solution>,
        lower_asked: bool,
    ) -> Self {
        let uniqueness = match &lower {
            _ if network.is_certified() => Uniqueness::Certified,
            Some(lower) if lower.quality == upper.quality && !upper.is_extrapolated => {
                Uniqueness::Computed
            }
            Some(lower) if lower.quality == upper.quality => Uniqueness::NotChecked,
            Some(lower) if lower.outcome.settled && upper.outcome.settled => Uniqueness::Multiple,
            // On their way towards each other, the two say nothing yet.
            Some(_) | None => Uniqueness::NotChecked,
        };
        let (proofs, lower_proofs) = (OnceLock::new(), OnceLock::new());
        let solved = Solved {
            network,
            scenario: scenario.into(),
            overrides: overrides.into(),
            upper,
            lower,
            uniqueness,
            lower_asked,
            proofs,
            lower_proofs,
        };
        Self { solved: Arc::new(solved) }
    }

    /// Takes the state apart, unless a clone still holds it.
    pub(super) fn into_quality(self) -> Option<Vec<f64>> {
        Arc::into_inner(self.solved).map(|solved| solved.upper.quality)
    }

    /// Returns the network that was solved.
    pub fn network(&self) -> &Network {
        &self.solved.network
    }

    /// Returns the scenario's name; empty for a baseline.
    pub fn scenario(&self) -> &str {
        &self.solved.scenario
    }

    pub(crate) fn overrides(&self) -> &Overrides {
        &self.solved.overrides
    }

    /// The state with its load, and the lower one where it was solved for, by dense number.
    pub(super) fn states(&self) -> impl Iterator<Item = (&[f64], Option<&DepartmentLoads>)> {
        self.solutions().map(|solution| (&*solution.quality, solution.load.as_ref()))
    }

    /// What departments have to do, where anything of it is stated.
    pub(crate) fn load(&self) -> Option<&DepartmentLoads> {
        self.solved.upper.load.as_ref()
    }

    /// The worst state where it was asked for, the best one otherwise: what departments have to do, and
    /// qualities by dense number.
    pub(crate) fn lowest(&self) -> (Option<&DepartmentLoads>, &[f64]) {
        let state = self.lower_or_same().unwrap_or(&self.solved.upper);
        (state.load.as_ref(), &state.quality)
    }

    /// The capability of every department in a state, by dense number.
    pub(crate) fn capabilities(&self, load: Option<&DepartmentLoads>) -> Vec<f64> {
        if let Some(load) = load {
            return load.capability.clone();
        }
        let mut capability = self.network().layout().capabilities().to_vec();
        for (department, value) in self.overrides().capabilities() {
            capability[department] = value;
        }
        capability
    }

    pub(crate) fn capability_of(&self, department: DeptIx) -> f64 {
        let stated = || self.network().layout().capabilities()[department];
        match self.load() {
            Some(load) => load.capability[department],
            None => self.overrides().capability(department).unwrap_or_else(stated),
        }
    }

    /// Qualities by dense number.
    pub(crate) fn dense_qualities(&self) -> &[f64] {
        &self.solved.upper.quality
    }

    /// Qualities in the lower state by dense number, where it was solved for.
    pub(crate) fn dense_lower(&self) -> Option<&[f64]> {
        self.solved.lower.as_ref().map(|lower| &*lower.quality)
    }

    pub(crate) fn quality_of(&self, party: PartyIx) -> f64 {
        self.solved.upper.quality[party]
    }

    /// The best state.
    pub(super) fn upper(&self) -> &Solution {
        &self.solved.upper
    }

    /// The worst state, where it was asked for: the best one where there is no other.
    pub(super) fn lower_or_same(&self) -> Option<&Solution> {
        let solved = &self.solved;
        solved.lower.as_ref().or(solved.lower_asked.then_some(&solved.upper))
    }

    /// What proves each party, by dense number.
    pub(super) fn proofs(&self) -> &[Proof] {
        let solved = &self.solved;
        solved.proofs.get_or_init(|| proof::proofs(self, &solved.upper, RoundingDirection::Up))
    }

    /// The same of the lower state, where it was asked for.
    pub(super) fn lower_proofs(&self) -> Option<&[Proof]> {
        let solved = &self.solved;
        let proofs = match &solved.lower {
            Some(lower) if self.uniqueness() != Uniqueness::Computed => solved
                .lower_proofs
                .get_or_init(|| proof::proofs(self, lower, RoundingDirection::Down)),
            _ => self.proofs(),
        };
        solved.lower_asked.then_some(proofs)
    }

    /// A party's quality in the lower state.
    fn lower_of(&self, party: PartyIx) -> Option<f64> {
        Some(self.lower_or_same()?.quality[party])
    }

    /// Returns the quality of a party: delivered by a department, experienced by a customer.
    pub fn quality(&self, id: impl AsRef<str>) -> Option<Quality> {
        let id = id.as_ref();
        let party = self.network().layout().find(id)?;
        Some(Quality::checked(self.quality_of(party)))
    }

    /// Returns the quality of a party in the lower state, the worst consistent with every rule.
    ///
    /// `None` where [`SolveOptions::lower_state`](crate::SolveOptions::lower_state) was not asked
    /// for; equal to [`quality`](Self::quality) where the state is unique.
    pub fn lower(&self, id: impl AsRef<str>) -> Option<Quality> {
        let id = id.as_ref();
        let party = self.network().layout().find(id)?;
        self.lower_of(party).map(Quality::checked)
    }

    /// Whether the lower state was asked for.
    pub(crate) fn has_lower(&self) -> bool {
        self.solved.lower_asked
    }

    /// Returns the capability a department has under the scenario, stated, set, or as it follows
    /// from staff and effort; `None` for a customer.
    pub fn capability(&self, id: impl AsRef<str>) -> Option<Quality> {
        let id = id.as_ref();
        let department = self.network().layout().find_department(id)?;
        Some(Quality::checked(self.capability_of(department)))
    }

    /// Returns one party's line.
    pub fn party(&self, id: impl AsRef<str>) -> Option<PartyQuality<'_>> {
        let id = id.as_ref();
        let party = self.network().layout().find(id)?;
        Some(PartyQuality { assessment: self, party })
    }

    /// Returns every party's quality: departments first, then external customers, as stated.
    pub fn parties(&self) -> impl DoubleEndedIterator<Item = PartyQuality<'_>> + ExactSizeIterator {
        let parties = self.network().layout().in_stated_order().iter();
        parties.map(|&party| PartyQuality { assessment: self, party })
    }

    /// Returns the qualities of [`parties`](Self::parties) as plain numbers in 0..=1.
    pub fn qualities(&self) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator {
        let quality = &self.solved.upper.quality;
        self.network().layout().in_stated_order().iter().map(|&party| quality[party])
    }

    /// Whether every component settled, in the lower state as well.
    pub fn status(&self) -> Status {
        let statuses = self.solutions().map(|solution| solution.outcome.status());
        statuses.max().unwrap_or(Status::Converged)
    }

    /// Returns itself if it converged.
    ///
    /// # Errors
    ///
    /// [`NotConverged`] with iterations and residual.
    pub fn converged(&self) -> Result<&Self, NotConverged> {
        NotConverged::unless(self.status(), self.iterations(), self.residual()).map(|()| self)
    }

    /// Returns what is known of other states consistent with every rule.
    pub fn uniqueness(&self) -> Uniqueness {
        self.solved.uniqueness
    }

    /// Returns the most sweeps any component took: 1 without cycles, 0 without parties.
    pub fn iterations(&self) -> u32 {
        self.solutions().map(|solution| solution.outcome.sweeps).max().unwrap_or(0)
    }

    /// Returns the largest step of any component's last sweep; 0 without cycles.
    ///
    /// Where a component has settled, of those departments alone whose quality a further sweep
    /// would look at.
    pub fn residual(&self) -> f64 {
        self.solutions().map(|solution| solution.outcome.residual).fold(0.0, f64::max)
    }

    /// Returns a rigorous bound on the error of every quality, apart from rounding.
    ///
    /// `None` where a cyclic component is not certified, or where a rule between the cycles and
    /// the parties downstream of them has no largest slope. Without cycles there is no iteration,
    /// and the bound is 0.
    pub fn error_bound(&self) -> Option<f64> {
        let layout = self.network().layout();
        let local = self.solved.upper.outcome.proved_error;
        let bound = if local > 0.0 { local * layout.amplification() } else { 0.0 };
        (self.network().is_certified() && bound.is_finite()).then_some(bound.min(1.0))
    }

    /// Returns the mean quality of external customers, weighted by population; `None` where the
    /// populations sum to 0.
    pub fn mean_customer_quality(&self) -> Option<Quality> {
        let customers = self.parties().filter(|party| !party.is_department());
        let (mut sum, mut population) = (0.0, 0.0);
        for customer in customers {
            let weight = customer.population().get();
            sum += weight * customer.quality().get();
            population += weight;
        }
        (population > 0.0).then(|| Quality::checked((sum / population).min(1.0)))
    }

    fn solutions(&self) -> impl Iterator<Item = &Solution> {
        std::iter::once(&self.solved.upper).chain(&self.solved.lower)
    }
}

/// Two assessments are equal where they say the same of the same parties in the same order, bit for
/// bit: qualities, lower states, scenario, status, uniqueness, iterations and residual. The networks
/// need not be the same one.
impl PartialEq for Assessment {
    fn eq(&self, other: &Self) -> bool {
        let head = |it: &Self| (it.status(), it.uniqueness(), it.iterations(), it.residual());
        let line = |party: PartyQuality<'_>| {
            (party.id(), party.is_department(), party.quality(), party.lower())
        };
        Arc::ptr_eq(&self.solved, &other.solved)
            || self.scenario() == other.scenario()
                && self.has_lower() == other.has_lower()
                && head(self) == head(other)
                && self.parties().map(line).eq(other.parties().map(line))
    }
}

impl fmt::Debug for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assessment")
            .field("network", self.network())
            .field("scenario", &self.scenario())
            .field("status", &self.status())
            .field("uniqueness", &self.uniqueness())
            .field("iterations", &self.iterations())
            .field("residual", &self.residual())
            .finish_non_exhaustive()
    }
}

impl Serialize for Assessment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quality: IndexMap<_, _> =
            self.parties().map(|party| (party.id(), party.quality())).collect();
        let lower = || self.parties().filter_map(|party| Some((party.id(), party.lower()?)));
        let lower = self.has_lower().then(|| lower().collect::<IndexMap<_, _>>());
        let mut assessment = serializer.serialize_struct("Assessment", 8)?;
        assessment.serialize_field("scenario", self.scenario())?;
        assessment.serialize_field("status", &self.status())?;
        assessment.serialize_field("proof", &self.proof())?;
        assessment.serialize_field("uniqueness", &self.uniqueness())?;
        assessment.serialize_field("iterations", &self.iterations())?;
        assessment.serialize_field("residual", &self.residual())?;
        assessment.serialize_field("quality", &quality)?;
        assessment.serialize_field("lower", &lower)?;
        assessment.end()
    }
}

/// One party's line of an [`Assessment`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartyQuality<'a> {
    assessment: &'a Assessment,
    party: PartyIx,
}

impl<'a> PartyQuality<'a> {
    /// Returns the id.
    pub fn id(&self) -> PartyId {
        self.assessment.network().layout().party_id(self.party)
    }

    /// Returns the name.
    pub fn name(&self) -> Cow<'a, str> {
        self.assessment.network().layout().party_name(self.party)
    }

    /// Whether it is a department, rather than an external customer.
    pub fn is_department(&self) -> bool {
        self.assessment.network().layout().is_department(self.party)
    }

    /// Returns the population of an external customer; 1 for a department.
    pub fn population(&self) -> Population {
        Population::checked(self.assessment.network().layout().population(self.party))
    }

    /// Returns the quality delivered or experienced.
    pub fn quality(&self) -> Quality {
        Quality::checked(self.assessment.quality_of(self.party))
    }

    /// Returns what proves the quality; see [`Assessment::proof`].
    pub fn proof(&self) -> Proof {
        self.assessment.proofs()[self.party]
    }

    /// Returns the quality in the lower state, if it was asked for.
    pub fn lower(&self) -> Option<Quality> {
        self.assessment.lower_of(self.party).map(Quality::checked)
    }
}
