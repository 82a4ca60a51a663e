//! What makes the people of a department capable: how they are served, and how much they have to
//! do.

use crate::network::{Overrides, Parameter, Station, Workforce};
use crate::organisation::{Effort, ServiceLevel};
use crate::queue;

/// Discretionary effort at an internal service quality, 0..=1.
pub(crate) fn effort(effort: &Effort, satisfaction: f64) -> f64 {
    let Effort { floor, reaction, reference } = *effort;
    (1.0 + reaction * (satisfaction - reference)).min(1.0).max(floor)
}

/// The waiting line of a department's staff at so many arrivals per hour and such an effort.
pub(crate) fn line(staff: &Station, arrivals: f64, effort: f64) -> queue::QueueLoad {
    queue::QueueLoad {
        arrival_rate: arrivals,
        service_rate: staff.service_rate * effort,
        agents: staff.agents * staff.answering,
        abandonment_rate: staff.patience_rate,
        wait_factor: staff.wait_factor,
    }
}

/// The longest wait that is good service.
pub(crate) fn target(staff: &Station) -> f64 {
    match staff.level {
        ServiceLevel::WithinTarget => staff.target_wait.unwrap_or(f64::INFINITY),
        ServiceLevel::Served => f64::INFINITY,
    }
}

/// A workforce under a scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkforceState {
    pub(crate) skill: f64,
    pub(crate) effort: Effort,
    /// With the agents there are.
    pub(crate) staff: Option<Station>,
}

impl WorkforceState {
    pub(crate) fn new(workforce: &Workforce, overrides: &Overrides) -> Self {
        let department = workforce.department;
        let agents = overrides.value(Parameter::Agents(department));
        let skill = overrides.value(Parameter::Skill(department));
        Self {
            skill: skill.unwrap_or(workforce.skill),
            effort: workforce.effort,
            staff: workforce
                .staff
                .map(|staff| Station { agents: agents.unwrap_or(staff.agents), ..staff }),
        }
    }

    /// How many agents there are; 0 for a department without staff.
    pub(crate) fn agents(&self) -> f64 {
        self.staff.map_or(0.0, |staff| staff.agents)
    }

    /// Capability at so many arrivals per hour and such an internal service quality, 0..=1.
    pub(crate) fn capability(&self, arrivals: f64, satisfaction: f64) -> f64 {
        let effort = effort(&self.effort, satisfaction);
        let level = self
            .staff
            .as_ref()
            .map_or(1.0, |staff| line(staff, arrivals, effort).within(target(staff)));
        self.skill * effort * level
    }
}
