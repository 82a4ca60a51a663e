//! What a batch is asked for.

use super::aggregates::Asked;
use crate::id::{PartyId, UnknownId};
use crate::network::Network;
use crate::quality::solve_options::SolveOptions;
use crate::unit::{Figure, Quality};

/// Solves many scenarios of one network, and keeps of each only what is asked for.
///
/// # Examples
///
/// ```
/// use knockon::{Batch, Department, ExternalCustomer, Organisation, Scenario, Service};
///
/// let organisation = Organisation::builder("Workshop")
///     .department(Department::new("lathe"))
///     .department(Department::new("paint"))
///     .customer(ExternalCustomer::business("builders").population(30.0))
///     .customer(ExternalCustomer::person("walk-ins").population(10.0))
///     .service(Service::new("parts", "lathe", "builders").dependence(0.5))
///     .service(Service::new("finish", "paint", "walk-ins").dependence(1.0))
///     .build()?;
/// let network = organisation.compile()?;
///
/// let batch = Batch::of(&network).party("builders")?.mean().worst().below(0.9)?;
/// let scenarios = [
///     Scenario::new("worn tools").capability("lathe", 0.4),
///     Scenario::new("no paint").stop_service("finish"),
///     Scenario::new("misspelt").capability("lath", 0.4),
/// ];
/// let outcomes: Vec<_> = batch.solve(&scenarios).collect();
///
/// let worn = outcomes[0].as_ref().unwrap();
/// assert!((worn.quality("builders").unwrap().get() - 0.7).abs() < 1e-15);
/// assert!((worn.mean().unwrap().get() - 0.775).abs() < 1e-15); // (30 · 0.7 + 10) / 40
/// assert_eq!(worn.worst().unwrap().customer, "builders");
/// assert_eq!(worn.below().unwrap().customers, 1);
///
/// let no_paint = outcomes[1].as_ref().unwrap();
/// assert_eq!(no_paint.worst().unwrap().customer, "walk-ins");
/// assert_eq!(no_paint.below().unwrap().population, 10.0);
///
/// // One that is not valid stops no other.
/// let problem = outcomes[2].as_ref().unwrap_err();
/// assert_eq!(problem.to_string(), "capability[\"lath\"]: `lath` is not a department");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Batch {
    network: Network,
    parties: Vec<PartyId>,
    asked: Asked,
    options: SolveOptions,
}

/// Why a batch cannot be asked for something.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// An id is no party of the network.
    #[error(transparent)]
    Unknown(#[from] UnknownId),
    /// A party is asked for twice.
    #[error("`{id}` is given twice")]
    Duplicate {
        /// The id.
        id: String,
    },
    /// A threshold is out of range.
    #[error(
        "threshold `{threshold}` is outside {}",
        Quality::RANGE,
        threshold = Figure(*.threshold)
    )]
    Threshold {
        /// The threshold.
        threshold: f64,
    },
}

impl Batch {
    /// Begins a batch that keeps only how each scenario was solved.
    pub fn of(network: &Network) -> Self {
        Self {
            network: network.clone(),
            parties: Vec::new(),
            asked: Asked::default(),
            options: SolveOptions::default(),
        }
    }

    /// Keeps the quality of a party, department or external customer.
    ///
    /// # Errors
    ///
    /// [`BatchError::Unknown`] and [`BatchError::Duplicate`].
    pub fn party(mut self, id: impl AsRef<str>) -> Result<Self, BatchError> {
        let id = id.as_ref();
        let layout = self.network.layout();
        let party = layout.known(id)?;
        if self.parties.iter().any(|chosen| *chosen == id) {
            return Err(BatchError::Duplicate { id: id.to_owned() });
        }
        self.parties.push(layout.party_id(party));
        Ok(self)
    }

    /// Keeps the qualities of these parties of the network alone, each given once.
    pub(crate) fn keeping(self, parties: Vec<PartyId>) -> Self {
        Self { parties, ..self }
    }

    /// Keeps the mean quality of external customers, weighted by population.
    pub fn mean(mut self) -> Self {
        self.asked.mean = true;
        self
    }

    /// Keeps which external customer is served worst, and how well.
    pub fn worst(mut self) -> Self {
        self.asked.worst = true;
        self
    }

    /// Keeps how many external customers have less than this quality, 0..=1, and their population.
    ///
    /// # Errors
    ///
    /// [`BatchError::Threshold`].
    pub fn below(mut self, threshold: f64) -> Result<Self, BatchError> {
        if !Quality::allows(threshold) {
            return Err(BatchError::Threshold { threshold });
        }
        self.asked.below = Some(threshold);
        Ok(self)
    }

    /// Keeps what proves each state; see [`Assessment::proof`](crate::Assessment::proof). Each
    /// scenario is solved once more for that, by itself.
    pub fn proof(mut self) -> Self {
        self.asked.proof = true;
        self
    }

    /// Sets how every scenario is solved; the lower state is never solved for.
    pub fn with_options(mut self, options: SolveOptions) -> Self {
        self.options = options.lower_state(false);
        self
    }

    /// Sets how many sweeps a cyclic component may take, as
    /// [`SolveOptions::max_sweeps`](crate::SolveOptions::max_sweeps).
    pub fn max_sweeps(mut self, max_sweeps: u32) -> Self {
        self.options.max_sweeps = max_sweeps;
        self
    }

    /// Sets how many rounds of quality and demand a scenario may take, as
    /// [`SolveOptions::max_rounds`](crate::SolveOptions::max_rounds).
    pub fn max_rounds(mut self, max_rounds: u32) -> Self {
        self.options.max_rounds = max_rounds;
        self
    }

    pub(super) fn network(&self) -> &Network {
        &self.network
    }

    pub(super) fn parties(&self) -> &[PartyId] {
        &self.parties
    }

    pub(super) const fn asked(&self) -> Asked {
        self.asked
    }

    pub(super) const fn options(&self) -> &SolveOptions {
        &self.options
    }
}
