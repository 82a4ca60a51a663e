//! A statement with people: who works where, how hard, and who asks how much of whom.

use knockon::{Effort, Organisation, Scenario, Staffing};

use crate::support::statement::{Parts, Shock, Statement};

/// An organisation with staff and requests as plain data, the values of a scenario in place.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Staffed {
    pub(crate) statement: Statement,
    /// Of each party; customers have none.
    pub(crate) people: Vec<Option<People>>,
    /// Of each need and each service within it.
    pub(crate) requests: Vec<Vec<Requests>>,
    /// Departments whose capability a scenario sets in spite of their people.
    pub(crate) pinned: Vec<(usize, f64)>,
}

/// Whose capability follows from skill, effort and load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct People {
    pub(crate) skill: f64,
    pub(crate) effort: Effort,
    pub(crate) staffing: Option<Staffing>,
}

/// Requests that come with a service: per job of a department, or per hour of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Requests {
    pub(crate) rate: f64,
    pub(crate) retries: f64,
}

/// Values that replace stated ones, by position.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Shift {
    pub(crate) shock: Shock,
    /// Department and agents.
    pub(crate) agents: Vec<(usize, f64)>,
    /// Department and skill.
    pub(crate) skills: Vec<(usize, f64)>,
    /// Need, service within it, and demand per hour.
    pub(crate) demands: Vec<((usize, usize), f64)>,
}

impl Shift {
    /// Whether the capability of a department is set, which takes no notice of its people then.
    pub(crate) fn sets_capability(&self, department: usize) -> bool {
        self.shock.capabilities.iter().any(|&(set, _)| set == department)
    }
}

impl Staffed {
    /// A statement whose departments are as capable as it says, and where nobody asks for anything.
    pub(crate) fn new(statement: Statement) -> Self {
        let people = statement.parties.iter().map(|_| None).collect();
        let of_need = |services: usize| vec![Requests::default(); services];
        let requests = statement.needs.iter().map(|need| of_need(need.services.len())).collect();
        Self { statement, people, requests, pinned: Vec::new() }
    }

    /// States the people of a department, whose capability follows from now on.
    pub(crate) fn staff(&mut self, department: usize, people: People) {
        self.statement.parties[department].capability = 1.0;
        self.people[department] = Some(people);
    }

    pub(crate) fn is_customer(&self, party: usize) -> bool {
        self.statement.parties[party].is_customer
    }

    pub(crate) fn id(&self, party: usize) -> &str {
        &self.statement.parties[party].id
    }

    /// Every service: its need, its place there, and what comes with it.
    pub(crate) fn services(&self) -> impl Iterator<Item = ((usize, usize), Requests)> {
        let of_need = |(need, requests): (usize, &Vec<Requests>)| {
            let place = move |(service, requests): (usize, &Requests)| ((need, service), *requests);
            requests.iter().enumerate().map(place).collect::<Vec<_>>()
        };
        self.requests.iter().enumerate().flat_map(of_need)
    }

    /// The statement with the values of a shift in place.
    pub(crate) fn after(&self, shift: &Shift) -> Self {
        let mut after = self.clone();
        let mut shock = shift.shock.clone();
        let follows = |&(party, _): &(usize, f64)| self.people[party].is_some();
        after.pinned.extend(shock.capabilities.iter().copied().filter(follows));
        shock.capabilities.retain(|set| !follows(set));
        after.statement = self.statement.after(&shock);
        for &(department, agents) in &shift.agents {
            let staffing =
                after.people[department].as_mut().and_then(|people| people.staffing.as_mut());
            staffing.expect("agents of staff").agents = agents;
        }
        for &(department, skill) in &shift.skills {
            after.people[department].as_mut().expect("skill of people").skill = skill;
        }
        for &((need, service), demand) in &shift.demands {
            after.requests[need][service].rate = demand;
        }
        after
    }

    /// A shift in the library's words.
    pub(crate) fn scenario(&self, shift: &Shift) -> Scenario {
        let mut scenario = self.statement.scenario(&shift.shock);
        for &(department, agents) in &shift.agents {
            scenario = scenario.agents(self.id(department), agents);
        }
        for &(department, skill) in &shift.skills {
            scenario = scenario.skill(self.id(department), skill);
        }
        for &((need, service), demand) in &shift.demands {
            let id = &self.statement.needs[need].services[service].id;
            scenario = scenario.demand_per_hour(id, demand);
        }
        scenario
    }

    /// The statement in the library's words, but for what only a scenario can state.
    pub(crate) fn parts(&self) -> Parts {
        let mut parts = self.statement.parts();
        let of_departments = (0..self.people.len())
            .filter(|&party| !self.is_customer(party))
            .map(|party| self.people[party]);
        for (department, people) in parts.departments.iter_mut().zip(of_departments) {
            let Some(People { skill, effort, staffing }) = people else { continue };
            let mut stated = department.clone().skill(skill).effort(effort);
            if let Some(staffing) = staffing {
                stated = stated.staffing(staffing);
            }
            *department = stated;
        }
        for (service, ((need, _), requests)) in parts.services.iter_mut().zip(self.services()) {
            let Requests { rate, retries } = requests;
            let stated = service.clone().retries(retries);
            *service = if self.is_customer(self.statement.needs[need].consumer) {
                stated.demand_per_hour(rate)
            } else {
                stated.requests_per_job(rate)
            };
        }
        parts
    }

    /// Builds the organisation it states.
    pub(crate) fn organisation(&self) -> Organisation {
        self.parts().organisation()
    }
}
