//! What a file says, in its own words, before a mapping makes an organisation of it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::note::ImportNote;
use super::source_place::SourcePlace;
use crate::organisation::{CustomerKind, Substitution};

/// What one file says: parties and relations, in its own words.
///
/// A reader of a format of one's own fills it, and [`organisation`](super::organisation) does the
/// rest.
///
/// # Examples
///
/// ```
/// use knockon::io::import::{End, Mapping, PartyRecord, Records, RelationRecord, RelationRole};
/// use knockon::io::import::organisation;
///
/// let mut records = Records::of_file("rows of a query");
/// for id in ["it", "hr"] {
///     records.parties.push(PartyRecord::new(id, records.place.clone()));
/// }
/// let mut relation = RelationRecord::new("hr", "it", records.place.clone());
/// relation.relation = Some("uses".to_owned());
/// relation.role = RelationRole::ProvidedBy(End::To);
/// relation.dependence = Some(0.5);
/// records.relations.push(relation);
/// let imported = organisation(vec![records], &Mapping::default(), &Default::default())?;
/// assert_eq!(imported.organisation.service("it>hr").unwrap().provider().id(), "it");
/// # Ok::<(), knockon::io::import::ImportError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Records {
    /// The file.
    pub place: SourcePlace,
    /// What the organisation is called, if the file says so.
    pub name: Option<String>,
    /// The parties.
    pub parties: Vec<PartyRecord>,
    /// The relations.
    pub relations: Vec<RelationRecord>,
    /// Whether an end of a relation that no record has as its id is a party all the same.
    pub ends_are_parties: bool,
    /// What was skipped while reading, and what is odd.
    pub notes: Vec<ImportNote>,
    /// What the file measured of relations: their keys, and the quality of what came by them. They
    /// become a scenario beside the organisation.
    pub conditions: Vec<(String, String, f64)>,
    /// The same over time, where the file says more than how it was in the end. They become a history
    /// beside the organisation.
    pub readings: Vec<MeasuredReading>,
    /// What a file of ours says of the organisation beside parties and services.
    pub(in crate::io) rest: Option<Box<Map<String, Value>>>,
}

/// What a file measured of a relation from one instant on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MeasuredReading {
    /// Since when.
    pub at: DateTime<Utc>,
    /// The keys of those it is between, as of [`Records::conditions`].
    pub ends: (String, String),
    /// The quality of what came by it, 0..=1.
    pub condition: f64,
    /// Of how many requests.
    pub requests: f64,
}

/// A party as a file states it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PartyRecord {
    /// The file's key, not empty.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// The file's word for what it is.
    pub kind: Option<String>,
    /// What the file's kind stands for unless a mapping says otherwise.
    pub role: PartyRole,
    /// The key of what it is part of.
    pub parent: Option<String>,
    /// How many there are of an external customer.
    pub population: Option<f64>,
    /// How good a department is on its own, 0..=1.
    pub capability: Option<f64>,
    /// What else the file says of it.
    pub labels: IndexMap<String, String>,
    /// Where it stands.
    pub place: SourcePlace,
    /// What a file of ours says of it beyond that.
    pub(in crate::io) rest: Option<Box<Map<String, Value>>>,
}

/// What a party stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartyRole {
    /// A department.
    Department,
    /// An external customer, of a kind if that is known.
    Customer(Option<CustomerKind>),
    /// A department that others are part of, left out where none is.
    Group,
    /// Nothing: it is left out, and so are its relations.
    Ignored,
}

/// A relation as a file states it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RelationRecord {
    /// The key at the arrow's start.
    pub from: String,
    /// The key at its end.
    pub to: String,
    /// The file's word for the relation.
    pub relation: Option<String>,
    /// What it means, unless a mapping says otherwise.
    pub role: RelationRole,
    /// What is provided.
    pub name: Option<String>,
    /// How much of it there is, such as requests: what a dependence total is shared by.
    pub weight: Option<f64>,
    /// The share of quality that a complete loss costs, 0..=1.
    pub dependence: Option<f64>,
    /// The quality of the service on its own, 0..=1.
    pub condition: Option<f64>,
    /// The need it is for, of which several relations may be a part.
    pub need: Option<SharedNeed>,
    /// Where it stands.
    pub place: SourcePlace,
    /// The id of the service, where the file is ours.
    pub(in crate::io) id: Option<String>,
    /// What a file of ours says of it beyond that.
    pub(in crate::io) rest: Option<Box<Map<String, Value>>>,
}

/// An end of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Where the file's arrow starts.
    From,
    /// Where it ends.
    To,
}

/// What a relation means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationRole {
    /// A service, provided by this end to the other.
    ProvidedBy(End),
    /// The other end is a part of this one; no service.
    Whole(End),
    /// The file does not say: a mapping has to.
    Undecided,
    /// Nothing that quality flows along; it is counted.
    Ignored,
}

/// A need that several relations of a consumer meet together.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SharedNeed {
    /// Its name, one of its consumer.
    pub name: Arc<str>,
    /// How its services stand in for each other; the best of them counts unless stated.
    pub substitution: Option<Substitution>,
    /// The share of quality that its complete loss costs, 0..=1.
    pub dependence: Option<f64>,
}

impl SharedNeed {
    /// A need of a name.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), substitution: None, dependence: None }
    }
}

impl Records {
    /// Records of a file that says nothing yet.
    pub fn of_file(file: impl Into<Arc<str>>) -> Self {
        Self {
            place: SourcePlace::of_file(file),
            name: None,
            parties: Vec::new(),
            relations: Vec::new(),
            ends_are_parties: false,
            notes: Vec::new(),
            conditions: Vec::new(),
            readings: Vec::new(),
            rest: None,
        }
    }
}

impl PartyRecord {
    /// A department of which nothing else is stated.
    pub fn new(id: impl Into<String>, place: SourcePlace) -> Self {
        Self {
            id: id.into(),
            name: None,
            kind: None,
            role: PartyRole::Department,
            parent: None,
            population: None,
            capability: None,
            labels: IndexMap::new(),
            place,
            rest: None,
        }
    }
}

impl RelationRecord {
    /// A relation whose meaning is not decided.
    pub fn new(from: impl Into<String>, to: impl Into<String>, place: SourcePlace) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            relation: None,
            role: RelationRole::Undecided,
            name: None,
            weight: None,
            dependence: None,
            condition: None,
            need: None,
            place,
            id: None,
            rest: None,
        }
    }

    /// The key at an end.
    pub fn end(&self, end: End) -> &str {
        match end {
            End::From => &self.from,
            End::To => &self.to,
        }
    }
}

impl End {
    /// The other end.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
        }
    }
}
