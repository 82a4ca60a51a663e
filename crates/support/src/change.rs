//! A scenario as plain data.

use knockon::Scenario;

use crate::dense::Mix;
use crate::statement::{Place, Statement};

/// What a scenario sets, by position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// A department's capability.
    Capability(usize, f64),
    /// A service's condition.
    Condition(Place, f64),
    /// A service stopped.
    Stop(Place),
    /// A service started that does not run.
    Start(Place),
    /// The agents of a department with staff.
    Agents(usize, f64),
    /// The skill of a department with people.
    Skill(usize, f64),
    /// What a customer asks for per hour on a service.
    Demand(Place, f64),
    /// How many more requests each makes on a service for all of the quality it misses.
    Retries(Place, f64),
    /// What a customer reports with everything right.
    Ceiling(usize, f64),
    /// How much a consumer depends on a need.
    Dependence(usize, f64),
}

impl Setting {
    /// Whether both set the same thing.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Capability(one, _), Self::Capability(two, _))
            | (Self::Agents(one, _), Self::Agents(two, _))
            | (Self::Skill(one, _), Self::Skill(two, _))
            | (Self::Ceiling(one, _), Self::Ceiling(two, _))
            | (Self::Dependence(one, _), Self::Dependence(two, _)) => one == two,
            (Self::Condition(one, _), Self::Condition(two, _))
            | (Self::Stop(one), Self::Stop(two))
            | (Self::Start(one), Self::Start(two))
            | (Self::Retries(one, _), Self::Retries(two, _))
            | (Self::Demand(one, _), Self::Demand(two, _)) => one == two,
            _ => false,
        }
    }
}

/// Everything a scenario sets; nothing twice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Settings in the order stated.
    pub settings: Vec<Setting>,
}

impl Change {
    /// States the scenario in the library's words.
    pub fn scenario(&self, statement: &Statement) -> Scenario {
        let party = |party: usize| statement.parties[party].id.as_str();
        let service = |place: Place| statement.supply(place).id.as_str();
        let state = |scenario: Scenario, setting: &Setting| match *setting {
            Setting::Capability(of, value) => scenario.capability(party(of), value),
            Setting::Condition(of, value) => scenario.condition(service(of), value),
            Setting::Stop(of) => scenario.stop_service(service(of)),
            Setting::Start(of) => scenario.start_service(service(of)),
            Setting::Agents(of, value) => scenario.agents(party(of), value),
            Setting::Skill(of, value) => scenario.skill(party(of), value),
            Setting::Demand(of, value) => scenario.demand_per_hour(service(of), value),
            Setting::Retries(of, value) => scenario.retries(service(of), value),
            Setting::Ceiling(of, value) => scenario.ceiling(party(of), value),
            Setting::Dependence(of, value) => scenario.dependence(statement.need_id(of), value),
        };
        self.settings.iter().fold(Scenario::new("change"), state)
    }

    /// The same without one setting.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let mut settings = self.settings.clone();
        settings.remove(index);
        Self { settings }
    }
}

impl Statement {
    /// The statement with the values of a change in place.
    #[must_use]
    pub fn after(&self, change: &Change) -> Self {
        let mut after = self.clone();
        after.mixes = Some(Mix::of_all(self));
        for setting in &change.settings {
            after.set(*setting);
        }
        after
    }

    fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Capability(party, value) => {
                let party = &mut self.parties[party];
                match party.people {
                    Some(_) => party.pinned = Some(value),
                    None => party.capability = value,
                }
            }
            Setting::Condition(place, value) => self.supply_mut(place).condition = value,
            Setting::Stop(place) => self.supply_mut(place).stopped = true,
            Setting::Start(place) => self.supply_mut(place).running = true,
            Setting::Demand(place, value) => self.supply_mut(place).rate = value,
            Setting::Retries(place, value) => self.supply_mut(place).retries = value,
            Setting::Ceiling(party, value) => self.parties[party].ceiling = value,
            Setting::Dependence(need, value) => self.needs[need].dependence = value,
            Setting::Agents(party, value) => {
                if let Some(people) = &mut self.parties[party].people
                    && let Some(staffing) = &mut people.staffing
                {
                    staffing.agents = value;
                }
            }
            Setting::Skill(party, value) => {
                if let Some(people) = &mut self.parties[party].people {
                    people.skill = value;
                }
            }
        }
    }
}
