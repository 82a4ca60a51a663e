//! From relations to services: who provides, which of them are one, and how much.

use std::sync::Arc;

use chrono::TimeDelta;
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value};

use super::imported_service::ImportedService;
use super::mapping::{Mapping, Meaning, RemainingDependence, Used};
use super::note::ImportNote;
use super::parties::{Collisions, JoinedParties};
use super::record::{RelationRecord, RelationRole, SharedNeed};
use super::source_place::SourcePlace;
use super::undecided::Undecided;
use crate::io::csv::dependence::{Spread, rules_needed, usable};
use crate::organisation::{Aggregation, Need, ProblemCode, Rule, Service, Substitution, Weighting};

/// Services and needs, by consumer.
#[derive(Default)]
pub(super) struct ImportedServices {
    pub(super) list: Vec<ImportedService>,
    /// By the ends.
    pairs: IndexMap<(String, String), PairServices>,
    pub(super) needs: IndexMap<(String, Arc<str>), (SharedNeed, SourcePlace)>,
    /// How many relations of a word were left out, and whether that is a warning.
    ignored: IndexMap<(String, bool), usize>,
    pub(super) undecided: Undecided,
}

/// The services of one provider to one consumer.
#[derive(Default)]
struct PairServices {
    all: Vec<usize>,
    /// Those without an id.
    compared: Vec<usize>,
    /// Whether it was said that there are too many.
    is_full: bool,
}

/// How many services without an id one party may have from another.
const MOST_OF_PAIR: usize = 256;

impl ImportedServices {
    /// Decides what a relation means.
    pub(super) fn add(
        &mut self,
        record: &RelationRecord,
        file: usize,
        parties: &mut JoinedParties,
        (mapping, used): (&Mapping, &Used),
        (notes, collisions): (&mut Vec<ImportNote>, &mut Collisions),
    ) {
        let ids = [&record.from, &record.to].map(|key| mapping.ids.id(key));
        if ids.iter().any(|id| parties.is_ignored(id)) {
            return;
        }
        let [from, to] = &ids;
        let mapped = mapping.relation_rule(record, [from, to]);
        if let Some((index, _)) = mapped {
            used.relation(index);
        }
        let mapped = mapped.map(|(_, mapped)| mapped);
        let word = || record.relation.clone().unwrap_or_default();
        let role = match mapped.and_then(|mapped| mapped.means) {
            Some(Meaning::ProvidedBy(end)) => RelationRole::ProvidedBy(end),
            Some(Meaning::PartOf) => match record.role {
                whole @ RelationRole::Whole(_) => whole,
                _ => RelationRole::Whole(super::record::End::From),
            },
            Some(meaning @ (Meaning::Ignore | Meaning::Warn)) => {
                *self.ignored.entry((word(), meaning == Meaning::Warn)).or_default() += 1;
                return;
            }
            None => match (record.role, mapping.direction) {
                (RelationRole::Undecided, Some(direction)) => {
                    RelationRole::ProvidedBy(direction.provider())
                }
                (role, _) => role,
            },
        };
        let provider = match role {
            RelationRole::ProvidedBy(end) => end,
            RelationRole::Whole(end) => {
                let [whole, part] =
                    if end == super::record::End::From { [from, to] } else { [to, from] };
                if let Some(party) = parties.by_id.get_mut(part) {
                    match &party.whole {
                        Some((known, _)) if known != whole => notes.push(ImportNote::Odd {
                            place: record.place.clone(),
                            message: format!(
                                "`{part}` is part of `{known}` already; that it is part of \
                                 `{whole}` is left out"
                            ),
                        }),
                        _ => party.whole = Some((whole.clone(), record.place.clone())),
                    }
                }
                return;
            }
            RelationRole::Undecided => {
                self.undecided.add(record);
                return;
            }
            RelationRole::Ignored => {
                *self.ignored.entry((word(), false)).or_default() += 1;
                return;
            }
        };
        let [provider, consumer] =
            if provider == super::record::End::From { [from, to] } else { [to, from] };
        let need = mapped.and_then(|mapped| mapped.need.as_ref()).or(record.need.as_ref());
        let need = need.map(|need| self.need(need, consumer, &record.place, collisions));
        let service = ImportedService {
            provider: provider.clone(),
            consumer: consumer.clone(),
            id: record.id.clone(),
            name: record.name.clone(),
            relation: record.relation.clone(),
            dependence: mapped.and_then(|mapped| mapped.dependence).or(record.dependence),
            amount: mapped.and_then(|mapped| mapped.weight).or(record.weight),
            condition: mapped.and_then(|mapped| mapped.condition).or(record.condition),
            lag: mapped.map_or_else(TimeDelta::zero, |mapped| mapped.lag),
            need,
            place: record.place.clone(),
            file,
            rest: record.rest.clone(),
            weight: 1.0,
        };
        self.push(service, collisions);
    }

    /// Finds the need of a consumer, and joins what is stated of it.
    fn need(
        &mut self,
        need: &SharedNeed,
        consumer: &str,
        place: &SourcePlace,
        collisions: &mut Collisions,
    ) -> Arc<str> {
        let key = (consumer.to_owned(), Arc::clone(&need.name));
        let (known, first) = self.needs.entry(key).or_insert_with(|| (need.clone(), place.clone()));
        if known != need {
            let message = format!(
                "need `{}` of `{consumer}` is stated otherwise at {first}, where a need has one \
                 substitution and one dependence",
                need.name
            );
            collisions.push(ProblemCode::Duplicate, place, message);
        }
        Arc::clone(&need.name)
    }

    /// Adds a service to those of its pair, or to the one it is. Those without an id are compared with
    /// each other, so that there may be so many and no more.
    fn push(&mut self, service: ImportedService, collisions: &mut Collisions) {
        let pair = (service.provider.clone(), service.consumer.clone());
        let of_pair = self.pairs.entry(pair).or_default();
        if !service.has_id() {
            for &known in &of_pair.compared {
                if let Some(known) = self.list.get_mut(known)
                    && known.takes(&service)
                {
                    return;
                }
            }
            if of_pair.compared.len() >= MOST_OF_PAIR {
                if !std::mem::replace(&mut of_pair.is_full, true) {
                    let message = format!(
                        "`{}` serves `{}` by more than {MOST_OF_PAIR} services without an id, the most \
                         that are told apart",
                        service.provider, service.consumer
                    );
                    collisions.push(ProblemCode::TooMany, &service.place, message);
                }
                return;
            }
            of_pair.compared.push(self.list.len());
        }
        of_pair.all.push(self.list.len());
        self.list.push(service);
    }

    /// Adds a service that a mapping states of a customer.
    pub(super) fn serve(
        &mut self,
        provider: String,
        consumer: &str,
        dependence: f64,
        (place, file): (&SourcePlace, usize),
        collisions: &mut Collisions,
    ) {
        let service = ImportedService {
            provider,
            consumer: consumer.to_owned(),
            id: None,
            name: None,
            relation: None,
            dependence: Some(dependence),
            amount: None,
            condition: None,
            lag: TimeDelta::zero(),
            need: None,
            place: place.clone(),
            file,
            rest: None,
            weight: 1.0,
        };
        self.push(service, collisions);
    }

    /// What was left out.
    pub(super) fn notes(&self) -> impl Iterator<Item = ImportNote> {
        self.ignored.iter().map(|((relation, warn), count)| ImportNote::Ignored {
            relation: relation.clone(),
            count: *count,
            warn: *warn,
        })
    }

    /// Gives dependences to what states none; returns the weight of all that a consumer receives,
    /// where a department keeps by a mean what a total does not take.
    pub(super) fn settle(
        &mut self,
        remaining: Option<RemainingDependence>,
        rule_of: impl Fn(&str) -> (Rule, bool),
        collisions: &mut Collisions,
    ) -> IndexMap<String, f64> {
        let mut means = IndexMap::new();
        let mut open: IndexMap<String, Vec<Open>> = IndexMap::new();
        let mut of_need: IndexMap<(String, Arc<str>), (usize, f64)> = IndexMap::new();
        let mut has_stated: IndexMap<String, bool> = IndexMap::new();
        for (at, service) in self.list.iter().enumerate() {
            let states = |rest: &Map<String, Value>| {
                rest.contains_key("dependence") || rest.contains_key("need")
            };
            if service.rest.as_deref().is_some_and(states) {
                continue;
            }
            let amount = service.amount.unwrap_or(1.0);
            match &service.need {
                Some(name) => {
                    let key = (service.consumer.clone(), Arc::clone(name));
                    if self.needs.get(&key).is_some_and(|(need, _)| need.dependence.is_none()) {
                        of_need.entry(key).or_insert((at, 0.0)).1 += amount;
                    }
                }
                None if service.dependence.is_none() => {
                    let of = open.entry(service.consumer.clone()).or_default();
                    of.push(Open { at, amount, need: None });
                }
                None => {
                    has_stated.insert(service.consumer.clone(), true);
                }
            }
        }
        for ((consumer, name), (at, amount)) in of_need {
            let of = open.entry(consumer).or_default();
            of.push(Open { at, amount, need: Some(name) });
        }
        for (consumer, rows) in open {
            let (rule, is_department) = rule_of(&consumer);
            let sum: f64 = rows.iter().map(|row| row.amount).sum();
            let all_alike = rows.iter().all(|row| {
                rows.first().is_some_and(|first| first.amount.to_bits() == row.amount.to_bits())
            });
            let place = rows.first().and_then(|row| self.list.get(row.at));
            let Some(place) = place.map(|service| service.place.clone()) else { continue };
            let share = match remaining {
                None => {
                    let keeps = matches!(
                        rule,
                        Rule::Aggregation(Aggregation { weighting: Weighting::Share { .. }, .. })
                    );
                    if keeps {
                        for row in &rows {
                            self.set_weight(row, row.amount);
                        }
                    }
                    continue;
                }
                Some(RemainingDependence::Each(each)) => {
                    for row in &rows {
                        self.set_dependence(&consumer, row, each);
                    }
                    continue;
                }
                Some(RemainingDependence::Total(total)) => {
                    (Spread::of(rule, is_department, total), total)
                }
            };
            let (spread, total) = share;
            if spread == Spread::None {
                let message =
                    format!("the rule of `{consumer}` is another, where {}", rules_needed(total));
                collisions.push(ProblemCode::DependenceTotal, &place, message);
                continue;
            }
            if !usable(sum) {
                let message = format!(
                    "the weights of the services that `{consumer}` receives have no finite sum \
                     above 0, which is needed to share the dependence total"
                );
                collisions.push(ProblemCode::NoWeight, &place, message);
                continue;
            }
            let is_mixed = has_stated.contains_key(&consumer);
            #[expect(clippy::cast_precision_loss, reason = "a count of services")]
            let count = rows.len() as f64;
            for row in &rows {
                let dependence = spread.dependence(total, row.amount / sum);
                self.set_dependence(&consumer, row, dependence);
                if matches!(spread, Spread::Mean { .. }) && !all_alike {
                    // Beside services of a stated dependence, whose weight is 1, shares keep that size.
                    let scale = if is_mixed { count / sum } else { 1.0 };
                    self.set_weight(row, row.amount * scale);
                }
            }
            if matches!(spread, Spread::Mean { .. }) && is_department {
                means.insert(consumer, if all_alike { count } else { sum });
            }
        }
        means
    }

    fn set_weight(&mut self, row: &Open, weight: f64) {
        if let (Some(service), None) = (self.list.get_mut(row.at), &row.need) {
            service.weight = weight;
        }
    }

    fn set_dependence(&mut self, consumer: &str, row: &Open, dependence: f64) {
        match &row.need {
            None => {
                if let Some(service) = self.list.get_mut(row.at) {
                    service.dependence = Some(dependence);
                }
            }
            Some(name) => {
                let key = (consumer.to_owned(), Arc::clone(name));
                if let Some((need, _)) = self.needs.get_mut(&key) {
                    need.dependence = Some(dependence);
                }
            }
        }
    }

    /// Names services of one pair apart.
    fn name_apart(&mut self) {
        for of_pair in self.pairs.values().filter(|of_pair| of_pair.all.len() > 1) {
            let mut taken: IndexSet<String> = IndexSet::new();
            let mut last_number: IndexMap<String, usize> = IndexMap::new();
            for &at in &of_pair.all {
                let Some(service) = self.list.get_mut(at) else { continue };
                if service.id.is_some() {
                    continue;
                }
                if service.name.is_none() {
                    service.name.clone_from(&service.relation);
                }
                let mut id = String::new();
                let ends = (&service.provider, &service.consumer);
                Service::write_derived_id(&mut id, ends.0, ends.1, service.name.as_deref());
                let first = id.clone();
                let number = last_number.entry(first.clone()).or_insert(1);
                while taken.contains(&id) {
                    *number += 1;
                    id = format!("{first}#{number}");
                }
                if id != first {
                    service.id = Some(id.clone());
                }
                taken.insert(id);
            }
        }
    }

    /// Makes the services, and the needs that several of them meet.
    pub(super) fn statements(
        mut self,
        collisions: &mut Collisions,
    ) -> (Placed<Service>, Placed<Need>) {
        self.name_apart();
        let needs = self.needs.into_iter().map(|((consumer, name), (stated, place))| {
            let mut need = Need::new(consumer, &*name);
            need.dependence = stated.dependence;
            need.substitution = Some(stated.substitution.unwrap_or(Substitution::BestOf));
            (need, place)
        });
        let needs = needs.collect();
        let mut services = Vec::with_capacity(self.list.len());
        for service in self.list {
            let place = service.place.clone();
            match service.statement() {
                Ok(service) => services.push((service, place)),
                Err(fault) => collisions.push(ProblemCode::Unreadable, &place, fault),
            }
        }
        (services, needs)
    }
}

/// Statements, and where each stands.
type Placed<T> = Vec<(T, SourcePlace)>;

/// What states no dependence: a service, or a need by its first.
struct Open {
    at: usize,
    amount: f64,
    need: Option<Arc<str>>,
}
