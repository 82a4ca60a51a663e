//! Segments by exposure against their customers in memory.

use knockon::exposure::{Exposure, ExposureError};
use knockon::{Assessment, Objective};

use super::{Outcome, Subject, Verdict, near, said};

/// How far the quality of one customer may be off.
const ONE: f64 = 1e-14;
/// How far the mean of a segment may be off.
const SEGMENT: f64 = 1e-13;
/// How far shares of a change may be off.
const SHARES: f64 = 1e-11;

/// Every customer with an exposure, and all of them as one segment, have the quality and the shares
/// that they have in memory.
pub(super) fn exposure_is_customers(subject: &Subject<'_>) -> Verdict {
    let network = &subject.network;
    let customers = subject.case.statement.parties.iter().filter(|party| party.is_customer);
    let mut linear = Vec::new();
    for customer in customers {
        let id = customer.id.as_str();
        match Exposure::of_network(network, |other| (other == id).then_some("one")) {
            Ok(exposure) => {
                for state in states(subject, &exposure)? {
                    let quality = segment(&exposure, state)?;
                    let in_memory = state.quality(id).map_or(f64::NAN, f64::from);
                    near(id, quality, in_memory, ONE)?;
                }
                linear.push(customer);
            }
            Err(ExposureError::NotLinear { customer, .. }) if customer == id => {}
            Err(ExposureError::NoPopulation { .. }) if customer.population <= 0.0 => {}
            Err(error) => return Err(format!("{id}: {error}")),
        }
    }
    let total: f64 = linear.iter().map(|customer| customer.population).sum();
    if total <= 0.0 {
        return Ok(Outcome::NotAsked);
    }
    let is_linear = |id: &str| linear.iter().any(|customer| customer.id == id);
    let exposure = Exposure::of_network(network, |id| is_linear(id).then_some("all"));
    let exposure = exposure.map_err(said)?;
    let weights = linear.iter().map(|customer| (&*customer.id, customer.population / total));
    let weights = weights.filter(|&(_, weight)| weight >= 1e-100);
    let by_customers = Objective::weighted(network, "all", weights).map_err(said)?;
    let by_exposure = exposure.objective("all").map_err(said)?;
    let states = states(subject, &exposure)?;
    for state in &states {
        let in_memory = by_customers.value(state).map_err(said)?;
        near("all", segment(&exposure, state)?, in_memory, SEGMENT)?;
        near("objective", by_exposure.value(state).map_err(said)?, in_memory, SEGMENT)?;
    }
    if let [before, after] = states.as_slice()
        && subject.settled()
    {
        let explanation = after.compared_with(before).map_err(said)?.explain();
        let shares = |of| explanation.contributions(of).map_err(said);
        let (in_memory, found) = (shares(&by_customers)?, shares(&by_exposure)?);
        if in_memory.split.is_followed() && found.split.is_followed() {
            for share in &in_memory.contributions {
                let same = found.contributions.iter().find(|other| other.source == share.source);
                let change = same.map_or(0.0, |other| other.change);
                near(share.source.id(), change, share.change, SHARES)?;
            }
        }
    }
    Ok(Outcome::Held)
}

/// The states that an exposure follows: the baseline, and the scenario unless it changes a customer.
fn states<'a>(
    subject: &'a Subject<'_>,
    exposure: &Exposure,
) -> Result<Vec<&'a Assessment>, String> {
    let [before, after] = subject.solved();
    match exposure.qualities(after) {
        Ok(_) => Ok(vec![before, after]),
        Err(ExposureError::CustomerChanged { .. }) => Ok(vec![before]),
        Err(error) => Err(error.to_string()),
    }
}

/// The quality of the one segment.
fn segment(exposure: &Exposure, state: &Assessment) -> Result<f64, String> {
    let mut qualities = exposure.qualities(state).map_err(said)?;
    Ok(qualities.next().map_or(f64::NAN, |segment| segment.quality.get()))
}
