//! Whose trouble was read: services with injected faults, every quality read, dependences fitted on
//! the other run.

use std::collections::BTreeMap;

use knockon::evidence::fit::OrganisationFit;
use knockon::quality::{InferOptions, Inference, Noise};
use knockon::unit::Dependence;
use knockon::{Network, Objective, Scenario};

use super::Outcome;
use super::petshop::Reading;

/// Of the instants of injected faults how many name the service where the fault was.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Instants of faults in a service that was read.
    pub(super) instants: usize,
    /// Those of which some cause is named ...
    pub(super) with_cause: usize,
    /// ... the first of them the right one.
    pub(super) right: usize,
    /// Calm instants, and those of which some cause is named.
    pub(super) calm: usize,
    pub(super) false_alarms: usize,
}

/// Infers every instant of a run; unless the usual tolerance is taken, noise is learned from the first
/// half of its calm instants.
pub(super) fn named(
    fitted: &OrganisationFit,
    readings: &[Reading],
    metric: &str,
    learns: bool,
    quality: &dyn Fn(&Reading, &str) -> Option<f64>,
) -> Outcome<Named> {
    let network = fitted.organisation_assuming(Dependence::new(0.0)?).compile()?;
    let everyone = Objective::customers(&network)?;
    let is_calm = |it: &&Reading| it.part == "noissue";
    let calm: Vec<&Reading> = readings.iter().filter(is_calm).collect();
    let (normal, later) = calm.split_at(calm.len() / 2);
    let scenarios = normal.iter().map(|it| scenario(&network, it, quality));
    let inferred: Result<Vec<Inference>, _> = scenarios.map(|read| network.infer(&read)).collect();
    let noise = if learns { Noise::learn(&inferred?) } else { Noise::default() };
    let options = InferOptions::default().noise(noise);
    let causes = |it: &Reading| -> Outcome<Vec<String>> {
        let inference = network.infer_with(&scenario(&network, it, quality), &options)?;
        let causes = inference.root_causes(&everyone)?;
        Ok(causes.causes.iter().map(|cause| cause.department.to_string()).collect())
    };
    let mut named = Named::default();
    for reading in readings.iter().filter(|it| it.metric == metric) {
        if network.baseline().party(&reading.root).is_none() {
            continue;
        }
        let causes = causes(reading)?;
        named.instants += 1;
        named.with_cause += usize::from(!causes.is_empty());
        named.right += usize::from(causes.first() == Some(&reading.root));
    }
    for reading in later {
        named.calm += 1;
        named.false_alarms += usize::from(!causes(reading)?.is_empty());
    }
    Ok(named)
}

/// What was read of everybody at one instant.
fn scenario(
    network: &Network,
    reading: &Reading,
    quality: &dyn Fn(&Reading, &str) -> Option<f64>,
) -> Scenario {
    let parties = network.baseline();
    let ids: BTreeMap<String, f64> = (parties.parties())
        .filter_map(|party| {
            let id = party.id().to_string();
            Some((id.clone(), quality(reading, &id)?))
        })
        .collect();
    let observe = |scenario: Scenario, (id, quality): (String, f64)| {
        scenario.observed(id, quality.clamp(0.0, 1.0))
    };
    ids.into_iter().fold(Scenario::new("read"), observe)
}
