//! Parties of all files, joined by id.

use std::collections::VecDeque;

use indexmap::map::Entry;
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value, json};

use super::mapping::{Mapping, PartyRule, Used};
use super::note::ImportNote;
use super::record::{PartyRecord, PartyRole, RelationRecord};
use super::source_place::SourcePlace;
use crate::io::csv::header::letters;
use crate::io::wire::CUSTOMER_KINDS;
use crate::organisation::{
    Department, ExternalCustomer, Place, Problem, ProblemCode, Problems, Rule, Section,
};

/// The parties that files state, by id.
pub(super) struct JoinedParties {
    pub(super) by_id: IndexMap<String, JoinedParty>,
}

/// A party, as every file that states it has it.
pub(super) struct JoinedParty {
    pub(super) role: PartyRole,
    record: PartyRecord,
    rule: Option<Rule>,
    /// Which file stated it first.
    file: usize,
    /// The id of what it is part of, and where that is stated.
    pub(super) whole: Option<(String, SourcePlace)>,
    /// Whether something is a part of it.
    pub(super) has_parts: bool,
}

/// Problems found while records are joined, by place.
#[derive(Default)]
pub(super) struct Collisions {
    pub(super) problems: Problems,
    /// Where the first of them stand, in order.
    pub(super) places: Vec<SourcePlace>,
}

impl Collisions {
    /// Reports what is wrong at a place of a file.
    pub(super) fn push(&mut self, code: ProblemCode, place: &SourcePlace, message: String) {
        let index = self.places.len();
        let problem = Place::new(Section::Organisation, index, "");
        self.problems.push(Problem::new(code, problem, message));
        if !Problems::are_enough(index) {
            self.places.push(place.clone());
        }
    }
}

impl JoinedParties {
    /// Joins a record to those of the same id.
    pub(super) fn add(
        &mut self,
        mut record: PartyRecord,
        file: usize,
        (mapping, used): (&Mapping, &Used),
        collisions: &mut Collisions,
    ) {
        let id = mapping.ids.id(&record.id);
        let mapped = mapping.party_rule(&record, &id);
        if let Some((index, _)) = mapped {
            used.party(index);
        }
        let mapped = mapped.map(|(_, mapped)| mapped);
        let mut role =
            mapped.and_then(|mapped| mapped.role).unwrap_or_else(|| own_role(&mut record));
        if mapping.customer_ids.iter().any(|known| *known == id || *known == record.id) {
            role = PartyRole::Customer(None);
        }
        let aggregation = mapped.and_then(|mapped| mapped.rule);
        if let Some(mapped) = mapped {
            override_with(&mut record, mapped);
        }
        let whole = record.parent.take().map(|key| (mapping.ids.id(&key), record.place.clone()));
        record.id.clone_from(&id);
        let joined = JoinedParty { role, record, rule: aggregation, file, whole, has_parts: false };
        match self.by_id.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(joined);
            }
            Entry::Occupied(mut entry) => entry.get_mut().join(joined, collisions),
        }
    }

    /// Adds the ends of a relation, as departments of which nothing is stated but that they are
    /// there.
    pub(super) fn add_ends(
        &mut self,
        relation: &RelationRecord,
        file: usize,
        (mapping, used): (&Mapping, &Used),
    ) {
        for id in [&relation.from, &relation.to].map(|key| mapping.ids.id(key)) {
            if !self.by_id.contains_key(&id) {
                let record = PartyRecord::new(id, relation.place.clone());
                let mut none = Collisions::default();
                self.add(record, file, (mapping, used), &mut none);
            }
        }
    }

    /// Whether a party is left out, and its relations with it.
    pub(super) fn is_ignored(&self, id: &str) -> bool {
        self.by_id.get(id).is_some_and(|party| party.role == PartyRole::Ignored)
    }

    /// Says of each whole that it has parts, and makes departments of those that no file states;
    /// then groups without parts go.
    pub(super) fn settle_wholes(&mut self, notes: &mut Vec<ImportNote>) {
        let is_department = |(id, party): (&String, &JoinedParty)| {
            (party.role == PartyRole::Department).then(|| id.clone())
        };
        // Departments are there; a group is once something is a part of it.
        let mut there: VecDeque<String> = self.by_id.iter().filter_map(is_department).collect();
        while let Some(id) = there.pop_front() {
            let Some((id, place)) = self.by_id.get(&id).and_then(|party| party.whole.clone())
            else {
                continue;
            };
            if let Some(whole) = self.by_id.get_mut(&id) {
                let had_parts = std::mem::replace(&mut whole.has_parts, true);
                if !had_parts && whole.role == PartyRole::Group {
                    there.push_back(id);
                }
                continue;
            }
            let joined = JoinedParty {
                role: PartyRole::Group,
                record: PartyRecord::new(&*id, place.clone()),
                rule: None,
                file: 0,
                whole: None,
                has_parts: true,
            };
            notes.push(ImportNote::UnknownWhole { id: id.clone(), place });
            self.by_id.insert(id, joined);
        }
        let ignored: IndexSet<String> = self
            .by_id
            .iter()
            .filter(|(_, party)| party.role == PartyRole::Ignored)
            .map(|(id, _)| id.clone())
            .collect();
        for party in self.by_id.values_mut() {
            if party.whole.as_ref().is_some_and(|(id, _)| ignored.contains(id)) {
                party.whole = None;
            }
        }
    }
}

impl JoinedParty {
    /// Takes what another file says of the same party, where this one says nothing.
    fn join(&mut self, other: Self, collisions: &mut Collisions) {
        let (here, there) = (&self.record.place, &other.record.place);
        if self.file == other.file {
            let message = format!("id `{}` is already stated at {here}", other.record.id);
            collisions.push(ProblemCode::Duplicate, there, message);
            return;
        }
        if std::mem::discriminant(&self.role) != std::mem::discriminant(&other.role) {
            let message = format!(
                "`{}` is {} here and {} at {here}; a mapping says which, or how the ids differ",
                other.record.id,
                words(other.role),
                words(self.role)
            );
            collisions.push(ProblemCode::Duplicate, there, message);
            return;
        }
        let Self { record, rule, whole, .. } = self;
        let from = other.record;
        record.name = record.name.take().or(from.name);
        record.population = record.population.or(from.population);
        record.capability = record.capability.or(from.capability);
        for (field, value) in from.rest.map(|rest| *rest).unwrap_or_default() {
            record.rest.get_or_insert_default().entry(field).or_insert(value);
        }
        for (label, value) in from.labels {
            record.labels.entry(label).or_insert(value);
        }
        *rule = rule.or(other.rule);
        *whole = whole.take().or(other.whole);
    }

    /// Whether it is an external customer.
    pub(super) fn is_customer(&self) -> bool {
        matches!(self.role, PartyRole::Customer(_))
    }

    /// Where it stands.
    pub(super) fn place(&self) -> &SourcePlace {
        &self.record.place
    }

    /// The rule that a mapping, or a file of ours, gives it.
    pub(super) fn stated_rule(&self) -> Option<Rule> {
        let rest = self.record.rest.as_ref().and_then(|rest| rest.get("rule"));
        self.rule.or_else(|| serde_json::from_value(rest?.clone()).ok())
    }

    /// The rule that a file of ours states is known by [`stated_rule`](Self::stated_rule), unless it
    /// is none.
    fn forget_rule(&mut self) {
        let rest = &mut self.record.rest;
        let is_rule = |value: &Value| serde_json::from_value::<Rule>(value.clone()).is_ok();
        if let Some(rest) = rest.as_mut().filter(|rest| rest.get("rule").is_some_and(is_rule)) {
            rest.remove("rule");
        }
    }

    /// Makes a department.
    pub(super) fn department(mut self, rule: Option<Rule>) -> Result<Department, String> {
        self.forget_rule();
        let Self { record, whole, .. } = self;
        let part_of = whole.map(|(id, _)| id);
        let mut department = if let Some(rest) = record.rest {
            let own = [("part_of", part_of.map(Value::from))];
            let number = ("capability", record.capability);
            of_ours(*rest, &record.id, record.name, number, own)?
        } else {
            let mut department = Department::new(record.id);
            department.name = record.name;
            department.part_of = part_of;
            department.capability = record.capability.unwrap_or(1.0);
            department
        };
        department.rule = rule;
        for (label, value) in record.labels {
            department.labels.insert(label, value);
        }
        Ok(department)
    }

    /// Makes an external customer.
    pub(super) fn customer(mut self, rule: Option<Rule>) -> Result<ExternalCustomer, String> {
        self.forget_rule();
        let Self { record, whole, role, .. } = self;
        let kind = match role {
            PartyRole::Customer(kind) => kind,
            _ => None,
        };
        let mut customer: ExternalCustomer = if let Some(rest) = record.rest {
            let known = CUSTOMER_KINDS.iter().find(|(_, it)| Some(*it) == kind);
            let own = [("kind", known.map(|(name, _)| json!(name)))];
            let number = ("population", record.population);
            of_ours(*rest, &record.id, record.name, number, own)?
        } else {
            let mut customer = ExternalCustomer::new(record.id);
            customer.name = record.name.map(Box::from);
            customer.kind = kind;
            customer.population = record.population.unwrap_or(1.0);
            if let Some((whole, _)) = whole {
                customer.labels.insert("parent".to_owned(), whole);
            }
            customer
        };
        customer.rule = rule;
        for (label, value) in record.labels {
            customer.labels.insert(label, value);
        }
        Ok(customer)
    }
}

/// Reads what a file of ours says beyond what other programs see, and puts in what they do see.
pub(super) fn of_ours<T: serde::de::DeserializeOwned, const COUNT: usize>(
    mut rest: Map<String, Value>,
    id: &str,
    name: Option<String>,
    (number, value): (&str, Option<f64>),
    own: [(&str, Option<Value>); COUNT],
) -> Result<T, String> {
    rest.insert("id".to_owned(), Value::from(id));
    let stated = [("name", name.map(Value::from)), (number, value.map(Value::from))];
    for (field, value) in stated.into_iter().chain(own) {
        if let Some(value) = value {
            rest.insert(field.to_owned(), value);
        }
    }
    serde_json::from_value(Value::Object(rest)).map_err(|error| error.to_string())
}

/// Reads our own kinds where a file has them; other words become a label.
fn own_role(record: &mut PartyRecord) -> PartyRole {
    if record.role != PartyRole::Department {
        return record.role;
    }
    let Some(word) = record.kind.as_deref() else { return PartyRole::Department };
    let is = |known: &str| letters(word).eq(letters(known));
    if is("department") {
        return PartyRole::Department;
    }
    if is("external_customer") {
        return PartyRole::Customer(None);
    }
    if let Some((_, kind)) = CUSTOMER_KINDS.into_iter().find(|(known, _)| is(known)) {
        return PartyRole::Customer(Some(kind));
    }
    let label = word.to_owned();
    record.labels.entry("kind".to_owned()).or_insert(label);
    PartyRole::Department
}

/// What a mapping says counts before what a file says.
fn override_with(record: &mut PartyRecord, rule: &PartyRule) {
    let PartyRule { name, part_of, population, capability, labels, .. } = rule;
    record.name = name.clone().or(record.name.take());
    record.parent = part_of.clone().or(record.parent.take());
    record.population = population.or(record.population);
    record.capability = capability.or(record.capability);
    for (label, value) in labels {
        record.labels.insert(label.clone(), value.clone());
    }
}

fn words(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Department => "a department",
        PartyRole::Customer(_) => "an external customer",
        PartyRole::Group => "a group",
        PartyRole::Ignored => "left out",
    }
}
