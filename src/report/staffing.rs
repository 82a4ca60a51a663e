//! Who is overloaded and what that does, as one document.

use serde::Serialize;

use crate::demand::{AgentGain, AgentsFor, StaffingError, TippingMargin};
use crate::explain::Objective;
use crate::id::PartyId;
use crate::network::Network;
use crate::organisation::Scenario;
use crate::quality::{
    Assessment, Felt, Proof, SolveOptions, Status, Uniqueness, UnrelatedNetworks, Workload,
    Workspace,
};
use crate::unit::Quality;

/// Who is overloaded, and what customers feel of it.
///
/// # Examples
///
/// ```
/// use knockon::report::StaffingDocument;
/// use knockon::{
///     Department, ExternalCustomer, Organisation, Scenario, Service, SolveOptions, Staffing,
///     Workspace,
/// };
///
/// let desk = Staffing::new(6.0, 6.0).target_wait_minutes(5.0); // six minutes a request
/// let organisation = Organisation::builder("Ferry")
///     .department(Department::new("desk").staffing(desk))
///     .customer(ExternalCustomer::person("passengers"))
///     .service(Service::new("booking", "desk", "passengers").dependence(1.0).demand_per_hour(48.0))
///     .build()?;
/// let network = organisation.compile()?;
/// let today = network.baseline();
/// let options = SolveOptions::default().lower_state(true);
/// let fewer = Scenario::new("five agents").agents("desk", 5.0);
/// let after = network.solve_with(&fewer, &options, &mut Workspace::new())?;
/// let document = StaffingDocument::new("Ferry", &today, &after)?;
/// assert_eq!(document.departments[0].workload.department, "desk");
/// assert!(document.customers[0].change < 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StaffingDocument {
    /// Always `knockon/staffing`.
    pub format: &'static str,
    /// Always 1.
    pub version: u32,
    /// What the organisation is called.
    pub organisation: String,
    /// What it is assessed under; empty for what is stated.
    pub scenario: String,
    /// The worse of the two solves'.
    pub status: Status,
    /// What proves both states: the worse of the two.
    pub proof: Proof,
    /// The worse of the two solves'.
    pub uniqueness: Uniqueness,
    /// The larger of the two solves'.
    pub iterations: u32,
    /// The larger of the two solves'.
    pub residual: f64,
    /// Whether there is a lower state to tip into.
    pub can_tip: bool,
    /// Every department with people or requests, as stated.
    pub departments: Vec<StaffingLine>,
    /// Every external customer, worst first.
    pub customers: Vec<StaffingCustomer>,
    /// Where one more agent helps most, where it was asked for.
    pub next_agent: Option<Vec<AgentGain>>,
    /// How many agents it takes, for each target asked for.
    pub targets: Vec<StaffingTarget>,
    /// Fewer and fewer agents in one department, where it was asked for.
    pub scan: Vec<StaffingStep>,
}

/// So many departments have their tipping margin worked out.
const MOST_TIPPING_MARGINS: usize = 20;
/// How many numbers of agents a scan tries, two of them above what there are.
const STEPS: u32 = 9;

/// A department and its load.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StaffingLine {
    /// What it has to do.
    #[serde(flatten)]
    pub workload: Workload,
    /// The quality it delivers.
    pub quality: Quality,
    /// In the lower state, where it was asked for.
    pub lower: Option<Quality>,
    /// Where its agents would be too few for the organisation to stand.
    pub tipping_margin: Option<TippingMargin>,
}

/// What an external customer feels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StaffingCustomer {
    /// The customer.
    #[serde(rename = "customer")]
    pub id: PartyId,
    /// What it is called.
    pub name: String,
    /// The quality before.
    pub baseline: Quality,
    /// The quality after.
    pub quality: Quality,
    /// Quality after minus quality before.
    pub change: f64,
    /// In the lower state, where it was asked for.
    pub lower: Option<Quality>,
}

/// What all external customers shall receive on average, and the agents that takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StaffingTarget {
    /// The department whose agents are counted.
    pub department: String,
    /// The mean of external customers that is aimed at.
    pub quality: Quality,
    /// `None` where no number of agents suffices.
    pub needed: Option<AgentsFor>,
    /// The same for agents who need not be whole.
    pub fractional: Option<AgentsFor>,
}

/// The state with so many agents in one department.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StaffingStep {
    /// What the department has to do.
    #[serde(flatten)]
    pub workload: Option<Workload>,
    /// The quality it delivers.
    pub quality: Option<Quality>,
    /// The mean quality of external customers.
    pub customers: Option<Quality>,
}

impl StaffingTarget {
    /// Finds how many agents of a department it takes.
    ///
    /// # Errors
    ///
    /// As [`Network::agents_for`].
    ///
    /// # Complexity
    ///
    /// As [`Network::agents_for`].
    pub fn new(
        network: &Network,
        scenario: &Scenario,
        everyone: &Objective,
        department: &str,
        target: Quality,
        options: &SolveOptions,
    ) -> Result<Self, StaffingError> {
        let needed =
            network.agents_for_with(department, scenario, everyone, target.get(), options)?;
        let fractional = network.fractional_agents_for_with(
            department,
            scenario,
            everyone,
            target.get(),
            options,
        )?;
        Ok(Self { department: department.to_owned(), quality: target, needed, fractional })
    }
}

impl StaffingDocument {
    /// Writes down the workloads after, and what customers feel of the change.
    ///
    /// # Errors
    ///
    /// Where the two are not of related networks; see [`Assessment::compared_with`].
    ///
    /// # Complexity
    ///
    /// Time and memory linear in parties.
    pub fn new(
        organisation: &str,
        before: &Assessment,
        after: &Assessment,
    ) -> Result<Self, UnrelatedNetworks> {
        let department = |workload: Workload| {
            let line = after.party(workload.department.as_str());
            StaffingLine {
                quality: line.map_or(Quality::NONE, |line| line.quality()),
                lower: line.and_then(|line| line.lower()),
                tipping_margin: None,
                workload,
            }
        };
        let impact = after.compared_with(before)?;
        let customer = |felt: Felt<'_>| StaffingCustomer {
            lower: after.lower(felt.id().as_str()),
            id: felt.id(),
            name: felt.name().into_owned(),
            baseline: felt.baseline(),
            quality: felt.quality(),
            change: felt.change(),
        };
        Ok(Self {
            format: "knockon/staffing",
            version: 1,
            organisation: organisation.to_owned(),
            scenario: after.scenario().to_owned(),
            status: impact.status(),
            proof: impact.proof(),
            uniqueness: impact.uniqueness(),
            iterations: impact.iterations(),
            residual: impact.residual(),
            can_tip: after.uniqueness() == Uniqueness::Multiple,
            departments: after.workloads().map(department).collect(),
            customers: impact.customers().map(customer).collect(),
            next_agent: None,
            targets: Vec::new(),
            scan: Vec::new(),
        })
    }

    /// Solves with fewer and fewer agents in one department, by the tenth of those it has after, and
    /// writes down each state.
    ///
    /// # Errors
    ///
    /// [`StaffingError::NoStaff`] where the department states none, and
    /// [`StaffingError::CapabilitySet`] where the scenario sets its capability, whatever its agents;
    /// as [`Network::solve`].
    ///
    /// # Complexity
    ///
    /// Up to nine solves.
    pub fn find_scan(
        &mut self,
        network: &Network,
        scenario: &Scenario,
        after: &Assessment,
        department: &str,
        options: &SolveOptions,
    ) -> Result<(), StaffingError> {
        if scenario.capabilities().any(|(id, _)| id == department) {
            return Err(StaffingError::CapabilitySet { id: department.to_owned() });
        }
        let line = after.workload(department).and_then(|workload| workload.line);
        let line = line.ok_or_else(|| StaffingError::NoStaff { id: department.to_owned() })?;
        let skill = scenario.skills().find(|(id, _)| *id == department).map(|(_, skill)| skill);
        let has = line.agents.get();
        let each = (has / 10.0).round().max(1.0);
        let agents = (0..STEPS).map(|step| has + each * (2.0 - f64::from(step)));
        let step = |agents: f64| {
            let mut with = scenario.clone().without(department).agents(department, agents);
            if let Some(skill) = skill {
                with = with.skill(department, skill);
            }
            let solved = network.solve_with(&with, options, &mut Workspace::new())?;
            Ok(StaffingStep {
                workload: solved.workload(department),
                quality: solved.quality(department),
                customers: solved.mean_customer_quality(),
            })
        };
        self.scan = agents
            .take_while(|agents| *agents > 0.0)
            .map(step)
            .collect::<Result<_, StaffingError>>()?;
        Ok(())
    }

    /// The departments whose tipping margins lie beside a state that did not converge.
    pub fn unsettled_tipping_margins(&self) -> impl DoubleEndedIterator<Item = &str> {
        let unsettled = |department: &&StaffingLine| {
            department
                .tipping_margin
                .is_some_and(|tipping_margin| tipping_margin.status != Status::Converged)
        };
        let departments = self.departments.iter().filter(unsettled);
        departments.map(|department| department.workload.department.as_str())
    }

    /// Finds the tipping margins of the twenty busiest departments with staff.
    ///
    /// # Errors
    ///
    /// As [`Network::tipping_margin`].
    ///
    /// # Complexity
    ///
    /// As twenty times [`Network::tipping_margin`], which takes many solves.
    pub fn find_tipping_margins(
        &mut self,
        network: &Network,
        scenario: &Scenario,
        objective: &Objective,
        options: &SolveOptions,
    ) -> Result<(), StaffingError> {
        let mut staffed: Vec<&mut StaffingLine> = self.departments.iter_mut().collect();
        let busy = |department: &StaffingLine| {
            department.workload.line.map_or(-1.0, |line| line.utilisation)
        };
        staffed.sort_by(|one, two| busy(two).total_cmp(&busy(one)));
        for department in staffed.into_iter().take(MOST_TIPPING_MARGINS) {
            if department.workload.line.is_some() {
                let id = department.workload.department.as_str();
                department.tipping_margin =
                    match network.tipping_margin_with(id, scenario, objective, options) {
                        Err(StaffingError::CapabilitySet { .. }) => None,
                        found => found?,
                    };
            }
        }
        Ok(())
    }
}
