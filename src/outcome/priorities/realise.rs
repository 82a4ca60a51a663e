//! Scenarios with a set of actions in force.

use super::action_set::ActionSet;
use super::evaluate::Evaluator;
use crate::network::{Layout, Overrides, Parameter, ServiceState};
use crate::organisation::Scenario;

/// Every scenario with a set in force: what it sets, what the set makes of it, and nothing else.
pub(super) fn realise(evaluator: &Evaluator<'_>, set: &ActionSet) -> Vec<Scenario> {
    let problem = evaluator.problem;
    let scenario = |(scenario, base): (usize, &super::scenario_base::ScenarioBase)| {
        let overrides = problem.overrides(scenario, set);
        stated(evaluator.layout(), &overrides, Scenario::new(&*base.name))
    };
    problem.scenarios.iter().enumerate().map(scenario).collect()
}

/// Writes down overrides by name.
fn stated(layout: &Layout, overrides: &Overrides, scenario: Scenario) -> Scenario {
    let with_values = overrides.values.iter().fold(scenario, |scenario, &(of, value)| match of {
        Parameter::Capability(department) => {
            scenario.capability(layout.party_id(department), value)
        }
        Parameter::Dependence(slot) => scenario.dependence(layout.dependence_name(slot), value),
        Parameter::Ceiling(customer) => scenario.ceiling(layout.party_id(customer), value),
        Parameter::Agents(department) => scenario.agents(layout.party_id(department), value),
        Parameter::Skill(department) => scenario.skill(layout.party_id(department), value),
        Parameter::Demand(entry) => scenario.demand_per_hour(layout.service_id(entry), value),
        Parameter::Retries(entry) => scenario.retries(layout.service_id(entry), value),
        Parameter::Delivered(party) => scenario.observed(layout.party_id(party), value),
        Parameter::Condition(entry) => scenario.condition(layout.service_id(entry), value),
    });
    overrides.services.iter().fold(with_values, |scenario, &(entry, state)| {
        let id = layout.service_id(entry);
        match state {
            ServiceState::Stopped => scenario.stop_service(id),
            ServiceState::Running(condition) if layout.stands_by(entry) => {
                scenario.start_service(id.clone()).condition(id, condition)
            }
            ServiceState::Running(condition) => scenario.condition(id, condition),
        }
    })
}
