//! Whose quality is asked about: one party, or a weighted group.

use indexmap::IndexSet;

use super::assessment::Assessment;
use super::weights::Weights;
use crate::id::UnknownId;
use crate::network::{Network, PartyIx};
use crate::unit::{Figure, Weight};

/// A weighted sum of qualities: what explanations, sensitivities and rankings are about.
///
/// It is made for one network, and may be asked about the states of another that has its parties
/// under the same ids: a later version of one organisation. Where a party of it has no namesake
/// there, the question is refused.
///
/// It says *whose* quality matters. A quality that is good enough is a *threshold*, as of
/// [`Batch::below`](crate::Batch::below), [`ContingencyOptions`](crate::explain::ContingencyOptions)
/// and, where time is counted, [`ReplayOptions`](crate::time::ReplayOptions).
///
/// # Examples
///
/// ```
/// use knockon::{Department, ExternalCustomer, Objective, Organisation, Service};
///
/// let organisation = Organisation::builder("Two routes")
///     .department(Department::new("buses").capability(0.8))
///     .customer(ExternalCustomer::person("riders").population(300.0))
///     .customer(ExternalCustomer::person("pupils").population(100.0))
///     .service(Service::new("lines", "buses", "riders").dependence(1.0))
///     .service(Service::new("school", "buses", "pupils").dependence(0.5))
///     .build()?;
/// let network = organisation.compile()?;
/// let today = network.baseline();
/// let pupils = Objective::party(&network, "pupils")?;
/// assert!((pupils.value(&today)? - 0.9).abs() < 1e-15);
/// let everyone = Objective::customers(&network)?;
/// assert!((everyone.value(&today)? - (0.75 * 0.8 + 0.25 * 0.9)).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Objective {
    name: String,
    network: Network,
    weights: Weights,
    /// What is added to the weighted sum.
    offset: f64,
}

/// Why an objective cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ObjectiveError {
    /// An id is no party of the network.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// An id is given twice.
    #[error("`{id}` is given twice")]
    Duplicate {
        /// The id.
        id: String,
    },
    /// A weight is out of range.
    #[error("weight `{weight}` of `{id}` is outside {}", Weight::RANGE, weight = Figure(*.weight))]
    Weight {
        /// The party.
        id: String,
        /// Its weight.
        weight: f64,
    },
    /// There is nobody to take the mean of.
    #[error("the populations of the external customers sum to 0")]
    NoPopulation,
    /// There are no external customers to take the mean of.
    #[error("there are no external customers")]
    NoCustomer,
}

impl Objective {
    /// Asks about one department or external customer.
    ///
    /// # Errors
    ///
    /// [`ObjectiveError::Unknown`].
    pub fn party(network: &Network, id: impl AsRef<str>) -> Result<Self, ObjectiveError> {
        let id = id.as_ref();
        Self::weighted(network, id, [(id, 1.0)])
    }

    /// Asks about the mean of all external customers, weighted by population.
    ///
    /// # Errors
    ///
    /// [`ObjectiveError::NoPopulation`] and [`ObjectiveError::NoCustomer`].
    pub fn customers(network: &Network) -> Result<Self, ObjectiveError> {
        let layout = network.layout();
        let population = |party: PartyIx| layout.population(party);
        let customers = layout.customers();
        if customers.is_empty() {
            return Err(ObjectiveError::NoCustomer);
        }
        let total: f64 = customers.clone().map(population).sum();
        if total <= 0.0 {
            return Err(ObjectiveError::NoPopulation);
        }
        let first = customers.start;
        let weights = customers.map(|party| population(party) / total).collect();
        let weights = Weights::of_customers(first, weights);
        Ok(Self::of_weights("all customers", network, weights))
    }

    /// Asks about a weighted sum.
    ///
    /// # Errors
    ///
    /// [`ObjectiveError`] for the first id that is unknown or given twice, or weight out of range.
    pub fn weighted(
        network: &Network,
        name: impl Into<String>,
        parties: impl IntoIterator<Item = (impl AsRef<str>, f64)>,
    ) -> Result<Self, ObjectiveError> {
        let layout = network.layout();
        let mut named = IndexSet::new();
        let mut weights = Vec::new();
        for (id, weight) in parties {
            let id = id.as_ref();
            let party = layout.known(id)?;
            let id = || id.to_owned();
            if !Weight::allows(weight) {
                return Err(ObjectiveError::Weight { id: id(), weight });
            }
            if !named.insert(party) {
                return Err(ObjectiveError::Duplicate { id: id() });
            }
            weights.push((party, weight));
        }
        weights.sort_unstable_by_key(|&(party, _)| party);
        Ok(Self::of_weights(name, network, Weights::Listed(weights.into())))
    }

    pub(crate) fn of_weights(name: impl Into<String>, network: &Network, weights: Weights) -> Self {
        Self { name: name.into(), network: network.clone(), weights, offset: 0.0 }
    }

    /// Adds a constant, 0 unless set: what of the value no party moves. Changes, contributions and
    /// derivatives are the same with it.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, Objective, Organisation};
    ///
    /// let lab = Department::new("lab").capability(0.5);
    /// let network = Organisation::builder("Clinic").department(lab).build()?.compile()?;
    /// // 1 − 0.8 (1 − q): what somebody feels who depends on the lab by 0.8.
    /// let felt = Objective::weighted(&network, "felt", [("lab", 0.8)])?.offset(1.0 - 0.8);
    /// assert!((felt.value(&network.baseline())? - 0.6).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn offset(self, offset: f64) -> Self {
        Self { offset, ..self }
    }

    /// Returns what it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the network it was made for.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Evaluates it at an assessment, of its own network or of another with parties of the same
    /// ids.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] for the first of its parties with a weight above 0 that the assessment's
    /// network lacks.
    ///
    /// # Complexity
    ///
    /// Linear in its parties.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Department, Objective, Organisation};
    ///
    /// let one = Organisation::builder("One").department(Department::new("lab")).build()?;
    /// let one = one.compile()?;
    /// let worn = Department::new("lab").capability(0.7);
    /// let same = Organisation::builder("Same").department(worn).build()?.compile()?;
    /// let other = Organisation::builder("Other").department(Department::new("it")).build()?;
    /// let lab = Objective::party(&one, "lab")?;
    /// assert_eq!(lab.value(&same.baseline())?, 0.7);
    /// let refused = lab.value(&other.compile()?.baseline()).unwrap_err();
    /// assert_eq!(refused.to_string(), "`lab` is not a department or an external customer");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn value(&self, assessment: &Assessment) -> Result<f64, UnknownId> {
        let sum = self.weights_on(assessment.network())?.sum(assessment.dense_qualities());
        Ok(self.offset + sum)
    }

    /// What is added to the weighted sum.
    pub(crate) fn constant(&self) -> f64 {
        self.offset
    }

    /// Its weights on a network, which has all its parties that count.
    pub(crate) fn weights_on(&self, network: &Network) -> Result<Weights, UnknownId> {
        if self.network.is(network) {
            return Ok(self.weights.clone());
        }
        let (from, to) = (self.network.layout(), network.layout());
        let mapped =
            self.weights.iter().filter(|&(_, weight)| weight > 0.0).map(|(party, weight)| {
                let id = from.party_id(party);
                Ok((to.known(id.as_str())?, weight))
            });
        let mut mapped = mapped.collect::<Result<Vec<_>, UnknownId>>()?;
        mapped.sort_unstable_by_key(|&(party, _)| party);
        Ok(Weights::Listed(mapped.into()))
    }
}
