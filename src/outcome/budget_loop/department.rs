//! The people of one department in the loop.

use std::collections::VecDeque;

use super::result::LoopDepartment;
use crate::id::PartyId;
use crate::organisation::PartyRef;
use crate::outcome::OutcomeError;
use crate::outcome::staff::{StaffDynamics, StaffParameters, StaffState};

/// A department with staff.
#[derive(Debug, Clone)]
pub(super) struct DepartmentOverYears {
    pub(super) id: PartyId,
    /// As stated.
    pub(super) agents: f64,
    pub(super) skill: f64,
    /// The service that finds people, and its lag in years.
    pub(super) hired_through: Option<(String, f64)>,
    elasticity: f64,
    dynamics: StaffDynamics,
    state: StaffState,
    posts: f64,
    satisfaction: f64,
    reserve: f64,
    /// What was received of those who hire: when each period began and ended, in years, and the mean
    /// over it; as far back as the lag reaches.
    hiring: VecDeque<(f64, f64, f64)>,
    hiring_today: f64,
}

/// What people went through in a period.
#[derive(Debug, Clone, Copy)]
pub(super) struct LoopPeriod {
    /// When it ended, in years since the start.
    pub(super) end: f64,
    pub(super) years: f64,
    pub(super) satisfaction: f64,
    /// What was received of those who hire, on average.
    pub(super) hiring: f64,
    pub(super) reserve: f64,
}

/// Fewer people than this share of today's are none.
const NOBODY: f64 = 1e-3;

impl DepartmentOverYears {
    pub(super) fn new(
        party: PartyRef<'_>,
        agents: f64,
        elasticity: f64,
        [satisfaction, hiring]: [f64; 2],
    ) -> Result<Self, OutcomeError> {
        let employment = party.employment();
        let parameters = StaffParameters::of(agents, employment);
        let Some(dynamics) = StaffDynamics::new(parameters, satisfaction, hiring) else {
            return Err(OutcomeError::NobodyHired { id: party.id().to_string() });
        };
        let through = employment.and_then(|it| it.turnover.as_ref()?.hired_through.clone());
        let lag = |id: &String| {
            let service = party.services_received().find(|service| service.id().as_str() == id);
            service.map_or(0.0, |service| super::years::years_of(service.lag()))
        };
        Ok(Self {
            id: party.id().clone(),
            agents,
            skill: party.skill().map_or(1.0, crate::unit::Quality::get),
            hired_through: through.map(|id| (id.clone(), lag(&id))),
            elasticity: employment
                .and_then(|it| it.budget_elasticity)
                .map_or(elasticity, |it| it.value),
            posts: dynamics.posts_today,
            state: dynamics.start(),
            dynamics,
            satisfaction,
            reserve: 1.0,
            hiring: VecDeque::new(),
            hiring_today: hiring,
        })
    }

    /// Agents as a share of those stated; exactly 1 where nothing moves them.
    pub(super) fn agents_share(&self) -> f64 {
        let agents = self.dynamics.agents(self.state, self.satisfaction);
        if self.agents > 0.0 { settled(agents / self.agents) } else { 1.0 }
    }

    /// Skill as a share of what is stated.
    pub(super) fn skill_share(&self) -> f64 {
        settled(self.dynamics.skill_factor(self.state))
    }

    pub(super) fn has_nobody(&self) -> bool {
        self.agents > 0.0 && self.state.filled < NOBODY * self.agents
    }

    /// What was received, a lag ago, on average over a period of such a length.
    fn hiring_a_lag_ago(&self, end: f64, years: f64) -> f64 {
        let lag = self.hired_through.as_ref().map_or(0.0, |&(_, lag)| lag);
        let (from, to) = (end - years - lag, end - lag);
        let mut area = self.hiring_today * (0.0 - from).clamp(0.0, years);
        for &(start, end, mean) in &self.hiring {
            area += mean * (to.min(end) - from.max(start)).max(0.0);
        }
        area / years
    }

    /// Goes through a period.
    pub(super) fn follow(&mut self, period: LoopPeriod) {
        let LoopPeriod { end, years, satisfaction, hiring, reserve } = period;
        self.hiring.push_back((end - years, end, hiring));
        let lag = self.hired_through.as_ref().map_or(0.0, |&(_, lag)| lag);
        while self.hiring.front().is_some_and(|&(_, known, _)| known < end - years - lag) {
            self.hiring.pop_front();
        }
        let hiring = self.hiring_a_lag_ago(end, years);
        self.dynamics.step(&mut self.state, self.posts, satisfaction, hiring, years);
        (self.satisfaction, self.reserve) = (satisfaction, reserve);
    }

    /// Gets the posts that revenue, as a share of today's, pays for.
    pub(super) fn budget(&mut self, revenue_share: f64) {
        if self.elasticity > 0.0 {
            self.posts = self.dynamics.posts_today * settled(revenue_share).powf(self.elasticity);
        }
    }

    pub(super) fn point(&self) -> LoopDepartment {
        LoopDepartment {
            id: self.id.clone(),
            posts: self.posts,
            filled: self.state.filled,
            agents: self.dynamics.agents(self.state, self.satisfaction),
            satisfaction: self.satisfaction,
            reserve: self.reserve,
        }
    }
}

/// 1 where a share is that but for rounding: what does not move changes nothing.
pub(super) fn settled(share: f64) -> f64 {
    const ROUNDING: f64 = 1e-12;
    if (share - 1.0).abs() <= ROUNDING { 1.0 } else { share }
}
