//! Who asks how much of whom, and who is there to answer: staffing, effort, requests.

use super::{Findings, Served};
use crate::organisation::{
    Department, Effort, Links, Place, ProblemCode, Section, ServiceLevel, Staffing, WarningCode,
};
use crate::unit::{Agents, Quality, Rate};

/// The longest anything may take, in minutes, and the shortest anything that takes time.
const LONGEST_MINUTES: f64 = 1e9;
const SHORTEST: f64 = 1e-9;
/// The most that handling times vary.
const MOST_VARIATION: f64 = 1000.0;

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
        handling(department, links.provided.of(index), served, found);
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
    if department.capability != 1.0 || department.capability_range.is_some() {
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
    let Staffing { shrinkage, occupancy_cap, .. } = *staffing;
    if !(0.0..1.0).contains(&shrinkage) {
        let (place, range) = (place("staffing.shrinkage"), "0..1, 1 excluded");
        found.range(place, "shrinkage", shrinkage, owner, range);
    }
    if let Some(cap) = occupancy_cap
        && !(cap > 0.0 && cap <= 1.0)
    {
        let (place, range) = (place("staffing.occupancy_cap"), "0..=1, 0 excluded");
        found.range(place, "occupancy_cap", cap, owner, range);
    }
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

/// Checks what services of one department state of how long their requests take: agents must be
/// there to take it, and where requests leave all must take as long, as no formula has both.
fn handling(department: &Department, provided: &[u32], served: Served<'_>, found: &mut Findings) {
    let terms = |service: u32| &served.services[service as usize];
    let title = |service: u32| served.title(service as usize);
    let mut asking = provided.iter().copied().filter(|&service| terms(service).asks());
    let mut stating = provided.iter().copied().filter(|&service| terms(service).states_handling());
    let Some(first) = stating.next() else { return };
    let place = |service: u32, field| Place::new(Section::Services, service as usize, field);
    let field = |service| match terms(service).handling_minutes {
        Some(_) => "handling_minutes",
        None => "handling_variation",
    };
    let Some(staffing) = department.staffing.as_deref() else {
        let field = field(first);
        let message = format!(
            "{} states `{field}`, but department `{}` states no staffing that would take it",
            title(first),
            department.id
        );
        found.problem(ProblemCode::IgnoredSetting, place(first, field), message);
        return;
    };
    if staffing.patience_minutes.is_none() {
        return;
    }
    let minutes = |service| terms(service).handling_minutes.unwrap_or(staffing.handling_minutes);
    let Some(one) = asking.next() else { return };
    #[expect(clippy::float_cmp, reason = "stated numbers, not worked out")]
    let differs = |&other: &u32| minutes(other) != minutes(one);
    if let Some(other) = asking.find(differs) {
        let message = format!(
            "{} takes `{}` minutes and {} `{}`, but department `{}` states a patience, and no \
             formula has both: state one handling time, or no `patience_minutes`",
            title(one),
            minutes(one),
            title(other),
            minutes(other),
            department.id
        );
        found.problem(ProblemCode::PatienceWithMix, place(other, "handling_minutes"), message);
    }
    #[expect(clippy::float_cmp, reason = "1 is what a service that states none has")]
    let varies = |&service: &u32| terms(service).asks() && terms(service).handling_variation != 1.0;
    if let Some(&service) = provided.iter().find(|service| varies(service)) {
        let message = format!(
            "{} states the `handling_variation` `{}`, but department `{}` states a patience, and \
             no formula has both: state a variation of 1, or no `patience_minutes`",
            title(service),
            terms(service).handling_variation,
            department.id
        );
        found.problem(ProblemCode::PatienceWithMix, place(service, "handling_variation"), message);
    }
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
    if let Some(minutes) = terms.handling_minutes
        && !(SHORTEST..=LONGEST_MINUTES).contains(&minutes)
    {
        let field = "handling_minutes";
        found.range(place(field), field, minutes, &title(), "1e-9..=1e9");
    }
    if !(0.0..=MOST_VARIATION).contains(&terms.handling_variation) {
        let field = "handling_variation";
        found.range(place(field), field, terms.handling_variation, &title(), "0..=1000");
    }
    if terms.states_handling() && !terms.asks() {
        let message = format!(
            "{} states how long its requests take, but no requests; state `demand_per_hour` or \
             `requests_per_job`",
            title()
        );
        found.problem(ProblemCode::IgnoredSetting, place("handling_minutes"), message);
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
