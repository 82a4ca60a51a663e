//! What customers feel of each department at other capabilities, one department at a time.

use serde::Serialize;

use crate::id::PartyId;
use crate::network::Network;
use crate::organisation::{Invalid, Scenario};
use crate::quality::{Batch, SolveOptions, Workspace};
use crate::unit::Quality;

/// What external customers feel while one department is more or less capable and everybody else as
/// assessed. Whatever else a scenario sets of that department, such as its agents, it sets no more.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Curves {
    /// The capabilities: 0, 0.05, .., 1.
    pub capabilities: Vec<f64>,
    /// The external customers.
    pub customers: Vec<PartyId>,
    /// One curve a department.
    pub departments: Vec<Curve>,
}

/// What customers feel of one department.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Curve {
    /// The department.
    pub department: PartyId,
    /// Its capability as assessed.
    pub now: f64,
    /// Of each customer the quality at each capability.
    pub qualities: Vec<Vec<f64>>,
}

/// How many steps there are from 0 to 1.
const STEPS: u32 = 20;

impl Curves {
    /// Solves chosen departments at 21 capabilities each, under a scenario.
    ///
    /// # Errors
    ///
    /// [`Invalid`] where the scenario does not fit, or an id is no department's.
    ///
    /// # Complexity
    ///
    /// A batch of 21 states a department; qualities of the first `max_customers` customers are kept.
    pub fn of(
        network: &Network,
        scenario: &Scenario,
        departments: impl IntoIterator<Item = impl AsRef<str>>,
        max_customers: usize,
        options: &SolveOptions,
    ) -> Result<Self, Invalid> {
        let assessed = network.solve_with(scenario, options, &mut Workspace::new())?;
        let customers = assessed.parties().filter(|party| !party.is_department());
        let customers: Vec<PartyId> = customers.take(max_customers).map(|it| it.id()).collect();
        let departments: Vec<String> =
            departments.into_iter().map(|id| id.as_ref().to_owned()).collect();
        let capabilities: Vec<f64> =
            (0..=STEPS).map(|step| f64::from(step) / f64::from(STEPS)).collect();
        let mut batch = Batch::of(network).with_options(options.clone());
        for customer in &customers {
            if let Ok(with) = batch.clone().party(customer) {
                batch = with;
            }
        }
        let scenarios = departments.iter().flat_map(|department| {
            let at = |capability: &f64| {
                scenario.clone().without(department).capability(department.as_str(), *capability)
            };
            capabilities.iter().map(at).collect::<Vec<_>>()
        });
        let mut outcomes = batch.solve(scenarios);
        let mut curves = Vec::with_capacity(departments.len());
        for department in &departments {
            let mut qualities = vec![Vec::with_capacity(capabilities.len()); customers.len()];
            for outcome in outcomes.by_ref().take(capabilities.len()) {
                let outcome = outcome?;
                for (of_customer, (_, quality)) in qualities.iter_mut().zip(outcome.qualities()) {
                    of_customer.push(quality.get());
                }
            }
            let now = assessed.capability(department).map_or(1.0, Quality::get);
            let department = assessed.party(department).map(|party| party.id());
            curves.extend(department.map(|department| Curve { department, now, qualities }));
        }
        Ok(Self { capabilities, customers, departments: curves })
    }
}
