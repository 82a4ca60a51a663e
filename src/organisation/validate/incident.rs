//! Incidents: what they set, for how long, how often, and of whom.

use indexmap::IndexSet;

use super::Findings;
use super::near::{Offered, meant};
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

/// Checks that incidents name departments and services that there are, and agents of departments that
/// have some.
pub(super) fn check_names(stated: &Stated) -> Result<(), Invalid> {
    let mut problems = Problems::default();
    let parties = &stated.parties;
    // A statement without departments is one that another takes in.
    if parties.departments.is_empty() {
        return Ok(());
    }
    let department =
        |id: &str| stated.party_index(id).and_then(|party| parties.departments.get(party));
    for (index, incident) in stated.valuation.incidents.iter().enumerate() {
        let mut problem = |code, field, id: &str, fault: &str| {
            let place = Place::new(Section::Incidents, index, field);
            let message =
                format!("`{}` in incident `{}` {fault}", quoted(id), quoted(&incident.name));
            problems.push(Problem::new(code, place, message));
            problems.len()
        };
        let mut found = 0;
        for (field, set) in [("capability", &incident.capabilities), ("agents", &incident.agents)] {
            for (id, _) in set {
                match department(id) {
                    None => {
                        let meant = meant(id, parties, Offered::Departments, found);
                        let fault = format!("is not a department{meant}");
                        found = problem(ProblemCode::Unknown, field, id, &fault);
                    }
                    Some(known) if field == "agents" && known.staffing.is_none() => {
                        let fault = "states no staffing, which `agents` need";
                        found = problem(ProblemCode::Outcome, field, id, fault);
                    }
                    Some(_) => {}
                }
            }
        }
        for (id, _) in &incident.conditions {
            if stated.service_index(id).is_none() {
                problem(ProblemCode::Unknown, "condition", id, "is not a service");
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Invalid::new(problems)) }
}
