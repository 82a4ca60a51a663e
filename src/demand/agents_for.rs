//! How many agents a target takes.

use serde::Serialize;

use super::StaffingError;
use super::objective_at::{ObjectiveAt, ObjectivePoint};
use crate::explain::Objective;
use crate::network::Network;
use crate::organisation::Scenario;
use crate::quality::{SolveOptions, Status};
use crate::unit::Agents;

/// The fewest agents with which an objective reaches a target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AgentsFor {
    /// How many: a whole number unless fractions were asked for.
    pub agents: Agents,
    /// The objective with so many: the target or more.
    pub value: f64,
    /// The status of that state: one that did not converge was still falling, and its value may be
    /// more than is kept.
    pub status: Status,
}

/// How close fractional agents are found.
const FINEST: f64 = 1e-9;

/// More agents than these nobody states.
const MOST_AGENTS: f64 = 1e9;

impl Network {
    /// Looks for the fewest agents of a department with which an objective reaches a target, quality
    /// and demand together: whoever is served well need not ask again, so that one agent may make
    /// all the difference.
    ///
    /// For a waiting line by itself, with arrivals that are known, see
    /// [`Queue::agents_for`](crate::queue::Queue::agents_for).
    ///
    /// # Arguments
    ///
    /// * `target`: what [`Objective::value`] shall be at least.
    ///
    /// # Returns
    ///
    /// The least whole number, whatever fraction the department has today, that reaches the target
    /// and keeps the department's [`occupancy_cap`](crate::Staffing::occupancy_cap); `None` where no number
    /// suffices because others are in the way, and for NaN.
    ///
    /// # Errors
    ///
    /// [`StaffingError`] for an invalid scenario, and for what is no department with staff under
    /// it.
    ///
    /// # Complexity
    ///
    /// Two solves, and two more whenever the answer doubles; one where no number suffices.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::{
    ///     Department, ExternalCustomer, Objective, Organisation, Scenario, Service, Staffing,
    /// };
    ///
    /// // Ten requests an hour take an hour each, and whoever waits too long asks again.
    /// let staffing = Staffing::new(18.0, 60.0).target_wait_minutes(15.0);
    /// let organisation = Organisation::builder("Help desk")
    ///     .department(Department::new("it").staffing(staffing))
    ///     .customer(ExternalCustomer::new("users"))
    ///     .service(
    ///         Service::new("help", "it", "users").dependence(0.9).demand_per_hour(10.0).retries(1.5),
    ///     )
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let users = Objective::customers(&network)?;
    /// let today = Scenario::default();
    /// // Sixteen serve nearly everybody in time, fifteen nobody.
    /// let enough = network.agents_for("it", &today, &users, 0.5)?.unwrap();
    /// assert_eq!(enough.agents.get(), 16.0);
    /// assert!(enough.value > 0.98);
    /// // A tenth of what users need does not depend on IT.
    /// assert_eq!(network.agents_for("it", &today, &users, 0.05)?.unwrap().agents.get(), 0.0);
    /// // Better than perfect is nobody.
    /// assert_eq!(network.agents_for("it", &today, &users, 1.1)?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn agents_for(
        &self,
        department: impl AsRef<str>,
        scenario: &Scenario,
        objective: &Objective,
        target: f64,
    ) -> Result<Option<AgentsFor>, StaffingError> {
        let department = department.as_ref();
        self.agents_for_with(department, scenario, objective, target, &SolveOptions::default())
    }

    /// As [`agents_for`](Self::agents_for), with options for how states are solved; the lower state
    /// is never needed.
    ///
    /// # Errors
    ///
    /// As [`agents_for`](Self::agents_for).
    ///
    /// # Complexity
    ///
    /// As [`agents_for`](Self::agents_for).
    pub fn agents_for_with(
        &self,
        department: impl AsRef<str>,
        scenario: &Scenario,
        objective: &Objective,
        target: f64,
        options: &SolveOptions,
    ) -> Result<Option<AgentsFor>, StaffingError> {
        let department = department.as_ref();
        let (mut trial, _) = ObjectiveAt::new(self, department, scenario, objective, options)?;
        let found = fewest(&mut trial, target, options);
        Ok(found.map(|(enough, _)| AgentsFor::of(enough, options)))
    }

    /// As [`agents_for_with`](Self::agents_for_with), for agents who need not be whole: the least
    /// number of full-time equivalents, to a billionth of it or of one.
    ///
    /// # Errors
    ///
    /// As [`agents_for`](Self::agents_for).
    ///
    /// # Complexity
    ///
    /// As [`agents_for`](Self::agents_for), and 31 solves more.
    pub fn fractional_agents_for_with(
        &self,
        department: impl AsRef<str>,
        scenario: &Scenario,
        objective: &Objective,
        target: f64,
        options: &SolveOptions,
    ) -> Result<Option<AgentsFor>, StaffingError> {
        let department = department.as_ref();
        let (mut trial, _) = ObjectiveAt::new(self, department, scenario, objective, options)?;
        let Some((mut enough, mut too_few)) = fewest(&mut trial, target, options) else {
            return Ok(None);
        };
        while enough.agents - too_few > FINEST * enough.agents.max(1.0) && !options.is_stopped() {
            let middle = trial.at(f64::midpoint(too_few.max(0.0), enough.agents));
            if middle.agents >= enough.agents {
                break;
            }
            if middle.reaches(target) {
                enough = middle;
            } else {
                too_few = middle.agents;
            }
        }
        Ok(Some(AgentsFor::of(enough, options)))
    }
}

/// The fewest whole agents with whom a target is reached, and a number that is too few.
fn fewest(
    trial: &mut ObjectiveAt<'_>,
    target: f64,
    options: &SolveOptions,
) -> Option<(ObjectivePoint, f64)> {
    let most = trial.at(MOST_AGENTS);
    if !most.reaches(target) {
        return None;
    }
    let (mut enough, mut next, mut too_few) = (most, trial.at(0.0), -1.0);
    while !next.reaches(target) && !options.is_stopped() {
        too_few = next.agents;
        next = trial.at((2.0 * too_few).clamp(1.0, MOST_AGENTS));
    }
    if next.reaches(target) {
        enough = next;
    }
    while enough.agents - too_few > 1.0 && !options.is_stopped() {
        let middle = trial.at(f64::midpoint(too_few, enough.agents).floor());
        if middle.reaches(target) {
            enough = middle;
        } else {
            too_few = middle.agents;
        }
    }
    Some((enough, too_few))
}

impl ObjectivePoint {
    fn reaches(&self, target: f64) -> bool {
        self.value >= target && self.keeps_cap
    }
}

impl AgentsFor {
    fn of(point: ObjectivePoint, options: &SolveOptions) -> Self {
        let ObjectivePoint { agents, value, status, .. } = point;
        let status = options.status_of(status); // where stopped, fewer may do
        Self { agents: Agents::checked(agents), value, status }
    }
}
