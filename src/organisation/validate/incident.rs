//! Incidents: what they set, for how long, how often, and of whom.

use indexmap::IndexSet;

use super::Findings;
use crate::organisation::{
    Incident, Invalid, Place, Problem, ProblemCode, Problems, Section, Stated, quoted,
};
use crate::unit::{Agents, Quality};

/// What an incident sets of one kind: the field, by id, what is allowed, and its words.
type CheckedSet<'a> = (&'static str, &'a [(String, f64)], fn(f64) -> bool, &'static str);

/// Ten years.
const MOST_DAYS: f64 = 3652.5;

/// Checks what incidents state on their own.
pub(super) fn check_numbers(incidents: &[Incident], found: &mut Findings) {
    let mut names = IndexSet::new();
    for (index, incident) in incidents.iter().enumerate() {
        let place = |field| Place::new(Section::Incidents, index, field);
        let owner = format!("incident `{}`", quoted(&incident.name));
        if incident.is_empty() {
            let message = format!(
                "{owner} changes nothing: it needs a `capability`, a `condition` or `agents`"
            );
            found.problem(ProblemCode::Outcome, place(""), message);
        }
        if !names.insert(&*incident.name) {
            let message = format!("{owner} is stated twice");
            found.problem(ProblemCode::Duplicate, place("name"), message);
        }
        if !(incident.days > 0.0 && incident.days <= MOST_DAYS) {
            let range = "0..=3652.5, and above 0";
            found.range(place("days"), "days", incident.days, &owner, range);
        }
        if let Some(rate) = incident.per_year
            && !(0.0..=1e6).contains(&rate)
        {
            found.range(place("per_year"), "per_year", rate, &owner, "0..=1e6");
        }
        let allows: [CheckedSet<'_>; 3] = [
            ("capability", &incident.capabilities, Quality::allows, Quality::RANGE),
            ("condition", &incident.conditions, Quality::allows, Quality::RANGE),
            ("agents", &incident.agents, Agents::allows, Agents::RANGE),
        ];
        for (field, set, allows, range) in allows {
            let mut ids = IndexSet::new();
            for (id, value) in set {
                if !allows(*value) {
                    let owner = format!("`{}` in {owner}", quoted(id));
                    found.range(place(field), field, *value, &owner, range);
                }
                if !ids.insert(&**id) {
                    let message = format!("{field} of `{}` is set twice by {owner}", quoted(id));
                    found.problem(ProblemCode::Duplicate, place(field), message);
                }
            }
        }
    }
}

/// Checks that incidents name departments and services that there are.
pub(super) fn check_names(stated: &Stated) -> Result<(), Invalid> {
    let mut problems = Problems::default();
    // A statement without departments is one that another takes in.
    if stated.parties.departments.is_empty() {
        return Ok(());
    }
    let is_department =
        |id: &str| stated.party_index(id).is_some_and(|party| stated.parties.is_department(party));
    for (index, incident) in stated.valuation.incidents.iter().enumerate() {
        let mut unknown = |field, id: &str, what: &str| {
            let place = Place::new(Section::Incidents, index, field);
            let name = quoted(&incident.name);
            let message = format!("`{}` in incident `{name}` is not a {what}", quoted(id));
            problems.push(Problem::new(ProblemCode::Unknown, place, message));
        };
        for (field, set) in [("capability", &incident.capabilities), ("agents", &incident.agents)] {
            for (id, _) in set.iter().filter(|(id, _)| !is_department(id)) {
                unknown(field, id, "department");
            }
        }
        for (id, _) in &incident.conditions {
            if stated.service_index(id).is_none() {
                unknown("condition", id, "service");
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Invalid::new(problems)) }
}
