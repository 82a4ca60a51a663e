//! Who asks how much of whom, and who is there to answer: staffing, effort, requests.

use super::service::title;
use super::{Findings, Parties, Services};
use crate::organisation::{
    Department, Effort, Links, Place, ProblemCode, Section, Service, ServiceLevel, Staffing,
    WarningCode,
};
use crate::unit::{Agents, Minutes, Quality, Rate};

/// Checks what departments state of their people, and services of their requests; returns whether
/// anything is stated at all.
pub(super) fn demand(
    parties: &Parties,
    services: &Services,
    links: &Links,
    found: &mut Findings,
) -> bool {
    let mut is_stated = false;
    for (index, department) in parties.departments.values().enumerate() {
        if department.has_computed_capability() {
            is_stated = true;
            people(index, department, found);
        }
    }
    for (index, service) in services.values().enumerate() {
        let consumer = links.consumer[index] as usize;
        let serves_inside = (consumer < parties.count()).then(|| parties.is_department(consumer));
        requests(index, service, serves_inside, found);
        is_stated |= service.requests_per_job > 0.0 || service.demand_per_hour > 0.0;
    }
    for (index, (id, department)) in parties.departments.iter().enumerate() {
        let is_asked = |&service: &u32| {
            let service = &services[service as usize];
            service.requests_per_job > 0.0 || service.demand_per_hour > 0.0
        };
        if department.staffing.is_some() && !links.provided.of(index).iter().any(is_asked) {
            found.warning(
                WarningCode::NoRequests,
                Place::new(Section::Departments, index, "staffing"),
                format!(
                    "department `{id}` states staffing, but none of its services states requests: \
                     its staff have nothing to do"
                ),
            );
        }
    }
    is_stated
}

/// Checks skill, staffing and effort of one department.
fn people(index: usize, department: &Department, found: &mut Findings) {
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
    if let Some(staffing) = &department.staffing {
        staff(staffing, place, &owner, found);
    }
    if let Some(Effort { floor, reaction, reference }) = department.effort {
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
    let Staffing { agents, handling_minutes, target_wait_minutes, patience_minutes, .. } = *staffing;
    if !Agents::allows(agents) {
        found.range(place("staffing.agents"), "agents", agents, owner, Agents::RANGE);
    }
    let mut duration = |field, minutes: Option<f64>, may_be_zero: bool| {
        let Some(minutes) = minutes else { return };
        if !Minutes::allows(minutes) || (minutes <= 0.0 && !may_be_zero) {
            let range = if may_be_zero { Minutes::RANGE } else { "0 < minutes <= 1e9" };
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

/// Checks the requests a service carries; `serves_inside` says whether its consumer is a
/// department, where that is known.
fn requests(index: usize, service: &Service, serves_inside: Option<bool>, found: &mut Findings) {
    let place = |field| Place::new(Section::Services, index, field);
    let stated = [
        ("requests_per_job", service.requests_per_job),
        ("demand_per_hour", service.demand_per_hour),
        ("retries", service.retries),
    ];
    for (field, value) in stated {
        if !Rate::allows(value) {
            found.range(place(field), field, value, &title(service), Rate::RANGE);
        }
    }
    let consumer = &service.consumer;
    if service.requests_per_job > 0.0 && serves_inside == Some(false) {
        let message = format!(
            "{} states `requests_per_job`, but `{consumer}` is an external customer, who states \
             `demand_per_hour`",
            title(service)
        );
        found.problem(ProblemCode::IgnoredSetting, place("requests_per_job"), message);
    }
    if service.demand_per_hour > 0.0 && serves_inside == Some(true) {
        let message = format!(
            "{} states `demand_per_hour`, but `{consumer}` is a department, which states \
             `requests_per_job`",
            title(service)
        );
        found.problem(ProblemCode::IgnoredSetting, place("demand_per_hour"), message);
    }
    if service.retries > 0.0 && service.requests_per_job <= 0.0 && service.demand_per_hour <= 0.0 {
        let needed = if serves_inside == Some(true) { "requests_per_job" } else { "demand_per_hour" };
        let message = format!(
            "{} states `retries`, but no requests that could be made again; state `{needed}`",
            title(service)
        );
        found.problem(ProblemCode::IgnoredSetting, place("retries"), message);
    }
}
