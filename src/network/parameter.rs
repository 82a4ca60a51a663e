//! What a scenario can set to a number.

use super::{DependenceSlot, DeptIx, EdgeIx, Layout, PartyIx};

/// A quantity that a scenario can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Parameter {
    /// Of a department.
    Capability(DeptIx),
    /// Of a service.
    Condition(EdgeIx),
    /// Of a need.
    Dependence(DependenceSlot),
    /// Of an external customer.
    Ceiling(PartyIx),
    /// Of a department with staff.
    Agents(DeptIx),
    /// Of a department's people.
    Skill(DeptIx),
    /// Requests of an external customer per hour.
    Demand(EdgeIx),
    /// Requests made again for all of the quality missed.
    Retries(EdgeIx),
    /// What a party was read to deliver, whatever its equation says. Last, so that whether there are
    /// readings at all is seen at once.
    Delivered(PartyIx),
}

impl Parameter {
    /// Whether more of it is worse for whoever depends on it.
    pub(crate) fn is_worse_with_more(self) -> bool {
        matches!(self, Self::Dependence(_) | Self::Demand(_) | Self::Retries(_))
    }
}

impl Layout {
    /// What is stated of a parameter; 0 of agents, requests and retries where nothing is, and 1 of
    /// what is delivered, which nobody states.
    pub(crate) fn stated_value(&self, of: Parameter) -> f64 {
        let demand = self.demand();
        let workforce =
            |department: DeptIx| demand.and_then(|demand| demand.workforce_of(department));
        let request_flow = |entry: EdgeIx| {
            let demand = demand?;
            let index = demand.request_flow(self.provider(entry), entry)?;
            demand.request_flows.get(index)
        };
        match of {
            Parameter::Capability(department) => self.capability[department],
            Parameter::Condition(entry) => {
                self.row_detail(entry).map_or(1.0, |detail| detail.condition)
            }
            Parameter::Dependence(slot) => self.dependence_at(slot),
            Parameter::Ceiling(customer) => self.ceiling(customer),
            Parameter::Agents(department) => {
                let staff = workforce(department).and_then(|workforce| workforce.staff);
                staff.map_or(0.0, |staff| staff.agents)
            }
            Parameter::Skill(department) => {
                workforce(department).map_or(1.0, |workforce| workforce.skill)
            }
            Parameter::Demand(entry) => request_flow(entry).map_or(0.0, |flow| flow.rate),
            Parameter::Retries(entry) => request_flow(entry).map_or(0.0, |flow| flow.retries),
            Parameter::Delivered(_) => 1.0,
        }
    }
}
