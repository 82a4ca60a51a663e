//! What a document states of people: staffing and effort.

use super::document::{EffortDocument, StaffingFields};
use super::duration::{DurationIn, DurationInMinutes};
use super::kinds::listed;
use super::strict::Object;
use crate::organisation::{
    Effort, Place, Problem, ProblemCode, Problems, Section, ServiceLevel, Staffing,
};

/// The service levels, by name.
pub(super) const SERVICE_LEVELS: [(&str, ServiceLevel); 2] =
    [("within_target", ServiceLevel::WithinTarget), ("served", ServiceLevel::Served)];

/// Makes a staffing; what it lacks is reported, and a harmless value stands in for it.
pub(super) fn staffing(
    index: usize,
    owner: &str,
    Object(document): Object<StaffingFields>,
    problems: &mut Problems,
) -> Staffing {
    let StaffingFields {
        agents,
        handling_minutes,
        target_wait_minutes,
        patience_minutes,
        service_level,
        shrinkage,
        occupancy_cap,
    } = document;
    let place = |field| Place::new(Section::Departments, index, field);
    let minutes = |stated: Option<DurationInMinutes>| stated.map(|DurationIn(minutes)| minutes);
    let mut needed = |stated: Option<f64>, field: &'static str, name: &str, what: &str| {
        stated.unwrap_or_else(|| {
            let message = format!("the staffing of {owner} states no `{name}`, {what}");
            problems.push(Problem::new(ProblemCode::StaffingIncomplete, place(field), message));
            1.0
        })
    };
    let agents = needed(agents, "staffing.agents", "agents", "how many answer requests");
    let handling_minutes = needed(
        minutes(handling_minutes),
        "staffing.handling_minutes",
        "handling_minutes",
        "how long one of its agents takes for a request",
    );
    let mut staffing = Staffing::new(agents, handling_minutes);
    staffing.target_wait_minutes = minutes(target_wait_minutes);
    staffing.patience_minutes = minutes(patience_minutes);
    staffing.shrinkage = shrinkage.unwrap_or_default();
    staffing.occupancy_cap = occupancy_cap;
    if let Some(word) = service_level {
        if let Some(&(_, level)) = SERVICE_LEVELS.iter().find(|(known, _)| *known == word) {
            staffing.service_level = level;
        } else {
            let known = listed(SERVICE_LEVELS.iter().map(|(known, _)| *known));
            let message =
                format!("service_level `{word}` of {owner} is unknown, where {known} is needed");
            let place = place("staffing.service_level");
            problems.push(Problem::new(ProblemCode::Unreadable, place, message));
        }
    }
    staffing
}

pub(super) fn effort(Object(document): Object<EffortDocument>) -> Effort {
    let EffortDocument { floor, reaction, reference } = document;
    let usual = Effort::default();
    Effort {
        floor: floor.unwrap_or(usual.floor),
        reaction: reaction.unwrap_or(usual.reaction),
        reference: reference.unwrap_or(usual.reference),
    }
}
