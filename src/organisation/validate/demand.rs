//! Who asks how much of whom, and who is there to answer: staffing, effort, requests.

use super::{Findings, Served};
use crate::organisation::{
    Department, Effort, Links, Place, ProblemCode, Section, ServiceLevel, Staffing, WarningCode,
};
use crate::unit::{Agents, Quality, Rate};

/// The longest anything may take, in minutes, and the shortest anything that takes time.
const LONGEST_MINUTES: f64 = 1e9;
const SHORTEST: f64 = 1e-9;

/// Checks what departments state of their people, and services of their requests; returns whether
/// anything is stated at all.
pub(super) fn demand(served: Served<'_>, links: &Links, found: &mut Findings) -> bool {
    let departments = &served.parties.departments;
    let mut is_stated = false;
    for (index, department) in departments.iter().enumerate() {
        if department.has_computed_capability() {
            is_stated = true;
            people(index, department, found);
        }
    }
    for (index, terms) in served.services.all_stated_terms() {
        requests(index, served, found);
        is_stated |= terms.asks();
    }
    for (index, department) in departments.iter().enumerate() {
        let is_asked = |&service: &u32| served.services[service as usize].asks();
        if department.staffing.is_some() && !links.provided.of(index).iter().any(is_asked) {
            found.warning(
                WarningCode::NoRequests,
                Place::new(Section::Departments, index, "staffing"),
                format!(
                    "department `{}` states staffing, but none of its services states requests: \
                     its staff have nothing to do",
                    department.id
                ),
            );
        }
    }
    is_stated
}

/// Checks skill, staffing and effort of one department.
pub(super) fn people(index: usize, department: &Department, found: &mut Findings) {
    let owner = format!("department `{}`", department.id);
    let place = |field| Place::new(Section::Departments, index, field);
    #[expect(clippy::float_cmp, reason = "1 is what a department that states none has")]
    if department.capability != 1.0 {
        found.problem(
            ProblemCode::IgnoredSetting,
            place("capability"),
            format!(
                "the capability of {owner} follows from skill, staffing and effort, so none can be \
                 stated; a quality of its people is its `skill`"
            ),
        );
    }
    if let Some(skill) = department.skill
        && !Quality::allows(skill)
    {
        found.range(place("skill"), "skill", skill, &owner, Quality::RANGE);
    }
    if let Some(staffing) = department.staffing.as_deref() {
        staff(staffing, place, &owner, found);
    }
    if let Some(Effort { floor, reaction, reference }) = department.effort.as_deref().copied() {
        let mut check = |field, value: f64, allowed: bool, range| {
            if !allowed {
                let what = format!("effort {}", field_name(field));
                found.range(place(field), &what, value, &owner, range);
            }
        };
        check("effort.floor", floor, Quality::allows(floor), Quality::RANGE);
        check("effort.reaction", reaction, Rate::allows(reaction), Rate::RANGE);
        check("effort.reference", reference, Quality::allows(reference), Quality::RANGE);
    }
}

fn staff(
    staffing: &Staffing,
    place: impl Fn(&'static str) -> Place,
    owner: &str,
    found: &mut Findings,
) {
    let Staffing { agents, handling_minutes, target_wait_minutes, patience_minutes, .. } =
        *staffing;
    if !Agents::allows(agents) {
        found.range(place("staffing.agents"), "agents", agents, owner, Agents::RANGE);
    }
    let mut duration = |field, minutes: Option<f64>, may_be_zero: bool| {
        let Some(minutes) = minutes else { return };
        let least = if may_be_zero { 0.0 } else { SHORTEST };
        if !(least..=LONGEST_MINUTES).contains(&minutes) {
            let range = if may_be_zero { "0..=1e9" } else { "1e-9..=1e9" };
            found.range(place(field), field_name(field), minutes, owner, range);
        }
    };
    duration("staffing.handling_minutes", Some(handling_minutes), false);
    duration("staffing.target_wait_minutes", target_wait_minutes, true);
    duration("staffing.patience_minutes", patience_minutes, false);
    let (missing, level) = match staffing.service_level {
        ServiceLevel::WithinTarget if target_wait_minutes.is_none() => {
            ("staffing.target_wait_minutes", "within_target")
        }
        ServiceLevel::Served if patience_minutes.is_none() => {
            ("staffing.patience_minutes", "served")
        }
        ServiceLevel::WithinTarget | ServiceLevel::Served => return,
    };
    let message = format!(
        "{owner} states no `{}`, which its service level `{level}` needs",
        field_name(missing)
    );
    found.problem(ProblemCode::StaffingIncomplete, place(missing), message);
}

/// The last part of a dotted field.
fn field_name(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

/// Checks the requests a service carries.
fn requests(index: usize, served: Served<'_>, found: &mut Findings) {
    let terms = &served.services[index];
    let title = || served.title(index);
    let place = |field| Place::new(Section::Services, index, field);
    let stated = [
        ("requests_per_job", terms.requests_per_job),
        ("demand_per_hour", terms.demand_per_hour),
        ("retries", terms.retries),
    ];
    for (field, value) in stated {
        if !Rate::allows(value) {
            found.range(place(field), field, value, &title(), Rate::RANGE);
        }
    }
    let (consumer, number) = (served.consumer(index), served.consumer[index] as usize);
    let is_department = served.parties.is_department(number);
    let is_customer = !is_department && number < served.parties.count();
    if terms.requests_per_job > 0.0 && is_customer {
        let message = format!(
            "{} states `requests_per_job`, but `{consumer}` is an external customer, who states \
             `demand_per_hour`",
            title()
        );
        found.problem(ProblemCode::IgnoredSetting, place("requests_per_job"), message);
    }
    if terms.demand_per_hour > 0.0 && is_department {
        let message = format!(
            "{} states `demand_per_hour`, but `{consumer}` is a department, which states \
             `requests_per_job`",
            title()
        );
        found.problem(ProblemCode::IgnoredSetting, place("demand_per_hour"), message);
    }
    if terms.retries > 0.0 && !terms.asks() {
        let needed = if is_department { "requests_per_job" } else { "demand_per_hour" };
        let message = format!(
            "{} states `retries`, but no requests that could be made again; state `{needed}`",
            title()
        );
        found.problem(ProblemCode::IgnoredSetting, place("retries"), message);
    }
}
