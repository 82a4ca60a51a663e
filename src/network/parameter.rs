//! What a scenario can set to a number.

use super::{DependenceSlot, Layout};

/// A quantity that a scenario can set, by dense number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Parameter {
    /// Of a department.
    Capability(u32),
    /// Of a service, by row entry.
    Condition(u32),
    /// Of a need.
    Dependence(DependenceSlot),
    /// Of an external customer.
    Ceiling(u32),
    /// Of a department with staff.
    Agents(u32),
    /// Of a department's people.
    Skill(u32),
    /// Requests of an external customer per hour, by row entry.
    Demand(u32),
    /// Requests made again for all of the quality missed, by row entry.
    Retries(u32),
}

impl Parameter {
    /// Whether more of it is worse for whoever depends on it.
    pub(crate) fn is_worse_with_more(self) -> bool {
        matches!(self, Self::Dependence(_) | Self::Demand(_) | Self::Retries(_))
    }
}

impl Layout {
    /// What is stated of a parameter; 0 of agents, requests and retries where nothing is.
    pub(crate) fn stated_value(&self, of: Parameter) -> f64 {
        let demand = self.demand.as_ref();
        let workforce = |department| demand.and_then(|demand| demand.workforce_of(department));
        let request_flow = |entry: u32| {
            let demand = demand?;
            let index = demand.request_flow(self.provider[entry as usize], entry)?;
            demand.request_flows.get(index)
        };
        match of {
            Parameter::Capability(department) => self.capability[department as usize],
            Parameter::Condition(entry) => {
                self.row_detail(entry as usize).map_or(1.0, |detail| detail.condition)
            }
            Parameter::Dependence(slot) => self.dependence_at(slot),
            Parameter::Ceiling(customer) => self.ceiling(customer as usize),
            Parameter::Agents(department) => {
                let staff = workforce(department).and_then(|workforce| workforce.staff);
                staff.map_or(0.0, |staff| staff.agents)
            }
            Parameter::Skill(department) => {
                workforce(department).map_or(1.0, |workforce| workforce.skill)
            }
            Parameter::Demand(entry) => request_flow(entry).map_or(0.0, |flow| flow.rate),
            Parameter::Retries(entry) => request_flow(entry).map_or(0.0, |flow| flow.retries),
        }
    }
}
