//! Which departments cost most, by the states at rest, and what a point of each is worth.

use super::base::CustomerBase;
use super::error::OutcomeError;
use super::stated::stated_customers;
use crate::network::Network;
use crate::organisation::{Invalid, Organisation, Scenario};
use crate::quality::{Objective, PartyQuality, SolveOptions, Workspace};

/// Id and name of every department, the one first that costs most revenue in the state at rest where
/// it is at a capability, weighted by what a point of each customer's quality is worth; by revenue
/// today where customers come to no rest.
pub(super) fn departments_by_loss(
    network: &Network,
    capability: f64,
    solve: &SolveOptions,
) -> Result<Vec<(String, String)>, OutcomeError> {
    let baseline = network.baseline();
    let objective = match CustomerBase::at_rest(&baseline)?.worth() {
        // Whatever else is refused, is refused by customers at rest.
        Err(OutcomeError::Growing { .. } | OutcomeError::Several { .. }) => revenue_today(network)?,
        worth => worth?,
    };
    let weights = objective.weights_on(network).map_err(crate::quality::ObjectiveError::from)?;
    let solve = solve.clone().lower_state(false);
    let mut workspace = Workspace::new();
    let mut ranked = Vec::new();
    for party in baseline.parties().filter(PartyQuality::is_department) {
        let id = party.id().to_string();
        let less = Scenario::new(&*id).capability(&*id, capability);
        // A department that only groups others has no capability.
        let Ok(resolved) = network.resolve(&less) else { continue };
        let after = resolved.solve_with(&solve, &mut workspace);
        let lost = -weights.sum_of_changes(baseline.dense_qualities(), after.dense_qualities());
        workspace.recycle(after);
        ranked.push((lost, id, party.name().into_owned()));
    }
    ranked.sort_by(|(one, ..), (two, ..)| two.total_cmp(one));
    Ok(ranked.into_iter().map(|(_, id, name)| (id, name)).collect())
}

/// What customers spend in a year today, by the quality they receive.
fn revenue_today(network: &Network) -> Result<Objective, OutcomeError> {
    let layout = network.layout();
    let customers = layout.customers_as_stated().iter().zip(stated_customers(network));
    let spending =
        customers.filter(|(_, stated)| stated.revenue.is_some()).map(|(&party, stated)| {
            let today = stated.values();
            (layout.party_id(party).to_string(), today.population * today.revenue_per_year)
        });
    Ok(Objective::weighted(network, "revenue today", spending.collect::<Vec<_>>())?)
}

/// The same organisation without people: nobody waits, and capabilities are as stated.
///
/// What a point of capability is worth at rest is asked of it, since that of a department with staff
/// follows from its load.
///
/// # Errors
///
/// [`Invalid`] where what is left is no organisation.
pub fn without_people(organisation: &Organisation) -> Result<Organisation, Invalid> {
    let mut builder = organisation.to_builder();
    for department in &mut builder.departments {
        (department.staffing, department.effort, department.employment) = (None, None, None);
    }
    for incident in &mut builder.valuation.incidents {
        incident.agents.clear();
    }
    builder.valuation.incidents.retain(|incident| !incident.is_empty());
    for service in builder.services.list() {
        let terms = &mut service.terms;
        (terms.requests_per_job, terms.demand_per_hour, terms.retries) = (0.0, 0.0, 0.0);
        (terms.handling_minutes, terms.handling_variation) = (None, 1.0);
    }
    builder.build()
}
