//! What to restore first, tried by solves.

use knockon::explain::{Objective, Restoration, RestorationOptions};
use knockon::exposure::Exposure;
use knockon::quality::PartyQuality;
use knockon::report::AssessmentDocument;
use knockon::{Assessment, Status};

use super::Arguments;
use crate::answer::Failure;
use crate::warning::warn;

/// What several customers chosen are called.
const CHOSEN: &str = "the customers chosen";

/// Tries what to restore first for the customers listed, by head: all of them, or those chosen;
/// without customers, for all segments, or else for the mean of all departments. Returns the
/// objective as well.
pub(crate) fn of(
    after: &Assessment,
    document: &AssessmentDocument,
    exposure: Option<&Exposure>,
    arguments: &Arguments,
) -> Result<(Objective, Restoration), Failure> {
    let objective = match exposure {
        // Segments of nobody have no mean.
        Some(exposure) if document.impact.is_empty() && has_people(exposure) => {
            exposure.everyone()?
        }
        _ => objective(after, document, arguments.chooses())?,
    };
    let options = RestorationOptions::default().solve(arguments.solve.options());
    let restoration = after.restoration(&objective, &options)?;
    if restoration.status != Status::Converged {
        warn("a state that was tried to say what to restore first did not converge");
    }
    Ok((objective, restoration))
}

fn objective(
    after: &Assessment,
    document: &AssessmentDocument,
    are_chosen: bool,
) -> Result<Objective, Failure> {
    let network = after.network();
    if let Ok(everybody) = Objective::customers(network)
        && !are_chosen
    {
        return Ok(everybody);
    }
    let chosen = document.impact.iter().map(|line| line.customer.as_str());
    let chosen: Vec<_> = chosen.filter_map(|id| after.party(id)).collect();
    if let [one] = chosen.as_slice() {
        return Ok(Objective::party(network, one.id().as_str())?);
    }
    let (name, parties): (_, Vec<_>) = if chosen.is_empty() {
        let departments = after.parties().filter(PartyQuality::is_department);
        ("all departments", departments.map(|party| (party.id(), 1.0)).collect())
    } else {
        let heads = chosen.iter().map(|party| (party.id(), party.population().get()));
        (CHOSEN, heads.collect())
    };
    let total: f64 = parties.iter().map(|(_, weight)| weight).sum();
    // Where nobody counts by head, each counts alike.
    let share = |weight: f64| if total > 0.0 { weight / total } else { 1.0 };
    let weights = parties.iter().map(|(id, weight)| (id.as_str(), share(*weight)));
    Ok(Objective::weighted(network, name, weights)?)
}

fn has_people(exposure: &Exposure) -> bool {
    exposure.segments().any(|segment| segment.population().get() > 0.0)
}
