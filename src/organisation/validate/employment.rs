//! People who come, go, tire and are paid: ranges, and what it takes to state them.

use super::{Findings, RangedNumber, Served};
use crate::organisation::store::interner::SEPARATOR;
use crate::organisation::{
    Coefficient, Department, Employment, Links, Place, ProblemCode, Section, Service,
};

/// A coefficient, and what it may be.
struct StatedCoefficient<'a> {
    field: &'static str,
    /// How messages name it.
    what: &'static str,
    coefficient: &'a Coefficient,
    allows: fn(f64) -> bool,
    range: &'static str,
}

/// Checks what departments state of people who come, go, tire and are paid.
pub(super) fn employment(served: Served<'_>, links: &Links, found: &mut Findings) {
    for (index, department) in served.parties.departments.iter().enumerate() {
        let Some(employment) = department.employment.as_deref() else { continue };
        let place = |field| Place::new(Section::Departments, index, field);
        check_employment(index, department, employment, found);
        let hired_through =
            employment.turnover.as_ref().and_then(|turnover| turnover.hired_through.as_deref());
        if let Some(service) = hired_through
            && let Some(message) = hiring_fault(service, department, index, served, links)
        {
            found.problem(ProblemCode::Unknown, place("turnover.hired_through"), message);
        }
    }
}

/// What is wrong with the service that finds people, if anything.
fn hiring_fault(
    id: &str,
    department: &Department,
    index: usize,
    served: Served<'_>,
    links: &Links,
) -> Option<String> {
    let received = || links.received.of(index).iter().map(|&service| service as usize);
    let ids: Vec<String> = received().map(|service| id_of(service, served)).collect();
    let of_pair = received().filter(|&service| {
        let provider = id.strip_suffix(department.id.as_str());
        served.services.own_id(service).is_none()
            && provider.and_then(|it| it.strip_suffix(SEPARATOR)) == Some(served.provider(service))
    });
    if ids.iter().any(|known| known == id) || of_pair.count() == 1 {
        return None;
    }
    let owner = &department.id;
    let fits = if ids.is_empty() {
        format!("`{owner}` receives none")
    } else {
        const MOST_NAMED: usize = 10;
        let named: Vec<_> = ids.iter().take(MOST_NAMED).map(|id| format!("`{id}`")).collect();
        let more = ids.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("it receives {}{more}", named.join(", "))
    };
    Some(format!(
        "hired_through `{id}` of department `{owner}` is no service to this department; {fits}"
    ))
}

/// The id of a service, stated or derived.
fn id_of(service: usize, served: Served<'_>) -> String {
    if let Some(id) = served.services.own_id(service) {
        return id.to_string();
    }
    let mut id = String::new();
    let (provider, consumer) = (served.provider(service), served.consumer(service));
    Service::write_derived_id(&mut id, provider, consumer, served.services.name(service));
    id
}

/// Checks the numbers of one department, and that it has the people they are about.
pub(super) fn check_employment(
    index: usize,
    department: &Department,
    employment: &Employment,
    found: &mut Findings,
) {
    let owner = format!("department `{}`", department.id);
    let place = |field| Place::new(Section::Departments, index, field);
    if department.staffing.is_none() {
        for key in employment.keys() {
            let message = format!("{owner} states no staffing, which `{key}` needs");
            found.problem(ProblemCode::StaffingIncomplete, place(key), message);
        }
    }
    for stated in coefficients(employment) {
        let StatedCoefficient { field, what, coefficient, allows, range } = stated;
        let value = coefficient.value;
        if !allows(value) {
            let range = format!("{range}{}", hint(field));
            found.range(place(field), what, value, &owner, &range);
        }
        let of = RangedNumber { what, value, owner: &owner, allows, words: range };
        found.stated_range(place(field), of, coefficient.range.as_ref());
    }
}

/// What the end of a range means, where that helps.
fn hint(field: &str) -> &'static str {
    match field {
        "turnover.ratio" => "; 1 means that nobody quits for how they are treated",
        "absence.ratio" => "; 1 means that nobody is away for how they are treated",
        _ => "",
    }
}

fn share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

/// A share that leaves something.
fn part(value: f64) -> bool {
    (0.0..=0.99).contains(&value)
}

fn ratio(value: f64) -> bool {
    (1.0..=1e6).contains(&value)
}

fn days(value: f64) -> bool {
    (0.0..=36_525.0).contains(&value)
}

fn some_days(value: f64) -> bool {
    (1e-9..=36_525.0).contains(&value)
}

fn quits(value: f64) -> bool {
    (0.0..=100.0).contains(&value)
}

fn hires(value: f64) -> bool {
    (1e-9..=1e6).contains(&value)
}

fn up_to_ten(value: f64) -> bool {
    (0.0..=10.0).contains(&value)
}

/// Every coefficient that is stated.
fn coefficients(employment: &Employment) -> Vec<StatedCoefficient<'_>> {
    let mut all = Vec::new();
    let mut add = |field, what, coefficient, allows: fn(f64) -> bool, range| {
        all.push(StatedCoefficient { field, what, coefficient, allows, range });
    };
    if let Some(turnover) = &employment.turnover {
        let field = "turnover.quits_per_year";
        add(field, "quits per year", &turnover.quits_per_year, quits, "0..=100");
        add("turnover.ratio", "quit ratio", &turnover.ratio, ratio, "1..=1e6");
        if let Some(rate) = &turnover.hires_per_vacancy_year {
            let field = "turnover.hires_per_vacancy_year";
            add(field, "hires per vacancy and year", rate, hires, "1e-9..=1e6");
        }
        let field = "turnover.learning_days";
        add(field, "learning time in days", &turnover.learning_days, days, "0..=36525");
        add("turnover.shortfall", "newcomers' shortfall", &turnover.shortfall, share, "0..=1");
    }
    if let Some(absence) = &employment.absence {
        add("absence.share", "share of absent people", &absence.share, part, "0..=0.99");
        add("absence.ratio", "absence ratio", &absence.ratio, ratio, "1..=1e6");
    }
    if let Some(strain) = &employment.strain {
        add("strain.share", "strain", &strain.share, share, "0..=1");
        add("strain.from", "utilisation that strains", &strain.from, part, "0..=0.99");
    }
    if let Some(reserve) = &employment.reserve {
        add("reserve.share", "crisis reserve", &reserve.share, up_to_ten, "0..=10");
        let field = "reserve.tires_days";
        add(field, "tiring time in days", &reserve.tires_days, some_days, "1e-9..=36525");
        let field = "reserve.rests_days";
        add(field, "resting time in days", &reserve.rests_days, some_days, "1e-9..=36525");
    }
    if let Some(elasticity) = &employment.budget_elasticity {
        add("budget_elasticity", "budget elasticity", elasticity, up_to_ten, "0..=10");
    }
    all
}
