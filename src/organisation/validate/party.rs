//! Who there is: keys, numbers of a party, and the grouping of departments.

use indexmap::IndexMap;

use super::near::Offered;
use super::{Findings, RangedNumber};
use crate::id::PartyId;
use crate::numerics::csr::{NONE, ix};
use crate::organisation::store::interner::{Interned, Interner};
use crate::organisation::store::parties::Parties;
use crate::organisation::{
    Department, ExternalCustomer, Links, Place, ProblemCode, Section, WarningCode,
};
use crate::unit::{Ceiling, Population, Quality};

/// Keys departments and customers in one namespace.
pub(super) fn parties(
    interner: Interner,
    departments: Interned<Department>,
    customers: Interned<ExternalCustomer>,
    found: &mut Findings,
) -> Parties {
    let mut number = vec![NONE; interner.len()];
    for (index, (department, &id)) in departments.stated.iter().zip(&departments.id).enumerate() {
        check_department(index, department, found);
        let place = Place::new(Section::Departments, index, "id");
        match number[id as usize] {
            NONE => number[id as usize] = ix(index),
            first => {
                let first = Place::new(Section::Departments, first as usize, "");
                duplicate(place, &department.id, &first, found);
            }
        }
    }
    number_customers(&customers, departments.stated.len(), &mut number, found);
    let parties = Parties::new(departments, customers, interner, number);
    for (index, customer) in parties.customers.iter().enumerate() {
        if let Some(department) = &customer.also_department
            && !parties.find(department).is_some_and(|party| parties.is_department(party))
            && !parties.leaves_out(department)
        {
            found.problem(
                ProblemCode::Unknown,
                Place::new(Section::Customers, index, "also_department"),
                format!(
                    "also_department `{department}` of external customer `{}` is not a \
                     department",
                    customer.id
                ),
            );
        }
    }
    parties
}

fn number_customers(
    customers: &Interned<ExternalCustomer>,
    department_count: usize,
    number: &mut [u32],
    found: &mut Findings,
) {
    // The first customer of an id that a department has too.
    let mut twins: IndexMap<u32, usize> = IndexMap::new();
    for (index, (customer, &id)) in customers.stated.iter().zip(&customers.id).enumerate() {
        check_numbers(index, customer, found);
        let place = Place::new(Section::Customers, index, "id");
        let party = number[id as usize];
        let first_customer = match (party as usize).checked_sub(department_count) {
            _ if party == NONE => None,
            Some(first) => Some(first),
            None => {
                let twin = Place::new(Section::Departments, party as usize, "");
                duplicate(place.clone(), &customer.id, &twin, found);
                let first = *twins.entry(id).or_insert(index);
                (first != index).then_some(first)
            }
        };
        refuse_empty(&customer.id, &place, found);
        if let Some(first) = first_customer {
            duplicate(place, &customer.id, &Place::new(Section::Customers, first, ""), found);
        } else if party == NONE {
            number[id as usize] = ix(department_count + index);
        }
    }
}

/// Checks a department's capability and id on their own.
pub(super) fn check_department(index: usize, department: &Department, found: &mut Findings) {
    if !Quality::allows(department.capability) {
        let owner = format!("department `{}`", department.id);
        let place = Place::new(Section::Departments, index, "capability");
        found.range(place, "capability", department.capability, &owner, Quality::RANGE);
    }
    if let Some(range) = department.capability_range.as_deref() {
        let of = RangedNumber {
            what: "the capability",
            value: department.capability,
            owner: &format!("department `{}`", department.id),
            allows: Quality::allows,
            words: Quality::RANGE,
        };
        found.stated_range(Place::new(Section::Departments, index, "capability"), of, Some(range));
    }
    refuse_empty(&department.id, &Place::new(Section::Departments, index, "id"), found);
}

/// Checks an external customer's numbers and id on their own.
pub(super) fn check_customer(index: usize, customer: &ExternalCustomer, found: &mut Findings) {
    check_numbers(index, customer, found);
    refuse_empty(&customer.id, &Place::new(Section::Customers, index, "id"), found);
}

fn check_numbers(index: usize, customer: &ExternalCustomer, found: &mut Findings) {
    check_ceiling_range(index, customer, found);
    let population = customer.population;
    let ceiling = customer.ceiling;
    for (field, value, is_allowed, range) in [
        ("population", population, Population::allows(population), Population::RANGE),
        ("ceiling", ceiling, Ceiling::allows(ceiling), Ceiling::RANGE),
    ] {
        if !is_allowed {
            let owner = format!("external customer `{}`", customer.id);
            found.range(Place::new(Section::Customers, index, field), field, value, &owner, range);
        }
    }
}

/// Checks the range of a customer's ceiling.
fn check_ceiling_range(index: usize, customer: &ExternalCustomer, found: &mut Findings) {
    let Some(range) = customer.ceiling_range.as_deref() else { return };
    let of = RangedNumber {
        what: "the ceiling",
        value: customer.ceiling,
        owner: &format!("external customer `{}`", customer.id),
        allows: Ceiling::allows,
        words: Ceiling::RANGE,
    };
    found.stated_range(Place::new(Section::Customers, index, "ceiling"), of, Some(range));
}

fn refuse_empty(id: &PartyId, place: &Place, found: &mut Findings) {
    if id.as_str().is_empty() {
        let message = "the id is empty, where at least one character is needed";
        found.problem(ProblemCode::EmptyId, place.clone(), message);
    }
}

fn duplicate(place: Place, id: &PartyId, first: &Place, found: &mut Findings) {
    if !id.as_str().is_empty() {
        let message = format!("id `{id}` is already used by {first}; parties share one namespace");
        found.problem(ProblemCode::Duplicate, place, message);
    }
}

/// Resolves the department each department is part of, and refuses cycles.
pub(super) fn part_of(parties: &Parties, found: &mut Findings) -> Vec<u32> {
    let mut parent = vec![NONE; parties.departments.len()];
    for (index, department) in parties.departments.iter().enumerate() {
        let Some(whole) = &department.part_of else { continue };
        match parties.find(whole).filter(|&whole| parties.is_department(whole)) {
            Some(whole) => parent[index] = ix(whole),
            None if parties.leaves_out(whole) => {}
            None => {
                let meant = found.meant(whole, parties, Offered::Departments);
                let message = format!(
                    "part_of `{whole}` of department `{}` is not a department{meant}",
                    department.id
                );
                let place = Place::new(Section::Departments, index, "part_of");
                found.problem(ProblemCode::Unknown, place, message);
            }
        }
    }
    refuse_circles(parties, &parent, found);
    parent
}

/// Walks up from every department once; a walk that meets itself is a cycle.
fn refuse_circles(parties: &Parties, parent: &[u32], found: &mut Findings) {
    let mut walk_of = vec![NONE; parent.len()];
    for start in 0..parent.len() {
        let walk = ix(start);
        let mut at = start;
        while at != NONE as usize && walk_of[at] == NONE {
            walk_of[at] = walk;
            at = parent[at] as usize;
        }
        if at == NONE as usize || walk_of[at] != walk {
            continue;
        }
        let mut cycle = vec![format!("`{}`", parties.text(ix(at)))];
        let mut next = parent[at] as usize;
        while next != at {
            cycle.push(format!("`{}`", parties.text(ix(next))));
            next = parent[next] as usize;
        }
        cycle.push(format!("`{}`", parties.text(ix(at))));
        found.problem(
            ProblemCode::PartOfCycle,
            Place::new(Section::Departments, at, "part_of"),
            format!("departments are part of each other in a cycle: {}", cycle.join(" -> ")),
        );
    }
}

/// Warns of departments that serve nobody and customers nobody serves.
pub(super) fn lonely(parties: &Parties, links: &Links, found: &mut Findings) {
    for (index, Department { id, .. }) in parties.departments.iter().enumerate() {
        if links.provided.of(index).is_empty() && links.parts.of(index).is_empty() {
            found.warning(
                WarningCode::ServesNobody,
                Place::new(Section::Departments, index, ""),
                format!("department `{id}` serves nobody and has no parts"),
            );
        }
    }
    for (index, ExternalCustomer { id, .. }) in parties.customers.iter().enumerate() {
        if links.received.of(parties.departments.len() + index).is_empty() {
            found.warning(
                WarningCode::Unserved,
                Place::new(Section::Customers, index, ""),
                format!("nobody serves external customer `{id}`"),
            );
        }
    }
}
