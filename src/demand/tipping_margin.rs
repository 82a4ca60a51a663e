//! [`TippingMargin`] says how many agents a department can lose before the organisation tips.

use serde::Serialize;

use super::StaffingError;
use super::objective_at::{ObjectiveAt, ObjectivePoint};
use crate::explain::Objective;
use crate::network::Network;
use crate::organisation::Scenario;
use crate::quality::{SolveOptions, Status};

/// A number of agents at which the organisation tips.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TippingMargin {
    /// With fewer agents than this, the organisation is in its lower state.
    pub agents: f64,
    /// How many agents the department has beyond that.
    pub margin: f64,
    /// The objective just above the jump.
    pub above: f64,
    /// The objective just below it.
    pub below: f64,
    /// The worse status of the two states: very close to a jump rounds may end before they settle,
    /// and the objective above it is then told from a state that was still falling.
    pub status: Status,
}

/// Nearer than this, of the agents that a department has, two numbers of agents are one. Quality
/// falls ever more steeply towards a jump, as a square root, and over a millionth of the department
/// by less than counts as a jump.
const WIDTH: f64 = 1.0 / 1_048_576.0;
/// States next to a jump take so many rounds at most. Most settle in some dozens; where departments
/// fall each at a pace of its own, nothing is extrapolated, and some ten thousand are taken.
const MOST_MARGIN_ROUNDS: u32 = 100_000;
/// An objective that falls by less than this, of its weight, makes no jump.
const LEAST_FALL: f64 = 1e-3;

impl Network {
    /// Looks for the number of agents of a department, below what it has, at which the best state
    /// of quality and demand jumps: with a little less, everybody asks again and nobody is served.
    ///
    /// A fall counts as a jump if it is more than a thousandth of the objective's weight within a
    /// millionth of the agents that the department has.
    ///
    /// # Returns
    ///
    /// The jump nearest to what the department has; `None` where quality falls steadily all the way
    /// to no agents, where every state on the way could not be told from its neighbours, and for an
    /// objective without weight.
    ///
    /// # Errors
    ///
    /// [`StaffingError`] for an invalid scenario, and for what is no department with staff under
    /// it.
    ///
    /// # Complexity
    ///
    /// Up to a thousand solves or so where the objective falls evenly all the way to no agents, and
    /// some twenty more where it jumps. Close to a jump a solve may take many rounds; up to 100,000
    /// are allowed, ten times as many as of other solves.
    ///
    /// # Examples
    ///
    /// ```
    /// use knockon::explain::Objective;
    /// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service, Staffing};
    ///
    /// // Whoever waits too long for IT asks again: ten requests an hour become up to twenty-five.
    /// let staffing = Staffing::new(18.0, 60.0).target_wait_minutes(15.0);
    /// let organisation = Organisation::builder("Help desk")
    ///     .department(Department::new("it").staffing(staffing))
    ///     .customer(ExternalCustomer::new("users"))
    ///     .service(
    ///         Service::new("help", "it", "users").dependence(1.0).demand_per_hour(10.0).retries(1.5),
    ///     )
    ///     .build()?;
    /// let network = organisation.compile()?;
    /// let users = Objective::customers(&network)?;
    /// let tipping_margin = network.tipping_margin("it", &Scenario::default(), &users)?.unwrap();
    /// // Sixteen serve nearly everybody in time, fifteen nobody.
    /// assert!(tipping_margin.agents > 15.0 && tipping_margin.agents < 16.0);
    /// assert!(tipping_margin.above > 0.9 && tipping_margin.below < 0.01);
    /// let users_of = |agents| network.solve(&Scenario::new("").agents("it", agents));
    /// assert!(users_of(16.0)?.quality("users").unwrap().get() > 0.98);
    /// assert!(users_of(15.0)?.quality("users").unwrap().get() < 0.01);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tipping_margin(
        &self,
        department: impl AsRef<str>,
        scenario: &Scenario,
        objective: &Objective,
    ) -> Result<Option<TippingMargin>, StaffingError> {
        let department = department.as_ref();
        let options = SolveOptions::default().max_rounds(MOST_MARGIN_ROUNDS);
        self.tipping_margin_with(department, scenario, objective, &options)
    }

    /// As [`tipping_margin`](Self::tipping_margin), with options for how states are solved; the
    /// lower state is never needed.
    ///
    /// Next to a jump a state may take many rounds to settle:
    /// [`max_rounds`](SolveOptions::max_rounds) limits them.
    ///
    /// # Errors
    ///
    /// [`StaffingError`] as of [`tipping_margin`](Self::tipping_margin).
    ///
    /// # Complexity
    ///
    /// As [`tipping_margin`](Self::tipping_margin).
    pub fn tipping_margin_with(
        &self,
        department: impl AsRef<str>,
        scenario: &Scenario,
        objective: &Objective,
        options: &SolveOptions,
    ) -> Result<Option<TippingMargin>, StaffingError> {
        let department = department.as_ref();
        let (trial, agents) = ObjectiveAt::new(self, department, scenario, objective, options)?;
        let least = LEAST_FALL * objective.weights_on(self)?.total();
        if least <= 0.0 {
            return Ok(None);
        }
        let mut search = JumpSearch { trial, least, width: WIDTH * agents };
        let none = search.trial.at(0.0);
        let today = search.trial.at(agents);
        let tipping_margin = search.between(none, today).map(|(below, above)| TippingMargin {
            agents: above.agents,
            margin: agents - above.agents,
            above: above.value,
            below: below.value,
            status: options.status_of(above.status.max(below.status)),
        });
        Ok(tipping_margin)
    }
}

struct JumpSearch<'a> {
    trial: ObjectiveAt<'a>,
    /// A fall that may be a jump.
    least: f64,
    /// Nearer than this, two numbers of agents are one.
    width: f64,
}

impl JumpSearch<'_> {
    /// Finds the uppermost jump between two points: halves whatever falls by enough, the upper
    /// half first.
    fn between(
        &mut self,
        below: ObjectivePoint,
        above: ObjectivePoint,
    ) -> Option<(ObjectivePoint, ObjectivePoint)> {
        let mut pending = vec![(below, above)];
        while let Some((below, above)) = pending.pop() {
            if above.value - below.value < self.least {
                continue;
            }
            if above.agents - below.agents <= self.width || self.trial.is_stopped() {
                return Some((below, above));
            }
            let middle = self.trial.at(f64::midpoint(below.agents, above.agents));
            pending.push((below, middle));
            pending.push((middle, above));
        }
        None
    }
}
