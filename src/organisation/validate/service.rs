//! What parties serve each other: ends, needs and numbers of services.

use super::near::Offered;
use super::need::{ResolvedNeeds, check_criticality, check_dependence_range};
use super::{Findings, RangedNumber, Served, duration};
use crate::numerics::csr::NONE;
use crate::organisation::{Place, ProblemCode, Section, ServiceRanges, WarningCode};
use crate::unit::{Dependence, Quality, Weight};

/// Checks the ends and numbers of services, and finds the declared need each is for.
pub(super) fn resolve(served: Served<'_>, needs: &ResolvedNeeds, found: &mut Findings) -> Vec<u32> {
    let mut need_of = Vec::with_capacity(served.services.len());
    for index in 0..served.services.len() {
        check_provider(index, served, found);
        check_consumer(index, served, found);
        need_of.push(need(index, served, needs, found));
        check_numbers(index, served, found);
        let (provider, consumer) = (served.provider[index], served.consumer[index]);
        if provider == consumer && served.parties.is_department(provider as usize) {
            let message = format!(
                "{} is a service of `{}` to itself",
                served.title(index),
                served.provider(index)
            );
            let place = Place::new(Section::Services, index, "");
            found.warning(WarningCode::SelfService, place, message);
        }
        let terms = &served.services[index];
        if !terms.running && terms.need.is_none() {
            let message = format!(
                "{} does not run and is a need of its own, so that need is wholly unmet",
                served.title(index)
            );
            let place = Place::new(Section::Services, index, "running");
            found.warning(WarningCode::NotRunning, place, message);
        }
    }
    need_of
}

fn check_provider(index: usize, served: Served<'_>, found: &mut Findings) {
    let party = served.provider[index] as usize;
    if served.parties.is_department(party) || served.parties.leaves_out(served.provider(index)) {
        return;
    }
    let (code, fault, meant) = if party < served.parties.count() {
        let fault = "is an external customer, where a department is needed";
        (ProblemCode::CustomerAsProvider, fault, String::new())
    } else {
        let meant = found.meant(served.provider(index), served.parties, Offered::Departments);
        (ProblemCode::Unknown, "is not a department", meant)
    };
    let message =
        format!("provider `{}` of {} {fault}{meant}", served.provider(index), served.title(index));
    found.problem(code, Place::new(Section::Services, index, "provider"), message);
}

fn check_consumer(index: usize, served: Served<'_>, found: &mut Findings) {
    let is_left_out = || served.parties.leaves_out(served.consumer(index));
    if is_known(served.consumer[index], served) || is_left_out() {
        return;
    }
    let meant = found.meant(served.consumer(index), served.parties, Offered::Parties);
    let message = format!(
        "consumer `{}` of {} is not a department or an external customer{meant}",
        served.consumer(index),
        served.title(index)
    );
    found.problem(ProblemCode::Unknown, Place::new(Section::Services, index, "consumer"), message);
}

fn is_known(party: u32, served: Served<'_>) -> bool {
    (party as usize) < served.parties.count()
}

fn need(index: usize, served: Served<'_>, needs: &ResolvedNeeds, found: &mut Findings) -> u32 {
    let Some(terms) = served.services.stated_terms(index) else { return NONE };
    let Some(name) = &terms.need else { return NONE };
    if terms.criticality.is_some() {
        found.problem(
            ProblemCode::IgnoredSetting,
            Place::new(Section::Services, index, "criticality"),
            format!(
                "{} states a criticality, where it belongs to the need `{name}` it is for",
                served.title(index)
            ),
        );
    }
    let consumer = served.consumer[index];
    if !is_known(consumer, served) {
        return NONE;
    }
    needs.find(consumer, name).unwrap_or_else(|| {
        found.problem(
            ProblemCode::Unknown,
            Place::new(Section::Services, index, "need"),
            format!(
                "need `{name}` of {} is not a declared need of `{}`",
                served.title(index),
                served.consumer(index)
            ),
        );
        NONE
    })
}

fn check_numbers(index: usize, served: Served<'_>, found: &mut Findings) {
    let place = |field| Place::new(Section::Services, index, field);
    let mut check = |field, value: f64, allowed: bool, range| {
        if !allowed {
            found.range(place(field), field, value, &served.title(index), range);
        }
    };
    if let Some(dependence) = served.services.dependence(index) {
        check("dependence", dependence, Dependence::allows(dependence), Dependence::RANGE);
    }
    let Some(terms) = served.services.stated_terms(index) else { return };
    check("weight", terms.weight, Weight::allows(terms.weight), Weight::RANGE);
    check("condition", terms.condition, Quality::allows(terms.condition), Quality::RANGE);
    if let Some(criticality) = terms.criticality {
        check_criticality(criticality, place, &served.title(index), found);
    }
    if let Some(ServiceRanges { dependence, condition }) = terms.ranges.as_deref() {
        let owner = served.title(index);
        let stated = served.services.dependence(index);
        check_dependence_range(stated, dependence.as_ref(), place("dependence"), &owner, found);
        let of = RangedNumber {
            what: "the condition",
            value: terms.condition,
            owner: &owner,
            allows: Quality::allows,
            words: Quality::RANGE,
        };
        found.stated_range(place("condition"), of, condition.as_ref());
    }
    if let Some(fault) = terms.transfer.fault() {
        found.problem(
            ProblemCode::Transfer,
            place(fault.field),
            format!("the transfer of {} has {}", served.title(index), fault.message),
        );
    }
    duration::check(
        terms.lag,
        place("lag"),
        || format!("the lag of {}", served.title(index)),
        found,
    );
}
