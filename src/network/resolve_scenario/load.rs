//! What scenarios set of people and requests.

use super::{QUALITY, ScenarioResolver, SectionEntries, ValueRange};
use crate::network::{Demand, DeptIx, EdgeIx, Parameter};
use crate::organisation::{Place, Problem, ProblemCode, Scenario, Section};
use crate::unit::{Agents, Figure, Rate};

impl ScenarioResolver<'_> {
    /// Resolves agents; `capable` are the departments whose capability is set, in order.
    pub(super) fn agents(&mut self, scenario: &Scenario, capable: &[DeptIx]) -> Vec<(DeptIx, f64)> {
        let range = ValueRange { allows: Agents::allows, words: Agents::RANGE };
        let mut of = SectionEntries::new(Section::Agents, "agents", &range);
        let mut agents = Vec::new();
        for entry @ (id, value) in scenario.agents_set() {
            let Some(department) = self.department(&mut of, entry) else { continue };
            self.check_staffed(of.section, id, department, capable);
            agents.push((department, value));
        }
        agents
    }

    /// Resolves factors of stated agents; `set` are those of departments whose agents are set.
    pub(super) fn agents_by_factor(
        &mut self,
        scenario: &Scenario,
        capable: &[DeptIx],
        set: &[(DeptIx, f64)],
    ) -> Vec<(DeptIx, f64)> {
        let range = ValueRange { allows: Rate::allows, words: Rate::RANGE };
        let mut of = SectionEntries::new(Section::AgentsFactor, "an agents factor", &range);
        let mut taken: Vec<DeptIx> =
            set.iter().map(|&(department, _)| department).chain(capable.iter().copied()).collect();
        let mut agents = Vec::new();
        for entry @ (id, factor) in scenario.agents_factors() {
            let Some(department) = self.department(&mut of, entry) else { continue };
            self.check_staffed(of.section, id, department, capable);
            if set.iter().any(|&(of, _)| of == department) {
                let message = format!(
                    "the scenario sets the agents of `{id}`, so a factor of stated ones changes \
                     nothing; set one of them alone"
                );
                self.problem(ProblemCode::IgnoredSetting, of.section, id, message);
            }
            taken.push(department);
            agents.push((department, factor));
        }
        if let Some(factor) = scenario.agents_factor_of_all {
            if !Rate::allows(factor) {
                let place = Place::whole(Section::AgentsFactorOfAll, "");
                let factor = Figure(factor);
                let message = format!("agents factor `{factor}` is outside {}", Rate::RANGE);
                self.problems.push(Problem::new(ProblemCode::OutOfRange, place, message));
            }
            taken.sort_unstable();
            let workforces = self.demand().into_iter().flat_map(|demand| &demand.workforces);
            let staffed = workforces.filter(|workforce| workforce.staff.is_some());
            let staffed: Vec<_> = staffed.map(|workforce| workforce.department).collect();
            if staffed.is_empty() {
                let message = "no department states staffing, so an agents factor changes nothing; state \
                               `staffing`, or set capabilities";
                let place = Place::whole(Section::AgentsFactorOfAll, "");
                self.problems.push(Problem::new(ProblemCode::IgnoredSetting, place, message));
            }
            let free = staffed
                .into_iter()
                .filter(|department| taken.binary_search(department).is_err())
                .filter(|&department| !self.in_force.is_staffing_set(department));
            agents.extend(free.map(|department| (department, factor)));
        }
        agents.retain(|&(_, factor)| Rate::allows(factor)); // others are reported
        for (department, agents) in &mut agents {
            *agents *= self.layout.stated_value(Parameter::Agents(*department));
            if !Agents::allows(*agents) {
                let id = self.layout.party_id(*department);
                let range = ValueRange { allows: Agents::allows, words: Agents::RANGE };
                self.check(
                    of.section,
                    id.as_str(),
                    "product of factor and agents",
                    &range,
                    *agents,
                );
            }
        }
        agents
    }

    /// Refuses agents of a department that has none, or whose capability is set.
    fn check_staffed(
        &mut self,
        section: Section,
        id: &str,
        department: DeptIx,
        capable: &[DeptIx],
    ) {
        let workforce = self.demand().and_then(|demand| demand.workforce_of(department));
        if workforce.is_none_or(|workforce| workforce.staff.is_none()) {
            let message = format!(
                "department `{id}` states no staffing, so it has no agents; state `staffing`, or \
                 set its capability"
            );
            self.problem(ProblemCode::IgnoredSetting, section, id, message);
        } else if capable.binary_search(&department).is_ok() {
            let message = format!(
                "the scenario sets the capability of `{id}`, so its agents change nothing; set one \
                 of them alone"
            );
            self.problem(ProblemCode::IgnoredSetting, section, id, message);
        } else {
            self.check_parts(section, id, department);
        }
    }

    /// Resolves skills, as [`agents`](Self::agents).
    pub(super) fn skills(&mut self, scenario: &Scenario, capable: &[DeptIx]) -> Vec<(DeptIx, f64)> {
        let mut of = SectionEntries::new(Section::Skill, "a skill", &QUALITY);
        let mut skills = Vec::new();
        for entry @ (id, value) in scenario.skills() {
            let Some(department) = self.department(&mut of, entry) else { continue };
            if self.demand().and_then(|demand| demand.workforce_of(department)).is_none() {
                let message = format!(
                    "department `{id}` states no skill, staffing or effort; set its capability"
                );
                self.problem(ProblemCode::IgnoredSetting, of.section, id, message);
            } else if capable.binary_search(&department).is_ok() {
                let message = format!(
                    "the scenario sets the capability of `{id}`, so its skill changes nothing; set \
                     one of them alone"
                );
                self.problem(ProblemCode::IgnoredSetting, of.section, id, message);
            } else {
                self.check_parts(of.section, id, department);
            }
            skills.push((department, value));
        }
        skills
    }

    pub(super) fn demands(&mut self, scenario: &Scenario) -> Vec<(EdgeIx, f64)> {
        let section = Section::DemandPerHour;
        let range = ValueRange { allows: Rate::allows, words: Rate::RANGE };
        let mut of = SectionEntries::new(section, "a demand per hour", &range);
        let mut demands = Vec::new();
        for entry @ (id, value) in scenario.demands_per_hour() {
            self.check_once(&mut of, entry);
            let Some(entry) = self.entry(section, id) else { continue };
            if self.layout.is_department(self.layout.consumer(entry)) {
                let message = format!(
                    "service `{id}` serves a department, which asks for `requests_per_job`; only \
                     demand of external customers can be set"
                );
                self.problem(ProblemCode::IgnoredSetting, section, id, message);
            } else if self.demand().is_none() {
                let message = format!(
                    "the organisation states no requests and no staff, so the demand on `{id}` \
                     changes nothing; state `staffing` on departments"
                );
                self.problem(ProblemCode::IgnoredSetting, section, id, message);
            }
            demands.push((entry, value));
        }
        demands
    }

    pub(super) fn retries(&mut self, scenario: &Scenario) -> Vec<(EdgeIx, f64)> {
        let section = Section::Retries;
        let range = ValueRange { allows: Rate::allows, words: Rate::RANGE };
        let mut of = SectionEntries::new(section, "retries", &range);
        let mut retries = Vec::new();
        for entry @ (id, value) in scenario.retries_set() {
            self.check_once(&mut of, entry);
            let Some(entry) = self.entry(section, id) else { continue };
            // What was proved of a network without any would hold no longer.
            if self.layout.stated_value(Parameter::Retries(entry)) <= 0.0 {
                let message = format!(
                    "service `{id}` states no `retries`, which a scenario can then not set; state \
                     some, above 0, beside its requests"
                );
                self.problem(ProblemCode::IgnoredSetting, section, id, message);
            }
            retries.push((entry, value));
        }
        retries
    }

    fn demand(&self) -> Option<&Demand> {
        self.layout.demand()
    }
}
