//! Contributions to the change of every party, their sum, and the mean quality as an objective.

use knockon::explain::{Contributions, Objective};
use knockon::{Assessment, Impact};

use super::check::assert_near;
use super::tolerance;

/// The changes of an impact, explained for every party.
pub(crate) fn explained(impact: &Impact) -> Vec<Contributions> {
    let explanation = impact.explain();
    let network = impact.after().network();
    let ids = impact.after().parties().map(|party| party.id().to_string());
    ids.map(|id| explanation.contributions(&Objective::party(network, &id).unwrap()).unwrap())
        .collect()
}

/// Asserts that the shares of a change sum to the change itself.
pub(crate) fn check_sum(contributions: &Contributions, what: &str) {
    let sum: f64 = contributions.contributions.iter().map(|share| share.change).sum();
    assert_near(sum, contributions.change, tolerance::CONTRIBUTIONS, what);
}

/// The mean quality of all parties as an objective.
pub(crate) fn mean_objective(assessment: &Assessment) -> Objective {
    let ids: Vec<_> = assessment.parties().map(|party| party.id().to_string()).collect();
    let count: f64 = ids.iter().map(|_| 1.0).sum();
    let weights = ids.iter().map(|id| (id.as_str(), 1.0 / count));
    Objective::weighted(assessment.network(), "mean", weights).unwrap()
}
