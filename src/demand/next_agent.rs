//! Where the next agent helps most.

use serde::Serialize;

use super::{StaffingError, staffed, with_agents};
use crate::explain::Objective;
use crate::id::PartyId;
use crate::network::{DeptIx, Network, Station};
use crate::organisation::Scenario;
use crate::quality::{SolveOptions, Status, Workspace};
use crate::unit::Agents;

/// What one more agent in a department is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AgentGain {
    /// The department.
    pub department: PartyId,
    /// How many agents it has.
    pub agents: Agents,
    /// By how much the objective rises with one more: 0 or more, but for rounding and for states
    /// that did not converge.
    pub gain: f64,
    /// The worse status of the states with one more and without.
    pub status: Status,
}

impl Network {
    /// Asks what one more agent in each department with staff is worth.
    ///
    /// Each department is solved for with one more agent, quality and demand together: a gain is
    /// what the whole organisation makes of the agent. Departments whose capability the scenario
    /// sets are left out.
    ///
    /// # Returns
    ///
    /// All of them, largest gain first, ties in the order of evaluation.
    ///
    /// # Errors
    ///
    /// [`StaffingError::Scenario`] as of [`solve`](Self::solve), and [`StaffingError::Unknown`]
    /// where the objective asks about a party that this network lacks.
    ///
    /// # Complexity
    ///
    /// A solve per department with staff.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::Objective;
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service, Staffing};
    ///
    /// // A request every six minutes for one agent who takes ten: another is sorely missed.
    /// let organisation = Organisation::builder("Counter")
    ///     .department(Department::new("desk").staffing(Staffing::new(2.0, 10.0).target_wait_minutes(5.0)))
    ///     .department(Department::new("till").staffing(Staffing::new(2.0, 1.0).target_wait_minutes(5.0)))
    ///     .customer(ExternalCustomer::person("shoppers"))
    ///     .service(Service::new("advice", "desk", "shoppers").dependence(1.0).demand_per_hour(10.0))
    ///     .service(Service::new("payment", "till", "shoppers").dependence(1.0).demand_per_hour(10.0))
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let everyone = Objective::customers(&network)?;
    /// let gains = network.next_agent(&Scenario::default(), &everyone)?;
    /// assert_eq!(gains[0].department, "desk");
    /// assert!(gains[0].gain > 0.1 && gains[1].gain < 0.001);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_agent(
        &self,
        scenario: &Scenario,
        objective: &Objective,
    ) -> Result<Vec<AgentGain>, StaffingError> {
        self.next_agent_with(scenario, objective, &SolveOptions::default())
    }

    /// As [`next_agent`](Self::next_agent), with options for how states are solved; the lower state
    /// is never needed.
    ///
    /// # Errors
    ///
    /// [`StaffingError::Scenario`] as of [`solve`](Self::solve), and [`StaffingError::Unknown`]
    /// where the objective asks about a party that this network lacks.
    ///
    /// # Complexity
    ///
    /// A solve per department with staff.
    pub fn next_agent_with(
        &self,
        scenario: &Scenario,
        objective: &Objective,
        options: &SolveOptions,
    ) -> Result<Vec<AgentGain>, StaffingError> {
        let overrides = self.overrides(scenario)?;
        let weights = objective.weights_on(self)?;
        let options = options.clone().lower_state(false);
        let mut workspace = Workspace::new();
        let mut value = |overrides| {
            let solved = self.run(String::new(), overrides, &options, &mut workspace);
            let found = (weights.sum(solved.dense_qualities()), solved.status());
            workspace.recycle(solved);
            found
        };
        let (today, status) = value(overrides.clone());
        let layout = self.layout();
        let gain = |(department, staff): (DeptIx, Station)| {
            let (more, of_more) = value(with_agents(&overrides, department, staff.agents + 1.0));
            AgentGain {
                department: layout.party_id(department),
                agents: Agents::checked(staff.agents),
                gain: more - today,
                status: status.max(of_more),
            }
        };
        let goes_on = |_: &_| !options.is_stopped();
        let tried = staffed(self, &overrides).into_iter().take_while(goes_on);
        let mut gains: Vec<_> = tried.map(gain).collect();
        gains.sort_by(|one, two| two.gain.total_cmp(&one.gain));
        Ok(gains)
    }
}
