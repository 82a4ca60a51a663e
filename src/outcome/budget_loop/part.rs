//! Parts of periods over which the same scenarios are in force, and what is in force in them.

use chrono::TimeDelta;

use super::department::DepartmentOverYears;
use super::options::LoopEvent;
use crate::organisation::{Organisation, Scenario};

/// A part of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LoopPart {
    pub(super) from: TimeDelta,
    pub(super) to: TimeDelta,
}

/// Cuts a span into periods, and these where scenarios begin or end.
pub(super) fn parts(span: TimeDelta, period: TimeDelta, events: &[LoopEvent]) -> Vec<LoopPart> {
    let mut ends: Vec<TimeDelta> = Vec::new();
    let mut end = period;
    while end < span {
        ends.push(end);
        end += period;
    }
    ends.extend(events.iter().flat_map(|event| [Some(event.from), event.to]).flatten());
    ends.retain(|&end| end > TimeDelta::zero() && end < span);
    ends.push(span);
    ends.sort_unstable();
    ends.dedup();
    let mut from = TimeDelta::zero();
    let part = |to| {
        let part = LoopPart { from, to };
        from = to;
        part
    };
    ends.into_iter().map(part).collect()
}

/// How many customers there are, as a share of those today, by the id of the customer.
pub(super) type GrowthOfCustomers = [(String, f64)];

/// What is in force in a part: its scenarios, with agents, skill and demand of as many people and
/// customers as there are.
pub(super) fn in_force(
    organisation: &Organisation,
    events: &[LoopEvent],
    part: LoopPart,
    departments: &[DepartmentOverYears],
    customers: &GrowthOfCustomers,
) -> Scenario {
    let mut scenario = Scenario::new("");
    for event in events {
        let begins = event.from <= part.from;
        if begins && event.to.is_none_or(|to| to > part.from) {
            scenario.join(&event.scenario);
        }
    }
    people(&mut scenario, departments);
    for (customer, share) in customers.iter().filter(|(_, share)| (share - 1.0).abs() > 0.0) {
        let Some(party) = organisation.party(customer) else { continue };
        for service in party.services_received() {
            let id = service.id().to_string();
            if service.demand_per_hour().get() > 0.0
                || scenario.demands.iter().any(|(of, _)| *of == id)
            {
                scale(&mut scenario.demands, &id, service.demand_per_hour().get(), *share);
            }
        }
    }
    scenario
}

/// Sets agents and skill of departments whose people are others than today.
fn people(scenario: &mut Scenario, departments: &[DepartmentOverYears]) {
    let moved = departments.iter().any(|it| (it.agents_share() - 1.0).abs() > 0.0);
    if moved {
        // Factors are taken into account here, as no department may have both.
        let factors = std::mem::take(&mut scenario.agents_factors);
        let of_all = scenario.agents_factor_of_all.take();
        for department in departments {
            let id = department.id.as_str();
            let own = factors.iter().find(|(of, _)| of == id).map(|&(_, factor)| factor);
            let is_set = scenario.agents.iter().any(|(of, _)| of == id);
            let factor = if is_set { None } else { own.or(of_all) }.unwrap_or(1.0);
            if !scenario.capabilities.iter().any(|(of, _)| of == id) {
                let share = factor * department.agents_share();
                scale(&mut scenario.agents, id, department.agents, share);
            }
        }
    }
    for department in departments {
        let id = department.id.as_str();
        let share = department.skill_share();
        let is_set = scenario.capabilities.iter().any(|(of, _)| of == id);
        if (share - 1.0).abs() > 0.0 && !is_set {
            scale(&mut scenario.skills, id, department.skill, share);
            for (_, skill) in scenario.skills.iter_mut().filter(|(of, _)| of == id) {
                *skill = skill.min(1.0);
            }
        }
    }
}

/// Multiplies what is set of an id, or else what is stated of it.
fn scale(list: &mut Vec<(String, f64)>, id: &str, stated: f64, share: f64) {
    /// Fewer agents or requests than this are none.
    const LEAST: f64 = 1e-9;
    if !list.iter().any(|(of, _)| of == id) {
        list.push((id.to_owned(), stated));
    }
    for (_, value) in list.iter_mut().filter(|(of, _)| of == id) {
        *value *= share;
        if *value < LEAST {
            *value = 0.0;
        }
    }
}
