//! Backstage catalogues: who depends on whom, who owns what.

use indexmap::{IndexMap, IndexSet};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::backstage_reference::{reference, references};
use super::error::ImportError;
use super::note::ImportNote;
use super::options::{Grouping, ReadOptions};
use super::record::{
    End, PartyRecord, PartyRole, Records, RelationRecord, RelationRole, SharedNeed,
};
use super::source_place::SourcePlace;
use super::{text, yaml_documents};
use crate::io::wire::CUSTOMER_KINDS;
use crate::organisation::Substitution;

/// Where a catalogue says of an entity what it lacks.
const ANNOTATION: &str = "knockon.dev/";

#[derive(Deserialize)]
struct EntityHead {
    kind: String,
}

#[derive(Deserialize)]
struct Entity {
    metadata: EntityMetadata,
    #[serde(default)]
    spec: EntitySpec,
}

#[derive(Deserialize)]
struct EntityMetadata {
    name: String,
    namespace: Option<String>,
    title: Option<String>,
    annotations: Option<IndexMap<String, Value>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct EntitySpec {
    r#type: Option<String>,
    lifecycle: Option<String>,
    owner: Option<String>,
    system: Option<String>,
    domain: Option<String>,
    subcomponent_of: Option<String>,
    subdomain_of: Option<String>,
    parent: Option<String>,
    #[serde(default)]
    children: Option<Vec<String>>,
    depends_on: Option<Vec<String>>,
    dependency_of: Option<Vec<String>>,
    consumes_apis: Option<Vec<String>>,
    provides_apis: Option<Vec<String>>,
}

/// A customer that an annotation names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnotatedCustomer {
    id: String,
    name: Option<String>,
    kind: Option<String>,
    population: Option<f64>,
    dependence: Option<f64>,
}

/// An entity, and where it stands.
struct StatedEntity {
    kind: String,
    id: String,
    namespace: String,
    entity: Entity,
    place: SourcePlace,
}

/// Reads a catalogue of any number of documents.
pub(super) fn read(
    bytes: &[u8],
    place: &SourcePlace,
    options: &ReadOptions,
) -> Result<Records, ImportError> {
    let text = text::checked(bytes, place, &options.limits)?;
    let mut records = Records::of_file(place.file());
    let mut stated = Vec::new();
    let mut skipped: IndexMap<String, usize> = IndexMap::new();
    for document in yaml_documents::documents(text) {
        if stated.len() >= options.limits.max_parties {
            return Err(ImportError::too_many(
                &records.place,
                "entities",
                options.limits.max_parties,
            ));
        }
        match entity(&document, place) {
            Ok(Ok(entity)) => stated.push(entity),
            Ok(Err(kind)) => *skipped.entry(kind).or_default() += 1,
            Err(ImportError::Unreadable { place, message }) if options.skip_broken => {
                records
                    .notes
                    .push(ImportNote::Odd { place, message: format!("left out: {message}") });
            }
            Err(error) => return Err(error),
        }
    }
    let file = place.file();
    records.notes.extend(skipped.into_iter().map(|(kind, count)| ImportNote::Skipped {
        file: file.to_owned(),
        kind: format!("kind `{kind}`"),
        count,
    }));
    let mut catalogue = Catalogue { records, providers: IndexMap::new(), edges: IndexMap::new() };
    catalogue.fill(&stated, options)?;
    Ok(catalogue.records)
}

/// Reads a document; the kind of one that is of no use here.
fn entity(
    document: &yaml_documents::YamlDocument<'_>,
    file: &SourcePlace,
) -> Result<Result<StatedEntity, String>, ImportError> {
    let place = document.place(file);
    let EntityHead { kind } = document.read(file)?;
    let kind = kind.to_lowercase();
    if !["component", "resource", "api", "system", "domain", "group"].contains(&kind.as_str()) {
        let _: IgnoredAny = document.read(file)?;
        return Ok(Err(kind));
    }
    let entity: Entity = document.read(file)?;
    let namespace = entity.metadata.namespace.as_deref().unwrap_or("default").to_lowercase();
    let id = format!("{kind}:{namespace}/{}", entity.metadata.name.to_lowercase());
    Ok(Ok(StatedEntity { kind, id, namespace, entity, place }))
}

struct Catalogue {
    records: Records,
    /// Who provides each API.
    providers: IndexMap<String, Vec<String>>,
    /// Edges by provider, consumer and what is provided; both sides may state one.
    edges: IndexMap<(String, String, Option<String>), RelationRecord>,
}

impl Catalogue {
    fn fill(&mut self, stated: &[StatedEntity], options: &ReadOptions) -> Result<(), ImportError> {
        for it in stated {
            for api in
                references(it.entity.spec.provides_apis.as_deref(), Some("api"), it.context())?
            {
                self.providers.entry(api).or_default().push(it.id.clone());
            }
        }
        let domains: IndexMap<&str, String> = stated
            .iter()
            .filter(|it| it.kind == "system")
            .filter_map(|it| {
                Some((it.id.as_str(), it.one(it.entity.spec.domain.as_ref(), "domain")?.ok()?))
            })
            .collect();
        let parents = parents_by_parts(stated)?;
        for it in stated {
            // An API stands for those who provide it.
            if it.kind == "api" && self.providers.contains_key(&it.id) {
                continue;
            }
            let mut record = it.party(options.grouping, &domains)?;
            record.parent = record.parent.or_else(|| parents.get(&it.id).cloned());
            self.records.parties.push(record);
        }
        for it in stated {
            self.edges_of(it)?;
        }
        let mut of_consumer: IndexMap<String, Vec<usize>> = IndexMap::new();
        for (at, (_, consumer, _)) in self.edges.keys().enumerate() {
            of_consumer.entry(consumer.clone()).or_default().push(at);
        }
        for it in stated {
            self.dependences(it, of_consumer.get(&it.id).map(Vec::as_slice).unwrap_or_default())?;
        }
        let mut known: IndexSet<String> =
            self.records.parties.iter().map(|record| record.id.clone()).collect();
        for it in stated {
            self.customers(it, &mut known)?;
        }
        let edges = std::mem::take(&mut self.edges);
        self.records.relations.extend(edges.into_values());
        self.add_missing();
        Ok(())
    }

    /// The edges that an entity states of itself.
    fn edges_of(&mut self, it: &StatedEntity) -> Result<(), ImportError> {
        let spec = &it.entity.spec;
        for other in references(spec.depends_on.as_deref(), None, it.context())? {
            self.consume(&other, &it.id, None, &it.place);
        }
        for other in references(spec.dependency_of.as_deref(), None, it.context())? {
            self.consume(&it.id.clone(), &other, None, &it.place);
        }
        for api in references(spec.consumes_apis.as_deref(), Some("api"), it.context())? {
            self.consume(&api, &it.id, Some(&api), &it.place);
        }
        Ok(())
    }

    /// Adds an edge from whoever provides what is referred to.
    fn consume(&mut self, what: &str, consumer: &str, api: Option<&str>, place: &SourcePlace) {
        let providers = self.providers.get(what).cloned();
        let name = if providers.is_some() { Some(what) } else { api };
        let short = name.map(|name| name.rsplit('/').next().unwrap_or(name).to_owned());
        let providers = providers.unwrap_or_else(|| vec![what.to_owned()]);
        let several = providers.len() > 1;
        for provider in providers {
            let key = (provider.clone(), consumer.to_owned(), short.clone());
            let short = short.clone();
            self.edges.entry(key).or_insert_with(|| {
                let mut record = RelationRecord::new(provider, consumer, place.clone());
                record.role = RelationRole::ProvidedBy(End::From);
                record.relation = Some(what.to_owned());
                if let (true, Some(name)) = (several, &short) {
                    let substitution = Some(Substitution::BestOf);
                    record.need = Some(SharedNeed { substitution, ..SharedNeed::new(&**name) });
                }
                record.name = short;
                record
            });
        }
    }

    /// What an entity's annotation says of the dependences on what it is served, whose edges stand
    /// at these positions.
    fn dependences(&mut self, it: &StatedEntity, edges: &[usize]) -> Result<(), ImportError> {
        let Some(stated) = it.annotation::<IndexMap<String, f64>>("dependence")? else {
            return Ok(());
        };
        // By whom an edge is provided, and by what it refers to.
        let mut by_reference: IndexMap<String, Vec<usize>> = IndexMap::new();
        for &at in edges {
            let Some(((provider, _, _), record)) = self.edges.get_index(at) else { continue };
            by_reference.entry(provider.clone()).or_default().push(at);
            if let Some(what) = record.relation.as_ref().filter(|what| *what != provider) {
                by_reference.entry(what.clone()).or_default().push(at);
            }
        }
        for (what, dependence) in stated {
            let what = reference(&what, None, &it.namespace).map_err(|fault| it.fault(fault))?;
            let providers = self.providers.get(&what).into_iter().flatten();
            let names = std::iter::once(&what).chain(providers);
            let fitting: Vec<usize> =
                names.filter_map(|name| by_reference.get(name)).flatten().copied().collect();
            if fitting.is_empty() {
                let message = format!(
                    "annotation `{ANNOTATION}dependence` names `{what}`, on which `{}` does not \
                     depend",
                    it.id
                );
                return Err(it.fault(message));
            }
            for at in fitting {
                let Some((_, record)) = self.edges.get_index_mut(at) else { continue };
                match &mut record.need {
                    Some(need) => need.dependence = Some(dependence),
                    None => record.dependence = Some(dependence),
                }
            }
        }
        Ok(())
    }

    /// The customers that an entity's annotation names, each once.
    fn customers(
        &mut self,
        it: &StatedEntity,
        known: &mut IndexSet<String>,
    ) -> Result<(), ImportError> {
        for customer in it.annotation::<Vec<AnnotatedCustomer>>("customers")?.unwrap_or_default() {
            let AnnotatedCustomer { id, name, kind, population, dependence } = customer;
            let kind = match kind {
                None => None,
                Some(word) => {
                    let known = CUSTOMER_KINDS.iter().find(|(known, _)| *known == word);
                    Some(known.map(|(_, kind)| *kind).ok_or_else(|| {
                        it.fault(format!(
                            "kind `{word}` is unknown, where `person`, `business` or \
                             `organisation` is needed"
                        ))
                    })?)
                }
            };
            if known.insert(id.clone()) {
                let mut record = PartyRecord::new(&*id, it.place.clone());
                record.role = PartyRole::Customer(kind);
                record.name = name;
                record.population = population;
                self.records.parties.push(record);
            }
            let mut record = RelationRecord::new(&*it.id, &*id, it.place.clone());
            record.role = RelationRole::ProvidedBy(End::From);
            record.dependence = dependence;
            self.edges.insert((it.id.clone(), id, None), record);
        }
        Ok(())
    }

    /// References to nothing become departments, and are said.
    fn add_missing(&mut self) {
        let known: IndexSet<String> =
            self.records.parties.iter().map(|record| record.id.clone()).collect();
        let mut missing: IndexMap<String, SourcePlace> = IndexMap::new();
        for relation in &self.records.relations {
            for id in [&relation.from, &relation.to] {
                if !known.contains(id) {
                    missing.entry(id.clone()).or_insert_with(|| relation.place.clone());
                }
            }
        }
        for (id, place) in missing {
            let mut record = PartyRecord::new(&*id, place.clone());
            record.labels.insert("missing".to_owned(), "true".to_owned());
            self.records.parties.push(record);
            self.records.notes.push(ImportNote::Missing { id, place });
        }
    }
}

/// Groups that others list as their parts.
fn parents_by_parts(stated: &[StatedEntity]) -> Result<IndexMap<String, String>, ImportError> {
    let mut parents = IndexMap::new();
    for it in stated.iter().filter(|it| it.kind == "group") {
        for part in references(it.entity.spec.children.as_deref(), Some("group"), it.context())? {
            parents.insert(part, it.id.clone());
        }
    }
    Ok(parents)
}

impl StatedEntity {
    fn context(&self) -> (&str, &SourcePlace) {
        (&self.namespace, &self.place)
    }

    fn fault(&self, message: impl Into<String>) -> ImportError {
        ImportError::unreadable(self.place.clone(), message)
    }

    /// One reference of the entity, of a usual kind.
    fn one(&self, stated: Option<&String>, kind: &str) -> Option<Result<String, ImportError>> {
        let stated = stated.map(String::as_str).filter(|stated| !stated.is_empty())?;
        Some(reference(stated, Some(kind), &self.namespace).map_err(|fault| self.fault(fault)))
    }

    /// What an annotation of ours says, as JSON.
    fn annotation<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<Option<T>, ImportError> {
        let annotations = self.entity.metadata.annotations.as_ref();
        let stated = annotations.and_then(|it| it.get(&format!("{ANNOTATION}{name}")));
        let Some(stated) = stated else { return Ok(None) };
        let read = match stated {
            Value::String(text) => serde_json::from_str(text),
            other => serde_json::from_value(other.clone()),
        };
        read.map(Some).map_err(|error| {
            self.fault(format!("annotation `{ANNOTATION}{name}` cannot be read: {error}"))
        })
    }

    fn party(
        &self,
        grouping: Grouping,
        domains: &IndexMap<&str, String>,
    ) -> Result<PartyRecord, ImportError> {
        let Entity { metadata, spec } = &self.entity;
        let mut record = PartyRecord::new(&*self.id, self.place.clone());
        record.name = metadata.title.clone().or_else(|| Some(metadata.name.clone()));
        record.kind = Some(self.kind.clone());
        let is_group = ["system", "domain", "group"].contains(&self.kind.as_str());
        if is_group {
            record.role = PartyRole::Group;
        }
        let owner = self.one(spec.owner.as_ref(), "group").transpose()?;
        let system = self.one(spec.system.as_ref(), "system").transpose()?;
        let labels = [("type", spec.r#type.clone()), ("lifecycle", spec.lifecycle.clone())];
        for (label, value) in labels.into_iter().chain([("owner", owner.clone())]) {
            if let Some(value) = value {
                record.labels.insert(label.to_owned(), value);
            }
        }
        record.parent = match self.kind.as_str() {
            "system" => self.one(spec.domain.as_ref(), "domain").transpose()?,
            "domain" => self.one(spec.subdomain_of.as_ref(), "domain").transpose()?,
            "group" => self.one(spec.parent.as_ref(), "group").transpose()?,
            _ => {
                let whole = self.one(spec.subcomponent_of.as_ref(), "component").transpose()?;
                let grouped = match grouping {
                    Grouping::System => system,
                    Grouping::Domain => {
                        system.and_then(|system| domains.get(system.as_str()).cloned())
                    }
                    Grouping::Owner => owner,
                };
                whole.or(grouped)
            }
        };
        record.capability = self.annotation("capability")?;
        if let Some(rule) = self.text_annotation("rule") {
            record.rest.get_or_insert_default().insert("rule".to_owned(), json!(rule));
        }
        Ok(record)
    }

    /// What an annotation of ours says, as it stands.
    fn text_annotation(&self, name: &str) -> Option<&str> {
        let annotations = self.entity.metadata.annotations.as_ref()?;
        annotations.get(&format!("{ANNOTATION}{name}"))?.as_str()
    }
}
