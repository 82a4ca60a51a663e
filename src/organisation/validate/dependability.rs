//! What is stated of chances: failures, thresholds, targets, common causes.

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::near::Offered;
use super::{Findings, Served, place_of};
use crate::organisation::store::stated::Stated;
use crate::organisation::{CommonCause, Dependability, Place, ProblemCode, Section, Service};

/// Checks failures, thresholds and targets of everybody.
pub(super) fn dependability(served: Served<'_>, found: &mut Findings) {
    let parties = served.parties;
    for party in 0..parties.count() {
        let stated = parties.dependability(party);
        if stated != Dependability::default() {
            let kind =
                if parties.is_department(party) { "department" } else { "external customer" };
            let owner = parties.id(party).map_or(String::new(), |id| format!("{kind} `{id}`"));
            check(stated, |field| place_of(parties, party, field), &owner, found);
        }
    }
    for (service, terms) in served.services.all_stated_terms() {
        if let Some(stated) = terms.dependability.as_deref() {
            let place = |field| Place::new(Section::Services, service, field);
            check(*stated, place, &served.title(service), found);
        }
    }
}

/// Checks what one states.
pub(super) fn check(
    stated: Dependability,
    place: impl Fn(&'static str) -> Place,
    owner: &str,
    found: &mut Findings,
) {
    for (field, message) in stated.faults(owner) {
        found.problem(ProblemCode::OutOfRange, place(field), message);
    }
}

/// Checks common causes: ids, probabilities, whom they take down.
///
/// Time linear in causes, their members, and services where a cause names some.
pub(super) fn causes(causes: &[CommonCause], served: Served<'_>, found: &mut Findings) {
    let mut known: IndexMap<&str, usize, RandomState> = IndexMap::default();
    let names_services = causes.iter().any(|cause| !cause.services.is_empty());
    let services = names_services.then(|| service_ids(served));
    for (index, cause) in causes.iter().enumerate() {
        let place = |field| Place::new(Section::CommonCauses, index, field);
        let title = format!("common cause `{}`", cause.id);
        if cause.id.is_empty() {
            let message = "the id is empty, where at least one character is needed";
            found.problem(ProblemCode::EmptyId, place("id"), message);
        } else if let Some(first) = known.insert(&cause.id, index) {
            let message = format!("id `{}` is already used by common_causes[{first}]", cause.id);
            found.problem(ProblemCode::Duplicate, place("id"), message);
        }
        if !(0.0..1.0).contains(&cause.probability) {
            let range = "0..1, with 1 left out";
            found.range(place("probability"), "probability", cause.probability, &title, range);
        }
        if cause.names_nobody() {
            let message =
                format!("{title} takes nobody down, where a department or a service is needed");
            found.problem(ProblemCode::Unknown, place(""), message);
        }
        for id in &cause.departments {
            let parties = served.parties;
            let mut meant = String::new();
            let fault = match parties.find(id) {
                Some(party) if parties.is_department(party) => continue,
                Some(_) => "is an external customer, where a department is needed",
                None if parties.leaves_out(id) => continue,
                None => {
                    meant = found.meant(id, parties, Offered::Departments);
                    "is not a department"
                }
            };
            let message = format!("`{id}` of {title} {fault}{meant}");
            found.problem(ProblemCode::Unknown, place("departments"), message);
        }
        for id in &cause.services {
            if !services.as_ref().is_some_and(|services| services.contains_key(id.as_str())) {
                let message = format!("`{id}` of {title} is not a service");
                found.problem(ProblemCode::Unknown, place("services"), message);
            }
        }
    }
}

/// The ids of all services, stated or derived.
fn service_ids(served: Served<'_>) -> IndexMap<String, (), RandomState> {
    let id = |service| {
        if let Some(id) = served.services.own_id(service) {
            return id.to_string();
        }
        let mut id = String::new();
        let (provider, consumer) = (served.provider(service), served.consumer(service));
        Service::write_derived_id(&mut id, provider, consumer, None);
        id
    };
    (0..served.services.len()).map(|service| (id(service), ())).collect()
}

impl Stated {
    /// The departments and services that a common cause takes down, by position.
    pub(crate) fn members(&self, cause: &CommonCause) -> (Vec<usize>, Vec<usize>) {
        let departments = cause.departments.iter().filter_map(|id| self.party_index(id));
        let services = cause.services.iter().filter_map(|id| self.service_index(id));
        (departments.collect(), services.collect())
    }
}
