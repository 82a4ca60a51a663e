//! What a foreign file does not say, as a document.

use serde::Deserialize;

use super::document::{DefaultsDocument, SubstitutionDocument};
use super::header::{DocumentVersion, MappingFormat};
use super::kinds::{self, StatedKind};
use super::strict::{Entries, Object};
use crate::organisation::{Defaults, Place, Problems, Rule, Section, Substitution};

/// A mapping as a document holds it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct MappingDocument {
    #[serde(rename = "$schema")]
    #[expect(dead_code, reason = "for editors")]
    schema: Option<String>,
    #[expect(dead_code, reason = "checked while it is read")]
    format: MappingFormat,
    #[expect(dead_code, reason = "checked while it is read")]
    version: DocumentVersion,
    pub(in crate::io) name: Option<String>,
    defaults: Option<Object<DefaultsDocument>>,
    pub(in crate::io) ids: Option<Object<IdsDocument>>,
    pub(in crate::io) parties: Option<Vec<Object<PartyMappingDocument>>>,
    pub(in crate::io) relations: Option<Vec<Object<RelationMappingDocument>>>,
    pub(in crate::io) customers: Option<Vec<Object<NamedCustomerDocument>>>,
    pub(in crate::io) dependence: Option<Object<RemainingDocument>>,
}

/// How keys become ids.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct IdsDocument {
    pub(in crate::io) lower: Option<bool>,
    pub(in crate::io) strip_prefix: Option<String>,
    pub(in crate::io) rename: Option<Entries<String>>,
}

/// What parties that match are.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct PartyMappingDocument {
    pub(in crate::io) r#match: Entries<String>,
    pub(in crate::io) r#as: Option<String>,
    pub(in crate::io) name: Option<String>,
    pub(in crate::io) part_of: Option<String>,
    pub(in crate::io) population: Option<f64>,
    pub(in crate::io) capability: Option<f64>,
    pub(in crate::io) rule: Option<String>,
    pub(in crate::io) labels: Option<Entries<String>>,
}

/// What relations that match are.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct RelationMappingDocument {
    pub(in crate::io) r#match: Entries<String>,
    pub(in crate::io) provider: Option<String>,
    pub(in crate::io) r#as: Option<String>,
    pub(in crate::io) dependence: Option<f64>,
    pub(in crate::io) weight: Option<f64>,
    pub(in crate::io) condition: Option<f64>,
    pub(in crate::io) lag_hours: Option<f64>,
    pub(in crate::io) need: Option<Object<SharedNeedDocument>>,
}

/// A need that the relations of a rule share, for each consumer.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct SharedNeedDocument {
    pub(in crate::io) name: String,
    substitution: Option<Object<SubstitutionDocument>>,
    pub(in crate::io) dependence: Option<f64>,
}

/// An external customer that no file names.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct NamedCustomerDocument {
    pub(in crate::io) id: String,
    pub(in crate::io) name: Option<String>,
    pub(in crate::io) kind: Option<String>,
    pub(in crate::io) population: Option<f64>,
    pub(in crate::io) served_by: Option<Entries<f64>>,
}

/// The dependences that nothing else states.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::io) struct RemainingDocument {
    pub(in crate::io) total: Option<f64>,
    pub(in crate::io) each: Option<f64>,
}

impl MappingDocument {
    /// The rules of parties that state none, where the document says them.
    pub(in crate::io) fn defaults(&mut self, problems: &mut Problems) -> [Option<Rule>; 2] {
        let Some(Object(defaults)) = self.defaults.take() else { return [None; 2] };
        let mut rule = |document: Option<_>, field, owner| {
            kinds::rule(document?, &Place::whole(Section::Defaults, field), owner, problems)
        };
        [
            rule(defaults.department, "department", "departments"),
            rule(defaults.customer, "customer", "external customers"),
        ]
    }
}

impl SharedNeedDocument {
    /// How its services stand in for each other.
    pub(in crate::io) fn substitution(
        &self,
        index: usize,
        problems: &mut Problems,
    ) -> Option<Substitution> {
        let Object(document) = self.substitution.as_ref()?;
        let place = |field| Place::new(Section::Relations, index, field);
        let title = format!("the substitution of need `{}`", self.name);
        let stated = StatedKind { place, title: &title };
        kinds::substitution(document, &stated, problems)
    }
}

/// The usual rules, but for those that are stated.
pub(in crate::io) fn usual_or(stated: [Option<Rule>; 2], usual: Defaults) -> Defaults {
    let [department, customer] = stated;
    Defaults {
        department: department.unwrap_or(usual.department),
        customer: customer.unwrap_or(usual.customer),
    }
}
