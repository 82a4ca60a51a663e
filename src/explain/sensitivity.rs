//! What matters most: derivatives of an objective in everything that is stated.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::adjoint::{PartyAdjoints, Unfollowed};
use super::demand::{DemandAdjoints, DemandJacobian, JointAdjoint, WorkforceSplit};
use super::jacobian::{Splitter, Wanted};
use super::state_pair::StatePair;
use crate::id::{PartyId, ServiceId, UnknownId};
use crate::network::{DeptIx, EdgeIx, Layout, Parameter, StatedServiceIx};
use crate::quality::Assessment;
use crate::quality::Objective;
use crate::quality::Weights;
use crate::rule::secant::times;

/// Whether derivatives exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SensitivityStatus {
    /// All derivatives are finite.
    Finite,
    /// The state is at the edge of tipping: the least fall of some capability brings a component
    /// down, so that its derivative is infinite; or slopes multiply beyond all numbers on the way
    /// to the objective. No derivative is given.
    Infinite,
}

/// On which side of a state derivatives hold, where the two sides differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DerivativeSide {
    /// Towards lower quality: what a little less costs. What a little more gives may be another
    /// number, which a [`Restoration`](super::Restoration) tries.
    LowerQuality,
}

/// The derivatives of an objective at a solved state, by one adjoint pass.
///
/// At kinks they are those [towards lower quality](DerivativeSide::LowerQuality); ties share
/// equally, so that none of those that tie costs or gives as much alone. After a collapse they are
/// 0. The derivative in a capability is known as Birnbaum importance.
///
/// # Examples
///
/// ```
/// use knockon::explain::Objective;
/// use knockon::{Department, ExternalCustomer, Organisation, Service};
///
/// let organisation = Organisation::builder("Dairy")
///     .department(Department::new("cooling"))
///     .department(Department::new("bottling").capability(0.9))
///     .customer(ExternalCustomer::person("breakfasts"))
///     .service(Service::new("cold", "cooling", "bottling").dependence(0.5))
///     .service(Service::new("milk", "bottling", "breakfasts").dependence(0.8))
///     .build()?;
/// let network = organisation.compile()?;
/// let breakfasts = Objective::party(&network, "breakfasts")?;
/// let sensitivity = network.baseline().sensitivity(&breakfasts)?;
/// // 0.8 · 0.9 · 0.5 · ∂cooling, and 0.8 · 1 · ∂bottling.
/// assert!((sensitivity.capability("cooling").unwrap() - 0.36).abs() < 1e-15);
/// assert!((sensitivity.birnbaum_importance("bottling").unwrap() - 0.8).abs() < 1e-15);
/// // A dependence costs what is missing: 0.1 of bottling's quality.
/// assert!((sensitivity.dependence("milk").unwrap() - -0.1).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
///
/// Z. Birnbaum, *On the importance of different components in a multicomponent system*, in
/// Multivariate Analysis II (1969) 581-592.
///
/// Cheap to clone; it owns all it needs.
#[derive(Clone)]
#[must_use]
pub struct Sensitivity {
    assessment: Assessment,
    objective: String,
    pub(super) pair: Arc<StatePair>,
    /// `None` where derivatives are infinite.
    pub(super) adjoint: Option<Arc<PartyAdjoints>>,
    /// What runs through load, where capabilities follow from it and derivatives are finite.
    load: Option<Arc<DemandAdjoints>>,
}

/// Two sensitivities are equal where they are of equal assessments and objectives of one name, and
/// every derivative is equal.
impl PartialEq for Sensitivity {
    fn eq(&self, other: &Self) -> bool {
        self.assessment == other.assessment
            && self.objective == other.objective
            && (self.status(), self.side()) == (other.status(), other.side())
            && self.departments() == other.departments()
            && self.people() == other.people()
            && self.services() == other.services()
    }
}

impl fmt::Debug for Sensitivity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sensitivity")
            .field("assessment", &self.assessment)
            .field("objective", &self.objective)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

/// One department's derivative.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CapabilitySensitivity {
    /// The department.
    pub department: PartyId,
    /// ∂objective/∂capability, 0 or more.
    pub derivative: f64,
}

/// One department's derivatives in its people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PeopleSensitivity {
    /// The department.
    pub department: PartyId,
    /// ∂objective/∂agents, 0 or more; `None` for a department without staff.
    pub agents: Option<f64>,
    /// ∂objective/∂skill, 0 or more.
    pub skill: f64,
}

/// One service's derivatives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ServiceSensitivity {
    /// The service.
    pub service: ServiceId,
    /// ∂objective/∂condition, 0 or more.
    pub condition: f64,
    /// ∂objective/∂dependence of the need it meets, 0 or less except under `fdna`.
    pub dependence: f64,
}

impl Assessment {
    /// Differentiates an objective at this state.
    ///
    /// # Complexity
    ///
    /// Time linear in parties and services; times the number of sweeps for cyclic components that
    /// the objective depends on, `O(n³)` for those of up to 500 departments without a certificate.
    ///
    /// # Errors
    ///
    /// [`UnknownId`] where the objective asks about a party that the network lacks.
    pub fn sensitivity(&self, objective: &Objective) -> Result<Sensitivity, UnknownId> {
        let weights = objective.weights_on(self.network())?;
        Ok(Sensitivity::at(self, objective.name(), &weights))
    }
}

impl Sensitivity {
    /// Differentiates the objective of these weights.
    pub(super) fn at(assessment: &Assessment, objective: &str, weights: &Weights) -> Self {
        let pair = StatePair::at(assessment);
        let follow = |weights: &Weights| PartyAdjoints::of_slopes(&pair, weights);
        let demand = assessment.network().layout().demand();
        let (adjoint, load) = match DemandJacobian::new(&pair, None).zip(demand) {
            None => (follow(weights).ok(), None),
            Some((flow, demand)) => {
                let joint = flow.map_err(Unfollowed::from).and_then(|flow| {
                    let JointAdjoint { quality, capability, arrivals, passed } =
                        JointAdjoint::new(&flow, demand, weights, follow)?;
                    Ok((quality, DemandAdjoints { flow, capability, arrivals, passed }))
                });
                joint.ok().unzip()
            }
        };
        Self {
            assessment: assessment.clone(),
            objective: objective.to_owned(),
            pair: Arc::new(pair),
            adjoint: adjoint.map(Arc::new),
            load: load.map(Arc::new),
        }
    }

    /// Returns the state that was differentiated.
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// Returns what the objective is called.
    pub fn objective(&self) -> &str {
        &self.objective
    }

    /// Whether the derivatives are finite.
    pub fn status(&self) -> SensitivityStatus {
        match self.adjoint {
            Some(_) => SensitivityStatus::Finite,
            None => SensitivityStatus::Infinite,
        }
    }

    /// Returns on which side of the state the derivatives hold.
    pub fn side(&self) -> DerivativeSide {
        DerivativeSide::LowerQuality
    }

    /// Returns ∂objective/∂capability of a department, 0 or more; `None` for anything else, and
    /// where derivatives are infinite.
    pub fn capability(&self, department: impl AsRef<str>) -> Option<f64> {
        let department = department.as_ref();
        self.capability_of(self.layout().find_department(department)?)
    }

    /// Returns the Birnbaum importance of a department: its [`capability`](Self::capability)
    /// derivative.
    pub fn birnbaum_importance(&self, department: impl AsRef<str>) -> Option<f64> {
        let department = department.as_ref();
        self.capability(department)
    }

    /// Returns ∂objective/∂agents of a department with staff, 0 or more: about what one more agent
    /// there is worth. `None` for anything else, and where derivatives are infinite.
    pub fn agents(&self, department: impl AsRef<str>) -> Option<f64> {
        let department = department.as_ref();
        let number = self.department(department)?;
        self.layout().workforce_of(number)?.staff?;
        self.of_value(Parameter::Agents(number))
    }

    /// Returns ∂objective/∂skill of a department whose capability follows from skill, staff or
    /// effort, 0 or more; `None` for anything else, and where derivatives are infinite.
    pub fn skill(&self, department: impl AsRef<str>) -> Option<f64> {
        let department = department.as_ref();
        self.of_value(Parameter::Skill(self.department(department)?))
    }

    /// Returns ∂objective/∂demand per hour of an external customer on a service, 0 or less; `None`
    /// for anything else, where nothing is stated of requests or staff, and where derivatives are
    /// infinite.
    pub fn demand_per_hour(&self, service: impl AsRef<str>) -> Option<f64> {
        let service = service.as_ref();
        let (layout, entry) = (self.layout(), self.entry(service)?);
        let is_customers = !layout.is_department(layout.consumer(entry));
        is_customers.then(|| self.of_value(Parameter::Demand(entry))).flatten()
    }

    /// Returns ∂objective/∂ceiling of an external customer, 0 or more; `None` for anything else, and
    /// where derivatives are infinite.
    pub fn ceiling(&self, customer: impl AsRef<str>) -> Option<f64> {
        let customer = customer.as_ref();
        let layout = self.layout();
        let customer = layout.find(customer).filter(|&party| !layout.is_department(party))?;
        self.of_value(Parameter::Ceiling(customer))
    }

    /// Returns ∂objective/∂retries on a service that states requests, 0 or less; `None` for anything
    /// else, and where derivatives are infinite.
    pub fn retries(&self, service: impl AsRef<str>) -> Option<f64> {
        let service = service.as_ref();
        self.of_value(Parameter::Retries(self.entry(service)?))
    }

    fn entry(&self, id: &str) -> Option<EdgeIx> {
        self.layout().find_service(id)
    }

    fn department(&self, id: &str) -> Option<DeptIx> {
        self.layout().find_department(id)
    }

    /// The derivative in a value that scenarios set; `None` where it has none.
    pub(super) fn of_value(&self, parameter: Parameter) -> Option<f64> {
        let of_workforce = |department: DeptIx, part: fn(&WorkforceSplit) -> f64| {
            let load = self.load.as_ref()?;
            let workforce = load.flow.workforce(department)?;
            Some(times(load.capability[department], part(&workforce.split)))
        };
        let requests = |entry| Some(self.load.as_ref()?.requests(self.layout(), entry));
        let overrides = self.assessment.overrides();
        match parameter {
            Parameter::Condition(entry) => {
                self.dense_service(entry).map(|(condition, _)| condition)
            }
            Parameter::Capability(department) => self.capability_of(department),
            Parameter::Skill(department) => of_workforce(department, |split| split.skill),
            Parameter::Agents(department) => of_workforce(department, |split| split.agents),
            Parameter::Dependence(slot) => {
                let entry = self.layout().first_entry(slot)?;
                self.dense_service(entry).map(|(_, dependence)| dependence)
            }
            Parameter::Ceiling(customer) => {
                let quality = self.assessment.dense_qualities()[customer];
                let ceiling = overrides.ceiling(self.layout(), customer);
                Some(self.adjoint.as_ref()?.of(customer) * quality / ceiling)
            }
            Parameter::Delivered(party) => Some(self.adjoint.as_ref()?.of(party)),
            Parameter::Demand(entry) if overrides.leaves_standing(self.layout(), entry) => {
                Some(0.0)
            }
            Parameter::Demand(entry) => {
                let (arrivals, request_flow) = requests(entry)?;
                Some(times(arrivals, request_flow.map_or(1.0, |request_flow| request_flow.demand)))
            }
            Parameter::Retries(entry) => {
                let (arrivals, request_flow) = requests(entry)?;
                Some(times(arrivals, request_flow?.retries))
            }
        }
    }

    /// Returns ∂objective/∂condition of a service, 0 or more; `None` for anything else, and where
    /// derivatives are infinite.
    ///
    /// # Complexity
    ///
    /// Time linear in the services of its consumer.
    pub fn condition(&self, service: impl AsRef<str>) -> Option<f64> {
        let service = service.as_ref();
        self.of_value(Parameter::Condition(self.entry(service)?))
    }

    /// Returns ∂objective/∂dependence of the need that a service meets, 0 or less but under `fdna`;
    /// `None` for anything else, and where derivatives are infinite.
    pub fn dependence(&self, service: impl AsRef<str>) -> Option<f64> {
        let service = service.as_ref();
        self.dense_service(self.entry(service)?).map(|(_, dependence)| dependence)
    }

    /// Returns all departments, largest derivative first, ties as stated; none where derivatives
    /// are infinite.
    ///
    /// # Complexity
    ///
    /// Time linear in the services of departments, and a sort.
    pub fn departments(&self) -> Vec<CapabilitySensitivity> {
        let layout = self.layout();
        let Some(adjoint) = &self.adjoint else { return Vec::new() };
        let mut splitter = Splitter::new(&self.pair, Wanted::Slopes);
        let departments = layout.departments_as_stated();
        let line = |department: DeptIx| {
            let derivative = capability_derivative(adjoint, &mut splitter, department);
            CapabilitySensitivity { department: layout.party_id(department), derivative }
        };
        let mut lines: Vec<_> = departments.map(line).collect();
        lines.sort_by(|one, two| two.derivative.total_cmp(&one.derivative));
        lines
    }

    /// Returns the departments whose capability follows from skill, staff or effort, largest
    /// derivative in agents first, ties as stated; none where derivatives are infinite.
    pub fn people(&self) -> Vec<PeopleSensitivity> {
        let layout = self.layout();
        let departments = layout.departments_as_stated();
        let line = |department: DeptIx| {
            let department = layout.party_id(department);
            let skill = self.skill(department.as_str())?;
            let agents = self.agents(department.as_str());
            Some(PeopleSensitivity { department, agents, skill })
        };
        let mut lines: Vec<_> = departments.filter_map(line).collect();
        let agents = |line: &PeopleSensitivity| line.agents.unwrap_or(-1.0);
        lines.sort_by(|one, two| agents(two).total_cmp(&agents(one)));
        lines
    }

    /// Returns all services, largest derivative in condition first, ties as stated; none where
    /// derivatives are infinite.
    ///
    /// # Complexity
    ///
    /// Time linear in services, and a sort.
    pub fn services(&self) -> Vec<ServiceSensitivity> {
        let layout = self.layout();
        let Some(adjoint) = &self.adjoint else { return Vec::new() };
        let mut slopes = vec![(0.0, 0.0); layout.edge_count()];
        let mut splitter = Splitter::new(&self.pair, Wanted::Slopes);
        for party in layout.parties() {
            let adjoint = adjoint.of(party);
            if adjoint == 0.0 {
                continue;
            }
            let split = splitter.split(party);
            let columns = split.condition.iter().zip(&split.dependence);
            for (entry, (condition, dependence)) in layout.row(party).zip(columns) {
                let service = layout.stated_service(entry);
                slopes[service.index()] = (adjoint * condition, adjoint * dependence);
            }
        }
        if let Some(load) = &self.load {
            load.add_services(&self.pair, &mut slopes);
        }
        let line = |(service, (condition, dependence)): (StatedServiceIx, _)| ServiceSensitivity {
            service: layout.names().service_id(service),
            condition,
            dependence,
        };
        let mut lines: Vec<_> = layout.stated_services().zip(slopes).map(line).collect();
        lines.sort_by(|one, two| two.condition.total_cmp(&one.condition));
        lines
    }

    /// ∂objective/∂capability of a department.
    pub(crate) fn capability_of(&self, department: DeptIx) -> Option<f64> {
        let adjoint = self.adjoint.as_ref()?;
        let mut splitter = Splitter::new(&self.pair, Wanted::Slopes);
        Some(capability_derivative(adjoint, &mut splitter, department))
    }

    /// ∂objective/∂condition and ∂objective/∂dependence of a service.
    pub(crate) fn dense_service(&self, entry: EdgeIx) -> Option<(f64, f64)> {
        let party = self.layout().consumer(entry);
        let adjoint = self.adjoint.as_ref()?.of(party);
        let place = entry - self.layout().row(party).start;
        let mut splitter = Splitter::new(&self.pair, Wanted::Slopes);
        let split = splitter.split(party);
        let condition = times(adjoint, split.condition[place]);
        let dependence = times(adjoint, split.dependence[place]);
        let through_load =
            self.load.as_ref().map(|load| load.of_service(&mut splitter, party, entry));
        let (more, further) = through_load.unwrap_or_default();
        Some((condition + more, dependence + further))
    }

    /// The adjoint of every department's quality by way of load alone.
    pub(super) fn passed_by_load(&self) -> impl Iterator<Item = f64> {
        self.load.iter().flat_map(|load| load.passed.iter().copied())
    }

    fn layout(&self) -> &Layout {
        self.assessment.network().layout()
    }
}

/// ∂objective/∂capability; what the objective does not depend on need not be split.
fn capability_derivative(
    adjoint: &PartyAdjoints,
    splitter: &mut Splitter<'_>,
    department: DeptIx,
) -> f64 {
    let adjoint = adjoint.of(department);
    if adjoint == 0.0 { 0.0 } else { adjoint * splitter.split(department.into()).capability }
}
