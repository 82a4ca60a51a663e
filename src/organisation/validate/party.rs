//! Who there is: keys, numbers of a party, and the grouping of departments.

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::{Findings, NONE, Parties};
use crate::grouped::dense;
use crate::id::PartyId;
use crate::organisation::{
    Department, ExternalCustomer, Links, Place, ProblemCode, Section, WarningCode,
};
use crate::unit::{Population, Quality};

/// Keys departments and customers in one namespace.
pub(super) fn parties(
    departments: Vec<Department>,
    customers: Vec<ExternalCustomer>,
    found: &mut Findings,
) -> Parties {
    let mut keyed = IndexMap::with_capacity(departments.len());
    for (index, department) in departments.into_iter().enumerate() {
        if !Quality::allows(department.capability) {
            let owner = format!("department `{}`", department.id);
            let place = Place::new(Section::Departments, index, "capability");
            found.range(place, "capability", department.capability, &owner, Quality::RANGE);
        }
        insert(&mut keyed, Section::Departments, index, department.id.clone(), department, found);
    }
    let departments = keyed;

    let mut keyed = IndexMap::with_capacity(customers.len());
    for (index, customer) in customers.into_iter().enumerate() {
        if !Population::allows(customer.population) {
            let owner = format!("external customer `{}`", customer.id);
            let place = Place::new(Section::Customers, index, "population");
            found.range(place, "population", customer.population, &owner, Population::RANGE);
        }
        if let Some(twin) = departments.get_index_of(customer.id.as_str()) {
            let place = Place::new(Section::Customers, index, "id");
            duplicate(
                place,
                customer.id.as_str(),
                &Place::new(Section::Departments, twin, ""),
                found,
            );
        }
        insert(&mut keyed, Section::Customers, index, customer.id.clone(), customer, found);
    }
    for (index, customer) in keyed.values().enumerate() {
        if let Some(department) = &customer.also_department
            && !departments.contains_key(department.as_str())
        {
            found.problem(
                ProblemCode::Unknown,
                Place::new(Section::Customers, index, "also_department"),
                format!(
                    "also_department `{department}` of external customer `{}` is not a stated \
                     department",
                    customer.id
                ),
            );
        }
    }
    Parties { departments, customers: keyed }
}

fn insert<T>(
    keyed: &mut IndexMap<PartyId, T>,
    section: Section,
    index: usize,
    id: PartyId,
    stated: T,
    found: &mut Findings,
) {
    if id.as_str().is_empty() {
        found.problem(
            ProblemCode::EmptyId,
            Place::new(section, index, "id"),
            "the id is empty, where at least one character is needed",
        );
    }
    match keyed.entry(id) {
        Entry::Vacant(entry) => {
            entry.insert(stated);
        }
        Entry::Occupied(entry) => {
            let first = Place::new(section, entry.index(), "");
            let id = entry.key().clone();
            duplicate(Place::new(section, index, "id"), id.as_str(), &first, found);
            keyed.insert(PartyId::new(stand_in_key(id.as_str(), index)), stated);
        }
    }
}

/// A key for a statement whose own key is taken, so that the positions of later ones stay true.
pub(super) fn stand_in_key(id: &str, index: usize) -> String {
    format!("{id}\u{0}{index}")
}

fn duplicate(place: Place, id: &str, first: &Place, found: &mut Findings) {
    if !id.is_empty() {
        let message = format!("id `{id}` is already used by {first}; parties share one namespace");
        found.problem(ProblemCode::Duplicate, place, message);
    }
}

/// Resolves the department each department is part of, and refuses circles.
pub(super) fn part_of(parties: &Parties, found: &mut Findings) -> Vec<u32> {
    let mut parent = vec![NONE; parties.departments.len()];
    for (index, (id, department)) in parties.departments.iter().enumerate() {
        let Some(whole) = &department.part_of else { continue };
        match parties.departments.get_index_of(whole.as_str()) {
            Some(whole) => parent[index] = dense(whole),
            None => found.problem(
                ProblemCode::Unknown,
                Place::new(Section::Departments, index, "part_of"),
                format!("part_of `{whole}` of department `{id}` is not a stated department"),
            ),
        }
    }
    refuse_circles(parties, &parent, found);
    parent
}

/// Walks up from every department once; a walk that meets itself is a circle.
fn refuse_circles(parties: &Parties, parent: &[u32], found: &mut Findings) {
    let mut walk_of = vec![NONE; parent.len()];
    for start in 0..parent.len() {
        let walk = dense(start);
        let mut at = start;
        while at != NONE as usize && walk_of[at] == NONE {
            walk_of[at] = walk;
            at = parent[at] as usize;
        }
        if at == NONE as usize || walk_of[at] != walk {
            continue;
        }
        let mut circle = vec![format!("`{}`", parties.id(at))];
        let mut next = parent[at] as usize;
        while next != at {
            circle.push(format!("`{}`", parties.id(next)));
            next = parent[next] as usize;
        }
        circle.push(format!("`{}`", parties.id(at)));
        found.problem(
            ProblemCode::PartOfCycle,
            Place::new(Section::Departments, at, "part_of"),
            format!("departments are part of each other in a circle: {}", circle.join(" -> ")),
        );
    }
}

/// Warns of departments that serve nobody and customers nobody serves.
pub(super) fn lonely(parties: &Parties, links: &Links, found: &mut Findings) {
    for (index, id) in parties.departments.keys().enumerate() {
        if links.provided.of(index).is_empty() && links.parts.of(index).is_empty() {
            found.warning(
                WarningCode::ServesNobody,
                Place::new(Section::Departments, index, ""),
                format!("department `{id}` serves nobody and has no parts"),
            );
        }
    }
    for (index, id) in parties.customers.keys().enumerate() {
        if links.received.of(parties.departments.len() + index).is_empty() {
            found.warning(
                WarningCode::Unserved,
                Place::new(Section::Customers, index, ""),
                format!("nobody serves external customer `{id}`"),
            );
        }
    }
}
