//! Where the people of a department come to rest under the state of an assessment.

use serde::Serialize;

use super::dynamics::StaffDynamics;
use super::parameters::StaffParameters;
use super::resting_state::RestingState;
use crate::id::PartyId;
use crate::organisation::PartyRef;
use crate::outcome::OutcomeError;
use crate::outcome::customers::all_or_refused;
use crate::quality::Assessment;

/// The people of a department at rest: where they would come to if they were treated for good as in
/// an assessment, with as many posts as today.
///
/// Nothing of it changes the assessment: fewer agents make for a worse state, in which still fewer
/// stay. [`Network::budget_loop`](crate::Network::budget_loop) follows that.
///
/// # Examples
///
/// ```
/// use knockon::organisation::Turnover;
/// use knockon::outcome::StaffAtRest;
/// use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service, Staffing};
///
/// let turnover = Turnover::per_year(0.2)
///     .ratio(4.0)
///     .hired_through("hiring")
///     .hires_per_vacancy_year(4.0);
/// let staffing = Staffing::new(10.0, 6.0).target_wait_minutes(10.0);
/// let network = Organisation::builder("Help line")
///     .department(Department::new("hr"))
///     .department(Department::new("desk").staffing(staffing).turnover(turnover))
///     .customer(ExternalCustomer::new("callers"))
///     .service(Service::new("hiring", "hr", "desk").dependence(0.5))
///     .service(Service::new("calls", "desk", "callers").dependence(1.0).demand_per_hour(40.0))
///     .build()?
///     .compile()?;
/// // Human resources at half: twice as many quit, and half as many are hired for a vacancy.
/// let half = network.solve(&Scenario::new("half").capability("hr", 0.5))?;
/// let desk = &StaffAtRest::of(&half)?[0];
/// assert!((desk.quits_per_year - 0.4).abs() < 1e-12);
/// // 10.5 posts keep ten agents today; 2/(2 + 0.4) of them are filled then.
/// assert!((desk.filled - 10.5 * 2.0 / 2.4).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StaffAtRest {
    /// The department.
    pub department: PartyId,
    /// How satisfied its people are, 0..=1.
    pub satisfaction: f64,
    /// The same today, in the baseline.
    pub satisfaction_today: f64,
    /// Quits per person and year.
    pub quits_per_year: f64,
    /// The share of people who are away, 0..=1.
    pub absent: f64,
    /// The posts there is money for, as many as today.
    pub posts: f64,
    /// How many of them are filled.
    pub filled: f64,
    /// How many of those are newcomers.
    pub newcomers: f64,
    /// The agents that answer requests, on the scale of those stated.
    pub agents: f64,
    /// What newcomers make of skill, compared with today.
    pub skill_factor: f64,
}

impl StaffAtRest {
    /// Returns the departments with staff at rest, in the order stated.
    ///
    /// # Errors
    ///
    /// [`OutcomeError::NobodyHired`] where people quit, and nobody is hired today.
    ///
    /// # Complexity
    ///
    /// A solve of the baseline, and time linear in the services that these departments receive.
    pub fn of(assessment: &Assessment) -> Result<Vec<Self>, OutcomeError> {
        let network = assessment.network().stated();
        let today = network.baseline();
        let today = RestingState { assessment: &today, is_low: false };
        let now = RestingState { assessment, is_low: false };
        let Some(organisation) = network.layout().names().organisation() else {
            return Ok(Vec::new());
        };
        let staffed = organisation.parties().filter_map(|party| Some((party, party.staffing()?)));
        all_or_refused(staffed.map(|(party, it)| at_rest(party, it.agents, today, now)))
    }
}

fn at_rest(
    party: PartyRef<'_>,
    agents: f64,
    today: RestingState<'_>,
    now: RestingState<'_>,
) -> Result<StaffAtRest, OutcomeError> {
    let id = party.id().as_str();
    let employment = party.employment();
    let through = employment.and_then(|it| it.turnover.as_ref()?.hired_through.as_deref());
    let parameters = StaffParameters::of(agents, employment);
    let satisfaction_today = today.satisfaction(id);
    let dynamics = StaffDynamics::new(parameters, satisfaction_today, today.hiring(id, through))
        .ok_or_else(|| OutcomeError::NobodyHired { id: id.to_owned() })?;
    let satisfaction = now.satisfaction(id);
    let state = dynamics.at_rest(dynamics.posts_today, satisfaction, now.hiring(id, through));
    Ok(StaffAtRest {
        department: party.id().clone(),
        satisfaction,
        satisfaction_today,
        quits_per_year: dynamics.quits(satisfaction),
        absent: dynamics.absence(satisfaction),
        posts: dynamics.posts_today,
        filled: state.filled,
        newcomers: state.newcomers,
        agents: dynamics.agents(state, satisfaction),
        skill_factor: dynamics.skill_factor(state),
    })
}
