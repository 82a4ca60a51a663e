//! What is lost with every department or service: N−1.
//!
//! A department is lost when every service it provides is stopped; a service when it is stopped
//! itself. Each is lost in turn, alone, and the losses are ranked by what external customers lose.
//!
//! # Losses that stay
//!
//! Where departments lean on each other in cycles, a loss may bring down more than its repair
//! brings back:
//!
//! ```text
//!   quality
//!      │ baseline ●──────┐                      ┌─ ─ ─ ─  it comes back: no tipping
//!      │                 │ lost                 │ repaired
//!      │                 └──────●───────────────●───────  it stays down: it tipped
//! ```
//!
//! A loss *tips* the organisation if, with everything back as it was, following the equations
//! upwards from the state the loss led to ends below the baseline. What then stays lost is
//! [`Loss::lasting`]. A network that is [certified](crate::Network::is_certified) never tips.

mod affected;
mod analysis;
mod bound;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::id::{PartyId, ServiceId};
use crate::network::{EdgeIx, Network};
use crate::organisation::{Invalid, Scenario};
use crate::quality::{Assessment, Objective, ObjectiveError, SolveOptions, Status};
use crate::unit::{Figure, Quality};
use analysis::ContingencyAnalysis;

/// What is lost in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Candidates {
    /// Every department, with all the services it provides.
    #[default]
    Departments,
    /// Every service that runs.
    Services,
}

/// What to lose, and whose quality counts.
///
/// # Examples
///
/// ```
/// use knockon::explain::{Candidates, ContingencyOptions};
/// use knockon::{Columns, Network, Objective};
///
/// let network = Network::from_columns(&Columns::new(1, 2)?
///     .provider(&[0, 0])
///     .consumer(&[1, 2])
///     .dependence(&[0.9, 0.2]))?;
/// let options = ContingencyOptions::default()
///     .candidates(Candidates::Services)
///     .objective(Objective::party(&network, "c0")?)
///     .threshold(0.5);
/// let contingency = network.contingency(&options)?;
/// let losses: Vec<_> = contingency.losses().iter().map(|loss| loss.loss).collect();
/// assert_eq!(losses, [0.9, 0.0]);
/// # Ok::<(), knockon::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
#[must_use]
pub struct ContingencyOptions {
    /// What is lost in turn; departments unless set.
    pub candidates: Candidates,
    /// What holds apart from the loss; nothing changed unless set.
    pub scenario: Scenario,
    /// Whose quality ranks the losses; the mean of the external customers, weighted by population,
    /// unless set.
    pub objective: Option<Objective>,
    /// The quality below which nobody whom the objective names must fall, if any.
    pub threshold: Option<f64>,
    /// How many candidates are lost at most, those with the largest sum of dependences on what
    /// they provide; all unless set.
    pub max_candidates: usize,
    /// How many losses are listed, the worst; all unless set.
    pub worst: usize,
    /// Whether every loss tells what it changes for every external customer.
    pub changes: bool,
    /// How every state is solved.
    pub solve: SolveOptions,
}

impl Default for ContingencyOptions {
    fn default() -> Self {
        Self {
            candidates: Candidates::Departments,
            scenario: Scenario::default(),
            objective: None,
            threshold: None,
            max_candidates: usize::MAX,
            worst: usize::MAX,
            changes: false,
            solve: SolveOptions::default(),
        }
    }
}

impl ContingencyOptions {
    /// Sets what is lost in turn.
    pub fn candidates(mut self, candidates: Candidates) -> Self {
        self.candidates = candidates;
        self
    }

    /// Sets what holds apart from the loss.
    pub fn under(mut self, scenario: Scenario) -> Self {
        self.scenario = scenario;
        self
    }

    /// Sets whose quality ranks the losses. Of parties that the network lacks nothing is lost.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objective = Some(objective);
        self
    }

    /// Sets the quality below which nobody whom the objective names must fall; no external customer
    /// unless it is set.
    pub fn threshold(mut self, quality: f64) -> Self {
        self.threshold = Some(quality);
        self
    }

    /// Sets how many candidates are lost at most.
    pub fn max_candidates(mut self, max_candidates: usize) -> Self {
        self.max_candidates = max_candidates;
        self
    }

    /// Sets how many losses are listed: the worst. Where [losses are
    /// bounded](Network::contingency), few others are solved for.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::ContingencyOptions;
    /// use knockon::{Columns, Network};
    ///
    /// let network = Network::from_columns(&Columns::new(3, 1)?
    ///     .provider(&[0, 1, 2])
    ///     .consumer(&[3, 3, 3])
    ///     .dependence(&[0.2, 0.5, 0.1]))?;
    /// let worst = network.contingency(&ContingencyOptions::default().worst(1))?;
    /// let [loss] = worst.losses() else { unreachable!() };
    /// assert_eq!(loss.lost.id(), "d1");
    /// assert_eq!((worst.unlisted(), worst.left_out()), (2, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn worst(mut self, worst: usize) -> Self {
        self.worst = worst;
        self
    }

    /// Sets whether every loss tells what it [changes](Loss::changes) for every external customer:
    /// the whole matrix, 8 bytes for each customer and loss.
    pub fn changes(mut self, changes: bool) -> Self {
        self.changes = changes;
        self
    }

    /// Sets how every state is solved.
    pub fn solve(mut self, solve: SolveOptions) -> Self {
        self.solve = solve;
        self
    }
}

/// Why a contingency analysis cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ContingencyError {
    /// The scenario does not fit the network.
    #[error(transparent)]
    Scenario(#[from] Invalid),
    /// There is nobody to rank the losses by.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// The threshold is out of range.
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

/// What is lost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lost {
    /// A department: every service it provides is stopped.
    Department(PartyId),
    /// A service.
    Service(ServiceId),
}

impl Lost {
    /// Returns the id of the department or service.
    pub fn id(&self) -> &str {
        match self {
            Self::Department(department) => department.as_str(),
            Self::Service(service) => service.as_str(),
        }
    }
}

/// The external customer who loses most.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WorstHit {
    /// The customer.
    pub customer: PartyId,
    /// The quality experienced while it lasts.
    pub quality: Quality,
    /// That quality less the baseline's, below 0.
    pub change: f64,
}

/// One loss and what comes of it.
///
/// With `L` the loss of quality of those who are looked at, today, with this party or service lost,
/// and with it as good as can be (capability and conditions 1):
///
/// ```text
/// risk achievement worth    L(lost) − L(today)       or    L(lost) / L(today)
/// risk reduction worth      L(today) − L(perfect)    or    L(today) / L(perfect)
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// What is lost.
    pub lost: Lost,
    /// What quality falls by, of those who are looked at: risk achievement worth as a difference.
    pub loss: f64,
    /// Risk achievement worth as a ratio; `None` where nothing is lost today.
    pub achievement_ratio: Option<f64>,
    /// Risk reduction worth as a difference.
    pub reduction: f64,
    /// Risk reduction worth as a ratio; `None` where nothing is lost today or nothing would be.
    pub reduction_ratio: Option<f64>,
    /// The external customer who loses most, ties as stated; `None` where nobody loses anything.
    pub worst_hit: Option<WorstHit>,
    /// What every external customer's quality changes by while it lasts, as stated; empty, and not
    /// written, unless it is [asked for](ContingencyOptions::changes).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<f64>,
    /// The customers who fall below the threshold and were not below it before.
    pub below: Vec<PartyId>,
    /// Whether the organisation stays down once the loss is repaired.
    pub tips: bool,
    /// The part of `loss` that stays once it is repaired; 0 unless it tips.
    pub lasting: f64,
    /// The worst status of the states solved.
    pub status: Status,
}

impl Loss {
    /// Whether it alone brings a customer below the threshold.
    pub fn is_single_point_of_failure(&self) -> bool {
        !self.below.is_empty()
    }
}

/// Every department or service lost in turn, worst first.
///
/// Serialises with `status`, `base_loss`, `losses`, `unlisted` and `left_out`.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Contingencies {
    baseline: Assessment,
    base_loss: f64,
    status: Status,
    losses: Vec<Loss>,
    unlisted: usize,
    left_out: usize,
}

impl Contingencies {
    /// Returns the state without a loss.
    pub fn baseline(&self) -> &Assessment {
        &self.baseline
    }

    /// Returns the loss of quality today, of those who are looked at.
    pub fn base_loss(&self) -> f64 {
        self.base_loss
    }

    /// Returns the losses listed, worst first; ties as stated where all are.
    pub fn losses(&self) -> &[Loss] {
        &self.losses
    }

    /// Returns the losses listed that alone bring a customer below the threshold, worst first. One
    /// that costs less than [all listed](ContingencyOptions::worst) may do so, too.
    pub fn single_points_of_failure(&self) -> impl DoubleEndedIterator<Item = &Loss> {
        self.losses.iter().filter(|loss| loss.is_single_point_of_failure())
    }

    /// Returns the losses listed that outlast their repair, worst first. One that costs less than [all
    /// listed](ContingencyOptions::worst) may do so, too.
    pub fn tipping(&self) -> impl DoubleEndedIterator<Item = &Loss> {
        self.losses.iter().filter(|loss| loss.tips)
    }

    /// Returns how many candidates are not listed because they lose no more than the last that is,
    /// apart from rounding; see [`worst`](ContingencyOptions::worst).
    pub fn unlisted(&self) -> usize {
        self.unlisted
    }

    /// Returns how many candidates were left out for
    /// [`max_candidates`](ContingencyOptions::max_candidates), or because it was [broken
    /// off](crate::OnProgress).
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Returns the worst status of the states solved, also for losses that are not listed.
    pub fn status(&self) -> Status {
        self.status
    }
}

impl Serialize for Contingencies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut contingency = serializer.serialize_struct("Contingencies", 5)?;
        contingency.serialize_field("status", &self.status())?;
        contingency.serialize_field("base_loss", &self.base_loss)?;
        contingency.serialize_field("losses", &self.losses)?;
        contingency.serialize_field("unlisted", &self.unlisted)?;
        contingency.serialize_field("left_out", &self.left_out)?;
        contingency.end()
    }
}

impl Network {
    /// Loses every department or service in turn and ranks them by what external customers lose.
    ///
    /// # Returns
    ///
    /// One line per candidate, worst first, or as many as [asked for](ContingencyOptions::worst). A
    /// department that provides nothing is among them, with no loss.
    ///
    /// # Bounded losses
    ///
    /// Where every party that counts is of a rule `independent`, `additive` or `mean` without
    /// transfer, substitution or criticality, slopes never rise as losses grow, so a loss costs no
    /// more than [`single_losses`](crate::Sensitivity::single_losses) says. The worst are then found
    /// by solving for candidates by falling bound, until no other can be among them. Under `weakest`
    /// and other orders, and where load depends on quality, every candidate is solved for.
    ///
    /// # Errors
    ///
    /// [`ContingencyError`] for a scenario that does not fit, a threshold out of range, and where
    /// no objective is set and the external customers have no population.
    ///
    /// # Complexity
    ///
    /// Per candidate, the update of a [`Live`](crate::Live) organisation to its loss, as much again
    /// for its risk reduction worth where it is not perfect as stated, and a solve to tell tipping
    /// where it brings down a department in a cycle that is not certified, or where load depends on
    /// quality. One solve more for each state where [the lower one](SolveOptions::lower_state) is
    /// asked for and the network is not certified.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::ContingencyOptions;
    /// use knockon::{Department, ExternalCustomer, Organisation, Service};
    ///
    /// let organisation = Organisation::builder("Dairy")
    ///     .department(Department::new("cooling").capability(0.9))
    ///     .department(Department::new("bottling"))
    ///     .customer(ExternalCustomer::person("breakfasts"))
    ///     .service(Service::new("cold", "cooling", "bottling").dependence(0.5))
    ///     .service(Service::new("milk", "bottling", "breakfasts").dependence(0.8))
    ///     .build()?;
    /// let options = ContingencyOptions::default().threshold(0.5);
    /// let contingency = organisation.compile()?.contingency(&options)?;
    /// // Today 0.8 · 0.5 · 0.1 is lost, without cooling 0.8 · 0.5, without bottling 0.8.
    /// let [bottling, cooling] = contingency.losses() else { unreachable!() };
    /// assert_eq!(bottling.lost.id(), "bottling");
    /// assert!((bottling.loss - 0.76).abs() < 1e-15);
    /// assert!((bottling.achievement_ratio.unwrap() - 20.0).abs() < 1e-12);
    /// assert!((cooling.loss - 0.36).abs() < 1e-15);
    /// assert!((cooling.reduction - 0.04).abs() < 1e-15);
    /// assert_eq!(cooling.reduction_ratio, None);
    /// assert_eq!(contingency.single_points_of_failure().count(), 1);
    ///
    /// let refused = organisation.compile()?.contingency(&options.threshold(1.5));
    /// assert_eq!(refused.unwrap_err().to_string(), "threshold `1.5` is outside 0..=1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # References
    ///
    /// M. van der Borst and H. Schoonakker, *An overview of PSA importance measures*, Reliab. Eng.
    /// Syst. Saf. 72 (2001) 241-245, for both worths.
    pub fn contingency(
        &self,
        options: &ContingencyOptions,
    ) -> Result<Contingencies, ContingencyError> {
        let mut analysis = ContingencyAnalysis::new(self, options)?;
        let (candidates, mut left_out) = analysis.candidates();
        let count = candidates.len();
        let losses = analysis.losses(candidates);
        let ContingencyAnalysis { baseline, base_loss, mut status, examined, .. } = analysis;
        let mut unlisted = count - losses.len();
        if options.solve.is_stopped() {
            status = status.max(Status::Stopped);
            left_out += count - examined;
            unlisted = examined - losses.len();
        }
        Ok(Contingencies { baseline, base_loss, status, losses, unlisted, left_out })
    }

    /// States the scenario in which a department is lost: every service it provides is stopped.
    ///
    /// `None` where the id is not a department's.
    ///
    /// # Complexity
    ///
    /// Time linear in services.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{Columns, Network};
    ///
    /// let network = Network::from_columns(&Columns::new(2, 1)?
    ///     .provider(&[0, 1, 0])
    ///     .consumer(&[1, 2, 2])
    ///     .dependence(&[0.5, 0.8, 0.1]))?;
    /// let lost = network.lose_department("d0").unwrap();
    /// assert!(lost.stopped_services().eq(["s0", "s2"]));
    /// assert_eq!(network.lose_department("c0"), None);
    /// # Ok::<(), knockon::network::ColumnsError>(())
    /// ```
    pub fn lose_department(&self, id: impl AsRef<str>) -> Option<Scenario> {
        let id = id.as_ref();
        let layout = self.layout();
        let department = layout.find_department(id)?;
        let provided = layout.edges().filter(|&entry| layout.provider(entry) == department);
        let mut services: Vec<EdgeIx> = provided.collect();
        services.sort_unstable_by_key(|&entry| layout.stated_service(entry));
        let lost = Scenario::new(format!("{} lost", layout.party_name(department)));
        Some(
            services
                .into_iter()
                .fold(lost, |lost, entry| lost.stop_service(layout.service_id(entry).as_str())),
        )
    }
}
