//! What a foreign file does not say: who provides, how much, who is external.

use std::cell::Cell;

use chrono::TimeDelta;
use indexmap::IndexMap;

use super::glob;
use super::record::{End, PartyRecord, PartyRole, RelationRecord, SharedNeed};
use crate::io::document::{self, DocumentError, Syntax};
use crate::io::{FileFormat, Limits};
use crate::organisation::{CustomerKind, Rule};

/// What foreign files do not say of an organisation.
///
/// Read from a `knockon/mapping` document ([`mapping_from_slice`]), or set by a program. Rules are
/// tried first to last; the first whose patterns all fit decides.
///
/// # Examples
///
/// ```
/// use knockon::io::import::{Direction, Mapping};
///
/// let mapping = Mapping::default().direction(Direction::ConsumerFirst).dependence_total(0.8);
/// assert_ne!(mapping, Mapping::default());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct Mapping {
    pub(super) name: Option<String>,
    pub(super) defaults: [Option<Rule>; 2],
    pub(super) ids: IdRules,
    pub(super) parties: Vec<PartyRule>,
    pub(super) relations: Vec<RelationRule>,
    pub(super) customers: Vec<NamedCustomer>,
    pub(super) remaining: Option<RemainingDependence>,
    pub(super) direction: Option<Direction>,
    pub(super) rule_everywhere: Option<Rule>,
    pub(super) customer_ids: Vec<String>,
}

/// Which end of an arrow comes first in a file that does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Who provides: `source` serves `target`.
    ProviderFirst,
    /// Who depends: `source` uses `target`.
    ConsumerFirst,
}

/// A word that is no direction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("direction `{name}` is unknown, where provider-first or consumer-first is needed")]
pub struct UnknownDirection {
    name: String,
}

/// Reads `provider-first` or `consumer-first`.
impl std::str::FromStr for Direction {
    type Err = UnknownDirection;

    fn from_str(name: &str) -> Result<Self, UnknownDirection> {
        match name {
            "provider-first" => Ok(Self::ProviderFirst),
            "consumer-first" => Ok(Self::ConsumerFirst),
            _ => Err(UnknownDirection { name: name.to_owned() }),
        }
    }
}

impl Direction {
    /// The end that provides.
    pub(super) const fn provider(self) -> End {
        match self {
            Self::ProviderFirst => End::From,
            Self::ConsumerFirst => End::To,
        }
    }
}

/// How keys become ids.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct IdRules {
    pub(super) lower: bool,
    pub(super) strip_prefix: Option<String>,
    pub(super) rename: IndexMap<String, String>,
}

impl IdRules {
    /// The id of a key.
    pub(super) fn id(&self, key: &str) -> String {
        let key = self.strip_prefix.as_deref().and_then(|it| key.strip_prefix(it)).unwrap_or(key);
        let key = if self.lower { key.to_lowercase() } else { key.to_owned() };
        self.rename.get(&key).cloned().unwrap_or(key)
    }
}

/// The dependences that nothing else states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RemainingDependence {
    Total(f64),
    Each(f64),
}

/// What parties that match are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PartyRule {
    pub(super) patterns: Vec<(String, String)>,
    pub(super) role: Option<PartyRole>,
    pub(super) name: Option<String>,
    pub(super) part_of: Option<String>,
    pub(super) population: Option<f64>,
    pub(super) capability: Option<f64>,
    pub(super) rule: Option<Rule>,
    pub(super) labels: Vec<(String, String)>,
}

/// What relations that match are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RelationRule {
    pub(super) patterns: Vec<(String, String)>,
    pub(super) means: Option<Meaning>,
    pub(super) dependence: Option<f64>,
    pub(super) weight: Option<f64>,
    pub(super) condition: Option<f64>,
    pub(super) lag: TimeDelta,
    pub(super) need: Option<SharedNeed>,
}

/// What a rule makes of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    ProvidedBy(End),
    PartOf,
    Ignore,
    Warn,
}

/// An external customer that no file names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NamedCustomer {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) kind: Option<CustomerKind>,
    pub(super) population: f64,
    pub(super) served_by: Vec<(String, f64)>,
}

impl Mapping {
    /// Says which end provides, for relations of which nothing else says it.
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Sets what a consumer loses when everything is lost whose dependence nothing else states,
    /// above 0 and at most 1; see [`csv`](crate::io::csv) for how it is shared.
    pub fn dependence_total(mut self, total: f64) -> Self {
        self.remaining = Some(RemainingDependence::Total(total));
        self
    }

    /// Sets the rule of every party, in place of those that files and the mapping state.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rule_everywhere = Some(rule);
        self
    }

    /// Adds ids of parties that are external customers.
    pub fn customers<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.customer_ids.extend(ids.into_iter().map(Into::into));
        self
    }

    /// The rule that fits a party, and its position.
    pub(super) fn party_rule(&self, record: &PartyRecord, id: &str) -> Option<(usize, &PartyRule)> {
        let fits = |(field, pattern): &(String, String)| {
            let text = match field.as_str() {
                "id" => return glob::fits(pattern, &record.id) || glob::fits(pattern, id),
                "kind" => record.kind.as_deref(),
                "name" => record.name.as_deref(),
                field => record
                    .labels
                    .get(field.strip_prefix("label.").unwrap_or(field))
                    .map(String::as_str),
            };
            glob::fits(pattern, text.unwrap_or_default())
        };
        self.parties.iter().enumerate().find(|(_, rule)| rule.patterns.iter().all(fits))
    }

    /// The rule that fits a relation, and its position.
    pub(super) fn relation_rule(
        &self,
        record: &RelationRecord,
        ends: [&str; 2],
    ) -> Option<(usize, &RelationRule)> {
        let [from, to] = ends;
        let fits = |(field, pattern): &(String, String)| {
            let any = |texts: [&str; 2]| texts.iter().any(|text| glob::fits(pattern, text));
            match field.as_str() {
                "from" => any([&record.from, from]),
                "to" => any([&record.to, to]),
                _ => glob::fits(pattern, record.relation.as_deref().unwrap_or_default()),
            }
        };
        self.relations.iter().enumerate().find(|(_, rule)| rule.patterns.iter().all(fits))
    }
}

/// Reads a mapping, a `knockon/mapping` document.
///
/// # Errors
///
/// [`DocumentError::Invalid`] with every problem of meaning; else the first fault of syntax or shape,
/// or that the format is a table or of a feature that is off.
///
/// # Examples
///
/// ```
/// use knockon::io::import::mapping_from_slice;
/// use knockon::io::{FileFormat, Limits};
///
/// let text = r#"{ "format": "knockon/mapping", "version": 1,
///     "relations": [ { "match": { "relation": "Runs on*" }, "provider": "child" } ],
///     "dependence": { "total": 1.5 } }"#;
/// let error = mapping_from_slice(text.as_bytes(), FileFormat::Json, &Limits::default());
/// assert_eq!(
///     error.unwrap_err().to_string(),
///     "dependence.total: total `1.5` is not above 0 and at most 1",
/// );
/// ```
pub fn mapping_from_slice(
    bytes: &[u8],
    format: FileFormat,
    limits: &Limits,
) -> Result<Mapping, DocumentError> {
    let syntax = match format {
        FileFormat::Json => Syntax::Json,
        #[cfg(feature = "yaml")]
        FileFormat::Yaml => Syntax::Yaml,
        format => {
            return Err(DocumentError::Unreadable {
                line: 1,
                column: 1,
                path: String::new(),
                message: format!("a mapping as {format}, where a document is needed"),
            });
        }
    };
    document::mapping(syntax, bytes, limits)?.mapping().map_err(DocumentError::Invalid)
}

/// Which rules of a mapping have matched something.
#[derive(Default)]
pub(super) struct Used {
    parties: Vec<Cell<bool>>,
    relations: Vec<Cell<bool>>,
}

impl Used {
    pub(super) fn of(mapping: &Mapping) -> Self {
        let none = |count| vec![Cell::new(false); count];
        Self { parties: none(mapping.parties.len()), relations: none(mapping.relations.len()) }
    }

    pub(super) fn party(&self, index: usize) {
        self.parties.iter().skip(index).take(1).for_each(|used| used.set(true));
    }

    pub(super) fn relation(&self, index: usize) {
        self.relations.iter().skip(index).take(1).for_each(|used| used.set(true));
    }

    /// Those that matched nothing, by section and position.
    pub(super) fn unused(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let of = |section, list: &[Cell<bool>]| {
            let unused = list.iter().enumerate().filter(|(_, used)| !used.get());
            unused.map(move |(index, _)| (section, index)).collect::<Vec<_>>()
        };
        of("parties", &self.parties).into_iter().chain(of("relations", &self.relations))
    }
}
