//! The one step from records to an organisation.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::error::{ImportError, InvalidImport};
use super::mapping::{Mapping, RemainingDependence, Used};
use super::measured::MeasuredServices;
use super::note::ImportNote;
use super::parties::{Collisions, JoinedParties, JoinedParty};
use super::record::{PartyRole, Records};
use super::services::ImportedServices;
use super::source_place::SourcePlace;
use crate::io::Limits;
use crate::io::csv::dependence::mean_losing;
use crate::io::wire::usual_or;
use crate::organisation::{
    Defaults, ExternalCustomer, Need, Organisation, OrganisationBuilder, ProblemCode, Rule,
    Scenario,
};
use crate::time::Event;

/// An organisation made of files of other programs, and what is said of that.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Imported {
    /// The organisation; its services are open where nothing states a dependence.
    pub organisation: Organisation,
    /// What was left out and filled in.
    pub notes: Vec<ImportNote>,
    /// The conditions of services that files measured, if any: stated beside the organisation, not
    /// in it.
    pub conditions: Option<Scenario>,
    /// The same over time, where files say more than how it was in the end: each reading holds until the
    /// next one of the same service.
    pub history: Vec<Event>,
}

/// Makes an organisation of what files say and of what a mapping adds.
///
/// Parties of several files are joined by id, and relations of several files between the same two
/// where one of them says nothing else.
///
/// # Errors
///
/// [`ImportError::Undecided`] where nothing says who provides in a relation;
/// [`ImportError::Invalid`] with every problem of meaning, by place; [`ImportError::TooMany`] beyond
/// the limits.
///
/// # Complexity
///
/// Time and memory linear in records, times the rules of the mapping.
pub fn organisation(
    mut records: Vec<Records>,
    mapping: &Mapping,
    limits: &Limits,
) -> Result<Imported, ImportError> {
    check_counts(&records, limits)?;
    let used = Used::of(mapping);
    let mut collisions = Collisions::default();
    let mut parties = JoinedParties { by_id: IndexMap::new() };
    let mut services = ImportedServices::default();
    let mut notes = Vec::new();
    let mut relations = Vec::new();
    let mut measured = MeasuredServices::default();
    let (mut name, mut rest) = (mapping.name.clone(), None);
    let files = records.len();
    for (file, records) in records.iter_mut().enumerate() {
        notes.append(&mut records.notes);
        name = name.or_else(|| records.name.take());
        rest = rest.or(records.rest.take());
        measured.take(records, mapping);
        for party in records.parties.drain(..) {
            parties.add(party, file, (mapping, &used), &mut collisions);
        }
        relations.push((records.ends_are_parties, std::mem::take(&mut records.relations)));
    }
    for (file, (ends_are_parties, relations)) in relations.into_iter().enumerate() {
        for relation in relations {
            if ends_are_parties {
                parties.add_ends(&relation, file, (mapping, &used));
            }
            let said = (&mut notes, &mut collisions);
            services.add(&relation, file, &mut parties, (mapping, &used), said);
        }
    }
    if let Some(question) = services.undecided.question() {
        return Err(ImportError::Undecided { question });
    }
    notes.extend(services.notes());
    let named = named_customers(mapping, &mut services, (&parties, files), &mut collisions);
    parties.settle_wholes(&mut notes);
    notes.extend(used.unused().map(|(section, index)| ImportNote::UnusedRule { section, index }));
    // A file of ours that states no name has none.
    let own_name = rest.as_ref().map(|rest| rest.get("name").and_then(Value::as_str));
    let own_name = own_name.map(|name| name.unwrap_or_default().to_owned());
    let of_file = rest.unwrap_or_default();
    let mut builder = whole(*of_file, mapping, &mut collisions);
    let file = records.first().map(|records| stem(records.place.file()));
    builder = builder.name(name.or(own_name).or(file).unwrap_or_default());
    let defaults = builder.defaults;
    let is_named: IndexSet<&str> = named.iter().map(|it| it.id.as_str()).collect();
    let rule_of = |id: &str| {
        let party = parties.by_id.get(id);
        let is_department =
            party.map_or_else(|| !is_named.contains(id), |party| !party.is_customer());
        let usual = if is_department { defaults.department } else { defaults.customer };
        let stated = party.and_then(JoinedParty::stated_rule);
        (mapping.rule_everywhere.or(stated).unwrap_or(usual), is_department)
    };
    let means = services.settle(mapping.remaining, rule_of, &mut collisions);
    let mut places: [Vec<SourcePlace>; 5] = Default::default();
    let [of_departments, of_customers, of_services, of_needs, of_records] = &mut places;
    for (id, party) in parties.by_id {
        let place = party.place().clone();
        let mean = means.get(&id).zip(total(mapping));
        // A rule of every party stands in the defaults.
        let rule = party.stated_rule().filter(|_| mapping.rule_everywhere.is_none());
        let rule = mean.map(|(weight, total)| mean_losing(total, *weight)).or(rule);
        let added = match party.role {
            PartyRole::Ignored => continue,
            PartyRole::Group if !party.has_parts => continue,
            PartyRole::Department | PartyRole::Group => party.department(rule).map(|department| {
                of_departments.push(place.clone());
                builder.departments.push(department);
            }),
            PartyRole::Customer(_) => party.customer(rule).map(|customer| {
                of_customers.push(place.clone());
                builder.customers.push(customer);
            }),
        };
        if let Err(fault) = added {
            collisions.push(ProblemCode::Unreadable, &place, fault);
        }
    }
    let of_mapping = SourcePlace::of_file("mapping");
    of_customers.extend((0..named.len()).map(|at| of_mapping.item("customers", at, "")));
    builder.customers.extend(named);
    if builder.customers.is_empty() {
        notes.push(ImportNote::NoCustomers);
    }
    let (stated, needs) = services.statements(&mut collisions);
    let (stated, stated_places): (Vec<_>, Vec<_>) = stated.into_iter().unzip();
    let (needs, need_places): (Vec<Need>, Vec<_>) = needs.into_iter().unzip();
    *of_services = stated_places;
    *of_needs = vec![of_mapping; builder.needs.len()];
    of_needs.extend(need_places);
    builder = builder.services(stated).needs(needs);
    builder.problems = collisions.problems;
    *of_records = collisions.places;
    match builder.build() {
        Ok(organisation) => {
            let (conditions, history) = measured.beside(&organisation);
            Ok(Imported { organisation, notes, conditions, history })
        }
        Err(invalid) => Err(ImportError::Invalid(Box::new(InvalidImport { invalid, places }))),
    }
}

fn check_counts(records: &[Records], limits: &Limits) -> Result<(), ImportError> {
    for records in records {
        let counts = [
            ("parties", records.parties.len(), limits.max_parties),
            ("relations", records.relations.len(), limits.max_services_and_needs),
        ];
        for (what, count, limit) in counts {
            if count > limit {
                let file = records.place.file().to_owned();
                return Err(ImportError::TooMany { file, what, limit });
            }
        }
    }
    Ok(())
}

fn total(mapping: &Mapping) -> Option<f64> {
    match mapping.remaining {
        Some(RemainingDependence::Total(total)) => Some(total),
        _ => None,
    }
}

/// The external customers that the mapping names, and their services.
fn named_customers(
    mapping: &Mapping,
    services: &mut ImportedServices,
    (parties, file): (&JoinedParties, usize),
    collisions: &mut Collisions,
) -> Vec<ExternalCustomer> {
    let place = SourcePlace::of_file("mapping");
    let mut named = Vec::new();
    for (at, stated) in mapping.customers.iter().enumerate() {
        let place = place.item("customers", at, "served_by");
        for (provider, dependence) in &stated.served_by {
            let known = parties.by_id.contains_key(provider);
            let provider = if known { provider.clone() } else { mapping.ids.id(provider) };
            services.serve(provider, &stated.id, *dependence, (&place, file), collisions);
        }
        let mut customer = ExternalCustomer::new(&*stated.id).population(stated.population);
        customer.name = stated.name.as_deref().map(Box::from);
        customer.kind = stated.kind;
        named.push(customer);
    }
    named
}

/// What is stated of the organisation beside parties and services.
fn whole(
    mut of_file: serde_json::Map<String, Value>,
    mapping: &Mapping,
    collisions: &mut Collisions,
) -> OrganisationBuilder {
    let mut builder = OrganisationBuilder::default();
    let place = SourcePlace::of_file("knockon");
    let of_total = Defaults { department: Rule::ADDITIVE, customer: Rule::MEAN };
    let mut usual = if total(mapping).is_some() { of_total } else { Defaults::default() };
    let mut take = |field: &str| of_file.remove(field);
    let mut failed = |error: serde_json::Error| {
        collisions.push(ProblemCode::Unreadable, &place, error.to_string());
    };
    macro_rules! field {
        ($name:literal, $into:expr) => {
            if let Some(value) = take($name) {
                match serde_json::from_value(value) {
                    Ok(read) => $into = read,
                    Err(error) => failed(error),
                }
            }
        };
    }
    field!("defaults", usual);
    field!("needs", builder.needs);
    field!("common_causes", builder.common_causes);
    field!("incidents", builder.valuation.incidents);
    field!("discount", builder.valuation.discount);
    field!("currency", builder.valuation.currency);
    builder.defaults = match mapping.rule_everywhere {
        Some(rule) => Defaults { department: rule, customer: rule },
        None => usual_or(mapping.defaults, usual),
    };
    builder
}

/// A file's name without folder and ending; the folder's where it says no more than that.
fn stem(file: &str) -> String {
    let path = std::path::Path::new(file);
    let text = |part: &std::ffi::OsStr| part.to_string_lossy().into_owned();
    let own = path.file_stem().map_or_else(|| file.to_owned(), text);
    let folder = path.parent().and_then(std::path::Path::file_name);
    match folder {
        Some(folder) if ["nodes", "edges"].contains(&own.to_lowercase().as_str()) => text(folder),
        _ => own,
    }
}
