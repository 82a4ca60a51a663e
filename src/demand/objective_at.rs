//! What an objective would be with other numbers of agents in a department.

use super::{StaffingError, staffed, with_agents};
use crate::explain::Objective;
use crate::network::{DeptIx, Network, Overrides, Station};
use crate::organisation::Scenario;
use crate::quality::{Assessment, SolveOptions, Status, Weights, Workspace};
use crate::queue::keeps_cap;

/// Tries numbers of agents in one department, under one scenario.
pub(super) struct ObjectiveAt<'a> {
    network: &'a Network,
    weights: Weights,
    overrides: Overrides,
    department: DeptIx,
    staff: Station,
    options: SolveOptions,
    workspace: Workspace,
}

/// The objective with so many agents.
#[derive(Clone, Copy)]
pub(super) struct ObjectivePoint {
    pub(super) agents: f64,
    pub(super) value: f64,
    /// Whether those who answer are asked for no more of their time than they may be.
    pub(super) keeps_cap: bool,
    pub(super) status: Status,
}

impl<'a> ObjectiveAt<'a> {
    /// Takes a department, and returns how many agents it has under the scenario, too.
    pub(super) fn new(
        network: &'a Network,
        department: &str,
        scenario: &Scenario,
        objective: &Objective,
        options: &SolveOptions,
    ) -> Result<(Self, f64), StaffingError> {
        let overrides = network.overrides(scenario)?;
        let weights = objective.weights_on(network)?;
        let layout = network.layout();
        let number = layout.find_department(department);
        if number.is_some_and(|number| overrides.capability(number).is_some()) {
            return Err(StaffingError::CapabilitySet { id: department.to_owned() });
        }
        let mut staffed = staffed(network, &overrides).into_iter();
        let Some((department, staff)) = staffed.find(|(staffed, _)| Some(*staffed) == number)
        else {
            return Err(StaffingError::NoStaff { id: department.to_owned() });
        };
        let options = options.clone().lower_state(false);
        let workspace = Workspace::new();
        let trial = Self { network, weights, overrides, department, staff, options, workspace };
        Ok((trial, staff.agents))
    }

    /// Whether the search was broken off.
    pub(super) fn is_stopped(&self) -> bool {
        self.options.is_stopped()
    }

    /// Solves with so many agents.
    pub(super) fn at(&mut self, agents: f64) -> ObjectivePoint {
        let overrides = with_agents(&self.overrides, self.department, agents);
        let solved = self.network.run(String::new(), overrides, &self.options, &mut self.workspace);
        let (value, status) = (self.weights.sum(solved.dense_qualities()), solved.status());
        let keeps_cap =
            self.staff.occupancy_cap == f64::INFINITY || self.keeps_cap(agents, &solved);
        self.workspace.recycle(solved);
        ObjectivePoint { agents, value, keeps_cap, status }
    }

    /// Whether arrivals are within the occupancy cap of what so many agents can handle.
    fn keeps_cap(&self, agents: f64, solved: &Assessment) -> bool {
        let Station { answering, service_rate, occupancy_cap, .. } = self.staff;
        solved.workload_of(self.department).is_none_or(|workload| {
            let offered_load = workload.arrivals_per_hour / (service_rate * workload.effort.get());
            keeps_cap(offered_load, agents * answering, occupancy_cap)
        })
    }
}
