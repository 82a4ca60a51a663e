//! Quality of everybody over a part of a period: by a timeline that goes on, or at rest.

use chrono::TimeDelta;

use super::department::DepartmentOverYears;
use super::options::{BudgetLoopOptions, LoopStart, Settling};
use super::years::years_of;
use crate::network::Network;
use crate::organisation::Scenario;
use crate::outcome::OutcomeError;
use crate::outcome::staff::RestingState;
use crate::quality::{Status, Uniqueness, Workspace};
use crate::time::{Ending, SteadyState, Timeline, TimelineEnd, TimelinePlan};

/// Quality over a part of a period.
#[derive(Debug)]
pub(super) struct PartQuality {
    /// Of each customer: years, and the qualities that a straight line joins over them.
    pub(super) trajectories: Vec<Vec<(f64, [f64; 2])>>,
    /// Of each department: satisfaction, what is received of those who hire, and what is left of
    /// the crisis reserve.
    pub(super) staff: Vec<[f64; 3]>,
    /// Whether it leads to a worse state than the best.
    pub(super) has_tipped: bool,
    pub(super) status: Status,
}

/// Where quality stands between two parts.
pub(super) struct QualitySource<'a> {
    network: &'a Network,
    options: &'a BudgetLoopOptions,
    customers: Vec<String>,
    /// Where the timeline before ended.
    end: Option<TimelineEnd>,
    /// Whether the worst state still holds, at rest.
    is_low: bool,
    workspace: Workspace,
}

/// A step of a timeline is this part of a period at most.
const STEPS_PER_PERIOD: i32 = 64;
/// How far off a step may be.
const TOLERANCE: f64 = 0.002;
/// Customers take steps of a week at most where quality stays as it is.
const LONGEST_STEP_YEARS: f64 = 7.0 / 365.25;

impl<'a> QualitySource<'a> {
    pub(super) fn new(network: &'a Network, options: &'a BudgetLoopOptions) -> Self {
        let layout = network.layout();
        let id = |&party: &_| layout.party_id(party).to_string();
        Self {
            network,
            options,
            customers: layout.customers_as_stated().iter().map(id).collect(),
            end: None,
            is_low: options.start == LoopStart::Collapse,
            workspace: Workspace::new(),
        }
    }

    /// Follows quality over a time in which one scenario is in force.
    pub(super) fn follow(
        &mut self,
        length: TimeDelta,
        scenario: Scenario,
        departments: &[DepartmentOverYears],
    ) -> Result<PartQuality, OutcomeError> {
        match self.options.settling {
            Settling::OverTime => self.over_time(length, scenario, departments),
            Settling::AtRest => self.at_rest(length, &scenario, departments),
        }
    }

    fn over_time(
        &mut self,
        length: TimeDelta,
        scenario: Scenario,
        departments: &[DepartmentOverYears],
    ) -> Result<PartQuality, OutcomeError> {
        let hiring = departments.iter().filter_map(|it| Some(it.hired_through.as_ref()?.0.clone()));
        let mut plan = TimelinePlan::lasting(length)
            .step(self.options.period / STEPS_PER_PERIOD)
            .tolerance(TOLERANCE)
            .solve(self.options.solve.clone())
            .keep(self.customers.iter().cloned())
            .watch(hiring);
        if !scenario.is_empty() {
            plan = plan.from(TimeDelta::zero(), scenario);
        }
        plan = match self.end.take() {
            Some(end) => plan.starting_from(end).ending_earlier_scenarios(),
            None if self.is_low => plan.starting_low(),
            None => plan,
        };
        let timeline = self.network.timeline(&plan)?;
        self.end = Some(timeline.end());
        let trajectories = self.customers.iter().map(|id| trajectory(&timeline, id)).collect();
        let of_department = |department: &DepartmentOverYears| {
            let through = department.hired_through.as_ref();
            let hiring = through.and_then(|(service, _)| timeline.mean_received(service));
            [
                timeline.mean_satisfaction(&department.id).unwrap_or(1.0),
                hiring.unwrap_or(1.0),
                timeline.reserve_left(&department.id).unwrap_or(1.0),
            ]
        };
        let has_tipped = match timeline.ending() {
            Ending::Reached(to) | Ending::OnItsWay { to, .. } => to != SteadyState::Best,
            _ => false,
        };
        Ok(PartQuality {
            trajectories,
            staff: departments.iter().map(of_department).collect(),
            has_tipped,
            status: timeline.status(),
        })
    }

    fn at_rest(
        &mut self,
        length: TimeDelta,
        scenario: &Scenario,
        departments: &[DepartmentOverYears],
    ) -> Result<PartQuality, OutcomeError> {
        let options = self.options.solve.clone().lower_state(self.is_low);
        let assessment = self.network.solve_with(scenario, &options, &mut self.workspace)?;
        // Once there is one state alone, it is the best one for good.
        self.is_low &= assessment.uniqueness() == Uniqueness::Multiple;
        let state = RestingState { assessment: &assessment, is_low: self.is_low };
        let steps = (years_of(length) / LONGEST_STEP_YEARS).ceil().max(1.0);
        let step = years_of(length) / steps;
        let trajectory = |id: &String| {
            let quality = state.quality(id);
            let mut trajectory = Vec::new();
            let mut left = steps;
            while left > 0.5 {
                trajectory.push((step, [quality; 2]));
                left -= 1.0;
            }
            trajectory
        };
        Ok(PartQuality {
            trajectories: self.customers.iter().map(trajectory).collect(),
            staff: departments.iter().map(|it| staff_at_rest(state, it)).collect(),
            has_tipped: self.is_low,
            status: assessment.status(),
        })
    }
}

/// How satisfied people are, and what is received of those who hire; a crisis reserve is not used at
/// rest.
fn staff_at_rest(state: RestingState<'_>, department: &DepartmentOverYears) -> [f64; 3] {
    let id = department.id.as_str();
    let through = department.hired_through.as_ref().map(|(service, _)| service.as_str());
    [state.satisfaction(id), state.hiring(id, through), 1.0]
}

/// What a customer experienced over a timeline.
fn trajectory(timeline: &Timeline, id: &str) -> Vec<(f64, [f64; 2])> {
    let Some(series) = timeline.series(id) else { return Vec::new() };
    let points = series.points().zip(series.points().skip(1));
    let segment = |((from, before), (to, after)): ((TimeDelta, f64), (TimeDelta, f64))| {
        (years_of(to - from), [before, after])
    };
    points.map(segment).filter(|&(years, _)| years > 0.0).collect()
}
