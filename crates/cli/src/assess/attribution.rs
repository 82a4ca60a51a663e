//! Whose share it is, by solving parts of the scenario again.

use knockon::explain::{Attribution, AumannShapleyOptions, Objective, ShapleyOptions};
use knockon::{Impact, Network, PartyId, Status};

use super::arguments::Split;
use crate::advice::nobody_counts;
use crate::answer::Failure;
use crate::solve::SolveArguments;
use crate::warning::warn;

/// Splits the change of every customer chosen; where none is, that of all by head, or of the mean
/// of all departments where there is no customer.
pub(crate) fn attribute<'a>(
    impact: &Impact,
    split: Split,
    chosen: impl Iterator<Item = &'a PartyId>,
    solve: &SolveArguments,
) -> Result<Vec<Attribution>, Failure> {
    let network = impact.after().network();
    let chosen = chosen.map(|id| Objective::party(network, id.as_str()));
    let mut objectives = chosen.collect::<Result<Vec<_>, _>>()?;
    if objectives.is_empty() {
        objectives.push(everybody(network, impact)?);
    }
    let mut attributions = Vec::new();
    for objective in &objectives {
        let attribution = match split {
            Split::Shapley => {
                let options = ShapleyOptions::default().solve(solve.options());
                impact.shapley(objective, &options)
            }
            Split::AumannShapley => {
                let options = AumannShapleyOptions::default().solve(solve.options());
                impact.aumann_shapley(objective, &options)
            }
        };
        let attribution = attribution.map_err(|error| format!("--attribution: {error}"))?;
        if attribution.status != Status::Converged {
            warn("a part of the scenario did not converge");
        }
        attributions.push(attribution);
    }
    Ok(attributions)
}

fn everybody(network: &Network, impact: &Impact) -> Result<Objective, Failure> {
    if network.customer_count() > 0 {
        return Objective::customers(network).map_err(|error| {
            nobody_counts(format!("--attribution: {error}"), "name some with --customer")
        });
    }
    let share = 1.0 / f64::from(u32::try_from(network.department_count().max(1))?);
    let departments: Vec<_> = impact.departments().map(|felt| felt.id()).collect();
    let weights = departments.iter().map(|id| (id.as_str(), share));
    Ok(Objective::weighted(network, "all departments", weights)?)
}
