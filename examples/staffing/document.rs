//! The answer as one JSON document.

use knockon::demand::{AgentGain, AgentsFor, StaffingError, TippingMargin};
use knockon::explain::Objective;
use knockon::quality::UnrelatedNetworks;
use knockon::{
    Assessment, Network, PartyId, Proof, Quality, Scenario, Status, Uniqueness, Workload,
};
use serde::Serialize;

use crate::common::{Failure, warn};

/// Who is overloaded, and what customers feel of it.
#[derive(Debug, Serialize)]
pub(crate) struct Document {
    pub(crate) organisation: String,
    pub(crate) status: Status,
    pub(crate) proof: Proof,
    pub(crate) uniqueness: Uniqueness,
    pub(crate) iterations: u32,
    pub(crate) residual: f64,
    /// Whether there is a lower state to tip into.
    pub(crate) can_tip: bool,
    pub(crate) departments: Vec<Department>,
    pub(crate) customers: Vec<Customer>,
    /// Where one more agent helps most, if asked.
    pub(crate) next_agent: Option<Vec<AgentGain>>,
    /// How many agents it takes, for each target asked for.
    pub(crate) targets: Vec<Target>,
    /// Fewer and fewer agents in one department.
    pub(crate) scan: Vec<Step>,
}

/// So many departments are looked at for a tipping margin.
const MOST_TIPPING_MARGINS: usize = 20;

/// A department and its load.
#[derive(Debug, Serialize)]
pub(crate) struct Department {
    #[serde(flatten)]
    pub(crate) workload: Workload,
    /// The quality it delivers.
    pub(crate) quality: Quality,
    /// In the lower state.
    pub(crate) lower: Option<Quality>,
    /// Where its agents would be too few for the organisation to stand.
    pub(crate) tipping_margin: Option<TippingMargin>,
}

/// An external customer.
#[derive(Debug, Serialize)]
pub(crate) struct Customer {
    #[serde(rename = "customer")]
    pub(crate) id: PartyId,
    #[serde(skip)]
    pub(crate) name: String,
    pub(crate) baseline: Quality,
    pub(crate) quality: Quality,
    pub(crate) change: f64,
    pub(crate) lower: Option<Quality>,
}

/// What all external customers shall receive on average, and the agents that takes.
#[derive(Debug, Serialize)]
pub(crate) struct Target {
    pub(crate) department: String,
    pub(crate) quality: Quality,
    /// `None` where no number of agents suffices.
    pub(crate) needed: Option<AgentsFor>,
}

/// The state with so many agents in one department.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    #[serde(flatten)]
    pub(crate) workload: Option<Workload>,
    pub(crate) quality: Option<Quality>,
    /// The mean quality of external customers.
    pub(crate) customers: Option<Quality>,
}

impl Target {
    pub(crate) fn new(
        network: &Network,
        scenario: &Scenario,
        everyone: &Objective,
        department: &str,
        target: f64,
    ) -> Result<Self, Failure> {
        let target = Quality::new(target)
            .map_err(|error| format!("--agents-for {department}={target}: {error}"))?;
        let needed = network.agents_for(department, scenario, everyone, target.get())?;
        if needed.is_some_and(|needed| needed.status != Status::Converged) {
            warn(&format!(
                "the state with the agents that {department}={target} takes did not converge: it \
                 may take more"
            ));
        }
        Ok(Self { department: department.to_owned(), quality: target, needed })
    }
}

impl Document {
    pub(crate) fn new(
        organisation: &str,
        before: &Assessment,
        after: &Assessment,
    ) -> Result<Self, UnrelatedNetworks> {
        let department = |workload: Workload| {
            let line = after.party(workload.department.as_str());
            Department {
                quality: line.map_or(Quality::NONE, |line| line.quality()),
                lower: line.and_then(|line| line.lower()),
                tipping_margin: None,
                workload,
            }
        };
        let impact = after.compared_with(before)?;
        let customer = |felt: knockon::Felt<'_>| Customer {
            lower: after.lower(felt.id().as_str()),
            id: felt.id(),
            name: felt.name().into_owned(),
            baseline: felt.baseline(),
            quality: felt.quality(),
            change: felt.change(),
        };
        Ok(Self {
            organisation: organisation.to_owned(),
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

    /// The departments whose tipping margins lie beside a state that did not converge.
    pub(crate) fn unsettled_tipping_margins(&self) -> impl Iterator<Item = &str> {
        let unsettled = |department: &&Department| {
            department
                .tipping_margin
                .is_some_and(|tipping_margin| tipping_margin.status != Status::Converged)
        };
        let departments = self.departments.iter().filter(unsettled);
        departments.map(|department| department.workload.department.as_str())
    }

    /// Finds the tipping margins of the busiest departments with staff: each takes many solves.
    pub(crate) fn find_tipping_margins(
        &mut self,
        network: &Network,
        scenario: &Scenario,
        objective: &Objective,
    ) -> Result<(), StaffingError> {
        let mut staffed: Vec<&mut Department> = self.departments.iter_mut().collect();
        let busy = |department: &Department| {
            department.workload.line.map_or(-1.0, |line| line.utilisation)
        };
        staffed.sort_by(|one, two| busy(two).total_cmp(&busy(one)));
        for department in staffed.into_iter().take(MOST_TIPPING_MARGINS) {
            if department.workload.line.is_some() {
                let id = department.workload.department.as_str();
                department.tipping_margin = match network.tipping_margin(id, scenario, objective) {
                    Err(StaffingError::CapabilitySet { .. }) => None,
                    found => found?,
                };
            }
        }
        Ok(())
    }
}

impl Step {
    pub(crate) fn new(department: &str, solved: &Assessment) -> Self {
        Self {
            workload: solved.workload(department),
            quality: solved.quality(department),
            customers: solved.mean_customer_quality(),
        }
    }
}
