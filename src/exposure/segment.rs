//! `Exposure`: segments × departments.

use std::fmt;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::error::ExposureError;
use crate::id::{PartyId, UnknownId};
use crate::network::{DeptIx, Network, Overrides, PartyIx};
use crate::numerics::compensated::CompensatedSum;
use crate::quality::{Objective, Weights};
use crate::unit::{Population, Quality};

/// By how much each department counts for the mean quality of each segment of external customers:
/// segments × departments, however many customers there are.
///
/// Cheap to clone; it owns all it needs. Serialises as a list of segments with `segment`,
/// `population`, `best` and `exposure` by department.
///
/// # Examples
///
/// ```
/// use knockon::exposure::Exposure;
/// use knockon::{Department, Organisation, Scenario, Service};
///
/// let network = Organisation::builder("Power")
///     .department(Department::new("plant"))
///     .department(Department::new("grid"))
///     .service(Service::new("feed", "plant", "grid").dependence(0.5))
///     .build()?
///     .compile()?;
/// // Forty million homes and a million works, of which no one is in memory.
/// let exposure = Exposure::builder(&network)
///     .add("homes", "grid", 0.9, 40e6)
///     .add("works", "grid", 0.3, 1e6)
///     .add("works", "plant", 0.5, 1e6)
///     .build()?;
/// let after = network.solve(&Scenario::new("half").capability("plant", 0.5))?;
/// let felt: Vec<_> = exposure.qualities(&after)?.collect();
/// assert!((felt[0].quality.get() - (1.0 - 0.9 * 0.25)).abs() < 1e-15);
/// assert!((felt[1].quality.get() - (1.0 - 0.3 * 0.25 - 0.5 * 0.5)).abs() < 1e-15);
///
/// // Whose share it is, of a segment: all that can be asked about a party.
/// let impact = after.compared_with(&network.baseline())?;
/// let shares = impact.explain().contributions(&exposure.objective("homes")?)?;
/// assert_eq!(shares.contributions[0].source.id(), "plant");
/// assert!((shares.contributions[0].change + 0.225).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Exposure {
    stored: Arc<StoredExposure>,
}

/// What an exposure holds.
pub(super) struct StoredExposure {
    pub(super) network: Network,
    pub(super) segments: IndexMap<String, StoredSegment, RandomState>,
    /// Of each customer in memory, by place, whether it is part of a segment; empty where none is.
    pub(super) members: Vec<bool>,
    /// The first of them that follows its providers with delay.
    pub(super) delayed: Option<PartyId>,
}

/// One segment.
#[derive(Debug, Clone)]
pub(crate) struct StoredSegment {
    pub(super) population: f64,
    /// Its quality with every department at 1.
    pub(super) best: f64,
    /// By department, ascending.
    pub(crate) exposures: Box<[(DeptIx, f64)]>,
}

impl StoredSegment {
    /// The mean quality, given what is missing of each department.
    pub(crate) fn quality(&self, missing: impl Fn(DeptIx) -> f64) -> Quality {
        let mut lost = CompensatedSum::default();
        for &(department, exposure) in &self.exposures {
            lost.add(exposure * missing(department));
        }
        Quality::checked((self.best - lost.value()).clamp(0.0, 1.0))
    }

    fn constant(&self) -> f64 {
        let mut sum = CompensatedSum::default();
        sum.add(self.best);
        for &(_, exposure) in &self.exposures {
            sum.add(-exposure);
        }
        sum.value()
    }
}

/// How many people a segment stands for, and by how much each department counts for them.
#[derive(Clone, Copy)]
pub struct CustomerSegment<'a> {
    network: &'a Network,
    name: &'a str,
    stored: &'a StoredSegment,
}

impl<'a> CustomerSegment<'a> {
    /// Returns what it is called.
    pub fn name(self) -> &'a str {
        self.name
    }

    /// Returns how many people or organisations it stands for.
    pub fn population(self) -> Population {
        Population::checked(self.stored.population)
    }

    /// Returns its mean quality with every department at 1.
    pub fn best(self) -> Quality {
        Quality::checked(self.stored.best)
    }

    /// Returns what of its quality no department moves, `best − Σ E`.
    pub fn constant(self) -> f64 {
        self.stored.constant()
    }

    /// Returns the departments that count, each with its exposure, above 0 and at most 1: by how much
    /// the mean quality falls where the department falls from 1 to 0. In the order of evaluation.
    pub fn exposures(
        self,
    ) -> impl DoubleEndedIterator<Item = (PartyId, f64)> + ExactSizeIterator + 'a {
        let layout = self.network.layout();
        let exposures = self.stored.exposures.iter();
        exposures.map(move |&(department, exposure)| (layout.party_id(department), exposure))
    }
}

impl fmt::Debug for CustomerSegment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerSegment")
            .field("name", &self.name)
            .field("population", &self.population())
            .field("best", &self.best())
            .field("departments", &self.stored.exposures.len())
            .finish()
    }
}

/// What all segments together are called.
const ALL: &str = "all segments";

impl Exposure {
    pub(super) fn new(stored: StoredExposure) -> Self {
        Self { stored: Arc::new(stored) }
    }

    pub(super) fn stored(&self) -> &StoredExposure {
        &self.stored
    }

    /// Returns the network it was made for.
    pub fn network(&self) -> &Network {
        &self.stored.network
    }

    /// Puts the same exposure on another network, such as one of the departments alone: what it was made
    /// of, customers and all, is not kept any more, and scenarios that change these customers are not
    /// known to.
    ///
    /// # Errors
    ///
    /// [`ExposureError::Unknown`] for the first department that counts and that the network lacks.
    ///
    /// # Complexity
    ///
    /// Time `O(n log n)` in segments × departments that count.
    pub fn on(&self, network: &Network) -> Result<Self, ExposureError> {
        let there = self.departments_on(network)?;
        let moved = |segment: &StoredSegment| {
            let exposures = segment.exposures.iter();
            let mut exposures: Vec<(DeptIx, f64)> = exposures
                .filter_map(|&(it, of)| Some((network.layout().department(there[it])?, of)))
                .collect();
            exposures.sort_unstable_by_key(|&(department, _)| department);
            StoredSegment { exposures: exposures.into(), ..*segment }
        };
        let segments = self.stored.segments.iter();
        Ok(Self::new(StoredExposure {
            network: network.clone(),
            segments: segments.map(|(name, segment)| (name.clone(), moved(segment))).collect(),
            members: Vec::new(),
            delayed: self.stored.delayed.clone(),
        }))
    }

    /// Returns all segments, in the order stated.
    pub fn segments(
        &self,
    ) -> impl DoubleEndedIterator<Item = CustomerSegment<'_>> + ExactSizeIterator {
        let network = self.network();
        let segments = self.stored.segments.iter();
        segments.map(move |(name, stored)| CustomerSegment { network, name, stored })
    }

    /// Returns a segment by its name.
    pub fn segment(&self, name: impl AsRef<str>) -> Option<CustomerSegment<'_>> {
        let (_, name, stored) = self.stored.segments.get_full(name.as_ref())?;
        Some(CustomerSegment { network: self.network(), name, stored })
    }

    /// Returns the departments that count for any segment, in the order of evaluation.
    pub fn departments(&self) -> Vec<PartyId> {
        let layout = self.network().layout();
        self.counted().into_iter().map(|department| layout.party_id(department)).collect()
    }

    /// The departments that count for any segment, ascending.
    pub(super) fn counted(&self) -> Vec<DeptIx> {
        let layout = self.network().layout();
        let mut counts = vec![false; layout.department_count()];
        for segment in self.stored.segments.values() {
            for &(department, _) in &segment.exposures {
                counts[department] = true;
            }
        }
        layout.departments().filter(|&department| counts[department]).collect()
    }

    /// Asks about the mean quality of a segment.
    ///
    /// # Errors
    ///
    /// [`ExposureError::UnknownSegment`].
    ///
    /// # Complexity
    ///
    /// Linear in the departments that count for the segment.
    pub fn objective(&self, segment: impl AsRef<str>) -> Result<Objective, ExposureError> {
        let segment = segment.as_ref();
        let stored = self.find(segment)?;
        let weights = stored.exposures.iter().copied();
        Ok(self.objective_of(segment, weights, stored.constant()))
    }

    /// Asks about the mean quality of all segments, weighted by population.
    ///
    /// # Errors
    ///
    /// [`ExposureError::NoPopulation`].
    ///
    /// # Complexity
    ///
    /// Linear in segments × departments that count.
    pub fn everyone(&self) -> Result<Objective, ExposureError> {
        let mut total = CompensatedSum::default();
        for segment in self.stored.segments.values() {
            total.add(segment.population);
        }
        let total = total.value();
        if total <= 0.0 {
            return Err(ExposureError::NoPopulation { segment: ALL.to_owned() });
        }
        let layout = self.network().layout();
        let mut sums = vec![CompensatedSum::default(); layout.department_count()];
        let mut constant = CompensatedSum::default();
        for segment in self.stored.segments.values() {
            let share = segment.population / total;
            constant.add(share * segment.constant());
            for &(department, exposure) in &segment.exposures {
                sums[department].add(share * exposure);
            }
        }
        let weights = layout.departments().map(|department| (department, sums[department].value()));
        Ok(self.objective_of(ALL, weights, constant.value()))
    }

    fn objective_of(
        &self,
        name: &str,
        weights: impl Iterator<Item = (DeptIx, f64)>,
        constant: f64,
    ) -> Objective {
        let counted = weights.filter(|&(_, weight)| weight > 0.0);
        let weights = counted.map(|(department, weight)| (department.into(), weight)).collect();
        Objective::of_weights(name, self.network(), Weights::Listed(weights)).offset(constant)
    }

    /// The dense number of each department that counts, on another network or this one, by its number
    /// on this one; departments that do not count have any.
    pub(crate) fn departments_on(&self, network: &Network) -> Result<Vec<PartyIx>, UnknownId> {
        let layout = self.network().layout();
        let mut on = layout.departments().map(PartyIx::from).collect::<Vec<_>>();
        if !self.network().is(network) {
            for department in self.counted() {
                let id = layout.party_id(department);
                let there = network.layout().find_department(id.as_str());
                on[department] = there.ok_or_else(|| UnknownId::department(id.as_str()))?.into();
            }
        }
        Ok(on)
    }

    /// Refuses what a scenario replaces of external customers that are part of a segment.
    pub(crate) fn check_customers_unchanged(
        &self,
        network: &Network,
        overrides: &Overrides,
    ) -> Result<(), ExposureError> {
        let mut touched = overrides.touched.iter().chain(&overrides.reweighted);
        match touched.find(|&&party| self.holds(network, party)) {
            Some(&party) => {
                let customer = network.layout().party_id(party);
                Err(ExposureError::CustomerChanged { customer })
            }
            None => Ok(()),
        }
    }

    /// Whether a party of a network is one of the customers that the exposure was made of.
    pub(crate) fn holds(&self, network: &Network, party: PartyIx) -> bool {
        let (own, layout) = (self.network().layout(), network.layout());
        if self.stored.members.is_empty() || layout.is_department(party) {
            return false;
        }
        let own_number =
            if self.network().is(network) { Some(party) } else { layout.counterpart(party, own) };
        let place = own_number.and_then(|party| own.customer_place(party));
        place.and_then(|place| self.stored.members.get(place)) == Some(&true)
    }

    /// The first customer of a segment that follows its providers with delay.
    pub(crate) fn delayed(&self) -> Option<&PartyId> {
        self.stored.delayed.as_ref()
    }

    /// A segment by its name.
    pub(crate) fn find(&self, segment: &str) -> Result<&StoredSegment, ExposureError> {
        let unknown = || ExposureError::UnknownSegment { segment: segment.to_owned() };
        self.stored.segments.get(segment).ok_or_else(unknown)
    }
}

impl fmt::Debug for Exposure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exposure")
            .field("network", self.network())
            .field("segments", &self.stored.segments.len())
            .finish_non_exhaustive()
    }
}

impl Serialize for Exposure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct ExposedSegment<'a> {
            segment: &'a str,
            population: Population,
            best: Quality,
            exposure: IndexMap<PartyId, f64>,
        }
        let mut lines = serializer.serialize_seq(Some(self.stored.segments.len()))?;
        for segment in self.segments() {
            lines.serialize_element(&ExposedSegment {
                segment: segment.name(),
                population: segment.population(),
                best: segment.best(),
                exposure: segment.exposures().collect(),
            })?;
        }
        lines.end()
    }
}
